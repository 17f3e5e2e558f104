#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The real KMail, used by what is to be seen in its window: what it shows of an account, and what is done in it, arrives at the server."""

from __future__ import annotations

import contextlib
import json
import unittest
from pathlib import Path
from typing import Any

from common import HarnessTest, mail
from harness import PASSWORD, RESOURCE, USER
from kmail import KMail
from mailprogram import MailProgram
from notifications import Notifications
from outgoingserver import OutgoingServer
from ownfiles import OwnFiles, entry, server_side
from session import SessionError, keep_trying
from window import Screen, Window

ROLES = {"Inbox": "inbox", "Drafts": "drafts", "Sent": "sent-mail", "Trash": "trash"}
FOLDER = "Projects"
FILTER_AGENT = "akonadi_mailfilter_agent"
DOMAIN = "example.org"
MANY = 3000
FILTER = """
[Filter #{number}]
identifier={name}
name={name}
operator=and
rules=1
fieldA=subject
funcA=contains
contentsA={word}
apply-on=check-mail
Applicability=0
StopProcessingHere=false
actions=1
action-name-0={action}
action-args-0={argument}
"""


def filter_settings(filtered: Path, target: int) -> str:
    """Messages with "Letter" are written down and moved; those with "Call" are answered, by writing them down elsewhere."""
    filters = [("count", "Letter", "execute", f"echo %{{subject}} >> {filtered}"), ("move", "Letter", "transfer", target),
               ("answer", "Call", "execute", f"echo %{{subject}} >> {filtered}.calls")]
    blocks = [FILTER.format(number=number, name=name, word=word, action=action, argument=argument)
              for number, (name, word, action, argument) in enumerate(filters)]
    return f"[General]\nfilters={len(filters)}\n" + "".join(blocks)


class KMailTest(HarnessTest):
    """An account named Anna with five messages, in KMail, whose inbox is open."""

    mode = "imap"
    messages = 5
    options: dict[str, Any] = {}

    def setUp(self) -> None:
        super().setUp()
        screen = self.enterContext(Screen("1400x900"))
        self.fill()
        self.account = self.h.add_account(self.mode, name="Anna")
        self.account.sync(120)
        self.start_agents()
        self.kmail = self.enterContext(KMail(self.h, screen))
        self.reader = self.kmail.reader
        self.open("Inbox")

    def fill(self) -> None:
        self.h.dovecot.append(USER, "INBOX", *[mail(f"Number {number}", f"The body of number {number}.\n") for number in range(self.messages)])
        with MailProgram(self.h.dovecot.ports["imap"], USER, PASSWORD) as other:
            other.create(FOLDER)

    def start_agents(self) -> None:
        """Those of KMail's that a test is about."""

    def open(self, folder: str) -> None:
        self.kmail.open_folder(self.account.folder_id(folder), f"Anna/{folder}")

    def until(self, what: str, ready: Any, timeout: float = 30) -> None:
        keep_trying(what, ready, timeout, 0.2)

    def unread(self, folder: str) -> int:
        return self.kmail.unread().get(folder, -1)

    def read(self, subject: str) -> None:
        """Clicks on a message in the list."""
        self.kmail.select(subject)

    def subscribed(self) -> set[str]:
        with MailProgram(self.h.dovecot.ports["imap"], USER, PASSWORD) as other:
            return other.subscribed()

    def on_server(self, folder: str = "INBOX") -> int:
        return len(self.h.dovecot.uids(USER, folder))


