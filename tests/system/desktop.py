#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What other programs of the desktop do with the account: search, open, and work on the Maildir."""

import shutil
import unittest

from common import HarnessTest, SampleTest, mail, samplemail
from harness import USER, Account
from session import keep_trying


class Search(SampleTest):
    options = {"search": True}

    def test_word_that_stands_only_in_a_body(self) -> None:
        for mode in ("pop3", "imap"):
            with self.subTest(mode):
                account = self.h.add_account(mode)
                account.sync(120)
                wanted = account.by_subject()[samplemail.ONLY_IN_BODY_SUBJECT]["id"]

                def is_found(via: str, wanted: int = wanted) -> bool:
                    found = self.h.probe("search", samplemail.ONLY_IN_BODY, "--via", via)
                    return wanted in [each["id"] for each in found["items"]]
                for via in ("server", "index"):
                    keep_trying(f"search via {via}", lambda via=via: is_found(via), 60, 0.3)


class SearchOnTheMailServer(HarnessTest):
    options = {"search": True}

    def test_what_is_not_on_this_disk(self) -> None:
        self.h.dovecot.append(USER, "INBOX", mail("Here as a header", "There is a quokka in it.\n"), mail("Another", "No animals.\n"))
        self.h.dovecot.append(USER, "Archive", mail("In the archive", "Two quokkas.\n"))
        account = self.h.add_account("imap", ImapKeep=2)  # what was opened
        account.sync(120)
        self.assertEqual(account.hashes(), {})
        found = self.h.probe("search", "quokka", "--via", "mailserver")
        self.assertEqual({each["subject"] for each in found["items"]}, {"Here as a header", "In the archive"})
        self.assertEqual(account.hashes(), {}, "searching downloads nothing")
        self.h.probe("online", account.identifier, "false")
        self.assertEqual(self.h.probe("search", "quokka", "--via", "mailserver")["items"], [])


class Opening(HarnessTest):
    def test_message_is_fetched_at_once_while_others_are_on_their_way(self) -> None:
        """On a slow line, the oldest message is opened while the first sync still fetches the newer ones."""
        messages = [mail(f"Number {number}", size=30_000) for number in range(300)]
        self.h.dovecot.append(USER, "INBOX", *messages)
        proxy = self.h.proxies["imap"]
        proxy.delay = 0.02
        account = self.h.add_account("imap")
        account.start_sync()
        oldest: dict[str, dict] = {}

        def is_listed() -> bool:
            nonlocal oldest
            oldest = account.by_subject() if "Inbox" in account.folders() else {}
            return "Number 0" in oldest
        keep_trying("the oldest message in the list", is_listed, 30)
        opened = self.h.probe("item", oldest["Number 0"]["id"], "--full")
        self.assertLess(opened["elapsed_ms"], 2000)
        self.assertGreater(opened["bytes"], 30_000)
        account.wait("--status", "idle", timeout=120)
        self.assert_mirrors(account)

    def test_bytes_that_akonadi_dropped_come_from_the_disk(self) -> None:
        """Akonadi may forget the bytes; mail/ has them, so nothing crosses the network."""
        self.h.dovecot.append(USER, "INBOX", mail("One", "Its body.\n"))
        for mode in ("pop3", "imap"):
            with self.subTest(mode):
                account = self.h.add_account(mode)
                account.sync()
                self.h.restart_akonadi(lose_database=True)
                account.sync()
                self.h.proxies[mode].reset()
                opened = self.h.probe("item", account.by_subject()["One"]["id"], "--full")
                self.assertIn("RFC822", opened["parts"])
                self.assertEqual(self.h.proxies[mode].counts.body_bytes, 0)


