#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Shows Konto at work: a private server with sample mail, one account in POP3 mode and one in IMAP mode.

    demo.py [--keep]

Takes less than a minute and touches nothing outside a temporary directory. With --keep everything stays up, for
KMail to look at, until Enter or Ctrl-C.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import textwrap
import time
from collections.abc import Iterable
from pathlib import Path

import samplemail
from dovecot import Dovecot
from harness import PASSWORD, USER, Account, Harness, server_hashes
from session import SessionError, keep_trying, raise_on_sigterm

MODE_NAMES = {"pop3": "POP3", "imap": "IMAP"}
MEANING = {"pop3": "mail is downloaded to this computer; the server keeps its copies",
           "imap": "mail stays on the server; this computer keeps a copy to read offline"}


class Unexpected(Exception):
    """The demo saw something else than it announced."""


def say(text: str = "") -> None:
    print(text, flush=True)


def heading(text: str) -> None:
    say(f"\n{text}\n{'-' * len(text)}")


def expect(condition: bool, what: str) -> None:
    if not condition:
        raise Unexpected(what)


def size(octets: float) -> str:
    for unit in ("bytes", "KB", "MB"):
        if octets < 1000 or unit == "MB":
            return f"{octets:.0f} {unit}" if unit == "bytes" else f"{octets:.1f} {unit}"
        octets /= 1000
    return ""


def clip(text: str, width: int) -> str:
    return text if len(text) <= width else text[:width - 1] + "…"


class Progress:
    """One line that changes on a terminal; elsewhere a line for every new message."""

    def __init__(self) -> None:
        self._live = sys.stdout.isatty()
        self._seen: set[str] = set()

    def show(self, percent: int, message: str) -> None:
        line = f"  {percent:3} %  {clip(message, 66)}"
        if self._live:
            print(f"\r{line:<78}", end="", flush=True)
        elif message not in self._seen:
            say(line)
        self._seen.add(message)

    def end(self) -> None:
        if self._live:
            print("\r" + " " * 78 + "\r", end="", flush=True)


def synchronise(account: Account) -> float:
    """A first sync with its progress on the screen; seconds it took."""
    start = time.monotonic()
    progress = Progress()
    last: dict = {}
    for last in account.harness.probe_lines("sync", account.identifier, "--wait", "--follow", timeout=50):
        if "error" not in last and last["status"] == "running":
            progress.show(last["progress"], last["message"])
    progress.end()
    expect(last.get("status") == "idle" and "error" not in last, f"the first sync ended with: {last}")
    return time.monotonic() - start


def table(rows: Iterable[tuple[str, str, str]]) -> None:
    for first, second, third in rows:
        say(f"  {clip(first, 34):<34} {second:>8}  {third:>8}")


def show_store(account: Account, seconds: float) -> None:
    folders = account.folders()
    total = sum(each["count"] for each in folders.values())
    say(f"  {total} messages in {len(folders)} folder{'s' if len(folders) != 1 else ''}, {seconds:.1f} seconds\n")
    table([("Folder", "Messages", "Unread")])
    table((path, str(each["count"]), str(each["unread"])) for path, each in sorted(folders.items()))
    say("\n  The newest in the inbox:")
    for item in account.items("Inbox", "--sort", "newest", "--limit", "5"):
        say(f"  {item['date'][:10]}  {clip(item['subject'] or '(no subject)', 60)}")
    files = [file for file in account.directory.rglob("cur/*")]
    say(f"\n  On disk: {len(files)} files, {size(sum(file.stat().st_size for file in files))}, in")
    say(f"  {account.directory / 'mail'}")


def check_store(account: Account) -> None:
    wanted = server_hashes(account.harness.dovecot, USER, inbox_only=account.mode == "pop3")
    expect(account.hashes() == wanted, f"{account.name}: the files differ from the server's messages")
    expect(account.counts() == {folder: hashes.total() for folder, hashes in wanted.items()},
           f"{account.name}: Akonadi shows other numbers than the server")


def show_search(harness: Harness, accounts: list[Account]) -> None:
    word = samplemail.ONLY_IN_BODY
    heading(f"Full-text search for “{word}”, which stands in one message's body only")
    wanted = {account.by_subject()[samplemail.ONLY_IN_BODY_SUBJECT]["id"] for account in accounts}
    found: dict[int, dict] = {}

    def is_complete() -> bool:
        nonlocal found
        found = {each["id"]: each for each in harness.probe("search", word)["items"]}
        return wanted <= set(found)
    try:
        # The index is written in the background.
        keep_trying("search", is_complete, 30, 0.3)
    except SessionError as error:
        raise Unexpected(f"Akonadi Search finds {len(wanted & set(found))} of {len(wanted)} messages") from error
    for item in sorted(wanted):
        say(f"  found: {found[item]['subject']}")
    expect(set(found) == wanted, "Akonadi Search finds messages without the word")


