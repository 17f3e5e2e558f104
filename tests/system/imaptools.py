#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The scripted IMAP server itself, asked by another client: what it announces it does, and what it does not, it refuses."""

from __future__ import annotations

import imaplib
import ssl
import threading
import unittest
from typing import Any

from common import mail
from dovecot import Dovecot, quote
from imapmodel import MailStore
from imapserver import ImapServer
from imapwords import Bad, Refused, Text, number_set, numbers, parse


class ToolTest(unittest.TestCase):
    def serve(self, **options: Any) -> ImapServer:
        return self.enterContext(ImapServer(**options))

    def client(self, server: ImapServer, mailbox: str = "") -> imaplib.IMAP4:
        client = imaplib.IMAP4("127.0.0.1", server.port, timeout=20)
        self.addCleanup(client.shutdown)
        client.login(server.user, server.password)
        if mailbox:
            self.assertEqual(client.select(quote(mailbox))[0], "OK")
        return client

    def ok(self, answer: tuple[str, Any]) -> Any:
        self.assertEqual(answer[0], "OK", answer)
        return answer[1]

    def ask(self, client: imaplib.IMAP4, command: str) -> tuple[list[str], str]:
        """For what imaplib does not know: the untagged answers, and the tagged one without its tag."""
        client.send(f"x {command}\r\n".encode())
        lines = []
        while not (line := client.readline().decode()).startswith("x "):
            lines.append(line.strip())
        return lines, line[2:].strip()

    def refused(self, pattern: str, answer: tuple[str, Any]) -> None:
        self.assertEqual(answer[0], "NO", answer)
        self.assertRegex(answer[1][0].decode(), pattern)


class Words(unittest.TestCase):
    def test_commands_are_taken_apart(self) -> None:
        self.assertEqual(parse([b'APPEND "a \\"b" (\\Seen x) ', Text(b"mail"), b""]), ["APPEND", b'a "b', [r"\Seen", "x"], b"mail"])
        self.assertEqual(parse([b"FETCH 1:* (UID BODY.PEEK[HEADER.FIELDS (To Cc)]<0.9>)"])[2],
                         ["UID", "BODY.PEEK[HEADER.FIELDS (To Cc)]<0.9>"])
        for nonsense in (b"NOOP (", b"NOOP )", b'NOOP "'):
            with self.assertRaises(Bad):
                parse([nonsense])

    def test_number_sets(self) -> None:
        self.assertEqual(number_set([7, 1, 2, 3, 9, 8]), "1:3,7:9")
        found = numbers("5:1,9,4294967295:20,*", 12)
        self.assertEqual([each for each in range(30) if each in found], [1, 2, 3, 4, 5, 9, 12, *range(20, 30)])
        self.assertIn(4294967295, found)


class Model(unittest.TestCase):
    def test_folders(self) -> None:
        store = MailStore()
        store.create("Work/Old").add(mail("One"))
        store["Work/Old"].add(mail("Two"))
        uidvalidity = store["Work/Old"].uidvalidity
        store.rename("Work", "Büro/Job")
        self.assertEqual((store["Büro/Job/Old"].uidvalidity, store["Büro/Job/Old"].uids()), (uidvalidity, [1, 2]))
        store.delete("Büro")
        self.assertNotIn("Büro", store.names())
        for refused in (lambda: store.delete("Büro"), lambda: store.create("Büro/Job"), lambda: store.rename("Büro/Job", "INBOX"),
                        lambda: store["Work"]):
            with self.assertRaises(Refused):
                refused()


