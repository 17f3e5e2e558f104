#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Switching an account to POP3 and back again, undoing it, and what keeps it from beginning."""

from __future__ import annotations

import contextlib
import sqlite3
import unittest
from typing import Any

from common import mail
from harness import PASSWORD, SessionError, SharedHarnessTest
from switchcommon import COUNT, NUMBERS, SwitchTest

ON_DEMAND, NOTHING = 2, 4
LISTS = ["List 0", "List 1"]


class ToPop3(SwitchTest):
    def uidls(self) -> list[str]:
        with contextlib.closing(sqlite3.connect(self.account.directory / "state.db", timeout=20)) as state:
            return [uidl.decode() for uidl, in state.execute("SELECT uidl FROM messages WHERE uidl IS NOT NULL AND uidl <> ''")]

    def first_check(self, *, messages: int = 0) -> None:
        """What the first checks over POP3 download."""
        self.reset()
        self.account.sync()
        self.account.sync()
        self.assertEqual(self.h.proxies["pop3"].counts.commands.get("RETR", 0), messages)
        self.assertEqual(self.h.proxies["imap"].counts.connections, 0)

    def test_folders_become_folders_of_this_computer(self) -> None:
        self.begin("imap")
        self.flag("Number 0", r"+\SEEN", "+work")
        self.add("Sent", mail("I wrote"))
        self.create_folder("Lists/Old")
        self.move("Lists/Old", "List 1")
        self.until("the server", lambda: self.there().get("Lists/Old") == ["List 1"] and "Sent" in self.there())
        before, server, hashes = self.messages(), self.on_server(), self.account.hashes()
        self.reset()
        plan = self.account.preview("pop3")
        self.assertEqual((plan["here"], plan["there"], plan["matched"], plan["download"]), (9, 6, 6, 0))
        self.account.start_switch(plan)
        self.is_well(self.account.wait_for_switch())
        self.nothing_came()
        self.assertEqual(self.messages(), before)
        self.assertEqual(self.account.hashes(), hashes)
        self.assertEqual(self.on_server(), server)
        self.assertEqual(len(set(self.uidls())), COUNT)
        self.first_check()
        self.other.add("Inbox", mail("New"))
        self.first_check(messages=1)
        self.assertEqual(self.folder_of()["New"], "Inbox")
        self.is_quiet()

    def test_what_is_not_here_comes_first(self) -> None:
        self.begin("imap", ImapKeep=ON_DEMAND)
        self.assertEqual(self.account.hashes(), {})
        before = self.messages()
        self.reset()
        plan = self.account.preview("pop3")
        self.assertEqual(plan["download"], 8)
        self.nothing_came()
        self.account.start_switch(plan)
        self.is_well(self.account.wait_for_switch())
        self.assertEqual(self.h.proxies["imap"].counts.bodies, 8)
        self.assertEqual(self.h.proxies["pop3"].counts.bodies, 0)
        self.assertEqual(self.messages(), before)
        self.assertEqual(self.account.hashes(), self.other.hashes())
        self.first_check()
        self.is_quiet()

    def test_folders_left_on_the_server(self) -> None:
        self.begin("imap")
        before, server = self.messages(), self.on_server()
        self.reset()
        report = self.switch("pop3", keepCopies=False)
        self.assertEqual({each["path"]: each["fate"] for each in report["plan"]["folders"]}["Lists"], "leftThere")
        self.assertEqual(self.messages(), {subject: before[subject] for subject in NUMBERS})
        self.assertEqual(set(self.account.folders()), {"Inbox"})
        self.first_check()
        self.other.add("Lists", mail("List 2"))
        self.other.remove("Lists", ["List 0"])
        self.reset()
        self.switch("imap")
        after = self.where()
        self.assertEqual({subject: after[subject] for subject in NUMBERS}, {subject: (before[subject].id, "Inbox") for subject in NUMBERS})
        self.agrees()
        self.assertEqual(self.h.proxies["imap"].counts.bodies, 1, "of the new message")
        self.assertEqual(self.on_server() | {"Lists": []}, server | {"Lists": []})
        self.is_quiet()

    def test_what_the_server_does_not_have_yet_goes_there_first(self) -> None:
        self.begin("imap")
        self.h.proxies["imap"].close()
        self.account.add_item("Lists", mail("Not sent yet"))
        self.until("it on disk", self.is_stored)
        self.assertNotEqual(self.account.sync_any()["status"], "idle")
        self.h.proxies["imap"].reopen()
        self.switch("pop3", keepCopies=False)
        self.assertIn("Not sent yet", self.there()["Lists"])
        self.assertEqual(set(self.account.folders()), {"Inbox"})
        self.is_quiet()

    def test_nothing_is_deleted_there_by_an_old_rule(self) -> None:
        """The settings say that POP3 keeps no copies on the server: that was for another time."""
        self.begin("imap", Pop3Keep=NOTHING)
        server = self.on_server()
        self.switch("pop3")
        self.first_check()
        self.assertEqual(self.on_server(), server)
        self.assertEqual(int(self.h.probe("setting", self.account.identifier, "Pop3Keep")["Pop3Keep"]), 0)
        self.h.restart_akonadi()
        self.first_check()
        self.assertEqual(self.on_server(), server)


