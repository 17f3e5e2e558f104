#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The servers of a mail address, over D-Bus from the running resource."""

from __future__ import annotations

import json
import tempfile
import unittest
from pathlib import Path
from typing import Any

import common  # noqa: F401 the path to the harness
from harness import USER, Harness
from ownfiles import OwnFiles, entry, server_side
from session import SessionError


class Discovery(unittest.TestCase):
    def setUp(self) -> None:
        self.world = Path(self.enterContext(tempfile.TemporaryDirectory())) / "world.json"
        self.h = self.enterContext(Harness(env={"KONTO_DISCOVERY_MAP": str(self.world)}))
        self.account = self.h.add_account("pop3", online=False)
        self.files = self.enterContext(OwnFiles(server_side(self.h.dovecot.ca_file.parent)))

    def find(self, address: str) -> list[dict[str, Any]]:
        done = self.h.session.run(
            ["busctl", "--user", "--json=short", "--timeout=40", "call", f"org.freedesktop.Akonadi.Resource.{self.account.identifier}",
             "/Discovery", "org.kde.konto.Discovery", "find", "s", address], timeout=60, check=False)
        if done.returncode:
            raise SessionError(done.stderr.strip())
        found: list[dict[str, Any]] = json.loads(json.loads(done.stdout)["data"][0])
        return found

    def test_both_protocols_at_once(self) -> None:
        ports = self.h.dovecot.ports
        self.files.tell("example.org", entry("imap", "imap.example.org", 993, "SSL"), entry("pop3", "pop.example.org", 110, "STARTTLS"))
        self.world.write_text(json.dumps({"https": self.files.port, "srv": {"_imaps._tcp.example.org": [["imap.hoster.net", 993, 0, 0]]},
                                          "hosts": {"imap.example.org:993": ports["imaps"], "pop.example.org:110": ports["pop3"],
                                                    "imap.hoster.net:993": ports["imaps"]}}))
        found = self.find("Anna@example.org")
        self.assertEqual([(each["protocol"], each["host"], each["port"], each["security"], each["source"], each["certainty"],
                           each["verified"], each["toBeConfirmed"]) for each in found],
                         [("imap", "imap.example.org", 993, 0, "file", "certain", True, False),
                          ("imap", "imap.hoster.net", 993, 0, "srv", "guessed", True, True),
                          ("pop3", "pop.example.org", 110, 1, "file", "certain", True, False)])
        self.assertEqual(found[0]["userName"], "Anna")
        self.assertEqual(found[0]["signIn"], [0])

    def test_nothing(self) -> None:
        self.assertEqual(self.find("anna@example.org"), [])

    def test_no_address(self) -> None:
        for text in (USER, "", "anna@localhost"):
            with self.assertRaisesRegex(SessionError, "does not look like a mail address"):
                self.find(text)


if __name__ == "__main__":
    unittest.main()
