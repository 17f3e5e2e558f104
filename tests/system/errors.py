#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Everything that goes wrong with servers: the user is told which account and what, and once the cause is repaired
the next sync succeeds. The password never leaves by a wrong door."""

import base64
import re
import unittest

from common import HarnessTest, is_sanitized, mail
from dovecot import Dovecot
from harness import PASSWORD, USER, Account
from proxy import BadServer
from session import default_build, keep_trying

MODES = ("pop3", "imap")
CREDENTIALS = (PASSWORD.encode(), base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()).rstrip(b"="),
               base64.b64encode(PASSWORD.encode()).rstrip(b"="))
LOGIN_COMMANDS = re.compile(rb"\b(LOGIN|AUTHENTICATE|AUTH|USER|PASS|APOP)\b", re.IGNORECASE)


class ErrorTest(HarnessTest):
    """Both modes; one message on the server, so that a success can be seen."""

    def setUp(self) -> None:
        super().setUp()
        self.h.dovecot.append(USER, "INBOX", mail("One"))
        self.addCleanup(self.assert_no_secret)

    def fails(self, account: Account, words: str = "", timeout: float = 60) -> str:
        """A sync that must end with an error sentence that contains the words; returns the sentence."""
        result = account.sync_any(timeout)
        self.assertIn(account.name, result["message"], f"the user is not told which account: {result}")
        self.assertRegex(result["message"], words or ".")
        return str(result["message"])

    def recovers(self, account: Account) -> None:
        account.sync()
        self.assert_mirrors(account)

    def assert_no_credentials(self, received: bytes) -> None:
        for secret in CREDENTIALS:
            self.assertNotIn(secret, received)

    def prefix(self, mode: str) -> str:
        return mode.capitalize()


class Login(ErrorTest):
    def test_wrong_password(self) -> None:
        for mode in MODES:
            with self.subTest(mode):
                account = self.h.add_account(mode, password="falsch")
                self.fails(account, "did not accept")
                self.assertEqual(account.status()["status"], "broken")
                account.set_password(PASSWORD)
                self.recovers(account)

    def test_password_changed_on_the_server(self) -> None:
        for mode in MODES:
            with self.subTest(mode):
                account = self.h.add_account(mode)
                self.recovers(account)
                self.h.dovecot.set_password(USER, "another")
                self.h.proxies[mode].cut()  # a session that is logged in would stay so
                self.fails(account, "did not accept")
                self.h.dovecot.set_password(USER, PASSWORD)
                self.recovers(account)

    def test_no_password(self) -> None:
        for mode in MODES:
            with self.subTest(mode):
                account = self.h.add_account(mode)
                self.h.probe("password-remove", account.account_id)
                self.h.restart_akonadi()  # what the resource still knew is gone
                self.fails(account, "No password")
                account.set_password(PASSWORD)
                self.recovers(account)


class Connection(ErrorTest):
    def test_unknown_host(self) -> None:
        for mode in MODES:
            with self.subTest(mode):
                account = self.h.add_account(mode, **{f"{self.prefix(mode)}Host": "mail.invalid"})
                self.fails(account, "no server called “mail.invalid”")
                account.configure(**{f"{self.prefix(mode)}Host": "127.0.0.1"})
                self.recovers(account)

    def test_refused(self) -> None:
        for mode in MODES:
            with self.subTest(mode):
                account = self.h.add_account(mode)
                self.h.proxies[mode].close()
                self.fails(account, "does not answer on port")
                self.h.proxies[mode].reopen()
                self.recovers(account)

    def test_server_stopped_while_connected(self) -> None:
        for mode in MODES:
            with self.subTest(mode):
                account = self.h.add_account(mode)
                self.recovers(account)
                self.h.dovecot.stop()
                try:
                    self.fails(account)
                finally:
                    self.h.dovecot.start()
                self.recovers(account)


class Timeout(ErrorTest):
    options = {"env": {"KONTO_TIMEOUT_MS": "1500"}}

    def test_server_says_nothing(self) -> None:
        for mode in MODES:
            with self.subTest(mode):
                self.h.proxies[mode].stall = True
                account = self.h.add_account(mode)
                self.fails(account, "takes too long", 30)
                self.h.proxies[mode].stall = False
                self.recovers(account)

    def test_server_stops_in_the_middle(self) -> None:
        self.h.dovecot.append(USER, "INBOX", *[mail(f"Number {number}", size=50_000) for number in range(40)])
        for mode in MODES:
            with self.subTest(mode):
                account = self.h.add_account(mode)
                proxy = self.h.proxies[mode]
                proxy.reset()
                account.start_sync()
                proxy.wait_for_bytes(500_000, 30)
                proxy.pause()
                self.assertIn(account.name, self.message_at_the_end(account))
                proxy.resume()
                self.recovers(account)

    def message_at_the_end(self, account: Account) -> str:
        def is_over() -> bool:
            return bool(account.status()["status"] != "running")
        keep_trying("the end of the sync", is_over, 30, 0.2)
        return str(account.status()["message"])


class Certificates(ErrorTest):
    options = {"trust": False}

    def test_unknown_issuer_then_pinned(self) -> None:
        for mode in MODES:
            for security in ("tls", "starttls"):
                with self.subTest(f"{mode} {security}"):
                    account = self.h.add_account(mode, security=security)
                    logins = self.h.dovecot.log().count("Logged in")
                    self.fails(account, "cannot be verified")
                    self.assertEqual(self.h.dovecot.log().count("Logged in"), logins, "logged in all the same")
                    account.configure(PinnedKeys="0" * 64)
                    self.fails(account, "cannot be verified")
                    account.configure(PinnedKeys=self.h.dovecot.key_pin())
                    self.recovers(account)

    def test_pin_does_not_help_another_server(self) -> None:
        for mode in MODES:
            with self.subTest(mode), Dovecot({USER: PASSWORD}) as other:
                account = self.h.add_account(mode, security="tls", PinnedKeys=self.h.dovecot.key_pin())
                self.recovers(account)
                secure = {"pop3": "pop3s", "imap": "imaps"}[mode]
                account.configure(**{f"{self.prefix(mode)}Port": other.ports[secure]})
                self.fails(account, "cannot be verified")
                self.assertNotIn("Logged in", other.log())


class TrustedCertificates(ErrorTest):
    def test_known_issuer(self) -> None:
        for mode in MODES:
            for security in ("tls", "starttls"):
                with self.subTest(f"{mode} {security}"):
                    self.recovers(self.h.add_account(mode, security=security))


class NoStartTls(ErrorTest):
    options = {"starttls": False}

    def test_no_fall_back_to_clear_text(self) -> None:
        for mode in MODES:
            with self.subTest(mode):
                proxy = self.h.proxies[mode]
                proxy.reset()
                account = self.h.add_account(mode, **{f"{self.prefix(mode)}Security": 1,
                                                      f"{self.prefix(mode)}Host": "localhost"})
                self.fails(account, "does not offer the encryption")
                self.assertIsNone(LOGIN_COMMANDS.search(proxy.client_bytes), proxy.client_bytes)
                self.assert_no_credentials(proxy.client_bytes)
                self.h.dovecot.restart(starttls=True)
                self.recovers(account)
                self.h.dovecot.restart(starttls=False)

    def test_capability_removed_on_the_way(self) -> None:
        """An attacker strips STARTTLS from the announcement: still no password in clear text."""
        greetings = {"imap": (b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n", b"%TAG% OK done\r\n"),
                     "pop3": (b"+OK ready\r\n", b"+OK\r\nUSER\r\nUIDL\r\nSASL PLAIN\r\n.\r\n")}
        for mode in MODES:
            greeting, reply = greetings[mode]
            with self.subTest(mode), BadServer(greeting, *[reply] * 5) as server:
                account = self.h.add_account(mode, **{f"{self.prefix(mode)}Port": server.port,
                                                      f"{self.prefix(mode)}Security": 1})
                self.fails(account, "does not offer the encryption")
                self.assertIsNone(LOGIN_COMMANDS.search(server.received), server.received)
                self.assert_no_credentials(server.received)


class OtherProtocols(ErrorTest):
    options = {"env": {"KONTO_TIMEOUT_MS": "3000"}}

    GREETINGS = {
        "smtp": b"220 mail.example.org ESMTP ready\r\n",
        "http": b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "ssh": b"SSH-2.0-OpenSSH_10.0\r\n",
        "nonsense": bytes(range(1, 256)) + b"\r\n",
        "long line": b"x" * 300_000,
    }

    def test_server_without_the_protocol(self) -> None:
        for mode in MODES:
            for kind, greeting in self.GREETINGS.items():
                with self.subTest(f"{mode} {kind}"), BadServer(greeting, b"what?\r\n", b"what?\r\n", None) as server:
                    account = self.h.add_account(mode, **{f"{self.prefix(mode)}Port": server.port})
                    self.fails(account, "does not speak|makes no sense", 30)
                    self.assert_no_credentials(server.received)
                    account.configure(**self.h.endpoint("none"))
                    self.recovers(account)

    def test_the_other_protocols_port(self) -> None:
        for mode, other in zip(MODES, reversed(MODES), strict=True):
            with self.subTest(mode):
                account = self.h.add_account(mode, **{f"{self.prefix(mode)}Port": self.h.proxies[other].port})
                self.fails(account, "does not speak", 30)
                account.configure(**self.h.endpoint("none"))
                self.recovers(account)

    def test_tls_expected_from_a_server_without(self) -> None:
        for mode in MODES:
            with self.subTest(mode):
                account = self.h.add_account(mode, **{f"{self.prefix(mode)}Security": 0})
                self.fails(account, timeout=30)
                self.assert_no_credentials(self.h.proxies[mode].client_bytes)
                account.configure(**self.h.endpoint("none"))
                self.recovers(account)

    def test_nonsense_after_the_login(self) -> None:
        replies = {
            "imap": (b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\r\n", b"%TAG% OK in\r\n",
                     *[b"* LIST ((((( \x00\xff\r\n* 99999999999999999999 EXISTS\r\n%TAG% MAYBE\r\n"] * 4),
            "pop3": (b"+OK ready\r\n", b"-ERR no CAPA\r\n", b"+OK\r\n", b"+OK\r\n", *[b"+PERHAPS \xff\r\n"] * 4),
        }
        for mode in MODES:
            with self.subTest(mode), BadServer(*replies[mode]) as server:
                account = self.h.add_account(mode, **{f"{self.prefix(mode)}Port": server.port})
                self.fails(account, timeout=40)
                account.configure(**self.h.endpoint("none"))
                self.recovers(account)


class FullDisk(ErrorTest):
    """The disk is full for the account's directory; see tests/support/fulldisk."""

    options = {"env": {"KONTO_FULL_DISK": "{session}/home/.local/share/konto",
                       "KONTO_FULL_DISK_SWITCH": "{session}/disk-is-full"}}

    def setUp(self) -> None:
        library = default_build() / "lib/konto-fulldisk.so"
        if not library.exists():
            self.skipTest(f"{library} is not built")
        if is_sanitized():
            self.skipTest("AddressSanitizer wants to be loaded first")
        self.options = {"env": self.options["env"] | {"LD_PRELOAD": str(library)}}
        super().setUp()

    def test_full_disk_then_room_again(self) -> None:
        for mode in MODES:
            with self.subTest(mode):
                account = self.h.add_account(mode)
                self.recovers(account)
                self.h.dovecot.append(USER, "INBOX", *[mail(f"{mode} {number}", size=9000) for number in range(20)])
                switch = self.h.session.directory / "disk-is-full"
                switch.touch()
                self.fails(account, "disk is full")
                switch.unlink()
                self.recovers(account)

    def test_pop3_deletes_nothing_it_could_not_store(self) -> None:
        account = self.h.add_account("pop3")
        (self.h.session.directory / "disk-is-full").touch()
        account.sync_any()
        self.assertNotIn("DELE", self.h.proxies["pop3"].counts.commands)
        self.assertEqual(len(self.h.dovecot.uids(USER)), 1)