class RoundTrip(SwitchTest):
    def test_there_and_back_again(self) -> None:
        self.begin("pop3")
        self.flag("Number 0", r"+\SEEN")
        self.flag("Number 1", r"+\FLAGGED", "+work")
        tag = self.tag("Mine", "Number 2")
        self.create_folder("Projects")
        self.move("Projects", "Number 3")
        self.add("Projects", mail("A note"))
        self.switch("imap")
        self.agrees()
        before, hashes, server = self.messages(), self.account.hashes(), self.on_server()
        self.assertEqual(before["Number 2"].tags, (tag,))
        for mode in ("pop3", "imap", "pop3", "imap"):
            self.reset()
            self.switch(mode)
            self.account.sync()
            self.assertEqual(self.messages(), before, mode)
            self.assertEqual(self.account.hashes(), hashes, mode)
            self.assertEqual(self.on_server(), server, mode)
            self.nothing_came()
            self.assertEqual(self.writes(), {}, mode)
        self.agrees()
        self.is_quiet()


class Undo(SwitchTest):
    def test_of_nothing(self) -> None:
        self.begin("pop3")
        with self.assertRaisesRegex(SessionError, r"\w+ \w+ \w+"):
            self.account.switch_call("undo")
        self.assertEqual(self.account.switch_call("undoableUntil"), "")

    def test_at_once(self) -> None:
        for first, second in (("pop3", "imap"), ("imap", "pop3")):
            with self.subTest(first):
                self.begin(first)
                before, folders, server = self.messages(), set(self.account.folders()), self.on_server()
                self.switch(second)
                self.assertRegex(self.account.switch_call("undoableUntil"), r"^\d{4}-\d\d-\d\dT")
                self.reset()
                self.undo()
                self.assertEqual(self.account.mode, first)
                self.nothing_came()
                self.assertEqual(self.messages(), before)
                self.assertEqual(set(self.account.folders()), folders)
                self.assertEqual(self.on_server(), server)
                self.is_quiet()
                self.undo()
                self.assertEqual(self.account.mode, second)
                after = self.where()
                self.assertEqual({subject: after[subject] for subject in before}, {subject: before[subject][:2] for subject in before})
                self.is_quiet()

    def test_to_pop3_keeps_what_was_done_since(self) -> None:
        self.begin("pop3")
        self.create_folder("Projects")
        self.move("Projects", "Number 3")
        before = self.where()
        self.switch("imap")
        self.other.add("Inbox", mail("New"))
        self.account.sync()
        self.flag("Number 0", r"+\FLAGGED")
        self.move("Lists", "Number 1")
        self.move("Projects", "New")
        self.remove("Number 2")
        self.until("the server", lambda: self.there() == {"Inbox": [r"Number 0 \FLAGGED", *NUMBERS[4:]], "Lists": [*LISTS, "Number 1"],
                                                          "Projects": ["New", "Number 3"]})
        server, new = self.on_server(), self.item("New")
        self.undo()
        self.assertEqual(self.folder_of(), self.placed(Inbox=["Number 0", *NUMBERS[4:]], Lists=[*LISTS, "Number 1"], Projects=["New", "Number 3"]))
        after = self.messages()
        self.assertEqual({subject: after[subject].id for subject in before if subject in after},
                         {subject: before[subject][0] for subject in before if subject != "Number 2"})
        self.assertEqual(after["New"].id, new)
        self.assertIn(r"\FLAGGED", after["Number 0"].flags)
        self.assertEqual(self.on_server(), server)
        self.is_quiet()

    def test_to_imap_keeps_what_was_done_since(self) -> None:
        self.begin("imap")
        before = self.where()
        self.switch("pop3")
        self.other.add("Inbox", mail("New"))
        self.account.sync()
        self.flag("Number 0", r"+\FLAGGED")
        self.create_folder("Projects")
        self.move("Projects", "Number 1", "New")
        self.add("Projects", mail("A note"))
        self.remove("Number 2")
        self.account.sync()
        self.reset()
        self.undo()
        self.assertNotIn("APPEND", self.writes())
        self.assertEqual(self.h.proxies["pop3"].counts.bodies, 0)
        after = self.where()
        self.assertEqual({subject: after[subject][0] for subject in before if subject != "Number 2"},
                         {subject: before[subject][0] for subject in before if subject != "Number 2"})
        self.assertIn(r"Number 0 \FLAGGED", self.there()["Inbox"])
        self.assertEqual(sorted(after), sorted([*NUMBERS, *LISTS, "New", "A note"]))
        self.is_quiet()