class Offline(HarnessTest):
    """The user works offline: the server is not asked, and what is here is here. Large messages' bytes are not in Akonadi, only on disk."""

    def begin(self, mode: str, **settings: int) -> Account:
        self.h.dovecot.append(USER, "INBOX", mail("Large", size=9_000_000))
        account = self.h.add_account(mode, **settings)
        account.sync(120)
        self.h.probe("online", account.identifier, "false")
        keep_trying("offline", lambda: not account.status()["online"], 10)
        self.h.proxies[mode].reset()
        return account

    def open_large(self, account: Account) -> int:
        return int(self.h.probe("item", account.by_subject()["Large"]["id"], "--full")["bytes"])

    def test_what_is_on_the_disk_is_opened(self) -> None:
        for mode in ("pop3", "imap"):
            with self.subTest(mode):
                account = self.begin(mode)
                self.assertGreater(self.open_large(account), 9_000_000)
                self.assertFalse(account.status()["online"])
                self.assertEqual(self.h.proxies[mode].counts.connections, 0)

    def test_after_a_restart_too(self) -> None:
        account = self.begin("imap")
        self.h.restart_akonadi()
        keep_trying("offline", lambda: not account.status()["online"], 10)
        self.assertGreater(self.open_large(account), 9_000_000)
        self.assertFalse(account.status()["online"])
        self.assertEqual(self.h.proxies["imap"].counts.connections, 0)
        self.h.dovecot.append(USER, "INBOX", mail("Newest"))
        self.h.probe("online", account.identifier, "true")
        keep_trying("new mail", lambda: "Newest" in account.by_subject(), 30)

    def test_what_is_not_here_is_not_asked_for(self) -> None:
        account = self.begin("imap", ImapKeep=2)  # what was opened
        self.assertLess(self.open_large(account), 1000)  # its header
        self.assertEqual(self.h.proxies["imap"].counts.connections, 0)


class OtherMaildirProgram(HarnessTest):
    """POP3 mode: this computer is the master, and the Maildir is open to every program."""

    def setUp(self) -> None:
        super().setUp()
        self.h.dovecot.append(USER, "INBOX", *[mail(f"Number {number}") for number in range(5)])
        self.account = self.h.add_account("pop3")
        self.account.sync()

    def file_of(self, account: Account, subject: str):
        return next(file for file in account.files() if f"Subject: {subject}\r\n".encode() in file.read_bytes())

    def test_flagging(self) -> None:
        file = self.file_of(self.account, "Number 2")
        file.rename(file.with_name(file.name.partition(":2,")[0] + ":2,FS"))
        self.account.sync()
        flags = {flag.upper() for flag in self.account.by_subject()["Number 2"]["flags"]}
        self.assertEqual(flags, {r"\SEEN", r"\FLAGGED"})

    def test_adding(self) -> None:
        (self.account.maildir() / "new" / "1795396000.M1P1.elsewhere").write_bytes(mail("From elsewhere"))
        self.account.sync()
        self.assertIn("From elsewhere", self.account.by_subject())
        self.account.sync()
        self.assertEqual(self.account.folders()["Inbox"]["count"], 6)
        self.assertEqual(len(self.account.files()), 6)

    def test_deleting(self) -> None:
        self.file_of(self.account, "Number 3").unlink()
        self.h.proxies["pop3"].reset()
        self.account.sync()
        self.assertNotIn("Number 3", self.account.by_subject())
        self.account.sync()
        self.assertEqual(self.account.folders()["Inbox"]["count"], 4)
        self.assertEqual(self.h.proxies["pop3"].counts.bodies, 0, "a message deleted here was downloaded again")

    def test_copy_of_the_folder_is_a_backup(self) -> None:
        """Another program can read the store as it is: every file is a complete message."""
        backup = self.h.session.directory / "backup"
        shutil.copytree(self.account.maildir(), backup)
        subjects = {line for file in (backup / "cur").iterdir() for line in file.read_bytes().split(b"\r\n")
                    if line.startswith(b"Subject: ")}
        self.assertEqual(len(subjects), 5)


del SampleTest, HarnessTest

if __name__ == "__main__":
    unittest.main()
