#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the agent has to say, on the page in System Settings; and the way there from a notification."""

from __future__ import annotations

import unittest

from commandline import start_agent
from common import mail
from notices import NOTHING_STAYS
from notifications import Notifications
from session import keep_trying
from settingscommon import WindowTest


class Page(WindowTest):
    options = {"env": {"KONTO_ROUND_MS": "500"}}

    def setUp(self) -> None:
        super().setUp()
        self.desktop = self.enterContext(Notifications(self.h.session))
        start_agent(self.h)
        self.h.dovecot.append(self.user, "INBOX", *[mail(f"Number {number}") for number in range(3)])
        self.account = self.h.add_account("pop3", user=self.user)
        self.account.sync()

    def test_what_cannot_be_taken_back_is_asked(self) -> None:
        self.account.configure(Pop3Keep=NOTHING_STAYS)
        self.account.sync()
        self.open_page()
        shown = self.window.wait_for("Copies on the server are about to be removed")
        self.assertNotIn("Nothing is removed before you agree", shown, "said once")
        self.window.click("Remove Copies")
        self.window.wait_for("The messages themselves are on this computer")
        self.window.click("Cancel")
        self.assertEqual(len(self.h.dovecot.uids(self.user)), 3)
        self.window.click("Remove Copies")
        self.window.wait_for("The messages themselves are on this computer")
        self.window.click("Remove Copies")
        keep_trying("the removal", lambda: not self.h.dovecot.uids(self.user), 30)
        self.window.until("the end of the notice", lambda: "Remove Copies" not in self.window.names())

    def test_advice(self) -> None:
        self.open_page()
        self.window.wait_for("Your mail on all your devices")
        self.window.click("See What Would Change…")
        self.window.wait_for("This is what will happen")
        self.window.click("Cancel")
        self.window.click("No More Advice")
        self.window.until("the end of the advice", lambda: "No More Advice" not in self.window.names())
        self.window.click("Tell me when another way to keep mail would suit an account better")
        self.window.wait_for("Your mail on all your devices")

    def test_from_a_notification(self) -> None:
        """The button starts System Settings with the account and what to do there."""
        shown = self.desktop.wait_for(lambda each: each["summary"].startswith(f"{self.account.name}: Your mail on all"))
        self.desktop.act(shown, "See What Would Change…")
        keep_trying("System Settings", lambda: bool(self.h.session.pids("systemsettings")), 60)
        self.open_page(self.account.identifier, "switch")
        self.window.wait_for("This is what will happen")


if __name__ == "__main__":
    unittest.main()
