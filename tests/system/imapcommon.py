# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of writing to IMAP share: an account in IMAP mode, its server, and another mail program beside it.

Messages are known by their subjects. `contents` are folders to lists of messages as described(): "Number 1 \\SEEN work".
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from common import mail
from harness import PASSWORD, Account, SessionError, SharedHarnessTest
from imapserver import OTHER_USER, ImapServer
from mailprogram import MailProgram, described
from proxy import Proxy
from session import keep_trying

Contents = dict[str, list[str]]


class ImapTest(SharedHarnessTest):
    """An account that has been synchronised with what fill() made. Subclasses say by which server."""

    wire: Proxy  # counts what the account sends and gets, and nobody else
    other: MailProgram
    account: Account
    count = 6
    many = 200  # a thousand where it is about the number

    def setUp(self) -> None:
        super().setUp()
        settings = self.begin()
        self.fill()
        self.account = self.h.add_account("imap", user=self.user, **settings)
        self.account.sync()
        self.start = self.other.contents()
        self.wire.reset()

    def begin(self) -> dict[str, Any]:
        """Starts the server, and returns what the account needs to find it."""
        raise NotImplementedError

    def another_program(self) -> MailProgram:
        """One more, on the same mailbox; nothing of what it does counts on the wire."""
        raise NotImplementedError

    def fill(self) -> None:
        self.other.add("Inbox", *[mail(f"Number {number}") for number in range(self.count)])
        self.other.create("Work", "Work/Old")

    # -- what a mail program on top of Akonadi does ---------------------------------------------------------------

    def item(self, subject: str, folder: str = "Inbox") -> int:
        return int(self.account.by_subject(folder)[subject]["id"])

    def items(self, folder: str, subjects: tuple[str, ...]) -> list[int]:
        known = self.account.by_subject(folder)
        return [int(known[subject]["id"]) for subject in subjects]

    def flag(self, folder: str, subject: str, *changes: str) -> None:
        self.h.probe("flags", self.item(subject, folder), *changes)

    def move(self, folder: str, target: str, *subjects: str) -> None:
        """All messages, when no subjects are named."""
        self.h.probe("item-move", self.account.folder_id(target), *self._named(folder, subjects), timeout=120)

    def copy(self, folder: str, target: str, *subjects: str) -> None:
        self.h.probe("item-copy", self.account.folder_id(target), *self._named(folder, subjects), timeout=120)

    def remove(self, folder: str, *subjects: str) -> None:
        self.h.probe("item-delete", *self._named(folder, subjects), timeout=120)

    def edit(self, folder: str, subject: str, new: bytes) -> None:
        self.h.probe("item-edit", self.item(subject, folder), stdin=new.decode())

    def _named(self, folder: str, subjects: tuple[str, ...]) -> list[int | str]:
        return [*self.items(folder, subjects)] or [f"in:{self.account.folder_id(folder)}"]

    def offline(self) -> None:
        self.h.probe("online", self.account.identifier, "false")

    def online(self) -> None:
        self.h.probe("online", self.account.identifier, "true")

    # -- what is where ---------------------------------------------------------------------------------------------

    def shown(self) -> Contents:
        """What Akonadi shows. The flags that Akonadi derives from a message's structure are left out."""
        return {path: sorted(described(each.get("subject", ""), set(each["flags"]) - {"$ATTACHMENT"}) for each in items)
                for path, items in self.account.contents().items()}

    def changed(self, **folders: list[str] | None) -> Contents:
        """What was there at the start, with other messages in some folders; None: the folder is gone. "__" is a "/"."""
        named = {name.replace("__", "/"): messages for name, messages in folders.items()}
        wanted = self.start | {name: sorted(messages) for name, messages in named.items() if messages is not None}
        return {name: messages for name, messages in wanted.items() if named.get(name, []) is not None}

    def reaches_server(self, wanted: Contents, timeout: float = 30) -> None:
        """The server gets there by itself, without anybody asking for a sync."""
        with contextlib.suppress(SessionError):
            self.until("the server", lambda: self.other.contents() == wanted, timeout)
        self.assertEqual(self.other.contents(), wanted, "on the server")

    def settles(self, wanted: Contents, timeout: float = 30) -> None:
        """Server and Akonadi show this, and the bytes on disk are the server's; also after another sync, which has nothing
        to do any more."""
        self.reaches_server(wanted, timeout)
        self.account.sync(120)
        self.agrees(wanted)
        self.wire.reset()
        self.account.sync(120)
        self.agrees(wanted)
        self.assertEqual(self.writes(), {}, "a second time")

    def agrees(self, wanted: Contents) -> None:
        self.assertEqual(self.other.contents(), wanted, "on the server")
        shown = self.shown()
        self.assertEqual({path: messages for path, messages in shown.items() if messages or path in wanted}, wanted, "in Akonadi")
        self.assertEqual(self.account.hashes(), self.other.hashes(), "on disk")

    def converges(self) -> Contents:
        """For outcomes that the test judges itself: syncs until there is nothing more to do, and returns what then stands on
        the server, in Akonadi and on disk alike."""
        def is_quiet() -> bool:
            self.wire.reset()
            return self.account.sync_any(120)["status"] == "idle" and not self.writes() and self.is_alike()
        with contextlib.suppress(SessionError):
            self.until("quiet", is_quiet, 40)
        contents = self.other.contents()
        self.agrees(contents)
        return contents

    def is_alike(self) -> bool:
        there = self.other.contents()
        shown = {path: messages for path, messages in self.shown().items() if messages or path in there}
        return shown == there and self.account.hashes() == self.other.hashes()

    def explains(self, folder: str) -> None:
        """The user reads a sentence about what the server did not do in this folder (a regular expression)."""
        self.account.wait("--message", self._refusal(folder), timeout=30)

    @contextlib.contextmanager
    def explaining(self, folder: str) -> Iterator[None]:
        """The same of what is done inside, where another run may begin as soon as the sentence is there."""
        with self.h.session.popen(["konto-probe", "wait", self.account.identifier, "--message", self._refusal(folder), "--timeout", "60"]) as reading:
            try:
                yield
                self.assertEqual(reading.wait(70), 0, "the sentence about the folder")
            finally:
                reading.terminate()

    @staticmethod
    def _refusal(folder: str) -> str:
        return f"server did not .*“({folder})”|“({folder})” was not deleted"

    def writes(self) -> dict[str, int]:
        """How often the account sent a command that changes something, since the wire was reset."""
        changing = {"UID STORE", "UID MOVE", "UID COPY", "UID EXPUNGE", "EXPUNGE", "APPEND", "CREATE", "RENAME", "DELETE", "SUBSCRIBE",
                    "UNSUBSCRIBE", "STORE", "COPY", "MOVE", "CLOSE"}
        return {command: count for command, count in self.wire.counts.commands.items() if command in changing}

    def until(self, what: str, ready: Callable[[], bool], timeout: float = 30) -> None:
        def is_ready() -> bool:
            with contextlib.suppress(SessionError, KeyError):
                return ready()
            return False
        keep_trying(what, is_ready, timeout, 0.2)

    def _show_logs(self) -> None:
        super()._show_logs()
        print(f"-- the account's connection: {self.wire.counts}")


class OnScripted(ImapTest):
    """The scripted server, `self.server`."""

    server_options: dict[str, Any] = {}

    def begin(self) -> dict[str, Any]:
        self.server = self.enterContext(ImapServer(user=self.user, **self.server_options))
        self.wire = self.enterContext(Proxy(self.server.port, "imap"))
        self.other = self.another_program()
        return {"password": self.server.password, "ImapPort": self.wire.port}

    def another_program(self) -> MailProgram:
        return self.enterContext(MailProgram(self.server.port, OTHER_USER, self.server.password))

    def _show_logs(self) -> None:
        super()._show_logs()
        print("-- the scripted server got --", *[command[:200] for command in self.server.commands[-60:]], sep="\n")


class OnDovecot(ImapTest):
    """Dovecot, `self.h.dovecot`; its options are in `options`."""

    def begin(self) -> dict[str, Any]:
        self.wire = self.h.proxies["imap"]
        self.other = self.another_program()
        return {}

    def another_program(self) -> MailProgram:
        return self.enterContext(MailProgram(self.h.dovecot.ports["imap"], self.user, PASSWORD))
