#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Changes in IMAP mode that meet trouble: no network for a while, a server that refuses, another program that was faster, an
answer that never came, and kill -9."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
import time
import unittest
from collections.abc import Callable
from typing import Any

from common import mail
from imapcommon import Contents, SharedHarnessTest, ImapTest, OnDovecot, OnScripted

NUMBERS = [f"Number {number}" for number in range(6)]
POOR = {"MOVE", "UIDPLUS", "CONDSTORE", "QRESYNC", "ENABLE", "LIST-EXTENDED", "LIST-STATUS", "LITERAL+"}


class Offline(ImapTest):
    """A day's work without the server."""

    def fill(self) -> None:
        super().fill()
        self.other.create("Zoo")
        self.other.add("Zoo", mail("In the zoo"))

    def work(self) -> Contents:
        self.flag("Inbox", "Number 0", r"+\SEEN", "+work")
        self.flag("Inbox", "Number 1", r"+\FLAGGED")
        self.flag("Inbox", "Number 1", r"-\FLAGGED")
        self.move("Inbox", "Work", "Number 1")
        self.copy("Inbox", "Work/Old", "Number 2")
        self.remove("Inbox", "Number 3")
        self.account.add_item("Sent", mail("Sent"))
        self.account.add_item("Drafts", mail("Draft"))
        self.until("the keys", lambda: all(each["rid"] for each in self.account.items("Drafts")))
        self.edit("Drafts", "Draft", mail("Draft, better"))
        self.account.create_folder("Work/New")
        self.until("the folder", lambda: bool(self.account.folders()["Work/New"]["rid"]))
        self.move("Inbox", "Work/New", "Number 4")
        self.h.probe("folder-rename", self.account.folder_id("Work/Old"), "Older")
        self.h.probe("folder-delete", self.account.folder_id("Zoo"))
        wanted = self.changed(Inbox=[r"Number 0 \SEEN work", "Number 2", "Number 5"], Work=["Number 1"], Work__Older=["Number 2"],
                              Sent=["Sent"], Drafts=["Draft, better"], Work__New=["Number 4"], Work__Old=None, Zoo=None)
        self.assertEqual({name: messages for name, messages in self.shown().items() if name in wanted}, wanted, "is seen here at once")
        return wanted

    def test_working_offline(self) -> None:
        self.offline()
        wanted = self.work()
        self.assertEqual(self.other.contents(), self.start)
        self.online()
        self.settles(wanted)
        self.assertEqual(self.wire.counts.body_bytes, 0)

    def test_server_not_there(self) -> None:
        self.wire.close()
        wanted = self.work()
        self.account.sync_any()
        self.wire.reopen()
        self.account.sync()
        self.settles(wanted)

    def test_restarted_before_the_server_knows(self) -> None:
        self.offline()
        wanted = self.work()
        self.account.kill()
        self.h.restart_akonadi()
        self.assertEqual({name: messages for name, messages in self.shown().items() if name in wanted}, wanted)
        self.online()
        self.settles(wanted)

    def test_akonadis_database_lost_before_the_server_knows(self) -> None:
        self.offline()
        wanted = self.work()
        self.until("everything stored", lambda: len(self.account.files("Work/New")) == 1)
        self.account.kill()
        self.h.restart_akonadi(lose_database=True)
        self.online()
        self.account.sync(120)
        self.settles(wanted)


