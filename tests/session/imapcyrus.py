#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs a program against a private Cyrus.

    imapcyrus.py PROGRAM ARGUMENT…          with idled, which tells imapd what happens
    imapcyrus.py --mute PROGRAM ARGUMENT…   without it: NOTIFY is offered, accepted, and tells nothing

Exits with 77 where Cyrus is not unpacked.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
from dovecot import quote  # noqa: E402
from otherservers import Cyrus  # noqa: E402

FOLDERS = ("Archive", "Junk", "Räte & Töne")


class Server(Cyrus):
    """The same as an IMAP server."""

    def __init__(self, users: dict[str, str], *, mute: bool) -> None:
        super().__init__(users)
        self.mute = mute

    def create(self, user: str, *folders: str) -> None:
        with self._client(user) as client:
            for folder in folders:
                status, answer = client.create(quote(folder))
                assert status == "OK", answer

    def _services(self) -> str:
        services = super()._services()
        if not self.mute:
            services += f'DAEMON {{\n  idled cmd="{self.programs}/idled -C {self.directory}/imapd.conf"\n}}\n'
        return services


def main() -> int:
    arguments = sys.argv[1:]
    mute = arguments[0] == "--mute"
    if mute:
        arguments = arguments[1:]
    server = Server({"anna": "geheim"}, mute=mute)
    if not (server.programs / "imapd").exists():
        print("no Cyrus")
        return 77
    with server:
        server.create("anna", *FOLDERS)
        environment = os.environ | {"KONTO_TEST_IMAP": str(server.imap_port)}
        if mute:
            environment["KONTO_TEST_KEEPALIVE_MS"] = "300"
        return subprocess.run(arguments, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
