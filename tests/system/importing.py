#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Taking over accounts of kdepim-runtime's IMAP and POP3 resources, the real ones: nothing is lost, nothing comes twice, what
is here is not fetched again, and the old account stays what it was."""

from __future__ import annotations

import contextlib
import unittest
from collections import Counter
from pathlib import Path
from typing import Any

from common import mail, samplemail
from dovecot import content_hash
from harness import PASSWORD, RESOURCE, USER, Account, HarnessTest, Json
from session import keep_trying

STOCK_IMAP = "akonadi_imap_resource"
STOCK_POP3 = "akonadi_pop3_resource"
DONE, UNDONE = 5, 7
IMAP, POP3 = 1, 0
EVERYTHING, DAYS = 0, 1


class ImportTest(HarnessTest):
    """A harness with an old account and a new one that knows nothing yet."""

    options: dict[str, Any] = {"env": {"KONTO_CRASH_FILE": "{session}/crash"}}

    def stock(self, kind: str, service: str, key: str, **settings: str | int) -> str:
        identifier: str = self.h.probe("agent-create", kind)["identifier"]
        self.h.probe("online", identifier, "false")
        self.h.probe("password-set", key.format(identifier), "--service", service, stdin=PASSWORD)
        self.h.probe("configure", identifier, *(f"{name}={value}" for name, value in settings.items()))
        return identifier

    def new_account(self, mode: str) -> Account:
        identifier = self.h.probe("agent-create", RESOURCE)["identifier"]
        account_id = self.h.probe("setting", identifier, "accountId")["accountId"]
        account = Account(self.h, identifier, account_id, mode, USER, "")
        self.h.accounts.append(account)
        return account

    def ask(self, account: Account, method: str, *arguments: str) -> Any:
        return self.h.probe("import", account.identifier, method, *arguments)["answer"]

    def wait_for_stage(self, account: Account, stage: int) -> None:
        def is_there() -> bool:
            with contextlib.suppress(Exception):
                return bool(self.ask(account, "state")["stage"] == stage)
            return False
        keep_trying(f"stage {stage}", is_there, 120, 0.2)

    def is_online(self, identifier: str) -> bool:
        return bool(self.h.probe("status", identifier)["online"])

    def settings_file(self, identifier: str) -> bytes:
        return (self.h.session.config / f"{identifier}rc").read_bytes()

    def crash_at(self, account: Account, point: str, begin: str) -> None:
        """Starts the import and lets the process be killed there; returns when Akonadi has started it again."""
        (self.h.session.directory / "crash").write_text(point)
        before = account.pid
        self.ask(account, "start", begin)
        keep_trying("the crash", lambda: not Path(f"/proc/{before}").exists(), 60)

        def is_back() -> bool:
            with contextlib.suppress(Exception):
                return account.pid != before
            return False
        keep_trying("the restart", is_back, 60)
        account.wait_until_up()

    def import_all(self, account: Account, old: str) -> Json:
        self.assertTrue(self.ask(account, "start", old))
        self.wait_for_stage(account, DONE)
        report: Json = self.ask(account, "report")
        self.assertEqual(report["missing"], 0)
        self.assertEqual(report["contentsStored"], report["contents"])
        self.assertTrue(report["password"])
        return report


class FromImap(ImportTest):
    def setUp(self) -> None:
        super().setUp()
        self.h.dovecot.fill(USER, samplemail.tuples(large_megabytes=0))
        self.h.dovecot.create(USER, "Empty")
        proxy = self.h.proxies["imap"]
        self.old = self.stock(STOCK_IMAP, "imap", "{}rc", ImapServer="127.0.0.1", ImapPort=proxy.port, UserName=USER, Safety="None",
                              Authentication=1, DisconnectedModeEnabled="true", SubscriptionEnabled="false", IntervalCheckEnabled="false")
        self.h.probe("sync", self.old, "--wait", timeout=300)
        self.total = sum(hashes.total() for hashes in self.h.dovecot.hashes(USER).values())
        keep_trying("the old account's mail", lambda: self.old_count() == self.total, 120)

    def old_tree(self) -> list[Json]:
        return list(self.h.probe("tree", self.old)["collections"])

    def old_count(self) -> int:
        return sum(max(0, each["count"]) for each in self.old_tree())

    def old_inbox(self) -> int:
        return int(next(each["id"] for each in self.old_tree() if each["rid"] == "/INBOX"))

    def altered(self, account: Account) -> int:
        """How many messages the old account has stored differently: those that are not the server's, line ends aside."""
        server = Counter[str]()
        for folder in self.h.dovecot.folders(USER):
            server.update(content_hash(each) for each in self.h.dovecot.messages(USER, folder).values())
        here = sum(account.hashes().values(), Counter())
        return (here - server).total()

    def test_everything_is_taken_and_not_fetched(self) -> None:
        tag = self.h.probe("tag-create", "Important one")["id"]
        item = self.h.probe("items", self.old_inbox())["items"][3]
        self.h.probe("tag", item["id"], "on", tag)
        before = self.h.probe("contents", self.old)["items"]
        flags = {folder: self.h.dovecot.flags(USER, folder) for folder in self.h.dovecot.folders(USER)}
        account = self.new_account("imap")
        (candidate,) = self.ask(account, "candidates")
        self.assertEqual((candidate["identifier"], candidate["mode"], candidate["user"], candidate["messages"]), (self.old, IMAP, USER, self.total))
        preview = self.ask(account, "preview", self.old)
        self.assertEqual((preview["messages"], preview["withBytes"], preview["toFetch"]), (self.total, self.total, 0))
        self.assertIn("INBOX", preview["folders"])
        self.assertNotIn(PASSWORD, str(preview))
        proxy = self.h.proxies["imap"]
        proxy.reset()
        report = self.import_all(account, self.old)
        self.assertEqual(report["messages"], self.total)
        account.sync(120)
        self.assert_mirrors(account)
        print("altered", self.altered(account), "bodies", proxy.counts.bodies, proxy.counts.body_bytes)
        self.assertFalse(self.is_online(self.old))
        self.assertEqual(self.h.probe("contents", self.old)["items"], before)
        changed = {folder: self.h.dovecot.flags(USER, folder) for folder in self.h.dovecot.folders(USER)}
        keyword = {"important_one"}
        added = [(folder, uid) for folder in flags for uid in flags[folder] if changed[folder][uid] - flags[folder][uid]]
        self.assertEqual(len(added), 1)
        self.assertEqual(changed[added[0][0]][added[0][1]] - flags[added[0][0]][added[0][1]], keyword)
        self.assert_no_secret()


del HarnessTest, ImportTest

if __name__ == "__main__":
    unittest.main()
