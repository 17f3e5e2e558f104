#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""kill -9 and a cut network at every step of a switch: it ends as the one that nobody disturbed."""

from __future__ import annotations

import contextlib
import re
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any

from common import mail
from harness import SessionError, SharedHarnessTest
from switchcommon import COUNT, HERE, NUMBERS, SwitchTest

ON_DEMAND = 2
CLEAR = 2  # no TLS: the proxy counts
LISTS = ["List 0", "List 1"]
KILLABLE: dict[str, Any] = {"env": {"KONTO_CRASH_FILE": "{session}/crash"}}
BEFORE_COMMIT = ("switch.begun", "switch.compared", "switch.noted", "switch.prepared", "switch.commit.before")
AFTER_COMMIT = ("switch.commit.done", "switch.settings", "switch.placed", "switch.synchronized")


class Disturbed(SwitchTest):
    """One switch in all its variety. Subclasses say how it begins and how it ends."""

    options = KILLABLE
    mode = "imap"  # to which it goes
    choices: dict[str, bool] = {}

    def prepare(self) -> None:
        """What is here and there before."""
        raise NotImplementedError

    def outcome(self) -> dict[str, str]:
        """Subject to folder."""
        raise NotImplementedError

    def server(self) -> dict[str, str]:
        """The same of the server."""
        raise NotImplementedError

    def setUp(self) -> None:
        super().setUp()
        self.prepare()
        self.before = self.messages()
        self.hashes_before = self.all_hashes()
        self.plan = self.account.preview(self.mode, **self.choices)

    def ends_well(self) -> None:
        entry = self.account.wait_for_switch(90)
        self.is_well(entry)
        self.assertEqual([each["step"] for each in self.account.switch_reports()], ["finished"], "begun once")
        self.account.sync()
        self.assertEqual(self.folder_of(), self.outcome())
        self.assertEqual({subject: folder for folder, found in self.on_server().items() for _, subject in found}, self.server())
        after = self.messages()
        self.assertEqual({subject: (after[subject].id, after[subject].flags) for subject in self.before},
                         {subject: (message.id, message.flags) for subject, message in self.before.items()})
        missing = self.hashes_before - self.all_hashes()
        self.assertEqual((missing.total(), self.all_hashes().total()), (0, len(self.outcome())), "on disk")
        self.is_quiet()

    def killed(self, point: str) -> None:
        crash = self.h.session.directory / "crash"
        pid = self.account.pid
        crash.write_text(point)
        with contextlib.suppress(SessionError):  # killed before it could answer
            self.account.start_switch(self.plan)
        try:
            self.until("the crash", lambda: not Path(f"/proc/{pid}").exists() or self.is_over())
            self.assertFalse(Path(f"/proc/{pid}").exists(), "it did not come there")
            self.assertFalse(crash.exists())
        finally:
            crash.unlink(missing_ok=True)
        if point == "switch.begun" and not self.has_begun():
            self.account.start_switch(self.plan)
        self.ends_well()

    def is_over(self) -> bool:
        return bool(self.account.switch_reports()[-1]["step"] == "finished")

    def has_begun(self) -> bool:
        self.until("the restart", lambda: bool(self.account.pid))
        self.account.wait_until_up()
        return bool(self.account.switch_reports())

    def test_undisturbed(self) -> None:
        self.account.start_switch(self.plan)
        self.ends_well()


def at_every(*points: str) -> Callable[[type[Disturbed]], type[Disturbed]]:
    """A test for each."""
    def add(cls: type[Disturbed]) -> type[Disturbed]:
        for point in points:
            def test(self: Disturbed, point: str = point) -> None:
                self.killed(point)
            setattr(cls, "test_" + re.sub(r"\W", "_", point), test)
        return cls
    return add


class ToImap(Disturbed):
    def prepare(self) -> None:
        self.begin("pop3")
        self.create_folder("Projects", "Projects/Old")
        self.flag("Number 0", r"+\SEEN", "+work")
        self.move("Projects", "Number 1")
        self.add("Projects/Old", mail("A note"))
        self.other.move("Inbox", ["Number 2"], "Lists")
        self.other.remove("Inbox", ["Number 3"])


