#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Konto and two other mail programs change one mailbox at random, online and offline, with lost connections and kill -9.
Then everybody waits, and Akonadi, the disk and the server hold the same: nothing lost that nobody deleted, nothing twice that
nobody copied.

    converge.py [--seconds N] [--seed N] [TEST...]

The seed is printed; with it, the same changes are made again, though not with the same timing.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import re
import sqlite3
import sys
import time
import unittest
from collections import Counter
from collections.abc import Callable
from typing import Any

from common import mail
from imapcommon import SharedHarnessTest, ImapTest, OnDovecot, OnScripted
from mailprogram import MailProgram
from session import SessionError, keep_trying

OPTIONS = argparse.Namespace(seconds=60, seed=None)
MOST_FOLDERS = 9
FULL = 18  # messages in a folder; many more that vanish at once would be held back
SPECIAL = {"Inbox", "Sent", "Drafts", "Trash", "Junk", "Archive"}


class Ledger:
    """What everybody did to the messages, which are known by their subjects."""

    def __init__(self) -> None:
        self.born: set[str] = set()
        self.maybe_gone: set[str] = set()  # somebody deleted one of that name, or edited it, which gives it another
        self.copies: Counter[str] = Counter()
        self.moved: set[str] = set()
        self.keywords: dict[tuple[str, str], bool] = {}  # each program has one keyword that nobody else changes
        self.history: list[str] = []

    def note(self, who: str, what: str) -> None:
        self.history.append(f"{time.strftime('%H:%M:%S')} {who}: {what}")

    def about(self, subject: str) -> str:
        word = re.compile(rf"\b{subject}\b")
        return "\n".join(line for line in self.history if word.search(line))

    def problems(self, found: Counter[str]) -> list[str]:
        bad = [f"{subject} is lost" for subject in sorted(self.born - self.maybe_gone) if not found[subject]]
        bad += [f"{subject} is there {count} times, and was copied {self.copies[subject]} times"
                for subject, count in sorted(found.items()) if count > 1 + self.copies[subject]]
        return bad + [f"{subject} came from nowhere" for subject in sorted(set(found) - self.born)]

    def wrong_keywords(self, flags: dict[str, set[str]]) -> list[str]:
        """Of messages that were not touched in any other way."""
        untouched = set(flags) - self.moved - self.maybe_gone - set(self.copies)
        return [f"{subject} has {sorted(flags[subject])}, and {keyword} was {'set' if on else 'cleared'} last"
                for (subject, keyword), on in self.keywords.items() if subject in untouched and (keyword in flags[subject]) != on]


