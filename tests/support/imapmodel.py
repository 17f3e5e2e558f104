# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The mailboxes behind the scripted IMAP server: what a test may read and change at any time, from any thread."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from imapwords import Refused, canonical

ALL_RIGHTS = "lrswipkxtea"  # RFC 4314


@dataclass
class Message:
    """Changed only through its mailbox."""

    uid: int
    content: bytes
    flags: frozenset[str]
    date: datetime
    modseq: int

    @property
    def object_id(self) -> str:
        """RFC 8474 section 5.1: the same for what has the same content and date, in whichever mailbox."""
        return "M" + hashlib.sha256(self.content + self.date.isoformat().encode()).hexdigest()[:24]

    @property
    def gmail_id(self) -> int:
        """X-GM-MSGID, 64 bits."""
        return int(self.object_id[1:17], 16)

    @property
    def header(self) -> bytes:
        end = self.content.find(b"\r\n\r\n")
        return self.content if end < 0 else self.content[:end + 4]

    @property
    def text(self) -> bytes:
        return self.content[len(self.header):]

    def field(self, name: str) -> str:
        """A header field, unfolded."""
        lines = re.sub(rb"\r\n[ \t]+", b" ", self.header).split(b"\r\n")
        start = name.lower().encode() + b":"
        return next((line[len(start):].strip().decode("utf-8", "replace") for line in lines if line.lower().startswith(start)), "")