class Conflicts(ImapTest):
    """Changed here and by another program before Konto knew."""

    def everywhere(self, contents: Contents, subject: str) -> list[str]:
        return [folder for folder, messages in contents.items() for message in messages if message.split(" \\")[0] == subject]

    def test_changed_here_deleted_there(self) -> None:
        self.offline()
        self.flag("Inbox", "Number 0", r"+\FLAGGED")
        self.move("Inbox", "Work", "Number 1")
        self.copy("Inbox", "Work", "Number 2")
        self.remove("Inbox", "Number 3")
        self.other.remove("Inbox", NUMBERS[:4])
        self.online()
        contents = self.converges()
        self.assertEqual(contents["Inbox"], NUMBERS[4:])
        self.assertLessEqual(len(self.everywhere(contents, "Number 1")), 1, "duplicated")
        self.assertEqual(self.everywhere(contents, "Number 2"), ["Work"], "the user's copy is a message of its own")

    def test_moved_here_and_there(self) -> None:
        self.offline()
        self.move("Inbox", "Work", "Number 0", "Number 1")
        self.other.move("Inbox", ["Number 0"], "Work/Old")
        self.other.move("Inbox", ["Number 1"], "Work")
        self.online()
        contents = self.converges()
        self.assertEqual([len(self.everywhere(contents, each)) for each in NUMBERS], [1] * 6, contents)
        self.assertEqual(self.everywhere(contents, "Number 0"), ["Work"], "the user's move goes on from there")

    def test_moved_here_and_there_and_the_mailbox_deleted(self) -> None:
        self.move("Inbox", "Work/Old", *NUMBERS)
        self.settles(self.changed(Inbox=[], Work__Old=NUMBERS))
        self.offline()
        self.move("Work/Old", "Drafts", "Number 0", "Number 1")
        self.other.move("Work/Old", [each for each in NUMBERS if each != "Number 1"], "Work")
        self.other.delete("Work/Old")
        self.online()
        contents = self.converges()
        self.assertEqual(self.everywhere(contents, "Number 0"), ["Drafts"], "not uploaded beside the copy there")
        self.assertEqual(self.everywhere(contents, "Number 1"), ["Drafts"], "deleted there, kept here")
        self.assertEqual(self.everywhere(contents, "Number 2"), ["Work"])

    def test_deleted_here_moved_there(self) -> None:
        self.offline()
        self.remove("Inbox", "Number 0")
        self.other.move("Inbox", ["Number 0"], "Work")
        self.online()
        self.assertLessEqual(len(self.everywhere(self.converges(), "Number 0")), 1)

    def test_flags_changed_here_moved_there(self) -> None:
        self.offline()
        self.flag("Inbox", "Number 0", r"+\FLAGGED")
        self.other.move("Inbox", ["Number 0"], "Work")
        self.online()
        contents = self.converges()
        self.assertEqual(self.everywhere(contents, "Number 0"), ["Work"])

    def test_edited_here_deleted_there(self) -> None:
        self.account.add_item("Drafts", mail("Draft"))
        self.settles(self.changed(Drafts=["Draft"]))
        self.offline()
        self.edit("Drafts", "Draft", mail("Draft, better"))
        self.other.remove("Drafts")
        self.online()
        self.settles(self.changed(Drafts=["Draft, better"]))

    def test_edited_here_and_there(self) -> None:
        """No text is lost: both are there then."""
        self.account.add_item("Drafts", mail("Draft"))
        self.settles(self.changed(Drafts=["Draft"]))
        self.offline()
        self.edit("Drafts", "Draft", mail("Draft from here"))
        self.other.add("Drafts", mail("Draft from there"))
        self.other.remove("Drafts", ["Draft"])
        self.online()
        self.settles(self.changed(Drafts=["Draft from here", "Draft from there"]))

    def test_edited_here_flagged_there(self) -> None:
        self.account.add_item("Drafts", mail("Draft"))
        self.settles(self.changed(Drafts=["Draft"]))
        self.offline()
        self.edit("Drafts", "Draft", mail("Draft, better"))
        self.other.store("Drafts", ["Draft"], r"+FLAGS (\Flagged)")
        self.online()
        contents = self.converges()
        self.assertEqual([message.split(" \\")[0] for message in contents["Drafts"]], ["Draft, better"])

    def test_new_mail_meanwhile(self) -> None:
        self.offline()
        self.move("Inbox", "Work", *NUMBERS)
        self.other.add("Inbox", mail("New there"))
        self.other.add("Work", mail("Newer there"))
        self.online()
        self.settles(self.changed(Inbox=["New there"], Work=[*NUMBERS, "Newer there"]))