class Convergence(ImapTest):
    count = 0

    def fill(self) -> None:
        self.seed = random.randrange(1 << 32) if OPTIONS.seed is None else OPTIONS.seed
        print(f"\nseed {self.seed}, {OPTIONS.seconds} s", flush=True)
        self.random = random.Random(self.seed)
        self.ledger = Ledger()
        self.number = 0
        self.is_offline = self.is_cut = False
        self.other.create("Work", "Work/Old", "Büro")
        for folder in ("Inbox", "Inbox", "Work", "Work/Old", "Büro") * 4:
            self.other.add(folder, self.new_mail("fill", folder))

    def new_mail(self, who: str, folder: str) -> bytes:
        self.number += 1
        subject = f"m{self.number}"
        self.ledger.born.add(subject)
        self.ledger.note(who, f"adds {subject} to {folder}")
        return mail(subject, f"Text of {subject}.\n", size=self.random.choice([0, 0, 5000]))

    def test_converges(self) -> None:
        programs = {"one": self.other, "two": self.another_program()}
        end = time.monotonic() + OPTIONS.seconds
        while time.monotonic() < end:
            who = self.random.choice(["konto", "konto", "one", "two", "trouble"])
            try:
                if who == "konto":
                    self.change_here()
                elif who == "trouble":
                    self.make_trouble()
                else:
                    self.change_there(who, programs[who])
            except (SessionError, KeyError) as error:
                self.ledger.note(who, f"… in vain: {str(error)[:100]}")  # what it was about is gone by now
        self.make_peace()
        self.compare()

    # -- what happens ----------------------------------------------------------------------------------------------

    def some(self, subjects: list[str]) -> list[str]:
        return self.random.sample(subjects, min(len(subjects), self.random.choice([1, 1, 2, 3, 5])))

    def change_there(self, who: str, program: MailProgram) -> None:
        folders = program.folders()
        folder, target = self.random.choice(folders), self.random.choice(folders)
        messages = {subject: flags for _, subject, flags in program.messages(folder)}
        some = self.some(list(messages))
        action = self.random.choice(["add", "add", "flag", "flag", "flag", "move", "move", "copy", "delete", "folder"])
        if action == "add" and len(messages) < FULL:
            program.add(folder, self.new_mail(who, folder))
        elif action == "flag":
            on = self.random.choice([True, False])
            self.ledger.note(who, f"{'sets' if on else 'clears'} {who} of {some} in {folder}")
            self.ledger.keywords |= {(subject, who): on for subject in some}
            program.store(folder, some, rf"{'+' if on else '-'}FLAGS ({who} \Seen)")
        elif action == "move" and folder != target:
            self.ledger.note(who, f"moves {some} from {folder} to {target}")
            self.ledger.moved |= set(some)
            program.move(folder, some, target)
        elif action == "copy":
            self.ledger.note(who, f"copies {some} from {folder} to {target}")
            self.ledger.copies.update(self.all_of(program, folder, some))
            program.copy(folder, some, target)
        elif action == "delete":
            self.ledger.note(who, f"deletes {some} in {folder}")
            self.ledger.maybe_gone |= set(some)
            program.remove(folder, some)
        elif action == "folder":
            self.change_folder_there(who, program, folders)

    @staticmethod
    def all_of(program: MailProgram, folder: str, subjects: list[str]) -> list[str]:
        """With those that are there several times."""
        return [subject for _, subject, _ in program.messages(folder) if subject in subjects]

    def change_folder_there(self, who: str, program: MailProgram, folders: list[str]) -> None:
        own = [folder for folder in folders if folder not in SPECIAL]
        action = self.random.choice(["create", "rename", "delete"] if own else ["create"])
        name = self.folder_name(self.random.choice(["", *own]))
        if action == "create" and len(folders) < MOST_FOLDERS:
            self.ledger.note(who, f"makes folder {name}")
            program.create(name)
        elif action == "rename":
            folder = self.random.choice(own)
            self.ledger.note(who, f"renames folder {folder} to {name}")
            program.rename(folder, name)
        elif action == "delete":
            self.delete_folder_there(who, program, self.random.choice(own))

    def delete_folder_there(self, who: str, program: MailProgram, folder: str) -> None:
        self.folder_goes(who, folder, program)
        program.delete(folder)

    def folder_goes(self, who: str, folder: str, program: MailProgram) -> None:
        """Whoever deletes a folder may delete with it what is on its way into it or out of it."""
        inside = {subject for name in program.folders() if f"{name}/".startswith(f"{folder}/") for _, subject, _ in program.messages(name)}
        inside |= {each.get("subject", "") for name in self.account.folders() if f"{name}/".startswith(f"{folder}/")
                   for each in self.account.items(name)}
        self.ledger.note(who, f"deletes folder {folder} with {sorted(inside)}")
        self.ledger.maybe_gone |= inside

    def folder_name(self, parent: str) -> str:
        self.number += 1
        name = self.random.choice([f"F{self.number}", f"Straße {self.number}"])
        return f"{parent}/{name}" if parent and parent.count("/") < 2 else name

    def change_here(self) -> None:
        folders = list(self.account.folders())
        folder, target = self.random.choice(folders), self.random.choice(folders)
        known = self.account.items(folder)
        some = self.random.sample(known, min(len(known), self.random.choice([1, 1, 2, 3, 5])))
        ids, subjects = [each["id"] for each in some], [each.get("subject", "") for each in some]
        action = self.random.choice(["add", "flag", "flag", "move", "move", "copy", "delete", "edit", "folder"])
        if action == "add" and len(known) < FULL:
            self.account.add_item(folder, self.new_mail("konto", folder))
        elif action == "folder":
            self.change_folder_here(folders)
        elif not some:
            return
        elif action == "flag":
            self.flag_here(folder, ids, subjects)
        elif action == "move" and folder != target:
            self.ledger.note("konto", f"moves {subjects} from {folder} to {target}")
            self.ledger.moved |= set(subjects)
            self.h.probe("item-move", self.account.folder_id(target), *ids)
        elif action == "copy":
            self.ledger.note("konto", f"copies {subjects} from {folder} to {target}")
            self.ledger.copies.update(subjects)
            self.h.probe("item-copy", self.account.folder_id(target), *ids)
        elif action == "delete":
            self.ledger.note("konto", f"deletes {subjects} in {folder}")
            self.ledger.maybe_gone |= set(subjects)
            self.h.probe("item-delete", *ids)
        elif action == "edit":
            self.edit_here(folder, ids[0], subjects[0])

    def flag_here(self, folder: str, ids: list[int], subjects: list[str]) -> None:
        on = self.random.choice([True, False])
        self.ledger.note("konto", f"{'sets' if on else 'clears'} konto of {subjects} in {folder}")
        for item, subject in zip(ids, subjects, strict=True):
            self.ledger.keywords[subject, "konto"] = on
            self.h.probe("flags", item, f"{'+' if on else '-'}konto", r"+\FLAGGED" if on else r"-\SEEN")

    def edit_here(self, folder: str, item: int, subject: str) -> None:
        self.number += 1
        new = f"{subject.partition('v')[0]}v{self.number}"
        self.ledger.note("konto", f"edits {subject} in {folder} to {new}")
        self.ledger.born.add(new)
        if subject in self.ledger.maybe_gone:
            self.ledger.maybe_gone.add(new)  # it may be gone already
        self.ledger.maybe_gone.add(subject)
        try:
            self.h.probe("item-edit", item, stdin=mail(new, f"Text of {new}.\n").decode())
        except SessionError:
            self.ledger.maybe_gone.add(new)
            raise

    def change_folder_here(self, folders: list[str]) -> None:
        own = [folder for folder in folders if folder not in SPECIAL]
        action = self.random.choice(["create", "rename", "move", "delete"] if own else ["create"])
        folder = self.random.choice(own) if own else ""
        if action == "create" and len(folders) < MOST_FOLDERS:
            name = self.folder_name(self.random.choice(["", *own]))
            self.ledger.note("konto", f"makes folder {name}")
            self.account.create_folder(name)
        elif action == "rename":
            name = self.folder_name("")
            self.ledger.note("konto", f"renames folder {folder} to {name}")
            self.h.probe("folder-rename", self.account.folder_id(folder), name)
        elif action == "move":
            parents = [each for each in folders if not f"{each}/".startswith(f"{folder}/") and each.count("/") < 2]
            parent = self.random.choice(["", *parents])
            self.ledger.note("konto", f"moves folder {folder} into {parent or 'the account'}")
            self.h.probe("folder-move", self.account.folder_id(folder), self.account.folder_id(parent))
        elif action == "delete":
            self.folder_goes("konto", folder, self.other)
            self.h.probe("folder-delete", self.account.folder_id(folder))

    # -- trouble ---------------------------------------------------------------------------------------------------

    def troubles(self) -> list[Callable[[], object]]:
        return [self.toggle_online, self.toggle_network, self.kill, self.start_sync, self.start_sync]

    def make_trouble(self) -> None:
        self.random.choice(self.troubles())()

    def toggle_online(self) -> None:
        self.is_offline = not self.is_offline
        self.ledger.note("trouble", "offline" if self.is_offline else "online")
        self.h.probe("online", self.account.identifier, "false" if self.is_offline else "true")

    def toggle_network(self) -> None:
        self.is_cut = not self.is_cut
        self.ledger.note("trouble", "no network" if self.is_cut else "network is back")
        if self.is_cut:
            self.wire.close()
        else:
            self.wire.reopen()

    def kill(self) -> None:
        self.ledger.note("trouble", "kill -9")
        self.account.kill()

    def start_sync(self) -> None:
        self.account.start_sync()

    # -- the end ---------------------------------------------------------------------------------------------------

    def make_peace(self) -> None:
        if self.is_cut:
            self.toggle_network()
        self.is_offline = False
        self.h.probe("online", self.account.identifier, "true")  # whatever became of the last change of it
        self.ledger.note("all", "wait")

    def is_quiet(self) -> bool:
        self.wire.reset()
        status = self.account.sync_any(120)
        if "many messages" in status["message"]:
            self.account.call("acceptDisappeared")
            return False
        return status["status"] == "idle" and not self.writes() and self.is_alike()

    def compare(self) -> None:
        try:
            keep_trying("quiet", self.is_quiet, 90, 0.5)
        except SessionError as error:
            print(f"{error}: {self.account.status()}")
        print(f"{len(self.ledger.history)} changes, {len(self.ledger.born)} messages")
        messages = [(subject, flags) for folder in self.other.folders() for _, subject, flags in self.other.messages(folder)]
        bad = self.ledger.problems(Counter(subject for subject, _ in messages))
        bad += self.ledger.wrong_keywords({subject: flags for subject, flags in messages})
        contents, shown = self.other.contents(), self.shown()
        for problem in bad:
            subject = problem.split()[0]
            print(f"== {problem}", self.ledger.about(subject), f"on the server {self.places(contents, subject)}", sep="\n")
            print(f"in Akonadi {self.places(shown, subject)}")
        for folder in sorted({*contents, *shown}):
            if contents.get(folder) != shown.get(folder):
                print(f"== {folder}: on the server {contents.get(folder)}, in Akonadi {shown.get(folder)}")
        try:
            self.assertEqual(bad, [], f"seed {self.seed}")
            self.agrees(contents)
        except AssertionError:
            self.show_state()
            print(f"-- seed {self.seed} --", *self.ledger.history, sep="\n")
            raise

    @staticmethod
    def places(contents: dict[str, list[str]], subject: str) -> list[str]:
        return [folder for folder, messages in contents.items() for message in messages if message.split()[0] == subject]

    def show_state(self) -> None:
        """What the account thinks of messages that are not simply where they belong."""
        with contextlib.closing(sqlite3.connect(f"file:{self.account.directory}/state.db?mode=ro", uri=True)) as state:
            for row in state.execute("SELECT id, path, mailbox, change, selectable, complete FROM folders"):
                print("folder", *row)
            subjects = {each["rid"]: each.get("subject") for items in self.account.contents().values() for each in items}
            for key, *row in state.execute("SELECT key, folder, server_folder, uid, writing, deleted_here, body, in_akonadi FROM messages "
                                           "WHERE uid = 0 OR server_folder <> 0 OR writing <> 0 OR deleted_here"):
                print("message", subjects.get(key.decode()), *row)