def show_switch(account: Account) -> None:
    """POP3 to IMAP and back, on the account as it stands."""
    heading("Switching the POP3 account to IMAP, in place")
    before = {each["rid"]: each["id"] for each in account.items()}
    plan = account.preview("imap")
    say(f"  The preview; the server's mail was recognised by: {', '.join(plan['identifiers']) or 'headers and sizes'}.\n")
    for sentence in plan["sentences"]:
        say(textwrap.fill(sentence, 76, initial_indent="  - ", subsequent_indent="    "))
    for proxy in account.harness.proxies.values():
        proxy.reset()
    start = time.monotonic()
    account.start_switch(plan)
    check = switched(account.wait_for_switch())
    seconds = time.monotonic() - start
    account.mode = "imap"
    kept = before.items() <= {each["rid"]: each["id"] for each in account.items()}.items()
    expect(kept, "items have other ids after the switch")
    check_store(account)
    octets = sum(proxy.counts.body_bytes for proxy in account.harness.proxies.values())
    say(f"\n  Switched in {seconds:.1f} seconds; {size(octets)} of messages downloaded, for {plan['download']} that were not here.")
    say(f"  The check: of {check['before']} messages {check['same']} are the same as before, {check['changed']} changed, {check['gone']} gone;")
    say(f"  {check['arrived']} arrived. All {len(before)} items of the inbox have their old Akonadi ids.")
    check = switched(account.undo_switch())
    account.mode = "pop3"
    expect({each["rid"]: each["id"] for each in account.items()} == before, "the inbox is not what it was")
    expect(set(account.counts()) == {"Inbox"}, "folders that came with the switch are still shown")
    expect(account.hashes()["Inbox"] == server_hashes(account.harness.dovecot, USER)["Inbox"], "files differ from the server's messages")
    say(f"  Undone: the account is in POP3 mode again, with its {len(before)} items, {check['changed']} changed, {check['gone']} gone.")


def switched(entry: dict) -> dict[str, int]:
    """The check of a switch that went well."""
    report = entry["report"]
    expect(report["outcome"] == "switched", f"the switch ended with: {report}")
    check: dict[str, int] = report["check"]
    expect(check["changed"] == 0 and check["gone"] == 0, f"the check says: {check}")
    return check


def wait_for_user(harness: Harness) -> None:
    heading("The session goes on")
    say("  To see the mail in KMail, open a terminal and run:\n")
    shown = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR",
             "XDG_DATA_DIRS", "DBUS_SESSION_BUS_ADDRESS", "PATH")
    for name in shown:
        say(f"    export {name}={harness.session.env[name]}")
    say("    kmail\n")
    say("  (Under Wayland, set WAYLAND_DISPLAY to the full path of your compositor's socket first.)")
    say(f"  Server: 127.0.0.1, IMAP port {harness.dovecot.ports['imap']}, POP3 port {harness.dovecot.ports['pop3']}, "
        f"user {USER}, password {PASSWORD}\n")
    say("  Press Enter or Ctrl-C to stop everything and clean up.")
    if not sys.stdin.readline():
        signal.pause()  # nobody there to press Enter


def demo(keep: bool) -> None:
    start = time.monotonic()
    say("Konto demo: one mailbox, one account in POP3 mode and one in IMAP mode.")
    say("Starting a private desktop session and a private mail server ...")
    # Dovecot marks what POP3 fetches as read unless told otherwise; here both accounts share one mailbox.
    with Harness(search=True, extra="pop3_no_flag_updates = yes") as harness:
        harness.dovecot.fill(USER, samplemail.tuples())
        on_server = sum(hashes.total() for hashes in harness.dovecot.hashes(USER).values())
        say(f"Ready: the server holds {on_server} messages in {len(harness.dovecot.folders(USER))} folders.")
        accounts = []
        for mode in ("pop3", "imap"):
            heading(f"{MODE_NAMES[mode]} mode: {MEANING[mode]}")
            account = harness.add_account(mode, name=f"Anna ({MODE_NAMES[mode]})")
            seconds = synchronise(account)
            show_store(account, seconds)
            check_store(account)
            accounts.append(account)
        show_search(harness, accounts)
        show_switch(accounts[0])
        say(f"\nAll as expected, after {time.monotonic() - start:.0f} seconds.")
        if keep:
            wait_for_user(harness)
        say("Stopping and cleaning up ...")


def missing_programs() -> list[str]:
    path = f"{Path('/usr/sbin')}:{Path('/usr/bin')}:{Path('/bin')}"
    needed = ("akonadi_control", "dovecot", "dbus-daemon", "dbus-monitor", "gnome-keyring-daemon", "openssl")
    return [name for name in needed if not (shutil.which(name) or shutil.which(name, path=path))]


def main() -> int:
    parser = argparse.ArgumentParser(description="Shows Konto at work, in a private session.")
    parser.add_argument("--keep", action="store_true", help="leave the session running until Enter or Ctrl-C")
    options = parser.parse_args()
    if missing := missing_programs():
        say(f"Not installed: {', '.join(missing)}")
        return 2
    raise_on_sigterm()
    try:
        demo(options.keep)
    except KeyboardInterrupt:
        say("\nStopped; everything is cleaned up.")
        return 0 if options.keep else 130
    except (Unexpected, SessionError) as error:
        say(f"\nNOT as expected: {error}")
        return 1
    say("Done.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