class Secrets(ErrorTest):
    """With every debug message on, through a success and a failure, the password shows up nowhere."""

    options = {"env": {"QT_LOGGING_RULES": "*.debug=true;qt.*.debug=false;*kimap*.debug=true"}}

    def test_password_is_nowhere(self) -> None:
        record = self.h.session.logs / "bus-traffic.log"
        with open(record, "wb") as output:
            monitor = self.h.session.popen(["dbus-monitor", "--session"], stdout=output, stderr=output)
        self.addCleanup(monitor.wait)
        self.addCleanup(monitor.kill)
        keep_trying("the monitor", lambda: record.stat().st_size > 0, 10)
        for mode in MODES:
            account = self.h.add_account(mode)
            self.recovers(account)
            for key in ("accountId", "accountName", "userName", "mode", "imapHost", "pinnedKeys"):
                self.h.probe("setting", account.identifier, key)
            self.h.dovecot.set_password(USER, "another")
            self.h.proxies[mode].cut()
            account.sync_any()
            self.h.dovecot.set_password(USER, PASSWORD)
            account.sync()
        for secret in CREDENTIALS:
            self.assertEqual(self.h.files_with(secret.decode()), [])


del ErrorTest, HarnessTest  # unittest would run the bases

if __name__ == "__main__":
    unittest.main()
