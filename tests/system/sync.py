#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""First and second synchronisation in both modes, against a real server."""

import unittest

from common import HarnessTest, SampleTest, mail, samplemail
from harness import USER, server_hashes


class ImapSync(SampleTest):
    large_megabytes = 25

    def test_first_sync_brings_everything(self) -> None:
        account = self.h.add_account("imap")
        account.sync(120)
        self.assert_mirrors(account)
        self.assert_no_secret()

    def test_folders_look_as_in_kmail(self) -> None:
        account = self.h.add_account("imap")
        account.sync(120)
        folders = account.folders()
        for name in (*samplemail.FOLDERS[1:], "Inbox", "Trash", "Junk", "Archive"):
            self.assertIn(name, folders)
        for name, special, icon in (("Inbox", "inbox", "mail-folder-inbox"), ("Sent", "sent-mail", "mail-folder-sent"),
                                    ("Drafts", "drafts", "document-properties"), ("Trash", "trash", "user-trash")):
            self.assertEqual(folders[name]["special"], special)
            self.assertEqual(folders[name]["icon"], icon)
        self.assertIn("message/rfc822", folders["Inbox"]["mimeTypes"])

    def test_flags_arrive(self) -> None:
        account = self.h.add_account("imap")
        account.sync(120)
        unseen = len(self.h.dovecot.uids(USER, "INBOX", "UNSEEN"))
        self.assertEqual(account.folders()["Inbox"]["unread"], unseen)
        forwarded = [each for each in account.items() if "$FORWARDED" in [flag.upper() for flag in each["flags"]]]
        self.assertEqual(len(forwarded), len(self.h.dovecot.uids(USER, "INBOX", "KEYWORD $Forwarded")))

    def test_second_sync_fetches_nothing(self) -> None:
        account = self.h.add_account("imap")
        account.sync(120)
        before = {name: [each["id"] for each in account.items(name)] for name in account.counts()}
        self.h.proxies["imap"].reset()
        account.sync()
        counts = self.h.proxies["imap"].counts
        self.assertFalse(counts.compressed)
        self.assertEqual(counts.body_bytes, 0)
        self.assertEqual({name: [each["id"] for each in account.items(name)] for name in account.counts()}, before)
        self.assert_mirrors(account)


class ImapChanges(HarnessTest):
    def setUp(self) -> None:
        super().setUp()
        self.h.dovecot.create(USER, "Work", "Work/Old")
        self.h.dovecot.append(USER, "INBOX", *[mail(f"Number {number}") for number in range(10)])
        self.h.dovecot.append(USER, "Work", mail("Work one"), mail("Work two"))
        self.account = self.h.add_account("imap")
        self.account.sync()

    def test_new_mail_appears(self) -> None:
        self.h.proxies["imap"].reset()
        new = mail("Brand new", "Something.\n")
        self.h.dovecot.append(USER, "INBOX", new)
        self.account.sync()
        self.assertIn("Brand new", self.account.by_subject())
        self.assert_mirrors(self.account)
        self.assertLessEqual(self.h.proxies["imap"].counts.body_bytes, len(new), "more than the new message came")

    def test_flags_changed_on_the_server_appear(self) -> None:
        uids = self.h.dovecot.uids(USER)
        self.h.dovecot.store(USER, "INBOX", uids[:2], r"+FLAGS (\Seen \Flagged)")
        self.account.sync()
        items = self.account.by_subject()
        self.assertEqual({flag.upper() for flag in items["Number 0"]["flags"]}, {r"\SEEN", r"\FLAGGED"})
        self.assertEqual(items["Number 2"]["flags"], [])
        self.h.dovecot.store(USER, "INBOX", uids[:1], r"-FLAGS (\Seen)")
        self.account.sync()
        self.assertEqual({flag.upper() for flag in self.account.by_subject()["Number 0"]["flags"]}, {r"\FLAGGED"})
        self.assertEqual(self.account.folders()["Inbox"]["unread"], 9)

    def test_expunged_messages_disappear(self) -> None:
        uids = self.h.dovecot.uids(USER)
        self.h.dovecot.expunge(USER, "INBOX", uids[3:6])
        self.account.sync()
        self.assertEqual(self.account.folders()["Inbox"]["count"], 7)
        self.assertNotIn("Number 4", self.account.by_subject())
        self.assert_mirrors(self.account)

    def test_folders_come_and_go(self) -> None:
        self.h.dovecot.create(USER, "Later")
        self.h.dovecot.append(USER, "Later", mail("In a new folder"))
        self.h.dovecot.delete_folder(USER, "Work/Old")
        self.account.sync()
        self.assertIn("In a new folder", self.account.by_subject("Later"))
        self.assertNotIn("Work/Old", self.account.folders())

    def test_renamed_folder_is_not_fetched_again(self) -> None:
        self.h.proxies["imap"].reset()
        self.h.dovecot.rename(USER, "Work", "Job")
        self.account.sync()
        self.assertEqual(set(self.account.by_subject("Job")), {"Work one", "Work two"})
        self.assertNotIn("Work", self.account.folders())
        self.assert_mirrors(self.account)
        self.assertEqual(self.h.proxies["imap"].counts.body_bytes, 0)


