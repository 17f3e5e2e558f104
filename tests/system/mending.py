#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Files on this disk that are damaged or gone: the check has them fetched again from a server that has the message, and tells the
others."""

from __future__ import annotations

import unittest
from pathlib import Path
from typing import Any

from common import mail
from harness import Account, SharedHarnessTest
from session import keep_trying

COUNT = 5
ONLY_OPENED = 2


class MendingTest(SharedHarnessTest):
    def begin(self, mode: str, **settings: Any) -> Account:
        self.h.dovecot.append(self.user, "INBOX", *[mail(f"Number {number}", size=3000) for number in range(COUNT)])
        account = self.h.add_account(mode, user=self.user, **settings)
        account.sync()
        self.ids = self.ids_of(account)
        self.h.proxies[mode].reset()
        return account

    def ids_of(self, account: Account) -> dict[str, int]:
        return {subject: each["id"] for subject, each in account.by_subject().items()}

    def file_of(self, account: Account, subject: str) -> Path:
        return next(file for file in account.files() if f"Subject: {subject}\r\n".encode() in file.read_bytes())

    def truncate(self, account: Account, subject: str) -> Path:
        """In the middle of the body, as a file system may leave it."""
        file = self.file_of(account, subject)
        file.write_bytes(file.read_bytes()[:1000])
        return file

    def check(self, account: Account, differences: int, damaged: int, again: int) -> str:
        outcome = account.mail_task("check")
        self.assertTrue(outcome["succeeded"], outcome)
        self.assertEqual((outcome["differences"], outcome["damaged"], outcome["fetchedAgain"]), (differences, damaged, again), outcome["sentence"])
        return str(outcome["sentence"])

    def assert_whole(self, account: Account, bodies: int) -> None:
        """The same messages as before, each once, and no other body came over the network."""
        self.assert_mirrors(account)
        self.assertEqual(self.ids_of(account), self.ids)
        self.assertEqual(self.h.proxies[account.mode].counts.bodies, bodies)
        self.check(account, 0, 0, 0)
        self.assertEqual(self.h.proxies[account.mode].counts.bodies, bodies)


class Imap(MendingTest):
    def test_damaged_and_gone(self) -> None:
        account = self.begin("imap")
        self.truncate(account, "Number 1")
        self.file_of(account, "Number 2").unlink()
        sentence = self.check(account, 2, 0, 2)
        self.assertIn("2 messages were damaged or missing here and are fetched again from the server.", sentence)
        self.assertNotIn("backup", sentence)
        self.assert_whole(account, 2)

    def test_whatever_is_kept_here(self) -> None:
        """Of messages of which only what was opened is kept: those that were here as a whole, and only they."""
        account = self.begin("imap", ImapKeep=ONLY_OPENED)
        for subject in ("Number 1", "Number 2"):
            self.h.probe("item", self.ids[subject], "--full")
        self.assertEqual(len(account.files()), 2)
        self.h.proxies["imap"].reset()
        self.truncate(account, "Number 1")
        self.file_of(account, "Number 2").unlink()
        self.check(account, 2, 0, 2)
        whole = {self.file_of(account, subject).stat().st_size for subject in ("Number 1", "Number 2")}
        self.assertEqual(len(account.files()), 2)
        self.assertGreater(min(whole), 3000)
        self.assertEqual(self.h.proxies["imap"].counts.bodies, 2)
        self.assertEqual(self.ids_of(account), self.ids)
        self.check(account, 0, 0, 0)

    def test_offline(self) -> None:
        """What no server has is told, and stays as it is; the other is fetched by the next run, and until then what is left of it is here."""
        account = self.begin("imap")
        self.h.probe("online", account.identifier, "false")
        account.add_item("Inbox", mail("Only here", size=3000))
        account.wait_for_files("Inbox", COUNT + 1)
        left = self.truncate(account, "Only here").read_bytes()
        torn = self.truncate(account, "Number 1")
        sentence = self.check(account, 2, 1, 1)
        self.assertIn("One message was damaged or missing here and is fetched again from the server.", sentence)
        self.assertIn("The file of one message is damaged: it has another size than it had. Restore it from a backup.", sentence)
        self.assertIn("when the account is online again", sentence)
        self.assertEqual(torn.stat().st_size, 1000)
        self.assertEqual(self.file_of(account, "Only here").read_bytes(), left)
        self.h.probe("restart", account.identifier)
        account.wait_until_up()
        self.h.probe("online", account.identifier, "true")
        account.sync()
        keep_trying("the whole message", lambda: torn.stat().st_size > 3000, 30)
        self.assertEqual(self.h.proxies["imap"].counts.bodies, 1)
        self.assertEqual({subject: number for subject, number in self.ids_of(account).items() if subject != "Only here"}, self.ids)


class Switched(MendingTest):
    def test_gone_while_nobody_looked(self) -> None:
        """What a POP3 account takes for deleted by another mail program is fetched again once the account is an IMAP one."""
        account = self.begin("pop3")
        self.assertEqual(account.switch("imap")["report"]["outcome"], "switched")
        account.mode = "imap"
        account.sync()
        file = self.file_of(account, "Number 2")
        self.h.session.stop_akonadi()
        file.unlink()
        self.h.proxies["imap"].reset()
        self.h.session.start_akonadi()
        account.wait_until_up()
        account.sync()
        self.assert_whole(account, 1)


class Pop3(MendingTest):
    def test_where_a_copy_stayed(self) -> None:
        account = self.begin("pop3")
        self.truncate(account, "Number 1")
        self.check(account, 1, 0, 1)
        self.assert_whole(account, 1)

    def test_where_none_is(self) -> None:
        account = self.begin("pop3")
        with self.h.dovecot.imap(self.user) as client:
            client.select("INBOX")
            client.store("2", "+FLAGS", r"(\Deleted)")
            client.expunge()
        account.sync()
        file = self.truncate(account, "Number 1")
        sentence = self.check(account, 1, 1, 0)
        self.assertIn("Restore it from a backup", sentence)
        self.assertNotIn("fetched again", sentence)
        self.assertEqual(file.stat().st_size, 1000)
        self.assertEqual(self.ids_of(account), self.ids)
        self.assertEqual(self.h.proxies["pop3"].counts.bodies, 0)


class Killed(MendingTest):
    """kill -9 while the whole message takes the place of the damaged one."""

    points = ("store.commit.written", "store.commit.intended", "store.commit.replacing", "store.commit.named", "store.commit.done")
    options: dict[str, Any] = {"env": {"KONTO_CRASH_FILE": "{session}/crash"}}

    def test_at_every_step(self) -> None:
        account = self.begin("imap")
        for point in self.points:
            with self.subTest(point):
                self.h.proxies["imap"].reset()
                file = self.truncate(account, "Number 1")
                before = account.pid
                crash = self.h.session.directory / "crash"
                crash.write_text(point)
                account.ask("Backup", "check")
                keep_trying("the crash", lambda before=before: not Path(f"/proc/{before}").exists(), 30)
                self.assertFalse(crash.exists())
                self.assertTrue(file.exists(), "there is one of the two at any time")
                account.wait_for_restart(before)
                account.sync()
                self.assert_whole(account, 2 if point == "store.commit.written" else 1)


if __name__ == "__main__":
    unittest.main()
