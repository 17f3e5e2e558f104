#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Stands for the desktop's list of jobs (Plasma's notification area) on the session bus: org.kde.JobViewServer.

As a program it prints a JSON object, a line each, for whatever jobs tell: view (its number) and requested (what requestView() got), updated, or
terminated. Its standard input takes "suspend N", "resume N" and "cancel N": what the user does with the view of that number.

As a library, JobViews runs it in a session.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from session import SessionError

if TYPE_CHECKING:
    from session import PrivateSession

NAMES = ("org.kde.JobViewServer", "org.kde.kuiserver")
SERVER = """<node><interface name="org.kde.JobViewServerV2"><method name="requestView">
  <arg name="desktopEntry" type="s" direction="in"/><arg name="capabilities" type="i" direction="in"/>
  <arg name="hints" type="a{sv}" direction="in"/><arg name="path" type="o" direction="out"/></method></interface></node>"""
VIEW = """<node><interface name="org.kde.JobViewV3">
  <method name="terminate"><arg type="u" direction="in"/><arg type="s" direction="in"/><arg type="a{sv}" direction="in"/></method>
  <method name="update"><arg type="a{sv}" direction="in"/></method>
  <signal name="suspendRequested"/><signal name="resumeRequested"/><signal name="cancelRequested"/></interface></node>"""


class View:
    """What is known of one job."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.values: dict[str, Any] = {}  # the newest of each
        self.percents: list[int] = []
        self.listens = False  # its job has got the view, and can be asked
        self.ended: dict[str, Any] | None = None


class JobViews:
    """The list of jobs in a session, as a context manager; views[N] is the view of the number N, the oldest 0."""

    def __init__(self, session: PrivateSession) -> None:
        self._session = session
        self._told = threading.Condition()
        self.views: list[View] = []

    def __enter__(self) -> JobViews:
        self._program = self._session.popen([sys.executable, Path(__file__)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._program.stdout
        self._program.stdout.readline()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        return self

    def __exit__(self, _type: type[BaseException] | None, _value: BaseException | None, _trace: TracebackType | None) -> None:
        self._program.terminate()
        self._program.wait()
        self._reader.join()
        assert self._program.stdin and self._program.stdout
        self._program.stdin.close()
        self._program.stdout.close()

    def ask(self, what: str, view: View) -> None:
        """The user clicks: "suspend", "resume" or "cancel"."""
        self._wait(lambda: view.listens, 30, "the job that listens")
        assert self._program.stdin
        self._program.stdin.write(f"{what} {view.number}\n".encode())
        self._program.stdin.flush()

    def wait(self, number: int, timeout: float = 30, **values: Any) -> View:
        """Until there is a view of that number, and these are its values."""
        def is_so() -> bool:
            return len(self.views) > number and all(self.views[number].values.get(name) == value for name, value in values.items())
        self._wait(is_so, timeout, f"view {number} with {values}")
        return self.views[number]

    def wait_for_end(self, view: View, timeout: float = 30) -> dict[str, Any]:
        """Until the job has ended; code and message of its error."""
        self._wait(lambda: view.ended is not None, timeout, f"the end of view {view.number}")
        assert view.ended is not None
        return view.ended

    def _wait(self, is_so: Any, timeout: float, what: str) -> None:
        end = time.monotonic() + timeout
        with self._told:
            while not is_so():
                if not self._told.wait(max(0, end - time.monotonic())) and not is_so():
                    raise SessionError(f"{what}: not within {timeout:g} s, but {[(view.values, view.ended) for view in self.views]}")

    def _read(self) -> None:
        assert self._program.stdout
        for line in self._program.stdout:
            told = json.loads(line)
            with self._told:
                if "requested" in told:
                    self.views.append(View(told["view"]))
                    self._take(self.views[-1], told["requested"])
                elif "updated" in told:
                    self.views[told["view"]].listens = True
                    self._take(self.views[told["view"]], told["updated"])
                else:
                    self.views[told["view"]].ended = told["terminated"]
                self._told.notify_all()

    @staticmethod
    def _take(view: View, values: dict[str, Any]) -> None:
        view.values |= values
        if "percent" in values:
            view.percents.append(values["percent"])


def main() -> int:
    """Not at the top: tests run without this library."""
    from gi.repository import Gio, GLib

    bus = Gio.bus_get_sync(Gio.BusType.SESSION)
    paths: list[str] = []

    def say(view: int, **told: Any) -> None:
        print(json.dumps({"view": view} | told), flush=True)

    def on_request(_bus: Any, _sender: str, _path: str, _interface: str, _method: str, arguments: Any, invocation: Any) -> None:
        entry, capabilities, hints = arguments.unpack()
        number = len(paths)
        paths.append(f"/JobViewServer/JobView_{number}")
        bus.register_object(paths[number], view, lambda _bus, _sender, _path, _interface, method, values, call: on_view(number, method, values, call), None, None)
        say(number, requested=hints | {"desktopEntry": entry, "capabilities": capabilities})
        invocation.return_value(GLib.Variant("(o)", (paths[number],)))

    def on_view(number: int, method: str, arguments: Any, invocation: Any) -> None:
        values = arguments.unpack()
        if method == "update":
            say(number, updated=values[0])
        else:
            say(number, terminated={"code": values[0], "message": values[1]})
        invocation.return_value(None)

    def on_line(channel: GLib.IOChannel, _condition: Any) -> bool:
        words = channel.readline().split()
        if len(words) != 2:
            loop.quit()
            return False
        bus.emit_signal(None, paths[int(words[1])], "org.kde.JobViewV3", f"{words[0]}Requested", None)
        return True

    view = Gio.DBusNodeInfo.new_for_xml(VIEW).interfaces[0]
    bus.register_object("/JobViewServer", Gio.DBusNodeInfo.new_for_xml(SERVER).interfaces[0], on_request, None, None)
    for name in NAMES:
        bus.call_sync("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "RequestName", GLib.Variant("(su)", (name, 0)), None, 0, -1, None)
    loop = GLib.MainLoop()
    GLib.io_add_watch(GLib.IOChannel.unix_new(sys.stdin.fileno()), GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, on_line)
    print("ready", flush=True)
    loop.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