@at_every(*BEFORE_COMMIT, *AFTER_COMMIT, "switch.item.moved", "store.move.intended", "store.commit.renamed", "store.commit.done",
          "imap.folder.created", "imap.append.begun", "imap.append.done", "imap.append.done:2", "imap.move.begun", "imap.move.done")
class Uploading(ToImap):
    """Messages and folders go to the server, and one message is shown where the server has sorted it."""

    def outcome(self) -> dict[str, str]:
        return self.placed(Inbox=["Number 0", *NUMBERS[3:]], Projects=["Number 1"], Projects__Old=["A note"], Lists=[*LISTS, "Number 2"])

    server = outcome


@at_every("switch.prepared", "switch.commit.before", "switch.commit.done", "switch.item.moved", "switch.item.moved:2", "switch.placed",
          "store.folder.renaming", "store.folder.move-intended", "store.folder.moved", "store.move.intended")
class Keeping(ToImap):
    """Messages and folders go below the branch of this computer."""

    choices = {"uploadMessages": False, "uploadFolders": False}

    def outcome(self) -> dict[str, str]:
        return self.placed(Inbox=["Number 0", *NUMBERS[4:]], Lists=[*LISTS, "Number 2"]) | {
            "Number 1": f"{HERE}/Projects", "A note": f"{HERE}/Projects/Old", "Number 3": f"{HERE}/Inbox"}

    def server(self) -> dict[str, str]:
        return self.placed(Inbox=["Number 0", "Number 1", *NUMBERS[4:]], Lists=[*LISTS, "Number 2"])


@at_every(*BEFORE_COMMIT, *AFTER_COMMIT, "store.commit.written", "store.commit.renamed", "store.commit.done")
class ToPop3(Disturbed):
    """What is not here is fetched, and the server's folders become folders of this computer."""

    mode = "pop3"

    def prepare(self) -> None:
        self.begin("imap", ImapKeep=ON_DEMAND)
        self.flag("Number 0", r"+\SEEN", "+work")
        self.until("the flag on the server", lambda: r"Number 0 \SEEN work" in self.there()["Inbox"])

    def outcome(self) -> dict[str, str]:
        return self.placed(Inbox=NUMBERS, Lists=LISTS)

    server = outcome


