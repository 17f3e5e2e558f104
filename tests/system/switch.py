#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Switching an account between POP3 and IMAP in place: the same items, nothing lost, nothing twice, nothing downloaded again."""

from __future__ import annotations

import unittest
from typing import Any

from common import mail
from harness import SharedHarnessTest
from switchcommon import HERE, NUMBERS, SwitchTest


class ToImap(SwitchTest):
    """Dovecot marks as read what POP3 downloads."""

    def setUp(self) -> None:
        super().setUp()
        self.begin("pop3")

    def internal_date(self, folder: str, subject: str) -> str:
        with self.h.dovecot.imap(self.user) as client:
            client.select("INBOX" if folder == "Inbox" else folder, readonly=True)
            uid = self.other.uids(folder, [subject])[0]
            return client.uid("FETCH", str(uid), "(INTERNALDATE)")[1][0].decode()

    def test_everything_stays_as_it_is(self) -> None:
        self.flag("Number 0", r"+\SEEN")
        self.flag("Number 1", r"+\FLAGGED", "+work")
        tag = self.tag("Wichtig", "Number 2")
        self.other.store("Inbox", ["Number 3"], r"+FLAGS (\Answered there)")
        before, server = self.messages(), self.on_server()
        hashes = self.account.hashes()
        self.reset()
        plan = self.account.preview("imap")
        self.assertEqual({key: plan[key] for key in ("here", "there", "matched", "onlyHere", "onlyThere", "ambiguous", "upload", "download", "moved")},
                         {"here": 6, "there": 8, "matched": 6, "onlyHere": 0, "onlyThere": 2, "ambiguous": 0, "upload": 0, "download": 2, "moved": 0})
        self.assertEqual(self.messages(), before)
        self.assertEqual(self.on_server(), server)
        self.nothing_came()
        self.account.start_switch(plan)
        self.is_well(self.account.wait_for_switch())
        self.account.sync()
        after = self.messages()
        for subject in NUMBERS:
            if subject not in ("Number 2", "Number 3"):
                self.assertEqual(after[subject], before[subject])
        self.assertEqual((after["Number 2"].id, after["Number 2"].tags), (before["Number 2"].id, (tag,)))
        self.assertEqual(after["Number 3"].flags, {r"\ANSWERED", "there"}, "unread here, whatever POP3 did there")
        self.assertEqual(self.on_server(), server)
        self.agrees()
        self.assertEqual({folder: found for folder, found in self.account.hashes().items() if folder == "Inbox"}, hashes)
        self.assertEqual(self.h.proxies["imap"].counts.bodies, 2, "those of the folder that arrives")
        self.assertEqual(self.h.proxies["pop3"].counts.bodies, 0)
        self.is_quiet()

    def test_what_the_server_changes_on_its_way_is_not_twice_after_undo(self) -> None:
        """Dovecot drops a CR without LF from what is uploaded, so that the size is another one there."""
        odd = mail("Odd").replace(b"\r\n", b"\n").replace(b"\n", b"\r\n").replace(b"Hello.\r\n", b"Hello.\r\r\n")
        inbox = self.h.dovecot.maildir(self.user) / "new"
        inbox.mkdir(parents=True, exist_ok=True)
        (inbox / "1700000000.M1P1.odd").write_bytes(odd)
        self.account.sync()
        self.other.remove("Inbox", ["Odd"])
        self.account.sync()
        before = self.messages()
        self.switch("imap")
        self.account.sync()
        self.undo()
        self.account.sync()
        self.assertEqual(len(self.account.items()), len(before), "none is there twice")
        self.assertEqual({subject: each.id for subject, each in self.messages().items()}, {subject: each.id for subject, each in before.items()})

    def test_what_is_only_here_is_uploaded(self) -> None:
        self.flag("Number 0", r"+\FLAGGED", r"+\SEEN")
        before = self.where()
        self.other.remove("Inbox", ["Number 0", "Number 4"])
        self.reset()
        report = self.switch("imap")
        self.assertEqual((report["plan"]["onlyHere"], report["plan"]["upload"]), (2, 2))
        self.assertEqual(self.writes().get("APPEND"), 2)
        self.agrees()
        self.assertEqual(self.where() | before, self.where())
        self.assertIn(r"Number 0 \FLAGGED \SEEN", self.there()["Inbox"])
        self.assertIn('INTERNALDATE "02-Nov-2026 10:00:00 +0000"', self.internal_date("Inbox", "Number 0"))
        self.is_quiet()

    def test_what_is_only_here_stays_here(self) -> None:
        before = self.where()
        self.other.remove("Inbox", ["Number 0", "Number 4"])
        self.reset()
        report = self.switch("imap", uploadMessages=False)
        self.assertEqual((report["plan"]["upload"], report["plan"]["keptHere"]), (0, 2))
        here = {f"{HERE}/Inbox": ["Number 0", "Number 4"]}
        self.agrees(here)
        self.assertEqual({subject: identity for subject, (identity, _) in self.where().items() if subject in before},
                         {subject: identity for subject, (identity, _) in before.items()})
        self.assertNotIn("APPEND", self.writes())
        self.is_quiet()
        self.h.restart_akonadi(lose_database=True)
        self.account.sync()
        self.agrees(here)

    def test_own_folders_are_made_on_the_server(self) -> None:
        self.create_folder("Projects", "Projects/Old", "Archive", "Empty")
        sent = self.h.probe("folder-special", "sent-mail", self.account.identifier)["id"]
        name = next(path for path, each in self.account.folders().items() if each["id"] == sent)
        self.move("Projects", "Number 1")
        self.move("Projects/Old", "Number 2")
        self.move("Archive", "Number 3")
        self.other.remove("Inbox", ["Number 2"])
        self.add(name, mail("I wrote"))
        self.add("Projects/Old", mail("A note"))
        before = {subject: identity for subject, (identity, _) in self.where().items()}
        self.reset()
        report = self.switch("imap")
        fates = {each["before"]: (each["path"], each["fate"]) for each in report["plan"]["folders"] if each["before"]}
        self.assertEqual(fates["Projects"], ("Projects", "created"))
        self.assertEqual(fates["Archive"], ("Archive", "same"))
        self.assertEqual(fates[name], ("Sent", "same"))
        self.agrees()
        self.assertEqual(self.folder_of(), self.placed(Inbox=["Number 0", "Number 4", "Number 5"], Projects=["Number 1"], Projects__Old=["Number 2", "A note"],
                                                       Archive=["Number 3"], Sent=["I wrote"], Lists=["List 0", "List 1"]))
        self.assertIn("Empty", self.other.folders())
        self.assertEqual({subject: identity for subject, (identity, _) in self.where().items() if subject in before}, before)
        self.assertEqual(self.writes().get("APPEND"), 3, "what the server has is moved there")
        self.assertEqual(self.h.proxies["imap"].counts.bodies, 2)
        self.is_quiet()

    def test_own_folders_stay_here(self) -> None:
        self.create_folder("Projects", "Projects/Old")
        self.move("Projects", "Number 1")
        self.move("Projects/Old", "Number 2")
        self.other.remove("Inbox", ["Number 2"])
        self.add("Projects", mail("A note"))
        before, server = self.where(), self.on_server()
        self.switch("imap", uploadFolders=False)
        after = self.where()
        self.assertEqual({subject: after[subject][0] for subject in before}, {subject: identity for subject, (identity, _) in before.items()})
        self.assertEqual({subject: folder for subject, (_, folder) in after.items() if subject not in ("List 0", "List 1")},
                         self.placed(Inbox=["Number 0", *NUMBERS[3:]]) | {"Number 1": f"{HERE}/Projects", "Number 2": f"{HERE}/Projects/Old",
                                                                        "A note": f"{HERE}/Projects"})
        self.assertEqual(self.on_server(), server)
        self.is_quiet()

    def test_own_folders_outlive_the_servers_copies(self) -> None:
        self.create_folder("Projects")
        self.move("Projects", "Number 1", "Number 2")
        self.switch("imap", uploadFolders=False)
        before = self.where()
        self.other.remove("Inbox", ["Number 0", "Number 1"])
        self.account.sync()
        self.assertEqual(self.where(), {subject: place for subject, place in before.items() if subject != "Number 0"})
        self.is_quiet()
        self.other.remove("Inbox")
        self.account.sync()
        self.assertEqual(self.folder_of(), {"Number 1": f"{HERE}/Projects", "Number 2": f"{HERE}/Projects", "List 0": "Lists", "List 1": "Lists"})
        self.h.restart_akonadi(lose_database=True)
        self.account.sync()
        self.assertEqual(self.folder_of(), {"Number 1": f"{HERE}/Projects", "Number 2": f"{HERE}/Projects", "List 0": "Lists", "List 1": "Lists"})
        self.is_quiet()

    def test_sorted_on_the_server(self) -> None:
        """What its rules moved is found there, and is the same item there."""
        self.other.create("Work")
        self.other.move("Inbox", ["Number 1"], "Work")
        self.other.move("Inbox", ["Number 2"], "Trash")
        self.flag("Number 1", r"+\SEEN")
        tag = self.tag("Mine", "Number 2")
        before = self.messages()
        self.reset()
        report = self.switch("imap")
        self.assertEqual(report["plan"]["moved"], 2)
        self.account.sync()
        after = self.messages()
        self.assertEqual((after["Number 1"].id, after["Number 1"].folder), (before["Number 1"].id, "Work"))
        self.assertEqual((after["Number 2"].id, after["Number 2"].folder, after["Number 2"].tags), (before["Number 2"].id, "Trash", (tag,)))
        self.assertEqual(self.h.proxies["imap"].counts.bodies, 2)
        self.agrees()
        self.is_quiet()

    def test_deleted_here(self) -> None:
        """It was not deleted there: it is shown again, unless the user says that it is to go there, too."""
        self.remove("Number 1", "Number 2")
        self.account.sync()
        self.assertEqual(len(self.other.uids("Inbox")), 6)
        plan = self.account.preview("imap")
        self.assertEqual((plan["deletedButThere"], plan["matched"]), (2, 4))
        self.assertIn("deletedReappears", plan["notes"])
        self.switch("imap")
        self.agrees()
        self.assertEqual(sorted(self.folder_of()), sorted([*NUMBERS, "List 0", "List 1"]))
        self.is_quiet()

    def test_deleted_here_and_to_be_deleted_there(self) -> None:
        self.remove("Number 1", "Number 2")
        self.account.sync()
        self.switch("imap", deleteThere=True)
        self.agrees()
        self.assertEqual(self.folder_of(), self.placed(Inbox=["Number 0", *NUMBERS[3:]], Lists=["List 0", "List 1"]))
        self.is_quiet()

    def test_the_users_order_counts_where_the_server_has_none(self) -> None:
        """Moved out of the inbox here, and sorted there: into another folder."""
        self.create_folder("Archive")
        self.move("Archive", "Number 1", "Number 2")
        self.other.move("Inbox", ["Number 2"], "Lists")
        self.switch("imap")
        self.agrees()
        self.assertEqual(self.folder_of(), self.placed(Inbox=["Number 0", *NUMBERS[3:]], Archive=["Number 1"], Lists=["Number 2", "List 0", "List 1"]))
        self.is_quiet()


