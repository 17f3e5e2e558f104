#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The dialog of an account as people reach it: from the settings of the real KMail."""

from __future__ import annotations

import unittest

from common import mail
from harness import HarnessTest
from kmail import KMail
from window import Screen

SETTINGS = "Configure"
DIALOG = "anna@example.org"


class InKMail(HarnessTest):
    def setUp(self) -> None:
        super().setUp()
        self.h.dovecot.append(self.h.user, "INBOX", *[mail(f"Number {number}") for number in range(6)])
        self.account = self.h.add_account("pop3", name="anna@example.org")
        self.account.sync()
        self.reader = self.enterContext(KMail(self.h, self.enterContext(Screen()))).reader
        self.reader.press("Configure KMail.*", "menu item")
        self.reader.click("Receiving", "page tab", SETTINGS)
        self.reader.click("anna@example.org", "list item", SETTINGS)
        self.reader.press("Modify.*", "button", SETTINGS)

    def see(self, text: str, timeout: float = 60) -> None:
        self.reader.wait_for(text, lambda parts: any(text in part["name"] + part["text"] for part in parts), timeout)

    def test_modify(self) -> None:
        self.see("Yours: 6 messages are on the server.")
        self.reader.click("General", "list item", DIALOG)
        self.reader.fill("Account name:", "Anna", DIALOG)
        self.reader.press("Apply", "button", DIALOG)
        self.reader.press("OK", "button", DIALOG)
        self.reader.wait_for("the end of the dialog", lambda _: not any(title.startswith(DIALOG) for title in self.reader.windows()))
        self.assertEqual(self.h.probe("setting", self.account.identifier, "AccountName")["AccountName"], "Anna")

    def test_switch(self) -> None:
        self.reader.press("Change to IMAP…", "button", DIALOG)
        self.see("This is what will happen")
        self.reader.press("Change to IMAP", "button")
        self.see("The change is complete")
        self.reader.press("Close", "button")
        self.see("Change to POP3…")
        self.reader.press("Cancel", "button", DIALOG)
        self.assertEqual(self.h.probe("setting", self.account.identifier, "Mode")["Mode"], 1)


if __name__ == "__main__":
    unittest.main()
