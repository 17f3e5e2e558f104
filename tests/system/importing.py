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
from session import SessionError, keep_trying

STOCK_IMAP = "akonadi_imap_resource"
STOCK_POP3 = "akonadi_pop3_resource"
DONE, UNDONE = 5, 7
POP3, IMAP = 0, 1
DAYS = 1


class ImportTest(HarnessTest):
    """An old account, and new ones that know nothing yet."""

    options: dict[str, Any] = {"env": {"KONTO_CRASH_FILE": "{session}/crash"}}
    old = ""

    def stock(self, kind: str, service: str, key: str, **settings: str | int) -> str:
        identifier: str = self.h.probe("agent-create", kind)["identifier"]
        self.h.probe("online", identifier, "false")
        self.h.probe("password-set", key.format(identifier), "--service", service, stdin=PASSWORD)
        self.h.probe("configure", identifier, *(f"{name}={value}" for name, value in settings.items()))
        return identifier

    def new_account(self, mode: str, *, online: bool = False) -> Account:
        identifier = self.h.probe("agent-create", RESOURCE)["identifier"]
        if not online:
            self.h.probe("online", identifier, "false")
        account_id = self.h.probe("setting", identifier, "accountId")["accountId"]
        account = Account(self.h, identifier, account_id, mode, USER, "")
        self.h.accounts.append(account)
        return account

    def ask(self, account: Account, method: str, *arguments: str) -> Any:
        return self.h.probe("import", account.identifier, method, *arguments)["answer"]

    def wait_for_stage(self, account: Account, stage: int) -> None:
        def is_there() -> bool:
            with contextlib.suppress(Exception):
                state = self.ask(account, "state")
                return bool(state["stage"] == stage and not state["running"])
            return False
        keep_trying(f"stage {stage}", is_there, 120, 0.2)

    def is_online(self, identifier: str) -> bool:
        return bool(self.h.probe("status", identifier)["online"])

    def old_settings(self) -> bytes:
        return (self.h.session.config / f"{self.old}rc").read_bytes()

    def setting(self, account: Account, key: str) -> Any:
        return self.h.probe("setting", account.identifier, key)[key]

    def take_over(self, account: Account) -> Json:
        self.assertTrue(self.ask(account, "start", self.old))
        return self.finish(account)

    def finish(self, account: Account) -> Json:
        self.wait_for_stage(account, DONE)
        report: Json = self.ask(account, "report")
        self.assertEqual(report["source"], self.old)
        self.assertEqual(report["missing"], 0)
        self.assertEqual(report["contentsStored"], report["contents"])
        self.assertTrue(report["password"])
        self.assertFalse(self.is_online(self.old))
        return report

    def check_undo(self, account: Account) -> None:
        """The old account is as it was, the new one rests, and is not made a second time."""
        settings = self.old_settings()
        before = account.hashes()
        self.assertTrue(self.ask(account, "undo"))
        self.wait_for_stage(account, UNDONE)
        for folder, hashes in before.items():
            self.assertEqual(hashes - account.hashes()[folder], Counter(), "lost")
        self.assertTrue(self.is_online(self.old))
        self.assertEqual(self.old_settings(), settings)
        self.assertFalse(self.is_online(account.identifier))
        self.assertEqual(self.setting(account, "CheckInterval"), 0)
        self.assertFalse(self.ask(account, "start", self.old))
        self.assertTrue(self.ask(account, "undo"))

    def crash_at(self, account: Account, point: str) -> None:
        """Lets the process be killed there; returns when Akonadi has started it again."""
        (self.h.session.directory / "crash").write_text(point)
        before = account.pid
        with contextlib.suppress(Exception):
            self.ask(account, "start", self.old)
        keep_trying("the crash", lambda: not Path(f"/proc/{before}").exists(), 60)
        account.wait_for_restart(before, 5)


