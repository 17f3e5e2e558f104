#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Stands for the services that tell programs about the computer they run on, on the bus that DBUS_SYSTEM_BUS_ADDRESS names: NetworkManager, logind,
UPower and power-profiles-daemon, as much of them as Konto and Qt ask.

As a program it takes commands, a line each, on its standard input, and answers each with a line when it has been told:

    on, off, portal     there is a network, none, or one with a page before it
    another             another network instead, without a gap
    metered, unmetered  the network costs by the byte, or not
    sleep, wake         the computer is about to sleep, or was asleep
    mains, battery      where power comes from
    low, charged        how full the battery is
    saver, balanced     what the user wants of it

As a library, Computer runs it in a session.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from session import PrivateSession

NETWORK = "org.freedesktop.NetworkManager"
LOGIND = "org.freedesktop.login1"
POWER = "org.freedesktop.UPower"
PROFILES = "org.freedesktop.UPower.PowerProfiles"
SYSTEM_BUS = {"DBUS_SYSTEM_BUS_ADDRESS": "unix:path={session}/run/bus"}  # for PrivateSession: the session's own bus is the system's too


class Computer:
    """The services in a session, whose environment has SYSTEM_BUS, as a context manager. At first there is a network, and mains."""

    def __init__(self, session: PrivateSession) -> None:
        self._session = session

    def __enter__(self) -> Computer:
        self._program = self._session.popen([sys.executable, Path(__file__)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._expect("ready")
        return self

    def __exit__(self, _type: type[BaseException] | None, _value: BaseException | None, _trace: TracebackType | None) -> None:
        self._program.terminate()
        self._program.communicate()

    def tell(self, *words: str) -> None:
        """Returns when the services have told it."""
        assert self._program.stdin
        for word in words:
            self._program.stdin.write(f"{word}\n".encode())
            self._program.stdin.flush()
            self._expect(word)

    def _expect(self, word: str) -> None:
        assert self._program.stdout
        said = self._program.stdout.readline().decode().strip()
        if said != word:
            raise RuntimeError(f"the computer said {said!r} instead of {word!r}")


def main() -> int:
    """Not at the top: tests run without this library."""
    from gi.repository import Gio, GLib

    bus = Gio.bus_get_sync(Gio.BusType.SYSTEM)

    class Service:
        """An object whose properties can be read and change."""

        def __init__(self, name: str, path: str, interface: str, signals: str = "", **properties: GLib.Variant) -> None:
            self.path, self.interface, self.values = path, interface, properties
            declared = "".join(f'<property name="{each}" type="{value.get_type_string()}" access="read"/>' for each, value in properties.items())
            about = Gio.DBusNodeInfo.new_for_xml(f'<node><interface name="{interface}">{declared}{signals}</interface></node>').interfaces[0]
            bus.register_object(path, about, None, lambda _bus, _sender, _path, _interface, each: self.values[each], None)
            bus.call_sync("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "RequestName", GLib.Variant("(su)", (name, 0)), None, 0, -1, None)

        def change(self, **properties: GLib.Variant) -> None:
            self.values |= properties
            told = GLib.Variant("(sa{sv}as)", (self.interface, properties, []))
            bus.emit_signal(None, self.path, "org.freedesktop.DBus.Properties", "PropertiesChanged", told)

    def number(value: int) -> Any:
        return GLib.Variant("u", value)

    def connection() -> Any:
        return GLib.Variant("o", f"/org/freedesktop/NetworkManager/ActiveConnection/{connections}")

    connections = 1
    # NM_STATE_CONNECTED_GLOBAL, NM_CONNECTIVITY_FULL, NM_METERED_NO
    network = Service(NETWORK, "/org/freedesktop/NetworkManager", NETWORK, State=number(70), Connectivity=number(4), Metered=number(2),
                      PrimaryConnection=connection())
    Service(LOGIND, "/org/freedesktop/login1", "org.freedesktop.login1.Manager",
            '<signal name="PrepareForSleep"><arg type="b"/></signal>', PreparingForSleep=GLib.Variant("b", False))
    power = Service(POWER, "/org/freedesktop/UPower", POWER, OnBattery=GLib.Variant("b", False))
    battery = Service(POWER, "/org/freedesktop/UPower/devices/DisplayDevice", "org.freedesktop.UPower.Device", WarningLevel=number(1))
    profiles = Service(PROFILES, "/org/freedesktop/UPower/PowerProfiles", PROFILES, ActiveProfile=GLib.Variant("s", "balanced"))

    def arrive() -> None:
        """As NetworkManager does it: it connects, and tells that and what it uses one after the other."""
        nonlocal connections
        connections += 1
        network.change(State=number(40))  # NM_STATE_CONNECTING
        network.change(Connectivity=number(4))
        network.change(PrimaryConnection=connection())
        network.change(State=number(70))

    def leave() -> None:
        network.change(PrimaryConnection=GLib.Variant("o", "/"))
        network.change(Connectivity=number(1), State=number(20))  # NM_CONNECTIVITY_NONE, NM_STATE_DISCONNECTED

    def another() -> None:
        nonlocal connections
        connections += 1
        network.change(PrimaryConnection=connection())

    def sleep(begins: bool) -> None:
        bus.emit_signal(None, "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep", GLib.Variant("(b)", (begins,)))

    commands: dict[str, Callable[[], None]] = {
        "on": arrive,
        "off": leave,
        "portal": lambda: network.change(Connectivity=number(2), State=number(60)),  # NM_CONNECTIVITY_PORTAL, NM_STATE_CONNECTED_SITE
        "another": another,
        "metered": lambda: network.change(Metered=number(1)),
        "unmetered": lambda: network.change(Metered=number(2)),
        "sleep": lambda: sleep(True),
        "wake": lambda: sleep(False),
        "mains": lambda: power.change(OnBattery=GLib.Variant("b", False)),
        "battery": lambda: power.change(OnBattery=GLib.Variant("b", True)),
        "low": lambda: battery.change(WarningLevel=number(3)),  # UP_DEVICE_LEVEL_LOW
        "charged": lambda: battery.change(WarningLevel=number(1)),
        "saver": lambda: profiles.change(ActiveProfile=GLib.Variant("s", "power-saver")),
        "balanced": lambda: profiles.change(ActiveProfile=GLib.Variant("s", "balanced")),
    }
    loop = GLib.MainLoop()

    def on_line(channel: GLib.IOChannel, _condition: Any) -> bool:
        word = channel.readline().strip()
        if word not in commands:
            loop.quit()
            return False
        commands[word]()
        bus.flush_sync()
        print(word, flush=True)
        return True

    GLib.io_add_watch(GLib.IOChannel.unix_new(sys.stdin.fileno()), GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, on_line)
    print("ready", flush=True)
    loop.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
