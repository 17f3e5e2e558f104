#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The IMAP mode with Courier and Cyrus. Dovecot is in all the other tests."""

from __future__ import annotations

import unittest
from typing import Any

from common import mail
from imapcommon import Contents, ImapTest, SharedHarnessTest
from mailprogram import MailProgram
from otherservers import Courier, Cyrus
from proxy import Proxy

NUMBERS = [f"Number {number}" for number in range(6)]
MANY = 150


class EveryServer(ImapTest):
    kind: type[Courier] | type[Cyrus]
    top = ""  # where the user's folders are
    separator = "/"

    def begin(self) -> dict[str, Any]:
        self.server = self.enterContext(self.kind({self.user: "geheim"}))
        self.wire = self.enterContext(Proxy(self.server.imap_port, "imap"))
        self.other = self.another_program()
        return {"password": "geheim", "ImapPort": self.wire.port}

    def another_program(self) -> MailProgram:
        program = self.enterContext(MailProgram(self.server.imap_port, self.user, "geheim"))
        program.separator = self.separator
        return program

    def fill(self) -> None:
        self.other.add("Inbox", *[mail(subject) for subject in NUMBERS])
        self.other.create(self.work)

    @property
    def work(self) -> str:
        return f"{self.top}Work"

    def now(self, inbox: list[str], work: list[str], **others: list[str]) -> Contents:
        return self.changed(**{"Inbox": inbox, self.work.replace("/", "__"): work, **others})

    def test_flags_both_ways(self) -> None:
        self.flag("Inbox", "Number 0", r"+\SEEN", "+work")
        self.reaches_server(self.now([r"Number 0 \SEEN work", *NUMBERS[1:]], []))
        self.other.store("Inbox", ["Number 1"], r"+FLAGS (\Flagged)")
        self.other.store("Inbox", ["Number 0"], r"-FLAGS (\Seen)")
        self.account.sync()
        self.settles(self.now(["Number 0 work", r"Number 1 \FLAGGED", *NUMBERS[2:]], []))
        self.assertEqual(self.wire.counts.body_bytes, 0)

    def test_moved_and_copied_and_deleted(self) -> None:
        self.move("Inbox", self.work, "Number 0", "Number 1")
        self.copy("Inbox", self.work, "Number 2")
        self.remove("Inbox", "Number 3")
        self.settles(self.now(["Number 2", *NUMBERS[4:]], ["Number 0", "Number 1", "Number 2"]))
        self.other.move("Inbox", ["Number 4"], self.work)
        self.other.remove("Inbox", ["Number 5"])
        self.account.sync()
        self.settles(self.now(["Number 2"], ["Number 0", "Number 1", "Number 2", "Number 4"]))
        self.assertEqual(self.wire.counts.body_bytes, 0)

    def test_added_and_edited(self) -> None:
        self.account.add_item(self.work, mail("Draft", ".\n..\nDear Ben\n"))
        self.settles(self.now(NUMBERS, ["Draft"]))
        self.edit(self.work, "Draft", mail("Draft, better"))
        self.settles(self.now(NUMBERS, ["Draft, better"]))

    def test_folders(self) -> None:
        self.account.create_folder(f"{self.top}Büro & 日本")
        self.settles(self.start | {f"{self.top}Büro & 日本": []})
        self.h.probe("folder-rename", self.account.folder_id(f"{self.top}Büro & 日本"), "Job")
        self.settles(self.start | {f"{self.top}Job": []})
        self.move("Inbox", f"{self.top}Job", "Number 0")
        self.other.create(f"{self.top}Other")
        self.h.probe("folder-delete", self.account.folder_id(self.work))
        self.until("the server", lambda: self.work not in self.other.contents())
        self.account.sync()
        wanted = self.start | {"Inbox": NUMBERS[1:], f"{self.top}Job": ["Number 0"], f"{self.top}Other": []}
        self.settles({name: messages for name, messages in wanted.items() if name != self.work})

    def test_many(self) -> None:
        subjects = [f"One of many {number}" for number in range(MANY)]
        self.other.add(self.work, *[mail(subject) for subject in subjects])
        self.account.sync(120)
        self.wire.reset()
        self.move(self.work, "Inbox")
        self.reaches_server(self.now(sorted([*NUMBERS, *subjects]), []), 60)
        self.assertLessEqual(sum(self.writes().values()), 8)
        self.settles(self.now(sorted([*NUMBERS, *subjects]), []), 60)
        self.assertEqual(self.wire.counts.body_bytes, 0)

    def test_new_mail_is_told(self) -> None:
        self.other.add("Inbox", mail("New"))
        self.until("the new mail", lambda: "New" in self.account.by_subject(), 90)


class WithCourier(EveryServer):
    """Its folders are below the inbox, and there is no CONDSTORE, no MOVE and no LITERAL+."""

    kind = Courier
    top = "Inbox/"
    separator = "."


class WithCyrus(EveryServer):
    kind = Cyrus


del SharedHarnessTest, ImapTest, EveryServer

if __name__ == "__main__":
    unittest.main()