class Rejected(OnScripted):
    def test_over_quota(self) -> None:
        self.server.store.quota = self.server.store.used() + 50
        self.offline()
        self.account.add_item("Sent", mail("Sent"))
        self.flag("Inbox", "Number 0", r"+\SEEN")
        self.move("Inbox", "Work", "Number 1")
        self.online()
        self.explains("Sent")
        read = [r"Number 0 \SEEN", *NUMBERS[2:]]
        self.assertEqual(self.other.contents(), self.changed(Inbox=read, Work=["Number 1"]))
        self.account.sync_any()
        self.assertEqual(self.shown(), self.changed(Inbox=read, Work=["Number 1"], Sent=["Sent"]), "it stays here")
        self.server.store.quota = None
        self.account.sync()
        self.settles(self.changed(Inbox=read, Work=["Number 1"], Sent=["Sent"]))

    def test_over_quota_with_an_edited_draft(self) -> None:
        self.account.add_item("Drafts", mail("Draft"))
        self.settles(self.changed(Drafts=["Draft"]))
        self.server.store.quota = self.server.store.used() + 50
        self.edit("Drafts", "Draft", mail("Draft, better", "Long.\n" * 100))
        self.explains("Drafts")
        self.assertEqual(self.other.contents(), self.changed(Drafts=["Draft"]), "the old text goes when the new one is there")
        self.account.sync_any()
        self.assertEqual(self.shown(), self.changed(Drafts=["Draft, better"]))
        self.server.store.quota = None
        self.account.sync()
        self.settles(self.changed(Drafts=["Draft, better"]))

    def test_over_quota_with_a_copy(self) -> None:
        self.server.store.quota = self.server.store.used() + 50
        self.copy("Inbox", "Work", "Number 0", "Number 1")
        self.explains("Work")
        self.account.sync_any()
        self.assertEqual(self.shown(), self.changed(Work=NUMBERS[:2]))
        self.server.store.quota = None
        self.account.sync()
        self.settles(self.changed(Work=NUMBERS[:2]))

    def test_flags_refused(self) -> None:
        self.server.store["INBOX"].rights = "lrste"
        self.offline()
        self.flag("Inbox", "Number 0", r"+\FLAGGED", "+work")
        self.flag("Inbox", "Number 1", r"+\SEEN")
        self.move("Inbox", "Work", "Number 2")
        self.online()
        self.explains("Inbox")
        self.settles(self.changed(Inbox=["Number 0", r"Number 1 \SEEN", *NUMBERS[3:]], Work=["Number 2"]))

    def test_move_refused(self) -> None:
        before = self.item("Number 2")
        for mailbox, rights in (("INBOX", "lrswi"), ("Work", "lrs")):
            with self.subTest(mailbox):
                allowed = self.server.store[mailbox].rights
                self.server.store[mailbox].rights = rights
                self.move("Inbox", "Work", "Number 2")
                self.explains("Inbox|Work")
                self.settles(self.start)
                self.assertEqual(self.item("Number 2"), before, "it is where it was")
                self.server.store[mailbox].rights = allowed

    def test_delete_refused(self) -> None:
        self.server.store["INBOX"].rights = "lrswi"
        self.remove("Inbox", "Number 2")
        self.explains("Inbox")
        self.settles(self.start)
        self.assertEqual(self.wire.counts.body_bytes, 0, "it came back from the disk")

    def test_added_without_the_right(self) -> None:
        self.server.store["Work"].rights = "lrswte"
        self.account.add_item("Work", mail("Not to be lost"))
        self.explains("Work")
        self.account.sync_any()
        self.assertEqual(self.shown(), self.changed(Work=["Not to be lost"]))
        self.move("Work", "Sent", "Not to be lost")
        self.settles(self.changed(Sent=["Not to be lost"]))

    def test_read_only_mailbox(self) -> None:
        self.server.store["INBOX"].read_only = True
        self.offline()
        self.flag("Inbox", "Number 0", r"+\SEEN")
        self.remove("Inbox", "Number 1")
        self.move("Inbox", "Work", "Number 2")
        self.copy("Inbox", "Work", "Number 3")
        with self.explaining("Inbox"):
            self.online()
        self.settles(self.changed(Work=["Number 3"]))

    def test_keywords_that_the_server_does_not_keep(self) -> None:
        self.server.store["INBOX"].keywords = False
        self.flag("Inbox", "Number 0", r"+\SEEN", "+work")
        self.until("the flag", lambda: r"Number 0 \SEEN" in self.other.contents()["Inbox"])
        for _ in range(2):
            self.account.sync()
        self.wire.reset()
        self.account.sync()
        self.assertEqual(self.writes(), {}, "for ever")

    def test_target_gone(self) -> None:
        self.offline()
        self.move("Inbox", "Work/Old", "Number 0")
        self.copy("Inbox", "Work/Old", "Number 1")
        self.other.delete("Work/Old")
        self.online()
        contents = self.converges()
        everywhere = [message for messages in contents.values() for message in messages]
        self.assertEqual(everywhere.count("Number 0"), 1, contents)
        self.assertGreaterEqual(everywhere.count("Number 1"), 1, contents)

    def test_another_uidvalidity(self) -> None:
        """The server made new numbers: the changes are to be made to the same messages all the same."""
        self.offline()
        self.flag("Inbox", "Number 0", r"+\SEEN")
        self.move("Inbox", "Work", "Number 1")
        self.remove("Inbox", "Number 2")
        self.account.add_item("Inbox", mail("From here"))
        self.server.store["INBOX"].renumber(self.server.store.next_uidvalidity())
        self.server.store["INBOX"].remove([1])
        self.server.store["INBOX"].add(mail("Number 0"))
        self.online()
        self.account.sync_any()
        self.settles(self.changed(Inbox=[r"Number 0 \SEEN", *NUMBERS[3:], "From here"], Work=["Number 1"]))
        self.assertEqual(self.wire.counts.body_bytes, 0)


