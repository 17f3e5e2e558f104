#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Stands for the part of a desktop that shows notifications (org.freedesktop.Notifications), and records them.

Run as a program, on the bus that DBUS_SESSION_BUS_ADDRESS names, it prints {"ready": true} when it is there, and then a line of JSON
for each notification that is shown, changed or taken back. On its standard input it takes what the user does, a line each:

    action ID NAME     a button of the notification, or "default", the click on the notification itself
    close ID           the notification is closed

As a library, see Notifications.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from session import PrivateSession, SessionError, die_with_parent, keep_trying

Json = dict[str, Any]
NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
BY_USER, BY_CALL = 2, 3  # reasons of NotificationClosed
CAPABILITIES = ["actions", "body", "body-markup", "persistence"]
INTERFACE = f"""<node><interface name="{NAME}">
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="GetServerInformation">
    <arg type="s" direction="out"/><arg type="s" direction="out"/><arg type="s" direction="out"/><arg type="s" direction="out"/>
  </method>
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="as" direction="in"/><arg type="a{{sv}}" direction="in"/><arg type="i" direction="in"/>
    <arg type="u" direction="out"/>
  </method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
  <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
</interface></node>"""


class Notifications:
    """The service in a session, as a context manager.

        with Notifications(h.session) as desktop:
            shown = desktop.wait_for(lambda each: "password" in each["body"])
            desktop.act(shown, "Enter the Password")
    """

    def __init__(self, session: PrivateSession) -> None:
        self._session = session
        self._record = session.logs / "notifications.jsonl"

    def __enter__(self) -> Notifications:
        with open(self._record, "ab") as record, open(self._session.logs / "notifications.log", "ab") as log:
            self._service = self._session.popen([sys.executable, Path(__file__).resolve()], stdin=subprocess.PIPE, stdout=record, stderr=log,
                                                preexec_fn=die_with_parent)
        keep_trying("the notification service", lambda: b'"ready"' in self._record.read_bytes(), 20)
        return self

    def __exit__(self, _type: type[BaseException] | None, _value: BaseException | None, _trace: TracebackType | None) -> None:
        assert self._service.stdin
        self._service.stdin.close()
        self._service.wait(10)

    def all(self) -> list[Json]:
        """Each notification that was ever shown, as it is now: "app", "summary", "body", "actions" (text by name), "hints", "open"."""
        found: dict[int, Json] = {}
        for line in self._record.read_text().splitlines():
            said = json.loads(line)
            if "id" in said:
                found[said["id"]] = found.get(said["id"], {}) | said
        return list(found.values())

    def shown(self) -> list[Json]:
        """Those that the user sees now."""
        return [each for each in self.all() if each["open"]]

    def wait_for(self, wanted: Callable[[Json], bool], timeout: float = 30) -> Json:
        """The first one like that, as soon as it was shown."""
        try:
            keep_trying("notification", lambda: any(map(wanted, self.all())), timeout)
        except SessionError as error:
            raise SessionError(f"{error}; there were: {self.all()}") from None
        return next(filter(wanted, self.all()))

    def act(self, notification: Json, text: str = "") -> None:
        """Presses the button with this text, or clicks on the notification itself."""
        names = [name for name, label in notification["actions"].items() if label == text]
        if text and not names:
            raise SessionError(f"no button {text!r}: {notification}")
        self._tell(f"action {notification['id']} {names[0] if text else 'default'}")

    def close(self, notification: Json) -> None:
        self._tell(f"close {notification['id']}")

    def _tell(self, line: str) -> None:
        assert self._service.stdin
        self._service.stdin.write(f"{line}\n".encode())
        self._service.stdin.flush()


class Service:
    def __init__(self) -> None:
        from gi.repository import Gio, GLib  # noqa: PLC0415 (a test needs the rest of this file only)
        self.glib = GLib
        self.last = 0
        self.loop = GLib.MainLoop()
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        about = Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0]
        self.bus.register_object(PATH, about, self.on_call, None, None)
        self.bus.call_sync("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "RequestName", GLib.Variant("(su)", (NAME, 0)), None, 0, -1, None)
        GLib.io_add_watch(GLib.IOChannel.unix_new(sys.stdin.fileno()), GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, self.on_line)

    def on_call(self, _bus: Any, _sender: str, _path: str, _interface: str, method: str, parameters: Any, call: Any) -> None:
        arguments = parameters.unpack()
        answer = None
        if method == "GetCapabilities":
            answer = self.glib.Variant("(as)", (CAPABILITIES,))
        elif method == "GetServerInformation":
            answer = self.glib.Variant("(ssss)", ("Konto's tests", "Konto", "1", "1.2"))
        elif method == "Notify":
            answer = self.glib.Variant("(u)", (self.show(*arguments),))
        else:
            self.close(arguments[0], BY_CALL)
        call.return_value(answer)

    def show(self, app: str, replaces: int, icon: str, summary: str, body: str, actions: list[str], hints: Json, _timeout: int) -> int:
        self.last += not replaces
        number = replaces or self.last
        plain = {name: value for name, value in hints.items() if isinstance(value, str | int | bool)}
        tell(id=number, open=True, app=app, icon=icon, summary=summary, body=body, actions=dict(zip(actions[::2], actions[1::2], strict=True)),
             hints=plain)
        return number

    def close(self, number: int, reason: int) -> None:
        tell(id=number, open=False)
        self.emit("NotificationClosed", self.glib.Variant("(uu)", (number, reason)))

    def emit(self, signal: str, arguments: Any) -> None:
        self.bus.emit_signal(None, PATH, NAME, signal, arguments)

    def on_line(self, channel: Any, _condition: Any) -> bool:
        words = channel.readline().split()
        if not words:
            self.loop.quit()
            return False
        if words[0] == "action":
            self.emit("ActionInvoked", self.glib.Variant("(us)", (int(words[1]), words[2])))
        # A desktop closes a notification that was answered.
        self.close(int(words[1]), BY_USER)
        return True


def tell(**said: Any) -> None:
    print(json.dumps(said), flush=True)


def main() -> int:
    service = Service()
    tell(ready=True)
    service.loop.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
