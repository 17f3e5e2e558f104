#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Switching with servers that do not take everything, or nothing for the moment: what the preview says, what stays here, and how
a switch that waits goes on."""

from __future__ import annotations

import json
import threading
import unittest
from typing import Any

from common import mail
from computer import SYSTEM_BUS, Computer
from harness import PASSWORD, Account, SharedHarnessTest
from imapserver import OTHER_USER, ImapServer
from mailprogram import MailProgram
from ownfiles import OwnFiles, entry, server_side
from pop3server import Pop3Server
from proxy import Proxy
from session import SessionError
from switchcommon import HERE, NUMBERS, SwitchTest

THIS_COMPUTER = "127.0x1"  # has a domain, as discovery wants it, and nobody has to be asked for its address
SOON = 15  # seconds; who waits for the next try waits for 30


class Scripted(SwitchTest):
    """Both protocols from scripted servers, which have the same messages in the inbox."""

    options: dict[str, Any] = {"env": {"KONTO_DISCOVERY_MAP": "{session}/world.json"} | SYSTEM_BUS}

    def serve(self) -> None:
        self.server = self.enterContext(ImapServer(user=self.user, password=PASSWORD, tls=server_side(self.h.dovecot.ca_file.parent)))
        self.pop = self.enterContext(Pop3Server())
        self.wires = {"imap": self.enterContext(Proxy(self.server.port, "imap")), "pop3": self.enterContext(Proxy(self.pop.port, "pop3"))}
        self.other = self.another_program()

    def another_program(self) -> MailProgram:
        return self.enterContext(MailProgram(self.server.port, OTHER_USER, PASSWORD))

    def fill(self) -> None:
        super().fill()
        self.pop.mailbox = [(f"id{message.uid}", message.content) for message in self.server.store["INBOX"].messages]

    def begin(self, mode: str, **settings: Any) -> Account:
        return super().begin(mode, **({"ImapPort": self.wires["imap"].port, "Pop3Port": self.wires["pop3"].port} | settings))

    def remove_there(self, *subjects: str) -> None:
        self.other.remove("Inbox", subjects)
        self.pop.mailbox = [(uidl, content) for uidl, content in self.pop.mailbox if not any(f"Subject: {each}\r".encode() in content for each in subjects)]

    def preview_says(self, plan: dict[str, Any], note: str, sentence: str) -> None:
        self.assertIn(note, plan["notes"])
        self.assertRegex("\n".join(plan["sentences"]), sentence)

    def waits(self, sentence: str) -> None:
        self.until("waiting", lambda: self.account.switch_progress()["phase"] == "waiting")
        self.assertRegex(self.account.switch_progress()["sentence"], sentence)

    def _show_logs(self) -> None:
        super()._show_logs()
        print("-- the scripted server got --", *[command[:200] for command in self.server.commands[-60:]], sep="\n")

    # -- what the server does not take ----------------------------------------------------------------------------

    def test_larger_than_the_server_accepts(self) -> None:
        """RFC 7889."""
        self.server.capabilities.append("APPENDLIMIT=50000")
        self.begin("pop3")
        self.create_folder("Projects")
        self.add("Projects", mail("A note"), mail("Large", size=60_000))
        before = self.where()
        self.remove_there("Number 3")
        plan = self.account.preview("imap")
        self.assertEqual((plan["onlyHere"], plan["upload"], plan["keptHere"]), (3, 2, 1))
        self.preview_says(plan, "someTooLarge", "larger than the server accepts. They stay on this computer")
        self.account.start_switch(plan)
        self.is_well(self.account.wait_for_switch())
        self.agrees({f"{HERE}/Projects": ["Large"]})
        self.assertEqual(self.there()["Projects"], ["A note"])
        self.assertEqual({subject: identity for subject, (identity, _) in self.where().items() if subject in before},
                         {subject: identity for subject, (identity, _) in before.items()})
        self.is_quiet()

    def test_more_than_the_quota(self) -> None:
        self.begin("pop3")
        notes = [f"Note {number}" for number in range(3)]
        self.create_folder("Projects")
        self.add("Projects", *[mail(subject, size=4000) for subject in notes])
        before, hashes = self.where(), self.all_hashes()
        self.server.store.quota = self.server.store.used() + 6000  # one of them fits
        plan = self.account.preview("imap")
        self.preview_says(plan, "quotaTooSmall", "not enough room on the server: .* What does not fit stays on this computer")
        self.account.start_switch(plan)
        entry = self.account.wait_for_switch()
        report = entry["report"]
        self.assertEqual((entry["step"], report["outcome"], report["check"]["gone"], report["check"]["changed"]), ("finished", "switched", 0, 0))
        self.assertRegex(report["sentence"], "did not take a message for “Projects”. It stays on this computer")
        self.account.mode = "imap"
        self.account.wait("--message", "did not take a message for “Projects”", timeout=30)
        self.assertEqual((len(self.there()["Projects"]), hashes - self.all_hashes()), (1, {}))
        self.assertEqual(self.where() | before, self.where(), "all of them are still there to be read")
        self.server.store.quota = None
        self.account.sync()
        self.agrees()
        self.assertEqual(self.where() | before, self.where())
        self.is_quiet()

    # -- Gmail ----------------------------------------------------------------------------------------------------

    def test_gmail(self) -> None:
        """The inbox is a label, as every folder is; what POP3 deletes goes from the inbox only. Its UIDLs tell X-GM-MSGID."""
        self.server.capabilities = [word for word in self.server.capabilities if word != "QRESYNC"] + ["X-GM-EXT-1"]
        store = self.server.store
        everything = store.create("[Gmail]/All Mail", r"\All")
        inbox = store["INBOX"].messages
        for message in inbox:
            everything.add(message.content, message.flags, message.date)
        store["Lists"].add(inbox[1].content, inbox[1].flags, inbox[1].date)
        self.pop.mailbox = [(f"GmailId{message.gmail_id:x}", message.content) for message in inbox]
        self.begin("pop3")
        before = {subject: message.id for subject, message in self.messages().items()}
        self.remove("Number 4", "Number 5")
        self.account.sync()
        store["INBOX"].remove(self.other.uids("Inbox", ["Number 4"]))  # as POP3's DELE does it there
        self.pop.mailbox = [(uidl, content) for uidl, content in self.pop.mailbox if b"Subject: Number 4\r" not in content]
        server, hashes = self.other.contents(), self.other.hashes()
        plan = self.account.preview("imap")
        self.assertEqual((plan["identifiers"], plan["matched"], plan["deletedButThere"], plan["onlyHere"]), (["UIDL of Gmail"], 4, 2, 0))
        self.assertEqual(plan["download"], 4)
        self.preview_says(plan, "gmailReappears", "Gmail only hides from POP3 what was deleted with it")
        self.preview_says(plan, "deletedReappears", "2 messages that you deleted here are still on the server and are shown again")
        self.reset()
        self.account.start_switch(plan)
        self.is_well(self.account.wait_for_switch())
        self.account.sync()
        self.assertEqual((self.other.contents(), self.other.hashes()), (server, hashes), "nothing twice there")
        self.assertEqual(self.writes(), {})
        self.assertEqual(self.wires["imap"].counts.bodies, 4, "those of the list, which POP3 never showed, and what was deleted here, once")
        shown = {path: sorted(item["subject"] for item in items) for path, items in self.account.contents().items() if items}
        self.assertEqual(shown, {"Inbox": [*NUMBERS[:4], "Number 5"], "Lists": ["List 0", "List 1", "Number 1"], "[Gmail]/All Mail": NUMBERS})
        inbox_now = {item["subject"]: int(item["id"]) for item in self.account.items("Inbox")}
        self.assertEqual({subject: inbox_now[subject] for subject in NUMBERS[:4]}, {subject: before[subject] for subject in NUMBERS[:4]})
        self.assertEqual(self.account.hashes(), hashes)

    # -- waiting --------------------------------------------------------------------------------------------------

    def test_goes_on_when_it_is_asked_to(self) -> None:
        """And when the user no longer works offline, and when the network is back."""
        computer = self.enterContext(Computer(self.h.session))

        def online(state: str) -> None:
            self.h.probe("online", self.account.identifier, state)

        self.begin("pop3")
        before = self.where()
        for mode, way in (("imap", "asked"), ("pop3", "online"), ("imap", "network"), ("pop3", "asked"), ("imap", "online")):
            with self.subTest(mode=mode, way=way):
                plan = self.account.preview(mode)
                self.wires[mode].close()
                if way == "online":
                    online("false")
                computer.tell("off")
                self.account.start_switch(plan)
                self.waits("you no longer work offline" if way == "online" else "does not answer")
                self.wires[mode].reopen()
                if way == "asked":
                    self.account.start_sync()
                elif way == "online":
                    online("true")
                else:
                    computer.tell("on")
                self.is_well(self.account.wait_for_switch(SOON))
                self.assertEqual(self.where() | before, self.where())
        self.switch("pop3")
        plan = self.account.preview("imap")
        held = self.server.hold(r"^(UID )?FETCH")  # works offline while both sides are compared
        self.account.start_switch(plan)
        self.assertTrue(held.reached.wait(30))
        online("false")
        self.waits("you no longer work offline")
        self.server.forgive()
        online("true")
        self.is_well(self.account.wait_for_switch(SOON))
        self.is_quiet()

    def test_a_server_without_room(self) -> None:
        self.server.max_connections = 2  # with the other program's
        self.begin("imap", ImapKeep=2)
        self.until("the limit", lambda: self.server.refused_connections > 0)
        before = self.messages()
        for cancels in (True, False):
            with self.subTest(cancels=cancels):
                held = self.server.hold(r"^UID FETCH .*\[TEXT\]")
                reader = threading.Thread(target=self.h.probe, args=("item", self.item("Number 1" if cancels else "Number 2"), "--full"))
                reader.start()
                held.reached.wait(30)
                self.account.start_switch({"to": "pop3", "host": "127.0.0.1", "port": self.wires["pop3"].port, "security": 2})
                self.waits("takes no further connection now")
                if cancels:
                    self.account.switch_call("cancel")
                    self.assertEqual(self.account.wait_for_switch(SOON)["report"]["outcome"], "nothing changed")
                self.server.forgive()
                reader.join(60)
        self.is_well(self.account.wait_for_switch(SOON))
        self.assertEqual(self.messages(), before)
        self.is_quiet()

    # -- where the server is --------------------------------------------------------------------------------------

    def test_the_server_is_found(self) -> None:
        """Nothing answers where the other protocol's server would be; the provider's own settings tell."""
        self.user = self.server.user = f"{self.user}@example.org"
        self.begin("pop3", password=PASSWORD, ImapHost="")
        before = self.where()
        with self.assertRaisesRegex(SessionError, "127.0.0.1"):
            self.account.preview("imap")
        files = self.enterContext(OwnFiles(server_side(self.h.dovecot.ca_file.parent)))
        files.tell("example.org", entry("imap", THIS_COMPUTER, self.server.tls_port, "SSL", "%EMAILADDRESS%"))
        world = self.h.session.directory / "world.json"
        world.write_text(json.dumps({"https": files.port, "hosts": {f"{THIS_COMPUTER}:{self.server.tls_port}": self.server.tls_port}}))
        self.addCleanup(world.unlink)
        plan = self.account.preview("imap")
        self.assertEqual((plan["host"], plan["port"], plan["security"], plan["matched"]), (THIS_COMPUTER, self.server.tls_port, 0, 6))
        self.account.start_switch(plan)
        self.is_well(self.account.wait_for_switch())
        self.account.sync()
        self.assertEqual(self.where() | before, self.where())
        self.agrees()


del SharedHarnessTest, SwitchTest

if __name__ == "__main__":
    unittest.main()
