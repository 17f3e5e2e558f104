#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""POP3 servers that do what they should not, and the ways in which POP3 programs have lost or doubled mail: whatever
happens, nothing is lost, nothing comes twice, and nothing is deleted early."""

from __future__ import annotations

import unittest
from collections import Counter
from typing import Any

from common import mail
from dovecot import content_hash
from harness import PASSWORD, USER, Account, HarnessTest
from pop3server import Pop3Server

COUNT = 10
NOTHING = 4  # Pop3Keep


def mailbox(count: int = COUNT, first: int = 0) -> list[tuple[str, bytes]]:
    return [(f"uidl-{number:04}", mail(f"Number {number}", size=3000)) for number in range(first, first + count)]


class OddServer(HarnessTest):
    """An account on a Pop3Server; self.server.behaviour says how it is."""

    options: dict[str, Any] = {"env": {"KONTO_TIMEOUT_MS": "2000"}}

    def setUp(self) -> None:
        super().setUp()
        self.server = self.enterContext(Pop3Server(mailbox(), PASSWORD))

    def account(self, **settings: Any) -> Account:
        return self.h.add_account("pop3", online=False, Pop3Port=self.server.port, **settings)

    def first_sync(self, account: Account) -> dict[str, Any]:
        self.h.probe("online", account.identifier, "true")
        return account.sync_any()

    def synced(self, **settings: Any) -> Account:
        account = self.account(**settings)
        self.assertEqual(self.first_sync(account)["status"], "idle")
        self.holds(account, mailbox())
        return account

    def holds(self, account: Account, messages: list[tuple[str, bytes]]) -> None:
        """Each once, in the store and in Akonadi."""
        self.assertEqual(account.hashes().get("Inbox", Counter()), Counter(content_hash(content) for _, content in messages))
        self.assertEqual(account.counts(), {"Inbox": len(messages)} if messages else {})

    def again(self, account: Account, bodies: int = 0) -> dict[str, Any]:
        """Another sync, which downloads so many messages."""
        self.server.reset()
        result = account.sync_any()
        self.assertEqual(self.server.bodies, bodies)
        return result


class StockResourcesMistakes(OddServer):
    """The five paths on which the stock POP3 resource loses or doubles mail."""

    def test_a_listing_that_breaks_off_forgets_nothing(self) -> None:
        account = self.synced()
        self.server.behaviour.uidl = "drop"
        self.assertEqual(self.again(account)["status"], "broken")
        self.server.behaviour.uidl = "yes"
        self.again(account)
        self.holds(account, mailbox())

    def test_deletions_count_when_quit_was_acknowledged(self) -> None:
        for trouble in ("close_at_quit", "refuse_quit"):
            with self.subTest(trouble):
                self.server.mailbox = mailbox()
                account = self.account(Pop3Keep=NOTHING)
                setattr(self.server.behaviour, trouble, True)
                self.assertEqual(self.first_sync(account)["status"], "broken")
                self.assertEqual(self.server.count("DELE") >= COUNT, True)
                self.assertEqual(len(self.server.mailbox), COUNT)
                setattr(self.server.behaviour, trouble, False)
                self.assertEqual(self.again(account)["status"], "idle")
                self.assertEqual(self.server.mailbox, [])
                self.holds(account, mailbox())

    def test_the_line_breaks_between_two_deletions(self) -> None:
        account = self.account(Pop3Keep=NOTHING)
        self.server.behaviour.close_after_deletions = 4
        self.assertEqual(self.first_sync(account)["status"], "broken")
        self.assertEqual(len(self.server.mailbox), COUNT)
        self.server.behaviour.close_after_deletions = 1 << 30
        self.again(account)
        self.assertEqual(self.server.mailbox, [])
        self.holds(account, mailbox())

    def test_killed_in_the_middle(self) -> None:
        self.server.mailbox = mailbox(300)
        account = self.account()
        self.h.probe("online", account.identifier, "true")
        account.start_sync()
        account.kill()
        account.sync(60)
        self.holds(account, mailbox(300))

    def test_a_stricter_rule_deletes_nothing_by_itself(self) -> None:
        account = self.synced()
        account.configure(Pop3Keep=NOTHING)
        self.again(account)
        self.assertEqual(self.server.count("DELE"), 0)
        self.assertEqual(len(self.server.mailbox), COUNT)


class FullDisk(OddServer):
    options = {"env": {"KONTO_FAIL_WRITE": "ENOSPC"}}

    def test_what_could_not_be_stored_stays_on_the_server(self) -> None:
        account = self.account(Pop3Keep=NOTHING)
        result = self.first_sync(account)
        self.assertRegex(result["message"], "disk is full")
        self.assertEqual(self.server.count("DELE"), 0)
        self.assertEqual(len(self.server.mailbox), COUNT)


class Uidls(OddServer):
    def renumbered(self) -> list[tuple[str, bytes]]:
        return [(f"new-{uidl}", content) for uidl, content in mailbox()]

    def test_all_change(self) -> None:
        account = self.synced()
        self.h.probe("flags", account.by_subject()["Number 3"]["id"], r"+\SEEN")
        self.server.mailbox = self.renumbered()
        self.again(account)
        self.assertEqual(self.server.count("TOP"), COUNT)
        self.holds(account, mailbox())
        self.assertEqual(account.by_subject()["Number 3"]["flags"], [r"\SEEN"])
        self.again(account)
        self.assertEqual(self.server.count("TOP"), 0)

    def test_all_change_on_a_server_without_top(self) -> None:
        self.server.behaviour.top = False
        account = self.synced()
        self.server.mailbox = self.renumbered()
        self.again(account, bodies=COUNT)
        self.holds(account, mailbox())
        self.again(account)

    def test_change_together_with_new_mail(self) -> None:
        account = self.synced(Pop3Keep=NOTHING)
        self.assertEqual(self.server.mailbox, [])
        self.server.mailbox = self.renumbered() + mailbox(3, COUNT)
        self.again(account, bodies=3)
        self.holds(account, mailbox(COUNT + 3))

    def test_none(self) -> None:
        self.server.behaviour.uidl = "no"
        account = self.synced()
        self.server.mailbox += mailbox(1, COUNT)
        self.again(account, bodies=1)
        self.holds(account, mailbox(COUNT + 1))

    def test_none_and_deleted_here(self) -> None:
        self.server.behaviour.uidl = "no"
        account = self.synced()
        self.h.probe("item-delete", account.by_subject()["Number 3"]["id"])
        account.wait_for_files("Inbox", COUNT - 1)
        self.again(account)
        self.holds(account, [message for message in mailbox() if b"Subject: Number 3\r\n" not in message[1]])

    def test_none_and_nothing_kept(self) -> None:
        self.server.behaviour.uidl = "no"
        self.synced(Pop3Keep=NOTHING)
        self.assertEqual(self.server.mailbox, [])

    def test_repeated_empty_and_overlong(self) -> None:
        contents = [content for _, content in mailbox()]
        uidls = ["same", "same", "same", "", "", "x" * 5000, "a b", "ü", "~" * 70, "!"]
        self.server.mailbox = list(zip(uidls, contents, strict=True))
        account = self.synced()
        self.again(account)
        self.holds(account, mailbox())
        account.configure(Pop3Keep=NOTHING)
        account.sync()
        account.call("confirmRetention")
        account.sync()
        self.holds(account, mailbox())
        left = [uidl for uidl, _ in self.server.mailbox]
        self.assertEqual(left, ["same"] * 3, "what cannot be told apart is not deleted")

    def test_a_window_of_the_mailbox(self) -> None:
        self.server.behaviour.window = 4
        account = self.account()
        self.first_sync(account)
        self.holds(account, mailbox()[-4:])
        self.server.mailbox += mailbox(2, COUNT)
        self.again(account, bodies=2)
        self.holds(account, mailbox(6, COUNT - 4))
        self.assertEqual(set(self.server.users), {USER})
        account.configure(Pop3RecentMode="true")
        account.sync()
        self.assertIn(f"recent:{USER}", self.server.users)
        self.holds(account, mailbox(COUNT + 2))


class Limits(OddServer):
    def test_wrong_sizes(self) -> None:
        for error in (-500, 700):
            with self.subTest(error):
                self.server.mailbox = mailbox()
                self.server.behaviour.size_error = error
                account = self.synced(Pop3Keep=NOTHING)
                self.assertEqual(self.server.mailbox, [])
                self.again(account)

    def test_no_capa(self) -> None:
        self.server.behaviour.capa = False
        account = self.synced()
        self.again(account)

    def test_neither_capa_nor_uidl_nor_top(self) -> None:
        self.server.behaviour.capa = self.server.behaviour.top = False
        self.server.behaviour.uidl = "no"
        account = self.synced()
        self.server.reset()
        account.sync()
        self.holds(account, mailbox())  # the bytes cross again, there is nothing to tell them by

    def test_one_message_is_refused(self) -> None:
        self.server.behaviour.refuse_retr = frozenset({"uidl-0004"})
        account = self.account(Pop3Keep=NOTHING)
        self.first_sync(account)
        self.holds(account, [message for message in mailbox() if message[0] != "uidl-0004"])
        self.assertEqual([uidl for uidl, _ in self.server.mailbox], ["uidl-0004"])
        self.server.behaviour.refuse_retr = frozenset()
        self.again(account, bodies=1)
        self.holds(account, mailbox())

    def test_a_large_message_without_top(self) -> None:
        self.server.behaviour.top = False
        self.server.mailbox.append(("large", mail("Large", size=400_000)))
        account = self.account(Pop3LargestDownload=100)
        self.first_sync(account)
        self.assertEqual(account.counts(), {"Inbox": COUNT + 1})
        self.assertEqual(self.server.bodies, COUNT)
        partial = next(each for each in account.items() if "large message" in each.get("subject", ""))
        account.call("fetchWhole", f"string:{partial['rid']}")
        account.wait_for_files("Inbox", COUNT + 1)
        account.sync()
        self.holds(account, self.server.mailbox)

    def test_cut_at_any_place(self) -> None:
        account = self.account(Pop3Keep=NOTHING)
        self.h.probe("online", account.identifier, "true")
        for cut in range(300, 36_000, 1700):
            self.server.behaviour.cut_after = cut
            account.sync_any()
            here = account.hashes().get("Inbox", Counter())
            there = Counter(content_hash(content) for _, content in self.server.mailbox)
            wanted = Counter(content_hash(content) for _, content in mailbox())
            self.assertEqual((here + there) & wanted, wanted, f"lost when cut at {cut}")
            self.assertEqual(here - wanted, Counter(), f"twice when cut at {cut}")
        self.server.behaviour.cut_after = 1 << 30
        self.assertEqual(account.sync_any()["status"], "idle")
        self.holds(account, mailbox())
        self.assertEqual(self.server.mailbox, [])


class BrokenPipelining(OddServer):
    def check(self, how: str) -> None:
        self.server.behaviour.pipelining = how
        account = self.account()
        self.first_sync(account)
        account.sync_any()
        self.holds(account, mailbox())
        self.server.mailbox += mailbox(2, COUNT)
        self.assertEqual(self.again(account, bodies=2)["status"], "idle", "this server is known by now")
        self.holds(account, mailbox(COUNT + 2))
        self.assertIn("lockStep", account.call("serverInfo"))

    def test_closes(self) -> None:
        self.check("close")

    def test_forgets(self) -> None:
        self.check("stall")

    def test_answers_nonsense(self) -> None:
        self.check("nonsense")

    def test_not_offered(self) -> None:
        self.server.behaviour.pipelining = "no"
        account = self.synced()
        self.again(account)


class Refusals(OddServer):
    def test_each_has_its_sentence(self) -> None:
        account = self.account()
        self.h.probe("online", account.identifier, "true")
        sentences = set()
        for error, words in (("[IN-USE] somebody is here", "in use by another program"), ("[SYS/TEMP] come back later", "at the moment"),
                             ("[AUTH] never heard of you", "did not accept"), ("[LOGIN-DELAY] not so often", "at the moment")):
            self.server.behaviour.login_error = error
            result = account.sync_any()
            self.assertEqual(result["status"], "broken")
            self.assertIn(account.name, result["message"])
            self.assertRegex(result["message"], words)
            self.assertIn(error.split("] ")[1], result["message"], "what the server said is shown")
            sentences.add(result["message"])
        self.assertEqual(len(sentences), 4)
        self.server.behaviour.login_error = ""
        self.assertEqual(account.sync_any()["status"], "idle")
        self.holds(account, mailbox())

    def test_a_login_delay_is_respected(self) -> None:
        self.server.behaviour.more_capabilities = ("LOGIN-DELAY 900", "EXPIRE 30")
        account = self.account()
        self.h.probe("online", account.identifier, "true")
        account.wait("--message", "removes mail after 30 days")
        self.server.reset()
        account.start_sync()
        account.wait("--message", "left alone for another [0-9]+ seconds")
        self.assertEqual(self.server.count("USER"), 0)
        info = account.call("serverInfo")
        for words in ("loginDelaySeconds", "900", "expireDays", "30"):
            self.assertIn(words, info)


del OddServer, HarnessTest

if __name__ == "__main__":
    unittest.main()
