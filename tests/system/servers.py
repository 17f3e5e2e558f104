#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The POP3 mode with Dovecot, Courier and Cyrus, each with its own UIDLs."""

from __future__ import annotations

import contextlib
import re
import sqlite3
import unittest
from collections import Counter
from typing import Any

from common import mail
from dovecot import Dovecot, content_hash
from harness import PASSWORD, USER, Account, HarnessTest
from otherservers import Courier, Cyrus
from proxy import Proxy
from session import keep_trying

COUNT = 8
NEWEST_MESSAGES, NOTHING = 2, 4


class Inboxes(Dovecot):
    """Dovecot as the other servers are: inboxes only."""

    uidl_format = r"^[0-9a-f]{16}$"

    @property
    def port(self) -> int:
        return self.ports["pop3"]

    def append(self, user: str, *messages: bytes) -> None:  # type: ignore[override]
        super().append(user, "INBOX", *messages)

    def messages(self, user: str) -> list[bytes]:  # type: ignore[override]
        return list(super().messages(user).values())

    def change_uidls(self, user: str) -> None:
        """What a restored backup does: all that Dovecot remembers about the Maildir is gone."""
        self.stop()
        before = self.maildir(user) / "dovecot-uidlist"
        validity = before.read_text().partition(" V")[2].partition(" ")[0]
        for file in self.maildir(user).glob("dovecot*"):
            file.unlink()
        before.write_text(f"3 V{int(validity) + 1} N1\n")
        self.start()


class EveryServer(HarnessTest):
    kind: type[Inboxes] | type[Courier] | type[Cyrus]

    def setUp(self) -> None:
        super().setUp()
        self.server = self.enterContext(self.kind({USER: PASSWORD}))
        self.proxy = self.enterContext(Proxy(self.server.port, "pop3"))
        self.sent = [mail(f"Number {number}", ".dot\n..dots\n" if number == 3 else "Hello.\n", size=number * 900) for number in range(COUNT)]
        self.server.append(USER, *self.sent)

    def account(self, **settings: Any) -> Account:
        account = self.h.add_account("pop3", online=False, Pop3Port=self.proxy.port, **settings)
        self.h.probe("online", account.identifier, "true")
        account.sync()
        return account

    def again(self, account: Account, bodies: int = 0) -> None:
        self.proxy.reset()
        account.sync(90)  # Courier asks to be left alone for ten seconds
        self.assertEqual(self.proxy.counts.bodies, bodies)

    def holds(self, account: Account, messages: list[bytes]) -> None:
        self.assertEqual(account.hashes().get("Inbox", Counter()), Counter(map(content_hash, messages)))
        self.assertEqual(account.counts(), {"Inbox": len(messages)} if messages else {})

    def uidls(self, account: Account) -> list[str]:
        with contextlib.closing(sqlite3.connect(account.directory / "state.db", timeout=20)) as state:
            return [uidl.decode() for uidl, in state.execute("SELECT uidl FROM messages")]

    def test_every_message_once(self) -> None:
        account = self.account()
        self.holds(account, self.sent)
        for uidl in self.uidls(account):
            self.assertRegex(uidl, self.server.uidl_format)
        self.assertNotIn(b"\n", re.sub(rb"\r\n", b"", b"".join(file.read_bytes() for file in account.files())))
        self.again(account)
        new = mail("New")
        self.server.append(USER, new)
        self.again(account, bodies=1)
        self.holds(account, [*self.sent, new])

    def test_changed_uidls(self) -> None:
        account = self.account()
        before = set(self.uidls(account))
        self.server.change_uidls(USER)
        self.again(account)
        self.holds(account, self.sent)
        self.assertEqual(set(self.uidls(account)) & before, set())

    def test_nothing_is_kept(self) -> None:
        account = self.account(Pop3Keep=NOTHING)
        self.holds(account, self.sent)
        self.assertEqual(self.server.messages(USER), [])

    def test_the_newest_are_kept(self) -> None:
        account = self.account(Pop3Keep=NEWEST_MESSAGES, Pop3KeepAmount=3)
        self.holds(account, self.sent)
        self.assertEqual(Counter(map(content_hash, self.server.messages(USER))), Counter(map(content_hash, self.sent[-3:])))

    def test_large_messages_come_on_demand(self) -> None:
        large = mail("Large", size=300_000)
        self.server.append(USER, large)
        account = self.account(Pop3LargestDownload=100)
        self.assertEqual(len(account.files()), COUNT)
        self.assertEqual(len(account.items()), COUNT + 1)
        account.call("fetchWhole", f"string:{account.by_subject()['Large']['rid']}")
        account.wait_for_files("Inbox", COUNT + 1)
        keep_trying("the whole message", lambda: self.is_idle(account), 30)
        self.holds(account, [*self.sent, large])

    def is_idle(self, account: Account) -> bool:
        return bool(account.status()["status"] == "idle")

    def test_killed_in_the_middle(self) -> None:
        more = [mail(f"More {number}", size=4000) for number in range(300)]
        self.server.append(USER, *more)
        account = self.h.add_account("pop3", online=False, Pop3Port=self.proxy.port, Pop3Keep=NOTHING)
        self.h.probe("online", account.identifier, "true")
        self.proxy.wait_for_bytes(400_000, 30)
        account.kill()
        account.sync(90)
        self.holds(account, self.sent + more)
        self.assertEqual(self.server.messages(USER), [])


class WithDovecot(EveryServer):
    kind = Inboxes

    def test_a_restarted_server(self) -> None:
        account = self.account()
        self.server.restart()
        self.again(account)
        self.holds(account, self.sent)


class WithCourier(EveryServer):
    kind = Courier


class WithCyrus(EveryServer):
    kind = Cyrus


del EveryServer, HarnessTest

if __name__ == "__main__":
    unittest.main()
