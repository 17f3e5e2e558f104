#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the agent tells the user: as notifications, once for each cause, and as a list; and what can be done about it."""

from __future__ import annotations

import json
import os
import signal
import unittest
from pathlib import Path
from typing import Any

from commandline import AGENT, DONE, REFUSED, Tool, start_agent
from common import mail
from harness import PASSWORD, Account, SharedHarnessTest
from imapserver import ImapServer
from notifications import Notifications
from session import SEARCH_AGENT, keep_trying

Json = dict[str, Any]
NOTHING_STAYS = 4  # Pop3Keep
MANY = 30


class NoticesTest(SharedHarnessTest):
    # A round of looking is half a second instead of a minute
    options = {"env": {"KONTO_ROUND_MS": "500"}}

    def setUp(self) -> None:
        super().setUp()
        self.desktop = self.enterContext(Notifications(self.h.session))
        start_agent(self.h)
        self.konto = Tool(self.h)

    def fill(self, count: int = 3) -> None:
        self.h.dovecot.append(self.user, "INBOX", *[mail(f"Number {number}") for number in range(count)])

    def add(self, mode: str, **settings: Any) -> Account:
        return self.h.add_account(mode, user=self.user, **settings)

    def notices(self, account: Account) -> dict[str, Json]:
        """By cause."""
        return {each["cause"]: each for each in self.konto.json("notices") if each["account"] == account.identifier}

    def wait_for(self, account: Account, cause: str) -> Json:
        keep_trying(f"notice {cause}", lambda: cause in self.notices(account), 40, 0.2)
        return self.notices(account)[cause]

    def wait_until_gone(self, account: Account, cause: str) -> None:
        keep_trying(f"end of {cause}", lambda: cause not in self.notices(account), 40, 0.2)

    def bubbles(self, account: Account, title: str) -> list[Json]:
        return [each for each in self.desktop.all() if each["summary"] == f"{account.name}: {title}"]

    def kill_agent(self) -> None:
        """kill -9, and wait for the one that Akonadi starts."""
        before = self.h.session.pids(AGENT)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        keep_trying("another agent", lambda: bool(set(self.h.session.pids(AGENT)) - set(before)), 60)
        self.h.session.wait_for_names({"org.kde.konto"}, 30)

    def settings_file(self) -> Path:
        return self.h.session.config / "kontoagentrc"


