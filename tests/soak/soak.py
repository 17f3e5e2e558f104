#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Lives with Konto for a while: KMail is open, two accounts in each mode, mail arrives, the user and other programs work, the network goes and comes, the
computer sleeps, processes are killed, and in the middle accounts are switched. In the end nothing is lost, nothing is twice, nothing is stuck, and memory
has not grown.

    ./dev soak [--minutes N] [--seed N] [--no-kmail]

Prints what it does, a line of memory every minute, and a JSON report at the end.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "system")]

from commandline import AGENT, start_agent  # noqa: E402
from common import mail  # noqa: E402
from computer import SYSTEM_BUS, Computer  # noqa: E402
from dovecot import content_hash  # noqa: E402
from harness import PASSWORD, Account, Harness, server_hashes  # noqa: E402
from session import SessionError, keep_trying  # noqa: E402

Json = dict[str, Any]
USERS = {"anna": "imap", "ben": "pop3", "clara": "imap", "dora": "pop3"}
START = 150  # messages in each mailbox
WATCHED = ("akonadi_konto_resource", AGENT, "kmail")
WARM_UP = 0.25  # of the time: caches fill
GROWTH = 1.2  # of resident memory, from the end of the warm-up to the end
PATIENCE = 180  # seconds for everything to be where it belongs at the end


