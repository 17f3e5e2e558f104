#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Joins a private session, a private Dovecot and counting proxies for tests.

    with Harness() as h:
        account = h.add_account("imap")
        account.sync()
        print(account.folders())

Everything waits on a state with a deadline; nothing sleeps for a fixed time.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import unittest
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import unquote

from dovecot import Dovecot, content_hash
from proxy import Proxy
from session import SEARCH_AGENT, PrivateSession, SessionError, keep_trying

RESOURCE = "akonadi_konto_resource"
MODES = {"pop3": 0, "imap": 1}
SECURITY = {"tls": 0, "starttls": 1, "none": 2}
USER = "anna"
PASSWORD = "sesam-oeffne-dich-42"  # peculiar enough to be looked for in every file

Json = dict[str, Any]


class ProbeError(SessionError):
    """konto-probe reported an error; `result` is what it printed."""

    def __init__(self, command: Iterable[str], result: Json, stderr: str) -> None:
        super().__init__(f"konto-probe {' '.join(command)}: {result or stderr}")
        self.result = result


class Harness:
    """One session, one Dovecot and a proxy before its clear-text ports, as a context manager.

    users     of the Dovecot
    search    start the full-text index
    trust     let TLS clients trust the Dovecot's CA (by SSL_CERT_FILE)
    env       more environment for every process of the session
    options   for the Dovecot
    """

    def __init__(self, users: Mapping[str, str] | None = None, *, search: bool = False, trust: bool = True,
                 build: str | Path | None = None, keep: bool = False, env: Mapping[str, str] | None = None,
                 **options: Any) -> None:
        self.dovecot = Dovecot(users or {USER: PASSWORD}, **options)
        self.session = PrivateSession(build, agents=[SEARCH_AGENT] if search else [], keep=keep)
        self.proxies: dict[str, Proxy] = {}
        self.accounts: list[Account] = []
        self._trust = trust
        self._env = dict(env or {})
        self._stack = contextlib.ExitStack()

    # -- life time ---------------------------------------------------------------------------------------------

    def __enter__(self) -> Harness:
        with contextlib.ExitStack() as stack:
            stack.enter_context(self.dovecot)
            for protocol in ("imap", "pop3"):
                proxy = Proxy(self.dovecot.ports[protocol], protocol, source="127.0.0.2")
                self.proxies[protocol] = stack.enter_context(proxy)
            trust = {"SSL_CERT_FILE": str(self.dovecot.ca_file)} if self._trust else {}
            self.session._extra_env.update(trust | self._env)
            stack.enter_context(self.session)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, _type: type[BaseException] | None, _value: BaseException | None,
                 _trace: TracebackType | None) -> None:
        self._stack.close()

    # -- tools -------------------------------------------------------------------------------------------------

    def probe(self, *command: str | int, stdin: str | None = None, timeout: float = 60) -> Json:
        """Runs konto-probe and returns its result. Raises ProbeError when it reports an error."""
        words = [str(word) for word in command]
        line = ["konto-probe", *words, "--timeout", str(int(timeout))]
        done = self.session.run(line, stdin=stdin, timeout=timeout + 30, check=False)
        if "There is no transaction in progress" in done.stdout:
            # Akonadi's SQLite has one writer and can refuse to begin; nothing was done.
            done = self.session.run(line, stdin=stdin, timeout=timeout + 30, check=False)
        result: Json = json.loads(done.stdout.rstrip("\n").rsplit("\n", 1)[-1]) if done.stdout.strip() else {}
        # A signal after the result was told is the libraries' end, and not what is tested.
        if done.returncode > 0 or not result and done.returncode or "error" in result:
            raise ProbeError(words, result, done.stderr)
        return result

    def probe_lines(self, *command: str | int, timeout: float = 60) -> Iterator[Json]:
        """Like probe() for commands that report while they run: each line as it comes."""
        words = ["konto-probe", *map(str, command), "--timeout", str(int(timeout))]
        with self.session.popen(words, stdout=subprocess.PIPE) as running:
            assert running.stdout
            try:
                for line in running.stdout:
                    yield json.loads(line)
            finally:
                running.terminate()  # when the caller lost interest, or was interrupted

    @property
    def user(self) -> str:
        return next(iter(self.dovecot.users))

    # -- accounts ----------------------------------------------------------------------------------------------

    def add_account(self, mode: str, *, user: str = "", security: str = "none", password: str | None = None,
                    name: str = "", online: bool = True, **settings: str | int) -> Account:
        """Sets up a Konto account as the settings dialog does. Security "none" goes through the counting proxy.

        A configured account starts its first sync by itself, unless it is not online.
        More settings by their names, e.g. ImapHost="mail.invalid".
        """
        user = user or self.user
        identifier = self.probe("agent-create", RESOURCE)["identifier"]
        if not online:
            self.probe("online", identifier, "false")
        account_id = self.probe("setting", identifier, "accountId")["accountId"]
        account = Account(self, identifier, account_id, mode, user, name or f"{user} ({mode}, {len(self.accounts)})")
        self.accounts.append(account)
        account.set_password(self.dovecot.users[user] if password is None else password)
        account.configure(AccountName=account.name, Mode=MODES[mode], UserName=user,
                          **({"CheckInterval": 0} | self.endpoint(security) | settings))
        return account

    def endpoint(self, security: str) -> dict[str, str | int]:
        """The settings of both endpoints for a kind of security."""
        host = "127.0.0.1" if security == "none" else "localhost"
        found: dict[str, str | int] = {}
        for protocol, secure in (("imap", "imaps"), ("pop3", "pop3s")):
            port = {"none": self.proxies[protocol].port, "starttls": self.dovecot.ports[protocol],
                    "tls": self.dovecot.ports[secure]}[security]
            prefix = protocol.capitalize()
            found |= {f"{prefix}Host": host, f"{prefix}Port": port, f"{prefix}Security": SECURITY[security]}
        return found

    def restart_akonadi(self, *, lose_database: bool = False) -> None:
        """Stops and starts Akonadi and waits for the accounts' resources; with lose_database it starts empty."""
        self.session.stop_akonadi()
        if lose_database:
            self.session.remove_akonadi_database()
        self.session.start_akonadi()
        for account in self.accounts:
            account.wait_until_up()

    # -- secrets -----------------------------------------------------------------------------------------------

    def files_with(self, secret: str) -> list[Path]:
        """All files of the session (home, logs, run-time files) that contain the secret."""
        needle = secret.encode()
        found = []
        for base, _, names in os.walk(self.session.directory):
            for path in (Path(base) / name for name in names):
                with contextlib.suppress(OSError):
                    if path.is_file() and needle in path.read_bytes():
                        found.append(path)
        return found


