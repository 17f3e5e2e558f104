# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""IMAP's words: commands taken apart, answers put together (RFC 3501 section 9)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from dovecot import from_utf7, quote

_TOKEN = re.compile(rb'\s*(?:(?P<bracket>[()])|"(?P<quoted>(?:\\.|[^"\\])*)"|(?P<atom>(?:\[[^\]]*\]|[^\s()"\[])+))', re.DOTALL)
_SYSTEM_FLAGS = {flag.lower(): flag for flag in (r"\Seen", r"\Answered", r"\Flagged", r"\Deleted", r"\Draft")}


class Bad(Exception):
    """A command that nobody understands."""


class Refused(Exception):
    """NO, with a response code ("NOPERM") or none."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"[{code}] {text}" if code else text)


class Text(bytes):
    """A string that was quoted or came as a literal, and is therefore no keyword."""


def parse(parts: Iterable[bytes]) -> list[Any]:
    """A command's words: atoms as str, strings as Text, parenthesised lists as lists. `parts` are the pieces between
    literals, and the literals as Text."""
    stack: list[list[Any]] = [[]]
    for token in _tokens(parts):
        if token == b"(":
            stack.append([])
        elif token != b")":
            stack[-1].append(token if isinstance(token, Text) else token.decode("latin-1"))
        elif len(stack) > 1:
            done = stack.pop()
            stack[-1].append(done)
        else:
            raise Bad("closed what was not opened")
    if len(stack) > 1:
        raise Bad("a list without an end")
    return stack[0]


def _tokens(parts: Iterable[bytes]) -> Iterator[bytes]:
    for part in parts:
        if isinstance(part, Text):
            yield part
            continue
        position = 0
        while position < len(part.rstrip()):
            match = _TOKEN.match(part, position)
            if not match:
                raise Bad("not understood")
            position = match.end()
            if match["quoted"] is not None:
                yield Text(re.sub(rb"\\(.)", rb"\1", match["quoted"]))
            else:
                yield match["bracket"] or match["atom"]


def string(word: Any) -> str:
    """A word that may be an atom or a string."""
    if isinstance(word, Text):
        return word.decode("utf-8", "replace")
    if isinstance(word, str):
        return word
    raise Bad("a string was expected")


def mailbox_name(word: Any) -> str:
    """A mailbox name as people write it."""
    name = from_utf7(string(word))
    return "INBOX" if name.upper() == "INBOX" else name


def mailbox_word(name: str) -> str:
    return quote(name)


def flag_list(words: Any) -> set[str]:
    if not isinstance(words, list):
        raise Bad("a list of flags was expected")
    return {canonical(string(word)) for word in words}


def canonical(flag: str) -> str:
    """System flags in their usual spelling; they are case-insensitive."""
    return _SYSTEM_FLAGS.get(flag.lower(), flag)


class NumberSet:
    """A sequence set, which may hold ranges of any length."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        self._ranges = sorted(ranges)
        self._longest = max((last - first for first, last in self._ranges), default=0)

    def __contains__(self, number: int) -> bool:
        place = bisect_right(self._ranges, (number, 1 << 64))
        while place and self._ranges[place - 1][0] >= number - self._longest:
            place -= 1
            if self._ranges[place][1] >= number:
                return True
        return False


def numbers(text: str, largest: int) -> NumberSet:
    """Reads a sequence set; "*" is `largest`."""
    found = []
    for each in text.split(","):
        first, _, last = each.partition(":")
        try:
            low, high = sorted(largest if end == "*" else int(end) for end in (first, last or first))
        except ValueError:
            raise Bad(f"no number set: {text}") from None
        found.append((low, high))
    return NumberSet(found)


def number_set(values: Iterable[int]) -> str:
    """The shortest set of these numbers, in ascending order."""
    runs: list[list[int]] = []
    for value in sorted(values):
        if runs and runs[-1][1] == value - 1:
            runs[-1][1] = value
        else:
            runs.append([value, value])
    return ",".join(str(first) if first == last else f"{first}:{last}" for first, last in runs)


def date_word(date: datetime) -> str:
    return f'"{date:%d-%b-%Y %H:%M:%S %z}"'


def parse_date(word: Any) -> datetime:
    try:
        return datetime.strptime(string(word).strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(UTC)
    except ValueError:
        raise Bad("no date-time") from None
