#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The dialog of an account, used by what is to be read on it: what it says is what the account, the keychain and the server are then."""

from __future__ import annotations

import json
import unittest
from typing import Any

from commandline import start_agent
from common import is_sanitized, mail
from harness import PASSWORD, RESOURCE, Account
from outgoingserver import OutgoingServer
from ownfiles import OwnFiles, entry, server_side
from session import keep_trying
from settingscommon import IMAP_CHOICE, POP3_CHOICE, WindowTest

POP3, IMAP = 0, 1
DOMAIN = "example.org"
ADDRESS = f"anna@{DOMAIN}"
SENDING = f"Also send mail as {ADDRESS}, through smtp.{DOMAIN}"
BOMB = ("<?xml version='1.0'?><!DOCTYPE b [<!ENTITY a 'aaaaaaaaaaaaaaaaaaaa'>"
        + "".join(f"<!ENTITY {chr(98 + level)} '{f'&{chr(97 + level)};' * 20}'>" for level in range(12))
        + "]><clientConfig version='1.1'><emailProvider id='x'><displayName>&m;</displayName></emailProvider></clientConfig>")


class NewAccount(WindowTest):
    """An account that nothing is set of yet."""

    options: dict[str, Any] = {"env": {"KONTO_DISCOVERY_MAP": "{session}/world.json"}}

    def setUp(self) -> None:
        super().setUp()
        self.files = self.enterContext(OwnFiles(server_side(self.h.dovecot.ca_file.parent)))
        self.world()
        for shared in ("emailidentities", "mailtransports"):
            (self.h.session.config / shared).unlink(missing_ok=True)
        identifier = self.h.probe("agent-create", RESOURCE)["identifier"]
        account_id = self.h.probe("setting", identifier, "accountId")["accountId"]
        self.account = Account(self.h, identifier, account_id, "imap", self.user, "")
        self.h.accounts.append(self.account)
        self.account.wait_until_up()
        self.open_dialog(self.account)

    def world(self, **parts: Any) -> None:
        ports = self.h.dovecot.ports
        hosts = {f"imap.{DOMAIN}:993": ports["imaps"], f"pop.{DOMAIN}:995": ports["pop3s"], "mail.hoster.net:993": ports["imaps"]}
        whole = {"https": self.files.port, "hosts": hosts} | parts
        (self.h.session.directory / "world.json").write_text(json.dumps(whole))

    def search(self) -> None:
        self.window.fill("Mail address:", ADDRESS)
        self.window.fill("Password", PASSWORD)
        self.window.click("Search")

    def by_hand(self, password: str) -> None:
        self.window.fill("Mail address:", ADDRESS)
        self.window.fill("Password", password)
        self.window.click("Enter Servers by Hand")
        self.window.fill("IMAP server", "localhost")
        self.window.fill_spin("Port of the IMAP server", self.h.dovecot.ports["imaps"])
        self.window.fill("User name on the server:", self.user)

    def is_untouched(self) -> None:
        self.assertEqual(self.setting("ImapHost", "Pop3Host", "UserName"), ["", "", ""])
        self.assert_no_secret()

    def cancel(self) -> None:
        self.window.click("Cancel")
        self.window.wait_until_closed()
        self.is_untouched()

    def test_by_address(self) -> None:
        self.files.tell(DOMAIN, entry("imap", f"imap.{DOMAIN}", 993, "SSL"), entry("pop3", f"pop.{DOMAIN}", 995, "SSL"))
        self.assertNotIn("OK", self.window.names())
        self.search()
        shown = self.window.wait_for("Your mail can be kept either way")
        self.assertIn("Your provider says so itself. The server answers, and its certificate is valid.", shown)
        self.assertTrue(self.window.part(IMAP_CHOICE)["checked"])
        self.window.click(POP3_CHOICE)
        self.window.click("OK")
        self.window.wait_until_closed()
        self.assertEqual(self.setting("Mode", "AccountName", "UserName"), [POP3, ADDRESS, "anna"])
        self.assertEqual(self.setting("Pop3Host", "Pop3Port", "Pop3Security"), [f"pop.{DOMAIN}", 995, 0])
        self.assertEqual(self.setting("ImapHost", "ImapPort", "ImapSecurity"), [f"imap.{DOMAIN}", 993, 0])
        self.assert_no_secret()

    def find_with_outgoing_server(self) -> None:
        outgoing = self.enterContext(OutgoingServer(server_side(self.h.dovecot.ca_file.parent)))
        self.files.tell(DOMAIN, entry("imap", f"imap.{DOMAIN}", 993, "SSL"), entry("smtp", f"smtp.{DOMAIN}", 465, "SSL"))
        self.world(hosts={f"imap.{DOMAIN}:993": self.h.dovecot.ports["imaps"], f"smtp.{DOMAIN}:465": outgoing.port})
        self.search()
        self.window.until("the offer", lambda: SENDING in self.window.names())
        self.assertTrue(self.window.part(SENDING)["checked"])

    def shared_settings(self, file: str) -> list[str]:
        """Of all mail programs."""
        path = self.h.session.config / file
        return path.read_text().splitlines() if path.exists() else []

    def test_sending_is_set_up(self) -> None:
        self.find_with_outgoing_server()
        self.window.click("OK")
        self.window.wait_until_closed()
        identities, servers = self.shared_settings("emailidentities"), self.shared_settings("mailtransports")
        self.assertEqual([line for line in identities if line.startswith("Email Address=")], [f"Email Address={ADDRESS}"])
        self.assertEqual([line for line in servers if line.startswith(("host=", "user=", "[Transport"))][1:], [f"host=smtp.{DOMAIN}", "user=anna"])
        number = next(line for line in servers if line.startswith("id=")).removeprefix("id=")
        self.assertIn(f"Transport={number}", identities)
        stored = ["secret-tool", "lookup", "server", "mailtransports", "user", number]
        keep_trying("the password in the keychain", lambda: self.h.session.run(stored, check=False).stdout.strip() == PASSWORD, 10)
        self.assert_no_secret()

    def test_sent_mail_goes_to_the_server(self) -> None:
        """The identity that was made with the account uses its folders, when they are known."""
        start_agent(self.h)
        self.find_with_outgoing_server()
        self.window.click("OK")
        self.window.wait_until_closed()
        self.account.configure(ImapHost="localhost", ImapPort=self.h.dovecot.ports["imaps"], UserName=self.user)  # names that are made up lead nowhere
        self.account.sync()
        wanted = {f"Fcc={self.account.folder_id('Sent')}", f"Drafts={self.account.folder_id('Drafts')}"}
        keep_trying("the folders in the identity", lambda: wanted <= set(self.shared_settings("emailidentities")), 30, 0.2)

    def test_sending_is_declined(self) -> None:
        self.find_with_outgoing_server()
        self.window.click(SENDING)
        self.window.click("OK")
        self.window.wait_until_closed()
        self.assertEqual((self.shared_settings("emailidentities"), [line for line in self.shared_settings("mailtransports") if "host" in line]), ([], []))

    def test_by_hand_with_a_wrong_password_first(self) -> None:
        self.h.dovecot.append(self.user, "INBOX", mail("Hello"))
        self.by_hand("not that")
        self.window.click("Try to Sign In")
        self.window.wait_for("did not accept the user name or password")
        self.window.fill("Password", PASSWORD)
        self.window.click("Try to Sign In")
        self.window.wait_for(f"Signed in to localhost as {self.user}, over an encrypted connection")
        self.window.click("OK")
        self.window.wait_until_closed()
        self.account.sync()
        self.assertEqual(self.account.counts(), {"Inbox": 1})
        self.assert_no_secret()

    def test_cancelled_after_signing_in(self) -> None:
        self.by_hand(PASSWORD)
        self.window.click("Try to Sign In")
        self.window.wait_for("Signed in to localhost")
        self.cancel()
        self.account.configure(ImapHost="localhost", ImapPort=self.h.dovecot.ports["imaps"], UserName=self.user, Mode=IMAP)
        self.account.wait("--message", "No password is stored")

    def test_nothing_answers(self) -> None:
        self.world(hosts={})
        self.search()
        self.window.wait_for("No mail server of example.org was found")
        self.assertIn("Enter Servers by Hand", self.window.names())
        self.assertNotIn("OK", self.window.names())
        self.cancel()

    def test_one_protocol_only(self) -> None:
        self.files.tell(DOMAIN, entry("pop3", f"pop.{DOMAIN}", 995, "SSL"))
        self.world(hosts={f"pop.{DOMAIN}:995": self.h.dovecot.ports["pop3s"]})
        self.search()
        self.window.wait_for("has a POP3 server, and it answers. An IMAP server that works was not found")
        self.assertTrue(self.window.part(POP3_CHOICE)["checked"])
        self.window.click("OK")
        self.window.wait_until_closed()
        self.assertEqual(self.setting("Mode", "Pop3Host", "ImapHost"), [POP3, f"pop.{DOMAIN}", ""])

    def test_what_the_domain_says_is_broken(self) -> None:
        """What only DNS says has to be agreed to."""
        before = self.account.pid
        for contents in ("<clientConfig version='1.1'><emailProvider", BOMB, "<clientConfig>" + "<a>" * 3_000_000):
            self.files.files[f"/autoconfig.{DOMAIN}/mail/config-v1.1.xml"] = contents
            self.world(srv={f"_imaps._tcp.{DOMAIN}": [["mail.hoster.net", 993, 0, 0]]}, hosts={"mail.hoster.net:993": self.h.dovecot.ports["imaps"]})
            self.search()
            self.window.wait_for("has an IMAP server, and it answers")
            self.assertNotIn("OK", self.window.names())
            self.window.click("My password may be sent to mail.hoster.net")
            self.window.until("OK", lambda: "OK" in self.window.names())
            self.window.fill("Mail address:", "somebody@else.example")
        self.assertEqual(self.account.pid, before)
        if not is_sanitized():
            self.assertLess(self.account.peak_rss_mib(), 250)
        self.cancel()

    def test_search_is_stopped(self) -> None:
        self.search()
        self.window.click("Stop")
        self.window.until("the end of the search", lambda: "Search" in self.window.names())
        self.cancel()


