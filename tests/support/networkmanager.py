#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Stands for NetworkManager on the bus that DBUS_SYSTEM_BUS_ADDRESS names: as much of it as tells programs whether there is a network.

Prints a line when it is there, and then takes "on" and "off", a line each, on its standard input.
"""

from __future__ import annotations

import sys
from typing import Any

from gi.repository import Gio, GLib

NAME = "org.freedesktop.NetworkManager"
PATH = "/org/freedesktop/NetworkManager"
DISCONNECTED, CONNECTED = 20, 70  # NM_STATE_DISCONNECTED, NM_STATE_CONNECTED_GLOBAL
NONE, FULL = 1, 4  # NM_CONNECTIVITY_NONE, NM_CONNECTIVITY_FULL
NOT_METERED = 2
INTERFACE = f"""<node><interface name="{NAME}">
  <property name="State" type="u" access="read"/>
  <property name="Connectivity" type="u" access="read"/>
  <property name="Metered" type="u" access="read"/>
  <property name="PrimaryConnection" type="o" access="read"/>
</interface></node>"""


class NetworkManager:
    def __init__(self) -> None:
        self.bus = Gio.bus_get_sync(Gio.BusType.SYSTEM)
        self.set_connected(True)
        about = Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0]
        self.bus.register_object(PATH, about, None, self.read, None)
        self.bus.call_sync("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "RequestName", GLib.Variant("(su)", (NAME, 0)), None, 0, -1, None)

    def set_connected(self, connected: bool) -> None:
        self.values = {"State": GLib.Variant("u", CONNECTED if connected else DISCONNECTED),
                       "Connectivity": GLib.Variant("u", FULL if connected else NONE),
                       "Metered": GLib.Variant("u", NOT_METERED), "PrimaryConnection": GLib.Variant("o", "/")}

    def read(self, _bus: Any, _sender: str, _path: str, _interface: str, name: str) -> GLib.Variant:
        return self.values[name]

    def on_line(self, channel: GLib.IOChannel, _condition: Any) -> bool:
        line = channel.readline()
        self.set_connected(line.strip() == "on")
        changed = {name: self.values[name] for name in ("State", "Connectivity")}
        self.bus.emit_signal(None, PATH, "org.freedesktop.DBus.Properties", "PropertiesChanged", GLib.Variant("(sa{sv}as)", (NAME, changed, [])))
        return bool(line)


def main() -> int:
    manager = NetworkManager()
    GLib.io_add_watch(GLib.IOChannel.unix_new(sys.stdin.fileno()), GLib.PRIORITY_DEFAULT, GLib.IO_IN, manager.on_line)
    print("ready", flush=True)
    GLib.MainLoop().run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
