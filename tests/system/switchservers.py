#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Switching the mode with Courier and Cyrus, whose UIDLs tell UIDs in their own way; and changing to another server."""

from __future__ import annotations

import unittest

from common import mail
from dovecot import Dovecot
from harness import PASSWORD, SharedHarnessTest
from mailprogram import MailProgram
from otherservers import Courier, Cyrus
from proxy import Proxy
from switchcommon import NUMBERS, SwitchTest

CLEAR = 2  # no TLS: the proxy counts


class EveryServer(SwitchTest):
    kind: type[Courier] | type[Cyrus]
    top = ""  # where the user's folders are
    separator = "/"
    recognised: list[str] = []

    def serve(self) -> None:
        self.lists = f"{self.top}Lists"
        self.server = self.enterContext(self.kind({self.user: PASSWORD}))
        self.wires = {"imap": self.enterContext(Proxy(self.server.imap_port, "imap")), "pop3": self.enterContext(Proxy(self.server.port, "pop3"))}
        self.other = self.enterContext(MailProgram(self.server.imap_port, self.user, PASSWORD))
        self.other.separator = self.separator

    def start(self, mode: str) -> None:
        self.begin(mode, ImapPort=self.wires["imap"].port, Pop3Port=self.wires["pop3"].port)

    def meanwhile(self) -> None:
        self.other.remove("Inbox", ["Number 0"])
        self.other.move("Inbox", ["Number 2"], self.lists)
        self.other.store("Inbox", ["Number 3"], r"+FLAGS (\Flagged)")
        self.other.add("Inbox", mail("New"))

    def test_to_imap_and_back_and_forth(self) -> None:
        self.start("pop3")
        self.create_folder("Projects")
        self.move("Projects", "Number 1")
        before = self.messages()
        plan = self.account.preview("imap")
        self.assertEqual((plan["matched"], plan["ambiguous"]), (6, 0))
        self.assertEqual(plan["identifiers"], self.recognised)
        self.meanwhile()
        self.reset()
        self.account.start_switch(plan)
        self.is_well(self.account.wait_for_switch())
        self.account.sync()
        self.agrees()
        projects = f"{self.top}Projects"
        self.assertEqual(self.folder_of(), self.placed(Inbox=["Number 0", *NUMBERS[3:], "New"]) | {
            "Number 1": projects, "Number 2": self.lists, "List 0": self.lists, "List 1": self.lists})
        after = self.messages()
        self.assertEqual({subject: after[subject].id for subject in before}, {subject: message.id for subject, message in before.items()})
        self.assertEqual(after["Number 3"].flags, {r"\FLAGGED"})
        self.assertEqual(self.wires["imap"].counts.bodies, 3, "the new one, and those of the list")
        self.is_quiet()
        hashes, server = self.account.hashes(), self.on_server()
        for mode in ("pop3", "imap"):
            self.reset()
            self.switch(mode)
            self.account.sync(90)
            self.nothing_came()
            self.assertEqual((self.messages(), self.account.hashes(), self.on_server()), (after, hashes, server), mode)
        self.is_quiet()

    def test_to_pop3_and_undone(self) -> None:
        self.start("imap")
        self.flag("Number 1", r"+\SEEN")
        plan = self.account.preview("pop3")
        self.assertEqual((plan["matched"], plan["ambiguous"], plan["onlyThere"]), (6, 0, 0))
        self.meanwhile()
        self.account.start_switch(plan)
        self.is_well(self.account.wait_for_switch())
        after = self.messages()
        self.assertEqual(self.folder_of(), self.placed(Inbox=["Number 1", *NUMBERS[3:], "New"]) | {
            "Number 2": self.lists, "List 0": self.lists, "List 1": self.lists})
        self.assertEqual((after["Number 1"].flags, after["Number 3"].flags), ({r"\SEEN"}, {r"\FLAGGED"}))
        self.is_quiet()
        self.reset()
        self.undo()
        self.nothing_came()
        self.account.sync()
        self.assertEqual(self.messages(), after)
        self.agrees()
        self.is_quiet()


class WithCourier(EveryServer):
    """Its UIDLs look like its UIDs and are not: each protocol numbers the messages in a file of its own."""

    kind = Courier
    top = "Inbox/"
    separator = "."


class WithCyrus(EveryServer):
    kind = Cyrus
    recognised = ["UIDL of Cyrus"]


class AnotherServer(SwitchTest):
    """The mailbox has moved to another server: the same mail with other UIDs."""

    def serve(self) -> None:
        super().serve()
        self.dovecot = self.enterContext(Dovecot({"anna.new": PASSWORD, self.user: PASSWORD}))
        self.wire = self.enterContext(Proxy(self.dovecot.ports["imap"], "imap"))

    def fill(self) -> None:
        super().fill()
        self.other.store("Inbox", ["Number 1"], r"+FLAGS (\Seen work)")

    def settle_in(self, user: str) -> None:
        """The user's mail is there, too."""
        self.elsewhere = self.enterContext(MailProgram(self.dovecot.ports["imap"], user, PASSWORD))
        self.elsewhere.remove("Inbox")
        self.elsewhere.add("Inbox", mail("Welcome"))
        for uid in reversed(self.h.dovecot.uids(self.user)):
            self.elsewhere.add("Inbox", self.h.dovecot.messages(self.user)[uid])
        if "Lists" not in self.elsewhere.folders():
            self.elsewhere.create("Lists", "More")
            self.elsewhere.add("Lists", *self.h.dovecot.messages(self.user, "Lists").values())
            self.elsewhere.add("More", mail("More"))

    def test_imap_to_imap(self) -> None:
        for host, user in (("127.0.0.1", "anna.new"), ("localhost", self.user), ("127.0.0.1", self.user)):
            with self.subTest(host=host, user=user):
                self.settle_in(user)
                self.begin("imap")
                tag = self.tag(f"Mine{host[0]}{user[-1]}", "Number 2")
                before, old = self.messages(), self.on_server()
                self.wire.reset()
                plan = self.account.preview("imap", host=host, port=self.wire.port, security=CLEAR, userName=user)
                self.assertEqual((plan["otherServer"], plan["matched"], plan["onlyHere"], plan["onlyThere"], plan["ambiguous"]), (True, 8, 0, 2, 0))
                self.assertEqual(self.wire.counts.bodies, 0)
                self.account.start_switch(plan)
                self.is_well(self.account.wait_for_switch())
                self.account.sync()
                after = self.messages()
                self.assertEqual({subject: after[subject] for subject in before}, before)
                self.assertIn(tag, after["Number 2"].tags)
                self.assertEqual(self.wire.counts.bodies, 2, "what is new there")
                self.assertEqual(self.on_server(), old)
                self.assertEqual(self.shown(), {folder: found for folder, found in self.elsewhere.contents().items() if found})
                self.assertEqual(self.account.hashes(), self.elsewhere.hashes())
                self.undo()
                self.assertEqual({subject: self.messages()[subject] for subject in before}, before)
                self.assertEqual(self.on_server(), old)
                self.h.probe("agent-remove", self.account.identifier)
                self.h.accounts.clear()


del SharedHarnessTest, SwitchTest, EveryServer

if __name__ == "__main__":
    unittest.main()
