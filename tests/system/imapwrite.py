#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the user does to messages in IMAP mode reaches the server by itself, in few commands and without downloading
anything again; on servers with and without the extensions that make it easy."""

from __future__ import annotations

import unittest
from typing import Any

from common import mail
from imapcommon import SharedHarnessTest, ImapTest, OnDovecot, OnScripted

NUMBERS = [f"Number {number}" for number in range(6)]


class Flags(ImapTest):
    def test_here_to_there(self) -> None:
        self.flag("Inbox", "Number 0", r"+\SEEN", r"+\FLAGGED", "+work")
        self.flag("Inbox", "Number 1", r"+\ANSWERED", "+$FORWARDED")
        wanted = self.changed(Inbox=[r"Number 0 \FLAGGED \SEEN work", r"Number 1 $FORWARDED \ANSWERED", *NUMBERS[2:]])
        self.settles(wanted)
        self.flag("Inbox", "Number 0", r"-\SEEN", "-work")
        self.flag("Inbox", "Number 1", "-$FORWARDED")
        self.settles(self.changed(Inbox=[r"Number 0 \FLAGGED", r"Number 1 \ANSWERED", *NUMBERS[2:]]))
        self.assertEqual(self.wire.counts.body_bytes, 0)

    def test_there_to_here(self) -> None:
        self.other.store("Inbox", ["Number 0"], r"+FLAGS (\Seen work)")
        self.other.store("Inbox", ["Number 1"], r"+FLAGS ($Forwarded \Answered)")
        self.account.sync()
        self.settles(self.changed(Inbox=[r"Number 0 \SEEN work", r"Number 1 $FORWARDED \ANSWERED", *NUMBERS[2:]]))
        self.other.store("Inbox", ["Number 0"], "-FLAGS (work)")
        self.account.sync()
        self.settles(self.changed(Inbox=[r"Number 0 \SEEN", r"Number 1 $FORWARDED \ANSWERED", *NUMBERS[2:]]))

    def test_both_at_once(self) -> None:
        """Each flag for itself: what was changed on either side stays."""
        self.other.store("Inbox", ["Number 0", "Number 1"], r"+FLAGS (\Flagged old)")
        self.account.sync()
        self.offline()
        self.flag("Inbox", "Number 0", r"+\SEEN", "-old", "+here")
        self.flag("Inbox", "Number 1", r"-\FLAGGED")
        self.other.store("Inbox", ["Number 0"], r"+FLAGS (\Answered there)")
        self.other.store("Inbox", ["Number 0"], r"-FLAGS (\Flagged)")
        self.other.store("Inbox", ["Number 1"], r"-FLAGS (\Flagged old)")
        self.online()
        self.settles(self.changed(Inbox=[r"Number 0 \ANSWERED \SEEN here there", "Number 1", *NUMBERS[2:]]))

    def test_tags_are_keywords(self) -> None:
        urgent, later = (int(self.h.probe("tag-create", name)["id"]) for name in ("Ganz dringend", "Später"))
        item = self.item("Number 0")
        self.h.probe("tag", item, "on", urgent)
        self.settles(self.changed(Inbox=["Number 0 ganz_dringend", *NUMBERS[1:]]))
        self.other.store("Inbox", ["Number 0"], "-FLAGS (ganz_dringend)")
        self.other.store("Inbox", ["Number 0", "Number 1"], "+FLAGS (sp&aoq-ter)")
        self.other.add("Inbox", mail("New"), flags="ganz_dringend")
        self.account.sync()
        tags = {subject: each.get("tags", []) for subject, each in self.account.by_subject().items()}
        self.assertEqual((tags["Number 0"], tags["Number 1"], tags["Number 2"], tags["New"]), ([later], [later], [], [urgent]))
        self.h.probe("tag", item, "off", later)
        self.settles(self.changed(Inbox=["Number 0", "Number 1 sp&aoq-ter", *NUMBERS[2:], "New ganz_dringend"]))

    def test_many_marked_read(self) -> None:
        self.other.create("Many")
        self.other.add("Many", *[mail(f"One of many {number}") for number in range(self.many)])
        self.account.sync(120)
        self.wire.reset()
        self.h.probe("flags", f"in:{self.account.folder_id('Many')}", r"+\SEEN", timeout=120)
        wanted = self.changed(Many=[rf"One of many {number} \SEEN" for number in range(self.many)])
        self.reaches_server(wanted, 60)
        self.assertLessEqual(self.writes()["UID STORE"], 5)
        self.assertEqual(self.wire.counts.body_bytes, 0)
        self.settles(wanted)


class Moving(ImapTest):
    def test_moved_by_another_program(self) -> None:
        """It is the same item as before, with what the user attached to it."""
        items = {subject: self.item(subject) for subject in NUMBERS[:3]}
        tag = int(self.h.probe("tag-create", "Mine")["id"])
        self.h.probe("tag", items["Number 0"], "on", tag)
        self.reaches_server(self.changed(Inbox=["Number 0 mine", *NUMBERS[1:]]))
        self.other.store("Inbox", ["Number 1"], r"+FLAGS (\Flagged)")
        self.other.move("Inbox", ["Number 0", "Number 1"], "Work/Old")
        self.other.copy("Inbox", ["Number 2"], "Work")
        self.settles(self.changed(Inbox=NUMBERS[2:], Work=["Number 2"], Work__Old=["Number 0 mine", r"Number 1 \FLAGGED"]))
        moved = self.account.by_subject("Work/Old")
        self.assertEqual({subject: int(each["id"]) for subject, each in moved.items()}, {subject: items[subject] for subject in NUMBERS[:2]})
        self.assertEqual(moved["Number 0"]["tags"], [tag])
        self.assertEqual(self.item("Number 2"), items["Number 2"])
        self.assertEqual(self.wire.counts.body_bytes, 0)

    def test_copied_by_another_program_and_deleted_later(self) -> None:
        """As programs move that know no MOVE: whoever looks in between sees both."""
        item = self.item("Number 0")
        tag = int(self.h.probe("tag-create", "Mine")["id"])
        self.h.probe("tag", item, "on", tag)
        self.reaches_server(self.changed(Inbox=["Number 0 mine", *NUMBERS[1:]]))
        self.other.copy("Inbox", ["Number 0"], "Work/Old")
        self.account.sync()
        self.assertIn("Number 0", self.account.by_subject("Work/Old"))
        self.other.remove("Inbox", ["Number 0"])
        self.settles(self.changed(Inbox=NUMBERS[1:], Work__Old=["Number 0 mine"]))
        moved = self.account.by_subject("Work/Old")["Number 0"]
        self.assertEqual((moved["id"], moved["tags"]), (item, [tag]))

    def test_moved_and_back(self) -> None:
        self.other.store("Inbox", ["Number 2"], r"+FLAGS (\Seen work)")
        self.account.sync()
        before = self.account.by_subject()["Number 2"]
        self.wire.reset()
        self.move("Inbox", "Work", "Number 2")
        rest = [NUMBERS[0], NUMBERS[1], *NUMBERS[3:]]
        self.reaches_server(self.changed(Inbox=rest, Work=[r"Number 2 \SEEN work"]))
        self.is_moved_without_a_transfer()
        self.settles(self.changed(Inbox=rest, Work=[r"Number 2 \SEEN work"]))
        after = self.account.by_subject("Work")["Number 2"]
        self.assertEqual((after["id"], after["rid"]), (before["id"], before["rid"]), "the same message as before")
        self.move("Work", "Inbox", "Number 2")
        self.settles(self.changed(Inbox=[*rest, r"Number 2 \SEEN work"]))
        self.assertEqual(self.account.by_subject()["Number 2"]["id"], before["id"])
        self.assertEqual(self.wire.counts.body_bytes, 0)

    def test_several_ways_before_the_server_knows(self) -> None:
        self.offline()
        self.move("Inbox", "Work", "Number 1", "Number 2", "Number 3")
        self.flag("Work", "Number 2", r"+\SEEN")
        self.move("Work", "Work/Old", "Number 2")
        self.move("Work", "Inbox", "Number 3")
        self.online()
        self.settles(self.changed(Inbox=["Number 0", *NUMBERS[3:]], Work=["Number 1"], Work__Old=[r"Number 2 \SEEN"]))
        self.is_moved_without_a_transfer()

    def test_many_moved(self) -> None:
        self.other.create("Many")
        self.other.add("Many", *[mail(f"One of many {number}") for number in range(self.many)])
        self.account.sync(120)
        ids = {each["id"] for each in self.account.items("Many")}
        self.wire.reset()
        self.move("Many", "Work")
        wanted = self.changed(Many=[], Work=[f"One of many {number}" for number in range(self.many)])
        self.reaches_server(wanted, 60)
        self.assertLessEqual(sum(self.writes().values()), 12, self.writes())
        self.is_moved_without_a_transfer()
        self.settles(wanted)
        self.assertEqual({each["id"] for each in self.account.items("Work")}, ids)

    def is_moved_without_a_transfer(self) -> None:
        self.assertEqual((self.wire.counts.body_bytes, self.writes().get("APPEND")), (0, None))


class Deleting(ImapTest):
    def test_deleted(self) -> None:
        self.remove("Inbox", "Number 2")
        self.settles(self.changed(Inbox=[NUMBERS[0], NUMBERS[1], *NUMBERS[3:]]))
        self.remove("Inbox")
        self.settles(self.changed(Inbox=[]))

    def test_while_another_program_changes_flags(self) -> None:
        self.offline()
        self.remove("Inbox", "Number 2", "Number 3")
        self.other.store("Inbox", ["Number 2", "Number 4"], r"+FLAGS (\Flagged)")
        self.online()
        self.settles(self.changed(Inbox=[NUMBERS[0], NUMBERS[1], r"Number 4 \FLAGGED", "Number 5"]))

    def test_what_others_marked_deleted_stays(self) -> None:
        self.other.store("Inbox", ["Number 4"], r"+FLAGS (\Deleted)")
        self.offline()
        self.remove("Inbox", "Number 2")
        self.move("Inbox", "Work", "Number 3")
        self.online()
        self.removed_beside_a_mark()

    def removed_beside_a_mark(self) -> None:
        self.settles(self.changed(Inbox=[NUMBERS[0], NUMBERS[1], r"Number 4 \DELETED", "Number 5"], Work=["Number 3"]))

    def test_many_deleted(self) -> None:
        self.other.create("Many")
        self.other.add("Many", *[mail(f"One of many {number}") for number in range(self.many)])
        self.account.sync(120)
        self.wire.reset()
        self.remove("Many")
        self.reaches_server(self.changed(Many=[]), 60)
        self.assertLessEqual(sum(self.writes().values()), 12, self.writes())
        self.settles(self.changed(Many=[]))


class Copying(ImapTest):
    def test_copied(self) -> None:
        self.other.store("Inbox", ["Number 2"], r"+FLAGS (\Seen work)")
        self.account.sync()
        self.wire.reset()
        self.copy("Inbox", "Work", "Number 2", "Number 3")
        now = self.changed(Inbox=[*NUMBERS[:2], r"Number 2 \SEEN work", *NUMBERS[3:]], Work=[r"Number 2 \SEEN work", "Number 3"])
        self.reaches_server(now)
        self.is_copied_by_the_server()
        self.settles(now)
        self.copy("Inbox", "Work", "Number 3")
        self.copy("Inbox", "Inbox", "Number 3")
        self.settles(now | {"Inbox": sorted([*now["Inbox"], "Number 3"]), "Work": sorted([*now["Work"], "Number 3"])})
        self.is_copied_by_the_server()

    def test_many_copied(self) -> None:
        self.other.create("Many")
        self.other.add("Many", *[mail(f"One of many {number}") for number in range(self.many // 2)])
        self.account.sync(120)
        self.wire.reset()
        self.copy("Many", "Work")
        copies = [f"One of many {number}" for number in range(self.many // 2)]
        self.reaches_server(self.changed(Many=copies, Work=copies), 60)
        self.assertLessEqual(self.writes()["UID COPY"], 5, self.writes())
        self.is_copied_by_the_server()
        self.settles(self.changed(Many=copies, Work=copies))

    def is_copied_by_the_server(self) -> None:
        self.assertEqual((self.wire.counts.body_bytes, self.writes().get("APPEND")), (0, None))


class Adding(ImapTest):
    def test_sent_and_draft(self) -> None:
        sent = self.account.add_item("Work", mail("Sent from here", "Dear Ben,\n..\nAnna\n"))
        self.h.probe("flags", sent[0], r"+\SEEN", "+$MDNSENT")
        self.settles(self.changed(Work=[r"Sent from here $MDNSENT \SEEN"]))
        self.assertEqual(self.wire.counts.body_bytes, 0, "what was uploaded needs no download")
        self.assertEqual([each["id"] for each in self.account.items("Work")], sent)

    def test_the_same_twice(self) -> None:
        self.account.add_item("Work", mail("Twice"), 2)
        self.settles(self.changed(Work=["Twice", "Twice"]))

    def test_edited_draft(self) -> None:
        self.account.add_item("Work", mail("First draft"))
        self.settles(self.changed(Work=["First draft"]))
        item = self.item("First draft", "Work")
        for text in ("Second draft", "Third draft"):
            before = self.account.by_subject("Work")
            self.edit("Work", next(iter(before)), mail(text, "Better.\n"))
            self.settles(self.changed(Work=[text]))
            self.assertEqual(self.item(text, "Work"), item)
        self.assertEqual(self.wire.counts.body_bytes, 0)

    def test_edited_moved_and_deleted_before_the_server_knows(self) -> None:
        self.offline()
        self.account.add_item("Work", mail("One"))
        self.account.add_item("Work", mail("Two"))
        self.account.add_item("Work", mail("Three"))
        self.until("the keys", lambda: all(each["rid"] for each in self.account.items("Work")))
        self.edit("Work", "One", mail("One, better"))
        self.move("Work", "Work/Old", "Two")
        self.remove("Work", "Three")
        self.edit("Inbox", "Number 0", mail("Number 0, edited"))
        self.move("Inbox", "Work", "Number 0, edited")
        self.online()
        self.settles(self.changed(Inbox=NUMBERS[1:], Work=["Number 0, edited", "One, better"], Work__Old=["Two"]))


class ScriptedServer(Flags, Moving, Deleting, Copying, Adding, OnScripted):
    many = 1000

    def test_the_new_draft_is_there_before_the_old_one_goes(self) -> None:
        self.account.add_item("Work", mail("First draft"))
        self.settles(self.changed(Work=["First draft"]))
        held = self.server.hold("^APPEND", when="before")
        self.edit("Work", "First draft", mail("Second draft"))
        self.assertTrue(held.reached.wait(30))
        self.assertEqual(self.other.contents(), self.changed(Work=["First draft"]))
        held.release()
        self.settles(self.changed(Work=["Second draft"]))

    def test_moved_by_another_program_while_the_account_looks(self) -> None:
        """The listing of the mailboxes tells nothing of it yet."""
        items = {subject: self.item(subject) for subject in NUMBERS[:2]}
        held = self.server.hold("^LIST .*STATUS")
        self.other.store("Inbox", ["Number 5"], r"+FLAGS (\Flagged)")
        self.account.start_sync()
        self.assertTrue(held.reached.wait(30))
        self.other.move("Inbox", NUMBERS[:2], "Work/Old")
        held.release()
        self.settles(self.changed(Inbox=[*NUMBERS[2:5], r"Number 5 \FLAGGED"], Work__Old=NUMBERS[:2]))
        self.assertEqual({subject: int(each["id"]) for subject, each in self.account.by_subject("Work/Old").items()}, items)

    def test_folder_that_is_opened_when_a_run_is_all_but_over(self) -> None:
        """The last thing a run asks a server, the first time, is how much room there is."""
        held = self.server.hold("^GETQUOTAROOT")
        self.h.probe("restart", self.account.identifier)
        self.assertTrue(held.reached.wait(30))
        self.other.add("Work", mail("Just come"))
        self.h.probe("folder-sync", self.account.folder_id("Work"))
        held.release()
        self.until("the message", lambda: "Just come" in self.account.by_subject("Work"))

    def test_date_and_flags_come_with_the_message(self) -> None:
        self.account.add_item("Work", mail("Sent"))
        self.settles(self.changed(Work=["Sent"]))
        appended = next(command for command in self.server.commands if command.startswith("APPEND") and "Work" in command)
        self.assertRegex(appended, r'"[ \d]\d-\w{3}-\d{4} [\d:]{8} [+-]\d{4}"')
        self.assertEqual(self.server.store["Work"].messages[0].content, mail("Sent"))


class ScriptedWithoutMove(Moving, Deleting, OnScripted):
    server_options = {"without": {"MOVE"}}

    def is_moved_without_a_transfer(self) -> None:
        super().is_moved_without_a_transfer()
        self.assertEqual(self.server.count("^UID MOVE"), 0)
        self.assertGreater(self.server.count("^UID COPY"), 0)
        self.assertEqual(self.server.count("^EXPUNGE|^CLOSE"), 0, "removes what others have marked")


class ScriptedWithoutUidplus(Flags, Moving, Deleting, Copying, Adding, OnScripted):
    """Without UID EXPUNGE, nothing can be removed as long as others have marks in the same folder."""

    server_options = {"without": {"MOVE", "UIDPLUS", "CONDSTORE", "QRESYNC", "ENABLE", "LIST-EXTENDED", "LIST-STATUS", "LITERAL+"}}

    def removed_beside_a_mark(self) -> None:
        gone = [r"Number 2 \DELETED", r"Number 3 \DELETED"]
        kept = [NUMBERS[0], NUMBERS[1], r"Number 4 \DELETED", "Number 5"]
        self.reaches_server(self.changed(Inbox=[*kept, *gone], Work=["Number 3"]))
        self.account.sync_any()
        self.assertEqual(self.other.contents(), self.changed(Inbox=[*kept, *gone], Work=["Number 3"]))
        self.assertEqual(self.shown(), self.changed(Inbox=kept, Work=["Number 3"]), "here they are gone")
        self.other.store("Inbox", ["Number 4"], r"-FLAGS (\Deleted)")
        self.account.sync()
        self.settles(self.changed(Inbox=[NUMBERS[0], NUMBERS[1], *NUMBERS[4:]], Work=["Number 3"]))


class ScriptedMoveWithoutUidplus(Moving, Adding, OnScripted):
    """MOVE without COPYUID: where the messages went is to be found out."""

    server_options = {"without": {"UIDPLUS"}}


class Dovecot(Flags, Moving, Deleting, Copying, Adding, OnDovecot):
    many = 1000


class DovecotWithoutExtensions(Moving, Deleting, Adding, OnDovecot):
    options: dict[str, Any] = {"hide": {"CONDSTORE", "QRESYNC", "ENABLE", "SPECIAL-USE", "LIST-STATUS", "LIST-EXTENDED", "ESEARCH",
                                        "UIDPLUS", "MOVE", "NOTIFY", "IDLE", "NAMESPACE", "ID", "SASL-IR", "LITERAL+"}}

    removed_beside_a_mark = ScriptedWithoutUidplus.removed_beside_a_mark


# unittest would run the bases
del SharedHarnessTest, ImapTest, OnScripted, OnDovecot, Flags, Moving, Deleting, Copying, Adding

if __name__ == "__main__":
    unittest.main()
