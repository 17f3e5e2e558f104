# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Suspiciously many messages gone at once are kept until the user has confirmed (invariant 5)."""

from __future__ import annotations

import re
import unittest
from collections import Counter

from common import mail
from harness import USER, Account, HarnessTest
from session import keep_trying

COUNT = 30


class MassVanish(HarnessTest):
    def setUp(self) -> None:
        super().setUp()
        self.h.dovecot.append(USER, "INBOX", *[mail(f"Number {number}") for number in range(COUNT)])

    def accept(self, account: Account) -> None:
        self.h.session.run(["dbus-send", "--session", "--print-reply",
                            f"--dest=org.freedesktop.Akonadi.Resource.{account.identifier}", "/Konto",
                            "org.kde.konto.Account.acceptDisappeared"])

    def is_held_back(self, account: Account, folder: str = "Inbox") -> None:
        self.is_held_back_with(account, COUNT, folder)

    def is_held_back_with(self, account: Account, count: int, folder: str = "Inbox") -> None:
        """The account says so, twice in a row, and everything is still here."""
        for _ in range(2):
            result = account.sync_any()
            self.assertEqual(result["status"], "broken")
            self.assertRegex(result["message"], f"{re.escape(account.name)}.*many messages.*{folder}")
            self.assertEqual(len(account.items(folder)), count)

    def test_emptied_on_the_server(self) -> None:
        account = self.h.add_account("imap")
        account.sync()
        self.h.dovecot.expunge(USER, "INBOX", self.h.dovecot.uids(USER))
        self.h.dovecot.append(USER, "INBOX", mail("New"))
        result = account.sync_any()
        self.assertRegex(result["message"], "many messages")
        self.assertEqual(len(account.items()), COUNT + 1, "the old ones are kept, new mail arrives all the same")
        self.accept(account)
        account.sync()
        self.assertEqual(set(account.by_subject()), {"New"})
        self.assert_mirrors(account)

    def put_back(self, account: Account) -> None:
        account.call("putBackDisappeared")
        keep_trying("the messages on the server again", lambda: len(self.h.dovecot.uids(USER)) == COUNT + 1, 60)
        account.sync()

    def test_put_back_on_the_server(self) -> None:
        account = self.h.add_account("imap")
        account.sync()
        before = {each["id"]: each["subject"] for each in account.items()}
        hashes = account.hashes()["Inbox"]
        self.h.dovecot.expunge(USER, "INBOX", self.h.dovecot.uids(USER))
        self.h.dovecot.append(USER, "INBOX", mail("New"))
        self.is_held_back_with(account, COUNT + 1)
        self.put_back(account)
        self.assertEqual({each["id"]: each["subject"] for each in account.items() if each["subject"] != "New"}, before, "the same items")
        self.assertEqual(hashes - account.hashes()["Inbox"], Counter())
        self.assert_mirrors(account)

    def test_deleted_elsewhere_meanwhile_stays_deleted(self) -> None:
        self.h.dovecot.create(USER, "Work")
        self.h.dovecot.append(USER, "Work", *[mail(f"Work {number}") for number in range(4)])
        account = self.h.add_account("imap")
        account.sync()
        self.h.dovecot.expunge(USER, "INBOX", self.h.dovecot.uids(USER))
        self.h.dovecot.append(USER, "INBOX", mail("New"))
        self.h.dovecot.expunge(USER, "Work", self.h.dovecot.uids(USER, "Work")[:1])
        self.put_back(account)
        self.assertEqual(len(self.h.dovecot.uids(USER, "Work")), 3, "one of four is no mass disappearance")
        self.assert_mirrors(account)

    def test_folder_put_back_on_the_server(self) -> None:
        self.h.dovecot.create(USER, "Archive/Old")
        self.h.dovecot.append(USER, "Archive/Old", *[mail(f"Old {number}") for number in range(COUNT)])
        account = self.h.add_account("imap")
        account.sync()
        before = {each["id"] for each in account.items("Archive/Old")}
        self.h.dovecot.delete_folder(USER, "Archive/Old")
        self.is_held_back(account, "Archive/Old")
        account.call("putBackDisappeared")
        keep_trying("the folder again", lambda: len(self.h.dovecot.hashes(USER).get("Archive/Old", ())) == COUNT, 60)
        account.sync()
        self.assertEqual({each["id"] for each in account.items("Archive/Old")}, before)
        self.assert_mirrors(account)

    def test_folder_removed_on_the_server(self) -> None:
        self.h.dovecot.create(USER, "Archive/Old")
        self.h.dovecot.append(USER, "Archive/Old", *[mail(f"Old {number}") for number in range(COUNT)])
        account = self.h.add_account("imap")
        account.sync()
        self.h.dovecot.delete_folder(USER, "Archive/Old")
        self.is_held_back(account, "Archive/Old")
        self.accept(account)
        account.sync()
        self.assertNotIn("Archive/Old", account.folders())

    def test_files_removed_on_this_computer(self) -> None:
        account = self.h.add_account("pop3")
        account.sync()
        files = account.files()
        kept = {file: file.read_bytes() for file in files}
        for file in files:
            file.unlink()
        self.is_held_back(account)
        for file, content in kept.items():
            file.write_bytes(content)  # the disk was only not mounted
        account.sync()
        self.assertEqual(len(account.items()), COUNT)
        for file in files:
            file.unlink()
        self.is_held_back(account)
        self.accept(account)
        account.sync()
        self.assertEqual(account.items(), [])


if __name__ == "__main__":
    unittest.main()