class ImapPlainServer(ImapChanges):
    """The same against a server that announces none of the extensions which make it easy."""

    options = {"hide": {"CONDSTORE", "QRESYNC", "ENABLE", "SPECIAL-USE", "LIST-STATUS", "LIST-EXTENDED", "ESEARCH",
                        "UIDPLUS", "MOVE", "NOTIFY", "IDLE", "NAMESPACE", "ID", "SASL-IR"}}


class Pop3Sync(SampleTest):
    large_megabytes = 25

    def test_first_sync_brings_the_inbox(self) -> None:
        account = self.h.add_account("pop3")
        account.sync(120)
        self.assert_mirrors(account)
        self.assertEqual(server_hashes(self.h.dovecot, USER, inbox_only=True).keys(), {"Inbox"})
        self.assert_no_secret()

    def test_nothing_is_deleted_on_the_server(self) -> None:
        before = self.h.dovecot.hashes(USER)
        self.h.add_account("pop3").sync(120)
        self.assertEqual(self.h.dovecot.hashes(USER), before)
        self.assertNotIn("DELE", self.h.proxies["pop3"].counts.commands)

    def test_second_sync_downloads_nothing(self) -> None:
        account = self.h.add_account("pop3")
        account.sync(120)
        self.h.proxies["pop3"].reset()
        account.sync()
        self.assertEqual(self.h.proxies["pop3"].counts.bodies, 0)
        self.assertGreater(self.h.proxies["pop3"].counts.connections, 0)
        self.assert_mirrors(account)

    def test_only_new_mail_is_downloaded(self) -> None:
        account = self.h.add_account("pop3")
        account.sync(120)
        self.h.proxies["pop3"].reset()
        self.h.dovecot.append(USER, "INBOX", mail("Brand new"))
        account.sync()
        self.assertEqual(self.h.proxies["pop3"].counts.bodies, 1)
        self.assertIn("Brand new", account.by_subject())
        self.assert_mirrors(account)

    def test_mail_deleted_on_the_server_stays_here(self) -> None:
        account = self.h.add_account("pop3")
        account.sync(120)
        count = account.folders()["Inbox"]["count"]
        self.h.dovecot.expunge(USER, "INBOX", self.h.dovecot.uids(USER)[:5])
        account.sync()
        self.assertEqual(account.folders()["Inbox"]["count"], count)
        self.assertEqual(account.hashes()["Inbox"].total(), count)


class TwoAccounts(HarnessTest):
    def test_both_modes_over_one_mailbox(self) -> None:
        self.h.dovecot.append(USER, "INBOX", mail("One"), mail("Two"))
        accounts = [self.h.add_account(mode) for mode in ("pop3", "imap")]
        for account in accounts:
            account.sync()
        for account in accounts:
            self.assert_mirrors(account)
        self.assertNotEqual(accounts[0].account_id, accounts[1].account_id)
        self.assertEqual(accounts[0].directory.stat().st_mode & 0o777, 0o700)


class NonAsciiPassword(HarnessTest):
    options = {"users": {USER: "sesam-Öffne-dich-€"}}

    def test_login(self) -> None:
        self.h.dovecot.append(USER, "INBOX", mail("One"))
        for mode in ("pop3", "imap"):
            with self.subTest(mode):
                account = self.h.add_account(mode)
                account.sync()
                self.assert_mirrors(account)
        self.assert_no_secret("sesam-Öffne-dich-€")


class WorkingOffline(HarnessTest):
    """The user's "work offline", as KMail sets it."""

    def test_offline_and_back(self) -> None:
        self.h.dovecot.append(USER, "INBOX", mail("One"))
        for mode in ("pop3", "imap"):
            with self.subTest(mode):
                account = self.h.add_account(mode)
                account.sync()
                count = account.folders()["Inbox"]["count"]
                self.h.probe("online", account.identifier, "false")
                self.h.dovecot.append(USER, "INBOX", mail(f"Later {mode}"))
                self.h.proxies[mode].reset()
                account.start_sync()
                status = account.status()
                self.assertFalse(status["online"])
                self.assertEqual((status["status"], status["message"]), ("idle", "Offline"))
                self.assertEqual(len(account.items()), count, "what was here stays readable")
                self.assertEqual(self.h.proxies[mode].counts.connections, 0)
                self.h.probe("online", account.identifier, "true")
                account.sync()
                self.assertEqual(account.folders()["Inbox"]["count"], count + 1)


del SampleTest, HarnessTest  # unittest would run the bases

if __name__ == "__main__":
    unittest.main()