class FromImap(ImportTest):
    def setUp(self) -> None:
        super().setUp()
        self.h.dovecot.fill(USER, samplemail.tuples(large_megabytes=0))
        self.h.dovecot.create(USER, "Empty")
        self.proxy = self.h.proxies["imap"]
        # Into the folder with the backslash the old resource does not get: its mail has to come from the server
        hashes = self.h.dovecot.hashes(USER)
        self.unknown = hashes[samplemail.ODD_FOLDER].total()
        self.total = sum(each.total() for each in hashes.values()) - self.unknown
        self.set_up_old()
        self.proxy.reset()

    def set_up_old(self) -> None:
        """KIMAP 26.08 loses answers that come close together, and the old account messages with them: then once more."""
        for attempt in range(6):
            self.old = self.stock(STOCK_IMAP, "imap", "{}rc", ImapServer="127.0.0.1", ImapPort=self.proxy.port, UserName=USER,
                                  Safety="None", Authentication=1, DisconnectedModeEnabled="true", SubscriptionEnabled="false",
                                  IntervalCheckEnabled="false")
            self.h.probe("sync", self.old, "--wait", timeout=300)
            try:
                keep_trying("the old account's mail", self.is_old_complete, 10, 0.5)
                return
            except SessionError:
                if attempt == 5:
                    raise
                self.h.probe("agent-remove", self.old)

    def is_old_complete(self) -> bool:
        """Whether the old account has the server's messages, by UID, in every folder it can open."""
        found = self.h.probe("contents", self.old)
        by_id = {each["id"]: each for each in found["collections"]}

        def mailbox(collection: Json) -> str:
            parent = by_id.get(collection["parent"])
            return mailbox(parent) + str(collection["rid"]) if parent else ""
        have: dict[str, set[int]] = {}
        for item in found["items"]:
            have.setdefault(mailbox(by_id[item["collection"]])[1:], set()).add(int(item["rid"]))
        return all(have.get(folder, set()) == set(self.h.dovecot.uids(USER, folder))
                   for folder in self.h.dovecot.folders(USER) if folder != samplemail.ODD_FOLDER)

    def old_tree(self) -> list[Json]:
        return list(self.h.probe("tree", self.old)["collections"])

    def old_folder(self, remote_id: str) -> int:
        return int(next(each["id"] for each in self.old_tree() if each["rid"] == remote_id))

    def altered(self, account: Account) -> int:
        """How many messages the old account has stored other than they are on the server."""
        server = Counter[bytes]()
        for folder in self.h.dovecot.folders(USER):
            if folder != samplemail.ODD_FOLDER:
                server.update(self.h.dovecot.messages(USER, folder).values())
        here = Counter(file.read_bytes() for folder in account.hashes() for file in account.files(folder))
        self.assertEqual(here.total(), self.total)
        return (here - server).total()

    def check_first_sync(self, account: Account) -> None:
        """What is here as it is on the server is not fetched; in the end the account is the server's mailbox."""
        altered = self.altered(account)
        self.assertLess(altered, self.total / 20)
        self.proxy.reset()
        self.h.probe("online", account.identifier, "true")
        account.sync(120)
        self.assertEqual(self.proxy.counts.bodies, altered + self.unknown)
        self.assert_mirrors(account)
        server = Counter(each for folder in self.h.dovecot.folders(USER) for each in self.h.dovecot.messages(USER, folder).values())
        self.assertEqual(Counter(file.read_bytes() for folder in account.hashes() for file in account.files(folder)), server)
        self.proxy.reset()
        account.sync(120)
        self.assertEqual(self.proxy.counts.bodies, 0)
        self.assert_mirrors(account)

    def test_everything_is_taken_and_not_fetched(self) -> None:
        tag = self.h.probe("tag-create", "Important one")["id"]
        tagged = self.h.probe("items", self.old_folder("/INBOX"))["items"][3]
        self.h.probe("tag", tagged["id"], "on", tag)
        before, settings = self.h.probe("contents", self.old), self.old_settings()
        flags = self.h.dovecot.flags(USER)
        account = self.new_account("imap")

        (candidate,) = self.ask(account, "candidates")
        self.assertEqual((candidate["identifier"], candidate["mode"], candidate["user"], candidate["messages"]),
                         (self.old, IMAP, USER, self.total))
        preview = self.ask(account, "preview", self.old)
        self.assertEqual((preview["messages"], preview["withBytes"], preview["toFetch"]), (self.total, self.total, 0))
        self.assertEqual((preview["host"], preview["port"], preview["security"]), ("127.0.0.1", self.proxy.port, 2))
        self.assertIn("INBOX", preview["folders"])
        self.assertNotIn(PASSWORD, str(preview))
        self.assertEqual(self.ask(account, "preview", "akonadi_imap_resource_77"), {})
        self.assertFalse(self.ask(account, "start", "akonadi_imap_resource_77"))
        self.assertEqual(self.ask(account, "report"), {})

        report = self.take_over(account)
        self.assertEqual((report["messages"], report["withoutBytes"]), (self.total, 0))
        self.check_first_sync(account)
        self.assertEqual((self.h.probe("contents", self.old), self.old_settings()), (before, settings))

        # The tag is a keyword on the server now, and a tag of the same message here
        now = self.h.dovecot.flags(USER)
        changed = {uid: now[uid] - flags[uid] for uid in flags if now[uid] != flags[uid]}
        self.assertEqual(changed, {int(tagged["rid"]): {"important_one"}})
        self.assertEqual([each["subject"] for each in account.items() if tag in each.get("tags", [])], [tagged["subject"]])
        self.assert_no_secret()

        again = self.ask(account, "report")
        self.assertTrue(self.ask(account, "start", self.old))
        self.assertEqual(self.ask(account, "report"), again)
        self.assertFalse(self.ask(account, "start", "akonadi_imap_resource_77"))
        self.check_undo(account)
        self.assertEqual(self.h.probe("contents", self.old), before)

    def test_messages_without_bytes_are_fetched(self) -> None:
        self.h.probe("configure", self.old, "DisconnectedModeEnabled=false")
        late = self.h.probe("item-add", self.old_folder("/INBOX"), "--first", 1, stdin=mail("Never uploaded").decode())["ids"]
        self.assertEqual(len(late), 1)
        self.h.dovecot.append(USER, "INBOX", mail("Only on the server"))
        self.total += 1
        account = self.new_account("imap")
        report = self.take_over(account)
        self.assertEqual(report["messages"], self.total)
        self.h.probe("online", account.identifier, "true")
        self.h.probe("configure", account.identifier, "ImapKeep=0")
        account.sync(120)
        account.sync(120)
        self.assert_mirrors(account)
        subjects = {each.get("subject") for each in account.items()}
        self.assertLessEqual({"Never uploaded", "Only on the server"}, subjects)

    def test_killed_at_every_step(self) -> None:
        for point in ("import.stored:2", "store.commit.renaming:30", "import.copied", "import.configured"):
            with self.subTest(point):
                account = self.new_account("imap")
                self.crash_at(account, point)
                report = self.finish(account)
                self.assertEqual(report["messages"], self.total)
                self.check_first_sync(account)
                self.h.probe("agent-remove", account.identifier)
                self.h.accounts.remove(account)

    def test_undone_in_the_middle(self) -> None:
        account = self.new_account("imap")
        self.h.probe("online", self.old, "true")
        self.assertTrue(self.ask(account, "start", self.old))
        self.check_undo(account)
        # And once more, with another account
        another = self.new_account("imap")
        self.take_over(another)
        self.check_first_sync(another)

    def test_an_account_in_use_is_refused(self) -> None:
        account = self.h.add_account("imap", online=False)
        self.assertFalse(self.ask(account, "start", self.old))
        self.assertFalse(self.ask(account, "undo"))
        self.assertTrue(self.is_online(self.old))


