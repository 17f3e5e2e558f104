#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The command line tool in a real session: every command, as text and as JSON, and what it ends with."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import signal
import socket
import subprocess
import tempfile
import termios
import time
import unittest
from pathlib import Path
from typing import Any

from common import SampleTest
from harness import PASSWORD, RESOURCE, Harness
from ownfiles import OwnFiles, entry, server_side
from session import SOURCE, keep_trying

DONE, REFUSED, USAGE, NO_SERVICE, TOO_LONG, INTERRUPTED = 0, 1, 2, 3, 4, 130
AGENT = "akonadi_konto_agent"


def start_agent(harness: Harness) -> None:
    """The agent of all accounts, which the tool asks."""
    agents = {each["identifier"] for each in harness.probe("agents")["agents"]}
    if AGENT not in agents:
        harness.probe("agent-create", AGENT)
    harness.session.wait_for_names({"org.kde.konto"}, 30)


class Tool:
    """Runs konto in a session."""

    def __init__(self, harness: Harness) -> None:
        self.h = harness

    def run(self, *words: str, code: int = DONE, stdin: str | None = None, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        done = self.h.session.run(["konto", *words], stdin=stdin, timeout=timeout, check=False)
        if done.returncode != code:
            raise AssertionError(f"konto {' '.join(words)}: {done.returncode} instead of {code}\n{done.stdout}\n{done.stderr}")
        return done

    def text(self, *words: str, **options: Any) -> str:
        return self.run(*words, **options).stdout

    def json(self, *words: str, **options: Any) -> Any:
        return json.loads(self.run(*words, "--json", **options).stdout)

    def refused(self, *words: str, code: int = REFUSED, **options: Any) -> str:
        """What it says on the standard error; nothing on the standard output."""
        done = self.run(*words, code=code, **options)
        assert not done.stdout, done.stdout
        return done.stderr

    def add(self, mode: str, *options: str) -> list[str]:
        port = str(self.h.proxies[mode].port)
        return ["add", "anna@example.org", "--mode", mode, "--host", "127.0.0.1", "--port", port, "--security", "none", "--user", self.h.user, *options]

    def accounts(self) -> set[str]:
        return {each["identifier"] for each in self.h.probe("agents")["agents"] if each["identifier"].startswith(RESOURCE)}

    def passwords(self) -> int:
        """How many entries the keychain has for accounts."""
        found = self.h.session.run(["secret-tool", "search", "--all", "server", "konto"], check=False)
        return (found.stdout + found.stderr).count("label = ")


class Terminal:
    """The tool with a terminal of its own, typed at."""

    def __init__(self, harness: Harness, *words: str) -> None:
        self.ours, theirs = os.openpty()

        def take_terminal() -> None:
            os.setsid()
            fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)
        self.process = harness.session.popen(["konto", *words], stdin=theirs, stdout=theirs, stderr=theirs, preexec_fn=take_terminal)
        os.close(theirs)
        self.shown = ""

    def wait_for(self, text: str, timeout: float = 60) -> None:
        deadline = time.monotonic() + timeout
        while text not in self.shown:
            if not select.select([self.ours], [], [], max(0, deadline - time.monotonic()))[0]:
                raise AssertionError(f"{text!r} was not shown, but: {self.shown!r}")
            try:
                self.shown += os.read(self.ours, 4096).decode(errors="replace")
            except OSError:
                raise AssertionError(f"{text!r} was not shown, but: {self.shown!r}") from None

    def type(self, text: str) -> None:
        os.write(self.ours, text.encode())

    def end(self, timeout: float = 60) -> int:
        with contextlib.suppress(AssertionError):
            self.wait_for("\0", timeout)  # until it closes the terminal
        code = self.process.wait(timeout)
        os.close(self.ours)
        return code


class Silence:
    """A server that takes connections and says nothing."""

    def __enter__(self) -> int:
        self.socket = socket.create_server(("127.0.0.1", 0))
        return int(self.socket.getsockname()[1])

    def __exit__(self, *_: object) -> None:
        self.socket.close()