class InImapMode(KMailTest):
    def test_folders_and_new_mail(self) -> None:
        self.until("the folders", lambda: set(ROLES) <= set(self.kmail.unread()))
        self.assertEqual(self.unread("Inbox"), 5)
        roles = {name: folder["special"] for name, folder in self.account.folders().items()}
        self.assertEqual({name: roles.get(name) for name in ROLES}, ROLES)
        self.h.dovecot.append(USER, "INBOX", mail("Newest"))
        self.reader.press("Check Mail", "button")
        self.until("the new message", lambda: self.unread("Inbox") == 6)
        self.assertEqual(len(self.kmail.messages()), 6)

    def test_reading_and_deleting(self) -> None:
        self.read("Number 3")
        self.reader.wait_for("the body", lambda parts: any("The body of number 3." in part["name"] for part in parts))
        self.until("the flag on the server", lambda: self.h.dovecot.flags(USER, "INBOX")[4] == {r"\Seen"})
        self.assertEqual(self.unread("Inbox"), 4)
        self.reader.press("Move to Trash", "button")
        self.until("the move on the server", lambda: (self.on_server(), self.on_server("Trash")) == (4, 1))
        self.assert_mirrors(self.account)

    def test_properties_rename_a_folder(self) -> None:
        self.open(FOLDER)
        self.reader.press("Folder Properties", "menu item")
        self.reader.fill("Folder Name:", "Old Things", f"Properties of Folder {FOLDER}")
        self.reader.press("OK", "button", "Properties")
        self.until("the name on the server", lambda: "Old Things" in self.h.dovecot.folders(USER))
        self.assertNotIn(FOLDER, self.h.dovecot.folders(USER))

    def test_subscriptions(self) -> None:
        self.kmail.subscriptions(FOLDER, "Unsubscribe")
        self.until("the end of the subscription", lambda: FOLDER not in self.subscribed())
        self.until("the folder to go", lambda: FOLDER not in self.kmail.unread())
        self.kmail.subscriptions(FOLDER, "Subscribe")
        self.until("the subscription", lambda: FOLDER in self.subscribed())
        self.until("the folder", lambda: FOLDER in self.kmail.unread())


class Offline(KMailTest):
    def test_what_is_done_offline_goes_up_later(self) -> None:
        self.reader.press("Work Offline", "menu item")
        self.until("the account to be offline", lambda: not self.account.status()["online"])
        proxy = self.h.proxies["imap"]
        proxy.reset()
        self.h.dovecot.append(USER, "INBOX", mail("Meanwhile"))
        self.read("Number 3")
        self.reader.wait_for("the body", lambda parts: any("The body of number 3." in part["name"] for part in parts))
        self.until("the read message", lambda: self.unread("Inbox") == 4)
        self.reader.press("Move to Trash", "button")
        self.until("the move here", lambda: self.account.counts() == {"Inbox": 4, "Trash": 1})
        self.assertEqual((proxy.counts.connections, proxy.counts.to_server), (0, 0))
        self.reader.press("Work Online", "menu item")
        self.until("the move on the server", lambda: (self.on_server(), self.on_server("Trash")) == (5, 1))
        self.until("the new message", lambda: any("Meanwhile" in each for each in self.kmail.messages()))
        self.assert_mirrors(self.account)


class InPop3Mode(KMailTest):
    mode = "pop3"

    def test_reading_and_deleting_stay_here(self) -> None:
        self.assertEqual(self.unread("Inbox"), 5)
        self.read("Number 3")
        self.reader.wait_for("the body", lambda parts: any("The body of number 3." in part["name"] for part in parts))
        self.until("the read message", lambda: self.unread("Inbox") == 4)
        self.reader.press("Move to Trash", "button")
        self.until("the message in KMail's own trash", lambda: (self.account.counts(), self.kmail.local("trash")) == ({"Inbox": 4}, 1))
        self.h.dovecot.append(USER, "INBOX", mail("Newest"))
        self.reader.press("Check Mail", "button")
        self.until("the new message", lambda: any("Newest" in each for each in self.kmail.messages()))
        self.assertEqual((self.account.counts(), self.on_server()), ({"Inbox": 5}, 6))

    def test_properties_rename_a_folder(self) -> None:
        self.account.create_folder(FOLDER)
        self.until("the folder", lambda: FOLDER in self.kmail.unread())
        self.open(FOLDER)
        self.reader.press("Folder Properties", "menu item")
        self.reader.fill("Folder Name:", "Old Things", f"Properties of Folder {FOLDER}")
        self.reader.press("OK", "button", "Properties")
        self.until("the name", lambda: "Old Things" in self.account.folders())
        self.account.add_item("Old Things", mail("Old"))
        self.account.wait_for_files("Old Things", 1)