class Renamed(SwitchTest):
    """The server calls its folder of sent mail otherwise."""

    options: dict[str, Any] = {"special_use": False, "extra": "namespace inbox {\n  mailbox Gesendet {\n    auto = subscribe\n"
                                                              "    special_use = \"\\\\Sent\"\n  }\n}"}

    def test_by_role(self) -> None:
        self.begin("pop3")
        sent = self.h.probe("folder-special", "sent-mail", self.account.identifier)["id"]
        name = next(path for path, each in self.account.folders().items() if each["id"] == sent)
        self.add(name, mail("I wrote"))
        before = self.item("I wrote")
        self.switch("imap")
        self.agrees()
        after = self.messages()["I wrote"]
        self.assertEqual((after.id, after.folder), (before, "Gesendet"))
        self.assertEqual(self.account.folders()["Gesendet"]["special"], "sent-mail")
        self.assertEqual(self.account.folders()["Gesendet"]["id"], sent, "the folder that programs know")
        self.is_quiet()


class Search(SwitchTest):
    options: dict[str, Any] = {"search": True}

    def fill(self) -> None:
        super().fill()
        self.other.add("Inbox", mail("Animals", "There is a quokka in it.\n"), mail("None", "No animals.\n"))

    def find(self) -> set[int]:
        return {int(each["id"]) for each in self.h.probe("search", "quokka")["items"]}

    def test_finds_the_same(self) -> None:
        self.begin("pop3")
        wanted = {self.item("Animals")}
        self.until("the index", lambda: self.find() == wanted, 60)
        for mode in ("imap", "pop3"):
            self.switch(mode)
            self.assertEqual(self.find(), wanted, mode)


del SharedHarnessTest, SwitchTest

if __name__ == "__main__":
    unittest.main()
