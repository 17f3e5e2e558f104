#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Konto's processes write below their own directories only, and connect to the servers of their accounts only: as the kernel sees it."""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
import unittest
from collections.abc import Iterator
from pathlib import Path

from commandline import AGENT, start_agent
from common import SampleTest
from harness import RESOURCE, Account
from session import default_build, keep_trying

CALLS = "openat,open,creat,mkdir,mkdirat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,unlinkat,truncate,connect,getsockname"
DNS = 53
# What the kernel and the desktop give every process
EVERYBODY = re.compile(r"/dev/(null|shm/|tty|urandom)|/proc/(self|\d+)/|/tmp/(\.|qtsingle|konto-)|anon_inode|memfd")


class Privacy(SampleTest):
    def setUp(self) -> None:
        if not shutil.which("strace"):
            raise RuntimeError("strace is needed")
        place = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="konto-")))
        self.traces = place / "traces"
        self.traces.mkdir()
        for name in (RESOURCE, AGENT):
            self.watch(place, name)
        self.options = {"env": {"PATH": f"{place}:{default_build()}/bin:{os.environ.get('PATH', '/usr/bin:/bin')}", "KONTO_ROUND_MS": "500"}}
        super().setUp()

    def watch(self, place: Path, name: str) -> None:
        """A program of this name that runs the real one and notes what it does."""
        program = place / name
        program.write_text(f'#!/bin/sh\nexec strace -f -qq -yy -s 300 -e trace={CALLS} -o "{self.traces}/{name}.$$" "{default_build()}/bin/{name}" "$@"\n')
        program.chmod(program.stat().st_mode | stat.S_IXUSR)

    def lines(self, name: str) -> Iterator[str]:
        for trace in self.traces.glob(f"{name}.*"):
            yield from trace.read_text(errors="replace").splitlines()

    def written(self, name: str) -> set[Path]:
        """What it opened to write, made, renamed or removed, and did so."""
        found = set()
        for line in self.lines(name):
            call = re.match(r"\d+ +(\w+)\((.*)\) += (-?\d+)", line)
            if not call or call[3].startswith("-") or call[1] in ("connect", "getsockname"):
                continue
            if call[1].startswith("open") and not re.search(r"O_WRONLY|O_RDWR|O_CREAT", call[2]):
                continue
            found |= {Path(path) for path in re.findall(r'"(/[^"]*)"', call[2])}
            below = re.match(r'\d+<(/[^>]*)>, "([^/][^"]*)"', call[2])
            if below:
                found.add(Path(below[1]) / below[2])
        return {path for path in found if not EVERYBODY.match(str(path)) or self.h.session.home in path.parents}

    def connected(self, name: str) -> set[tuple[str, int]]:
        """Without what listens in the process itself (KIMAP reads from there), and without the system's name server: libsasl asks that for the
        name of this computer."""
        text = "\n".join(self.lines(name))
        own = {int(port) for port in re.findall(r"getsockname\(\d+<TCP(?:v6)?:\[[^>\]]*:(\d+)\]>", text)}
        to = re.findall(r'connect\(.*sin6?_port=htons\((\d+)\).*inet_(?:addr|pton)\((?:AF_INET6, )?"([^"]+)"', text)
        return {(host, int(port)) for port, host in to if int(port) not in own | {DNS}}

    def test_everything_a_user_does(self) -> None:
        start_agent(self.h)
        account = self.h.add_account("pop3")
        account.sync()
        account.switch("imap")
        account.mode = "imap"
        account.sync()
        self.back_up(account)
        self.h.probe("flags", account.items()[0]["id"], r"+\SEEN")
        keep_trying("a round of the agent", lambda: (self.h.session.config / "kontoagentrc").exists(), 30)
        account.sync()

        session = self.h.session
        own = [session.data / "konto", session.data / "akonadi/file_db_data",  # Akonadi's library puts large payloads there
               session.config, session.directory / "run", session.home / ".cache", session.home / "saved.tar.gz"]
        written = self.written(RESOURCE)
        self.assertTrue(any(session.data / "konto" in path.parents for path in written), "the trace does not see what it should")
        for name in (RESOURCE, AGENT):
            outside = {path for path in self.written(name) if not any(path == place or place in path.parents for place in own)
                       and "saved.tar.gz" not in path.name}
            self.assertEqual(outside, set(), name)
        servers = {("127.0.0.1", proxy.port) for proxy in self.h.proxies.values()}
        self.assertLessEqual(self.connected(RESOURCE), servers, "connections that no account asked for")
        self.assertEqual(self.connected(RESOURCE), servers)
        self.assertEqual(self.connected(AGENT), set(), "the agent connects to nothing itself")

    def back_up(self, account: Account) -> None:
        file = self.h.session.home / "saved.tar.gz"
        account.ask("Backup", "backup", "s", str(file))
        keep_trying("the backup", file.exists, 60)


if __name__ == "__main__":
    unittest.main()
