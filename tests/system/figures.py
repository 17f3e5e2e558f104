#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""An account in numbers, its servers tried, and its mail to a file and back: what the settings ask the resource."""

from __future__ import annotations

import json
import tarfile
import unittest
from typing import Any

from common import mail
from harness import PASSWORD, Account, Json, SharedHarnessTest, _variants
from session import keep_trying


class Figures(SharedHarnessTest):
    def fill(self) -> None:
        self.h.dovecot.create(self.user, "Work")
        self.h.dovecot.append(self.user, "INBOX", *[mail(f"Number {number}") for number in range(3)])
        self.h.dovecot.append(self.user, "Work", mail("Work"))

    def figures(self, account: Account) -> Json:
        found: Json = json.loads(account.ask("Figures", "figures"))
        return found

    def folders(self, account: Account) -> dict[str, Json]:
        return {"/".join(each["path"]): each for each in json.loads(account.ask("Figures", "folders"))}

    def subscriptions(self) -> str:
        with self.h.dovecot.imap(self.user) as client:
            return b" ".join(line for line in client.lsub()[1] if isinstance(line, bytes)).decode()

    def assert_contains(self, found: Json, **expected: Any) -> None:
        self.assertEqual({name: found.get(name) for name in expected}, expected)

    def test_numbers_in_both_modes(self) -> None:
        self.fill()
        for mode, messages, folders in (("pop3", 3, 1), ("imap", 4, 2)):
            with self.subTest(mode):
                account = self.h.add_account(mode, user=self.user, online=False)
                before = self.figures(account)
                self.assert_contains(before, mode=mode, state="offline", lastCheck="", messagesHere=0, onServer=0)
                self.h.probe("online", account.identifier, "true")
                account.sync()
                found = self.figures(account)
                self.assert_contains(found, mode=mode, state="idle", messagesHere=messages, bodiesHere=messages, onServer=messages, onlyHere=0,
                                     waiting=0, setAside=0, heldRemovals=0, directory=str(account.directory / "mail"))
                self.assertEqual(found["bodies"], sum(file.stat().st_size for path in account.counts() for file in account.files(path)))
                self.assertGreater(found["bytes"], found["bodies"])
                self.assertRegex(found["lastCheck"], r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
                known = self.folders(account)
                self.assertGreaterEqual(found["foldersOnServer"], folders)
                self.assert_contains(known["Inbox"], messages=3, role="inbox", keep=-1, collection=account.folder_id("Inbox"))

                only_here = account.add_item("Inbox", mail("Only here"))
                keep_trying("the message", lambda: self.figures(account)["messagesHere"] == messages + 1, 20, 0.1)
                if mode == "pop3":
                    self.assert_contains(self.figures(account), onlyHere=1, onServer=3)
                    self.h.probe("item-delete", account.by_subject()["Number 0"]["id"])
                    keep_trying("the removal", lambda: self.figures(account)["copiesDeletedHere"] == 1, 20, 0.1)
                self.assertEqual(len(only_here), 1)

    def test_roles_and_subscriptions(self) -> None:
        self.fill()
        account = self.h.add_account("imap", user=self.user)
        account.sync()
        work = account.folder_id("Work")
        account.ask("Figures", "setRole", "xs", work, "trash")
        self.assertEqual(account.folders()["Work"]["special"], "trash")
        self.assertEqual(account.folders()["Trash"]["special"], "")
        account.sync()
        self.assert_contains(self.folders(account)["Work"], role="trash")
        self.assert_contains(self.folders(account)["Trash"], role="")
        account.ask("Figures", "setRole", "xs", work, "")
        account.sync()
        self.assertEqual(account.folders()["Trash"]["special"], "trash")
        self.assertEqual(account.folders()["Work"]["special"], "")
        with self.assertRaisesRegex(Exception, "cannot be done with this folder"):
            account.ask("Figures", "setRole", "xs", account.folder_id("Inbox"), "trash")

        account.ask("Figures", "subscribe", "xb", work, "false")
        self.assert_contains(self.folders(account)["Work"], subscribed=False)
        account.sync()
        self.assertNotIn("Work", self.subscriptions())
        account.ask("Figures", "subscribe", "xb", work, "true")
        account.sync()
        self.assertIn("Work", self.subscriptions())


class Servers(SharedHarnessTest):
    """The certificate is of an authority that this computer does not know."""

    options = {"trust": False}

    def try_server(self, account: Account, protocol: str, **options: Any) -> Json:
        found: Json = json.loads(account.ask("Servers", "test", "sa{sv}", protocol, *_variants(options)))
        return found

    def test_certificates_and_passwords(self) -> None:
        account = self.h.add_account("imap", user=self.user, online=False, security="tls")
        for protocol, security in (("imap", 0), ("pop3", 1)):
            with self.subTest(protocol):
                account.configure(PinnedKeys="")
                port = self.h.dovecot.ports["imaps" if protocol == "imap" else "pop3"]
                where = {"host": "localhost", "port": port, "security": security}
                found = self.try_server(account, protocol, **where)
                self.assertEqual({name: found[name] for name in ("reached", "encrypted", "trusted", "signedIn", "problem")},
                                 {"reached": True, "encrypted": False, "trusted": False, "signedIn": False, "problem": "Certificate"}, found)
                certificate = found["certificates"][0]
                self.assertIn("localhost", certificate["names"])
                self.assertRegex(certificate["fingerprint"], "^([0-9A-F]{2}:){31}[0-9A-F]{2}$")
                self.assertTrue(certificate["whyNot"])
                self.assertFalse(certificate["pinned"])

                account.configure(PinnedKeys=certificate["key"])
                found = self.try_server(account, protocol, **where)
                self.assertTrue(found["encrypted"] and found["trusted"] and found["signedIn"] and found["certificates"][0]["pinned"], found)
                self.assertRegex(found["sentence"], "Signed in to localhost as")
                self.assertTrue(self.try_server(account, protocol, logIn=False, **where)["trusted"])

                account.set_password("falsch")
                found = self.try_server(account, protocol, **where)
                self.assertEqual(found["problem"], "WrongPassword")
                self.assertRegex(found["sentence"], "did not accept the user name or password")
                account.set_password(PASSWORD)
        clear = self.try_server(account, "imap", host="127.0.0.1", port=self.h.dovecot.ports["imap"], security=2)
        self.assertTrue(clear["signedIn"] and not clear["encrypted"], clear)
        self.assertRegex(clear["sentence"], "not encrypted")
        nobody = self.try_server(account, "imap", host="127.0.0.1", port=1)
        self.assertEqual((nobody["reached"], nobody["problem"]), (False, "ConnectionRefused"))
        self.assertFalse(self.h.files_with("falsch"))


class Backup(SharedHarnessTest):
    def do(self, account: Account, method: str, *arguments: str) -> tuple[bool, str]:
        """Begins a task and waits for its end."""
        progress = account.mail_task(method, *arguments)
        return progress["succeeded"], progress["sentence"]

    def test_there_and_back(self) -> None:
        self.h.dovecot.append(self.user, "INBOX", *[mail(f"Number {number}", size=3000) for number in range(5)])
        account = self.h.add_account("pop3", user=self.user)
        account.sync()
        account.create_folder("Old")
        keep_trying("the folder", lambda: bool(account.folders()["Old"]["rid"]), 20, 0.1)
        items = account.by_subject()
        self.h.probe("flags", items["Number 1"]["id"], "+\\Flagged")
        self.h.probe("item-move", account.folder_id("Old"), items["Number 0"]["id"], items["Number 1"]["id"])
        account.wait_for_files("Old", 2)
        keep_trying("the flag", lambda: any("F" in file.name.partition(":2,")[2] for file in account.files("Old")), 20, 0.1)
        before = account.hashes()

        file = self.h.session.directory / "mail.tar.gz"
        succeeded, sentence = self.do(account, "backup", str(file))
        self.assertTrue(succeeded, sentence)
        self.assertRegex(sentence, "^5 messages were backed up")
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        self.assertEqual(len(tarfile.open(file).getnames()), 5)

        for folder in ("Inbox", "Old"):
            self.h.probe("item-delete", f"in:{account.folder_id(folder)}")
            account.wait_for_files(folder, 0)
        account.sync()
        self.assertEqual(account.hashes(), {})
        succeeded, sentence = self.do(account, "restore", str(file))
        self.assertTrue(succeeded, sentence)
        self.assertRegex(sentence, "^5 messages were brought back")
        self.assertEqual(account.hashes(), before)
        keep_trying("them in Akonadi", lambda: account.counts() == {"Inbox": 3, "Old": 2}, 60, 0.2)
        self.assertIn(r"\FLAGGED", [flag.upper() for flag in account.by_subject("Old")["Number 1"]["flags"]])
        self.assertRegex(self.do(account, "restore", str(file))[1], "is here already")

        self.assertEqual(self.do(account, "check"), (True, "5 messages were looked at. Everything is as it should be."))
        file.write_bytes(b"no archive")
        succeeded, sentence = self.do(account, "restore", str(file))
        self.assertFalse(succeeded)
        self.assertRegex(sentence, "not a backup of mail")
        self.assertFalse(self.do(account, "backup", "/nonexistent/mail.tar.gz")[0])


if __name__ == "__main__":
    unittest.main()
