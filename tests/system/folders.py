#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Folders in POP3 mode: the account behaves like local folders. Everything goes through Akonadi as in KMail, and what
counts is what lies on disk afterwards."""

from __future__ import annotations

import contextlib
import time
import unittest
from collections import Counter
from pathlib import Path
from typing import Any

from common import mail
from dovecot import content_hash
from harness import PASSWORD, USER, Account, HarnessTest, SessionError
from session import keep_trying

COUNT = 6


class FolderTest(HarnessTest):
    """A POP3 account with six messages in its inbox."""

    options: dict[str, Any] = {}

    def setUp(self) -> None:
        super().setUp()
        self.h.dovecot.append(USER, "INBOX", *[mail(f"Number {number}") for number in range(COUNT)])
        self.account = self.h.add_account("pop3")
        self.account.sync()

    def item(self, subject: str, folder: str = "Inbox") -> int:
        return int(self.account.by_subject(folder)[subject]["id"])

    def is_settled(self, **counts: int) -> None:
        """Akonadi and the disk agree, now and after another sync; no body crossed the network again."""
        wanted = {name.replace("__", "/"): count for name, count in counts.items()}
        keep_trying("what Akonadi shows", lambda: self.account.counts() == wanted, 30)
        for name, count in wanted.items():
            self.account.wait_for_files(name, count, 30)
        self.h.proxies["pop3"].reset()
        self.account.sync()
        self.assertEqual(self.h.proxies["pop3"].counts.bodies, 0, "downloaded again")
        self.assertEqual(self.account.counts(), wanted)
        self.assertEqual({name: hashes.total() for name, hashes in self.account.hashes().items()}, wanted)


class Messages(FolderTest):
    def test_everything_may_be_done(self) -> None:
        everything = {"changeItem", "createItem", "deleteItem", "changeCollection", "createCollection"}
        self.assertEqual(set(self.account.folders()["Inbox"]["rights"]), everything)
        self.account.create_folder("Work")
        keep_trying("the folder", lambda: self.account.folders()["Work"]["rid"], 20)
        self.account.sync()
        self.assertEqual(set(self.account.folders()["Work"]["rights"]), everything | {"deleteCollection"})

    def test_add(self) -> None:
        sent = mail("Sent from here")
        self.account.create_folder("Work")
        self.account.add_item("Work", sent)
        self.is_settled(Inbox=COUNT, Work=1)
        self.assertEqual(self.account.hashes()["Work"], Counter([content_hash(sent)]))
        self.assertIn(b"\r\n", self.account.files("Work")[0].read_bytes())

    def test_edit_keeps_the_item(self) -> None:
        self.account.create_folder("Work")
        self.account.add_item("Work", mail("First draft"))
        self.is_settled(Inbox=COUNT, Work=1)
        before = self.account.by_subject("Work")["First draft"]
        draft = mail("Second draft", "Better.\n")
        self.h.probe("item-edit", before["id"], stdin=draft.decode())
        keep_trying("the new text", lambda: self.account.hashes()["Work"] == Counter([content_hash(draft)]), 30)
        self.is_settled(Inbox=COUNT, Work=1)
        after = self.account.by_subject("Work")["Second draft"]
        self.assertEqual((after["id"], after["rid"]), (before["id"], before["rid"]))

    def test_move_and_back(self) -> None:
        self.account.create_folder("Work")
        key = self.account.by_subject()["Number 2"]["rid"]
        self.h.probe("item-move", self.account.folder_id("Work"), self.item("Number 2"))
        self.is_settled(Inbox=COUNT - 1, Work=1)
        self.assertEqual(self.account.by_subject("Work")["Number 2"]["rid"], key)
        self.h.probe("item-move", self.account.folder_id("Inbox"), self.item("Number 2", "Work"))
        self.is_settled(Inbox=COUNT)
        self.assertEqual(self.account.by_subject()["Number 2"]["rid"], key)

    def test_copy(self) -> None:
        self.account.create_folder("Work")
        self.h.probe("item-copy", self.account.folder_id("Work"), self.item("Number 2"), self.item("Number 3"))
        self.is_settled(Inbox=COUNT, Work=2)
        self.h.probe("item-copy", self.account.folder_id("Inbox"), self.item("Number 2"))
        self.is_settled(Inbox=COUNT + 1, Work=2)

    def test_delete(self) -> None:
        self.h.probe("item-delete", self.item("Number 2"), self.item("Number 4"))
        self.is_settled(Inbox=COUNT - 2)
        self.h.restart_akonadi(lose_database=True)
        self.is_settled(Inbox=COUNT - 2)
        self.assertEqual(len(self.h.dovecot.uids(USER)), COUNT, "nothing was deleted on the server")

    def test_all_deleted_by_the_user_is_not_suspicious(self) -> None:
        for number in range(40):
            self.h.dovecot.append(USER, "INBOX", mail(f"More {number}"))
        self.account.sync()
        self.h.probe("item-delete", f"in:{self.account.folder_id('Inbox')}")
        self.is_settled()

    def test_flags(self) -> None:
        self.h.probe("flags", self.item("Number 2"), r"+\SEEN", r"+\FLAGGED")
        keep_trying("the flags", lambda: any(each.name.endswith(":2,FS") for each in self.account.files()), 30)
        self.h.restart_akonadi(lose_database=True)
        self.account.sync()
        self.assertEqual(set(self.account.by_subject()["Number 2"]["flags"]), {r"\SEEN", r"\FLAGGED"})

    def test_a_thousand(self) -> None:
        self.account.create_folder("Work")
        self.account.create_folder("Done")
        self.account.add_item("Work", mail("One of many"), 1000)
        self.account.wait_for_files("Work", 1000)
        self.assertEqual(len(set(self.account.files("Work"))), 1000)
        started = time.monotonic()
        self.h.probe("item-move", self.account.folder_id("Done"), f"in:{self.account.folder_id('Work')}")
        self.account.wait_for_files("Done", 1000)
        moved = time.monotonic()
        self.h.probe("item-delete", f"in:{self.account.folder_id('Done')}")
        self.account.wait_for_files("Done", 0)
        deleted = time.monotonic()
        print(f"1,000 messages moved in {moved - started:.1f} s, deleted in {deleted - moved:.1f} s")
        self.is_settled(Inbox=COUNT)

    def test_a_thousand_and_back_at_once(self) -> None:
        """What follows at once finds the move still on its way."""
        self.account.create_folder("Work")
        self.account.create_folder("Done")
        self.account.add_item("Work", mail("One of many"), 1000)
        self.account.wait_for_files("Work", 1000)
        with self.account.busy():
            self.h.probe("item-move", self.account.folder_id("Done"), f"in:{self.account.folder_id('Work')}")
            self.h.probe("flags", f"in:{self.account.folder_id('Done')}", r"+\SEEN")
            self.h.probe("item-move", self.account.folder_id("Work"), f"in:{self.account.folder_id('Done')}")
            self.h.probe("item-add", self.account.folder_id("Done"), stdin=mail("Added").decode())
            self.h.probe("item-delete", f"in:{self.account.folder_id('Done')}")
        self.account.wait_for_files("Work", 1000)
        self.is_settled(Inbox=COUNT, Work=1000)
        self.assertTrue(all(each.name.endswith(":2,S") for each in self.account.files("Work")))


class Folders(FolderTest):
    def directories(self) -> set[str]:
        return {name for name, _ in self.account._maildirs()}

    def test_made_renamed_moved_and_deleted(self) -> None:
        for path in ("Work", "Work/Old", "Büro & Verträge", "Zoo"):
            self.account.create_folder(path)
        self.account.add_item("Work/Old", mail("Old"))
        self.is_settled(Inbox=COUNT, Work__Old=1)
        self.assertLessEqual({"Work", "Work/Old", "Büro & Verträge", "Zoo"}, self.directories())

        item = self.item("Old", "Work/Old")
        self.h.probe("folder-rename", self.account.folder_id("Work"), "Job")
        self.is_settled(Inbox=COUNT, Job__Old=1)
        self.assertNotIn("Work", self.directories())
        self.h.probe("folder-move", self.account.folder_id("Job"), self.account.folder_id("Zoo"))
        self.is_settled(Inbox=COUNT, Zoo__Job__Old=1)
        self.assertEqual(self.item("Old", "Zoo/Job/Old"), item)
        self.h.probe("folder-move", self.account.folder_id("Zoo/Job/Old"), self.account.root)
        self.is_settled(Inbox=COUNT, Old=1)
        self.h.probe("folder-delete", self.account.folder_id("Zoo"))
        self.is_settled(Inbox=COUNT, Old=1)
        self.assertEqual(self.directories(), {"Inbox", "Old", "Büro & Verträge"})

    def test_odd_names(self) -> None:
        names = ["a|b", "...", "cur", "%2F", "🎉 Feier", "Inbox2"]
        for name in names:
            self.h.probe("folder-create", self.account.root, name)
        self.account.add_item("🎉 Feier", mail("Party"))
        self.h.probe("folder-create", self.account.root, "with/slash")
        keep_trying("all folders", lambda: len(self.directories()) == len(names) + 2, 30)
        self.h.restart_akonadi(lose_database=True)
        self.account.sync()
        shown = {each["name"] for each in self.h.probe("tree", self.account.identifier)["collections"]}
        self.assertLessEqual({*names, "with/slash", "Inbox"}, shown)
        self.is_settled(**{"Inbox": COUNT, "🎉 Feier": 1})

    def test_downloaded_mail_in_a_deleted_folder_is_remembered(self) -> None:
        self.account.create_folder("Work")
        self.h.probe("item-move", self.account.folder_id("Work"), self.item("Number 1"), self.item("Number 2"))
        self.is_settled(Inbox=COUNT - 2, Work=2)
        self.h.probe("folder-delete", self.account.folder_id("Work"))
        self.is_settled(Inbox=COUNT - 2)
        self.assertEqual(len(self.h.dovecot.uids(USER)), COUNT)

    def test_the_inbox_stays_the_inbox(self) -> None:
        self.account.create_folder("Work")
        keep_trying("the folder", lambda: self.account.folders()["Work"]["rid"], 20)
        inbox = self.account.folder_id("Inbox")
        with contextlib.suppress(SessionError):
            self.h.probe("folder-rename", inbox, "Eingang")
        with contextlib.suppress(SessionError):
            self.h.probe("folder-move", inbox, self.account.folder_id("Work"))
        keep_trying("the inbox in its place", self.inbox_is_back, 30, 0.5)
        self.assertEqual(self.account.folder_id("Inbox"), inbox)
        self.is_settled(Inbox=COUNT)

    def inbox_is_back(self) -> bool:
        self.account.sync()
        return self.account.counts() == {"Inbox": COUNT}

    def test_special_folders(self) -> None:
        for kind in ("sent-mail", "drafts", "trash", "templates"):
            collection = self.h.probe("folder-special", kind, self.account.identifier)["id"]
            self.assertEqual(self.h.probe("folder-special", kind, self.account.identifier)["id"], collection, "found again")
        kinds = {each["special"] for each in self.account.folders().values()}
        self.assertEqual(kinds, {"inbox", "sent-mail", "drafts", "trash", "templates"})
        name = next(path for path, each in self.account.folders().items() if each["special"] == "sent-mail")
        self.account.add_item(name, mail("Sent"))
        self.is_settled(**{"Inbox": COUNT, name: 1})
        self.h.restart_akonadi(lose_database=True)
        self.account.sync()
        self.assertEqual({each["special"] for each in self.account.folders().values()}, kinds)
        self.assertEqual(self.account.folders()[name]["special"], "sent-mail")
        self.is_settled(**{"Inbox": COUNT, name: 1})

    def test_everything_survives_the_loss_of_akonadis_database(self) -> None:
        self.account.create_folder("Work")
        self.account.create_folder("Work/Old")
        self.account.add_item("Work/Old", mail("Old"))
        self.h.probe("item-move", self.account.folder_id("Work"), self.item("Number 1"))
        self.is_settled(Inbox=COUNT - 1, Work=1, Work__Old=1)
        hashes = self.account.hashes()
        self.h.restart_akonadi(lose_database=True)
        self.is_settled(Inbox=COUNT - 1, Work=1, Work__Old=1)
        self.assertEqual(self.account.hashes(), hashes)


class WithoutNetwork(FolderTest):
    def test_the_server_is_not_needed(self) -> None:
        self.h.proxies["pop3"].close()
        self.account.sync_any()
        self.account.create_folder("Work")
        self.account.add_item("Work", mail("New"))
        self.h.probe("item-move", self.account.folder_id("Work"), self.item("Number 1"))
        self.h.probe("item-delete", self.item("Number 2"))
        self.account.wait_for_files("Work", 2, 20)
        self.account.wait_for_files("Inbox", COUNT - 2, 20)
        self.h.proxies["pop3"].reopen()
        self.is_settled(Inbox=COUNT - 2, Work=2)

    def test_working_offline(self) -> None:
        self.account.create_folder("Work")
        keep_trying("the folder", lambda: self.account.folders()["Work"]["rid"], 20)
        self.h.probe("online", self.account.identifier, "false")
        self.account.add_item("Work", mail("New"))
        self.h.probe("item-move", self.account.folder_id("Work"), self.item("Number 1"))
        self.h.probe("item-delete", self.item("Number 2"))
        self.h.probe("online", self.account.identifier, "true")
        self.is_settled(Inbox=COUNT - 2, Work=2)


class Killed(FolderTest):
    """kill -9 after a change reached the store and before Akonadi knows."""

    options = {"env": {"KONTO_CRASH_FILE": "{session}/crash"}}

    def crash(self, point: str, change: Any) -> None:
        before = self.account.pid
        (self.h.session.directory / "crash").write_text(point)
        change()
        keep_trying("the crash", lambda: not Path(f"/proc/{before}").exists(), 30)
        self.account.wait_for_restart(before)

    def test_add(self) -> None:
        self.account.create_folder("Work")
        keep_trying("the folder", lambda: self.account.folders()["Work"]["rid"], 20)
        for point in ("store.commit.intended", "changes.stored"):
            with self.subTest(point):
                before = len(self.account.files("Work"))
                self.crash(point, lambda: self.account.add_item("Work", mail("Once")))
                self.is_settled(Inbox=COUNT, Work=before + 1)

    def test_edit(self) -> None:
        """The new text is there, whole, although Akonadi's own record of the change does not survive a restart."""
        item = self.item("Number 1")
        for point in ("store.replace.synced", "store.replace.renamed", "changes.stored"):
            with self.subTest(point):
                draft = mail("Number 1", f"{point}\n")
                self.crash(point, lambda: self.h.probe("item-edit", item, stdin=draft.decode()))
                self.is_settled(Inbox=COUNT)
                self.assertIn(content_hash(draft), self.account.hashes()["Inbox"])

    def test_move_and_delete(self) -> None:
        self.account.create_folder("Work")
        keep_trying("the folder", lambda: self.account.folders()["Work"]["rid"], 20)
        work = self.account.folder_id("Work")
        self.crash("store.move.intended", lambda: self.h.probe("item-move", work, self.item("Number 1"), self.item("Number 2")))
        self.is_settled(Inbox=COUNT - 2, Work=2)
        self.crash("store.remove.intended", lambda: self.h.probe("item-delete", self.item("Number 3")))
        self.is_settled(Inbox=COUNT - 3, Work=2)

    def test_folders(self) -> None:
        self.crash("changes.stored", lambda: self.account.create_folder("Work"))
        keep_trying("the folder", lambda: self.account.folders()["Work"]["rid"], 20)
        self.account.add_item("Work", mail("In there"))
        self.account.wait_for_files("Work", 1)
        for step, point in enumerate(("store.folder.move-intended", "store.folder.moved", "store.folder.renaming")):
            with self.subTest(point):
                name = "Work" if step == 0 else f"Work{step}"
                self.crash(point, lambda: self.h.probe("folder-rename", self.account.folder_id(name), f"Work{step + 1}"))
                self.is_settled(**{"Inbox": COUNT, f"Work{step + 1}": 1})
        self.crash("store.folder.removal-intended", lambda: self.h.probe("folder-delete", self.account.folder_id("Work3")))
        self.is_settled(Inbox=COUNT)


del FolderTest, HarnessTest

if __name__ == "__main__":
    unittest.main()
