# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of the settings' windows share."""

from __future__ import annotations

from typing import Any

import common  # noqa: F401 the path to the harness
from harness import Account, SharedHarnessTest
from window import Screen, Window

IMAP_CHOICE = "On the server, the same on every device (IMAP, recommended in most cases)"
POP3_CHOICE = "On this computer, downloaded from the server (POP3)"


class WindowTest(SharedHarnessTest):
    """A window, `self.window`, and the account that it is about."""

    window: Window
    account: Account
    screen: Screen

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.screen = cls.enterClassContext(Screen())

    def tearDown(self) -> None:
        super().tearDown()
        self.assertNotRegex(self.window.log(), "QLayout|QWidget::|QObject::|QPainter|QFont::")

    def open_dialog(self, account: Account) -> None:
        self.window = self.enterContext(Window(self.h.session, "dialog", account.identifier, env=self.screen.env))

    def open_page(self, *words: str) -> None:
        """With what to open there, as System Settings is told."""
        self.window = self.enterContext(Window(self.h.session, "kcm", *words, env=self.screen.env))

    def setting(self, *keys: str) -> list[Any]:
        return [self.h.probe("setting", self.account.identifier, key)[key] for key in keys]