def _variants(values: Mapping[str, str | int | bool]) -> list[str]:
    """An a{sv} as busctl reads it."""
    words = [str(len(values))]
    for name, value in values.items():
        kind = "b" if isinstance(value, bool) else "i" if isinstance(value, int) else "s"
        words += [name, kind, str(value).lower() if isinstance(value, bool) else str(value)]
    return words


class Account:
    """One Konto account in a harness."""

    def __init__(self, harness: Harness, identifier: str, account_id: str, mode: str, user: str, name: str) -> None:
        self.harness = harness
        self.identifier = identifier
        self.account_id = account_id
        self.mode = mode
        self.user = user
        self.name = name

    # -- settings ----------------------------------------------------------------------------------------------

    def configure(self, **settings: str | int) -> None:
        self.harness.probe("configure", self.identifier, *(f"{key}={value}" for key, value in settings.items()))

    def set_password(self, password: str) -> None:
        self.harness.probe("password-set", self.account_id, stdin=password)

    # -- synchronisation ---------------------------------------------------------------------------------------

    def sync(self, timeout: float = 60) -> Json:
        """A sync that must succeed."""
        result = self.sync_any(timeout)
        if result["status"] != "idle":
            raise SessionError(f"sync of {self.name}: {result}\n{self.log_tail()}")
        return result

    def sync_any(self, timeout: float = 60) -> Json:
        """Asks for a sync and returns the agent's status when it has ended, well or badly.

        A run that is going on already is let to its end first.
        """
        return self.harness.probe("sync", self.identifier, "--wait", timeout=timeout)

    def start_sync(self) -> None:
        """Asks for a sync and does not wait."""
        self.harness.probe("sync", self.identifier)

    def status(self) -> Json:
        return self.harness.probe("status", self.identifier)

    def wait(self, *arguments: str, timeout: float = 60) -> Json:
        """See `konto-probe wait`."""
        return self.harness.probe("wait", self.identifier, *arguments, timeout=timeout)

    def call(self, method: str, *arguments: str) -> str:
        """Calls a method of the account's own D-Bus interface, arguments as dbus-send writes them ("int32:4")."""
        service = f"org.freedesktop.Akonadi.Resource.{self.identifier}"
        answer = self.harness.session.run(["dbus-send", "--session", "--print-reply=literal", f"--dest={service}", "/Konto",
                                           f"org.kde.konto.Account.{method}", *arguments])
        return answer.stdout.strip()

    def call_number(self, method: str, *arguments: str) -> int:
        """The same for a method that returns a number."""
        return int(self.call(method, *arguments).split()[-1])

    # -- changing the mode ---------------------------------------------------------------------------------------

    def switch_call(self, method: str, signature: str = "", *arguments: str | int, timeout: float = 120) -> Any:
        """Calls a method of org.kde.konto.Switch; arguments as busctl writes them."""
        return self.ask("Switch", method, signature, *arguments, timeout=timeout)

    def ask(self, interface: str, method: str, signature: str = "", *arguments: str | int, timeout: float = 120) -> Any:
        """Calls a method of org.kde.konto.INTERFACE at /INTERFACE; arguments as busctl writes them."""
        done = self.harness.session.run(
            ["busctl", "--user", "--json=short", f"--timeout={int(timeout)}", "call", f"org.freedesktop.Akonadi.Resource.{self.identifier}",
             f"/{interface}", f"org.kde.konto.{interface}", method, *([signature] if signature else []), *map(str, arguments)], timeout=timeout + 10, check=False)
        if done.returncode:
            raise SessionError(done.stderr.strip())
        data = json.loads(done.stdout)["data"] if done.stdout.strip() else []
        return data[0] if data else None

    def preview(self, mode: str, **options: str | int | bool) -> Json:
        """What a switch to the mode would do; choices and where the server is are options."""
        plan: Json = json.loads(self.switch_call("preview", "sa{sv}", mode, *_variants(options)))
        return plan

    def start_switch(self, plan: Json, **choices: bool) -> None:
        self.switch_call("start", "sa{sv}", json.dumps(plan), *_variants(choices))

    def switch_progress(self) -> Json:
        return {name: value["data"] for name, value in self.switch_call("progress").items()}

    def switch_reports(self) -> list[Json]:
        reports: list[Json] = json.loads(self.switch_call("report"))
        return reports

    def wait_for_switch(self, timeout: float = 120) -> Json:
        """Until no switch is under way; returns the report of the last."""
        def is_over() -> bool:
            with contextlib.suppress(SessionError):  # the resource is just being started again
                return self.switch_reports()[-1]["step"] in ("finished", "rolledBack") and self.switch_progress()["phase"] == "none"
            return False
        keep_trying("the end of the switch", is_over, timeout, 0.1)
        return self.switch_reports()[-1]

    def switch(self, mode: str, timeout: float = 120, **options: str | int | bool) -> Json:
        """Switches and waits; the report."""
        self.start_switch(self.preview(mode, **options))
        return self.wait_for_switch(timeout)

    def undo_switch(self, timeout: float = 120) -> Json:
        self.switch_call("undo")
        return self.wait_for_switch(timeout)

    # -- its mail as a whole -------------------------------------------------------------------------------------

    def mail_task(self, method: str, *arguments: str, timeout: float = 60) -> Json:
        """Begins a task of org.kde.konto.Backup and waits for its end; what progress() tells then."""
        self.ask("Backup", method, *(["s"] if arguments else []), *arguments)
        progress: Json = {}

        def is_over() -> bool:
            progress.clear()
            progress.update({name: value["data"] for name, value in self.ask("Backup", "progress").items()})
            return bool(progress["task"] == "")
        keep_trying("the end of the task", is_over, timeout, 0.1)
        return progress

    # -- what Akonadi shows ------------------------------------------------------------------------------------

    def folders(self) -> dict[str, Json]:
        """Path ("Archive/2024"; the inbox is "Inbox") to the collection; without the account's own."""
        return self._by_path(self.harness.probe("tree", self.identifier)["collections"])

    def contents(self) -> dict[str, list[Json]]:
        """Path to items, of every folder, as folders() and items()."""
        found = self.harness.probe("contents", self.identifier)
        items: dict[int, list[Json]] = {}
        for item in found["items"]:
            items.setdefault(item["collection"], []).append(item)
        return {path: items.get(each["id"], []) for path, each in self._by_path(found["collections"]).items()}

    @staticmethod
    def _by_path(collections: list[Json]) -> dict[str, Json]:
        by_id = {each["id"]: each for each in collections}

        def path(collection: Json) -> list[str]:
            parent = by_id.get(collection["parent"])
            return [*path(parent), collection["name"]] if parent else []
        return {"/".join(path(each)): each for each in collections if path(each)}

    def counts(self) -> dict[str, int]:
        """Messages per folder, empty folders left out."""
        return {path: each["count"] for path, each in self.folders().items() if each["count"]}

    def items(self, folder: str = "Inbox", *options: str) -> list[Json]:
        """What Akonadi holds of a folder, without asking the resource."""
        return self.harness.probe("items", self.folders()[folder]["id"], *options)["items"]

    def by_subject(self, folder: str = "Inbox") -> dict[str, Json]:
        return {each.get("subject", ""): each for each in self.items(folder)}

    # -- what a mail program does --------------------------------------------------------------------------------

    @property
    def root(self) -> int:
        """The account's own collection, in which its folders are."""
        collections = self.harness.probe("tree", self.identifier)["collections"]
        ids = {each["id"] for each in collections}
        return int(next(each["id"] for each in collections if each["parent"] not in ids))

    def folder_id(self, path: str) -> int:
        return int(self.folders()[path]["id"]) if path else self.root

    def create_folder(self, path: str) -> None:
        """A folder like "Archive/2024", whose parent is there."""
        parent, _, name = path.rpartition("/")
        self.harness.probe("folder-create", self.folder_id(parent), name)

    def add_item(self, folder: str, content: bytes, count: int = 1) -> list[int]:
        result = self.harness.probe("item-add", self.folder_id(folder), "--first", count, stdin=content.decode(), timeout=120)
        return [int(each) for each in result["ids"]]

    def wait_for_files(self, folder: str, count: int, timeout: float = 60) -> None:
        """Returns when so many messages lie in the folder's Maildir."""
        def is_reached() -> bool:
            with contextlib.suppress(SessionError, OSError):
                return len(self.files(folder)) == count
            return False
        keep_trying(f"{count} messages in {folder}", is_reached, timeout, 0.1)

    # -- what lies on disk -------------------------------------------------------------------------------------

    @property
    def directory(self) -> Path:
        return self.harness.session.data / "konto" / self.account_id

    def maildir(self, folder: str = "Inbox") -> Path:
        found = [path for name, path in self._maildirs() if name == folder]
        if not found:
            raise SessionError(f"no Maildir for {folder} in {self.directory}")
        return found[0]

    def files(self, folder: str = "Inbox") -> list[Path]:
        """The messages of a folder, complete ones only."""
        maildir = self.maildir(folder)
        return sorted([*(maildir / "cur").iterdir(), *(maildir / "new").iterdir()])

    def hashes(self) -> dict[str, Counter[str]]:
        """Per folder with mail: how often which message lies there, comparable with Dovecot.hashes()."""
        found = {name: Counter(content_hash(file.read_bytes()) for file in self.files(name))
                 for name, _ in self._maildirs()}
        return {name: hashes for name, hashes in found.items() if hashes}

    def _maildirs(self) -> list[tuple[str, Path]]:
        root = self.directory / "mail"
        return [("/".join(map(unquote, cur.parent.relative_to(root).parts)), cur.parent)
                for cur in sorted(root.rglob("cur"))]

    # -- the process -------------------------------------------------------------------------------------------

    @property
    def pid(self) -> int:
        for pid in self.harness.session.pids(RESOURCE):
            with contextlib.suppress(OSError):
                if self.identifier.encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
                    return pid
        raise SessionError(f"{self.identifier} does not run\n{self.log_tail()}")

    def kill(self) -> None:
        """kill -9, and wait until Akonadi has started it again."""
        before = self.pid
        os.kill(before, signal.SIGKILL)
        self.wait_for_restart(before, 2)

    @contextlib.contextmanager
    def busy(self) -> Iterator[None]:
        """The process comes to nothing while this goes on."""
        pid = self.pid
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def wait_for_restart(self, before: int, patience: float = 3) -> None:
        """After the process `before` died: until Akonadi has started the next one, or was asked to."""
        def is_back() -> bool:
            with contextlib.suppress(SessionError):
                return self.pid != before
            return False
        try:
            keep_trying("restart by Akonadi", is_back, patience)
        except SessionError:
            # Akonadi gives up on an agent that crashes for the third time in a minute.
            self.harness.probe("restart", self.identifier)
            keep_trying("restart of the resource", is_back, 30)
        self.wait_until_up()

    def wait_until_up(self, timeout: float = 30) -> None:
        """Returns when the resource answers on D-Bus."""
        self.harness.session.wait_for_names({f"org.freedesktop.Akonadi.Resource.{self.identifier}"}, timeout)

    def peak_rss_mib(self) -> float:
        """The largest resident memory the process had so far."""
        return peak_rss_mib(self.pid)

    def log_tail(self, lines: int = 30) -> str:
        log = self.harness.session.logs / "akonadi.log"
        text = log.read_text(errors="replace") if log.exists() else ""
        return "\n".join([line for line in text.splitlines() if "account interface" not in line][-lines:])