class Problems(NoticesTest):
    def test_password(self) -> None:
        self.fill()
        account = self.add("imap", password="wrong")
        account.sync_any()
        notice = self.wait_for(account, "passwordRejected")
        self.assertEqual(notice["severity"], "error")
        self.assertIn("password", notice["text"])
        self.assertFalse(notice["text"].startswith(account.name))
        self.assertEqual([each["id"] for each in notice["actions"]], ["settings", "check"])
        shown = self.desktop.wait_for(lambda each: each["summary"] == f"{account.name}: {notice['title']}")
        self.assertEqual(sorted(text for name, text in shown["actions"].items() if name != "default"), ["Change Password…", "Try Again"])

        self.kill_agent()
        keep_trying("notice after kill -9", lambda: "passwordRejected" in self.notices(account), 40, 0.2)
        account.sync_any()
        self.assertEqual(len(self.bubbles(account, notice["title"])), 1, "each at most once per cause")
        self.assertEqual(self.notices(account)["passwordRejected"]["since"], notice["since"])

        account.set_password(PASSWORD)
        self.konto.run("notices", notice["id"], "--act", "check")
        self.wait_until_gone(account, "passwordRejected")
        account.sync()
        self.assertEqual(len(account.items()), 3)

        account.set_password("wrong again")
        self.h.probe("restart", account.identifier)
        account.wait_until_up()
        account.sync_any()
        self.wait_for(account, "passwordRejected")
        keep_trying("a second bubble: it came back", lambda: len(self.bubbles(account, notice["title"])) == 2, 20)
        self.assertTrue(self.bubbles(account, notice["title"])[1]["open"])
        account.set_password(PASSWORD)
        self.desktop.act(self.bubbles(account, notice["title"])[1], "Try Again")
        self.wait_until_gone(account, "passwordRejected")

    def test_certificate(self) -> None:
        """The harness' certificates are valid for two days."""
        self.fill()
        account = self.add("imap", security="tls")
        account.sync()
        self.assertEqual(self.wait_for(account, "certificateExpires")["severity"], "warning")

    def test_quota(self) -> None:
        with ImapServer(user=self.user, password=PASSWORD) as server:
            server.store["INBOX"].add(mail("Large", size=300_000))
            server.store.quota = 320_000
            account = self.h.add_account("imap", user=self.user, ImapPort=server.port)
            account.sync()
            notice = self.wait_for(account, "quotaNearlyFull")
            self.assertRegex(notice["text"], r"9\d %")
            server.store.quota = 3_000_000
            self.h.probe("restart", account.identifier)  # it asks once in a while only
            account.wait_until_up()
            account.sync()
            self.wait_until_gone(account, "quotaNearlyFull")

    def test_refused(self) -> None:
        """The status goes on to something else at once; what the server did not do can still be read."""
        with ImapServer(user=self.user, password=PASSWORD) as server:
            server.store.create("Letters")
            account = self.h.add_account("imap", user=self.user, ImapPort=server.port)
            account.sync()
            server.store.quota = server.store.used() + 50
            account.add_item("Letters", mail("Sent from here"))
            notice = self.wait_for(account, "refused")
            self.assertEqual(notice["severity"], "warning")
            self.assertIn("“Letters”", notice["text"])
            self.assertFalse(notice["text"].startswith(account.name))
            account.sync_any()
            account.sync_any()
            self.assertEqual(len(self.bubbles(account, notice["title"])), 1, "each at most once per cause")
            server.store.quota = None
            account.sync()
            self.assertIn("refused", self.notices(account))
            self.konto.run("notices", notice["id"], "--dismiss")
            self.assertNotIn("refused", self.notices(account))

    def test_copies_about_to_be_removed(self) -> None:
        self.fill()
        account = self.add("pop3")
        account.sync()
        account.configure(Pop3Keep=NOTHING_STAYS)
        account.sync()
        notice = self.wait_for(account, "retentionHeld")
        self.assertIn("3", notice["text"])
        shown = self.desktop.wait_for(lambda each: each["summary"] == f"{account.name}: {notice['title']}")
        self.assertNotIn("Remove Copies", shown["actions"].values(), "what cannot be taken back is asked first")
        self.assertIn("3 messages are removed from the server", self.konto.run("notices", notice["id"], "--act", "confirmRetention", code=REFUSED).stderr)
        self.assertEqual(len(self.h.dovecot.uids(self.user)), 3)
        self.konto.run("notices", notice["id"], "--act", "confirmRetention", "--yes", code=DONE)
        keep_trying("the removal", lambda: not self.h.dovecot.uids(self.user), 30)
        self.wait_until_gone(account, "retentionHeld")
        self.assertEqual(len(account.items()), 3)

    def test_many_disappeared(self) -> None:
        self.fill(MANY)
        account = self.add("imap")
        account.sync()
        self.h.dovecot.expunge(self.user, "INBOX", self.h.dovecot.uids(self.user))
        account.sync_any()
        notice = self.wait_for(account, "setAside")
        self.assertIn(str(MANY), notice["text"])
        self.assertEqual(len(account.items()), MANY)
        self.konto.run("notices", notice["id"], "--act", "acceptDisappeared", "--yes")
        keep_trying("the removal here", lambda: not account.items(), 30)
        self.wait_until_gone(account, "setAside")


class Advice(NoticesTest):
    def test_once(self) -> None:
        self.fill()
        account = self.add("pop3")
        account.sync()
        notice = self.wait_for(account, "couldBeImap")
        self.assertIn("3 messages", notice["text"])
        self.assertEqual(notice["severity"], "information")
        self.konto.run("notices", notice["id"], "--dismiss")
        self.assertNotIn("couldBeImap", self.notices(account))
        self.kill_agent()
        self.fill(1)
        account.sync()
        keep_trying("news of the account", lambda: "4 here" in self.konto.text("status", account.identifier), 30, 0.2)
        self.assertNotIn("couldBeImap", self.notices(account))
        self.assertEqual(len(self.bubbles(account, notice["title"])), 1)

    def test_not_wanted(self) -> None:
        self.fill()
        account = self.add("pop3")
        account.sync()
        notice = self.wait_for(account, "couldBeImap")
        shown = self.desktop.wait_for(lambda each: each["summary"] == f"{account.name}: {notice['title']}")
        self.desktop.act(shown, "No More Advice")
        self.wait_until_gone(account, "couldBeImap")
        self.assertIn("Advice=false", self.settings_file().read_text())
        self.kill_agent()
        self.h.session.run(["busctl", "--user", "call", "org.kde.konto", "/Accounts", "org.kde.konto.Accounts", "setAdvice", "b", "true"])
        self.wait_for(account, "couldBeImap")