class Commands(ToolTest):
    def test_messages(self) -> None:
        server = self.serve()
        client = self.client(server)
        self.assertIn(b"APPENDUID 1001 1", self.ok(client.append("INBOX", r"(\Seen $Forwarded)", '"02-Nov-2026 10:00:00 +0100"', mail("One")))[0])
        self.ok(client.append("INBOX", "", "", mail("Two", "..\n")))
        self.ok(client.select())
        answer = self.ok(client.uid("FETCH", "1:*", "(FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER] BODY.PEEK[TEXT])"))
        self.assertIn(b'FLAGS ($Forwarded \\Seen) INTERNALDATE "02-Nov-2026 09:00:00 +0000"', answer[0][0])
        self.assertEqual(answer[0][1] + answer[1][1], mail("One"))
        self.assertEqual(server.bodies, [("INBOX", 1), ("INBOX", 2)])
        self.ok(client.uid("STORE", "2", "+FLAGS", r"(\flagged work)"))
        self.assertEqual(server.store["INBOX"].messages[1].flags, {r"\Flagged", "work"})
        self.ok(client.uid("STORE", "2", "-FLAGS", "(WORK)"))
        self.assertEqual(server.store["INBOX"].messages[1].flags, {r"\Flagged"})
        self.assertEqual(self.ok(client.uid("SEARCH", "HEADER", "Subject", '"One"')), [b"1"])
        self.assertEqual(self.ok(client.uid("SEARCH", "NOT", "SEEN")), [b"2"])
        self.ok(client.uid("COPY", "1:2", "Archive"))
        self.ok(client.uid("MOVE", "1", "Sent"))
        self.assertEqual((server.store["INBOX"].uids(), server.store["Archive"].uids(), server.store["Sent"].uids()), ([2], [1, 2], [1]))
        self.assertTrue(server.store["Sent"].messages[0].flags >= {r"\Seen"})

    def test_only_marked_messages_are_expunged(self) -> None:
        server = self.serve()
        box = server.store["INBOX"]
        for number in range(6):
            box.add(mail(str(number)))
        client = self.client(server, "INBOX")
        box.set_flags([2, 3, 4], add={r"\Deleted"})
        self.ok(client.uid("EXPUNGE", "1:3"))
        self.assertEqual(box.uids(), [1, 4, 5, 6])
        self.ok(client.expunge())
        self.assertEqual(box.uids(), [1, 5, 6])
        box.set_flags([5], add={r"\Deleted"})
        self.ok(client.close())
        self.assertEqual(box.uids(), [1, 6])

    def test_what_others_do_is_told(self) -> None:
        server = self.serve()
        box = server.store["INBOX"]
        for number in range(4):
            box.add(mail(str(number)))
        client = self.client(server, "INBOX")
        box.remove([2, 3])
        box.set_flags([4], add={r"\Seen"})
        box.add(mail("new"))
        lines, _ = self.ask(client, "FETCH 1 (UID)")
        self.assertEqual(lines, ["* 1 FETCH (UID 1)", "* 5 EXISTS", r"* 4 FETCH (UID 4 FLAGS (\Seen))"], "numbers do not shift under a FETCH")
        self.assertEqual(self.ask(client, "NOOP")[0], ["* 3 EXPUNGE", "* 2 EXPUNGE"])
        self.assertEqual(self.ask(client, "NOOP")[0], [])
        self.assertEqual(self.ask(client, "SEARCH SEEN")[0], ["* SEARCH 2"])

    def test_quick_resync(self) -> None:
        server = self.serve()
        box = server.store["INBOX"]
        for number in range(4):
            box.add(mail(str(number)))
        modseq = box.highestmodseq
        box.remove([1, 3])
        box.set_flags([4], add={r"\Seen"})
        client = self.client(server)
        resync = f"SELECT INBOX (QRESYNC ({box.uidvalidity} {modseq}))"
        self.assertRegex(self.ask(client, resync)[1], "^BAD", "not without ENABLE")
        self.assertEqual(self.ask(client, "ENABLE QRESYNC")[0], ["* ENABLED QRESYNC"])
        lines, _ = self.ask(client, resync)
        self.assertIn("* VANISHED (EARLIER) 1,3", lines)
        self.assertIn(f"* 2 FETCH (UID 4 FLAGS (\\Seen) MODSEQ ({box.highestmodseq}))", lines)
        self.assertEqual(self.ask(client, f"UID FETCH 1:* (FLAGS) (CHANGEDSINCE {box.highestmodseq} VANISHED)"), ([], "OK done"))
        answer = self.ask(client, f"UID STORE 2,4 (UNCHANGEDSINCE {modseq}) +FLAGS.SILENT (\\Flagged)")
        self.assertEqual(answer, ([f"* 1 FETCH (UID 2 MODSEQ ({box.highestmodseq}))"], "OK [MODIFIED 4] some were not changed"))
        self.assertEqual((box.of([2])[0].flags, box.of([4])[0].flags), ({r"\Flagged"}, {r"\Seen"}))
        box.remove([2])
        self.assertEqual(self.ask(client, "NOOP")[0], ["* VANISHED 2"])

    def test_folders(self) -> None:
        server = self.serve()
        client = self.client(server)
        for name in ("Büro & Verträge", "Work/Old"):
            self.ok(client.create(quote(name)))
            self.ok(client.subscribe(quote(name)))
        self.refused("ALREADYEXISTS", client.create("Work"))
        self.refused("TRYCREATE", client.append("Nowhere", "", "", mail("One")))
        self.ok(client.rename("Work", "Sent/Job"))
        self.ok(client.delete(quote("Büro & Verträge")))
        self.assertEqual(server.store.names(), ["Archive", "Drafts", "INBOX", "Junk", "Sent", "Sent/Job", "Sent/Job/Old", "Trash"])
        lines, _ = self.ask(client, 'LIST "" * RETURN (SPECIAL-USE SUBSCRIBED STATUS (MESSAGES UIDNEXT HIGHESTMODSEQ))')
        self.assertIn(r'* LIST (\HasChildren \Sent \Subscribed) "/" "Sent"', lines)
        self.assertIn('* STATUS "Sent/Job/Old" (MESSAGES 0 UIDNEXT 1 HIGHESTMODSEQ 1)', lines)
        self.assertEqual(len(self.ok(client.list('""', '"Sent/%"'))), 1)
        self.assertIn(b'() "/" "Work/Old"', self.ok(client.lsub()))
        self.assertEqual(self.ok(client.getquotaroot("INBOX"))[0], [b'"INBOX" ""'])

    def test_idle(self) -> None:
        server = self.serve()
        client = self.client(server, "INBOX")
        client.send(b"x IDLE\r\n")
        self.assertEqual(client.readline(), b"+ idling\r\n")
        threading.Thread(target=server.store["INBOX"].add, args=(mail("New"),)).start()
        self.assertEqual(client.readline(), b"* 1 EXISTS\r\n")
        client.send(b"DONE\r\n")
        self.assertTrue(client.readline().startswith(b"x OK"))

    def test_literals(self) -> None:
        server = self.serve()
        client = self.client(server)
        client.send(b"x LOGIN {4+}\r\n")  # not understood now, and yet read to its end
        client.send(b"anna {6}\r\n")
        self.assertEqual(client.readline(), b"+ go on\r\n")
        client.send(b"geheim\r\n")
        self.assertTrue(client.readline().startswith(b"x BAD"))
        self.assertNotIn("geheim", str(server.commands))

    def test_tls(self) -> None:
        with Dovecot({"anna": "geheim"}) as dovecot:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(dovecot.directory / "tls/server.pem", dovecot.directory / "tls/server.key")
            trusting = ssl.create_default_context(cafile=str(dovecot.ca_file))
        server = self.serve(tls=context)
        with imaplib.IMAP4("localhost", server.port) as client:
            client.starttls(trusting)
            client.login("anna", "geheim")
        with imaplib.IMAP4_SSL("localhost", server.tls_port, ssl_context=trusting) as client:
            self.assertNotIn("STARTTLS", client.capabilities)
            client.login("anna", "geheim")


    def test_object_ids(self) -> None:
        server = self.serve(extra={"OBJECTID", "X-GM-EXT-1"}, others="Others")
        server.store["INBOX"].add(mail("One"))
        server.store["INBOX"].add(mail("Two"))
        client = self.client(server, "INBOX")
        ids = self.ask(client, "UID FETCH 1:2 (EMAILID X-GM-MSGID)")[0]
        self.assertRegex(ids[0], r"EMAILID \(M[0-9a-f]{24}\) X-GM-MSGID \d+\)$")
        self.ok(client.uid("MOVE", "1", "Sent"))
        self.ok(client.select("Sent"))
        moved = self.ask(client, "UID FETCH 1 (EMAILID X-GM-MSGID)")[0]
        self.assertEqual(moved, ids[:1])
        self.assertNotEqual(moved[0].partition("EMAILID")[2], ids[1].partition("EMAILID")[2])
        self.assertEqual(self.ask(client, "NAMESPACE")[0], ['* NAMESPACE (("" "/")) (("Others/" "/")) NIL'])


