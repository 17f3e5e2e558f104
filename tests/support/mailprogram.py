# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Another mail program on the same mailbox, over IMAP. It names messages by their Subject."""

from __future__ import annotations

import imaplib
from collections import Counter
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any

import imapclient
from dovecot import content_hash, quote
from imapwords import Text, mailbox_name, number_set, parse, string
from session import SessionError


class MailProgram:
    """A connection that stays open, as a context manager. Folders are named as Konto names them: the inbox is "Inbox"."""

    def __init__(self, port: int, user: str, password: str) -> None:
        self._port = port
        self._login = f"\0{user}\0{password}".encode()
        self._connect()
        self._moves = b" MOVE" in self._do(self._client.capability())[0].upper()
        self.separator = "/"

    def __enter__(self) -> MailProgram:
        return self

    def __exit__(self, _type: type[BaseException] | None, _value: BaseException | None, _trace: TracebackType | None) -> None:
        self._client.shutdown()

    def _connect(self) -> None:
        self._client = imapclient.connect(self._port)
        self._client.authenticate("PLAIN", lambda _: self._login)

    # -- looking -----------------------------------------------------------------------------------------------

    def folders(self) -> list[str]:
        """Those that can hold messages."""
        found = []
        for line in _responses(self._do(self._client.list())):
            if r"\noselect" not in [word.lower() for word in line[0]] and r"\nonexistent" not in [word.lower() for word in line[0]]:
                found.append(self._shown(line[2]))
        return sorted(found)

    def subscribed(self) -> set[str]:
        return {self._shown(line[2]) for line in _responses(self._do(self._client.lsub()))}

    def contents(self) -> dict[str, list[str]]:
        """Folders to messages: the subject and the flags, as described(). SessionError when one of them was renamed or deleted meanwhile: then servers
        may end the connection, and there is another one for the next look."""
        try:
            return {folder: sorted(described(subject, flags) for _, subject, flags in self.messages(folder)) for folder in self.folders()}
        except imaplib.IMAP4.abort as error:
            self._client.shutdown()
            self._connect()
            raise SessionError(f"the server ended the connection: {error}") from error

    def messages(self, folder: str = "Inbox") -> list[tuple[int, str, set[str]]]:
        """UID, subject and flags."""
        found = []
        for words in self._fetch(folder, "(FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])"):
            subject = next(value for name, value in words.items() if name.startswith("BODY["))
            found.append((int(words["UID"]), subject.decode().partition(":")[2].strip(), set(words["FLAGS"]) - {r"\Recent"}))
        return found

    def hashes(self) -> dict[str, Counter[str]]:
        """Folders with mail: how often which message stands there, comparable with Account.hashes()."""
        found = {folder: Counter(content_hash(words["BODY[]"]) for words in self._fetch(folder, "(BODY.PEEK[])"))
                 for folder in self.folders()}
        return {folder: hashes for folder, hashes in found.items() if hashes}

    def uids(self, folder: str, subjects: Iterable[str] | None = None) -> list[int]:
        """Of all messages, or those with these subjects."""
        wanted = None if subjects is None else set(subjects)
        return [uid for uid, subject, _ in self.messages(folder) if wanted is None or subject in wanted]

    # -- changing ----------------------------------------------------------------------------------------------

    def add(self, folder: str, *messages: bytes, flags: str = "") -> None:
        for message in messages:
            content = message.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
            self._do(self._client.append(self._name(folder), f"({flags})", "", content))

    def store(self, folder: str, subjects: Iterable[str] | None, change: str) -> None:
        r"""For example change = r"+FLAGS (\Seen)"; without subjects, of all messages."""
        if found := self._open(folder, subjects):
            operation, _, flags = change.partition(" ")
            self._do(self._client.uid("STORE", found, operation, flags))

    def remove(self, folder: str, subjects: Iterable[str] | None = None) -> None:
        if found := self._open(folder, subjects):
            self._do(self._client.uid("STORE", found, "+FLAGS.SILENT", r"(\Deleted)"))
            self._do(self._client.uid("EXPUNGE", found))

    def copy(self, folder: str, subjects: Iterable[str] | None, target: str) -> None:
        if found := self._open(folder, subjects):
            self._do(self._client.uid("COPY", found, self._name(target)))

    def move(self, folder: str, subjects: Iterable[str] | None, target: str) -> None:
        found = self._open(folder, subjects)
        if found and self._moves:
            self._do(self._client.uid("MOVE", found, self._name(target)))
        elif found:
            self._do(self._client.uid("COPY", found, self._name(target)))
            self._do(self._client.uid("STORE", found, "+FLAGS.SILENT", r"(\Deleted)"))
            self._do(self._client.uid("EXPUNGE", found))

    def create(self, *folders: str) -> None:
        for folder in folders:
            self._do(self._client.create(self._name(folder)))
        self.subscribe(*folders)

    def subscribe(self, *folders: str) -> None:
        for folder in folders:
            self._do(self._client.subscribe(self._name(folder)))

    def unsubscribe(self, *folders: str) -> None:
        for folder in folders:
            self._do(self._client.unsubscribe(self._name(folder)))

    def rename(self, old: str, new: str) -> None:
        self._leave()
        self._do(self._client.rename(self._name(old), self._name(new)))

    def delete(self, folder: str) -> None:
        self._leave()
        self._do(self._client.delete(self._name(folder)))

    # -- internals ---------------------------------------------------------------------------------------------

    def _open(self, folder: str, subjects: Iterable[str] | None) -> str:
        """The set of UIDs, in the selected folder."""
        found = self.uids(folder, subjects)
        self._select(folder, readonly=False)
        return number_set(found)

    def _select(self, folder: str, readonly: bool) -> None:
        self._do(self._client.select(self._name(folder), readonly))

    def _leave(self) -> None:
        """A folder that is renamed or deleted should not be open."""
        self._select("Inbox", readonly=True)

    def _fetch(self, folder: str, items: str) -> Iterator[dict[str, Any]]:
        self._select(folder, readonly=True)
        for words in _responses(self._do(self._client.uid("FETCH", "1:*", items))):
            pairs = words[1]
            named = {string(name).upper(): value for name, value in zip(pairs[::2], pairs[1::2], strict=True)}
            if len(named) > 1:  # others' changes of flags come by themselves, and without the rest
                yield named

    def _shown(self, word: Any) -> str:
        first, *below = mailbox_name(word).split(self.separator)
        return "/".join(["Inbox" if first == "INBOX" else first, *below])

    def _name(self, folder: str) -> str:
        first, *below = folder.split("/")
        return quote(self.separator.join(["INBOX" if first == "Inbox" else first, *below]))

    @staticmethod
    def _do(answer: tuple[str, list[Any]]) -> list[Any]:
        if answer[0] != "OK":
            raise SessionError(f"the IMAP server said {answer}")
        return [line for line in answer[1] if line is not None]


def described(subject: str, flags: Iterable[str]) -> str:
    r"""A message in one line, such as "Number 1 \SEEN work"."""
    upper = sorted(flag.upper() if flag.startswith(("\\", "$")) else flag for flag in flags)
    return " ".join([subject, *upper])


def _responses(data: list[Any]) -> Iterator[list[Any]]:
    """imaplib's pieces put together and taken apart again."""
    parts: list[bytes] = []
    for piece in data:
        if isinstance(piece, tuple):
            parts += [piece[0][:piece[0].rindex(b"{")], Text(piece[1])]
        else:
            yield parse([*parts, piece])
            parts = []
