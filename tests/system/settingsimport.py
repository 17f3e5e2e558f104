#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Taking over an account of kdepim-runtime's resources from the page in System Settings."""

from __future__ import annotations

import unittest
from typing import Any

from common import mail
from harness import PASSWORD, RESOURCE, Account, Json
from session import keep_trying
from settingscommon import WindowTest

STOCK_IMAP, STOCK_POP3 = "akonadi_imap_resource", "akonadi_pop3_resource"
POP3, IMAP = 0, 1


class Import(WindowTest):
    old = ""

    def setUp(self) -> None:
        super().setUp()
        self.h.dovecot.append(self.user, "INBOX", *[mail(f"Number {number}") for number in range(6)])

    def stock(self, kind: str, service: str, key: str, **settings: str | int) -> None:
        self.old = self.h.probe("agent-create", kind)["identifier"]
        self.h.probe("online", self.old, "false")
        self.h.probe("password-set", key.format(self.old), "--service", service, stdin=PASSWORD)
        self.h.probe("configure", self.old, *(f"{name}={value}" for name, value in settings.items()))
        self.h.probe("sync", self.old, "--wait", timeout=120)

    def konto_accounts(self) -> list[str]:
        return [each["identifier"] for each in self.h.probe("agents")["agents"] if each["identifier"].startswith(RESOURCE)]

    def choose_old(self) -> str:
        self.open_page()
        self.window.click("Import…")
        self.window.wait_for("Which account is to be taken over")
        self.window.click("Continue")
        return self.window.wait_for("is taken over, with its settings and its password")

    def take_over(self) -> Account:
        self.window.click("Import")
        self.window.wait_for("The account has been imported")
        self.assertFalse(self.h.probe("status", self.old)["online"])
        (identifier,) = self.konto_accounts()
        account_id = self.h.probe("setting", identifier, "accountId")["accountId"]
        self.account = Account(self.h, identifier, account_id, "", self.user, "")
        self.h.accounts.append(self.account)
        self.assert_no_secret()
        self.window.click("Close")
        self.window.wait_for("Your mail is kept:")
        return self.account

    def doCleanups(self) -> bool:
        done = super().doCleanups()
        if self.h.session.env and self.old:
            self.h.probe("agent-remove", self.old)
        return done

    def items_of(self, collection: int) -> list[Json]:
        return list(self.h.probe("items", collection)["items"])

    def stock_imap(self) -> None:
        self.stock(STOCK_IMAP, "imap", "{}rc", ImapServer="127.0.0.1", ImapPort=self.h.proxies["imap"].port, UserName=self.user, Safety="None",
                   Authentication=1, DisconnectedModeEnabled="true", SubscriptionEnabled="false", IntervalCheckEnabled="false")

    def test_imap(self) -> None:
        self.stock_imap()
        shown = self.choose_old()
        self.assertIn("Messages: 6.", shown)
        self.assertIn("Nothing of it is deleted", shown)
        account = self.take_over()
        self.assertEqual(self.setting("Mode", "UserName", "ImapHost"), [IMAP, self.user, "127.0.0.1"])
        account.sync()
        self.assertEqual(account.counts(), {"Inbox": 6})

    def test_cancelled(self) -> None:
        self.stock_imap()
        before = self.h.probe("contents", self.old)
        self.choose_old()
        self.window.click("Cancel")
        self.window.wait_for("There is no mail account yet")
        keep_trying("the end of the new account", lambda: not self.konto_accounts(), 30)
        self.assertEqual(self.h.probe("contents", self.old), before)

    def test_pop3(self) -> None:
        """Two messages were sorted into another folder by a filter."""
        place = self.maildir()
        self.stock(STOCK_POP3, "pop3", "{}", host="127.0.0.1", port=self.h.proxies["pop3"].port, login=self.user, useSSL="false", useTLS="false",
                   authenticationMethod=7, leaveOnServer="true", targetCollection=place, intervalCheckEnabled="false")
        keep_trying("the old account's mail", lambda: len(self.items_of(place)) == 6, 60)
        folder = self.h.probe("folder-create", place, "Sorted")["id"]
        self.h.probe("item-move", folder, *[each["id"] for each in self.items_of(place)[:2]])
        keep_trying("the move", lambda: len(self.items_of(place)) == 4, 30)
        shown = self.choose_old()
        self.assertIn("Messages: 4.", shown)
        self.assertIn("2 other messages, which your filters have put into other folders, stay there", shown)
        account = self.take_over()
        self.assertEqual(self.setting("Mode", "Pop3Host"), [POP3, "127.0.0.1"])
        account.sync()
        self.assertEqual(account.counts(), {"Inbox": 4})
        self.assertEqual(len(self.items_of(folder)), 2)

    def maildir(self) -> int:
        identifier = self.h.probe("agent-create", "akonadi_maildir_resource")["identifier"]
        local = self.h.session.home / "mail"
        for name in ("cur", "new", "tmp"):
            (local / name).mkdir(parents=True)
        self.h.probe("configure", identifier, f"path={local}")
        self.h.probe("sync", identifier, "--wait")
        collections: list[dict[str, Any]] = self.h.probe("tree", identifier)["collections"]
        return int(collections[0]["id"])


del WindowTest

if __name__ == "__main__":
    unittest.main()