def peak_rss_mib(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def server_hashes(dovecot: Dovecot, user: str, *, inbox_only: bool = False) -> dict[str, Counter[str]]:
    """Dovecot.hashes() with the names that Konto gives the folders, folders with mail only."""
    found = {"Inbox" if folder == "INBOX" else folder: hashes for folder, hashes in dovecot.hashes(user).items()}
    return {folder: hashes for folder, hashes in found.items()
            if hashes and (folder == "Inbox" or not inbox_only)}


class HarnessTest(unittest.TestCase):
    """Base class: a fresh harness for every test, in `self.h`; class attributes are the harness' options."""

    maxDiff = None
    options: dict[str, Any] = {}

    def setUp(self) -> None:
        self.h = Harness(**self.options)
        self.enterContext(self.h)

    def doCleanups(self) -> bool:
        """The session's logs go with it, so after a failure what may explain it is shown before."""
        outcome = getattr(self, "_outcome", None)
        if outcome and not outcome.success and self.h.session.env:
            self._show_logs()
        return super().doCleanups()

    def _show_logs(self) -> None:
        log = self.h.session.logs / "akonadi.log"
        noise = ("account interface", "deprecated signal", "Duplicated agent", "NotificationSubscriber", "Subscriber ")
        text = log.read_text(errors="replace") if log.exists() else ""
        lines = [line for line in text.splitlines() if not any(word in line for word in noise)]
        print("\n-- Akonadi --", *lines[-60:], sep="\n")
        for name, proxy in self.h.proxies.items():
            print(f"-- {name} proxy: {proxy.counts}")
        print("-- Dovecot --", *self.h.dovecot.log().splitlines()[-20:], sep="\n")

    def assert_no_secret(self, secret: str = PASSWORD) -> None:
        self.assertEqual(self.h.files_with(secret), [], "the password stands in a file")

    def assert_mirrors(self, account: Account) -> None:
        """The account's store holds exactly the server's messages: nothing lost, nothing twice, in Akonadi too."""
        wanted = server_hashes(self.h.dovecot, account.user, inbox_only=account.mode == "pop3")
        have = account.hashes()
        self.assertEqual(set(have), set(wanted))
        for folder, hashes in wanted.items():
            self.assertEqual(have[folder] - hashes, Counter(), f"{folder}: twice here, or not from the server")
            self.assertEqual(hashes - have[folder], Counter(), f"{folder}: missing here")
        self.assertEqual(account.counts(), {folder: hashes.total() for folder, hashes in wanted.items()})


class SharedHarnessTest(HarnessTest):
    """One harness for the tests of a class, each with a user of its own, `self.user`: to start a session takes longer than
    most tests. After a failure the next test gets a fresh one."""

    _shared: Harness | None = None
    _users: Iterator[str] = iter(())

    def setUp(self) -> None:
        cls = type(self)
        if cls._shared is None:
            names = [f"anna{number}" for number in range(len(unittest.defaultTestLoader.getTestCaseNames(cls)))]
            cls._users = iter(names)
            cls._shared = Harness(dict.fromkeys(names, PASSWORD), **self.options).__enter__()
        self.h = cls._shared
        self.user = next(cls._users)

    @classmethod
    def tearDownClass(cls) -> None:
        super().tearDownClass()
        cls._discard()

    @classmethod
    def _discard(cls) -> None:
        if cls._shared is not None:
            cls._shared.__exit__(None, None, None)
            cls._shared = None

    def doCleanups(self) -> bool:
        done = super().doCleanups()
        outcome = getattr(self, "_outcome", None)
        if outcome and not outcome.success:
            self._discard()
        elif self.h.session.env:
            for account in self.h.accounts:
                self.h.probe("agent-remove", account.identifier)
            self.h.accounts.clear()
        return done
