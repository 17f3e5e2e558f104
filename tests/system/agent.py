#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The background agent with accounts in a real session: what happens to them when the computer goes to sleep and wakes up, when the network goes,
comes and changes, and when power is short; and switches as jobs of the desktop."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import unittest
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from commandline import AGENT, start_agent
from common import mail
from computer import SYSTEM_BUS, Computer
from harness import PASSWORD, Account, Harness, HarnessTest, SharedHarnessTest
from jobviewserver import JobViews, View
from session import SessionError, keep_trying

SOON = 2.0  # seconds from the network's return to the new message in Akonadi
COULD_NOT_REACH = "cannot be reached"
PORTAL = "sign in on its own page"


class Arrival:
    """Waits for a message in an account's inbox in Akonadi, from its start on."""

    def __init__(self, account: Account, subject: str) -> None:
        self.process = account.harness.session.popen(
            ["konto-probe", "watch", account.identifier, "--first", "1", "--match", f"^{subject}$", "--timeout", "60"], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.process.stdout.readline()  # it watches

    def wait(self) -> float:
        """The time when it was there."""
        assert self.process.stdout
        found = json.loads(self.process.stdout.readline() or "{}")
        when = time.monotonic()
        self.process.stdout.close()
        self.process.wait()
        if found.get("matching") != 1:
            raise SessionError(f"it did not come: {found}")
        return when


class Calls:
    """The accounts that are asked to look for mail meanwhile, as the session bus sees it: (time, service, "asked" or "done")."""

    def __init__(self, harness: Harness) -> None:
        self.h = harness

    def __enter__(self) -> Calls:
        self.heard = self.h.session.directory / "calls"
        with open(self.heard, "wb") as heard:
            self.monitor = self.h.session.popen(
                ["dbus-monitor", "--session", "--profile", "type='method_call',member='checkMail'", "type='method_return'"], stdout=heard)
        keep_trying("the monitor", lambda: b"NameLost" in self.heard.read_bytes(), 10)  # from then on it hears everything
        return self

    def __exit__(self, *_: object) -> None:
        self.monitor.kill()
        self.monitor.wait()

    def stop(self) -> list[tuple[float, str, str]]:
        """What came so far."""
        self.monitor.terminate()
        self.monitor.wait()
        asked: dict[tuple[str, str], str] = {}
        events = []
        for line in self.heard.read_text().splitlines():
            kind, when, serial, sender, receiver, *rest = line.split("\t")
            if kind == "mc":
                asked[sender, serial] = receiver
                events.append((float(when), receiver, "asked"))
            elif kind == "mr" and (service := asked.get((receiver, rest[0]))):
                events.append((float(when), service, "done"))
        return events


class AgentTest(SharedHarnessTest):
    """A session with the agent, and a computer that tells it what the test says. At the start and the end of each test all is well."""

    options: dict[str, Any] = {"env": SYSTEM_BUS}
    computer: Computer

    def setUp(self) -> None:
        fresh = type(self)._shared is None
        super().setUp()
        if fresh:
            type(self).computer = self.h._stack.enter_context(Computer(self.h.session))
            start_agent(self.h)

    def begin(self, mode: str, **settings: Any) -> Account:
        """An account that has what there is."""
        account = self.h.add_account(mode, user=self.user, **settings)
        account.sync(90)
        return account

    def deliver(self, *subjects: str, folder: str = "INBOX", user: str = "") -> None:
        self.h.dovecot.append(user or self.user, folder, *[mail(subject) for subject in subjects])

    def measured(self, what: str, seconds: float) -> None:
        print(f"{self._testMethodName}: {what}: {seconds:.2f} s", file=sys.stderr)

    def is_soon(self, what: str, begun: float, arrivals: list[Arrival]) -> None:
        for arrival in arrivals:
            seconds = arrival.wait() - begun
            self.measured(what, seconds)
            self.assertLess(seconds, SOON)

    def until(self, what: str, ready: Callable[[], bool], timeout: float = 30) -> None:
        def is_ready() -> bool:
            with contextlib.suppress(SessionError, KeyError):
                return ready()
            return False
        keep_trying(what, is_ready, timeout, 0.05)

    def kill_agent(self) -> None:
        """kill -9; returns when Akonadi has started it again."""
        before = set(self.h.session.pids(AGENT))

        def is_back() -> bool:
            return bool(set(self.h.session.pids(AGENT)) - before)
        os.kill(min(before), signal.SIGKILL)
        try:
            keep_trying("restart by Akonadi", is_back, 3)
        except SessionError:
            # Akonadi gives up on an agent that crashes for the third time in a minute.
            self.h.probe("restart", AGENT)
            keep_trying("restart of the agent", is_back, 30)
        self.h.session.wait_for_names({"org.kde.konto"}, 30)

    def told(self, account: Account) -> dict[str, Any]:
        """What the agent tells of the account."""
        answer = self.h.session.run(["busctl", "--user", "--json=short", "call", "org.kde.konto", "/Accounts", "org.kde.konto.Accounts", "accounts"])
        accounts = json.loads(json.loads(answer.stdout)["data"][0])
        return next(each for each in accounts if each["account"] == account.identifier)


class Network(AgentTest):
    def setUp(self) -> None:
        super().setUp()
        self.deliver("First")
        self.accounts = [self.begin("imap"), self.begin("pop3")]
        self.imap, self.pop3 = self.accounts
        self.proxies = list(self.h.proxies.values())
        # Each has its connections: IMAP also one that listens
        self.until("listening", lambda: self.h.proxies["imap"].open == 2)

    def arrivals(self, subject: str) -> list[Arrival]:
        return [Arrival(account, subject) for account in self.accounts]

    def reset(self) -> None:
        for proxy in self.proxies:
            proxy.reset()

    def connections(self) -> int:
        return sum(proxy.counts.connections for proxy in self.proxies)

    def wait_until_quiet(self) -> None:
        self.until("no connection", lambda: not any(proxy.open for proxy in self.proxies))

    def test_goes_and_comes(self) -> None:
        self.computer.tell("off")
        self.wait_until_quiet()
        self.reset()
        self.deliver("While away")
        # What the user does goes to the server later
        self.h.probe("flags", self.imap.by_subject()["First"]["id"], r"+\Flagged")
        self.imap.wait("--message", COULD_NOT_REACH)
        self.assertEqual(self.connections(), 0)
        arrivals = self.arrivals("While away")
        self.computer.tell("on")
        self.is_soon("new mail after the network was back", time.monotonic(), arrivals)
        self.until("the flag on the server", lambda: r"\Flagged" in self.h.dovecot.flags(self.user)[1])
        self.until("listening again", lambda: self.h.proxies["imap"].open == 2)
        pushed = Arrival(self.imap, "Pushed")
        begun = time.monotonic()
        self.deliver("Pushed")
        self.is_soon("pushed", begun, [pushed])

    def test_agent_killed_while_there_is_none(self) -> None:
        self.computer.tell("off")
        self.wait_until_quiet()
        self.kill_agent()
        self.deliver("While away")
        arrivals = self.arrivals("While away")
        with Calls(self.h) as calls:
            self.computer.tell("on")
            self.is_soon("new mail after the network was back", time.monotonic(), arrivals)
            self.until("listening again", lambda: self.h.proxies["imap"].open == 2)
            self.assertEqual(sum(what == "asked" for _, _, what in calls.stop()), 2, "by the new agent")

    def test_the_user_knows_better(self) -> None:
        """There is a network that the system does not know of."""
        self.computer.tell("off")
        self.wait_until_quiet()
        self.deliver("Asked for")
        for account in self.accounts:
            account.sync()
            self.assertIn("Asked for", account.by_subject())
        self.until("listening, too", lambda: self.h.proxies["imap"].open == 2)
        self.computer.tell("on")

    def test_sleep_and_wake(self) -> None:
        """Connections from before lead nowhere; the inbox comes first."""
        self.h.dovecot.create(self.user, "Lists")
        self.imap.sync()
        self.until("listening", lambda: self.h.proxies["imap"].open == 2)
        self.computer.tell("sleep")
        for proxy in self.proxies:
            proxy.lose()
        self.assertEqual(self.h.proxies["imap"].lost, 2)
        self.deliver("During sleep")
        self.deliver(*[f"List {number}" for number in range(50)], folder="Lists")
        arrivals = self.arrivals("During sleep")
        self.computer.tell("wake")
        self.is_soon("new mail after waking up", time.monotonic(), arrivals)
        self.until("the lost connections are closed", lambda: self.h.proxies["imap"].lost == 0, 5)
        self.until("the other folder", lambda: self.imap.counts().get("Lists") == 50)
        listed = self.imap.contents()
        self.assertLess(max(each["id"] for each in listed["Inbox"]), min(each["id"] for each in listed["Lists"]))

    def test_another_network(self) -> None:
        """Each account is asked once."""
        for proxy in self.proxies:
            proxy.lose()
        self.deliver("Elsewhere")
        arrivals = self.arrivals("Elsewhere")
        with Calls(self.h) as calls:
            self.computer.tell("another")
            self.is_soon("new mail in another network", time.monotonic(), arrivals)
            self.until("listening", lambda: self.h.proxies["imap"].open == 2 and self.h.proxies["imap"].lost == 0)
            events = calls.stop()
        self.assertEqual(sorted(service for _, service, what in events if what == "asked"),
                         sorted(f"org.freedesktop.Akonadi.Resource.{account.identifier}" for account in self.accounts))

    def test_portal(self) -> None:
        """Nothing is asked, not even what the user wants: a portal answers in the servers' place."""
        self.imap.configure(ImapKeep=2)
        self.deliver("A header")
        self.imap.sync()
        self.computer.tell("portal")
        self.wait_until_quiet()
        self.reset()
        self.deliver("Behind the portal")
        for account in self.accounts:
            account.start_sync()
            account.wait("--message", PORTAL)
        self.assertNotIn("RFC822", self.h.probe("item", self.imap.by_subject()["A header"]["id"], "--full")["parts"])
        self.assertEqual(self.connections(), 0)
        arrivals = self.arrivals("Behind the portal")
        self.computer.tell("on")
        self.is_soon("new mail after the portal", time.monotonic(), arrivals)

    def test_metered(self) -> None:
        """Large messages wait."""
        self.pop3.configure(MeteredBudget=1)
        self.become_metered()
        self.h.dovecot.append(self.user, "INBOX", mail("Large", size=1_200_000), mail("Small"))
        for account in self.accounts:
            account.sync()
            self.assertEqual(account.hashes()["Inbox"].total(), 2, "First and Small")
        self.assertIn("Large", self.imap.by_subject(), "its header is there")
        self.computer.tell("unmetered")
        for account in self.accounts:
            account.wait_for_files("Inbox", 3)

    def test_metered_while_mail_is_fetched(self) -> None:
        """What has not come yet is planned anew."""
        self.pop3.configure(MeteredBudget=1)
        self.pop3.sync()
        for protocol in ("imap", "pop3"):
            self.h.proxies[protocol].pause()
        self.h.dovecot.append(self.user, "INBOX", mail("Large", size=1_200_000), mail("Small"))
        for account in self.accounts:
            account.start_sync()
            self.until("the run", lambda account=account: account.status()["status"] == "running")
        self.become_metered()
        for protocol in ("imap", "pop3"):
            self.h.proxies[protocol].resume()
        for account in self.accounts:
            account.wait_for_files("Inbox", 2)
            account.sync()
            self.assertEqual(account.hashes()["Inbox"].total(), 2, "First and Small")
        self.computer.tell("unmetered")

    def become_metered(self) -> None:
        """Returns when the accounts know."""
        log = self.h.session.logs / "akonadi.log"
        told = [f'"{account.identifier}" metered: true' for account in self.accounts]
        self.computer.tell("metered")
        self.until("the accounts to know", lambda: all(line in log.read_text(errors="replace") for line in told))

    def test_without_the_agent(self) -> None:
        """The accounts go on by themselves."""
        self.computer.tell("off")
        self.wait_until_quiet()
        self.h.probe("agent-remove", AGENT)
        self.until("the agent's end", lambda: not self.h.session.pids(AGENT))
        self.deliver("Nobody calls")
        arrivals = self.arrivals("Nobody calls")
        self.computer.tell("on")
        self.is_soon("new mail without the agent", time.monotonic(), arrivals)
        start_agent(self.h)


class Power(AgentTest):
    def minutes(self, account: Account) -> float:
        """Until the next check."""
        when = json.loads(account.ask("Figures", "figures"))["nextCheck"]
        return (datetime.fromisoformat(when) - datetime.now(UTC)).total_seconds() / 60 if when else 0

    def test_checks_are_rarer(self) -> None:
        account = self.begin("pop3", CheckInterval=10)

        def is_planned(minutes: int) -> None:
            self.until(f"the next check in {minutes} minutes", lambda: minutes - 1 < self.minutes(account) <= minutes)
            self.until("the agent knows it", lambda: self.told(account)["nextCheck"] == json.loads(account.ask("Figures", "figures"))["nextCheck"])
        is_planned(10)
        self.computer.tell("saver")
        is_planned(40)
        self.kill_agent()
        is_planned(40)
        account.kill()
        account.sync()
        is_planned(40)
        self.computer.tell("balanced")
        is_planned(10)
        self.computer.tell("low")
        is_planned(10)
        self.computer.tell("battery")
        is_planned(40)
        self.computer.tell("mains")
        is_planned(10)
        self.computer.tell("charged")


class Accounts(AgentTest):
    def test_figures_are_passed_on(self) -> None:
        self.deliver("First", "Second")
        account = self.begin("pop3")
        figures = json.loads(account.ask("Figures", "figures"))
        self.assertGreater(figures["bodies"], 0)
        self.assertIn("copiesDeletedHere", figures)
        self.until("the agent's answer", lambda: figures.items() <= self.told(account).items())
        told = self.told(account)
        self.assertEqual({name: told[name] for name in told.keys() - figures.keys()},
                         {"account": account.identifier, "name": account.name, "online": True, "answers": True, "switch": "none", "percent": 0, "undoableUntil": ""})

    def test_agent_killed_during_a_check(self) -> None:
        self.deliver("First")
        accounts = [self.begin("imap", ImapPush=0), self.begin("pop3")]
        self.deliver("Second")
        for proxy in self.h.proxies.values():
            proxy.pause()
        self.h.session.run(["busctl", "--user", "call", "org.kde.konto", "/Accounts", "org.kde.konto.Accounts", "checkAll"])
        for account in accounts:
            account.wait("--status", "running")
        self.kill_agent()
        for proxy in self.h.proxies.values():
            proxy.resume()
        for account in accounts:
            self.until("the mail", lambda account=account: "Second" in account.by_subject())
            self.until("the agent knows it", lambda account=account: (self.told(account)["state"], self.told(account)["messagesHere"]) == ("idle", 2))

    def test_folder_that_is_opened(self) -> None:
        """It is looked at at once, also when a check has just ended or goes on."""
        self.h.dovecot.create(self.user, "Lists", "Zoo")
        self.deliver("First")
        account = self.begin("imap", ImapPush=0)
        lists = account.folder_id("Lists")

        def opened(subject: str) -> None:
            self.deliver(subject, folder="Lists")
            begun = time.monotonic()
            self.h.probe("folder-sync", lists)
            self.until("the message", lambda: subject in account.by_subject("Lists"), 10)
            self.measured("a folder that was opened", time.monotonic() - begun)
        opened("Just after a check")
        account.wait("--status", "idle")
        opened("Later")
        account.wait("--status", "idle")
        # During a check that takes long
        self.h.dovecot.append(self.user, "INBOX", *[mail(f"Number {number}", size=30_000) for number in range(60)])
        proxy = self.h.proxies["imap"]
        proxy.delay = 0.1
        self.addCleanup(setattr, proxy, "delay", 0.0)
        account.start_sync()
        self.until("a check that has begun", lambda: len(account.files()) > 1)
        opened("Meanwhile")
        account.wait("--status", "idle", timeout=60)


class Jobs(AgentTest):
    """Switches as jobs. A server that is silent holds them as long as the test wants."""

    jobs: JobViews

    def setUp(self) -> None:
        fresh = type(self)._shared is None
        super().setUp()
        if fresh:
            type(self).jobs = self.h._stack.enter_context(JobViews(self.h.session))
        self.number = len(self.jobs.views)  # of the next job
        self.deliver(*[f"Number {number}" for number in range(6)])

    def begin_switch(self, mode: str, held: str, **settings: Any) -> Account:
        """A switch to the mode, which waits for the server of the protocol."""
        account = self.begin("pop3" if mode == "imap" else "imap", **settings)
        plan = account.preview(mode)
        self.proxy = self.h.proxies[held]
        self.proxy.pause()
        self.addCleanup(self.proxy.resume)
        account.start_switch(plan)
        return account

    def job(self, account: Account, number: int, **values: Any) -> View:
        return self.jobs.wait(number, title="Changing how mail is kept", descriptionValue1=account.name, **values)

    def is_switched(self, account: Account, timeout: float = 60) -> None:
        report = account.wait_for_switch(timeout)["report"]
        self.assertEqual((report["outcome"], report["check"]["gone"], report["check"]["changed"]), ("switched", 0, 0))

    def ends_well(self, view: View) -> None:
        self.assertEqual(self.jobs.wait_for_end(view)["code"], 0)
        self.assertEqual(len(self.jobs.views), view.number + 1, "no other job")

    def test_progress(self) -> None:
        account = self.begin_switch("imap", "imap")
        view = self.job(account, self.number)
        self.assertEqual((view.values["desktopEntry"], view.values["capabilities"]), ("kcm_konto", 3))
        self.assertIn("Comparing", view.values["infoMessage"])
        self.proxy.resume()
        self.is_switched(account)
        self.ends_well(view)
        self.until("the agent knows it", lambda: (self.told(account)["switch"], bool(self.told(account)["undoableUntil"])) == ("none", True))

    def test_renamed(self) -> None:
        """Also a resource that has just started is called by its type's name until it has read its own."""
        account = self.begin_switch("imap", "imap")
        view = self.job(account, self.number)
        account.name += " renamed"
        account.configure(AccountName=account.name)
        self.assertIs(self.job(account, self.number), view)
        self.proxy.resume()
        self.is_switched(account)
        self.ends_well(view)

    def test_percent(self) -> None:
        self.deliver(*[f"Another {number}" for number in range(60)])
        account = self.begin_switch("pop3", "imap", ImapKeep=2)
        view = self.job(account, self.number)
        self.proxy.delay = 0.2
        self.addCleanup(setattr, self.proxy, "delay", 0.0)
        self.proxy.resume()
        self.is_switched(account)
        self.ends_well(view)
        self.assertGreater(max(view.percents, default=0), 20, "of the messages that are fetched")

    def test_paused_here_and_resumed_elsewhere(self) -> None:
        account = self.begin_switch("imap", "imap")
        view = self.job(account, self.number)
        self.jobs.ask("suspend", view)
        self.until("the pause", lambda: account.switch_progress()["phase"] == "waiting")
        self.assertFalse(self.told(account)["online"])
        self.jobs.wait(self.number, suspended=True)
        self.proxy.resume()
        self.h.probe("online", account.identifier, "true")
        self.is_switched(account)
        self.ends_well(view)

    def test_pause_and_resume(self) -> None:
        account = self.begin_switch("imap", "imap")
        view = self.job(account, self.number)
        self.jobs.ask("suspend", view)
        self.until("the pause", lambda: account.switch_progress()["phase"] == "waiting")
        self.jobs.wait(self.number, suspended=True)
        self.proxy.resume()
        self.jobs.ask("resume", view)
        self.is_switched(account)
        self.ends_well(view)

    def test_cancel(self) -> None:
        account = self.begin_switch("imap", "imap")
        view = self.job(account, self.number)
        self.jobs.ask("cancel", view)
        report = account.wait_for_switch()["report"]
        self.assertEqual(report["outcome"], "nothing changed")
        self.jobs.wait_for_end(view)
        self.proxy.resume()
        account.sync()
        self.assertEqual(len(self.jobs.views), self.number + 1)

    def test_agent_killed(self) -> None:
        account = self.begin_switch("imap", "imap")
        self.job(account, self.number)
        self.kill_agent()
        again = self.job(account, self.number + 1)
        self.proxy.resume()
        self.is_switched(account)
        self.ends_well(again)

    def test_agent_killed_while_it_is_paused(self) -> None:
        account = self.begin_switch("imap", "imap")
        self.jobs.ask("suspend", self.job(account, self.number))
        self.until("the pause", lambda: account.switch_progress()["phase"] == "waiting")
        self.kill_agent()
        again = self.job(account, self.number + 1, suspended=True)
        self.proxy.resume()
        self.jobs.ask("resume", again)
        self.is_switched(account)
        self.ends_well(again)

    def test_resource_killed(self) -> None:
        """The job is still the same."""
        account = self.begin_switch("imap", "imap")
        view = self.job(account, self.number)
        account.kill()
        self.until("the switch goes on", lambda: account.switch_progress()["phase"] == "comparing")
        self.assertIsNone(view.ended)
        self.proxy.resume()
        self.is_switched(account)
        self.ends_well(view)

    def test_goes_on_at_login(self) -> None:
        account = self.begin_switch("imap", "imap")
        self.job(account, self.number)
        self.h.restart_akonadi()
        view = self.job(account, self.number + 1)
        self.proxy.resume()
        self.is_switched(account)
        self.ends_well(view)

    def test_wakes_up_in_the_middle(self) -> None:
        """Connections that were lost are no reason to end a switch."""
        for mode, held, phase in (("imap", "imap", "comparing"), ("pop3", "imap", "fetching"), ("pop3", "pop3", "comparing")):
            with self.subTest(mode=mode, held=held):
                number = len(self.jobs.views)
                account = self.begin_switch(mode, held, **({"ImapKeep": 2} if mode == "pop3" else {}))
                view = self.job(account, number)
                self.assertEqual(account.switch_progress()["phase"], phase)
                self.computer.tell("sleep")
                self.proxy.lose()
                self.proxy.resume()
                self.computer.tell("wake")
                begun = time.monotonic()
                self.is_switched(account)
                self.measured(f"the rest of the switch to {mode}", time.monotonic() - begun)
                self.ends_well(view)
                self.h.probe("agent-remove", account.identifier)
                self.h.accounts.remove(account)


class Twenty(HarnessTest):
    """All of them wake up at once."""

    COUNT = 20
    AT_ONCE = 4
    options: dict[str, Any] = {"env": SYSTEM_BUS, "users": {f"anna{number}": PASSWORD for number in range(COUNT)}}

    def test_wake(self) -> None:
        computer = self.enterContext(Computer(self.h.session))
        start_agent(self.h)
        users = list(self.h.dovecot.users)
        for user in users:
            self.h.dovecot.append(user, "INBOX", mail("First"))
        accounts = [self.h.add_account("pop3" if number % 3 == 2 else "imap", user=user) for number, user in enumerate(users)]
        for account in accounts:
            keep_trying(f"the first sync of {account.name}", lambda account=account: account.counts() == {"Inbox": 1}, 60, 0.1)
            account.wait("--status", "idle")
        listening = 2 * sum(account.mode == "imap" for account in accounts)
        keep_trying("listening", lambda: self.h.proxies["imap"].open == listening, 30)
        computer.tell("sleep")
        for proxy in self.h.proxies.values():
            proxy.lose()
            proxy.reset()
        for user in users:
            self.h.dovecot.append(user, "INBOX", mail("Second"))
        with Calls(self.h) as calls:
            begun = time.time()
            computer.tell("wake")
            for account in accounts:
                keep_trying(f"the new mail of {account.name}", lambda account=account: account.counts() == {"Inbox": 2}, 60, 0.1)
            keep_trying("listening", lambda: self.h.proxies["imap"].open == listening and self.h.proxies["imap"].lost == 0, 30)
            events = calls.stop()
        services = sorted(f"org.freedesktop.Akonadi.Resource.{account.identifier}" for account in accounts)
        for what in ("asked", "done"):
            self.assertEqual(sorted(service for _, service, each in events if each == what), services, "each once")
        now, most = 0, 0
        for _, _, what in events:
            now += 1 if what == "asked" else -1
            most = max(most, now)
        print(f"twenty accounts: at most {most} at once, the last was done after {events[-1][0] - begun:.2f} s;",
              {name: proxy.counts.connections for name, proxy in self.h.proxies.items()}, "connections", file=sys.stderr)
        self.assertLessEqual(most, self.AT_ONCE)
        # One to look and one to listen each, and no more
        self.assertEqual(self.h.proxies["imap"].counts.connections, listening)
        self.assertEqual(self.h.proxies["pop3"].counts.connections, len(accounts) - listening // 2)


del HarnessTest, SharedHarnessTest, AgentTest

if __name__ == "__main__":
    unittest.main()
