#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Realistic sample mail, the same every time; and a large mailbox for measurements.

    samplemail.py DIRECTORY [--bulk COUNT]     writes Maildirs to look at
"""

from __future__ import annotations

import argparse
import base64
import os
import quopri
import random
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import format_datetime
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

ONLY_IN_BODY = "Quittenmarmelade"  # stands in one body of INBOX and nowhere else
ONLY_IN_BODY_SUBJECT = "Rezepte von Tante Hilde"
ODD_FOLDER = "Notes v1.2 [a\\b]"
UMLAUT_FOLDER = "Büro & Verträge"
FOLDERS = ("INBOX", "Sent", "Drafts", "Archive/2024", "Archive/2025", "Lists/kde-pim", UMLAUT_FOLDER, ODD_FOLDER)
LARGE_SUBJECT = "Holiday video"
START = datetime(2024, 3, 1, 9, 0, tzinfo=UTC)

ME = "Anna Köhler <anna@example.org>"
PEOPLE = ("Ben Carter <ben@example.com>", "Jürgen Groß <juergen@example.de>", "Élodie Martin <elodie@example.fr>",
          "Иван Петров <ivan@example.ru>", "山田太郎 <taro@example.jp>", "فاطمة علي <fatima@example.com>",
          "List Admin <admin@lists.example.org>")


@dataclass(frozen=True)
class Language:
    """Words to make text of, with the charsets and encodings mail in it really uses."""

    subjects: tuple[str, ...]
    words: tuple[str, ...]
    forms: tuple[tuple[str, str], ...]  # charset, transfer encoding


LANGUAGES = (
    Language(("Meeting on Thursday", "Invoice 4711", "Photos from the trip", "Question about the release"),
             tuple("the meeting is moved to next week because our train was late and nobody had the slides".split()),
             (("us-ascii", "7bit"), ("utf-8", "quoted-printable"), ("utf-8", "base64"))),
    Language(("Grüße aus Köln", "Rechnung für März", "Änderung der Öffnungszeiten", "Straßenfest am Samstag"),
             tuple("wir möchten Ihnen höflich mitteilen dass die Lieferung für nächste Woche größer ausfällt".split()),
             (("iso-8859-1", "quoted-printable"), ("iso-8859-15", "8bit"), ("utf-8", "8bit"), ("utf-8", "base64"))),
    Language(("Réunion déplacée", "Où êtes-vous ?", "Le café à côté", "Facture n° 12"),
             tuple("nous avons reçu votre lettre et nous vous répondrons dès que possible à l'été".split()),
             (("iso-8859-1", "8bit"), ("iso-8859-15", "quoted-printable"), ("utf-8", "quoted-printable"))),
    Language(("Привет из Москвы", "Счёт за март", "Встреча в четверг"),
             tuple("мы получили ваше письмо и ответим вам как только сможем в начале недели".split()),
             (("koi8-r", "8bit"), ("koi8-r", "base64"), ("utf-8", "base64"))),
    Language(("会議のお知らせ", "請求書について", "写真を送ります"),
             ("会議は", "来週に", "変更に", "なりました", "写真を", "送ります", "よろしく", "お願いします"),
             (("iso-2022-jp", "7bit"), ("utf-8", "base64"))),
    Language(("اجتماع يوم الخميس", "فاتورة شهر مارس"), tuple("نود إعلامكم بأن الاجتماع قد تأجل إلى الأسبوع القادم".split()),
             (("utf-8", "base64"), ("utf-8", "8bit"))),
    Language(("🎉 Party 🎂", "Re: 👍👍", "☀️ weekend plans"), ("🎈", "see", "you", "there", "🥳", "bring", "🍰", "👩‍👩‍👧‍👦"),
             (("utf-8", "base64"), ("utf-8", "quoted-printable"))),
)


@dataclass(frozen=True)
class SampleMessage:
    """One message as it lies on a server, with CRLF line ends."""

    folder: str
    content: bytes
    flags: tuple[str, ...] = ()
    date: datetime = START


# -- building blocks -------------------------------------------------------------------------------------------

def word(text: str, charset: str = "utf-8") -> str:
    """RFC 2047 encoded words, or the text itself when it is ASCII."""
    if text.isascii():
        return text
    # A character may not be split over two words: few characters for each.
    pieces = [text[i:i + 12] for i in range(0, len(text), 12)]
    return "\r\n ".join(f"=?{charset}?B?{base64.b64encode(piece.encode(charset, 'replace')).decode()}?="
                        for piece in pieces)


def address(person: str) -> str:
    name, _, mail = person.rpartition(" ")
    return f"{word(name)} {mail}"


def lines(data: bytes) -> bytes:
    """With CRLF line ends."""
    return data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def part(text: str, charset: str, encoding: str, subtype: str = "plain") -> bytes:
    """A text part: its MIME header and body."""
    raw = text.encode(charset, "replace")
    if encoding == "base64":
        raw = base64.encodebytes(raw)
    elif encoding == "quoted-printable":
        raw = quopri.encodestring(raw)
    head = f"Content-Type: text/{subtype}; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n"
    return lines(head.encode() + raw + (b"" if raw.endswith(b"\n") else b"\n"))


def attachment(name: str, media_type: str, data: bytes) -> bytes:
    head = (f"Content-Type: {media_type}; name=\"{name}\"\nContent-Transfer-Encoding: base64\n"
            f"Content-Disposition: attachment; filename=\"{name}\"\n\n")
    return lines(head.encode() + base64.encodebytes(data))


def multipart(kind: str, boundary: str, *parts: bytes, parameters: str = "") -> bytes:
    head = f"Content-Type: multipart/{kind}; boundary=\"{boundary}\"{parameters}\r\n\r\n".encode()
    body = b"".join(b"--" + boundary.encode() + b"\r\n" + each + (b"" if each.endswith(b"\r\n") else b"\r\n")
                    for each in parts)
    return head + body + b"--" + boundary.encode() + b"--\r\n"


def message(fields: dict[str, str], content: bytes) -> bytes:
    """The fields in their order, then a part made by one of the functions above."""
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return head.encode() + b"MIME-Version: 1.0\r\n" + content


def png(width: int, height: int, rng: random.Random) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + rng.randbytes(3 * width) for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def pdf(text: str) -> bytes:
    return f"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n% {text}\ntrailer<</Root 1 0 R>>\n%%EOF\n".encode()


def zip_file(rng: random.Random) -> bytes:
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(zipfile.ZipInfo("report.txt", (2025, 1, 1, 0, 0, 0)), rng.randbytes(2000))
    return data.getvalue()


# -- the mailbox -----------------------------------------------------------------------------------------------

class _Maker:
    """Makes the messages; every choice comes from one seeded generator."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.when = START
        self.number = 0
        self.thread: list[str] = []

    def fields(self, subject: str, sender: str, to: str = ME) -> dict[str, str]:
        self.number += 1
        self.when += timedelta(minutes=self.rng.randint(3, 5000))
        return {
            "Return-Path": f"<{sender.rpartition('<')[2]}",
            "Received": f"from mx.example.net by mail.example.org with ESMTPS id {self.rng.randbytes(6).hex()};\r\n\t"
                        f"{format_datetime(self.when)}",
            "From": address(sender),
            "To": address(to),
            "Subject": word(subject),
            "Date": format_datetime(self.when),
            "Message-ID": f"<{self.number}.{self.rng.randbytes(5).hex()}@example.org>",
        }

    def text(self, language: Language, paragraphs: int) -> str:
        def sentence() -> str:
            return " ".join(self.rng.choices(language.words, k=self.rng.randint(6, 14)))
        return "\n\n".join("\n".join(sentence() for _ in range(self.rng.randint(2, 6)))
                           for _ in range(paragraphs)) + "\n"

    def flags(self) -> tuple[str, ...]:
        return self.rng.choice(((), (r"\Seen",), (r"\Seen",), (r"\Seen", r"\Answered"), (r"\Seen", r"\Flagged"),
                                (r"\Flagged",), (r"\Seen", "$Forwarded")))

    def ordinary(self, folder: str) -> SampleMessage:
        language = self.rng.choice(LANGUAGES)
        subject = self.rng.choice(language.subjects)
        sender = self.rng.choice(PEOPLE)
        if folder == "Lists/kde-pim":
            subject = f"[kde-pim] {subject}"
        fields = self.fields(subject, *((ME, sender) if folder in ("Sent", "Drafts") else (sender, ME)))
        self.add_thread(fields)
        charset, encoding = self.rng.choice(language.forms)
        content = self.shape(part(self.text(language, self.rng.randint(1, 6)), charset, encoding))
        flags = (r"\Draft", r"\Seen") if folder == "Drafts" else (r"\Seen",) if folder == "Sent" else self.flags()
        return SampleMessage(folder, message(fields, content), flags, self.when)

    def add_thread(self, fields: dict[str, str]) -> None:
        if self.thread and self.rng.random() < 0.4:
            fields["In-Reply-To"] = self.thread[-1]
            fields["References"] = "\r\n ".join(self.thread[-4:])
            fields["Subject"] = f"Re: {fields['Subject']}"
        else:
            self.thread = []
        self.thread.append(fields["Message-ID"])

    def shape(self, text: bytes) -> bytes:
        """The text alone, with an HTML twin, or with something attached."""
        boundary = f"=_{self.rng.randbytes(8).hex()}"
        html = part("<html><body><p>Hello <b>world</b></p></body></html>\n", "utf-8", "7bit", "html")
        shapes = {
            "plain": lambda: text,
            "html": lambda: multipart("alternative", boundary, text, html),
            "png": lambda: multipart("mixed", boundary, text, attachment("photo.png", "image/png", png(48, 32, self.rng))),
            "pdf": lambda: multipart("mixed", boundary, text, attachment("rechnung.pdf", "application/pdf", pdf("Nr. 1"))),
            "zip": lambda: multipart("mixed", boundary, text, attachment("data.zip", "application/zip", zip_file(self.rng))),
        }
        return shapes[self.rng.choices(list(shapes), weights=[12, 5, 2, 1, 1])[0]]()

    # The odd ones. Each is legal, or so common that a mail program has to live with it.

    def odd(self) -> Iterator[SampleMessage]:
        english = LANGUAGES[0]
        plain = part("A short text.\n", "us-ascii", "7bit")
        sender = PEOPLE[0]

        def sample(content: bytes, *flags: str, folder: str = "INBOX") -> SampleMessage:
            return SampleMessage(folder, content, flags, self.when)

        def without(*names: str) -> dict[str, str]:
            return {name: value for name, value in self.fields("Odd", sender).items() if name not in names}

        yield sample(message(self.fields(ONLY_IN_BODY_SUBJECT, PEOPLE[1]), part(
            f"Liebe Anna,\n\nhier das Rezept: {ONLY_IN_BODY} nach Großmutters Art.\n", "utf-8", "quoted-printable")))
        yield sample(message(without("Subject"), plain), r"\Seen")
        yield sample(message(without("Date"), plain))
        yield sample(message(without("Message-ID"), plain))
        yield sample(message(self.fields("No body", sender), b"Content-Type: text/plain\r\n\r\n"))
        yield sample("".join(f"{k}: {v}\r\n" for k, v in self.fields("Headers only", sender).items()).encode() + b"\r\n")
        yield sample(message(self.fields("Very long lines", sender), b"\r\n" + b"x" * 990 + b"\r\n" + b"y " * 490 + b"\r\n"))
        yield sample(message(self.fields("A subject\r\n\tthat is folded\r\n over three lines", sender), plain))
        odd_case = {name.upper() if i % 2 else name.lower(): value
                    for i, (name, value) in enumerate(self.fields("Field names in odd case", sender).items())}
        yield sample(message(odd_case, plain), r"\Flagged")
        duplicate = self.fields("The same Message-ID twice", sender)
        yield sample(message(duplicate, part("One.\n", "us-ascii", "7bit")))
        yield sample(message(duplicate, part("Two, another text.\n", "us-ascii", "7bit")))
        twin = message(self.fields("The same message twice", sender), plain)
        yield sample(twin)
        yield sample(twin, r"\Seen")
        eight_bit = self.fields("XX", sender)
        eight_bit["Subject"] = "Größe in 8 Bit"
        yield sample(message(eight_bit, plain))
        latin = message(self.fields("YY", sender), plain).replace(b"Subject: YY", "Subject: Übung ß".encode("latin-1"))
        yield sample(latin)
        uu = "begin 644 hello.txt\n+:&5L;&\\@=V]R;&0*\n`\nend\n"
        yield sample(message(self.fields("uuencode in the body", sender), part(uu, "us-ascii", "7bit")))
        yield sample(message(self.fields("Dots", sender), part(".\n..\n.x\n.\n\n.\n", "us-ascii", "7bit")))
        yield sample(message(self.fields("From lines", sender), part("From here on:\n>From there\nFrom x\n", "us-ascii", "7bit")))
        inner = message(self.fields("The forwarded one", PEOPLE[2]), plain)
        yield sample(message(self.fields("Fwd: The forwarded one", sender), multipart(
            "mixed", "=_outer", plain, b"Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n" + inner)),
            r"\Seen", "$Forwarded")
        signature = (b"Content-Type: application/pgp-signature; name=signature.asc\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\n"
                     + base64.b64encode(self.rng.randbytes(48)) + b"\r\n-----END PGP SIGNATURE-----\r\n")
        yield sample(message(self.fields("Signed", sender), multipart(
            "signed", "=_signed", plain, signature,
            parameters="; micalg=pgp-sha512;\r\n protocol=\"application/pgp-signature\"")), r"\Seen")
        yield sample(message(self.fields("x" * 400, sender), plain))
        yield sample(message(self.fields("Many recipients", sender) | {"Cc": ",\r\n ".join(map(address, PEOPLE * 20))}, plain))
        yield sample(message(self.fields("Empty multipart", sender), multipart("mixed", "=_empty")))
        yield sample(message(self.fields("No closing boundary", sender),
                             multipart("mixed", "=_open", plain).removesuffix(b"--=_open--\r\n")))
        yield sample(message(self.fields("Two\u2028line\u00a0separators", sender), part("é\n", "utf-8", "8bit")))
        yield sample(message(self.fields("Oddly named folder", sender), plain), folder=ODD_FOLDER)
        yield sample(message(self.fields("Mietvertrag", PEOPLE[1]), part(self.text(LANGUAGES[1], 3), "utf-8", "8bit")),
                     folder=UMLAUT_FOLDER)
        yield sample(message(self.fields("Note", ME), part(self.text(english, 1), "us-ascii", "7bit")), folder=ODD_FOLDER)

    def large(self, megabytes: int) -> SampleMessage:
        video = self.rng.randbytes(megabytes * 1_000_000 * 57 // 78)  # base64 with line ends takes 78 octets for 57
        content = multipart("mixed", "=_large", part("Look at this!\n", "us-ascii", "7bit"),
                            attachment("video.mp4", "video/mp4", video))
        return SampleMessage("INBOX", message(self.fields(LARGE_SUBJECT, PEOPLE[0]), content), (), self.when)


@cache
def sample(seed: int = 1, large_megabytes: int = 25) -> tuple[SampleMessage, ...]:
    """The sample mailbox: some 300 messages over FOLDERS; large_megabytes=0 leaves the large one out."""
    maker = _Maker(seed)
    amounts = {"INBOX": 120, "Sent": 40, "Drafts": 4, "Archive/2024": 30, "Archive/2025": 30, "Lists/kde-pim": 50,
               UMLAUT_FOLDER: 12, ODD_FOLDER: 3}
    messages = [maker.ordinary(folder) for folder, amount in amounts.items() for _ in range(amount)]
    if large_megabytes:
        messages.append(maker.large(large_megabytes))
    messages += maker.odd()
    return tuple(messages)


def tuples(seed: int = 1, large_megabytes: int = 25) -> Iterator[tuple[str, bytes, str, float]]:
    """sample() in the form that Dovecot.fill() takes."""
    for each in sample(seed, large_megabytes):
        yield each.folder, each.content, " ".join(each.flags), each.date.timestamp()


# -- for measurements ------------------------------------------------------------------------------------------

NEWEST_MARK = "newest"


def bulk(maildir: Path, count: int = 10_000, total_bytes: int = 183_000_000, *, newest: int = 200, seed: int = 7) -> None:
    """Writes a large mailbox straight into a Maildir, oldest first.

    Sizes are spread as in real mailboxes (many small, few large) and sum up to about total_bytes. The subjects of
    the newest messages carry NEWEST_MARK.
    """
    for name in ("cur", "new", "tmp"):
        (maildir / name).mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed)
    weights = [min(rng.paretovariate(1.15), 200) for _ in range(count)]
    scale = max(1.0, (total_bytes - 900 * count) / sum(weights))
    # Body text is cut from one large piece of words, which is much faster than making each anew.
    vocabulary = ["".join(rng.choices("abcdefghijklmnoprstuvw", k=rng.randint(2, 10))) for _ in range(3000)]
    text = "\r\n".join(" ".join(rng.choices(vocabulary, k=11)) for _ in range(40_000)).encode()
    longest = int(max(weights) * scale) + 200
    text *= -(-2 * longest // len(text))
    when = START
    for number in range(1, count + 1):
        when += timedelta(minutes=17)
        mark = f" {NEWEST_MARK}" if number > count - newest else ""
        size = int(weights[number - 1] * scale)
        at = rng.randrange(len(text) - size)
        stamp = int(when.timestamp())
        head = (f"Return-Path: <p{number % 97}@example.com>\r\nReceived: from mx.example.net by mail.example.org with ESMTPS"
                f" id {rng.getrandbits(48):012x};\r\n\t{format_datetime(when)}\r\nFrom: Person {number % 97} "
                f"<p{number % 97}@example.com>\r\nTo: Anna <anna@example.org>\r\nSubject: Message {number:06}{mark}\r\n"
                f"Date: {format_datetime(when)}\r\nMessage-ID: <bulk.{number}.{rng.getrandbits(40):x}@example.com>\r\n"
                f"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\nX-Filler: {'x' * 300}\r\n\r\n")
        flags = "S" if number % 3 else ""
        file = maildir / "cur" / f"{stamp}.M{number:06}P1.bulk:2,{flags}"
        with open(file, "wb", buffering=0) as output:
            # Half an end of a line is nothing that a mail has, and that every server keeps.
            output.write(head.encode() + text[at:at + size].strip(b"\r\n") + b"\r\n")
        os.utime(file, (stamp, stamp))


def main() -> int:
    parser = argparse.ArgumentParser(description="Writes sample mail as Maildirs.")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--bulk", type=int, metavar="COUNT", help="one large folder instead of the sample mailbox")
    options = parser.parse_args()
    if options.bulk:
        bulk(options.directory, options.bulk, options.bulk * 18_300)
        return 0
    for number, each in enumerate(sample()):
        folder = options.directory / each.folder
        for name in ("cur", "new", "tmp"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "cur" / f"{int(each.date.timestamp())}.{number}.sample:2,").write_bytes(each.content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
