#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs a program against a private Dovecot.

    imapdovecot.py PROGRAM ARGUMENT…               a few odd messages, for imapdovecottest
    imapdovecot.py --many COUNT PROGRAM ARGUMENT…   COUNT messages of 18 KB on average, for imapbench
    imapdovecot.py --hide WORD PROGRAM ARGUMENT…    a server without the capability WORD

Exits with 77 where Dovecot is not installed.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "support"))
from dovecot import Dovecot, quote  # noqa: E402

ODD = [
    b"From: a@example.org\r\nSubject: first\r\n\r\nHello\r\n",
    b"Subject: gr\xfc\xc3\x9f\r\n\r\n\x80\xff 8-bit, no end",
    b"Subject: no body\r\n\r\n",
    b"\r\nno header\r\n",
    b"Subject: a\r\n\tfolded\r\n  twice\r\nX-Empty:\r\nX-Space:  \t \r\n\r\nx  \r\n \r\n\t\r\n\r\n",
    b"Subject: long\r\n\r\n" + b"y" * 300_000 + b"\r\n",
    b"Subject: uu\r\n\r\nsee\r\n\r\nbegin 644 f.txt\r\n#0V%T\r\n`\r\nend\r\n\r\nbye\r\n",
    b"Subject: yenc\r\n\r\n=ybegin line=128 size=3 name=f\r\nabc\r\n=yend size=3\r\n",
    b"Subject: protocol\r\n\r\n)\r\nA000002 OK done\r\n* BYE {5}\r\n",
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n--b--\r\nepilogue \r\n\r\n",
    b"Subject: header only\r\n",
]


def fill_odd(server: Dovecot, directory: Path) -> None:
    for uid, message in enumerate(ODD, 1):
        (directory / str(uid)).write_bytes(message)
    server.append("anna", "INBOX", ODD[0], flags=r"\Seen \Flagged work")
    server.append("anna", "INBOX", *ODD[1:])
    server.create("anna", '[x] & "ä"/😀 a\\b')
    # What the server holds is the measure: it may add a line end of its own.
    for uid, message in server.messages("anna").items():
        (directory / str(uid)).write_bytes(message)


def fill_many(server: Dovecot, count: int) -> None:
    dice = random.Random(1)
    line = b"The quick brown fox jumps over the lazy dog, and then some more.\r\n"
    new = server.maildir("anna") / "new"
    with server.imap("anna") as client:
        client.select(quote("INBOX"))
    for number in range(count):
        header = f"From: Sender {number} <s{number}@example.org>\r\nTo: anna@example.org\r\nSubject: Message {number}\r\n" \
                 f"Date: Mon, 01 Jan 2024 00:00:00 +0000\r\nMessage-ID: <{number}@example.org>\r\n".encode()
        header += b"Received: from a.example.org by b.example.org with ESMTPS; Mon, 01 Jan 2024 00:00:00 +0000\r\n" * 8
        size = min(400_000, int(dice.expovariate(1 / 17_500)))
        message = header + b"\r\n" + line * (size // len(line) + 1)
        (new / f"{1700000000 + number}.M{number}P1.host").write_bytes(message)


def main() -> int:
    if not shutil.which("dovecot"):
        print("no dovecot")
        return 77
    arguments = sys.argv[1:]
    many = 0
    if arguments[0] == "--many":
        many = int(arguments[1])
        arguments = arguments[2:]
    hide: set[str] = set()
    if arguments[0] == "--hide":
        hide = {arguments[1]}
        arguments = arguments[2:]
    with Dovecot({"anna": "geheim"}, hide=hide) as server:
        messages = server.directory / "messages"
        messages.mkdir()
        if many:
            fill_many(server, many)
        else:
            fill_odd(server, messages)
        environment = os.environ | {
            "KONTO_TEST_IMAP": str(server.ports["imap"]),
            "KONTO_TEST_IMAPS": str(server.ports["imaps"]),
            "KONTO_TEST_PIN": server.key_pin(),
            "KONTO_TEST_MESSAGES": str(messages),
        }
        return subprocess.run(arguments, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
