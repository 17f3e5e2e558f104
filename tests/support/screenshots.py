#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws the windows of the settings into PNG files, in English and German, light and dark, without a screen.

    screenshots.py [--build DIR] [--into DIR] [--all]

--all adds the double scale and the mirrored layout.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
LANGUAGES = {"en_US": "en_US", "de": "de_DE"}


def locales(into: Path) -> None:
    """Locales by the names of the languages: gettext translates nothing in C.UTF-8, and a small system has no other."""
    plain = next(place for place in (Path("/usr/lib/locale/C.utf8"), Path("/usr/lib/locale/C.UTF-8")) if place.exists())
    for name in LANGUAGES.values():
        shutil.copytree(plain, into / f"{name}.utf8")


def catalogues(into: Path) -> None:
    """The translations as they stand in po/."""
    for catalogue in (SOURCE / "po").glob("*/konto.po"):
        folder = into / catalogue.parent.name / "LC_MESSAGES"
        folder.mkdir(parents=True)
        subprocess.run(["msgfmt", "-o", folder / "konto.mo", catalogue], check=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=Path(os.environ.get("KONTO_BUILD") or SOURCE / "build/dev"))
    parser.add_argument("--into", type=Path)
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    into = options.into or options.build / "screenshots"
    into.mkdir(parents=True, exist_ok=True)
    looks = [[], ["--dark"]] + ([["--scale", "2"], ["--right-to-left"]] if options.all else [])
    with tempfile.TemporaryDirectory() as temporary:
        scratch = Path(temporary)
        locales(scratch / "locales")
        catalogues(scratch / "translations")
        for language, locale in LANGUAGES.items():
            env = os.environ | {"LOCPATH": str(scratch / "locales"), "LC_ALL": f"{locale}.UTF-8", "HOME": temporary, "QT_LOGGING_RULES": "qt.qpa.*=false"}
            for look in looks:
                subprocess.run(["dbus-run-session", "--", options.build / "bin/konto_settings_shot", into, "--language", language,
                                "--locale", scratch / "translations", *look], env=env, check=True, timeout=300)
    print(f"{len(list(into.glob('*.png')))} pictures in {into}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