class PreflightTest(SwitchTest):
    """Whatever the reason, the user reads it, and nothing has changed."""

    def setUp(self) -> None:
        super().setUp()
        self.begin("pop3")

    def refused(self, sentence: str, **options: Any) -> None:
        before, server, log = self.messages(), self.on_server(), self.account.switch_reports()
        with self.assertRaisesRegex(SessionError, sentence) as caught:
            self.account.preview("imap", **options)
        self.assertNotRegex(str(caught.exception), "org.freedesktop|timed out: ")
        self.assertEqual((self.messages(), self.on_server(), self.account.switch_reports()), (before, server, log))
        self.assertEqual(int(self.h.probe("setting", self.account.identifier, "Mode")["Mode"]), 0)


class Preflight(PreflightTest):
    def test_wrong_password(self) -> None:
        self.account.set_password("falsch")
        self.refused("(?i)password")
        self.account.set_password(PASSWORD)
        self.account.sync()
        self.switch("imap")
        self.agrees()

    def test_no_server(self) -> None:
        self.h.proxies["imap"].close()
        self.refused("127.0.0.1 does not answer")
        self.h.proxies["imap"].reopen()

    def test_no_network(self) -> None:
        for proxy in self.h.proxies.values():
            proxy.close()
        self.refused("127.0.0.1 does not answer")
        for proxy in self.h.proxies.values():
            proxy.reopen()
        self.account.sync()

    def test_unknown_host(self) -> None:
        self.refused("no server called “mail.invalid”", host="mail.invalid", port=993, security=0)

    def test_another_protocol(self) -> None:
        self.refused("127.0.0.1 does not speak IMAP", host="127.0.0.1", port=self.h.proxies["pop3"].port, security=2)

    def test_nonsense(self) -> None:
        for plan in ({}, {"to": "smtp"}, {"to": "imap", "host": ""}, {"to": "imap", "host": "localhost", "port": -1}):
            with self.assertRaises(SessionError):
                self.account.start_switch(plan)
        with self.assertRaises(SessionError):
            self.account.preview("smtp")
        self.assertEqual(self.account.switch_reports(), [])


class UnknownCertificate(PreflightTest):
    options: dict[str, Any] = {"trust": False}

    def test_certificate(self) -> None:
        self.refused("cannot be verified that this really is localhost", host="localhost", port=self.h.dovecot.ports["imaps"], security=0)


