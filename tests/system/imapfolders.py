#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Folders in IMAP mode: made, renamed, moved and deleted in Akonadi as in KMail, and found so on the server."""

from __future__ import annotations

import unittest
from typing import Any

from common import mail
from imapcommon import Contents, SharedHarnessTest, ImapTest, OnDovecot, OnScripted

INBOX = [f"Number {number}" for number in range(6)]
WORK = ["Work 0", "Work 1"]
OLD = ["Old 0", r"Old 1 \SEEN"]


class FolderTest(ImapTest):
    def fill(self) -> None:
        super().fill()
        self.other.add("Work", *[mail(subject) for subject in WORK])
        self.other.add("Work/Old", mail("Old 0"))
        self.other.add("Work/Old", mail("Old 1"), flags=r"\Seen")

    def rename(self, folder: str, name: str) -> None:
        self.h.probe("folder-rename", self.account.folder_id(folder), name)

    def put(self, folder: str, parent: str) -> None:
        self.h.probe("folder-move", self.account.folder_id(folder), self.account.folder_id(parent))

    def delete(self, folder: str) -> None:
        self.h.probe("folder-delete", self.account.folder_id(folder))

    def without(self, *folders: str, **others: list[str] | None) -> Contents:
        return {name: messages for name, messages in self.changed(**others).items() if name not in folders}


class Changes(FolderTest):
    def test_made(self) -> None:
        for path in ("Zoo", "Work/New", "Work/New/Newer", "Büro & Verträge", "日本語", 'a "b" \\ 100 &-'):
            self.account.create_folder(path)
        self.account.add_item("Büro & Verträge", mail("In the office"))
        new: Contents = {"Zoo": [], "Work/New": [], "Work/New/Newer": [], "Büro & Verträge": ["In the office"], "日本語": [],
                         'a "b" \\ 100 &-': []}
        self.settles(self.start | new)
        self.assertGreaterEqual(self.other.subscribed(), set(new))

    def test_renamed_and_moved(self) -> None:
        ids = {each["id"] for each in self.account.items("Work/Old")}
        folder = self.account.folder_id("Work")
        self.wire.reset()
        self.rename("Work", "Büro & Job")
        self.settles(self.without("Work", "Work/Old", **{"Büro & Job": WORK, "Büro & Job/Old": OLD}))
        self.assertEqual({"Work", "Work/Old", "Büro & Job", "Büro & Job/Old"} & self.other.subscribed(), {"Büro & Job", "Büro & Job/Old"})
        self.account.create_folder("Zoo")
        self.put("Büro & Job", "Zoo")
        moved = self.without("Work", "Work/Old", **{"Zoo": [], "Zoo/Büro & Job": WORK, "Zoo/Büro & Job/Old": OLD})
        self.settles(moved)
        self.put("Zoo/Büro & Job/Old", "")
        self.settles(self.without("Work", "Work/Old", **{"Zoo": [], "Zoo/Büro & Job": WORK, "Old": OLD}))
        self.assertEqual(self.account.folder_id("Zoo/Büro & Job"), folder)
        self.assertEqual({each["id"] for each in self.account.items("Old")}, ids, "the same messages as before")
        self.assertEqual(self.wire.counts.body_bytes, 0, "downloaded again")

    def test_deleted(self) -> None:
        self.delete("Work/Old")
        self.settles(self.without("Work/Old"))
        self.delete("Work")
        self.settles(self.without("Work", "Work/Old"))

    def test_not_wanted_any_more(self) -> None:
        """KMail's dialog of subscriptions: what is hidden there is not asked for, and other programs hide it as well."""
        folder = self.account.folder_id("Work/Old")
        self.h.probe("folder-enable", folder, "false")
        self.until("the server", lambda: "Work/Old" not in self.other.subscribed())
        self.other.add("Work/Old", mail("Not for here"))
        self.account.sync()
        self.assertEqual(len(self.account.items("Work/Old")), len(OLD))
        self.h.probe("folder-enable", folder, "true")
        self.until("the server", lambda: "Work/Old" in self.other.subscribed())
        self.settles(self.changed(Work__Old=[*OLD, "Not for here"]))

    def test_deleted_with_what_is_below(self) -> None:
        self.account.create_folder("Work/Old/Older")
        self.settles(self.start | {"Work/Old/Older": []})
        self.delete("Work")
        self.settles(self.without("Work", "Work/Old"))

    def test_many_changes_before_the_server_knows(self) -> None:
        self.offline()
        self.account.create_folder("New")
        self.until("the folder", lambda: bool(self.account.folders()["New"]["rid"]))
        self.move("Inbox", "New", "Number 0", "Number 1")
        self.rename("New", "Newer")
        self.put("Newer", "Work")
        self.account.add_item("Work/Newer", mail("Sent"))
        self.account.create_folder("Passing")
        self.until("the folder", lambda: bool(self.account.folders()["Passing"]["rid"]))
        self.move("Inbox", "Passing", "Number 2")
        self.move("Passing", "Work/Old", "Number 2")
        self.delete("Passing")
        self.rename("Work", "Job")
        self.flag("Job/Newer", "Number 0", r"+\SEEN")
        self.online()
        self.settles(self.without("Work", "Work/Old", Inbox=INBOX[3:], Job=WORK, Job__Old=[*OLD, "Number 2"],
                                  Job__Newer=[r"Number 0 \SEEN", "Number 1", "Sent"]))
        self.assertEqual(self.wire.counts.body_bytes, 0)

    def test_renamed_above_and_below(self) -> None:
        self.offline()
        self.rename("Work", "Job")
        self.rename("Job/Old", "Older")
        self.online()
        self.settles(self.without("Work", "Work/Old", Job=WORK, Job__Older=OLD))
        self.offline()
        self.rename("Job/Older", "Oldest")
        self.rename("Job", "Work")
        self.online()
        self.settles(self.without("Work/Old", Work__Oldest=OLD))
        self.assertEqual(self.wire.counts.body_bytes, 0)

    def test_names_exchanged(self) -> None:
        self.account.create_folder("Zoo")
        self.settles(self.start | {"Zoo": []})
        self.offline()
        self.rename("Work", "Passing")
        self.rename("Zoo", "Work")
        self.rename("Passing", "Zoo")
        self.online()
        self.settles(self.without("Work/Old", Work=[], Zoo=WORK, Zoo__Old=OLD))
        self.assertEqual(self.wire.counts.body_bytes, 0)

    def test_folder_deleted_after_its_messages_were_moved_out(self) -> None:
        self.offline()
        self.move("Work", "Inbox", *WORK)
        self.put("Work/Old", "Sent")
        self.delete("Work")
        self.online()
        self.settles(self.without("Work", "Work/Old", Inbox=[*INBOX, *WORK], Sent__Old=OLD))


