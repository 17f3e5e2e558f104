# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the system tests share: the path to the harness, and small messages."""

from __future__ import annotations

import re
import sys
import zlib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

import samplemail  # noqa: E402
from harness import HarnessTest  # noqa: E402
from session import default_build  # noqa: E402


def mail(subject: str, body: str = "Hello.\n", *, size: int = 0) -> bytes:
    """A plain message; `size` pads its body to about so many octets."""
    filler = "".join(f"{number:010} {'x' * 60}\n" for number in range(size // 72))
    fields = {"From": "Ben <ben@example.com>", "To": "Anna <anna@example.org>", "Subject": subject,
              "Date": "Mon, 02 Nov 2026 10:00:00 +0000", "Message-ID": f"<{zlib.crc32(subject.encode())}.test@example.com>"}
    return samplemail.message(fields, samplemail.part(body + filler, "us-ascii", "7bit"))


def is_sanitized() -> bool:
    """Whether the build has AddressSanitizer, which wants to be loaded first and takes several times the memory."""
    cache = default_build() / "CMakeCache.txt"
    return cache.exists() and re.search(r"ECM_ENABLE_SANITIZERS:\w+=.*address", cache.read_text()) is not None


class SampleTest(HarnessTest):
    """A harness whose Dovecot holds the sample mailbox (without its one very large message)."""

    large_megabytes = 0

    def setUp(self) -> None:
        super().setUp()
        self.h.dovecot.fill(self.h.user, samplemail.tuples(large_megabytes=self.large_megabytes))