class Soak:
    def __init__(self, harness: Harness, computer: Computer, seed: int) -> None:
        self.h = harness
        self.computer = computer
        self.random = random.Random(seed)
        self.accounts: list[Account] = []
        self.delivered: dict[str, Counter[str]] = {user: Counter() for user in USERS}  # by hash of the content
        self.hashes: dict[str, str] = {}  # by subject
        self.deleted: dict[str, Counter[str]] = {user: Counter() for user in USERS}
        self.done: Counter[str] = Counter()
        self.failures: list[str] = []
        self.memory: list[tuple[float, dict[str, float]]] = []
        self.number = 0

    # -- at the start ------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        for user, mode in USERS.items():
            self.deliver(user, START)
            account = self.h.add_account(mode, user=user, CheckInterval=1)
            self.accounts.append(account)
        for account in self.accounts:
            account.sync(180)

    def deliver(self, user: str, count: int) -> None:
        messages = []
        for _ in range(count):
            self.number += 1
            subject = f"Number {self.number}"
            messages.append(mail(subject, size=self.random.choice((500, 2000, 9000))))
            self.hashes[subject] = content_hash(messages[-1])
            self.delivered[user][self.hashes[subject]] += 1
        self.h.dovecot.append(user, "INBOX", *messages)

    # -- what happens ------------------------------------------------------------------------------------------------

    def events(self) -> list[tuple[int, Callable[[], None]]]:
        """With how often, relative to each other."""
        return [(30, self.mail_arrives), (12, self.user_marks), (6, self.user_deletes), (5, self.user_moves), (10, self.others_mark), (5, self.user_checks),
                (4, self.network_fails), (2, self.computer_sleeps), (2, self.another_network), (2, self.server_fails), (2, self.resource_dies),
                (1, self.agent_dies)]

    def step(self) -> None:
        weights, events = zip(*self.events(), strict=True)
        event = self.random.choices(events, weights)[0]
        self.done[event.__name__] += 1
        try:
            event()
        except (SessionError, OSError, KeyError) as error:
            # What a test does can hit a process that has just been killed; what is lost by it shows at the end
            self.failures.append(f"{event.__name__}: {error}"[:300])

    def some(self) -> Account:
        return self.random.choice(self.accounts)

    def mail_arrives(self) -> None:
        self.deliver(self.random.choice(list(USERS)), self.random.randint(1, 4))

    def item(self, account: Account) -> Json:
        return self.random.choice(account.items())

    def user_marks(self) -> None:
        self.h.probe("flags", self.item(self.some())["id"], self.random.choice((r"+\SEEN", r"-\SEEN", r"+\FLAGGED")))

    def user_deletes(self) -> None:
        account = self.some()
        chosen = self.item(account)
        self.h.probe("item-delete", chosen["id"])
        self.deleted[account.user][self.hashes[chosen["subject"]]] += 1

    def user_moves(self) -> None:
        account = self.some()
        if "Kept" not in account.folders():
            account.create_folder("Kept")
        self.h.probe("item-move", account.folder_id("Kept"), self.item(account)["id"])

    def others_mark(self) -> None:
        account = self.random.choice([account for account in self.accounts if account.mode == "imap"])
        uids = self.h.dovecot.uids(account.user)
        with self.h.dovecot.imap(account.user) as client:
            client.select("INBOX")
            client.uid("STORE", str(self.random.choice(uids)), self.random.choice(("+FLAGS", "-FLAGS")), r"(\Seen)")

    def user_checks(self) -> None:
        self.some().start_sync()

    def network_fails(self) -> None:
        for proxy in self.h.proxies.values():
            proxy.close()
        self.computer.tell("off")
        time.sleep(self.random.uniform(1, 8))  # how long it is away
        for proxy in self.h.proxies.values():
            proxy.reopen()
        self.computer.tell("on")

    def computer_sleeps(self) -> None:
        self.computer.tell("sleep")
        for proxy in self.h.proxies.values():
            proxy.close()
            proxy.reopen()
        self.computer.tell("wake")

    def another_network(self) -> None:
        self.computer.tell("another")

    def server_fails(self) -> None:
        proxy = self.random.choice(list(self.h.proxies.values()))
        proxy.close()
        time.sleep(self.random.uniform(0.5, 3))  # how long it is away
        proxy.reopen()

    def resource_dies(self) -> None:
        self.some().kill()

    def agent_dies(self) -> None:
        before = set(self.h.session.pids(AGENT))
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(SessionError):
            keep_trying("another agent", lambda: bool(set(self.h.session.pids(AGENT)) - before), 5)
        if not self.h.session.pids(AGENT):
            self.h.probe("restart", AGENT)  # Akonadi gives up on one that crashes for the third time in a minute
        self.h.session.wait_for_names({"org.kde.konto"}, 20)

    def switch(self, account: Account, mode: str) -> None:
        """It goes on beside everything else."""
        say(f"{account.user}: to {mode}")
        # What was deleted in POP3 mode is not to come back
        account.start_switch(account.preview(mode), **({"deleteThere": True} if mode == "imap" else {}))
        account.mode = mode
        self.done[f"switch to {mode}"] += 1

    # -- what is measured ----------------------------------------------------------------------------------------------

    def note_memory(self, now: float) -> None:
        found: Counter[str] = Counter()
        for name in WATCHED:
            for pid in self.h.session.pids(name):
                with contextlib.suppress(OSError, StopIteration):
                    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
                    found[name] += int(next(line for line in lines if line.startswith("VmRSS:")).split()[1])
        self.memory.append((now, {name: round(kib / 1024, 1) for name, kib in found.items()}))
        say(f"memory in MiB: {self.memory[-1][1]}")

    def growth(self) -> dict[str, float]:
        """Of memory, from the end of the warm-up to the end: medians of a few."""
        length = self.memory[-1][0]
        after = [values for when, values in self.memory if when >= length * WARM_UP]
        some = max(1, min(5, len(after) // 2))

        def middle(values: list[dict[str, float]], name: str) -> float:
            return sorted(each.get(name, 0.0) for each in values)[len(values) // 2]
        names = {name for values in after for name in values}
        return {name: round(middle(after[-some:], name) / max(1.0, middle(after[:some], name)), 2) for name in names}

    # -- the end -------------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        for account in self.accounts:
            account.wait_until_up(60)
            account.wait_for_switch(300) if account.switch_reports() else None
            keep_trying(f"{account.user} to be well", lambda account=account: self.is_settled(account), PATIENCE, 2)

    def is_settled(self, account: Account) -> bool:
        with contextlib.suppress(SessionError, OSError, KeyError):
            return account.sync_any(90)["status"] == "idle" and not self.problems_of(account)
        return False

    def problems_of(self, account: Account) -> list[str]:
        """Nothing lost, nothing twice: by the hashes of the contents."""
        user = account.user
        here: Counter[str] = sum(account.hashes().values(), Counter())
        due = self.delivered[user] - self.deleted[user]
        problems = [f"{user}: {what}: {len(messages)}" for what, messages in (("lost", due - here), ("twice or back again", here - due)) if messages]
        if sum(account.counts().values()) != here.total():
            problems.append(f"{user}: Akonadi shows {account.counts()}, the disk has {here.total()}")
        if account.mode == "imap":
            there: Counter[str] = sum(server_hashes(self.h.dovecot, user).values(), Counter())
            problems += [f"{user}: on the server and here are different: {len(here - there)}, {len(there - here)}"] if here != there else []
        return problems


def say(text: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def live(soak: Soak, minutes: float) -> None:
    begun = time.monotonic()
    length = minutes * 60
    switches = [(0.3, soak.accounts[1], "imap"), (0.45, soak.accounts[0], "pop3"), (0.7, soak.accounts[0], "imap")]
    noted = 0.0
    while (now := time.monotonic() - begun) < length:
        if switches and now > length * switches[0][0]:
            _, account, mode = switches.pop(0)
            try:
                account.wait_until_up()
                soak.switch(account, mode)
            except SessionError as error:
                soak.failures.append(f"switch: {error}"[:300])
        soak.step()
        if now - noted > min(60.0, length / 20) or not soak.memory:
            noted = now
            soak.note_memory(now)
        time.sleep(soak.random.uniform(0.2, 1.5))  # as fast as people and servers are


def described(switch: Json) -> str:
    """What became of it."""
    return " ".join((switch["from"], "to", switch["to"], switch["step"], switch["report"].get("sentence", ""))).strip()


def report(soak: Soak, minutes: float, seed: int) -> int:
    problems = [problem for account in soak.accounts for problem in soak.problems_of(account)]
    growth = soak.growth()
    grown = [name for name, ratio in growth.items() if ratio > GROWTH and "kmail" not in name]
    found = {"minutes": minutes, "seed": seed, "delivered": soak.number, "done": dict(soak.done), "notDone": len(soak.failures), "growth": growth,
             "problems": problems, "grown": grown, "switches": {account.user: [described(each) for each in account.switch_reports()] for account in soak.accounts}}
    print(json.dumps(found, indent=1))
    for failure in soak.failures[:10]:
        say(f"not done: {failure}")
    return 1 if problems or grown else 0


def main() -> int:
    parser = argparse.ArgumentParser(description="Lives with Konto for a while.")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--no-kmail", action="store_true", help="without KMail's window")
    options = parser.parse_args()
    say(f"seed {options.seed}")
    with contextlib.ExitStack() as stack:
        harness = stack.enter_context(Harness(dict.fromkeys(USERS, PASSWORD), env=SYSTEM_BUS, search=True))
        computer = stack.enter_context(Computer(harness.session))
        start_agent(harness)
        soak = Soak(harness, computer, options.seed)
        soak.begin()
        if not options.no_kmail:
            from kmail import KMail  # noqa: PLC0415 only with a window
            from window import Screen  # noqa: PLC0415
            stack.enter_context(KMail(harness, stack.enter_context(Screen())))
        live(soak, options.minutes)
        say("the end: everything is to be where it belongs")
        try:
            soak.settle()
        except SessionError as error:
            say(str(error))
        soak.note_memory(soak.memory[-1][0] + 1)
        return report(soak, options.minutes, options.seed)


if __name__ == "__main__":
    sys.exit(main())