class AfterASwitch(NoticesTest):
    def test_undo_is_offered(self) -> None:
        self.fill()
        account = self.add("pop3")
        account.sync()
        account.switch("imap")
        account.mode = "imap"
        notice = self.wait_for(account, "undoPossible")
        self.assertIn("IMAP", notice["text"])
        account.undo_switch()
        keep_trying("an account as it was", lambda: "POP3" in self.konto.text("list"), 30, 0.2)


class MailTest(NoticesTest):
    """To be killed again and again is more than Akonadi lets an agent do: a harness for each."""

    def check_with_damage(self, mode: str, **settings: Any) -> tuple[Account, Json]:
        self.fill(5)
        account = self.add(mode, **settings)
        account.sync()
        keep_trying("a first look", lambda: self.settings_file().exists() and f"[Looks][{account.identifier}]" in self.settings_file().read_text(), 30)
        with open(account.files()[0], "ab") as file:
            file.write(b"damage")
        self.make_check_old(account)
        return account, self.wait_for(account, "repaired")

    def make_check_old(self, account: Account) -> None:
        """As if the last one had been eight days ago."""
        lines = self.settings_file().read_text().splitlines()
        group = lines.index(f"[Looks][{account.identifier}]")
        checked = next(number for number in range(group, len(lines)) if lines[number].startswith("Checked="))
        lines[checked] = "Checked=2026-01-01T00:00:00Z"
        self.settings_file().write_text("\n".join(lines) + "\n")
        self.kill_agent()


class DamagedMail(MailTest):
    def test_weekly_check(self) -> None:
        account, notice = self.check_with_damage("pop3", Pop3Keep=NOTHING_STAYS)
        self.assertEqual(notice["severity"], "warning")
        self.assertIn("5 messages were looked at. The file of one message is damaged", notice["text"])
        self.konto.run("notices", notice["id"], "--dismiss")
        self.kill_agent()
        keep_trying("news of the account", lambda: "Ready" in self.konto.text("status", account.identifier), 30, 0.2)
        self.assertNotIn("repaired", self.notices(account))


class MendedMail(MailTest):
    def test_weekly_check(self) -> None:
        """What comes from the server again needs no backup."""
        account, notice = self.check_with_damage("imap")
        self.assertEqual((notice["severity"], notice["title"]), ("information", "Mail on this computer was put in order"))
        self.assertIn("5 messages were looked at. One message was damaged or missing here and is fetched again from the server.", notice["text"])
        self.assertNotIn("backup", json.dumps(notice).lower())
        self.assert_mirrors(account)


class Searching(NoticesTest):
    options = {"env": {"KONTO_ROUND_MS": "300"}, "search": True}

    def test_the_index_is_completed(self) -> None:
        """While the index works offline, nothing new gets into it; and it does not look for that by itself."""
        self.fill(30)
        account = self.add("imap")
        account.sync()
        keep_trying("the index", lambda: self.indexed(account) == 30, 60, 0.2)
        self.h.probe("online", SEARCH_AGENT, "false")
        self.h.dovecot.append(self.user, "INBOX", *[mail(f"Later {number}") for number in range(30)])
        account.sync()
        keep_trying("the notice", lambda: "30 of 60" in self.notices(account).get("notSearchable", {}).get("text", ""), 60, 0.2)
        notice = self.notices(account)["notSearchable"]
        self.h.probe("online", SEARCH_AGENT, "true")
        self.konto.run("notices", notice["id"], "--act", "index")
        keep_trying("the whole index", lambda: self.indexed(account) == 60, 60, 0.2)
        self.wait_until_gone(account, "notSearchable")
        self.assertEqual(self.h.probe("search", "Later", "--via", "index", "--wait")["count"], 30)

    def indexed(self, account: Account) -> int:
        told = self.h.session.run(["busctl", "--user", "--json=short", "call", f"org.freedesktop.Akonadi.Agent.{SEARCH_AGENT}", "/",
                                   "org.freedesktop.Akonadi.Indexer", "indexedItems", "x", str(account.folder_id("Inbox"))])
        return int(json.loads(told.stdout)["data"][0])


if __name__ == "__main__":
    unittest.main()