class Sending(KMailTest):
    """An account that is added while KMail is open."""

    options = {"env": {"KONTO_DISCOVERY_MAP": "{session}/world.json"}}

    def fill(self) -> None:
        super().fill()
        tls = server_side(self.h.dovecot.ca_file.parent)
        outgoing, files = self.enterContext(OutgoingServer(tls)), self.enterContext(OwnFiles(tls))
        files.tell(DOMAIN, entry("imap", f"imap.{DOMAIN}", 993, "SSL"), entry("smtp", f"smtp.{DOMAIN}", 465, "SSL"))
        hosts = {f"imap.{DOMAIN}:993": self.h.dovecot.ports["imaps"], f"smtp.{DOMAIN}:465": outgoing.port}
        (self.h.session.directory / "world.json").write_text(json.dumps({"https": files.port, "hosts": hosts}))

    def test_mail_is_written_from_its_address(self) -> None:
        account = self.h.probe("agent-create", RESOURCE)["identifier"]
        window = self.enterContext(Window(self.h.session, "dialog", account, env={"QT_QPA_PLATFORM": "offscreen"}))
        window.fill("Mail address:", f"{USER}@{DOMAIN}")
        window.fill("Password", PASSWORD)
        window.click("Search")
        window.until("the offer", lambda: any(name.startswith("Also send mail as") for name in window.names()))
        window.click("OK")
        window.wait_until_closed()
        self.reader.press("New", "button")
        senders = "the sender in the composer"
        self.reader.wait_for(senders, lambda parts: any(part["window"].startswith("Composer") and part["name"] == "From:"
                                                        and part["text"].endswith(f"<{USER}@{DOMAIN}>") for part in parts))


class Agents(KMailTest):
    """Filters and the notice of new mail: what KMail's agents do with each message that comes."""

    messages = 2

    def setUp(self) -> None:
        super().setUp()
        self.calls = 0
        self.until("the filters to answer", self.are_filters_there, 150)
        self.desktop.wait_for(lambda each: "Subject: Call" in each["body"] or self.is_told(each), 60)

    def are_filters_there(self) -> bool:
        """They tell nobody when they begin to listen, and what comes before that is not filtered: they are called until they answer. On a busy computer they
        may never listen to any folder, whosever the account is: what Akonadi 26.08's Monitor is told to monitor just while the server confirms its
        subscription, it does not pass on. So they are started again."""
        if self.calls and self.calls % 3 == 0:
            self.h.probe("restart", FILTER_AGENT)
        self.calls += 1
        self.h.dovecot.append(USER, "INBOX", mail(f"Call {self.calls}"))
        self.account.sync()
        answers = self.filtered.with_name("filtered.calls")
        with contextlib.suppress(SessionError):
            keep_trying("an answer", answers.exists, 10, 0.2)
        return answers.exists()

    def is_told(self, notification: dict[str, Any]) -> bool:
        return any(f'in {folder} from "Anna"' in notification["body"] for folder in (self.target(), "Inbox"))

    def start_agents(self) -> None:
        self.filtered = self.h.session.directory / "filtered"
        (self.h.session.config / "akonadi_mailfilter_agentrc").write_text(filter_settings(self.filtered, self.account.folder_id(self.target())))
        for agent in (FILTER_AGENT, "akonadi_newmailnotifier_agent"):
            self.h.probe("agent-create", agent)
        self.desktop = self.enterContext(Notifications(self.h.session))

    def target(self) -> str:
        return FOLDER

    def subjects_filtered(self) -> list[str]:
        return sorted(self.filtered.read_text().splitlines()) if self.filtered.exists() else []

    def test_each_new_message_once(self) -> None:
        wanted = [f"Letter {number}" for number in range(20)]
        before = {each["id"] for each in self.desktop.all()}
        self.h.dovecot.append(USER, "INBOX", *map(mail, wanted), mail("Keep this"))
        self.reader.press("Check Mail", "button")
        self.until("the filter to move them", lambda: self.account.counts().get(self.target()) == len(wanted), 60)
        self.assertEqual(self.subjects_filtered(), sorted(wanted))
        self.desktop.wait_for(lambda each: each["id"] not in before and self.is_told(each), 60)
        self.account.sync()
        self.account.sync()
        self.assertEqual(self.subjects_filtered(), sorted(wanted), "a message was filtered twice")
        self.check()

    def check(self) -> None:
        self.until("the moves on the server", lambda: (self.on_server(), self.on_server(FOLDER)) == (3 + self.calls, 20))
        self.assert_mirrors(self.account)


