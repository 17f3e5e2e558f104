#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The test tools themselves: if these fail, the other system tests say nothing."""

import imaplib
import os
import poplib
import signal
import socket
import ssl
import subprocess
import sys
import time
import unittest
import warnings
from collections import Counter
from pathlib import Path

from common import mail, samplemail
from dovecot import Dovecot, content_hash, from_utf7, utf7
from proxy import BadServer, Proxy
from session import PrivateSession, keep_trying

SUPPORT = Path(samplemail.__file__).parent
USERS = {"anna": "geheim"}


class SessionTools(unittest.TestCase):
    def test_ends_without_a_trace(self) -> None:
        with PrivateSession(agents=[]) as session:
            self.assertEqual(session.directory.stat().st_mode & 0o777, 0o700)
            self.assertTrue(session.pids("akonadiserver"))
            self.assertIn("org.freedesktop.secrets", session.bus_names())
            leftover = session.popen(["sleep", "1000"])
            directory = session.directory
        self.assertFalse(directory.exists())
        self.assertIsNotNone(leftover.wait(5))
        self.assertFalse([pid for pid in self.everyone() if str(directory) in self.environment(pid)])

    def test_sigterm_cleans_up(self) -> None:
        started = subprocess.Popen([sys.executable, SUPPORT / "session.py", "--no-search", "--", "sh", "-c",
                                    "echo $KONTO_SESSION; exec sleep 1000"], stdout=subprocess.PIPE, text=True)
        assert started.stdout
        directory = started.stdout.readline().strip()
        self.assertTrue(Path(directory).is_dir())
        started.send_signal(signal.SIGTERM)
        started.wait(30)
        started.stdout.close()
        self.assertFalse(Path(directory).exists())
        self.assertFalse([pid for pid in self.everyone() if directory in self.environment(pid)])

    def test_restart_without_the_database(self) -> None:
        with PrivateSession(agents=[]) as session:
            session.stop_akonadi()
            self.assertFalse([pid for pid in session.pids("akonadiserver")])
            session.remove_akonadi_database()
            session.start_akonadi()
            self.assertIn("org.freedesktop.Akonadi", session.bus_names())

    @staticmethod
    def everyone() -> list[int]:
        return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]

    @staticmethod
    def environment(pid: int) -> str:
        try:
            return Path(f"/proc/{pid}/environ").read_text(errors="replace") if pid != os.getpid() else ""
        except OSError:
            return ""


class Server(unittest.TestCase):
    def test_mailbox(self) -> None:
        with Dovecot(USERS) as server:
            server.create("anna", "Büro & Verträge")
            server.append("anna", "Büro & Verträge", mail("a"), mail("b"), flags=r"\Seen $Forwarded")
            self.assertEqual(server.flags("anna", "Büro & Verträge")[1], {r"\Seen", "$Forwarded"})
            server.store("anna", "Büro & Verträge", [1], r"-FLAGS (\Seen)")
            server.expunge("anna", "Büro & Verträge", [2])
            server.rename("anna", "Büro & Verträge", "Büro")
            self.assertEqual(server.flags("anna", "Büro"), {1: {"$Forwarded"}})
            self.assertIn("Sent", server.folders("anna"))
            self.assertTrue(any(server.maildir("anna", "Büro").glob("cur/*")))

    def test_other_storages(self) -> None:
        for storage in ("sdbox", "mdbox"):
            with self.subTest(storage), Dovecot(USERS, storage=storage) as server:
                server.append("anna", "INBOX", mail("a"))
                self.assertEqual(len(server.messages("anna")), 1)

    def test_certificate(self) -> None:
        with Dovecot(USERS) as server:
            trusting = ssl.create_default_context(cafile=str(server.ca_file))
            poplib.POP3_SSL("localhost", server.ports["pop3s"], context=trusting).quit()
            with self.assertRaises(ssl.SSLCertVerificationError):
                poplib.POP3_SSL("localhost", server.ports["pop3s"], context=ssl.create_default_context())
            self.assertRegex(server.key_pin(), "^[0-9a-f]{64}$")

    def test_hidden_capabilities_and_clear_text(self) -> None:
        with Dovecot(USERS, hide={"CONDSTORE"}, cleartext=False) as server:
            with server.imap("anna") as client:
                self.assertNotIn("CONDSTORE", client.capabilities)
            with Proxy(server.ports["pop3"], source="127.0.0.2") as proxy:
                client = poplib.POP3("127.0.0.1", proxy.port)
                with self.assertRaises(poplib.error_proto):
                    client.user("anna")
                client.close()

    def test_folder_names(self) -> None:
        for name in ("INBOX", "Büro & Verträge", "日本語", "&", "a&-b", "🎉"):
            self.assertEqual(from_utf7(utf7(name)), name)
        self.assertEqual(utf7("Büro & Verträge"), "B&APw-ro &- Vertr&AOQ-ge")


