#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The page in System Settings, and what is reached from it: changing the mode, undo, removing, pausing, importing."""

from __future__ import annotations

import tarfile
import unittest

from common import mail
from session import keep_trying
from settingscommon import WindowTest
from switchcommon import SwitchTest

POP3, IMAP = 0, 1


class Page(WindowTest, SwitchTest):
    def setUp(self) -> None:
        super().setUp()
        self.begin("pop3")
        self.open_page()
        self.window.wait_for("6 here")

    def mode_is(self, mode: int) -> None:
        self.assertEqual(self.setting("Mode"), [mode])

    def end_assistant(self) -> None:
        self.window.click("Close")
        self.window.wait_for("Your mail is kept:")

    def test_change_undo_and_change_back(self) -> None:
        before, server = self.messages(), self.on_server()
        self.window.click("Change to IMAP…")
        shown = self.window.wait_for("This is what will happen")
        self.assertIn("6 messages are here and on the server", shown)
        self.window.click("Change to IMAP")
        shown = self.window.wait_for("The change is complete")
        self.assertIn("Your mail is kept on the server now (IMAP)", shown)
        self.mode_is(IMAP)
        self.agrees()
        self.window.click("Undo…")
        self.window.wait_for("Undo the last change")
        self.window.click("Undo the Change")
        self.window.wait_for("The change has been undone")
        self.mode_is(POP3)
        self.assertEqual({subject: self.messages()[subject] for subject in before}, before)
        self.assertEqual(self.on_server(), server)
        self.end_assistant()
        self.window.click("Change to IMAP…")
        self.window.click("Change to IMAP", timeout=60)
        self.window.wait_for("The change is complete")
        self.end_assistant()
        self.window.wait_for(r"On the server \(IMAP\)")
        self.window.click("Change to POP3…")
        self.window.click("Change to POP3", timeout=60)
        self.window.wait_for("Your mail is kept on this computer now")
        self.mode_is(POP3)
        self.end_assistant()
        self.window.wait_for(r"On this computer \(POP3\)")
        self.assertEqual({subject: self.messages()[subject].id for subject in before}, {subject: each.id for subject, each in before.items()})
        self.is_quiet()

    def test_cancelled_at_every_page(self) -> None:
        before, server = self.messages(), self.on_server()
        proxy = self.h.proxies["imap"]
        proxy.pause()
        self.window.click("Change to IMAP…")
        self.window.wait_for("Looking at both sides")
        self.window.click("Cancel")
        proxy.resume()
        self.window.wait_for("Your mail is kept:")
        self.window.click("Change to IMAP…")
        self.window.wait_for("This is what will happen")
        self.window.close()
        self.window.wait_for("Your mail is kept:")
        self.window.click("Remove…")
        self.window.wait_for("Remove “")
        self.window.click("Cancel")
        self.window.wait_for("Your mail is kept:")
        self.window.click("Settings…")
        self.window.choose("Pages", "Server and Security")
        self.window.fill("POP3 server", "elsewhere.invalid")
        self.window.click("Cancel")
        self.window.wait_for("Your mail is kept:")
        self.mode_is(POP3)
        self.assertEqual(self.setting("Pop3Host"), ["127.0.0.1"])
        self.assertEqual(self.messages(), before)
        self.assertEqual(self.on_server(), server)
        self.assertEqual(self.account.switch_reports(), [])

    def test_server_does_not_answer(self) -> None:
        self.h.proxies["imap"].close()
        try:
            self.window.click("Change to IMAP…")
            shown = self.window.wait_for("This did not work")
            self.assertIn("everything is as it was", shown)
        finally:
            self.h.proxies["imap"].reopen()
        self.window.click("Try Again")
        self.window.wait_for("This is what will happen")
        self.window.click("Cancel")
        self.mode_is(POP3)

    def test_wrong_server_is_corrected(self) -> None:
        before, server = self.messages(), self.on_server()
        self.account.configure(ImapHost="nowhere.invalid", ImapPort=9, ImapSecurity=0)
        self.window.click("Change to IMAP…")
        shown = self.window.wait_for("Is this the right server")
        self.assertIn("This did not work", shown)
        self.assertIn("everything is as it was", shown)
        self.assertEqual(self.window.part("IMAP server")["value"], "nowhere.invalid")
        self.window.fill("IMAP server", "127.0.0.1")
        self.window.choose("Encrypted (TLS)", "Not encrypted")  # a box to choose from is called by what is chosen
        self.window.fill_spin("Port of the IMAP server", self.h.proxies["imap"].port)
        self.window.fill("User name:", "nobody")
        self.window.click("Try Again")
        self.window.wait_for("did not accept the user name or password")
        self.window.fill("User name:", self.user)
        self.window.click("Try Again")
        self.window.wait_for("This is what will happen")
        self.assertEqual(self.setting("Mode", "ImapHost", "UserName"), [POP3, "nowhere.invalid", self.user])
        self.window.click("Change to IMAP")
        self.window.wait_for("The change is complete")
        self.assertEqual(self.setting("Mode", "ImapHost", "ImapPort", "UserName"), [IMAP, "127.0.0.1", self.h.proxies["imap"].port, self.user])
        self.end_assistant()
        self.account.sync()
        self.assertEqual({subject: self.messages()[subject].id for subject in before}, {subject: each.id for subject, each in before.items()})
        self.assertEqual(self.on_server(), server)
        self.agrees()

    def test_another_server_than_the_first(self) -> None:
        """What is forecast of one that answers, but is not the right one, begins nothing; the other is asked instead."""
        self.window.click("Change to IMAP…")
        self.window.wait_for("This is what will happen")
        self.window.click("Another Server…")
        self.assertNotIn("did not work", self.window.wait_for("On which server"))
        self.window.fill("IMAP server", "elsewhere.invalid")
        self.window.click("Continue")
        self.window.wait_for("This did not work")
        self.window.fill("IMAP server", "127.0.0.1")
        self.window.click("Try Again")
        self.assertIn("6 messages are here and on the server", self.window.wait_for("This is what will happen"))
        self.window.click("Cancel")
        self.mode_is(POP3)
        self.assertEqual(self.account.switch_reports(), [])

    def test_paused_and_checked(self) -> None:
        self.window.click("Pause")
        self.window.wait_for("Paused")
        self.assertFalse(self.account.status()["online"])
        self.assertNotIn("Check Now", self.window.names())
        self.other.add("Inbox", mail("Another"))
        self.window.click("Resume")
        self.window.wait_for("(?s)Ready.*7 here")  # it looks at once
        self.assertTrue(self.account.status()["online"])
        self.other.add("Inbox", mail("One more"))
        self.window.click("Check Now")
        self.window.wait_for("8 here")
        self.assertEqual(self.account.counts(), {"Inbox": 8})

    def test_removed_with_a_backup(self) -> None:
        """Number 0 is only here, so a backup is asked for."""
        self.other.remove("Inbox", ["Number 0"])
        self.account.sync()
        self.window.wait_for("5 on the server")
        self.window.click("Remove…")
        shown = self.window.wait_for("Remove “")
        self.assertIn("On the server: nothing is deleted", shown)
        self.assertNotIn("Remove Account", self.window.names())
        self.window.click("Back Up to a File First…")
        file = self.h.session.home / "saved.tar.gz"
        self.window.until("the choice of a file", lambda: "Save" in self.window.names())
        self.window.fill("File name:", file.name)  # a path would make the button "Open" on the way
        self.window.click("Save")
        self.window.until("the backup", lambda: "Remove Account" in self.window.names())
        with tarfile.open(file) as saved:
            self.assertEqual(sum("/cur/" in name or "/new/" in name for name in saved.getnames()), 6)
        directory, server = self.account.directory, self.on_server()
        self.window.click("Remove Account")
        self.window.wait_for("There is no mail account yet")
        keep_trying("the end of the account", lambda: self.account.identifier not in str(self.h.probe("agents")), 30)
        self.assertTrue(list((directory / "mail").rglob("cur/*")), "the files stay")
        self.assertEqual(self.on_server(), server)
        self.h.accounts.clear()


class NewFromPage(WindowTest):
    def test_cancelled(self) -> None:
        """What was made for the dialog is gone with it."""
        self.open_page()
        self.window.wait_for("There is no mail account yet")
        self.window.click("Add…")
        self.window.wait_for("Your mail account")
        self.window.click("Cancel")
        self.window.wait_for("There is no mail account yet")
        keep_trying("the end of the new account", lambda: "akonadi_konto_resource_" not in str(self.h.probe("agents")), 30)


del SwitchTest, WindowTest

if __name__ == "__main__":
    unittest.main()