class Trouble(OnScripted):
    """Each change with the connection cut, and with the resource killed, before and after the server executed the command."""

    def changes(self) -> list[tuple[str, Callable[[], object], Contents]]:
        """Commands, what sends them, and what then is on the server."""
        move = "^UID MOVE" if self.server.offers("MOVE") else "^UID COPY"
        expunge = "^UID EXPUNGE" if self.server.offers("UIDPLUS") else "^EXPUNGE"
        steps: list[tuple[str, Callable[[], object], Contents]] = [
            ("^UID STORE", lambda: self.flag("Inbox", "Number 0", r"+\SEEN"), {"Inbox": [r"Number 0 \SEEN", *NUMBERS[1:]]}),
            (move, lambda: self.move("Inbox", "Work", "Number 1", "Number 2"),
             {"Inbox": [r"Number 0 \SEEN", *NUMBERS[3:]], "Work": NUMBERS[1:3]}),
            ("^UID COPY", lambda: self.copy("Inbox", "Work/Old", "Number 3", "Number 4"), {"Work/Old": NUMBERS[3:5]}),
            ("^APPEND", lambda: self.account.add_item("Sent", mail("Sent")), {"Sent": ["Sent"]}),
            ("^APPEND", lambda: self.edit("Sent", "Sent", mail("Edited")), {"Sent": ["Edited"]}),
            (expunge, lambda: self.edit("Sent", "Edited", mail("Edited twice")), {"Sent": ["Edited twice"]}),
            (expunge, lambda: self.remove("Work", "Number 1"), {"Work": ["Number 2"]}),
            ("^UID STORE", lambda: self.remove("Work", "Number 2"), {"Work": []}),
            ("^CREATE", lambda: self.account.create_folder("New"), {"New": []}),
            ("^RENAME", lambda: self.h.probe("folder-rename", self.account.folder_id("Work/Old"), "Older"), {"Work/Older": NUMBERS[3:5]}),
            ("^DELETE", lambda: self.h.probe("folder-delete", self.account.folder_id("New")), {}),
        ]
        return steps

    def go_through(self, trouble: Callable[[str, Callable[[], object]], None]) -> None:
        wanted = self.start
        for pattern, change, difference in self.changes():
            with self.subTest(pattern):
                trouble(pattern, change)
                wanted = {name: sorted(messages) for name, messages in (wanted | difference).items()}
                if pattern == "^RENAME":
                    del wanted["Work/Old"]
                if pattern == "^DELETE":
                    del wanted["New"]
                self.until("the server", lambda: self.has_settled(wanted), 60)
                self.agrees(wanted)
                self.assertEqual(self.wire.counts.body_bytes, 0, "downloaded again")

    def has_settled(self, wanted: Contents) -> bool:
        return self.other.contents() == wanted and self.account.sync_any(120)["status"] == "idle" and self.is_alike()

    def cut(self, when: str) -> Callable[[str, Callable[[], object]], None]:
        def trouble(pattern: str, change: Callable[[], object]) -> None:
            fault = self.server.cut(pattern, when)
            change()
            self.assertTrue(fault.reached.wait(30), f"no {pattern} came")
        return trouble

    def kill(self, when: str) -> Callable[[str, Callable[[], object]], None]:
        def trouble(pattern: str, change: Callable[[], object]) -> None:
            fault = self.server.hold(pattern, when)
            change()
            self.assertTrue(fault.reached.wait(30), f"no {pattern} came")
            before = self.account.pid
            os.kill(before, signal.SIGKILL)
            fault.release()
            self.h.probe("restart", self.account.identifier)
            self.until("the restart", lambda: self.account.pid != before)
            self.account.wait_until_up()
        return trouble

    def test_cut_before(self) -> None:
        self.go_through(self.cut("before"))

    def test_cut_half_way(self) -> None:
        self.go_through(self.cut("half"))

    def test_cut_after(self) -> None:
        self.go_through(self.cut("after"))

    def test_killed_before(self) -> None:
        self.go_through(self.kill("before"))

    def test_killed_after(self) -> None:
        self.go_through(self.kill("after"))

    def test_moved_on_while_nobody_knows_where_it_is(self) -> None:
        move = "^UID MOVE" if self.server.offers("MOVE") else "^UID COPY"
        for pattern, change in ((move, lambda: self.move("Inbox", "Work", "Number 1")), ("^APPEND", lambda: self.account.add_item("Work", mail("Sent")))):
            fault = self.server.cut(pattern, "after")
            change()
            self.assertTrue(fault.reached.wait(30))
            self.wire.close()
            self.move("Work", "Work/Old", "Number 1" if pattern == move else "Sent")
            self.wire.reopen()
            old = ["Number 1"] if pattern == move else ["Number 1", "Sent"]
            self.settles(self.changed(Inbox=[NUMBERS[0], *NUMBERS[2:]], Work__Old=old), 60)

    def test_few_connections(self) -> None:
        self.server.max_connections = 2  # the other program has one
        self.move("Inbox", "Work", *NUMBERS)
        self.settles(self.changed(Inbox=[], Work=NUMBERS))

    def test_slow_answers(self) -> None:
        self.server.delay("^UID MOVE|^APPEND", 3)
        self.move("Inbox", "Work", "Number 0")
        self.account.add_item("Sent", mail("Sent"))
        self.until("the move", lambda: self.other.contents()["Work"] == ["Number 0"])
        self.flag("Inbox", "Number 1", r"+\SEEN")  # while the answer is on its way
        self.settles(self.changed(Inbox=[r"Number 1 \SEEN", *NUMBERS[2:]], Work=["Number 0"], Sent=["Sent"]))