class CommandLine(SampleTest):
    def setUp(self) -> None:
        super().setUp()
        start_agent(self.h)
        self.konto = Tool(self.h)

    def add(self, mode: str = "imap") -> str:
        """An account that has its mail; its identifier."""
        made = self.konto.json(*self.konto.add(mode, "--password-stdin"), stdin=PASSWORD + "\n")
        self.konto.run("sync", made["account"], "--wait")
        return str(made["account"])

    def test_accounts(self) -> None:
        self.assertIn("konto add", self.konto.text("list"))
        self.assertEqual(self.konto.json("list"), [])
        made = self.konto.json(*self.konto.add("imap", "--password-stdin"), stdin=PASSWORD + "\n")
        account = made["account"]
        self.assertEqual({name: made[name] for name in ("mode", "host", "security", "userName", "name")},
                         {"mode": "imap", "host": "127.0.0.1", "security": "none", "userName": self.h.user, "name": "anna@example.org"})
        self.assertEqual([each["succeeded"] for each in self.konto.json("sync", account, "--wait")], [True])
        keep_trying("the agent's numbers", lambda: self.konto.json("list")[0]["messagesHere"] > 10, 10)
        listed = self.konto.json("list")[0]
        self.assertEqual((listed["account"], listed["name"], listed["mode"], listed["online"]), (account, "anna@example.org", "imap", True))
        self.assertEqual(self.konto.text("list", "--names").split("\n")[:2], [account, "anna@example.org"])
        self.assertIn(account, self.konto.text("list"))
        # By identifier, address, name and a part of it
        for name in (account, self.h.user, "Anna@Example.org", "anna@ex"):
            self.assertEqual(self.konto.json("status", name)[0]["account"], account)
        self.assertEqual(self.konto.json("status")[0]["notices"], self.konto.json("notices"))
        self.assertIn("IMAP", self.konto.text("status", account))
        self.assertTrue(self.konto.text("notices"))
        self.assertIn("nobody", self.konto.refused("status", "nobody"))
        self.assert_no_secret()

    def test_checking_and_pausing(self) -> None:
        account = self.add("pop3")
        self.assertIn("anna@example.org: ", self.konto.text("sync", "--all", "--wait"))
        self.assertEqual(self.konto.json("sync"), [{"account": account, "begun": True}])
        self.assertEqual(self.konto.text("sync", account), "")
        self.assertEqual(self.konto.json("pause", account), {"account": account, "paused": True})
        keep_trying("the pause", lambda: self.konto.json("list")[0]["online"] is False, 10)
        self.assertIn("resume", self.konto.refused("sync", account))
        self.assertEqual(self.konto.json("sync"), [])
        self.assertIn("anna@example.org", self.konto.text("resume", account))
        keep_trying("the end of the pause", lambda: self.konto.json("list")[0]["online"] is True, 10)
        # A server that is not there: how it went is said, and told by the exit status
        self.h.dovecot.stop()
        self.assertTrue(self.konto.refused("sync", account, "--wait"))
        self.assertFalse(json.loads(self.konto.run("sync", "--wait", "--json", code=REFUSED).stdout)[0]["succeeded"])

    def test_an_account_that_does_not_work_is_not_kept(self) -> None:
        before = self.konto.accounts(), self.konto.passwords()
        self.assertTrue(self.konto.refused(*self.konto.add("imap", "--password-stdin"), stdin="wrong\n"))
        self.assertEqual((self.konto.accounts(), self.konto.passwords()), before)
        with Silence() as port:
            words = ["add", "anna@example.org", "--mode", "imap", "--host", "127.0.0.1", "--port", str(port), "--security", "none", "--password-stdin"]
            self.assertTrue(self.konto.refused(*words, "--timeout", "4", code=TOO_LONG, stdin=PASSWORD + "\n"))
            self.assertEqual((self.konto.accounts(), self.konto.passwords()), before)
            # Ctrl-C in the middle
            with self.h.session.popen(["konto", *words], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
                assert running.stdin
                running.stdin.write(PASSWORD + "\n")
                running.stdin.flush()
                keep_trying("the new account", lambda: self.konto.accounts() != before[0], 20)
                keep_trying("its password", lambda: self.konto.passwords() != before[1], 20)
                running.send_signal(signal.SIGINT)
                self.assertEqual(running.wait(30), INTERRUPTED)
            self.assertEqual((self.konto.accounts(), self.konto.passwords()), before)
        # A second Ctrl-C is not needed, and what is on the command line is never a password
        self.assertTrue(self.konto.refused(*self.konto.add("imap", "--password", PASSWORD), code=USAGE))
        self.assertTrue(self.konto.refused(*self.konto.add("imap", "--password-stdin"), code=USAGE, stdin=""))
        self.assert_no_secret()

    def test_typed_password(self) -> None:
        terminal = Terminal(self.h, *self.konto.add("imap"))
        terminal.wait_for("anna@example.org: ")
        terminal.type(PASSWORD + "\n")
        self.assertEqual(terminal.end(), DONE, terminal.shown)
        self.assertNotIn(PASSWORD, terminal.shown)
        self.assertEqual(len(self.konto.accounts()), 1)
        # Ctrl-C at the question
        terminal = Terminal(self.h, *self.konto.add("imap"))
        terminal.wait_for("anna@example.org: ")
        terminal.type("\x03")
        self.assertEqual(terminal.end(), INTERRUPTED, terminal.shown)
        self.assertEqual(len(self.konto.accounts()), 1)

    def test_mail_to_a_file_and_back(self) -> None:
        account = self.add("pop3")
        file = self.h.session.home / "backup.tar.gz"
        self.assertTrue(self.konto.text("backup", account, str(file)))
        self.assertGreater(file.stat().st_size, 1000)
        # Relative to where the caller is, whatever the resource's directory
        done = self.h.session.popen(["konto", "backup", account, "other.tar.gz", "--json"], stdout=subprocess.PIPE, cwd=self.h.session.home)
        told = json.loads(done.communicate(timeout=60)[0])
        self.assertTrue(told["succeeded"] and told["sentence"], told)
        self.assertTrue((self.h.session.home / "other.tar.gz").exists())
        self.assertTrue(self.konto.json("restore", account, str(file))["succeeded"])
        self.assertTrue(self.konto.text("restore", account, str(file)))
        self.assertTrue(self.konto.json("check", account)["succeeded"])
        self.assertTrue(self.konto.text("check", account))
        self.assertTrue(self.konto.refused("restore", account, "/nonexistent.tar.gz"))
        self.assertTrue(self.konto.refused("backup", account, "/nonexistent/backup.tar.gz"))

    def test_switching(self) -> None:
        account = self.add("pop3")
        imap = ["--host", "127.0.0.1", "--port", str(self.h.proxies["imap"].port), "--security", "none"]
        self.assertIn("From POP3 to IMAP", self.konto.text("switch", account, "--preview", *imap))
        plan = self.konto.json("switch", account, "--preview", "--to", "imap", "--no-upload", *imap)
        self.assertEqual((plan["from"], plan["to"], plan["choices"]["uploadMessages"]), ("pop3", "imap", False))
        report = self.konto.json("switch", account, "--start", "--wait", *imap)
        self.assertEqual((report["account"], report["to"], report["report"]["outcome"]), (account, "imap", "switched"))
        self.assertEqual(report["report"]["check"]["gone"], 0)
        keep_trying("the agent's word", lambda: self.konto.json("list")[0]["mode"] == "imap", 10)
        self.assertTrue(self.konto.json("status")[0]["undoableUntil"])
        self.assertIn("POP3", self.konto.text("switch", account, "--undo", "--wait"))
        keep_trying("the agent's word", lambda: self.konto.json("list")[0]["mode"] == "pop3", 10)
        # In the background
        self.assertEqual(self.konto.json("switch", account, "--start", *imap), {"account": account, "begun": True})
        keep_trying("the end of the switch", lambda: self.konto.json("list")[0]["mode"] == "imap", 60)
        self.assertTrue(self.konto.refused("switch", account, "--preview", "--to", "pop3", "--host", "127.0.0.1", "--port", "1"))

    def test_no_service(self) -> None:
        for words in (["list"], ["status"], ["notices"], ["add", "anna@example.org"], ["backup", "a", "b"]):
            done = self.h.session.run(["dbus-run-session", "--", "konto", *words], check=False)
            self.assertEqual((done.returncode, done.stdout), (NO_SERVICE, ""), words)
            self.assertIn("akonadictl start", done.stderr)

    def test_waits_for_no_longer_than_said(self) -> None:
        account = self.add()
        for pid in self.h.session.pids(RESOURCE):
            os.kill(pid, signal.SIGSTOP)
        begin = time.monotonic()
        self.assertTrue(self.konto.refused("sync", account, "--wait", "--timeout", "2", code=TOO_LONG))
        self.assertLess(time.monotonic() - begin, 10)
        for pid in self.h.session.pids(RESOURCE):
            os.kill(pid, signal.SIGCONT)

    def test_shells_complete(self) -> None:
        account = self.add()
        folder = SOURCE / "tools/konto/completion"
        bash = (f'source {folder}/konto.bash; COMP_WORDS=(konto status anna); COMP_CWORD=2; _konto; printf "%s\\n" "${{COMPREPLY[@]}}"; '
                'COMP_WORDS=(konto switch --un); _konto; printf "%s\\n" "${COMPREPLY[@]}"; COMP_WORDS=(konto sy); COMP_CWORD=1; _konto; echo "${COMPREPLY[@]}"')
        self.assertEqual(self.h.session.run(["bash", "-c", bash]).stdout.split(), ["anna@example.org", "--undo", "sync"])
        fish = f'source {folder}/konto.fish; complete -C "konto status akonadi"; complete -C "konto switch --no-up"'
        self.assertEqual([line.split("\t")[0] for line in self.h.session.run(["fish", "-c", fish]).stdout.splitlines()], [account, "--no-upload"])
        self.h.session.run(["zsh", "-n", str(folder / "_konto")])


class Searching(unittest.TestCase):
    """Accounts whose servers are found."""

    def setUp(self) -> None:
        world = Path(self.enterContext(tempfile.TemporaryDirectory())) / "world.json"
        self.h = self.enterContext(Harness(env={"KONTO_DISCOVERY_MAP": str(world)}))
        files = self.enterContext(OwnFiles(server_side(self.h.dovecot.ca_file.parent)))
        start_agent(self.h)
        self.konto = Tool(self.h)
        files.tell("example.org", entry("imap", "imap.example.org", 993, "SSL"))
        world.write_text(json.dumps({"https": files.port, "srv": {"_imaps._tcp.example.net": [["imap.hoster.net", 993, 0, 0]]},
                                     "hosts": {name: self.h.dovecot.ports["imaps"] for name in ("imap.example.org:993", "imap.hoster.net:993")}}))

    def test_nothing_is_found(self) -> None:
        self.assertIn("nowhere.example", self.konto.refused("add", "anna@nowhere.example", "--password-stdin", stdin=PASSWORD + "\n"))
        self.assertTrue(self.konto.refused("add", "anna", "--password-stdin", code=USAGE, stdin=PASSWORD + "\n"))
        self.assertEqual(self.konto.accounts(), set())

    def test_what_is_found_is_tried(self) -> None:
        # The name leads nowhere but for the search, and no account is left
        self.assertIn("imap.example.org", self.konto.refused("add", "anna@example.org", "--password-stdin", stdin=PASSWORD + "\n"))
        self.assertIn("POP3", self.konto.refused("add", "anna@example.org", "--mode", "pop3", "--password-stdin", stdin=PASSWORD + "\n"))
        self.assertEqual(self.konto.accounts(), set())

    def test_a_host_to_be_confirmed_is_asked_for(self) -> None:
        self.assertIn("imap.hoster.net", self.konto.refused("add", "anna@example.net", "--password-stdin", stdin=PASSWORD + "\n"))
        for answer in ("n", "y"):
            terminal = Terminal(self.h, "add", "anna@example.net")
            terminal.wait_for("anna@example.net: ")
            terminal.type(PASSWORD + "\n")
            terminal.wait_for("[y/N]")
            self.assertEqual(self.konto.passwords(), 0, "before the user has agreed")
            terminal.type(answer + "\n")
            self.assertEqual(terminal.end(), REFUSED, terminal.shown)
            self.assertEqual("--host" in terminal.shown.split("[y/N]")[1], answer == "n", terminal.shown)
        self.assertEqual((self.konto.accounts(), self.konto.passwords()), (set(), 0))


if __name__ == "__main__":
    unittest.main()
