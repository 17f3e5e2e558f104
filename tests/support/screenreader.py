#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Uses any program of a session as a screen reader does (AT-SPI): by the names and roles of what its windows show.

Run as a program, in a session with an accessibility bus, it obeys one order of JSON a line and answers each with a line:

    {"do": "look", "app": A}                            {"parts": […]}: all that is showing, each with "role", "name", "window", "states", "text"
    {"do": "tables", "app": A}                          {"tables": […]}: the names of the cells of all lists and trees, row by row; also of columns
                                                        that are hidden
    {"do": "press", "app": A, "name": N, "role": R}     a button, a box, or an entry of a menu, also of one that is closed
    {"do": "click", …, "button": 1}                     the mouse, on what is showing
    {"do": "fill", …, "text": T}                        a line
    {"do": "key", "text": K}                            a key, as xdotool names it, for what has the focus

A name is a regular expression; "window", a title or how it begins, leaves out other windows. An order that cannot be obeyed is answered with {"error": …}. As a library, see ScreenReader.
"""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from session import PrivateSession, SessionError, die_with_parent, keep_trying

Json = dict[str, Any]
BUS_LAUNCHERS = [Path("/usr/libexec/at-spi-bus-launcher"), Path("/usr/lib/at-spi2-core/at-spi-bus-launcher")]
# For the programs that are looked at.
ENV = {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
STATES = ("enabled", "checked", "selected", "expanded", "focused")
DEEPEST = 40


class ScreenReader:
    """A context manager; env is that of a Screen. Each use waits until the part is there and can be used."""

    def __init__(self, session: PrivateSession, app: str, env: dict[str, str]) -> None:
        self._session = session
        self._app = app
        self._env = session.env | env

    def __enter__(self) -> ScreenReader:
        launcher = next(filter(Path.exists, BUS_LAUNCHERS))
        with open(self._session.logs / "screenreader.log", "ab") as log:
            options = {"stderr": log, "env": self._env, "preexec_fn": die_with_parent}
            self._bus = self._session.popen([launcher, "--launch-immediately"], stdout=log, **options)
            self._session.wait_for_names({"org.a11y.Bus"}, 20, alive=self._bus)
            self._reader = self._session.popen([sys.executable, Path(__file__).resolve()], stdin=subprocess.PIPE, stdout=subprocess.PIPE, **options)
        self.look()  # so that the registry is there when a program starts, which asks for it once
        return self

    def __exit__(self, _type: type[BaseException] | None, _value: BaseException | None, _trace: TracebackType | None) -> None:
        assert self._reader.stdin and self._reader.stdout
        with contextlib.suppress(OSError):
            self._reader.stdin.close()
        for each in (self._reader, self._bus):
            each.terminate()
            each.wait(10)
        self._reader.stdout.close()

    def tell(self, do: str, **order: Any) -> Json:
        """One order, and the answer."""
        assert self._reader.stdin and self._reader.stdout
        self._reader.stdin.write(json.dumps({"do": do, "app": self._app} | order).encode() + b"\n")
        self._reader.stdin.flush()
        line = self._reader.stdout.readline()
        if not line:
            raise SessionError("the screen reader ended; " + (self._session.logs / "screenreader.log").read_text()[-2000:])
        answer: Json = json.loads(line)
        return answer

    def _do(self, do: str, timeout: float, **order: Any) -> None:
        deadline = time.monotonic() + timeout
        while "error" in (answer := self.tell(do, **order)):
            if time.monotonic() > deadline:
                raise SessionError(f"{do} {order}: {answer}\n{self.shown()}")
            time.sleep(0.1)

    def press(self, name: str, role: str = "", window: str = "", timeout: float = 30) -> None:
        self._do("press", timeout, name=name, role=role, window=window)

    def click(self, name: str, role: str = "", window: str = "", timeout: float = 30, *, button: int = 1) -> None:
        self._do("click", timeout, name=name, role=role, window=window, button=button)

    def fill(self, name: str, text: str, window: str = "", timeout: float = 30) -> None:
        self._do("fill", timeout, name=name, text=text, role="text", window=window)

    def key(self, name: str) -> None:
        self.tell("key", text=name)

    def rows(self) -> list[list[str]]:
        """Of all lists and trees that show."""
        return [row for table in self.tell("tables").get("tables", []) for row in table]

    def look(self) -> list[Json]:
        return list(self.tell("look").get("parts", []))

    def shown(self) -> str:
        """All that can be read now, a part a line."""
        return "\n".join(f"{part['role']}: {part['text'] or part['name']}" for part in self.look() if part["name"] or part["text"])

    def windows(self) -> list[str]:
        return [part["name"] for part in self.look() if part["role"] in ("frame", "dialog", "alert")]

    def wait_for(self, what: str, ready: Callable[[list[Json]], bool], timeout: float = 30) -> None:
        try:
            keep_trying(what, lambda: ready(self.look()), timeout, 0.2)
        except SessionError as error:
            raise SessionError(f"{error}\n{self.shown()}") from None


class Reader:
    def __init__(self) -> None:
        import gi  # noqa: PLC0415 (a test needs the rest of this file only)
        gi.require_version("Atspi", "2.0")
        from gi.repository import Atspi  # noqa: PLC0415
        self.atspi = Atspi
        Atspi.init()

    def obey(self, order: Json) -> Json:
        if order["do"] == "look":
            return {"parts": [self.described(window, part) for window, part in self.parts(order["app"])]}
        if order["do"] == "key":
            subprocess.run(["xdotool", "key", order["text"]], check=True)
            return {}
        if order["do"] == "tables":
            return {"tables": [list(self.cells(part)) for _, part in self.parts(order["app"]) if part.is_table()]}
        showing = order["do"] != "press"
        found = [part for window, part in self.parts(order["app"], showing=showing) if window.startswith(order["window"])
                 and order["role"] in ("", part.get_role_name()) and re.fullmatch(order["name"], part.get_name() or "")]
        usable = [part for part in found if self.has(part, "sensitive") or self.has(part, "enabled")]
        if not usable:
            return {"error": f"{len(found)} of that name, none of them can be used"}
        getattr(self, order["do"])(usable[0], order)
        return {}

    def windows(self, app: str) -> Iterator[Any]:
        desktop = self.atspi.get_desktop(0)
        for program in children(desktop):
            if program.get_name() == app:
                yield from children(program)

    def parts(self, app: str, *, showing: bool = True) -> Iterator[tuple[str, Any]]:
        """All below the windows of a program, with the titles of these."""
        for window in self.windows(app):
            yield from ((window.get_name(), part) for part in self.below(window, showing, 0))

    def below(self, part: Any, showing: bool, depth: int) -> Iterator[Any]:
        if depth > DEEPEST or showing and not self.has(part, "showing"):
            return
        yield part
        for child in children(part):
            yield from self.below(child, showing, depth + 1)

    def has(self, part: Any, state: str) -> bool:
        return bool(part.get_state_set().contains(getattr(self.atspi.StateType, state.upper())))

    def described(self, window: str, part: Any) -> Json:
        return {"window": window, "role": part.get_role_name(), "name": part.get_name() or "", "text": self.text(part),
                "states": [state for state in STATES if self.has(part, state)]}

    def text(self, part: Any) -> str:
        return str(self.atspi.Text.get_text(part, 0, -1)) if part.is_text() else ""

    def cells(self, part: Any) -> Iterator[list[str]]:
        table = self.atspi.Table
        for row in range(table.get_n_rows(part)):
            found = [table.get_accessible_at(part, row, column) for column in range(table.get_n_columns(part))]
            yield [cell.get_name() or "" for cell in found if cell]

    def press(self, part: Any, _order: Json) -> None:
        self.atspi.Action.do_action(part, 0)

    def click(self, part: Any, order: Json) -> None:
        place = self.atspi.Component.get_extents(part, self.atspi.CoordType.SCREEN)
        self.atspi.generate_mouse_event(place.x + place.width // 2, place.y + place.height // 2, f"b{order['button']}c")

    def fill(self, part: Any, order: Json) -> None:
        self.atspi.EditableText.set_text_contents(part, order["text"])


def children(part: Any) -> Iterator[Any]:
    for number in range(part.get_child_count()):
        child = part.get_child_at_index(number)
        if child:
            yield child


def main() -> int:
    reader = Reader()
    for line in sys.stdin:
        try:
            answer = reader.obey(json.loads(line))
        except Exception as error:  # noqa: BLE001 (what is looked at may vanish at any moment)
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