class WithoutExtensions(ToolTest):
    def test_nothing_is_done_that_is_not_announced(self) -> None:
        server = self.serve(without={"MOVE", "UIDPLUS", "CONDSTORE", "QRESYNC", "IDLE", "ENABLE", "UNSELECT", "LIST-EXTENDED",
                                     "LIST-STATUS", "QUOTA", "ACL", "NAMESPACE", "ID"})
        server.store["INBOX"].add(mail("One"))
        client = self.client(server, "INBOX")
        self.assertEqual(self.ok(client.append("Sent", "", "", mail("Two"))), [b"done"])
        self.assertEqual(self.ok(client.uid("COPY", "1", "Sent")), [None])
        self.assertEqual(client.response("COPYUID")[1], [None])
        for command in ("UID MOVE 1 Sent", "UID EXPUNGE 1", "ENABLE QRESYNC", "IDLE", "UNSELECT", 'LIST "" * RETURN (SPECIAL-USE)',
                        "GETQUOTAROOT INBOX", "MYRIGHTS INBOX", "NAMESPACE", "ID NIL", "UID FETCH 1 (FLAGS) (CHANGEDSINCE 1)",
                        "UID FETCH 1 (EMAILID)", "UID FETCH 1 (X-GM-MSGID)", "STATUS INBOX (HIGHESTMODSEQ)", "SELECT INBOX (QRESYNC (1 1))"):
            with self.subTest(command):
                self.assertRegex(self.ask(client, command)[1], "^BAD")
        self.assertEqual(server.store["INBOX"].uids(), [1])

    def test_keywords_that_are_not_kept(self) -> None:
        server = self.serve()
        server.store["INBOX"].keywords = False
        client = self.client(server)
        self.ok(client.append("INBOX", r"(\Seen work)", "", mail("One")))
        self.assertEqual(server.store["INBOX"].messages[0].flags, {r"\Seen"})