class Scripted(Convergence, OnScripted):
    """The server loses connections in the middle of commands, too."""

    def troubles(self) -> list[Callable[[], object]]:
        return [*super().troubles(), self.cut, self.cut, self.cut]

    def _show_logs(self) -> None:
        super()._show_logs()
        print("-- what was changed on the server --", *self.server.history, sep="\n")

    def cut(self) -> None:
        command = self.random.choice(["APPEND", "UID MOVE", "UID COPY", "UID STORE", "UID EXPUNGE", "CREATE", "RENAME", "DELETE", ""])
        when = self.random.choice(["before", "half", "after"])
        self.ledger.note("trouble", f"the connection will be lost {when} {command or 'the next command'}")
        self.server.cut(f"^{command}", when)

    def make_peace(self) -> None:
        self.server.forgive()
        super().make_peace()


class ScriptedWithoutExtensions(Scripted):
    server_options: dict[str, Any] = {"without": {"MOVE", "UIDPLUS", "CONDSTORE", "QRESYNC", "ENABLE", "LIST-EXTENDED", "LIST-STATUS"}}


class Dovecot(Convergence, OnDovecot):
    pass


del SharedHarnessTest, ImapTest, OnScripted, OnDovecot, Convergence

if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int)
    OPTIONS, rest = parser.parse_known_args()
    unittest.main(argv=[sys.argv[0], *rest])