class AgentsInPop3Mode(Agents):
    mode = "pop3"

    def start_agents(self) -> None:
        self.account.create_folder(FOLDER)
        super().start_agents()

    def check(self) -> None:
        self.assertEqual(self.account.counts(), {"Inbox": 3 + self.calls, FOLDER: 20})
        self.assertEqual(self.on_server(), 23 + self.calls)
        filtered = self.subjects_filtered()
        self.assertEqual(self.account.switch("imap")["report"]["outcome"], "switched")
        self.account.sync()
        self.until("the moves on the server", lambda: (self.on_server(), self.on_server(FOLDER)) == (3 + self.calls, 20), 60)
        self.assertEqual(self.subjects_filtered(), filtered, "messages were filtered again, because the account works another way")


class Searching(KMailTest):
    """With the index of Akonadi Search."""

    options: dict[str, Any] = {"search": True}
    word = "wombat"

    def test_word_of_a_body(self) -> None:
        self.h.dovecot.append(USER, "INBOX", mail("Odd", f"There is a {self.word} in it.\n"))
        self.reader.press("Check Mail", "button")
        self.until("the index to know it", lambda: self.h.probe("search", self.word, "--via", "index")["count"] == 1, 60)
        self.kmail.find("Body of Message", self.word)
        self.until("KMail to find it", lambda: self.kmail.found() == {"Odd"})


class SearchingInPop3Mode(Searching):
    mode = "pop3"

    def test_word_of_a_body(self) -> None:
        super().test_word_of_a_body()
        self.assertEqual(self.account.switch("imap")["report"]["outcome"], "switched")
        self.assertEqual(self.h.probe("search", self.word, "--via", "index")["count"], 1, "nothing was indexed again")
        self.reader.press("Search", "button", "Find Messages")
        self.until("KMail to find it again", lambda: self.kmail.found() == {"Odd"})


class Moving(KMailTest):
    """Thousands of messages, while KMail shows the folder."""

    messages = 0

    def fill(self) -> None:
        super().fill()
        self.h.dovecot.append(USER, "INBOX", *[mail(f"Number {number}") for number in range(MANY)])

    def move(self, source: str, target: str) -> None:
        self.h.probe("item-move", self.account.folder_id(target), f"in:{self.account.folder_id(source)}", timeout=120)

    def test_to_another_folder(self) -> None:
        before = {item["id"] for item in self.account.items()}
        self.move("Inbox", FOLDER)
        self.until("KMail to show none", lambda: self.unread("Inbox") == 0 and not self.kmail.messages(), 60)
        self.until("KMail to count them", lambda: self.unread(FOLDER) == MANY)
        self.check_moved(before)

    def check_moved(self, before: set[int]) -> None:
        self.until("the moves on the server", lambda: (self.on_server(), self.on_server(FOLDER)) == (0, MANY), 120)
        self.assertEqual({item["id"] for item in self.account.items(FOLDER)}, before)
        self.assert_mirrors(self.account)


class MovingInPop3Mode(Moving):
    mode = "pop3"

    def start_agents(self) -> None:
        self.account.create_folder(FOLDER)

    def check_moved(self, before: set[int]) -> None:
        self.until("the moves on the disk", lambda: len(self.account.files(FOLDER)) == MANY, 60)
        self.assertEqual({item["id"] for item in self.account.items(FOLDER)}, before)
        self.assertEqual((self.account.counts(), len(self.account.files("Inbox")), self.on_server()), ({FOLDER: MANY}, 0, MANY))


del HarnessTest, KMailTest

if __name__ == "__main__":
    unittest.main()
