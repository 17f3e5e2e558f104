#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Servers that take few connections: the account does with what it gets."""

from __future__ import annotations

import threading
import unittest
from typing import Any

from common import mail
from imapcommon import ImapTest, OnDovecot, OnScripted, SharedHarnessTest

LARGE = 1_200_000  # two do not stand in memory together
COUNT = 8


class Limited(ImapTest):
    def open(self, subject: str, folder: str = "Inbox") -> dict[str, Any]:
        """As KMail does when the user clicks on it."""
        return self.h.probe("item", self.item(subject, folder), "--full", timeout=120)

    def keep_opened_only(self) -> None:
        self.account.configure(ImapKeep=2)
        self.account.sync(120)

    def comes_to_rest(self) -> None:
        """And not in an error. The watcher may have asked for one more run."""
        self.until("rest", lambda: self.account.status()["status"] == "idle", 60)

    def test_new_mail_is_told(self) -> None:
        for subject in ("One", "Two"):
            self.other.add("Inbox", mail(subject))
            self.until(subject, lambda subject=subject: subject in self.account.by_subject(), 60)
        self.comes_to_rest()

    def test_opened_and_changed_and_searched(self) -> None:
        self.keep_opened_only()
        for number in range(3):
            self.other.add("Inbox", mail(f"New {number}", "To be opened\n"))
            self.until("the new mail", lambda number=number: f"New {number}" in self.account.by_subject(), 60)
            self.assertIn("To be opened", str(self.open(f"New {number}")))
            self.flag("Inbox", f"New {number}", r"+\FLAGGED")
            self.until("the flag", lambda number=number: rf"New {number} \FLAGGED" in self.other.contents()["Inbox"], 60)
        self.account.sync(120)
        self.comes_to_rest()


class OnlyOne(Limited, OnScripted):
    """One connection, beside the other program's."""

    def begin(self) -> dict[str, Any]:
        settings = super().begin()
        self.server.max_connections = 2
        return settings

    def test_the_run_lends_its_connection(self) -> None:
        self.until("the limit", lambda: self.server.refused_connections > 0)
        self.server.delay(r"^UID FETCH .*\[TEXT\]", 2)
        self.other.create("Large")
        self.other.add("Large", *[mail(f"Large {number}", size=LARGE) for number in range(COUNT)])
        self.server.bodies.clear()
        self.account.start_sync()
        self.until("the headers", lambda: len(self.account.items("Large")) == COUNT, 60)
        opened: list[dict[str, Any]] = []
        reader = threading.Thread(target=lambda: opened.append(self.open("Large 0", "Large")))
        reader.start()
        reader.join(60)
        self.assertEqual(len(opened), 1)
        self.server.forgive()
        self.account.sync(120)
        uids = [uid for folder, uid in self.server.bodies if folder == "Large"]
        self.assertEqual(sorted(set(uids)), list(range(1, COUNT + 1)))
        self.assertLess(uids.index(1), COUNT - 1, "as the last one")
        self.agrees(self.changed(Large=[f"Large {number}" for number in range(COUNT)]))


class OnlyTwo(Limited, OnDovecot):
    options = {"extra": "mail_max_userip_connections = 2"}


del SharedHarnessTest, ImapTest, OnScripted, OnDovecot, Limited

if __name__ == "__main__":
    unittest.main()
