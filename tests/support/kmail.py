# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The real KMail in a harness' session, used by what a user sees in its window (screenreader.py) and by its D-Bus interface."""

from __future__ import annotations

import contextlib
import re
import signal
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any

import screenreader
from harness import Harness
from screenreader import ScreenReader
from session import SessionError, die_with_parent, keep_trying
from window import Screen

# Without its window the rest of a big program: no sandbox in a container, nothing of a graphics card.
ENV = {"QTWEBENGINE_DISABLE_SANDBOX": "1", "QTWEBENGINE_CHROMIUM_FLAGS": "--disable-gpu"}
FOLDER_COLUMNS = 4  # name, unread, total, size
WINDOW = ("--onlyvisible", "--class", "kmail")
MOST_STARTS = 3
FIND = "Find Messages"
FOUND_COLUMNS = 6
MOST_TABS = 5
# What its reader and its filters ask for
ATTRIBUTES = ("DKIMResultAttribute", "ErrorAttribute", "MDNStateAttribute", "MessageDisplayFormatAttribute", "ScamAttribute", "pop3resourceattribute")
OWN_FOLDERS = {"inbox", "outbox", "sent-mail", "drafts", "trash", "templates"}
SETTINGS = """[General]
first-start=false
check-collections-indexing=false

[Behaviour]
ActionEnterFolder=SelectFirstNew
"""


