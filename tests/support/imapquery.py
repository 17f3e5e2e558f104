# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What FETCH answers about a message, and what SEARCH finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from imapmodel import Message
from imapwords import Bad, date_word, mailbox_name, numbers, string

_BODY = re.compile(r"BODY(?P<peek>\.PEEK)?\[(?P<section>[^\]]*)\](?:<(?P<first>\d+)\.(?P<count>\d+)>)?$", re.IGNORECASE)
_FLAG_KEYS = {"SEEN": r"\Seen", "ANSWERED": r"\Answered", "FLAGGED": r"\Flagged", "DELETED": r"\Deleted", "DRAFT": r"\Draft"}
_HEADER_KEYS = {"SUBJECT", "FROM", "TO", "CC", "BCC"}

Matcher = Callable[[int, Message], bool]


def fetch_names(words: Any) -> list[str]:
    """The items of a FETCH in upper case (RFC 3501 section 6.4.5)."""
    names = [string(word).upper() for word in (words if isinstance(words, list) else [words])]
    return ["FLAGS", "INTERNALDATE", "RFC822.SIZE"] if names == ["FAST"] else names


def marks_seen(names: list[str]) -> bool:
    return any(name.startswith("BODY[") for name in names)


def is_body(name: str) -> bool:
    """Whether the item carries more than headers."""
    match = _BODY.match(name)
    return bool(match and not match["section"].startswith("HEADER"))


def fetched(message: Message, name: str) -> bytes:
    """One item and its value."""
    simple = {"UID": str(message.uid), "FLAGS": flag_words(message), "RFC822.SIZE": str(len(message.content)),
              "INTERNALDATE": date_word(message.date), "MODSEQ": f"({message.modseq})",
              "EMAILID": f"({message.object_id})", "X-GM-MSGID": str(message.gmail_id)}
    if name in simple:
        return f"{name} {simple[name]}".encode()
    match = _BODY.match(name)
    if not match:
        raise Bad(f"cannot fetch {name}")
    content = _section(message, match["section"])
    place = ""
    if match["first"]:
        content = content[int(match["first"]):][:int(match["count"])]
        place = f"<{match['first']}>"
    return f"BODY[{match['section']}]{place} {{{len(content)}}}\r\n".encode() + content


def flag_words(message: Message) -> str:
    return f"({' '.join(sorted(message.flags))})"


def _section(message: Message, section: str) -> bytes:
    if section == "":
        return message.content
    if section == "HEADER":
        return message.header
    if section == "TEXT":
        return message.text
    fields = re.match(r"HEADER\.FIELDS \(([^)]*)\)$", section)
    if fields:
        wanted = {word.strip('"').upper().encode() for word in fields[1].split()}
        lines = re.findall(rb"[^\r\n]+\r\n(?:[ \t][^\r\n]*\r\n)*", message.header)
        return b"".join(line for line in lines if line.partition(b":")[0].upper() in wanted) + b"\r\n"
    raise Bad(f"no such section: {section}")


def search_matcher(words: Sequence[Any], largest: tuple[int, int]) -> Matcher:
    """RFC 3501 section 6.4.4. `largest`: sequence number and UID that "*" stands for."""
    left = list(words)
    if left[:1] == ["CHARSET"]:
        del left[:2]
    if not left:
        raise Bad("search for what?")
    matchers = []
    while left:
        matchers.append(_key(left, largest))
    return lambda number, message: all(matches(number, message) for matches in matchers)


def _key(left: list[Any], largest: tuple[int, int]) -> Matcher:
    word = left.pop(0)
    if isinstance(word, list):
        return search_matcher(word, largest)
    key = string(word).upper()
    if key == "ALL":
        return lambda _number, _message: True
    if key == "NOT":
        inner = _key(left, largest)
        return lambda number, message: not inner(number, message)
    if key == "OR":
        one, other = _key(left, largest), _key(left, largest)
        return lambda number, message: one(number, message) or other(number, message)
    if key in _FLAG_KEYS or key.removeprefix("UN") in _FLAG_KEYS:
        flag = _FLAG_KEYS[key if key in _FLAG_KEYS else key.removeprefix("UN")]
        return lambda _number, message: (flag in message.flags) == (key in _FLAG_KEYS)
    if key in ("KEYWORD", "UNKEYWORD"):
        keyword = string(_argument(left)).lower()
        return lambda _number, message: (keyword in {flag.lower() for flag in message.flags}) == (key == "KEYWORD")
    if key == "HEADER" or key in _HEADER_KEYS:
        return _header_key(string(_argument(left)) if key == "HEADER" else key, string(_argument(left)))
    if key == "UID":
        uids = numbers(string(_argument(left)), largest[1])
        return lambda _number, message: message.uid in uids
    if key in ("LARGER", "SMALLER"):
        size = int(string(_argument(left)))
        return lambda _number, message: len(message.content) > size if key == "LARGER" else len(message.content) < size
    if key[:1].isdigit() or key[:1] == "*":
        wanted = numbers(key, largest[0])
        return lambda number, _message: number in wanted
    raise Bad(f"cannot search for {key}")


def _header_key(name: str, value: str) -> Matcher:
    return lambda _number, message: value.lower() in message.field(name).lower() and has_field(message, name)


def has_field(message: Message, name: str) -> bool:
    return bool(re.search(rb"^" + re.escape(name.encode()) + rb":", message.header, re.IGNORECASE | re.MULTILINE))


def _argument(left: list[Any]) -> Any:
    if not left:
        raise Bad("an argument is missing")
    return left.pop(0)


def list_matcher(reference: str, pattern: str, separator: str) -> Callable[[str], bool]:
    """For the names of LIST (RFC 3501 section 6.3.8)."""
    wanted = mailbox_name(reference) + mailbox_name(pattern)
    expression = "".join(".*" if each == "*" else f"[^{re.escape(separator)}]*" if each == "%" else re.escape(each)
                         for each in wanted)
    compiled = re.compile(expression, re.DOTALL)
    return lambda name: bool(compiled.fullmatch(name)) or (name == "INBOX" and wanted.upper() == "INBOX")