class Certificate(WindowTest):
    """Of a server that nobody vouches for."""

    options: dict[str, Any] = {"trust": False}

    def setUp(self) -> None:
        super().setUp()
        self.account = self.h.add_account("imap", user=self.user, security="tls", online=False)
        self.h.probe("online", self.account.identifier, "true")
        self.open_dialog(self.account)
        self.window.choose("Pages", "Server and Security")

    def look_at_certificate(self) -> None:
        self.window.click("Test IMAP Server")
        self.window.wait_for("Certificate of localhost")

    def trust(self) -> None:
        self.look_at_certificate()
        self.assertIn("Trust it only if you know from another source", self.window.shown())
        self.window.click("Trust This Certificate")
        self.window.wait_for("It is trusted because you said so")

    def apply(self) -> None:
        self.window.click("Apply")

    def pinned(self) -> list[str]:
        return list(self.setting("PinnedKeys")[0])

    def test_shown_pinned_changed_and_forgotten(self) -> None:
        self.trust()
        self.assertEqual(self.pinned(), [], "it counts after OK or Apply")
        self.apply()
        first = self.h.dovecot.key_pin()
        self.window.until("the pin", lambda: self.pinned() == [first])
        self.account.sync()
        self.h.dovecot.renew_certificate()
        self.assertEqual(self.account.sync_any()["status"], "broken")
        self.trust()
        self.apply()
        second = self.h.dovecot.key_pin()
        self.window.until("the second pin", lambda: self.pinned() == [first, second])
        self.account.sync()
        self.window.click("No Longer Trust It")
        self.window.click("Forget Them")
        self.apply()
        self.window.until("no pin", lambda: self.pinned() == [])
        self.assertEqual(self.account.sync_any()["status"], "broken")

    def test_cancelled(self) -> None:
        self.trust()
        self.window.click("Cancel")
        self.window.wait_until_closed()
        self.assertEqual(self.pinned(), [])