class Both(FolderTest):
    """Changed here and by another program at the same time."""

    def test_renamed_here_and_there(self) -> None:
        self.offline()
        self.rename("Work", "Job")
        self.other.rename("Work", "Beruf")
        self.online()
        contents = self.converges()
        names = {"Job", "Beruf"} & set(contents)
        self.assertEqual(len(names), 1, contents)
        name = names.pop()
        self.assertEqual((contents[name], contents[f"{name}/Old"]), (WORK, OLD))
        self.assertEqual(self.wire.counts.body_bytes, 0)

    def test_renamed_there_while_messages_went_into_it(self) -> None:
        self.offline()
        self.move("Inbox", "Work", "Number 0")
        self.account.add_item("Work/Old", mail("Sent"))
        self.flag("Work", "Work 0", r"+\SEEN")
        self.other.rename("Work", "Beruf")
        self.online()
        self.account.sync_any()
        self.settles(self.without("Work", "Work/Old", Inbox=INBOX[1:], Beruf=["Number 0", r"Work 0 \SEEN", "Work 1"],
                                  Beruf__Old=[*OLD, "Sent"]))

    def test_made_here_and_there(self) -> None:
        self.offline()
        self.account.create_folder("New")
        self.account.add_item("New", mail("From here"))
        self.other.create("New")
        self.other.add("New", mail("From there"))
        self.online()
        self.settles(self.start | {"New": ["From here", "From there"]})

    def test_deleted_here_and_there(self) -> None:
        self.offline()
        self.delete("Work/Old")
        self.other.delete("Work/Old")
        self.online()
        self.settles(self.without("Work/Old"))

    def test_deleted_here_with_new_mail_there(self) -> None:
        self.offline()
        self.delete("Work/Old")
        self.other.add("Work/Old", mail("New there"))
        self.online()
        self.explains("Work/Old")
        contents = self.converges()
        self.assertIn("New there", contents["Work/Old"], "new mail is lost")

    def test_deleted_here_with_messages_of_a_folder_that_is_deleted_there(self) -> None:
        self.offline()
        self.move("Work", "Work/Old", WORK[0])
        self.delete("Work/Old")
        self.other.delete("Work/Old")
        self.other.delete("Work")
        self.online()
        contents = self.converges()
        self.assertEqual([message for messages in contents.values() for message in messages if message in WORK], [], contents)

    def test_deleted_there_with_new_mail_here(self) -> None:
        self.offline()
        self.account.add_item("Work/Old", mail("New here"))
        self.move("Inbox", "Work/Old", "Number 0")
        self.other.delete("Work/Old")
        self.online()
        contents = self.converges()
        everywhere = [message for messages in contents.values() for message in messages]
        self.assertEqual((everywhere.count("New here"), everywhere.count("Number 0")), (1, 1), contents)

    def test_renamed_here_and_deleted_there(self) -> None:
        self.offline()
        self.rename("Work/Old", "Older")
        self.other.delete("Work/Old")
        self.online()
        contents = self.converges()
        self.assertNotIn("Work/Old", contents)