class Unheard(OnScripted):
    """Changes that Akonadi told the resource, and whose record went with the process before it was written."""

    def killed_before_it_heard(self, *changes: Callable[[], object]) -> None:
        before = self.account.pid
        os.kill(before, signal.SIGSTOP)
        for change in changes:
            change()
        os.kill(before, signal.SIGKILL)
        self.account.wait_for_restart(before)

    def test_folder_and_what_is_in_it(self) -> None:
        work = self.account.folder_id("Work")
        self.killed_before_it_heard(lambda: self.h.probe("folder-create", work, "New"),
                                    lambda: self.account.add_item("Work/New", mail("In the new one")))
        self.until("the server", lambda: self.account.sync_any(120)["status"] == "idle" and "Work/New" in self.other.contents())
        self.settles(self.changed(Work__New=["In the new one"]))

    def test_edit(self) -> None:
        self.account.add_item("Drafts", mail("Draft"))
        self.settles(self.changed(Drafts=["Draft"]))
        self.killed_before_it_heard(lambda: self.edit("Drafts", "Draft", mail("Draft, better")))
        self.until("the server", lambda: self.account.sync_any(120)["status"] == "idle" and self.other.contents()["Drafts"] == ["Draft, better"])
        self.settles(self.changed(Drafts=["Draft, better"]))

    def test_flags(self) -> None:
        self.killed_before_it_heard(self.wait_for_the_next_second, lambda: self.flag("Inbox", "Number 0", r"+\SEEN"), lambda: self.move("Inbox", "Work", "Number 1"))
        self.until("the server", lambda: self.account.sync_any(120)["status"] == "idle" and r"Number 0 \SEEN" in self.other.contents()["Inbox"])
        self.settles(self.changed(Inbox=[r"Number 0 \SEEN", *NUMBERS[2:]], Work=["Number 1"]))

    def wait_for_the_next_second(self) -> None:
        """Akonadi's clock has no fractions."""
        written = max(file.stat().st_mtime for file in self.account.directory.glob("state.db*"))
        self.until("the next second", lambda: int(time.time()) > written)

    def is_to_be_deleted(self) -> bool:
        with contextlib.closing(sqlite3.connect(f"file:{self.account.directory}/state.db?mode=ro", uri=True)) as state:
            return state.execute("SELECT COUNT(*) FROM folders WHERE path = 'Late' AND change = 3").fetchone()[0] == 1

    def test_folder_deleted_before_its_mail_came(self) -> None:
        """What nobody has seen is not what the user wants to be gone."""
        self.other.create("Late")
        self.other.add("Late", mail("Not seen yet"))
        fault = self.server.hold("^(SELECT|EXAMINE) .*Late", "before")
        self.account.start_sync()
        self.assertTrue(fault.reached.wait(30))
        self.h.probe("folder-delete", self.account.folder_id("Late"))
        self.until("the deletion noted", self.is_to_be_deleted)
        fault.release()
        self.converges()
        self.assertEqual(self.other.contents()["Late"], ["Not seen yet"])


