#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Installs what was built into a temporary place: all is where it should be, nothing else, and can be read."""

from __future__ import annotations

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from files import expected, files_in, problems_of

BUILD = Path(os.environ["KONTO_BUILD"])


class Installed(unittest.TestCase):
    maxDiff = None

    def test_installation(self) -> None:
        prefix = Path(self.enterContext(tempfile.TemporaryDirectory()))
        subprocess.run(["cmake", "--install", BUILD, "--prefix", prefix], check=True, stdout=subprocess.DEVNULL)
        cache = dict(line.split("=", 1) for line in (BUILD / "CMakeCache.txt").read_text().splitlines() if "=" in line)
        names = files_in(prefix)
        plugins = next(name for name in names if name.endswith("kontoconfig.so")).split("/pim6/")[0]
        self.assertEqual(names, expected(plugins, cache["KONTO_ZSH_DIR:STRING"]))
        self.assertEqual(problems_of(prefix, sorted(names)), [])
        version = subprocess.run([prefix / "bin/konto", "--version"], check=True, capture_output=True, text=True).stdout
        self.assertEqual(version.strip(), f"konto {cache['CMAKE_PROJECT_VERSION:STATIC']}")
        # Nothing leads back to where it was built
        for name in names:
            self.assertNotIn(str(BUILD).encode(), (prefix / name).read_bytes() if "bin/" not in name and ".so" not in name else b"", name)


if __name__ == "__main__":
    unittest.main()