class Push(WindowTest):
    """Whether the server tells of new mail at once."""

    def watched(self) -> bool:
        return bool(self.h.proxies["imap"].counts.commands.keys() & {"NOTIFY", "IDLE"})

    def arrives(self, count: int) -> None:
        keep_trying("the mail that nobody asked for", lambda: self.account.counts() == {"Inbox": count}, 30)

    def choose(self, push: bool) -> None:
        self.h.proxies["imap"].reset()
        self.window.click("Tell me about new mail at once")
        self.window.click("Apply")
        self.window.until("the setting", lambda: self.setting("ImapPush") == [push])

    def test_switched_off_and_on(self) -> None:
        self.h.dovecot.append(self.user, "INBOX", mail("First"))
        self.account = self.h.add_account("imap", user=self.user)
        self.account.sync()
        keep_trying("the watcher", self.watched, 30)
        self.h.dovecot.append(self.user, "INBOX", mail("At once"))
        self.arrives(2)
        self.open_dialog(self.account)
        self.window.choose("Pages", "Folders and Copies")
        self.choose(False)
        for subject in ("Later", "Later still"):
            self.h.dovecot.append(self.user, "INBOX", mail(subject))
            self.account.sync()
        self.assertEqual(self.account.counts(), {"Inbox": 4})
        self.assertFalse(self.watched())
        self.choose(True)
        keep_trying("the watcher", self.watched, 30)
        self.h.dovecot.append(self.user, "INBOX", mail("At once again"))
        self.arrives(5)


del WindowTest

if __name__ == "__main__":
    unittest.main()
