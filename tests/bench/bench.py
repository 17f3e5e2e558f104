#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Measures Konto against the stock resources, on the same machine, server and store, in one run.

    bench.py NAME [--count N] [--no-stock | --only-stock]

The last line is one JSON object: bench, ours, stock, unit, ratio (how many times better than stock), count, and
where they apply rss_mib (peak resident memory of the resource) and body_bytes (message bodies that crossed the
wire, counted by a proxy). pop3-latency adds stock_pipelining and ratio_pipelining: the stock resource with its
pipelining switched on by hand.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

import samplemail  # noqa: E402
from harness import PASSWORD, RESOURCE, USER, Harness, Json, peak_rss_mib  # noqa: E402
from proxy import Counts  # noqa: E402
from session import SessionError, keep_trying, raise_on_sigterm  # noqa: E402

BYTES_PER_MESSAGE = 18_300
NEWEST = 200
ROUND_TRIP = 0.05  # seconds, of a mobile connection or another continent
CHECKS = 5
STOCK_IMAP = "akonadi_imap_resource"
STOCK_POP3 = "akonadi_pop3_resource"
PATIENCE = 3600


class Agent:
    """A resource under measurement, ours or a stock one; offline until its first sync."""

    def __init__(self, harness: Harness, kind: str, mode: str) -> None:
        self.h = harness
        self.kind = kind
        self.identifier = ""
        self.place = ""  # the resource whose collections receive the mail
        self.proxy = harness.proxies[mode]
        {RESOURCE: self._set_up_ours, STOCK_IMAP: self._set_up_imap, STOCK_POP3: self._set_up_pop3}[kind](mode)

    def _create(self, kind: str) -> str:
        identifier: str = self.h.probe("agent-create", kind)["identifier"]
        self.h.probe("online", identifier, "false")
        return identifier

    def _set_up_ours(self, mode: str) -> None:
        account = self.h.add_account(mode, online=False)
        self.identifier = self.place = account.identifier

    def _set_up_imap(self, _mode: str) -> None:
        self.identifier = self.place = self._create(STOCK_IMAP)
        self.h.probe("password-set", f"{self.identifier}rc", "--service", "imap", stdin=PASSWORD)
        # As the stock account wizard leaves it: everything is downloaded, no interval checks while measured.
        self.h.probe("configure", self.identifier, "ImapServer=127.0.0.1", f"ImapPort={self.proxy.port}",
                     f"UserName={USER}", "Safety=None", "Authentication=1", "DisconnectedModeEnabled=true",
                     "SubscriptionEnabled=false", "IntervalCheckEnabled=false")

    def _set_up_pop3(self, _mode: str) -> None:
        self.place = self._create("akonadi_maildir_resource")
        maildir = self.h.session.home / "mail"
        for name in ("cur", "new", "tmp"):
            (maildir / name).mkdir(parents=True)
        self.h.probe("configure", self.place, f"path={maildir}")
        self.h.probe("sync", self.place, "--wait")
        target = self.h.probe("tree", self.place)["collections"][0]["id"]
        self.identifier = self._create(STOCK_POP3)
        self.h.probe("password-set", self.identifier, "--service", "pop3", stdin=PASSWORD)
        self.h.probe("configure", self.identifier, "host=127.0.0.1", f"port={self.proxy.port}", f"login={USER}",
                     "useSSL=false", "useTLS=false", "authenticationMethod=7", "leaveOnServer=true",
                     f"targetCollection={target}", "intervalCheckEnabled=false")

    def sync(self) -> float:
        """Seconds until the agent is idle again."""
        result = self.h.probe("sync", self.identifier, "--wait", timeout=PATIENCE)
        if result["status"] != "idle":
            raise SessionError(f"{self.identifier}: {result}")
        return float(result["elapsed_s"])

    def messages(self) -> int:
        return sum(each["count"] for each in self.h.probe("tree", self.place)["collections"])

    def rss_mib(self) -> float:
        return round(max(map(peak_rss_mib, self.h.session.pids(self.kind))), 1)