@dataclass
class Mailbox:
    """name          without the encoding of the wire
    rights        of the user (RFC 4314); taken away, the server refuses with NOPERM
    read_only     SELECT answers [READ-ONLY], and nothing can be changed
    keywords      whether flags that do not begin with a backslash are kept
    """

    name: str
    uidvalidity: int
    lock: threading.RLock = field(repr=False)
    role: str = ""
    uidnext: int = 1
    highestmodseq: int = 1
    messages: list[Message] = field(default_factory=list)
    expunged: list[tuple[int, int]] = field(default_factory=list)  # MODSEQ, UID
    rights: str = ALL_RIGHTS
    read_only: bool = False
    keywords: bool = True
    selectable: bool = True
    gone: bool = False

    def add(self, content: bytes, flags: Iterable[str] = (), date: datetime | None = None) -> Message:
        with self.lock:
            self.highestmodseq += 1
            when = date or datetime.now(UTC).replace(microsecond=0)
            message = Message(self.uidnext, content, self._kept(flags), when, self.highestmodseq)
            self.uidnext += 1
            self.messages.append(message)
            return message

    def set_flags(self, uids: Iterable[int], add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        self.change_flags(uids, lambda flags: (flags - set(remove)) | set(add))

    def change_flags(self, uids: Iterable[int], change) -> None:  # type: ignore[no-untyped-def]
        """Only what really changes gets a new MODSEQ."""
        with self.lock:
            for message in self.of(uids):
                flags = self._kept(change(message.flags))
                if flags != message.flags:
                    self.highestmodseq += 1
                    message.flags, message.modseq = flags, self.highestmodseq

    def remove(self, uids: Iterable[int]) -> None:
        with self.lock:
            gone = {message.uid for message in self.of(uids)}
            if gone:
                self.highestmodseq += 1
                self.messages = [message for message in self.messages if message.uid not in gone]
                self.expunged += [(self.highestmodseq, uid) for uid in sorted(gone)]

    def of(self, uids: Iterable[int]) -> list[Message]:
        wanted = set(uids)
        with self.lock:
            return [message for message in self.messages if message.uid in wanted]

    def uids(self) -> list[int]:
        with self.lock:
            return [message.uid for message in self.messages]

    def with_subject(self, subject: str) -> list[Message]:
        with self.lock:
            return [message for message in self.messages if message.field("Subject") == subject]

    def renumber(self, uidvalidity: int) -> None:
        """A new UIDVALIDITY, and other UIDs."""
        with self.lock:
            self.uidvalidity = uidvalidity
            self.uidnext = self.highestmodseq = 1
            self.expunged.clear()
            kept, self.messages = self.messages, []
            for message in kept:
                self.add(message.content, message.flags, message.date)

    def used_flags(self) -> set[str]:
        with self.lock:
            return set().union(*(message.flags for message in self.messages))

    def need(self, rights: str) -> None:
        if not set(rights) <= set(self.rights):
            raise Refused("NOPERM", "Permission denied")

    def _kept(self, flags: Iterable[str]) -> frozenset[str]:
        return frozenset(canonical(flag) for flag in flags if self.keywords or flag.startswith("\\"))


class MailStore:
    """All mailboxes of the one user.

    quota   octets that all messages together may have
    """

    def __init__(self, separator: str = "/") -> None:
        self.lock = threading.RLock()
        self.separator = separator
        self.quota: int | None = None
        self.mailboxes: dict[str, Mailbox] = {}
        self.subscribed: set[str] = set()
        self._uidvalidity = 1000
        self.create("INBOX")

    def __getitem__(self, name: str) -> Mailbox:
        with self.lock:
            if name not in self.mailboxes:
                raise Refused("NONEXISTENT", f"No mailbox {name!a}")
            return self.mailboxes[name]

    def __contains__(self, name: str) -> bool:
        return name in self.mailboxes

    def names(self) -> list[str]:
        with self.lock:
            return sorted(name for name, mailbox in self.mailboxes.items() if mailbox.selectable)

    def create(self, name: str, role: str = "") -> Mailbox:
        """With what is missing above it."""
        with self.lock:
            name = name.removesuffix(self.separator)
            known = self.mailboxes.get(name)
            if known and known.selectable:
                raise Refused("ALREADYEXISTS", "Mailbox already exists")
            if known:
                known.selectable = True
                return known
            self._need_above(name)
            above = name.rpartition(self.separator)[0]
            if above and above not in self.mailboxes:
                self.create(above)
            self.mailboxes[name] = Mailbox(name, self.next_uidvalidity(), self.lock, role)
            return self.mailboxes[name]

    def delete(self, name: str) -> None:
        """RFC 3501 section 6.3.4: with mailboxes below it, the name stays and cannot be selected."""
        with self.lock:
            mailbox = self[name]
            if name == "INBOX":
                raise Refused("CANNOT", "INBOX cannot be deleted")
            below = self.below(name)
            if below and not mailbox.selectable:
                raise Refused("HASCHILDREN", "There are mailboxes below it")
            mailbox.need("x")
            del self.mailboxes[name]
            mailbox.gone = True
            if below:
                self.mailboxes[name] = Mailbox(name, self.next_uidvalidity(), self.lock, selectable=False)

    def rename(self, old: str, new: str) -> None:
        """With everything below it; UIDs stay."""
        with self.lock:
            mailbox = self[old]
            new = new.removesuffix(self.separator)
            if new in self.mailboxes:
                raise Refused("ALREADYEXISTS", "Target mailbox already exists")
            if new.startswith(old + self.separator):
                raise Refused("CANNOT", "A mailbox cannot stand in itself")
            if old == "INBOX":  # RFC 3501 section 6.3.5
                self._empty_inbox_into(new)
                return
            mailbox.need("x")
            self._need_above(new)
            above = new.rpartition(self.separator)[0]
            if above and above not in self.mailboxes:
                self.create(above)
            for name in [old, *self.below(old)]:
                moved = self.mailboxes.pop(name)
                moved.name = new + name[len(old):]
                self.mailboxes[moved.name] = moved

    def below(self, name: str) -> list[str]:
        return [each for each in sorted(self.mailboxes) if each.startswith(name + self.separator)]

    def used(self) -> int:
        """Octets."""
        with self.lock:
            return sum(len(message.content) for mailbox in self.mailboxes.values() for message in mailbox.messages)

    def need_room(self, octets: int) -> None:
        if self.quota is not None and self.used() + octets > self.quota:
            raise Refused("OVERQUOTA", "Quota exceeded (mailbox for user is full)")

    def everything(self) -> Iterator[tuple[str, Message]]:
        """All messages with their mailbox's name."""
        with self.lock:
            yield from [(name, message) for name, mailbox in self.mailboxes.items() for message in mailbox.messages]

    def next_uidvalidity(self) -> int:
        self._uidvalidity += 1
        return self._uidvalidity

    def _need_above(self, name: str) -> None:
        """The right to make a mailbox, which is that of the next one above it."""
        while name := name.rpartition(self.separator)[0]:
            if name in self.mailboxes:
                self.mailboxes[name].need("k")
                return

    def _empty_inbox_into(self, new: str) -> None:
        inbox, target = self["INBOX"], self.create(new)
        for message in inbox.messages:
            target.add(message.content, message.flags, message.date)
        inbox.remove(inbox.uids())