class FromPop3(ImportTest):
    """The messages which the old account has brought lie in a Maildir of the desktop, with others."""

    deleted = "Deleted since"

    def setUp(self) -> None:
        super().setUp()
        samples = [each for each in samplemail.tuples(large_megabytes=0) if each[0] == "INBOX"]
        self.h.dovecot.fill(USER, samples[-60:])
        self.h.dovecot.append(USER, "INBOX", mail(self.deleted), mail("Number 1"), mail("Number 2"))
        self.proxy = self.h.proxies["pop3"]
        place = self.h.probe("agent-create", "akonadi_maildir_resource")["identifier"]
        self.local = self.h.session.home / "mail"
        for name in ("cur", "new", "tmp"):
            (self.local / name).mkdir(parents=True)
        self.h.probe("configure", place, f"path={self.local}")
        self.h.probe("sync", place, "--wait")
        self.target = int(self.h.probe("tree", place)["collections"][0]["id"])
        self.old = self.stock(STOCK_POP3, "pop3", "{}", host="127.0.0.1", port=self.proxy.port, login=USER, useSSL="false",
                              useTLS="false", authenticationMethod=7, leaveOnServer="true", leaveOnServerDays=30,
                              targetCollection=self.target, intervalCheckEnabled="false")
        self.h.probe("sync", self.old, "--wait", timeout=300)
        self.count = len(self.h.dovecot.uids(USER))
        keep_trying("the old account's mail", lambda: len(self.old_items()) == self.count, 120)
        gone = next(each["id"] for each in self.old_items() if each.get("subject") == self.deleted)
        self.h.probe("item-delete", gone)
        self.h.probe("item-add", self.target, "--first", 1, stdin=mail("From elsewhere").decode())
        keep_trying("the user's changes", lambda: len(list((self.local / "new").iterdir()) + list((self.local / "cur").iterdir())) == self.count, 30)
        self.proxy.reset()

    def old_items(self) -> list[Json]:
        return list(self.h.probe("items", self.target)["items"])

    def old_state(self) -> list[Json]:
        """The Maildir resource corrects the sizes of its items some time later."""
        return [{key: value for key, value in each.items() if key != "size"} for each in self.old_items()]

    def old_hashes(self) -> Counter[str]:
        files = [*(self.local / "new").iterdir(), *(self.local / "cur").iterdir()]
        return Counter(content_hash(each.read_bytes()) for each in files) - Counter([content_hash(mail("From elsewhere"))])

    def check_first_sync(self, account: Account) -> None:
        """One message is new on the server; the others are here, or were deleted."""
        here = account.hashes()["Inbox"]
        self.assertEqual(here, self.old_hashes())
        self.h.dovecot.append(USER, "INBOX", mail("New on the server"))
        on_server = self.h.dovecot.hashes(USER)
        self.proxy.reset()
        self.h.probe("online", account.identifier, "true")
        account.sync(120)
        self.assertEqual(self.proxy.counts.bodies, 1)
        self.assertEqual(account.hashes()["Inbox"], here + Counter([content_hash(mail("New on the server"))]))
        self.assertEqual(account.counts(), {"Inbox": here.total() + 1})
        self.proxy.reset()
        account.sync(120)
        self.assertEqual((self.proxy.counts.bodies, self.proxy.counts.commands.get("DELE", 0)), (0, 0))
        self.assertEqual(self.h.dovecot.hashes(USER), on_server)

    def check_sorted_into_other_folders(self) -> None:
        """It stays there, and is not downloaded again."""
        folder = int(self.h.probe("folder-create", self.target, "Sorted")["id"])
        item = next(each["id"] for each in self.old_items() if each.get("subject") == "Number 1")
        self.h.probe("item-move", folder, item)
        keep_trying("the move", lambda: len(self.old_items()) == self.count - 1, 30)
        account = self.new_account("pop3")
        preview = self.ask(account, "preview", self.old)
        self.assertEqual((preview["messages"], preview["sorted"]), (self.count - 2, 1))
        self.assertEqual(self.take_over(account)["messages"], self.count - 2)
        self.proxy.reset()
        self.h.probe("online", account.identifier, "true")
        account.sync(120)
        self.assertEqual(self.proxy.counts.bodies, 0)
        self.assertEqual(account.counts(), {"Inbox": self.count - 2})
        self.assertEqual([each["subject"] for each in self.h.probe("items", folder)["items"]], ["Number 1"])

    def test_everything_is_taken_and_not_downloaded(self) -> None:
        item = next(each for each in self.old_items() if each.get("subject") == "Number 1")
        self.h.probe("flags", item["id"], "+\\SEEN", "+\\FLAGGED")
        tag = self.h.probe("tag-create", "Work")["id"]
        self.h.probe("tag", item["id"], "on", tag)
        before = self.old_state()
        account = self.new_account("pop3")
        (candidate,) = self.ask(account, "candidates")
        self.assertEqual((candidate["mode"], candidate["targetCollection"], candidate["messages"]), (POP3, self.target, self.count - 1))
        preview = self.ask(account, "preview", self.old)
        self.assertEqual((preview["messages"], preview["withBytes"], preview["sorted"], preview["seenUidls"], preview["keep"], preview["keepAmount"]),
                         (self.count - 1, self.count - 1, 0, self.count, DAYS, 30))
        report = self.take_over(account)
        self.assertEqual((report["messages"], report["withoutBytes"], report["seenUidls"]), (self.count - 1, 0, self.count))
        self.check_first_sync(account)
        self.assertEqual(self.old_state(), before)
        self.assertEqual((self.setting(account, "Pop3Keep"), self.setting(account, "Pop3KeepAmount")), (DAYS, 30))
        here = account.by_subject()["Number 1"]
        self.assertLessEqual({"\\SEEN", "\\FLAGGED"}, set(here["flags"]))
        self.assertEqual(here["tags"], [tag])
        self.assert_no_secret()
        self.check_undo(account)

    def test_killed_at_every_step(self) -> None:
        for point in ("import.stored", "import.copied", "import.configured"):
            with self.subTest(point):
                account = self.new_account("pop3")
                self.crash_at(account, point)
                self.finish(account)
                self.h.probe("online", account.identifier, "true")
                account.sync(120)
                self.assertEqual(self.proxy.counts.bodies, 0)
                self.assertEqual(account.hashes()["Inbox"], self.old_hashes())
                self.assertEqual(account.counts(), {"Inbox": self.count - 1})
                self.h.probe("agent-remove", account.identifier)
                self.h.accounts.remove(account)
        self.check_sorted_into_other_folders()


del HarnessTest, ImportTest

if __name__ == "__main__":
    unittest.main()