@contextlib.contextmanager
def prepared(kind: str, mode: str, count: int, message_bytes: int = BYTES_PER_MESSAGE) -> Iterator[Agent]:
    """A new session and server with `count` messages in the inbox, the server's own index built already."""
    print(f"{kind} ({mode}): {count} messages ...", file=sys.stderr, flush=True)
    with Harness() as h:
        samplemail.bulk(h.dovecot.maildir(USER), count, count * message_bytes, newest=NEWEST)
        with h.dovecot.imap(USER) as client:
            client.select()
            client.fetch("1:*", "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER])")
        agent = Agent(h, kind, mode)
        agent.proxy.reset()
        yield agent


def body_bytes(counts: Counts) -> int | None:
    return None if counts.compressed else counts.body_bytes


def first_page(kind: str, count: int) -> Json:
    with prepared(kind, "imap", count) as agent:
        seen = agent.h.probe("watch", agent.identifier, "--sync", "--first", min(NEWEST, count), "--match",
                             samplemail.NEWEST_MARK, timeout=PATIENCE)
        return {"value": seen["elapsed_s"], "first_item_s": seen["first_item_s"], "rss_mib": agent.rss_mib(),
                "body_bytes": body_bytes(agent.proxy.counts)}


def full(kind: str, mode: str, count: int, *, round_trip: float = 0, pipelining: bool = False) -> Json:
    with prepared(kind, mode, count) as agent:
        agent.proxy.delay = round_trip
        if pipelining:
            agent.h.probe("configure", agent.identifier, "pipelining=true")
        start = time.monotonic()
        elapsed = agent.sync()
        # Whoever is idle before everything is there is measured until it is.
        if agent.messages() < count:
            keep_trying(f"{count} messages", lambda: agent.messages() >= count, PATIENCE, 0.5)
            elapsed = time.monotonic() - start
        if kind == RESOURCE:
            account = agent.h.accounts[0]
            keep_trying(f"{count} bodies", lambda: len(account.files()) >= count, PATIENCE, 0.5)
        return {"value": count / elapsed, "seconds": round(elapsed, 2), "rss_mib": agent.rss_mib(),
                "body_bytes": body_bytes(agent.proxy.counts)}


def full_imap(count: int) -> Json:
    """As full(), and in the same run the bare loop: the same messages from the disk into Akonadi, 100 in a transaction, without a
    server, a store, or anything that survives a crash."""
    result = full(RESOURCE, "imap", count)
    with Harness() as h:
        source = h.session.home / "bare"
        samplemail.bulk(source, count, count * BYTES_PER_MESSAGE, newest=NEWEST)
        account = h.add_account("imap")
        account.sync()
        folder = h.probe("folder-create", account.root, "Bare")["id"]
        loaded = h.probe("item-load", folder, account.identifier, source / "cur", "--first", 100, timeout=PATIENCE)
        bare = loaded["count"] / loaded["elapsed_s"]
    return result | {"bare": round(bare, 1), "of_bare": round(result["value"] / bare, 2)}


def no_change(count: int) -> Json:
    """Seconds of a check that finds nothing new, as the median of several."""
    with prepared(RESOURCE, "pop3", count, message_bytes=0) as agent:
        agent.sync()
        if agent.messages() != count:
            raise SessionError(f"{agent.messages()} of {count} messages arrived")
        agent.proxy.reset()
        seconds = [agent.sync() for _ in range(CHECKS)]
        return {"value": statistics.median(seconds), "rss_mib": agent.rss_mib(), "body_bytes": body_bytes(agent.proxy.counts)}


def no_change_imap(kind: str, folders: int) -> Json:
    """Seconds of a check of many folders in which nothing changed, over a long way, as the median of several."""
    print(f"{kind} (imap): {folders} folders ...", file=sys.stderr, flush=True)
    with Harness() as h:
        for number in range(folders - 1):
            samplemail.bulk(h.dovecot.maildir(USER, f"Folder {number:03}"), 2, 4_000)
        agent = Agent(h, kind, "imap")
        agent.sync()
        agent.sync()
        agent.proxy.delay = ROUND_TRIP
        agent.proxy.reset()
        seconds = [agent.sync() for _ in range(CHECKS if kind == RESOURCE else 1)]
        result: Json = {"value": statistics.median(seconds), "folders": len(h.probe("tree", agent.place)["collections"]),
                        "rss_mib": agent.rss_mib(), "body_bytes": body_bytes(agent.proxy.counts)}
        if kind == RESOURCE:
            # and with everything from the TCP connection to the login
            h.probe("online", agent.identifier, "false")
            h.probe("online", agent.identifier, "true")
            result["new_connection_s"] = agent.sync()
        return result


