# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Pictures of the windows with a real account behind them: the page in System Settings, the mode page and the switch assistant."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import samplemail
from harness import USER, Account, Harness
from window import Screen, Window

NAME = "anna@example.org"
MORE = 1500  # messages besides the sample, so that the numbers are those of a mailbox in use
GONE = 'SUBJECT "Message 0000"'  # of these, the server has no longer
Grab = Callable[[Window, str, int, int], None]


class LiveShots:
    """Pictures in one language. catalogues: translations as gettext wants them; env: what makes the account speak the language, too."""

    def __init__(self, into: Path, language: str, catalogues: Path, env: Mapping[str, str]) -> None:
        self._into = into
        self._language = language
        self._words = gettext.translation("konto", catalogues, [language], fallback=True)
        # Dovecot marks what POP3 fetches as read unless told otherwise; both accounts share the mailbox.
        self._harness = Harness(env=env, extra="pop3_no_flag_updates = yes")

    @contextmanager
    def session(self) -> Iterator[LiveShots]:
        with Screen() as self._screen, self._harness:
            self._harness.dovecot.fill(USER, samplemail.tuples(large_megabytes=1))
            samplemail.bulk(self._harness.dovecot.maildir(USER), MORE, MORE * 30_000)
            self._pop3, self._imap = self._account("pop3", NAME), self._account("imap", "Anna")
            self._pop3.create_folder("Projects")
            yield self

    def _account(self, mode: str, name: str) -> Account:
        account = self._harness.add_account(mode, name=name)
        account.sync(240)
        return account

    def shoot(self, *look: str) -> None:
        """look: arguments of konto-window."""
        suffix = f"{self._language[:2]}-{'dark' if '--dark' in look else 'light'}"

        def grab(window: Window, name: str, width: int = 0, height: int = 0) -> None:
            window.grab(self._into / f"live-{name}-{suffix}.png", width, height)

        self._lose_some()
        arguments = ("--language", self._language, *look)
        for account in (self._pop3, self._imap):
            with self._open("dialog", account.identifier, *arguments) as window:
                window.until("the account's numbers", lambda window=window: bool(re.search(r"1[.,]\d\d\d", window.shown())))
                grab(window, f"mode-{account.mode}", 900, 740)
                grab(window, f"mode-{account.mode}-whole", 1000, 1500)
        with self._open("kcm", *arguments) as window:
            self._shoot_page(window, grab)

    def _lose_some(self) -> None:
        server = self._harness.dovecot
        server.expunge(USER, "INBOX", server.uids(USER, "INBOX", GONE))
        for account in (self._pop3, self._imap):
            account.sync(240)

    # -- the windows ----------------------------------------------------------------------------------------------

    def _open(self, *arguments: str) -> Window:
        return Window(self._harness.session, *arguments, env=self._screen.env)

    def _says(self, context: str, text: str) -> str:
        return self._words.pgettext(context, text)

    def _click(self, window: Window, text: str, timeout: float = 60) -> None:
        window.click(self._says("@action:button", text), timeout=timeout)

    def _see(self, window: Window, context: str, text: str) -> None:
        window.wait_for(re.escape(self._says(context, text)), 120)

    def _shoot_page(self, window: Window, grab: Grab) -> None:
        accounts = self._says("@info:whatsthis", "Mail accounts")
        window.until("both accounts", lambda: len(window.rows(accounts)) == 2)
        window.choose(accounts, NAME)
        window.until("the account's numbers", lambda: bool(re.search(r"1[.,]\d\d\d", window.shown())))
        grab(window, "page", 900, 460)
        self._click(window, "Remove…")
        grab(window, "page-remove", 0, 0)
        window.choose(accounts, "Anna")
        window.choose(accounts, NAME)
        self._shoot_switch(window, grab)
        self._shoot_failure(window, grab)

    def _shoot_switch(self, window: Window, grab: Grab) -> None:
        """There and back again, so that the next look finds the account as it was."""
        wire = self._harness.proxies["imap"]
        wire.pause()
        self._click(window, "Change to IMAP…")
        self._see(window, "@title", "Looking at both sides")
        grab(window, "switch-looking", 640, 420)
        wire.resume()
        self._see(window, "@title", "This is what will happen")
        grab(window, "switch-preview", 640, 640)
        wire.pause()
        self._click(window, "Change to IMAP")
        self._see(window, "@title", "The change is under way")
        grab(window, "switch-running", 640, 420)
        wire.resume()
        self._see(window, "@title", "The change is complete")
        grab(window, "switch-report", 640, 420)
        self._click(window, "Undo…")
        self._see(window, "@title", "Undo the last change?")
        grab(window, "switch-undo", 640, 420)
        self._click(window, "Undo the Change")
        self._see(window, "@info", "The change has been undone. Your mail is kept as it was before.")
        grab(window, "switch-undone", 640, 420)
        window.close()

    def _shoot_failure(self, window: Window, grab: Grab) -> None:
        wire = self._harness.proxies["imap"]
        wire.close()
        try:
            self._click(window, "Change to IMAP…")
            self._see(window, "@title", "This did not work")
            self._see(window, "@title", "Is this the right server?")
            grab(window, "switch-failed", 640, 560)
            window.close()
        finally:
            wire.reopen()
