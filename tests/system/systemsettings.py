#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The real System Settings finds the page of the mail accounts by what a user types into its search, in English and German."""

from __future__ import annotations

import subprocess
import tempfile
import unittest
from pathlib import Path

import common  # noqa: F401 the path to the harness
import screenreader
from screenreader import ScreenReader
from screenshots import locales, speaking
from session import PrivateSession, die_with_parent
from window import Screen


class Search(unittest.TestCase):
    def search(self, locale: str, program: str, page: str, *words: str) -> None:
        """program: the title of its window."""
        scratch = Path(self.enterContext(tempfile.TemporaryDirectory()))
        locales(scratch / "locales")
        screen = self.enterContext(Screen())
        session = self.enterContext(PrivateSession(agents=(), extra_env=speaking(scratch, locale)))
        reader = self.enterContext(ScreenReader(session, "systemsettings", screen.env))
        env = session.env | screen.env | screenreader.ENV | {"QT_QUICK_BACKEND": "software"}
        with open(session.logs / "systemsettings.log", "ab") as log:
            running = session.popen(["systemsettings"], stdout=log, stderr=log, env=env, preexec_fn=die_with_parent)
        self.addCleanup(running.wait, 10)
        self.addCleanup(running.kill)
        reader.wait_for("the window", lambda _: program in reader.windows(), 60)
        subprocess.run(["xdotool", "search", "--onlyvisible", "--class", "systemsettings", "windowfocus", "--sync"], env=env, check=True)
        for word in words:
            subprocess.run(["xdotool", "key", "ctrl+f", "ctrl+a", "BackSpace"], env=env, check=True)
            reader.wait_for("the empty search", lambda parts: not self.searched(parts), 30)
            subprocess.run(["xdotool", "type", word], env=env, check=True)
            with self.subTest(word=word):
                reader.wait_for(f"{page} by {word}", lambda parts, word=word: self.searched(parts) == {word} and any(
                    part["role"] == "list item" and part["name"] == page for part in parts), 30)

    @staticmethod
    def searched(parts: list[dict[str, str]]) -> set[str]:
        return {part["text"] for part in parts if part["role"] == "text" and part["text"]}

    def test_english(self) -> None:
        self.search("en_US", "System Settings", "Mail Accounts", "POP3", "mailbox", "e-mail")

    def test_german(self) -> None:
        self.search("de_DE", "Systemeinstellungen", "E-Mail-Konten", "POP3", "Postfach", "E-Mail")


if __name__ == "__main__":
    unittest.main()
