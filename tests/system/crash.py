#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""kill -9 in the middle of a first sync, cut connections, and the loss of Akonadi's database."""

import unittest

from common import HarnessTest, SampleTest, mail
from harness import USER, Account


class Interrupted(HarnessTest):
    """Five times killed at different places, then synchronised to the end."""

    def interrupt(self, mode: str, count: int = 400, times: int = 5) -> Account:
        self.h.dovecot.append(USER, "INBOX", *[mail(f"Number {number}", size=6000) for number in range(count)])
        account = self.h.add_account(mode)
        proxy = self.h.proxies[mode]
        for step in range(1, times + 1):
            proxy.reset()
            account.start_sync()
            proxy.wait_for_bytes(step * count * 6000 // (times * 6), 30)
            account.kill()
        account.sync(120)
        return account

    def test_pop3_killed(self) -> None:
        account = self.interrupt("pop3")
        self.assert_mirrors(account)
        self.assertEqual(list((account.maildir() / "tmp").iterdir()), [])
        self.h.proxies["pop3"].reset()
        account.sync()
        self.assertEqual(self.h.proxies["pop3"].counts.bodies, 0)

    def test_imap_killed(self) -> None:
        account = self.interrupt("imap")
        self.assert_mirrors(account)
        self.assertEqual(list((account.maildir() / "tmp").iterdir()), [])
        self.h.proxies["imap"].reset()
        account.sync()
        self.assertEqual(self.h.proxies["imap"].counts.body_bytes, 0)

    def test_what_was_here_is_not_fetched_again(self) -> None:
        for mode in ("pop3", "imap"):
            with self.subTest(mode):
                self.h.dovecot.append(USER, "INBOX", *[mail(f"{mode} {number}", size=20_000) for number in range(200)])
                account = self.h.add_account(mode)
                proxy = self.h.proxies[mode]
                proxy.reset()
                account.start_sync()
                proxy.wait_for_bytes(2_000_000, 30)
                account.kill()
                durable = sum(len(file.read_bytes()) for file in account.files())
                total = sum(map(len, self.h.dovecot.messages(USER).values()))
                proxy.reset()
                account.sync(120)
                self.assert_mirrors(account)
                self.assertLessEqual(proxy.counts.body_bytes, (total - durable) * 1.02 + 1000)


class CutConnection(HarnessTest):
    def test_resumes_after_the_line_went_dead(self) -> None:
        self.h.dovecot.append(USER, "INBOX", *[mail(f"Number {number}", size=20_000) for number in range(100)])
        for mode in ("pop3", "imap"):
            with self.subTest(mode):
                account = self.h.add_account(mode)
                self.h.proxies[mode].cut_after = 700_000
                for _ in range(6):
                    account.sync_any()
                self.h.proxies[mode].cut_after = None
                account.sync()
                self.assert_mirrors(account)


class DatabaseLost(SampleTest):
    def check(self, mode: str) -> None:
        account = self.h.add_account(mode)
        account.sync(120)
        before = {name: {each["rid"]: each["flags"] for each in account.items(name)} for name in account.counts()}
        self.h.proxies[mode].reset()
        self.h.restart_akonadi(lose_database=True)
        account.sync(120)
        self.assertEqual({name: {each["rid"]: each["flags"] for each in account.items(name)}
                          for name in account.counts()}, before)
        self.assert_mirrors(account)
        counts = self.h.proxies[mode].counts
        self.assertFalse(counts.compressed)
        self.assertEqual(counts.body_bytes, 0, "bodies crossed the network again")

    def test_imap(self) -> None:
        self.check("imap")

    def test_pop3(self) -> None:
        self.check("pop3")

    def test_nothing_changes_on_a_restart(self) -> None:
        account = self.h.add_account("imap")
        account.sync(120)
        ids = {name: [each["id"] for each in account.items(name)] for name in account.counts()}
        self.h.restart_akonadi()
        account.sync(120)
        self.assertEqual({name: [each["id"] for each in account.items(name)] for name in account.counts()}, ids)


del SampleTest, HarnessTest

if __name__ == "__main__":
    unittest.main()