class Refusals(FolderTest):
    """What the server does not want is undone here, and the user reads why."""

    def test_name_taken(self) -> None:
        self.offline()
        self.rename("Work", "Taken")
        self.flag("Inbox", "Number 0", r"+\SEEN")
        self.other.create("Taken")
        self.other.add("Taken", mail("Was here first"))
        self.online()
        self.explains("Taken|Work")
        self.settles(self.changed(Inbox=[r"Number 0 \SEEN", *INBOX[1:]], Taken=["Was here first"]))


class RefusedByRights(Refusals, OnScripted):
    def test_not_to_be_deleted(self) -> None:
        items = {each["id"]: each["rid"] for each in self.account.items("Work/Old")}
        self.server.store["Work/Old"].rights = "lrswip"
        self.delete("Work/Old")
        self.explains("Work/Old")
        self.settles(self.start)
        self.assertEqual({each["rid"] for each in self.account.items("Work/Old")}, set(items.values()))
        self.assertEqual(self.wire.counts.body_bytes, 0, "it came back from the disk")

    def test_not_to_be_deleted_with_what_is_below(self) -> None:
        self.server.store["Work"].rights = "lrswip"
        self.delete("Work")
        self.explains("Work")
        contents = self.converges()
        self.assertEqual(contents["Work"], WORK)

    def test_not_to_be_renamed(self) -> None:
        self.server.store["Work"].rights = "lrswip"
        self.rename("Work", "Job")
        self.explains("Work|Job")
        self.settles(self.start)

    def test_not_to_be_made(self) -> None:
        self.server.store["Work"].rights = "lrswipxte"
        self.account.create_folder("Work/New")
        self.account.add_item("Work/New", mail("Not to be lost"))
        self.explains("Work/New")
        self.account.sync_any()
        everywhere = [message for messages in self.shown().values() for message in messages]
        self.assertEqual(everywhere.count("Not to be lost"), 1, self.shown())
        self.server.store["Work"].rights = "lrswipkxte"
        contents = self.converges()
        everywhere = [message for messages in contents.values() for message in messages]
        self.assertEqual(everywhere.count("Not to be lost"), 1, contents)

    def test_nothing_waits_for_a_refusal(self) -> None:
        self.server.refuse("^CREATE", "[NOPERM] no")
        self.server.refuse("^RENAME", "[NOPERM] no")
        self.server.refuse("^DELETE", "[NOPERM] no")
        self.offline()
        self.account.create_folder("New")
        self.rename("Work/Old", "Older")
        self.delete("Junk")
        self.move("Inbox", "Sent", "Number 0")
        self.online()
        self.until("the move", lambda: self.other.contents()["Sent"] == ["Number 0"])
        self.server.forgive()
        contents = self.converges()
        self.assertEqual((contents["Sent"], contents["Inbox"], contents["Junk"]), (["Number 0"], INBOX[1:], []))


class ScriptedServer(Changes, Both, OnScripted):
    pass


class ScriptedWithoutExtensions(Changes, Both, OnScripted):
    server_options = {"without": {"MOVE", "UIDPLUS", "CONDSTORE", "QRESYNC", "ENABLE", "LIST-EXTENDED", "LIST-STATUS", "LITERAL+",
                                  "SPECIAL-USE", "CREATE-SPECIAL-USE", "NAMESPACE", "UNSELECT", "ACL", "QUOTA"}}


class ScriptedWithDots(Changes, OnScripted):
    server_options = {"separator": "."}

    def begin(self) -> dict[str, Any]:
        settings = super().begin()
        self.other.separator = "."
        return settings


class Dovecot(Changes, Both, Refusals, OnDovecot):
    pass


class DovecotInUtf8(Changes, OnDovecot):
    """The account speaks UTF-8 (RFC 9755), the other program modified UTF-7."""

    options = {"extra": "mail_utf8_extensions = yes"}

    def test_headers(self) -> None:
        self.account.add_item("Work", mail("Gr=").replace(b"Gr=", "Grüße".encode()))
        self.settles(self.changed(Work=[*WORK, "Grüße"]))


del SharedHarnessTest, ImapTest, OnScripted, OnDovecot, FolderTest, Changes, Both, Refusals

if __name__ == "__main__":
    unittest.main()
