#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""An account in numbers, its servers tried, and its mail to a file and back: what the settings ask the resource."""

from __future__ import annotations

import json
import unittest
from typing import Any

from common import SharedHarnessTest, mail
from harness import Account, Json
from session import keep_trying


class Figures(SharedHarnessTest):
    def fill(self) -> None:
        self.h.dovecot.create(self.user, "Work")
        self.h.dovecot.append(self.user, "INBOX", *[mail(f"Number {number}") for number in range(3)])
        self.h.dovecot.append(self.user, "Work", mail("Work"))

    def figures(self, account: Account) -> Json:
        found: Json = json.loads(account.ask("Figures", "figures"))
        return found

    def folders(self, account: Account) -> dict[str, Json]:
        return {"/".join(each["path"]): each for each in json.loads(account.ask("Figures", "folders"))}

    def assert_contains(self, found: Json, **expected: Any) -> None:
        self.assertEqual({name: found.get(name) for name in expected}, expected)

    def test_numbers_in_both_modes(self) -> None:
        self.fill()
        for mode, messages, folders in (("pop3", 3, 1), ("imap", 4, 2)):
            with self.subTest(mode):
                account = self.h.add_account(mode, user=self.user, online=False)
                before = self.figures(account)
                self.assert_contains(before, mode=mode, state="offline", lastCheck="", messagesHere=0, onServer=0)
                self.h.probe("online", account.identifier, "true")
                account.sync()
                found = self.figures(account)
                self.assert_contains(found, mode=mode, state="idle", messagesHere=messages, bodiesHere=messages, onServer=messages, onlyHere=0,
                                     waiting=0, setAside=0, heldRemovals=0, directory=str(account.directory / "mail"))
                self.assertEqual(found["bodies"], sum(file.stat().st_size for path in account.counts() for file in account.files(path)))
                self.assertGreater(found["bytes"], found["bodies"])
                self.assertRegex(found["lastCheck"], r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
                known = self.folders(account)
                self.assertGreaterEqual(found["foldersOnServer"], folders)
                self.assert_contains(known["Inbox"], messages=3, role="inbox", keep=-1, collection=account.folder_id("Inbox"))

                only_here = account.add_item("Inbox", mail("Only here"))
                keep_trying("the message", lambda: self.figures(account)["messagesHere"] == messages + 1, 20, 0.1)
                if mode == "pop3":
                    self.assert_contains(self.figures(account), onlyHere=1, onServer=3)
                    self.h.probe("item-delete", account.by_subject()["Number 0"]["id"])
                    keep_trying("the removal", lambda: self.figures(account)["copiesDeletedHere"] == 1, 20, 0.1)
                self.assertEqual(len(only_here), 1)

    def test_roles_and_subscriptions(self) -> None:
        self.fill()
        account = self.h.add_account("imap", user=self.user)
        account.sync()
        work = account.folder_id("Work")
        account.ask("Figures", "setRole", "xs", work, "trash")
        self.assertEqual(account.folders()["Work"]["special"], "trash")
        self.assertEqual(account.folders()["Trash"]["special"], "")
        account.sync()
        self.assert_contains(self.folders(account)["Work"], role="trash")
        self.assert_contains(self.folders(account)["Trash"], role="")
        account.ask("Figures", "setRole", "xs", work, "")
        account.sync()
        self.assertEqual(account.folders()["Trash"]["special"], "trash")
        self.assertEqual(account.folders()["Work"]["special"], "")
        with self.assertRaisesRegex(Exception, "cannot be done with this folder"):
            account.ask("Figures", "setRole", "xs", account.folder_id("Inbox"), "trash")

        account.ask("Figures", "subscribe", "xb", work, "false")
        self.assert_contains(self.folders(account)["Work"], subscribed=False)
        account.sync()
        self.assertNotIn("Work", self.h.dovecot.subscriptions(self.user))
        account.ask("Figures", "subscribe", "xb", work, "true")
        account.sync()
        self.assertIn("Work", self.h.dovecot.subscriptions(self.user))


if __name__ == "__main__":
    unittest.main()