class Sample(unittest.TestCase):
    def test_is_legal_and_the_same_every_time(self) -> None:
        messages = samplemail.sample(large_megabytes=0)
        for each in messages:
            self.assertNotIn(b"\0", each.content)
            self.assertNotIn(b"\n", each.content.replace(b"\r\n", b""))
            self.assertTrue(all(len(line) <= 998 for line in each.content.split(b"\r\n")))
        samplemail.sample.cache_clear()
        self.assertEqual(samplemail.sample(large_megabytes=0), messages)
        self.assertEqual({each.folder for each in messages}, set(samplemail.FOLDERS))
        word = samplemail.ONLY_IN_BODY.encode()
        self.assertEqual(sum(each.content.count(word) for each in messages), 1)

    def test_survives_the_server(self) -> None:
        with Dovecot(USERS) as server:
            server.fill("anna", samplemail.tuples(large_megabytes=0))
            hashes = server.hashes("anna")
        wanted: dict[str, Counter[str]] = {}
        for each in samplemail.sample(large_megabytes=0):
            wanted.setdefault(each.folder, Counter())[content_hash(each.content)] += 1
        self.assertEqual({folder: found for folder, found in hashes.items() if found}, wanted)


class Proxies(unittest.TestCase):
    def test_counts_bodies(self) -> None:
        messages = [mail(f"Number {number}", ".dots\n..\n", size=number * 9000) for number in range(8)]
        with (Dovecot(USERS) as server, Proxy(server.ports["imap"], "imap") as imap,
              Proxy(server.ports["pop3"], "pop3") as pop3):
            server.append("anna", "INBOX", *messages)
            total = sum(map(len, messages))
            reader = imaplib.IMAP4("127.0.0.1", imap.port)
            reader.login("anna", "geheim")
            reader.select()
            reader.fetch("1:*", "(UID FLAGS BODY.PEEK[HEADER])")
            self.assertEqual(imap.counts.body_bytes, 0)
            reader.fetch("1:*", "(UID BODY.PEEK[] FLAGS)")
            self.assertEqual((imap.counts.body_bytes, imap.counts.bodies), (total, 8))
            reader.logout()
            fetcher = poplib.POP3("127.0.0.1", pop3.port)
            fetcher.user("anna")
            fetcher.pass_("geheim")
            fetcher.uidl()
            fetcher.top(1, 0)
            for number in range(1, 9):
                fetcher.retr(number)
            fetcher.quit()
            self.assertEqual((pop3.counts.body_bytes, pop3.counts.bodies), (total + 2 * 8, 8))  # dots are doubled

    def test_delays_cuts_stalls_and_refuses(self) -> None:
        warnings.simplefilter("ignore", ResourceWarning)  # poplib leaves its socket open when the greeting fails
        with BadServer(b"+OK hello\r\n", *[b"+OK\r\n"] * 9) as server, Proxy(server.port, delay=0.2) as proxy:
            client = poplib.POP3("127.0.0.1", proxy.port)
            start = time.monotonic()
            client.noop()
            self.assertGreaterEqual(time.monotonic() - start, 0.2)
            proxy.cut()
            with self.assertRaises((poplib.error_proto, OSError)):
                client.noop()
            client.close()
            proxy.cut_after = 0
            with self.assertRaises((poplib.error_proto, OSError)):
                poplib.POP3("127.0.0.1", proxy.port)
            proxy.cut_after, proxy.stall = None, True
            with self.assertRaises(TimeoutError):
                poplib.POP3("127.0.0.1", proxy.port, timeout=0.5)
            proxy.close()
            with self.assertRaises(ConnectionRefusedError):
                poplib.POP3("127.0.0.1", proxy.port)
            proxy.reopen()
            proxy.stall = False
            poplib.POP3("127.0.0.1", proxy.port).close()

    def test_pause(self) -> None:
        with BadServer(b"+OK hello\r\n") as server, Proxy(server.port) as proxy:
            proxy.pause()
            with socket.create_connection(("127.0.0.1", proxy.port), timeout=0.3) as client:
                with self.assertRaises(TimeoutError):
                    client.recv(100)
                proxy.resume()
                self.assertTrue(proxy.wait_for_bytes(11, 10))
                client.settimeout(10)
                self.assertEqual(client.recv(100), b"+OK hello\r\n")

    def test_connections_that_lead_nowhere(self) -> None:
        with BadServer(b"+OK hello\r\n", *[b"+OK\r\n"] * 9) as server, Proxy(server.port) as proxy:
            client = poplib.POP3("127.0.0.1", proxy.port, timeout=0.3)
            client.noop()
            proxy.lose()
            with self.assertRaises(TimeoutError):
                client.noop()
            self.assertEqual((proxy.open, proxy.lost), (1, 1))
            client.close()
            keep_trying("the end of the connection", lambda: (proxy.open, proxy.lost) == (0, 0), 10)
            another = poplib.POP3("127.0.0.1", proxy.port, timeout=10)
            another.noop()
            another.close()


if __name__ == "__main__":
    unittest.main()
