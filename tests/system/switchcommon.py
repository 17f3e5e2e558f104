# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of switching between POP3 and IMAP share: what an account shows and holds, and what the server has.

Messages are known by their subjects, each of which is there once.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

from common import mail
from harness import PASSWORD, Account, Json, SessionError, SharedHarnessTest
from mailprogram import MailProgram, described
from proxy import Proxy
from session import keep_trying

HERE = "On This Computer"
COUNT = 6
NUMBERS = [f"Number {number}" for number in range(COUNT)]

Contents = dict[str, list[str]]


class Message(NamedTuple):
    """What Akonadi knows of one."""

    id: int
    folder: str
    flags: frozenset[str]
    tags: tuple[int, ...]


class SwitchTest(SharedHarnessTest):
    """A user of Dovecot with mail in the inbox and a folder that POP3 does not show, and another mail program."""

    other: MailProgram
    account: Account
    wires: dict[str, Proxy]  # count what the account sends and gets over each protocol, and nobody else
    lists = "Lists"

    def setUp(self) -> None:
        super().setUp()
        self.serve()
        self.fill()

    def serve(self) -> None:
        """The server, and another mail program."""
        self.wires = self.h.proxies
        self.other = self.enterContext(MailProgram(self.h.dovecot.ports["imap"], self.user, PASSWORD))

    def fill(self) -> None:
        self.other.add("Inbox", *[mail(subject, size=1000 + 100 * number) for number, subject in enumerate(NUMBERS)])
        self.other.create(self.lists)
        self.other.add(self.lists, mail("List 0"), mail("List 1"))

    def begin(self, mode: str, **settings: Any) -> Account:
        """An account that has been synchronised."""
        self.account = self.h.add_account(mode, user=self.user, **settings)
        self.account.sync(90)
        return self.account

    # -- what a mail program on top of Akonadi does ---------------------------------------------------------------

    def item(self, subject: str) -> int:
        return self.messages()[subject].id

    def flag(self, subject: str, *changes: str) -> None:
        self.h.probe("flags", self.item(subject), *changes)

    def move(self, target: str, *subjects: str) -> None:
        known = self.messages()
        self.h.probe("item-move", self.account.folder_id(target), *[known[subject].id for subject in subjects])
        keep_trying("the move on disk", lambda: self.is_stored(), 20, 0.1)

    def remove(self, *subjects: str) -> None:
        known = self.messages()
        self.h.probe("item-delete", *[known[subject].id for subject in subjects])
        keep_trying("the removal on disk", lambda: self.is_stored(), 20, 0.1)

    def create_folder(self, *paths: str) -> None:
        for path in paths:
            self.account.create_folder(path)
            self.until("the folder", lambda path=path: bool(self.account.folders()[path]["rid"]))

    def add(self, folder: str, *contents: bytes) -> None:
        for content in contents:
            self.account.add_item(folder, content)
        keep_trying("the messages on disk", lambda: self.is_stored(), 20, 0.1)

    def tag(self, name: str, *subjects: str) -> int:
        tag = int(self.h.probe("tag-create", name)["id"])
        for subject in subjects:
            self.h.probe("tag", self.item(subject), "on", tag)
            self.until("the keyword of the tag", lambda subject=subject: name.lower() in self.messages()[subject].flags)
        return tag

    def is_stored(self) -> bool:
        """Akonadi and the disk have as many messages in the same folders."""
        with contextlib.suppress(SessionError, OSError):
            return {path: hashes.total() for path, hashes in self.account.hashes().items()} == self.account.counts()
        return False

    # -- switching ------------------------------------------------------------------------------------------------

    def reset(self) -> None:
        for proxy in self.wires.values():
            proxy.reset()

    def switch(self, mode: str, **options: str | int | bool) -> Json:
        """Must succeed; the report."""
        return self.is_well(self.account.switch(mode, **options))

    def undo(self) -> Json:
        return self.is_well(self.account.undo_switch())

    def is_well(self, entry: Json) -> Json:
        report: Json = entry["report"]
        self.assertEqual((entry["step"], report["outcome"]), ("finished", "switched"), entry)
        self.assertNotIn("sentence", report)
        check = report["check"]
        self.assertEqual((check["gone"], check["changed"], check["same"]), (0, 0, check["before"]), check)
        self.account.mode = entry["to"]
        return report

    def nothing_came(self) -> None:
        """No message text crossed the network."""
        counts = {name: (proxy.counts.bodies, proxy.counts.body_bytes, proxy.counts.compressed) for name, proxy in self.wires.items()}
        self.assertEqual(counts, {name: (0, 0, False) for name in counts})

    def is_quiet(self) -> None:
        """Two more syncs change nothing, here or there."""
        shown, there = self.messages(), self.other.contents()
        self.account.sync(90)
        self.reset()
        self.account.sync(90)
        self.assertEqual(self.messages(), shown)
        self.assertEqual(self.other.contents(), there)
        self.assertEqual(self.writes(), {}, "a second time")
        self.nothing_came()

    def writes(self) -> dict[str, int]:
        changing = {"UID STORE", "UID MOVE", "UID COPY", "UID EXPUNGE", "EXPUNGE", "APPEND", "CREATE", "RENAME", "DELETE", "SUBSCRIBE", "CLOSE"}
        return {command: count for command, count in self.wires["imap"].counts.commands.items() if command in changing}

    def until(self, what: str, ready: Callable[[], bool], timeout: float = 30) -> None:
        def is_ready() -> bool:
            with contextlib.suppress(SessionError, KeyError):
                return ready()
            return False
        keep_trying(what, is_ready, timeout, 0.1)

    # -- what is where ---------------------------------------------------------------------------------------------

    def messages(self) -> dict[str, Message]:
        """What Akonadi shows, by subject."""
        found: dict[str, Message] = {}
        for folder, items in self.account.contents().items():
            for each in items:
                self.assertNotIn(each["subject"], found, "shown twice")
                flags = frozenset(each["flags"]) - {"$ATTACHMENT"}
                found[each["subject"]] = Message(int(each["id"]), folder, flags, tuple(each.get("tags", [])))
        return found

    def shown(self) -> Contents:
        """Folders with mail."""
        shown: Contents = {}
        for subject, message in self.messages().items():
            shown.setdefault(message.folder, []).append(described(subject, message.flags))
        return {folder: sorted(messages) for folder, messages in shown.items()}

    def there(self) -> Contents:
        """The server's folders with mail."""
        return {folder: messages for folder, messages in self.other.contents().items() if messages}

    def agrees(self, here: Contents | None = None) -> None:
        """In IMAP mode: Akonadi, the disk and the server have the same, but for what is `here` only."""
        here = here or {}
        self.assertEqual(self.shown(), self.there() | here)
        on_disk = {folder: hashes for folder, hashes in self.account.hashes().items() if folder not in here}
        self.assertEqual(on_disk, self.other.hashes())

    def where(self) -> dict[str, tuple[int, str]]:
        return {subject: (message.id, message.folder) for subject, message in self.messages().items()}

    def placed(self, **folders: list[str]) -> dict[str, str]:
        """Subject to folder; "__" is a "/"."""
        return {subject: folder.replace("__", "/") for folder, subjects in folders.items() for subject in subjects}

    def folder_of(self) -> dict[str, str]:
        return {subject: message.folder for subject, message in self.messages().items()}

    def all_hashes(self) -> Counter[str]:
        """What lies on disk, in whatever folder."""
        return sum(self.account.hashes().values(), Counter())

    def on_server(self) -> dict[str, list[tuple[int, str]]]:
        """Folder to UIDs and subjects."""
        return {folder: [(uid, subject) for uid, subject, _ in self.other.messages(folder)] for folder in self.other.folders()}

    def _show_logs(self) -> None:
        super()._show_logs()
        for name, proxy in self.wires.items():
            print(f"-- over {name} the account sent --", *[line[:200] for line in proxy.client_bytes.decode("utf-8", "replace").splitlines()[-80:]], sep="\n")