class Overtaken(OnScripted):
    """Changes made before the resource came to the one before. Akonadi takes the key from what was added or moved until then,
    and tells nobody of what happens to things without one."""

    def test_flags(self) -> None:
        with self.account.busy():
            self.flag("Work", self.added("Work", "Sent"), r"+\SEEN", "+$MDNSENT")
            self.move("Inbox", "Work", "Number 0", "Number 1")
            self.flag("Work", "Number 0", r"+\FLAGGED")
        self.settles(self.changed(Inbox=NUMBERS[2:], Work=[r"Number 0 \FLAGGED", "Number 1", r"Sent $MDNSENT \SEEN"]))

    def test_tag(self) -> None:
        tag = int(self.h.probe("tag-create", "Mine")["id"])
        with self.account.busy():
            self.move("Inbox", "Work", "Number 0")
            self.h.probe("tag", self.item("Number 0", "Work"), "on", tag)
        self.settles(self.changed(Inbox=NUMBERS[1:], Work=["Number 0 mine"]))

    def test_moved_on(self) -> None:
        with self.account.busy():
            self.added("Drafts", "Draft")
            self.move("Drafts", "Work", "Draft")
            self.move("Inbox", "Work", *NUMBERS[:3])
            self.move("Work", "Work/Old", "Number 1")
            self.move("Work", "Inbox", "Number 2")
        self.settles(self.changed(Inbox=NUMBERS[2:], Work=["Draft", "Number 0"], Work__Old=["Number 1"]))

    def test_deleted(self) -> None:
        with self.account.busy():
            self.added("Drafts", "Draft")
            self.remove("Drafts", "Draft")
            self.move("Inbox", "Work", *NUMBERS[:2])
            self.remove("Work", "Number 0")
        self.settles(self.changed(Inbox=NUMBERS[2:], Work=["Number 1"]))

    def test_edited(self) -> None:
        with self.account.busy():
            self.added("Drafts", "Draft")
            self.edit("Drafts", "Draft", mail("Draft, better"))
            self.move("Inbox", "Drafts", "Number 0")
            self.edit("Drafts", "Number 0", mail("Number 0, edited"))
        self.settles(self.changed(Inbox=NUMBERS[1:], Drafts=["Draft, better", "Number 0, edited"]))

    def test_folders(self) -> None:
        work = self.account.folder_id("Work")
        with self.account.busy():
            renamed, moved, gone = (int(self.h.probe("folder-create", work, name)["id"]) for name in ("Renamed", "Moved", "Gone"))
            self.h.probe("folder-rename", renamed, "Other")
            self.h.probe("folder-move", moved, self.account.folder_id("Archive"))
            self.h.probe("folder-delete", gone)
            self.added("Work/Other", "Added to the new one")
            self.move("Inbox", "Archive/Moved", "Number 0")
        self.settles(self.changed(Inbox=NUMBERS[1:], Work__Other=["Added to the new one"], Archive__Moved=["Number 0"]))

    def added(self, folder: str, subject: str) -> str:
        self.account.add_item(folder, mail(subject))
        return subject


class TroubleOnPoorServer(Trouble):
    server_options = {"without": POOR}


class ScriptedServer(Offline, Conflicts, OnScripted):
    pass


class ScriptedWithoutExtensions(Offline, Conflicts, OnScripted):
    server_options: dict[str, Any] = {"without": POOR}


class Dovecot(Offline, Conflicts, OnDovecot):
    pass


del SharedHarnessTest, ImapTest, OnScripted, OnDovecot, Offline, Conflicts

if __name__ == "__main__":
    unittest.main()
