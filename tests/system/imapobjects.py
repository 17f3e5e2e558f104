#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Object ids (RFC 8474, and Gmail's): a message is known by them wherever it is, and nothing of it is fetched again."""

from __future__ import annotations

import unittest

from common import mail
from imapcommon import ImapTest, OnScripted, SharedHarnessTest

NUMBERS = [f"Number {number}" for number in range(6)]


class Objects(ImapTest):
    def headers(self) -> list[str]:
        """The commands that fetched headers or texts since the server was reset."""
        return [command for command in self.server.commands if "FETCH" in command and "BODY" in command]

    def renumber(self, folder: str = "INBOX") -> None:
        self.server.store[folder].renumber(self.server.store.next_uidvalidity())
        self.other = self.another_program()  # the one before has the mailbox open as it was

    def test_another_uidvalidity(self) -> None:
        items = {subject: self.item(subject) for subject in NUMBERS}
        self.other.store("Inbox", ["Number 1"], r"+FLAGS (\Flagged)")
        self.renumber()
        self.server.reset()
        self.account.sync()
        self.assertEqual(self.headers(), [])
        self.settles(self.changed(Inbox=["Number 0", r"Number 1 \FLAGGED", *NUMBERS[2:]]))
        self.assertEqual({subject: self.item(subject) for subject in NUMBERS}, items)

    def test_another_uidvalidity_and_other_messages(self) -> None:
        """What is gone is gone, what is new comes, and what was edited in another program is another message."""
        items = {subject: self.item(subject) for subject in NUMBERS}
        self.offline()
        self.other.remove("Inbox", ["Number 0", "Number 1"])
        self.other.add("Inbox", mail("Number A"), mail("A longer subject"))  # the one as long as what is gone
        self.renumber()
        self.server.reset()
        self.online()
        self.account.sync()
        self.assertEqual(len(self.server.bodies), 2)
        self.settles(self.changed(Inbox=[*NUMBERS[2:], "Number A", "A longer subject"]))
        self.assertEqual({subject: self.item(subject) for subject in NUMBERS[2:]}, {subject: items[subject] for subject in NUMBERS[2:]})

    def test_uploaded_and_edited_here(self) -> None:
        """Their ids were never told, or are no longer theirs: their headers tell."""
        self.account.add_item("Inbox", mail("Draft 1"))
        self.edit("Inbox", "Number 0", mail("Number X"))
        wanted = self.changed(Inbox=["Draft 1", "Number X", *NUMBERS[1:]])
        self.settles(wanted)
        items = {subject: self.item(subject) for subject in ("Draft 1", "Number X", *NUMBERS[1:])}
        self.renumber()
        self.server.reset()
        self.account.sync()
        self.assertEqual(self.server.bodies, [])
        self.settles(wanted)
        self.assertEqual({subject: self.item(subject) for subject in items}, items)

    def test_moved_by_another_program(self) -> None:
        items = {subject: self.item(subject) for subject in NUMBERS}
        self.server.reset()
        self.other.move("Inbox", NUMBERS[:2], "Work")
        self.other.copy("Inbox", ["Number 2"], "Work/Old")
        self.account.sync()
        self.assertEqual(self.headers(), [])
        self.settles(self.changed(Inbox=NUMBERS[2:], Work=NUMBERS[:2], Work__Old=["Number 2"]))
        self.assertEqual({subject: self.item(subject, "Work") for subject in NUMBERS[:2]}, {subject: items[subject] for subject in NUMBERS[:2]})
        self.assertEqual(self.item("Number 2"), items["Number 2"])

    def test_in_several_folders(self) -> None:
        """As Gmail shows its labels: there in each of them, and fetched once."""
        self.offline()
        self.server.reset()
        message = mail("Labelled")
        date = self.server.store["INBOX"].add(message).date
        self.server.store["Work"].add(message, date=date)
        self.server.store["Archive"].add(message, date=date)
        self.online()
        self.account.sync()
        self.assertEqual(len(self.server.bodies), 1)
        self.assertEqual(len([command for command in self.headers() if "HEADER" in command]), 1)
        self.settles(self.changed(Inbox=[*NUMBERS, "Labelled"], Work=["Labelled"], Archive=["Labelled"]))


class ObjectIds(Objects, OnScripted):
    server_options = {"extra": ("OBJECTID",)}


class Gmail(Objects, OnScripted):
    server_options = {"extra": ("X-GM-EXT-1",), "without": {"QRESYNC"}}


del SharedHarnessTest, ImapTest, OnScripted, Objects

if __name__ == "__main__":
    unittest.main()