class KMail:
    """A context manager, on a Screen: the window is there, and KMail has its local folders, when it is entered."""

    def __init__(self, harness: Harness, screen: Screen) -> None:
        self._h = harness
        self._screen = screen
        self._stack = contextlib.ExitStack()
        self.reader = ScreenReader(harness.session, "kmail2", screen.env)

    def __enter__(self) -> KMail:
        self._make_local_folders()
        self._make_attributes_known()
        self._stack.enter_context(self.reader)
        try:
            self.start()
            # What it writes at first would be in the way of what a test does: Akonadi on SQLite loses changes that come together.
            keep_trying("KMail's own folders", lambda: OWN_FOLDERS <= self._special(), 60, 0.2)
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, _type: type[BaseException] | None, _value: BaseException | None, _trace: TracebackType | None) -> None:
        self.kill()
        self._stack.close()

    def _make_local_folders(self) -> None:
        """KMail would make them itself, and give up when they are not there as soon as it thinks they are."""
        session = self._h.session
        (session.config / "kmail2rc").write_text(SETTINGS)
        self._local = self._h.probe("agent-create", "akonadi_maildir_resource")["identifier"]
        self._h.probe("configure", self._local, f"Path={session.data}/local-mail", "TopLevelIsContainer=true")
        self._h.probe("sync", self._local, "--wait")
        (session.config / "specialmailcollectionsrc").write_text(f"[SpecialCollections]\nDefaultResourceId={self._local}\n")

    def _make_attributes_known(self) -> None:
        """Akonadi writes down what kinds of attributes there are when they are asked for first. On SQLite that fails, and KMail shows that instead of
        the message, if somebody else has written while it read."""
        for account in self._h.accounts:
            for folder in account.folders().values():
                self._h.probe("items", folder["id"], "--attributes", ",".join(ATTRIBUTES))

    # -- the process -----------------------------------------------------------------------------------------------

    def start(self) -> None:
        """As a user starts it: again, when it has crashed before it showed anything (as KMail 26.08 does once in some hundred times)."""
        for attempt in range(1, MOST_STARTS + 1):
            try:
                self._start()
                break
            except SessionError as error:
                if attempt == MOST_STARTS or self._running.poll() != -signal.SIGSEGV:
                    raise SessionError(f"{error}\nIt ended with {self._running.poll()}, and said:\n{self.log()[-4000:]}") from None
        self._xdotool("search", *WINDOW, "windowfocus", "--sync", "windowsize", "--sync", "100%", "100%")

    def _start(self) -> None:
        session = self._h.session
        with open(session.logs / "kmail.log", "ab") as log:
            self._running = session.popen(["kmail"], stdout=log, stderr=log, preexec_fn=die_with_parent,
                                          env=session.env | self._screen.env | screenreader.ENV | ENV)
        session.wait_for_names({"org.kde.kmail"}, 90, alive=self._running)
        # Nobody reads what it shows while it is putting that together: Qt's bridge answers for parts that are just going.
        keep_trying("KMail's window", lambda: self._running.poll() is not None or self._shows_window(), 60, 0.1)
        self.reader.wait_for("KMail's window, read", lambda _: self._running.poll() is not None
                             or any("KMail" in title for title in self.reader.windows()), 60)
        if self._running.poll() is not None:
            raise SessionError("KMail ended while it started")

    def _shows_window(self) -> bool:
        found = subprocess.run(["xdotool", "search", *WINDOW], env=self._h.session.env | self._screen.env, check=False, capture_output=True)
        return bool(found.stdout.strip())

    def _xdotool(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self._h.session.env | self._screen.env, check=True)

    def kill(self) -> None:
        self._running.kill()
        self._running.wait(10)

    def log(self) -> str:
        return (self._h.session.logs / "kmail.log").read_text(errors="replace")

    def picture(self, file: Path) -> None:
        subprocess.run(["import", "-window", "root", file], env=self._h.session.env | self._screen.env, check=True)

    # -- D-Bus -----------------------------------------------------------------------------------------------------

    def call(self, method: str, *arguments: str) -> str:
        """A method of its own interface, arguments as dbus-send writes them."""
        done = self._h.session.run(["dbus-send", "--session", "--print-reply=literal", "--dest=org.kde.kmail", "/KMail",
                                    f"org.kde.kmail.kmail.{method}", *arguments])
        return done.stdout.strip()

    def open_folder(self, collection: int, title: str) -> None:
        """Shows a folder, and waits until the window says so."""
        self.call("showFolder", f"string:{collection}")
        self.reader.wait_for(f"the folder {title}", lambda parts: any(part["window"].startswith(title) for part in parts))

    # -- what is to be seen ------------------------------------------------------------------------------------------

    def unread(self) -> dict[str, int]:
        """Unread messages by the names of the folders, of those that are unfolded."""
        return {row[0]: int(row[1]) if row[1].isdigit() else 0 for row in self.reader.rows() if len(row) == FOLDER_COLUMNS}

    def messages(self) -> list[str]:
        """The list of the folder that is open: subject, sender and so on of each message in one."""
        return [row[0] for row in self.reader.rows() if len(row) == 1 and "@" in row[0]]

    def _special(self) -> set[str]:
        return {each["special"] for each in self._h.probe("tree", self._local)["collections"]}

    def local(self, folder: str) -> int:
        """How many messages are in one of its own folders."""
        return sum(int(each["count"]) for each in self._h.probe("tree", self._local)["collections"] if each["name"] == folder)

    # -- what is done ------------------------------------------------------------------------------------------------

    def select(self, subject: str) -> None:
        """The message in the list, which is then shown."""
        self.reader.click(f"{re.escape(subject)} .*", "table cell")

    def find(self, field: str, word: str) -> None:
        """In the folder that is open, by the dialog for that; found() tells what comes."""
        self.reader.press("Find Messages…", "menu item")
        self.reader.click("Subject", "combo box", FIND)
        self.reader.key("ctrl+a")
        self._type(field)
        for _ in range(MOST_TABS):
            self.reader.key("Tab")
            if any(part["window"].startswith(FIND) and (part["role"], part["text"]) == ("text", "") and "focused" in part["states"]
                   for part in self.reader.look()):
                break
        self._type(word)
        self.reader.press("Search", "button", FIND)

    def found(self) -> set[str]:
        """Subjects of what find() has found. (The dialog shows each message twice, whatever the account.)"""
        return {row[1] for row in self.reader.rows() if len(row) == FOUND_COLUMNS}

    def _type(self, text: str) -> None:
        for letter in text:
            self.reader.key("space" if letter == " " else letter)

    def subscriptions(self, folder: str, button: str) -> None:
        """Subscribes to a folder, or ends that, in the dialog that lies behind the context menu of all folders."""
        self.reader.click("Inbox", "table cell", button=3)
        for key in ("Up", "Up", "Up", "Return"):
            self.reader.key(key)
        self.reader.click(folder, "table cell", "Local Subscriptions")
        self.reader.press(button, "button", "Local Subscriptions")
        self.reader.press("OK", "button", "Local Subscriptions")