class Network(SwitchTest):
    """The line is cut: before the commit point the switch waits and goes on, after it it goes forward all the same."""

    points = 8  # of a switch, in each direction

    def cut(self, mode: str, wire: str, *, command: int = 0, octets: int | None = None) -> str:
        """At a command, or after so many octets of a connection. Whether it waited "before" or "after" the commit point, or not
        at all: "none"."""
        before = {subject: message.id for subject, message in self.messages().items()}
        self.wires[wire].cut_after = octets
        self.wires[wire].cut_command(command, "after" if command % 2 else "before")
        try:
            self.account.start_switch({"to": mode, "host": "127.0.0.1", "port": self.wires[mode].port, "security": CLEAR})
            self.until("the cut", lambda: self.account.switch_progress()["phase"] in ("waiting", "none"))
            progress = self.account.switch_progress()
        finally:
            self.wires[wire].cut_after = None
            self.wires[wire].cut_command(0, "")
        if progress["phase"] == "waiting":
            self.account.start_sync()  # it need not wait any longer
        self.is_well(self.account.wait_for_switch(60))
        after = {subject: message.id for subject, message in self.messages().items()}
        self.assertEqual(after | before, after)
        return "none" if progress["phase"] == "none" else "before" if progress["canCancel"] else "after"

    def commands(self, mode: str) -> dict[str, int]:
        """How many commands a switch takes that nobody disturbs."""
        self.reset()
        self.assertEqual(self.cut(mode, mode), "none")
        return {name: sum(wire.counts.commands.values()) for name, wire in self.wires.items()}

    def changes(self, number: int) -> None:
        """In POP3 mode: something to be uploaded, moved, marked and fetched."""
        self.add("Projects", mail(f"Note {number}"))
        self.flag(NUMBERS[number % COUNT], r"+\FLAGGED", f"+cut{number}")
        self.other.add("Inbox", mail(f"Sorted {number}"))
        self.account.sync()
        self.other.move("Inbox", [f"Sorted {number}"], "Lists")
        self.other.add("Lists", mail(f"New {number}"))

    def expected(self, rounds: int) -> dict[str, tuple[str, frozenset[str]]]:
        """Subject to folder and flags, after so many of them."""
        flags = {subject: {r"\FLAGGED"} | {f"cut{number}" for number in range(at, rounds, COUNT)} if at < rounds else set()
                 for at, subject in enumerate(NUMBERS)}
        numbers = range(rounds)
        folders = self.placed(Inbox=NUMBERS, Projects=[f"Note {number}" for number in numbers],
                              Lists=[*LISTS, *[f"{kind} {number}" for kind in ("Sorted", "New") for number in numbers]])
        return {subject: (folder, frozenset(flags.get(subject, set()))) for subject, folder in folders.items()}

    def test_cut_at_every_command(self) -> None:
        self.begin("pop3")
        self.create_folder("Projects")
        self.changes(0)
        commands = {mode: self.commands(mode) for mode in ("imap", "pop3")}
        seen = []
        for number in range(1, self.points):
            with self.subTest(number):
                self.changes(number)
                seen.append(self.cut("imap", "imap", command=1 + commands["imap"]["imap"] * number // self.points))
                self.account.sync()
                self.assertEqual({subject: (each.folder, each.flags) for subject, each in self.messages().items()}, self.expected(number + 1))
                self.agrees()
                hashes = self.all_hashes()
                self.assertEqual((set(hashes.values()), len(hashes)), ({1}, len(self.expected(number + 1))), "each of them once")
                shown, wire = self.messages(), "imap" if number % 2 else "pop3"
                seen.append(self.cut("pop3", wire, command=1 + commands["pop3"][wire] * number // self.points))
                self.assertEqual((self.messages(), self.all_hashes()), (shown, hashes))
        self.assertLessEqual({"before", "after"}, set(seen))
        self.assertLessEqual(seen.count("none"), self.points, "it waits for most of them")
        self.is_quiet()

    def test_cut_while_texts_are_fetched(self) -> None:
        self.other.add("Lists", *[mail(f"Large {number}", size=30_000) for number in range(10)])
        self.begin("imap", ImapKeep=ON_DEMAND)
        before = self.messages()
        self.assertEqual(self.cut("pop3", "imap", octets=100_000), "before")
        self.assertEqual(self.messages(), before)
        self.assertEqual(self.account.hashes(), self.other.hashes())
        self.is_quiet()


class RolledBack(SwitchTest):
    """Cancelled, and killed while it goes back: nothing has changed then either."""

    options = KILLABLE

    def test_killed(self) -> None:
        self.begin("pop3")
        self.create_folder("Projects")
        self.move("Projects", "Number 1")
        before, server, folders = self.messages(), self.on_server(), set(self.account.folders())
        plan = self.account.preview("imap")
        self.wires["imap"].close()
        self.account.start_switch(plan)
        self.until("waiting", lambda: self.account.switch_progress()["phase"] == "waiting")
        pid = self.account.pid
        (self.h.session.directory / "crash").write_text("switch.rolling-back")
        with contextlib.suppress(SessionError):
            self.account.switch_call("cancel")
        self.until("the crash", lambda: not Path(f"/proc/{pid}").exists())
        self.until("waiting again", lambda: self.account.switch_progress()["phase"] == "waiting", 60)
        self.account.switch_call("cancel")
        entry = self.account.wait_for_switch()
        self.assertEqual((entry["step"], entry["report"]["outcome"]), ("rolledBack", "nothing changed"))
        self.wires["imap"].reopen()
        self.assertEqual((self.messages(), self.on_server(), set(self.account.folders())), (before, server, folders))
        self.is_quiet()


del SharedHarnessTest, SwitchTest, Disturbed, ToImap

if __name__ == "__main__":
    unittest.main()
