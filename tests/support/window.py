# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The real account dialog and the real page of System Settings in a session, used by what a user reads on them (konto-window)."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from session import PrivateSession, SessionError, die_with_parent, keep_trying

Json = dict[str, Any]
ACTIVE = ("button", "radio", "check", "edit", "combo", "spin")


class Screen:
    """An X server without a screen, as a context manager; `env` is what programs on it need."""

    def __init__(self, size: str = "1600x1200") -> None:
        self.size = size
        self.env: dict[str, str] = {"QT_QPA_PLATFORM": "offscreen"}
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Screen:
        if shutil.which("Xvfb"):
            ready, announce = os.pipe()
            self._server = subprocess.Popen(["Xvfb", "-displayfd", str(announce), "-screen", "0", f"{self.size}x24", "-nolisten", "tcp"],
                                            pass_fds=(announce,), stderr=subprocess.DEVNULL, preexec_fn=die_with_parent)
            os.close(announce)
            with os.fdopen(ready) as display:
                number = display.readline().strip()
            if not number:
                raise SessionError("Xvfb did not start")
            self.env = {"QT_QPA_PLATFORM": "xcb", "DISPLAY": f":{number}"}
        return self

    def __exit__(self, _type: type[BaseException] | None, _value: BaseException | None, _trace: TracebackType | None) -> None:
        if self._server:
            self._server.terminate()
            self._server.wait(10)


class Window:
    """A context manager. arguments: those of konto-window. Each use waits until the part is there and enabled."""

    def __init__(self, session: PrivateSession, *arguments: str, env: dict[str, str] | None = None) -> None:
        self._session = session
        self._arguments = arguments
        self._env = env or {}

    def __enter__(self) -> Window:
        with open(self._session.logs / "window.log", "ab") as log:
            self._running = self._session.popen(["konto-window", *self._arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                                stderr=log, env=self._session.env | self._env)
        return self

    def __exit__(self, _type: type[BaseException] | None, _value: BaseException | None, _trace: TracebackType | None) -> None:
        assert self._running.stdin and self._running.stdout
        with contextlib.suppress(OSError):
            self._running.stdin.close()
        try:
            self._running.wait(10)
        except subprocess.TimeoutExpired:
            self._running.kill()
            self._running.wait(5)
        self._running.stdout.close()

    def tell(self, **order: Any) -> Json:
        """One order of driver.h, and the answer."""
        assert self._running.stdin and self._running.stdout
        try:
            self._running.stdin.write(json.dumps(order).encode() + b"\n")
            self._running.stdin.flush()
            line = self._running.stdout.readline()
        except OSError:
            line = b""
        if not line:
            raise SessionError(f"konto-window ended with {self._running.wait(10)}\n{self.log()}")
        answer: Json = json.loads(line)
        return answer

    def log(self) -> str:
        return "\n".join((self._session.logs / "window.log").read_text(errors="replace").splitlines()[-20:])

    # -- what a user does ------------------------------------------------------------------------------------------

    def _do(self, timeout: float, **order: Any) -> None:
        deadline = time.monotonic() + timeout
        while True:
            answer = self.tell(**order)
            if not answer.keys() & {"error", "closed"}:
                return
            if time.monotonic() > deadline:
                raise SessionError(f"{order}: {answer}\n{self.shown()}")
            time.sleep(0.05)

    def click(self, name: str, role: str = "", timeout: float = 30) -> None:
        self._do(timeout, do="click", name=name, role=role)

    def fill(self, name: str, text: str, timeout: float = 30) -> None:
        self._do(timeout, do="fill", name=name, text=text, role="edit")

    def fill_spin(self, name: str, number: int) -> None:
        self._do(30, do="fill", name=name, text=str(number), role="spin")

    def choose(self, name: str, text: str, timeout: float = 30) -> None:
        """A row of a list or of a combo box, by how it begins."""
        self._do(timeout, do="choose", name=name, text=text)

    def close(self) -> None:
        self.tell(do="close")

    def grab(self, file: Path, width: int = 0, height: int = 0) -> None:
        self.tell(do="grab", file=str(file), width=width, height=height)

    # -- what a user sees ------------------------------------------------------------------------------------------

    def look(self) -> list[Json]:
        return list(self.tell(do="look").get("parts", []))

    def is_closed(self) -> bool:
        return bool(self.tell(do="look").get("closed", False))

    def title(self) -> str:
        return str(self.tell(do="look").get("window", ""))

    def shown(self) -> str:
        """All texts of the front window."""
        return "\n".join(str(part["name"]) for part in self.look() if part["role"] == "text" and part["name"])

    def part(self, name: str, role: str = "") -> Json:
        """Exactly one."""
        found = [part for part in self.look() if part["name"] == name and (part["role"] == role or not role and part["role"] != "text")]
        if len(found) != 1:
            raise SessionError(f"{len(found)} of {name!r}: {self.look()}")
        return found[0]

    def names(self) -> set[str]:
        """Of what can be used just now."""
        return {part["name"] for part in self.look() if part["role"] in ACTIVE and part["enabled"]}

    def rows(self, name: str) -> list[str]:
        return list(self.part(name, "list")["rows"])

    def wait_for(self, pattern: str, timeout: float = 60) -> str:
        """Until a text matches; all texts."""
        self.until(pattern, lambda: bool(re.search(pattern, self.shown())), timeout)
        return self.shown()

    def until(self, what: str, ready: Callable[[], bool], timeout: float = 60) -> None:
        try:
            keep_trying(what, ready, timeout)
        except SessionError as error:
            raise SessionError(f"{error}\n{self.shown()}\n{self.log()}") from None

    def wait_until_closed(self, timeout: float = 30) -> None:
        self.until("the end of the window", self.is_closed, timeout)