def push(_count: int) -> Json:
    """Seconds from the delivery of a message to a folder that is not the inbox until it is in Akonadi."""
    with Harness() as h:
        h.dovecot.create(USER, "Lists")
        account = h.add_account("imap", security="tls")
        account.sync()
        seconds = []
        for number in range(CHECKS + 1):
            mark = f"push {number}"
            message = f"From: a@example.org\r\nSubject: {mark}\r\nMessage-ID: <{number}@push>\r\n\r\nHello\r\n"
            started = time.monotonic()
            h.dovecot.append(USER, "Lists", message.encode())
            keep_trying(mark, lambda subject=mark: subject in account.by_subject("Lists"), 60, 0.02)
            seconds.append(time.monotonic() - started)
        # the first may come before the watching has begun
        return {"value": statistics.median(seconds[1:]), "slowest_s": round(max(seconds[1:]), 3),
                "rss_mib": round(peak_rss_mib(account.pid), 1)}


def open_during_sync(count: int) -> Json:
    """Seconds until a message whose body is not here is open, while the first sync of the mailbox runs; median of several."""
    with prepared(RESOURCE, "imap", count) as agent:
        account = agent.h.accounts[0]
        agent.h.probe("online", agent.identifier, "true")
        account.start_sync()
        keep_trying("the newest page", lambda: account.folders().get("Inbox", {}).get("count", 0) >= min(NEWEST, count), PATIENCE, 0.05)
        listed = agent.h.probe("items", account.folder_id("Inbox"), "--limit", NEWEST, "--sort", "oldest")["items"]
        seconds, waiting = [], 0
        for item in listed[:: max(1, len(listed) // 20)]:
            started = time.monotonic()
            agent.h.probe("item", item["id"], "--full")
            seconds.append(time.monotonic() - started)
            waiting += account.status()["status"] == "running"
        return {"value": statistics.median(seconds), "slowest_s": round(max(seconds), 3), "opened": len(seconds),
                "while_running": waiting, "rss_mib": agent.rss_mib()}


def memory(count: int) -> Json:
    """Peak resident memory with a large folder of which the headers are here: in the first sync, in more of them, and after a
    restart, when what Akonadi has is compared with what is here."""
    with prepared(RESOURCE, "imap", count, message_bytes=0) as agent:
        agent.h.probe("configure", agent.identifier, "ImapKeep=2")
        agent.sync()
        keep_trying(f"{count} messages", lambda: agent.messages() >= count, PATIENCE, 0.5)
        first = agent.rss_mib()
        for _ in range(CHECKS):
            agent.sync()
        more = agent.rss_mib()
        agent.h.probe("restart", agent.identifier)
        agent.sync()
        restarted = agent.rss_mib()
        return {"value": max(more, restarted), "after_first_sync_mib": first, "after_more_mib": more, "after_restart_mib": restarted,
                "rss_mib": max(more, restarted), "body_bytes": body_bytes(agent.proxy.counts)}


def rebuild(count: int) -> Json:
    with prepared(RESOURCE, "imap", count) as agent:
        agent.sync()
        account = agent.h.accounts[0]
        keep_trying(f"{count} bodies", lambda: len(account.files()) >= count, PATIENCE, 0.5)
        agent.proxy.reset()
        start = time.monotonic()
        agent.h.restart_akonadi(lose_database=True)
        # The resource may fill Akonadi again by itself as soon as it is up: then this sync finds nothing to do.
        agent.sync()
        keep_trying(f"{count} messages", lambda: agent.messages() >= count, PATIENCE, 0.5)
        return {"value": body_bytes(agent.proxy.counts), "seconds": round(time.monotonic() - start, 2),
                "rss_mib": agent.rss_mib(), "body_bytes": body_bytes(agent.proxy.counts)}


def switch(count: int) -> Json:
    """Seconds from the user's yes to the report of a switch from POP3 to IMAP; body_bytes are those of both protocols."""
    with prepared(RESOURCE, "pop3", count) as agent:
        agent.sync()
        account = agent.h.accounts[0]
        keep_trying(f"{count} bodies", lambda: len(account.files()) >= count, PATIENCE, 0.5)
        for proxy in agent.h.proxies.values():
            proxy.reset()
        start = time.monotonic()
        plan = account.preview("imap")
        preview = time.monotonic() - start
        start = time.monotonic()
        account.start_switch(plan)
        entry = account.wait_for_switch(PATIENCE)
        elapsed = time.monotonic() - start
        check = entry["report"].get("check", {})
        if check.get("same") != count or agent.messages() != count:
            raise SessionError(f"the switch ended with {entry}")
        counted = [body_bytes(proxy.counts) for proxy in agent.h.proxies.values()]
        return {"value": elapsed, "preview_s": round(preview, 2), "rss_mib": agent.rss_mib(), "matched": plan["matched"],
                "body_bytes": None if None in counted else sum(each or 0 for each in counted)}


class Bench:
    """What one name means: its unit, how ours and stock are measured (stock None: it cannot do it, or is not asked),
    with how many messages, and how stock is measured with other settings."""

    def __init__(self, unit: str, ours: Callable[[int], Json], stock: Callable[[int], Json] | None, count: int = 10_000,
                 variants: dict[str, Callable[[int], Json]] | None = None) -> None:
        self.unit = unit
        self.ours = ours
        self.stock = stock
        self.count = count
        self.variants = variants or {}

    def ratio(self, ours: float | None, stock: float | None) -> float | None:
        if not ours or not stock:
            return None
        return round(stock / ours if self.unit in ("s", "bytes", "MiB") else ours / stock, 2)


BENCHES = {
    "imap-first-page": Bench("s", lambda n: first_page(RESOURCE, n), lambda n: first_page(STOCK_IMAP, n)),
    "imap-full": Bench("msg/s", full_imap, lambda n: full(STOCK_IMAP, "imap", n)),
    "pop3-full": Bench("msg/s", lambda n: full(RESOURCE, "pop3", n), lambda n: full(STOCK_POP3, "pop3", n)),
    "pop3-latency": Bench("msg/s", lambda n: full(RESOURCE, "pop3", n, round_trip=ROUND_TRIP),
                          lambda n: full(STOCK_POP3, "pop3", n, round_trip=ROUND_TRIP), 1_000,
                          {"pipelining": lambda n: full(STOCK_POP3, "pop3", n, round_trip=ROUND_TRIP, pipelining=True)}),
    "pop3-nochange": Bench("s", no_change, None, 50_000),
    "imap-nochange": Bench("s", lambda n: no_change_imap(RESOURCE, n), lambda n: no_change_imap(STOCK_IMAP, n), 200),
    "imap-push": Bench("s", push, None, 1),
    "open-during-sync": Bench("s", open_during_sync, None),
    "memory": Bench("MiB", memory, None, 100_000),
    "rebuild": Bench("bytes", rebuild, None),
    "switch": Bench("s", switch, None),
}


def measure(name: str, count: int, *, ours: bool, stock: bool) -> Json:
    bench = BENCHES[name]
    mine = bench.ours(count) if ours else {}
    theirs = bench.stock(count) if stock and bench.stock else {}
    result: dict[str, Any] = {
        "bench": name, "ours": _rounded(mine.get("value")), "stock": _rounded(theirs.get("value")), "unit": bench.unit,
        "ratio": bench.ratio(mine.get("value"), theirs.get("value")), "count": count,
    }
    result |= {key: value for key, value in mine.items() if key != "value"}
    result |= {f"stock_{key}": value for key, value in theirs.items() if key != "value"}
    for variant, run in bench.variants.items() if stock else ():
        other = run(count)
        result[f"stock_{variant}"] = _rounded(other["value"])
        result[f"ratio_{variant}"] = bench.ratio(mine.get("value"), other["value"])
        result |= {f"stock_{variant}_{key}": value for key, value in other.items() if key != "value"}
    return result


def _rounded(value: float | None) -> float | None:
    return value if value is None or isinstance(value, int) else round(value, 3)


def main() -> int:
    parser = argparse.ArgumentParser(description="Measures Konto against the stock resources.")
    parser.add_argument("name", choices=BENCHES)
    parser.add_argument("--count", type=int, help="messages in the inbox")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--no-stock", action="store_true", help="measure ours only")
    which.add_argument("--only-stock", action="store_true", help="measure the stock resource only")
    options = parser.parse_args()
    raise_on_sigterm()
    count = options.count or BENCHES[options.name].count
    result = measure(options.name, count, ours=not options.only_stock, stock=not options.no_stock)
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
