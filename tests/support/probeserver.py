# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs konto-probe in a session, again and again, without loading its libraries each time."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import threading
import time
from collections.abc import Sequence

from session import PrivateSession, SessionError


class ProbeServer:
    """`konto-probe serve`, started when it is first needed. One command at a time; whoever comes meanwhile gets a program of its own."""

    def __init__(self, session: PrivateSession) -> None:
        self._session = session
        self._running: _Running | None = None
        self._lock = threading.Lock()

    def run(self, words: Sequence[str], stdin: str | None, timeout: float) -> subprocess.CompletedProcess[str]:
        command = ["konto-probe", *words]
        if not self._lock.acquire(blocking=False):
            return self._session.run(command, stdin=stdin, timeout=timeout, check=False)
        try:
            running = self._started()
            log = self._session.logs / "probe.log"
            before = log.stat().st_size
            running.write({"words": list(words), "input": stdin or ""})
            *output, end = running.answer(timeout)
            errors = log.read_bytes()[before:].decode(errors="replace")
            return subprocess.CompletedProcess(command, json.loads(end)["exit"], "\n".join(output), errors)
        except (SessionError, subprocess.TimeoutExpired):
            self.stop()
            raise
        finally:
            self._lock.release()

    def stop(self) -> None:
        if self._running:
            self._running.stop()
            self._running = None

    def _started(self) -> _Running:
        if not self._running:
            self._running = _Running(self._session)
        return self._running


class _Running:
    def __init__(self, session: PrivateSession) -> None:
        with (session.logs / "probe.log").open("ab") as log:
            self._process = session.popen(["konto-probe", "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)

    def write(self, request: dict[str, object]) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        self._process.stdin.flush()

    def answer(self, timeout: float) -> list[str]:
        """What the command prints, by lines, and last the line about its end."""
        assert self._process.stdout
        answer = self._process.stdout.fileno()
        end = time.monotonic() + timeout
        text = b""
        with selectors.DefaultSelector() as selector:
            selector.register(answer, selectors.EVENT_READ)
            while not _is_complete(text):
                if not selector.select(max(0, end - time.monotonic())):
                    raise subprocess.TimeoutExpired("konto-probe", timeout, text)
                part = os.read(answer, 1 << 20)
                if not part:
                    raise SessionError("konto-probe serve ended")
                text += part
        return text.decode().splitlines()

    def stop(self) -> None:
        self._process.kill()
        self._process.communicate()


def _is_complete(text: bytes) -> bool:
    """What a command prints itself has no spaces between its words."""
    return text.endswith(b"\n") and text[text.rfind(b"\n", 0, -1) + 1:].startswith(b'{"exit": ')
