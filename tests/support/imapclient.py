# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Connections to the tests' IMAP servers."""

from __future__ import annotations

import imaplib
import socket

imaplib._MAXLINE = 100_000_000  # type: ignore[attr-defined]  # a UID list of a large folder is one line


def connect(port: int) -> imaplib.IMAP4:
    """Not logged in yet. Without Nagle's algorithm, which holds the end of every APPEND back for 40 ms."""
    client = imaplib.IMAP4("127.0.0.1", port, timeout=60)
    client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client
