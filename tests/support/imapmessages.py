# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripted IMAP server's commands about messages, and what it tells a connection that has a mailbox open."""

from __future__ import annotations

import typing
from typing import Any

from imapmodel import Mailbox, Message
from imapquery import fetch_names, fetched, is_body, marks_seen, search_matcher
from imapwords import (Bad, NumberSet, Refused, Text, canonical, flag_list, mailbox_name, number_set, numbers,
                       parse_date, string)

if typing.TYPE_CHECKING:
    from imapserver import ImapServer

OBJECT_IDS = {"EMAILID": "OBJECTID", "X-GM-MSGID": "X-GM-EXT-1"}  # items, and what announces them
Numbered = tuple[int, Message]


class MessageCommands:
    """What a connection knows of the open mailbox, and the commands that use it."""

    def __init__(self, server: ImapServer) -> None:
        self.server = server
        self.box: Mailbox | None = None
        self.writable = False
        self.condstore = False
        self.qresync = False
        self.half = False  # of the command's messages only
        self.leaving = False
        self._view: list[int] = []  # the UIDs that the client has numbers for
        self._told: dict[int, int] = {}  # UID to the MODSEQ that the client knows
        self._last_uid = 0

    def say(self, line: str | bytes) -> None:
        raise NotImplementedError

    def offers(self, capability: str) -> bool:
        raise NotImplementedError

    # -- the client's view -------------------------------------------------------------------------------------

    def look_into(self, box: Mailbox, writable: bool) -> None:
        self.box = box
        self.writable = writable and not box.read_only
        self._view = box.uids()
        self._told = {message.uid: message.modseq for message in box.messages}
        self._last_uid = box.uidnext - 1

    def tell_changes(self, expunged: bool) -> None:
        """What happened since, here and elsewhere (RFC 3501 section 5.2)."""
        box = self.box
        assert box
        if expunged:
            self._tell_expunged(set(box.uids()))
        new = [message for message in box.messages if message.uid > self._last_uid]
        if new:
            self._view += [message.uid for message in new]
            self._told |= {message.uid: message.modseq for message in new}
            self._last_uid = new[-1].uid
            self.say(f"* {len(self._view)} EXISTS")
        for message in box.messages:
            if self._told.get(message.uid) not in (None, message.modseq):
                self.say_message(message, ["UID", "FLAGS"])

    def _tell_expunged(self, present: set[int]) -> None:
        gone = [(number, uid) for number, uid in enumerate(self._view, 1) if uid not in present]
        if gone and self.qresync:
            self.say(f"* VANISHED {number_set(uid for _, uid in gone)}")
        for number, _ in reversed(gone if not self.qresync else []):
            self.say(f"* {number} EXPUNGE")
        self._view = [uid for uid in self._view if uid in present]

    def say_message(self, message: Message, names: list[str]) -> None:
        if message.uid not in self._told:
            return  # has no number yet
        if self.condstore and "FLAGS" in names and "MODSEQ" not in names:
            names = [*names, "MODSEQ"]
        if "FLAGS" in names or "MODSEQ" in names:
            self._told[message.uid] = message.modseq
        items = b" ".join(fetched(message, name) for name in names)
        self.say(f"* {self._view.index(message.uid) + 1} FETCH (".encode() + items + b")")

    def say_vanished(self, modseq: int, known: NumberSet | None) -> None:
        assert self.box
        gone = [uid for when, uid in self.box.expunged if when > modseq and (known is None or uid in known)]
        if gone:
            self.say(f"* VANISHED (EARLIER) {number_set(gone)}")

    def select(self, numbers_word: Any, *, by_uid: bool) -> list[Numbered]:
        """The messages a set names, with their numbers."""
        box = self.box
        assert box
        if box.gone:
            raise Refused("NONEXISTENT", "The mailbox is gone")
        wanted = numbers(string(numbers_word), (self._view[-1] if by_uid else len(self._view)) if self._view else 0)
        present = {message.uid: message for message in box.messages}
        found = [(number, present[uid]) for number, uid in enumerate(self._view, 1)
                 if uid in present and (uid if by_uid else number) in wanted]
        return found[:len(found) // 2] if self.half else found

    def need_writable(self, rights: str) -> None:
        assert self.box
        if not self.writable:
            raise Refused("READ-ONLY", "The mailbox is open for reading only")
        self.box.need(rights)

    # -- FETCH and SEARCH --------------------------------------------------------------------------------------

    def do_fetch(self, which: Any, items: Any, modifiers: Any = None) -> str:
        return self.fetch(self.select(which, by_uid=False), fetch_names(items), modifiers or [])

    def do_uid_fetch(self, which: Any, items: Any, modifiers: Any = None) -> str:
        names = fetch_names(items)
        chosen = self.select(which, by_uid=True)
        if modifiers and "VANISHED" in modifiers:
            if not self.qresync:
                raise Bad("QRESYNC was not enabled")
            self.say_vanished(int(modifiers[modifiers.index("CHANGEDSINCE") + 1]), numbers(string(which), 1 << 32))
        return self.fetch(chosen, names if "UID" in names else ["UID", *names], modifiers or [])

    def fetch(self, chosen: list[Numbered], names: list[str], modifiers: list[Any]) -> str:
        box = self.box
        assert box
        since = -1
        if any(name in names and not self.offers(word) for name, word in OBJECT_IDS.items()):
            raise Bad("no object ids")
        if "CHANGEDSINCE" in modifiers or "MODSEQ" in names:
            if not self.offers("CONDSTORE"):
                raise Bad("no such modifier")
            self.condstore = True
        if "CHANGEDSINCE" in modifiers:
            since = int(modifiers[modifiers.index("CHANGEDSINCE") + 1])
            names = names if "MODSEQ" in names else [*names, "MODSEQ"]
        if marks_seen(names) and self.writable:
            box.set_flags([message.uid for _, message in chosen], add={r"\Seen"})
        for _, message in chosen:
            if message.modseq > since:
                self.say_message(message, names)
                self.server.bodies += [(box.name, message.uid)] * any(map(is_body, names))
        return "OK"

    def do_search(self, *words: Any) -> str:
        return self.search(words, lambda number, message: number)

    def do_uid_search(self, *words: Any) -> str:
        return self.search(words, lambda number, message: message.uid)

    def search(self, words: tuple[Any, ...], result: Any) -> str:
        matches = search_matcher(words, (len(self._view), self._view[-1] if self._view else 0))
        found = [result(number, message) for number, message in self.select("1:*", by_uid=False) if matches(number, message)]
        self.say(" ".join(["* SEARCH", *map(str, found)]))
        return "OK"

    # -- STORE and EXPUNGE -------------------------------------------------------------------------------------

    def do_store(self, which: Any, *words: Any) -> str:
        return self.store(self.select(which, by_uid=False), list(words), by_uid=False)

    def do_uid_store(self, which: Any, *words: Any) -> str:
        return self.store(self.select(which, by_uid=True), list(words), by_uid=True)

    def store(self, chosen: list[Numbered], words: list[Any], *, by_uid: bool) -> str:
        modified = self._modified(chosen, words.pop(0)) if isinstance(words[0], list) else []
        verb = string(words.pop(0)).upper()
        flags = flag_list(words[0] if isinstance(words[0], list) else words)
        silent = verb.endswith(".SILENT")
        operation = verb.removesuffix(".SILENT")
        if operation not in ("FLAGS", "+FLAGS", "-FLAGS"):
            raise Bad(f"no such operation: {verb}")
        self.need_writable(rights_for(flags))
        messages = [message for numbered in chosen if numbered not in modified for message in numbered[1:]]
        self._change(messages, operation, flags)
        for message in messages:
            if not silent:
                self.say_message(message, ["UID", "FLAGS"])
            elif self.condstore:
                self.say_message(message, ["UID", "MODSEQ"])
            else:
                self._told[message.uid] = message.modseq
        names = number_set(message.uid if by_uid else number for number, message in modified)
        return f"OK [MODIFIED {names}] some were not changed" if modified else "OK"

    def _modified(self, chosen: list[Numbered], modifier: list[Any]) -> list[Numbered]:
        """Those that changed since the client looked (RFC 7162 section 3.1.3)."""
        if not self.offers("CONDSTORE") or string(modifier[0]).upper() != "UNCHANGEDSINCE":
            raise Bad("no such modifier")
        self.condstore = True
        return [numbered for numbered in chosen if numbered[1].modseq > int(modifier[1])]

    def _change(self, messages: list[Message], operation: str, flags: set[str]) -> None:
        assert self.box
        uids = [message.uid for message in messages]
        lower = {flag.lower() for flag in flags}
        if operation == "FLAGS":
            self.box.change_flags(uids, lambda _: flags)
        elif operation == "+FLAGS":
            self.box.change_flags(uids, lambda old: old | {flag for flag in flags if flag.lower() not in {each.lower() for each in old}})
        else:
            self.box.change_flags(uids, lambda old: {flag for flag in old if flag.lower() not in lower})

    def do_expunge(self) -> str:
        return self._expunge(self.select("1:*", by_uid=False))

    def do_uid_expunge(self, which: Any) -> str:
        return self._expunge(self.select(which, by_uid=True))

    def _expunge(self, chosen: list[Numbered]) -> str:
        assert self.box
        self.need_writable("e")
        self.box.remove([message.uid for _, message in chosen if r"\Deleted" in message.flags])
        return "OK"

    # -- COPY, MOVE, APPEND ------------------------------------------------------------------------------------

    def do_copy(self, which: Any, name: Any) -> str:
        return f"OK {self._copy(self.select(which, by_uid=False), name)}".rstrip()

    def do_uid_copy(self, which: Any, name: Any) -> str:
        return f"OK {self._copy(self.select(which, by_uid=True), name)}".rstrip()

    def do_move(self, which: Any, name: Any) -> str:
        return self._move(self.select(which, by_uid=False), name)

    def do_uid_move(self, which: Any, name: Any) -> str:
        return self._move(self.select(which, by_uid=True), name)

    def _move(self, chosen: list[Numbered], name: Any) -> str:
        assert self.box
        self.need_writable("te")
        code = self._copy(chosen, name, moving=True)
        self.box.remove([message.uid for _, message in chosen])
        if code:
            self.say(f"* OK {code} moved")  # RFC 6851 section 4.3: before the EXPUNGEs
        return "OK"

    def _copy(self, chosen: list[Numbered], name: Any, moving: bool = False) -> str:
        """Returns the response code, if there is one."""
        target = self.target(name)
        if not moving:
            self.server.store.need_room(sum(len(message.content) for _, message in chosen))
        new = [target.add(message.content, message.flags, message.date) for _, message in chosen]
        if not new or not self.offers("UIDPLUS"):
            return ""
        return f"[COPYUID {target.uidvalidity} {number_set(message.uid for _, message in chosen)} {number_set(m.uid for m in new)}]"

    def do_append(self, name: Any, *words: Any) -> str:
        left = list(words)
        content = left.pop()
        flags = flag_list(left.pop(0)) if left and isinstance(left[0], list) else set()
        date = parse_date(left.pop(0)) if left else None
        if left or not isinstance(content, Text):
            raise Bad("APPEND wants a literal at its end")
        target = self.target(name)
        self.server.store.need_room(len(content))
        message = target.add(bytes(content), flags, date)
        return f"OK [APPENDUID {target.uidvalidity} {message.uid}]" if self.offers("UIDPLUS") else "OK"

    def target(self, name: Any) -> Mailbox:
        box = self.server.store.mailboxes.get(mailbox_name(name))
        if not box or not box.selectable:
            raise Refused("TRYCREATE", "Mailbox does not exist")
        box.need("i")
        if box.read_only:
            raise Refused("READ-ONLY", "Mailbox is read-only")
        return box


def rights_for(flags: set[str]) -> str:
    """RFC 4314 section 4: what changing these flags needs."""
    special = {r"\Seen": "s", r"\Deleted": "t"}
    return "".join({special.get(canonical(flag), "w") for flag in flags})