class Faults(ToolTest):
    def test_refusals_of_its_own(self) -> None:
        server = self.serve()
        box = server.store["INBOX"]
        box.add(mail("One"))
        client = self.client(server, "INBOX")
        box.rights = "lrs"
        self.ok(client.uid("STORE", "1", "+FLAGS", r"(\Seen)"))
        self.refused("NOPERM", client.uid("STORE", "1", "+FLAGS", r"(\Flagged)"))
        self.refused("NOPERM", client.uid("MOVE", "1", "Sent"))
        self.refused("NOPERM", client.append("INBOX", "", "", mail("Two")))
        server.store.quota = server.store.used() + 10
        self.refused("OVERQUOTA", client.append("Sent", "", "", mail("Two")))
        self.refused("OVERQUOTA", client.uid("COPY", "1", "Sent"))
        box.rights, box.read_only = "lrswipkxtea", True
        self.assertEqual(self.ask(client, "SELECT INBOX")[1], "OK [READ-ONLY] done")
        self.assertRegex(self.ask(client, r"UID STORE 1 +FLAGS (\Flagged)")[1], r"^NO \[READ-ONLY\]")
        self.assertEqual((server.store["Sent"].uids(), len(box.messages)), ([], 1))

    def test_told_to_refuse(self) -> None:
        for without in (set(), {"LITERAL+"}):
            server = self.serve(without=without)
            client = self.client(server)
            server.refuse("^APPEND", "[OVERQUOTA] full", times=2)
            self.refused("OVERQUOTA", client.append("INBOX", "", "", mail("One")))
            self.refused("OVERQUOTA", client.append("INBOX", "", "", mail("One")))
            self.ok(client.append("INBOX", "", "", mail("One")))
            self.assertEqual(len(server.store["INBOX"].messages), 1)
            self.assertEqual(server.count("^APPEND"), 3)

    def test_cut_connections(self) -> None:
        server = self.serve()
        box = server.store["INBOX"]
        for number in range(4):
            box.add(mail(str(number)))
        for when, left in (("before", 4), ("after", 3), ("half", 2)):
            server.cut("UID MOVE", when)
            with self.assertRaises((imaplib.IMAP4.abort, OSError)):
                self.client(server, "INBOX").uid("MOVE", "1" if when != "half" else "2:3", "Sent")
            self.assertEqual(len(box.messages), left, when)
        self.assertEqual(len(server.store["Sent"].messages), 2)

    def test_held_commands(self) -> None:
        server = self.serve()
        client = self.client(server)
        fault = server.hold("^APPEND")
        done = threading.Event()
        threading.Thread(target=lambda: (client.append("INBOX", "", "", mail("One")), done.set())).start()
        self.assertTrue(fault.reached.wait(10))
        self.assertEqual(len(server.store["INBOX"].messages), 1)
        self.assertFalse(done.is_set())
        fault.release()
        self.assertTrue(done.wait(10))

    def test_connections(self) -> None:
        server = self.serve()
        server.max_connections = 1
        client = self.client(server, "INBOX")
        with self.assertRaises((imaplib.IMAP4.abort, imaplib.IMAP4.error)):
            imaplib.IMAP4("127.0.0.1", server.port)
        self.assertEqual(server.refused_connections, 1)
        server.stop()
        with self.assertRaises((imaplib.IMAP4.abort, OSError)):
            client.noop()
        with self.assertRaises(OSError):
            imaplib.IMAP4("127.0.0.1", server.port)
        server.start()
        server.max_connections = 9
        self.client(server, "INBOX")


del ToolTest

if __name__ == "__main__":
    unittest.main()