class Meanwhile(SwitchTest):
    """The server between the preview and the beginning, and while the switch waits."""

    def test_other_programs_work_on(self) -> None:
        self.begin("pop3")
        before = self.where()
        plan = self.account.preview("imap")
        self.other.remove("Inbox", ["Number 0"])
        self.other.move("Inbox", ["Number 1"], "Lists")
        self.other.store("Inbox", ["Number 2"], r"+FLAGS (\Flagged)")
        self.other.add("Inbox", mail("New"))
        self.account.start_switch(plan)
        report = self.is_well(self.account.wait_for_switch())
        self.assertEqual((report["plan"]["matched"], report["plan"]["upload"]), (5, 1))
        self.account.sync()
        self.agrees()
        after = self.where()
        self.assertEqual({subject: after[subject][0] for subject in before}, {subject: identity for subject, (identity, _) in before.items()})
        self.assertEqual(self.folder_of(), self.placed(Inbox=["Number 0", *NUMBERS[2:], "New"], Lists=[*LISTS, "Number 1"]))
        self.is_quiet()

    def test_other_programs_work_on_before_pop3(self) -> None:
        self.begin("imap")
        plan = self.account.preview("pop3")
        self.other.remove("Inbox", ["Number 0"])
        self.other.move("Inbox", ["Number 1"], "Lists")
        self.other.store("Inbox", ["Number 2"], r"+FLAGS (\Flagged)")
        self.other.add("Inbox", mail("New"))
        self.account.start_switch(plan)
        self.is_well(self.account.wait_for_switch())
        self.assertEqual(self.folder_of(), self.placed(Inbox=[*NUMBERS[2:], "New"], Lists=[*LISTS, "Number 1"]))
        self.assertIn(r"\FLAGGED", self.messages()["Number 2"].flags)
        self.is_quiet()

    def test_cancelled_while_it_waits_for_the_network(self) -> None:
        for first, second in (("pop3", "imap"), ("imap", "pop3")):
            with self.subTest(first):
                self.begin(first)
                before, server, folders = self.messages(), self.on_server(), self.account.folders()
                plan = self.account.preview(second)
                self.h.proxies[second].close()
                self.account.start_switch(plan)
                self.until("waiting", lambda: self.account.switch_progress()["phase"] == "waiting")
                progress = self.account.switch_progress()
                self.assertTrue(progress["canCancel"])
                self.assertRegex(progress["sentence"], r"\w+ \w+ \w+")
                with self.assertRaisesRegex(SessionError, "under way"):
                    self.account.start_switch(plan)
                self.assertEqual(self.messages(), before, "readable all the while")
                self.account.switch_call("cancel")
                entry = self.account.wait_for_switch(20)
                self.assertEqual((entry["step"], entry["report"]["outcome"]), ("rolledBack", "nothing changed"))
                self.assertRegex(entry["report"]["sentence"], "cancelled")
                self.h.proxies[second].reopen()
                self.assertEqual((self.messages(), self.on_server()), (before, server))
                self.assertEqual({path: each["id"] for path, each in self.account.folders().items()}, {path: each["id"] for path, each in folders.items()})
                self.is_quiet()
                self.account.switch_call("cancel")  # nothing any more
                self.switch(second)
                self.is_quiet()

    def test_the_network_comes_back(self) -> None:
        """Before the commit point in one direction, after it in the other."""
        self.begin("pop3")
        before = self.where()
        plan = self.account.preview("imap")
        self.h.proxies["imap"].close()
        self.account.start_switch(plan)
        self.until("waiting", lambda: self.account.switch_progress()["phase"] == "waiting")
        self.h.proxies["imap"].reopen()
        self.is_well(self.account.wait_for_switch())
        self.agrees()
        self.assertEqual(self.where() | before, self.where())
        self.is_quiet()


del SharedHarnessTest, SwitchTest, PreflightTest

if __name__ == "__main__":
    unittest.main()
