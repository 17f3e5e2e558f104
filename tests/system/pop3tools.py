#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripted POP3 server and the delaying proxy themselves: if these fail, regressions and pop3-latency say nothing."""

from __future__ import annotations

import poplib
import socket
import time
import unittest
from typing import Any

from common import mail
from pop3server import Pop3Server
from proxy import Proxy

MAILBOX = [(f"uidl-{number}", mail(f"Number {number}", ".dot\n")) for number in range(4)]


class Scripted(unittest.TestCase):
    def server(self, **behaviour: Any) -> Pop3Server:
        return self.enterContext(Pop3Server(MAILBOX, "geheim", **behaviour))

    def client(self, server: Pop3Server, user: str = "anna") -> poplib.POP3:
        client = poplib.POP3("127.0.0.1", server.port, timeout=20)
        self.addCleanup(client.close)
        client.user(user)
        client.pass_("geheim")
        return client

    def test_a_session(self) -> None:
        server = self.server()
        client = self.client(server)
        self.assertIn("PIPELINING", client.capa())
        self.assertEqual(client.uidl()[1], [b"1 uidl-0", b"2 uidl-1", b"3 uidl-2", b"4 uidl-3"])
        self.assertEqual(client.list()[1][0], f"1 {len(MAILBOX[0][1])}".encode())
        self.assertEqual(b"\r\n".join(client.retr(2)[1]) + b"\r\n", MAILBOX[1][1])
        self.assertNotIn(b".dot", client.top(2, 0)[1])
        client.dele(1)
        self.assertEqual(len(server.mailbox), 4)
        client.quit()
        self.assertEqual(server.mailbox, MAILBOX[1:])
        self.assertEqual((server.bodies, server.count("TOP"), server.users), (1, 1, ["anna"]))
        self.assertNotIn("PASS geheim", server.commands)

    def test_deletions_without_an_acknowledged_quit(self) -> None:
        for behaviour in ({"refuse_quit": True}, {"close_at_quit": True}, {"close_after_deletions": 1}):
            with self.subTest(behaviour):
                server = self.server(**behaviour)
                client = self.client(server)
                client.dele(1)
                with self.assertRaises((poplib.error_proto, OSError)):
                    client.quit()
                self.assertEqual(server.mailbox, MAILBOX)

    def test_refusals(self) -> None:
        server = self.server(capa=False, top=False, uidl="no", refuse_retr=frozenset({"uidl-2"}))
        client = self.client(server)
        for refused in (client.capa, client.uidl, lambda: client.top(1, 0), lambda: client.retr(3)):
            with self.assertRaises(poplib.error_proto):
                refused()
        client.retr(1)
        server.behaviour.login_error = "[IN-USE] somebody else is here"
        with self.assertRaisesRegex(poplib.error_proto, "IN-USE"):
            self.client(server)

    def test_lists_that_lie(self) -> None:
        server = self.server(size_error=7, window=2)
        client = self.client(server)
        self.assertEqual(client.uidl()[1], [b"1 uidl-2", b"2 uidl-3"])
        self.assertEqual(client.list()[1][0], f"1 {len(MAILBOX[2][1]) + 7}".encode())
        self.assertEqual(len(self.client(server, "recent:anna").uidl()[1]), 4)

    def test_lines_that_break(self) -> None:
        for behaviour in ({"uidl": "drop"}, {"cut_after": 40}):
            with self.subTest(behaviour):
                client = self.client(self.server(**behaviour))
                with self.assertRaises((poplib.error_proto, OSError)):
                    client.uidl()

    def test_broken_pipelining(self) -> None:
        for how, answers in (("yes", [b"+OK ready", b"+OK", b"+OK", b"+OK"]), ("close", [b"+OK ready"]),
                             ("stall", [b"+OK ready", b"+OK"]), ("nonsense", [b"+OK ready", b"* BAD too fast"])):
            with self.subTest(how), socket.create_connection(("127.0.0.1", self.server(pipelining=how).port), 1) as client:
                client.sendall(b"NOOP\r\nNOOP\r\nNOOP\r\n")
                got = self.everything(client).split(b"\r\n")
                self.assertEqual(got[:len(answers)], answers)
                self.assertEqual(got[len(answers):] == [b""], how != "nonsense")

    def everything(self, client: socket.socket) -> bytes:
        """Until the server closes or has nothing more to say for a second."""
        got = b""
        try:
            while data := client.recv(65536):
                got += data
        except (TimeoutError, ConnectionResetError):
            pass
        return got


class LongLine(unittest.TestCase):
    def test_a_pipeline_costs_one_round_trip(self) -> None:
        count, delay = 400, 0.2
        with Pop3Server() as server, Proxy(server.port, delay=delay) as proxy:
            with socket.create_connection(("127.0.0.1", proxy.port), 20) as client:
                answers = client.makefile("rb")
                self.assertEqual(answers.readline(), b"+OK ready\r\n")
                client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                start = time.monotonic()
                for _ in range(count):
                    client.sendall(b"NOOP\r\n")  # each a piece of its own
                for _ in range(count):
                    self.assertEqual(answers.readline(), b"+OK\r\n")
                elapsed = time.monotonic() - start
        self.assertGreaterEqual(elapsed, delay)
        self.assertLess(elapsed, count * delay / 10, "80 seconds if each waited for the one before")


if __name__ == "__main__":
    unittest.main()
