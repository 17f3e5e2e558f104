#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Mailboxes of others: KMail's dialog of subscriptions has them, and they are fetched when somebody wants them."""

from __future__ import annotations

import unittest
from typing import Any

from common import mail
from imapcommon import ImapTest, OnDovecot, OnScripted, SharedHarnessTest

NUMBERS = [f"Number {number}" for number in range(6)]
OTHERS = "Others"
PLANS = f"{OTHERS}/ben/Plans"
OLD = f"{OTHERS}/ben/Old"


class Shared(ImapTest):
    def fill(self) -> None:
        super().fill()
        self.other.create(PLANS, OLD)
        self.other.add(PLANS, *[mail(f"Plan {number}") for number in range(3)])
        self.other.unsubscribe(PLANS, OLD)

    def is_enabled(self, folder: str) -> bool:
        return bool(self.account.folders()[folder]["enabled"])

    def test_not_fetched_until_wanted(self) -> None:
        self.assertEqual([self.is_enabled(folder) for folder in ("Inbox", OTHERS, PLANS, OLD)], [True, False, False, False])
        self.assertEqual(self.account.items(PLANS), [])
        self.other.add(PLANS, mail("Another plan"))
        self.account.sync()
        self.assertEqual((self.account.items(PLANS), self.account.hashes().get(PLANS)), ([], None))
        self.h.probe("folder-enable", self.account.folder_id(PLANS), "true")
        self.until("the subscription", lambda: PLANS in self.other.subscribed())
        self.until("the messages", lambda: len(self.account.items(PLANS)) == 4)
        self.account.sync()
        self.assertEqual([self.is_enabled(folder) for folder in (OTHERS, PLANS, OLD)], [True, True, False])
        self.h.probe("folder-enable", self.account.folder_id(PLANS), "false")
        self.until("the end of the subscription", lambda: PLANS not in self.other.subscribed())
        self.account.sync()
        self.assertFalse(self.is_enabled(PLANS))

    def test_wanted_in_another_program(self) -> None:
        self.other.subscribe(OLD)
        self.account.sync()
        self.assertEqual([self.is_enabled(folder) for folder in (OTHERS, PLANS, OLD)], [True, False, True])
        self.other.add(OLD, mail("Old plan"))
        self.account.sync()
        self.assertEqual(len(self.account.items(OLD)), 1)
        self.other.unsubscribe(OLD)
        self.other.add(OLD, mail("Not for here"))
        self.account.sync()
        self.assertFalse(self.is_enabled(OLD))
        self.assertEqual(len(self.account.items(OLD)), 1)

    def test_namespaces_are_asked_for_once(self) -> None:
        """In this connection, and by setUp() in the one before."""
        for number in range(3):
            self.other.add("Inbox", mail(f"New {number}"))
            self.account.sync()
        self.assertLessEqual(self.wire.counts.commands.get("NAMESPACE", 0), 1)


class ScriptedServer(Shared, OnScripted):
    server_options: dict[str, Any] = {"others": OTHERS}

    def fill(self) -> None:
        super().fill()
        for level in (OTHERS, f"{OTHERS}/ben"):
            self.server.store[level].selectable = False


class ScriptedWithoutExtensions(ScriptedServer):
    server_options = {"others": OTHERS, "without": {"LIST-EXTENDED", "LIST-STATUS", "ACL", "CONDSTORE", "QRESYNC", "SPECIAL-USE"}}


class Dovecot(Shared, OnDovecot):
    options = {"extra": f"namespace others {{\n  type = public\n  prefix = {OTHERS}/\n  separator = /\n  mail_driver = maildir\n"
                        "  mail_path = ~/others\n  mailbox_list_layout = fs\n}\n"}


del SharedHarnessTest, ImapTest, OnScripted, OnDovecot, Shared

if __name__ == "__main__":
    unittest.main()
