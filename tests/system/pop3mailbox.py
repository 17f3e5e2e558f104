#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What POP3 mode does with the mailbox on the server: rules for copies, large messages, metered connections; and
kill -9 at every step between RETR and QUIT."""

from __future__ import annotations

import contextlib
import sqlite3
import unittest
from collections import Counter
from pathlib import Path
from typing import Any

from common import mail
from harness import PASSWORD, USER, Account, HarnessTest
from session import keep_trying

FOREVER, DAYS, NEWEST_MESSAGES, NEWEST_MEGABYTES, NOTHING = range(5)
DAY = 24 * 60 * 60 * 1000
COUNT = 8


class Pop3Test(HarnessTest):
    """A mailbox of eight messages, and what is left of it."""

    def setUp(self) -> None:
        super().setUp()
        self.h.dovecot.append(USER, "INBOX", *[mail(f"Number {number}") for number in range(COUNT)])

    def on_server(self) -> list[str]:
        return sorted(subject_of(each) for each in self.h.dovecot.messages(USER).values())

    def here(self, account: Account) -> list[str]:
        self.assertEqual(account.hashes().get("Inbox", {}).total() if account.hashes() else 0, len(account.items()))
        return sorted(each["subject"] for each in account.items())

    def subjects(self, *numbers: int) -> list[str]:
        return [f"Number {number}" for number in numbers]

    def age(self, account: Account, days: int, *numbers: int) -> None:
        """Makes the store believe that messages were stored so many days ago."""
        keys = [account.by_subject()[f"Number {number}"]["rid"] for number in numbers]
        with contextlib.closing(sqlite3.connect(account.directory / "state.db", timeout=20)) as state, state:
            for key in keys:
                changed = state.execute("UPDATE messages SET stored_at = stored_at - ? WHERE key = ?", (days * DAY, key.encode()))
                self.assertEqual(changed.rowcount, 1)


def subject_of(content: bytes) -> str:
    return next(line[9:].decode() for line in content.split(b"\r\n") if line.startswith(b"Subject: "))


class Retention(Pop3Test):
    def test_nothing_is_kept(self) -> None:
        account = self.h.add_account("pop3", Pop3Keep=NOTHING)
        account.sync()
        self.assertEqual(self.here(account), self.subjects(*range(COUNT)))
        self.assertEqual(self.on_server(), [])
        self.h.dovecot.append(USER, "INBOX", mail("Number 8"))
        account.sync()
        self.assertEqual(self.here(account), self.subjects(*range(COUNT + 1)))
        self.assertEqual(self.on_server(), [])

    def test_days_count_from_the_day_of_storing(self) -> None:
        account = self.h.add_account("pop3", Pop3Keep=DAYS, Pop3KeepAmount=30)
        account.sync()
        self.assertEqual(self.on_server(), self.subjects(*range(COUNT)), "the Date field says they are old")
        self.age(account, 31, 1, 2)
        self.age(account, 29, 3)
        self.h.proxies["pop3"].reset()
        account.sync()
        self.assertEqual(self.on_server(), self.subjects(0, 3, 4, 5, 6, 7))
        self.assertEqual(self.here(account), self.subjects(*range(COUNT)))
        self.assertEqual(self.h.proxies["pop3"].counts.bodies, 0)

    def test_the_newest_messages_are_kept(self) -> None:
        account = self.h.add_account("pop3", Pop3Keep=NEWEST_MESSAGES, Pop3KeepAmount=3)
        account.sync()
        self.assertEqual(self.on_server(), self.subjects(5, 6, 7))
        self.assertEqual(self.here(account), self.subjects(*range(COUNT)))

    def test_the_newest_megabytes_are_kept(self) -> None:
        self.h.dovecot.append(USER, "INBOX", mail("Number 8", size=600_000), mail("Number 9", size=600_000))
        account = self.h.add_account("pop3", Pop3Keep=NEWEST_MEGABYTES, Pop3KeepAmount=1)
        account.sync()
        self.assertEqual(self.on_server(), self.subjects(9))
        self.assertEqual(self.here(account), self.subjects(*range(COUNT + 2)))

    def test_a_stricter_rule_waits_for_the_user(self) -> None:
        account = self.h.add_account("pop3")
        account.sync()
        self.assertEqual(account.call_number("messagesToRemove", "int32:4", "int32:0", "boolean:false"), COUNT)
        self.assertEqual(account.call_number("messagesToRemove", "int32:2", "int32:3", "boolean:false"), COUNT - 3)
        account.configure(Pop3Keep=NOTHING)
        for _ in range(2):
            result = account.sync()
            self.assertRegex(result["message"], f"{COUNT} messages would be removed")
            self.assertEqual(account.call_number("heldRemovals"), COUNT)
            self.assertEqual(len(self.on_server()), COUNT)
        self.h.dovecot.append(USER, "INBOX", mail("Number 8"))
        self.h.restart_akonadi()
        account.sync()
        self.assertEqual(len(self.on_server()), COUNT + 1, "the answer is still outstanding after a restart")
        self.assertEqual(account.call_number("heldRemovals"), COUNT + 1)
        account.call("confirmRetention")
        account.sync()
        self.assertEqual(self.on_server(), [])
        self.assertEqual(account.call_number("heldRemovals"), 0)
        self.assertEqual(self.here(account), self.subjects(*range(COUNT + 1)))

    def test_what_both_rules_let_go_goes_meanwhile(self) -> None:
        account = self.h.add_account("pop3", Pop3Keep=NEWEST_MESSAGES, Pop3KeepAmount=6)
        account.sync()
        account.configure(Pop3KeepAmount=2)
        self.h.dovecot.append(USER, "INBOX", mail("Number 8"))
        account.sync()
        self.assertEqual(self.on_server(), self.subjects(*range(3, 9)))
        self.assertEqual(account.call_number("heldRemovals"), 4)

    def test_a_looser_rule_needs_no_answer(self) -> None:
        account = self.h.add_account("pop3", Pop3Keep=NOTHING)
        account.sync()
        account.configure(Pop3Keep=FOREVER)
        self.h.dovecot.append(USER, "INBOX", mail("Number 8"))
        account.sync()
        self.assertEqual(self.on_server(), self.subjects(8))
        account.configure(Pop3Keep=NOTHING)
        account.sync()
        self.assertEqual(self.on_server(), self.subjects(8), "the stricter rule is a new one again")

    def test_what_is_deleted_here(self) -> None:
        account = self.h.add_account("pop3", Pop3RemoveWhenDeletedHere="true")
        account.sync()
        self.assertEqual(len(self.on_server()), COUNT)
        trash = self.h.probe("folder-special", "trash", account.identifier)["id"]
        account.create_folder("Work")
        items = {subject: each["id"] for subject, each in account.by_subject().items()}
        self.h.probe("item-delete", items["Number 1"])
        self.h.probe("item-move", trash, items["Number 2"], items["Number 3"])
        self.h.probe("item-move", account.folder_id("Work"), items["Number 4"])
        account.wait_for_files("Inbox", COUNT - 4)
        account.wait_for_files("Work", 1)
        account.sync()
        self.assertEqual(self.on_server(), self.subjects(0, 4, 5, 6, 7))
        self.h.probe("item-delete", f"in:{trash}")
        account.wait_for_files("Inbox", COUNT - 4)
        self.h.proxies["pop3"].reset()
        account.sync()
        self.assertEqual(self.on_server(), self.subjects(0, 4, 5, 6, 7))
        self.assertEqual(self.h.proxies["pop3"].counts.bodies, 0)

    def test_what_another_program_removed_is_not_deleted_here(self) -> None:
        account = self.h.add_account("pop3", Pop3RemoveWhenDeletedHere="true")
        account.sync()
        for file in account.files()[:3]:
            file.unlink()
        account.sync()
        self.assertEqual(len(account.items()), COUNT - 3)
        self.assertEqual(len(self.on_server()), COUNT)

    def test_what_is_not_in_its_place_stays_on_the_server(self) -> None:
        account = self.h.add_account("pop3")
        account.sync()
        by_subject = account.by_subject()
        for number in (2, 3):
            file = next(each for each in account.files() if each.name.startswith(by_subject[f"Number {number}"]["rid"]))
            if number == 2:
                file.unlink()  # another program, or a broken disk
            else:
                file.write_bytes(file.read_bytes()[:100])
        account.configure(Pop3Keep=NOTHING)
        account.sync()
        account.call("confirmRetention")
        account.sync()
        self.assertEqual(self.on_server(), self.subjects(2, 3))


class LargeMessages(Pop3Test):
    def setUp(self) -> None:
        super().setUp()
        self.large = mail("Large", size=300_000)
        self.h.dovecot.append(USER, "INBOX", self.large)

    def full_text(self, account: Account) -> str:
        item = account.by_subject()["Large"]
        return str(self.h.probe("item", item["id"], "--full")["text"])

    def test_header_first_and_the_whole_on_demand(self) -> None:
        proxy = self.h.proxies["pop3"]
        account = self.h.add_account("pop3", Pop3LargestDownload=100)
        account.sync()
        self.assertLess(proxy.counts.body_bytes, 100_000)
        self.assertEqual(len(account.items()), COUNT + 1)
        before = account.by_subject()["Large"]
        text = self.full_text(account)
        self.assertIn("Only the header of this message", text)
        self.assertIn(f"konto:fetch/{account.identifier}/", text)
        self.assertEqual(len(account.files()), COUNT)

        proxy.reset()
        account.sync()
        self.assertEqual((proxy.counts.bodies, proxy.counts.commands.get("TOP", 0)), (0, 0), "it is known already")

        link = next(word for word in text.split() if word.startswith("konto:fetch/"))
        attached = self.h.session.directory / "Download the whole message.konto-fetch"
        attached.write_text(link + "\n")
        self.h.session.run(["konto-fetch", attached])
        keep_trying("the whole message", lambda: len(account.files()) == COUNT + 1, 30)
        account.sync()
        after = account.by_subject()["Large"]
        self.assertEqual((after["id"], after["rid"]), (before["id"], before["rid"]))
        self.assertEqual(len(account.items()), COUNT + 1)
        self.assert_mirrors(account)
        self.assertNotIn("Only the header", self.full_text(account))
        self.assertIn("0000000007 xxx", self.full_text(account))

    def test_the_link_does_it_too_and_nothing_else(self) -> None:
        account = self.h.add_account("pop3", Pop3LargestDownload=100)
        account.sync()
        good = next(word for word in self.full_text(account).split() if word.startswith("konto:fetch/"))
        for link in ("", "konto:fetch/", "konto:fetch/org.freedesktop.Notifications/x", good.replace("fetch", "remove"), "/etc/passwd",
                     good + "/more"):
            self.assertEqual(self.h.session.run(["konto-fetch", link], check=False).returncode, 1, link)
        self.assertEqual(len(account.files()), COUNT)
        self.h.session.run(["konto-fetch", good])
        account.wait_for_files("Inbox", COUNT + 1)

    def test_a_higher_limit_fetches_it(self) -> None:
        account = self.h.add_account("pop3", Pop3LargestDownload=100)
        account.sync()
        account.configure(Pop3LargestDownload=0)
        account.sync()
        self.assert_mirrors(account)

    def test_it_is_never_removed_before_it_is_here(self) -> None:
        account = self.h.add_account("pop3", Pop3LargestDownload=100, Pop3Keep=NOTHING)
        account.sync()
        self.assertEqual(self.on_server(), ["Large"])
        account.call("fetchWhole", f"string:{account.by_subject()['Large']['rid']}")
        keep_trying("the whole message", lambda: not self.on_server(), 30)
        self.assertEqual(len(account.files()), COUNT + 1)

    def test_survives_the_loss_of_akonadis_database(self) -> None:
        account = self.h.add_account("pop3", Pop3LargestDownload=100)
        account.sync()
        self.h.proxies["pop3"].reset()
        self.h.restart_akonadi(lose_database=True)
        account.sync()
        self.assertEqual(len(account.items()), COUNT + 1)
        self.assertIn("Only the header of this message", self.full_text(account))
        self.assertEqual(self.h.proxies["pop3"].counts.commands.get("TOP", 0), 0)


class MeteredConnection(Pop3Test):
    options: dict[str, Any] = {"env": {"KONTO_METERED": "1"}}

    def test_the_newest_come_first_and_the_rest_later(self) -> None:
        self.h.dovecot.append(USER, "INBOX", *[mail(f"Number {number}", size=400_000) for number in range(8, 24)])
        account = self.h.add_account("pop3", MeteredBudget=1)
        result = account.sync()
        self.assertRegex(result["message"], "wait on the server")
        self.assertEqual({"Number 23", "Number 22"} - set(account.by_subject()), set())
        self.assertNotIn("Number 9", account.by_subject())
        self.h.proxies["pop3"].reset()
        account.sync()
        self.assertLess(self.h.proxies["pop3"].counts.body_bytes, 1_000_000)
        account.configure(MeteredBudget=0)
        account.sync()
        self.assert_mirrors(account)


class NewMailIsUnread(Pop3Test):
    def test_whatever_the_server_says(self) -> None:
        self.h.dovecot.store(USER, "INBOX", self.h.dovecot.uids(USER), r"+FLAGS (\Seen \Answered)")
        seen = mail("Number 8").replace(b"Subject:", b"Status: RO\r\nX-Status: A\r\nSubject:", 1)
        self.h.dovecot.append(USER, "INBOX", seen)
        account = self.h.add_account("pop3")
        account.sync()
        self.assertEqual(account.folders()["Inbox"]["unread"], COUNT + 1)


class Killed(Pop3Test):
    """kill -9 at each step between RETR and QUIT, with a rule that removes everything at once."""

    points = ("store.commit.written", "store.commit.synced", "store.commit.intended", "store.commit.renaming:3", "store.commit.renamed",
              "store.commit.named", "store.commit.done", "pop3.stored", "pop3.proved", "pop3.deleted", "pop3.quit")
    options: dict[str, Any] = {"env": {"KONTO_CRASH_FILE": "{session}/crash"},
                               "users": {USER: PASSWORD} | {f"user{step}": PASSWORD for step in range(len(points))}}

    def test_at_every_step(self) -> None:
        for step, point in enumerate(self.points):
            with self.subTest(point):
                user = f"user{step}"
                self.h.dovecot.append(user, "INBOX", *[mail(f"Number {number}") for number in range(COUNT)])
                self.check(user, point)

    def check(self, user: str, point: str) -> None:
        wanted = self.h.dovecot.hashes(user)["INBOX"]
        account = self.h.add_account("pop3", user=user, online=False, Pop3Keep=NOTHING)
        proxy = self.h.proxies["pop3"]
        proxy.reset()
        (self.h.session.directory / "crash").write_text(point)
        before = account.pid
        self.h.probe("online", account.identifier, "true")
        account.start_sync()
        keep_trying("the crash", lambda: not Path(f"/proc/{before}").exists(), 30)
        self.assertFalse((self.h.session.directory / "crash").exists())
        left = self.h.dovecot.hashes(user).get("INBOX", Counter())
        self.assertEqual((left + self.hashes_here(account)) & wanted, wanted, "lost")
        account.wait_for_restart(before)
        account.sync()
        self.assertEqual(account.hashes()["Inbox"], wanted)
        self.assertEqual(len(account.items()), COUNT)
        self.assertEqual(self.h.dovecot.hashes(user).get("INBOX", {}), {})
        stored_before = point not in ("store.commit.written", "store.commit.synced")
        self.assertEqual(proxy.counts.bodies, COUNT if stored_before else 2 * COUNT, "downloaded twice")
        proxy.reset()
        account.sync()
        self.assertEqual(proxy.counts.bodies, 0)

    def hashes_here(self, account: Account) -> Counter[str]:
        return account.hashes().get("Inbox", Counter())


del Pop3Test, HarnessTest

if __name__ == "__main__":
    unittest.main()
