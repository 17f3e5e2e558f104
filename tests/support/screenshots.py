#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws the windows of the settings into PNG files, in English and German, light and dark, without a screen.

    screenshots.py [--build DIR] [--into DIR] [--all] [--only made-up|live]

What shows every state of the account dialog is drawn with an account that is made up; live-*.png have a real session, with Akonadi and
a mail server, behind them. --all adds the double scale, and Hebrew for the direction of writing (its texts are English).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from liveshots import LiveShots
from session import SOURCE, default_build, raise_on_sigterm

LANGUAGES = {"en_US": "en_US", "de": "de_DE"}
LOOKS = ([], ["--dark"])


def locales(into: Path) -> None:
    """Locales by the names of the languages: gettext translates nothing in C.UTF-8, and a small system has no other."""
    plain = next(place for place in (Path("/usr/lib/locale/C.utf8"), Path("/usr/lib/locale/C.UTF-8")) if place.exists())
    for name in (*LANGUAGES.values(), "he_IL"):
        shutil.copytree(plain, into / f"{name}.utf8")


def catalogues(into: Path) -> None:
    """The translations as they stand in po/."""
    for catalogue in (SOURCE / "po").glob("*/konto.po"):
        folder = into / catalogue.parent.name / "LC_MESSAGES"
        folder.mkdir(parents=True)
        subprocess.run(["msgfmt", "-o", folder / "konto.mo", catalogue], check=True)


def speaking(scratch: Path, locale: str) -> dict[str, str]:
    """What makes a program speak a language with the translations below scratch."""
    return {"LOCPATH": str(scratch / "locales"), "LC_ALL": f"{locale}.UTF-8", "LANGUAGE": locale}


def shoot_made_up(build: Path, into: Path, scratch: Path, language: str, locale: str, look: list[str]) -> None:
    env = os.environ | speaking(scratch, locale) | {"HOME": str(scratch), "QT_LOGGING_RULES": "qt.qpa.*=false"}
    subprocess.run(["dbus-run-session", "--", build / "bin/konto_settings_shot", into, "--language", language,
                    "--locale", scratch / "share/locale", *look], env=env, check=True, timeout=300)


def shoot_live(build: Path, into: Path, scratch: Path, language: str, locale: str, *looks: list[str]) -> None:
    env = speaking(scratch, locale) | {"XDG_DATA_DIRS": f"{{session}}/share:{scratch}/share:{build}/share:/usr/local/share:/usr/share"}
    with LiveShots(into, language, scratch / "share/locale", env).session() as shots:
        for look in looks:
            shots.shoot(*look)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=default_build())
    parser.add_argument("--into", type=Path)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--only", choices=("made-up", "live"))
    options = parser.parse_args()
    raise_on_sigterm()
    into = options.into or options.build / "screenshots"
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        scratch = Path(temporary)
        locales(scratch / "locales")
        catalogues(scratch / "share/locale")
        for language, locale in LANGUAGES.items():
            if options.only != "live":
                for look in (*LOOKS, *([["--scale", "2"]] if options.all else [])):
                    shoot_made_up(options.build, into, scratch, language, locale, look)
            if options.only != "made-up":
                shoot_live(options.build, into, scratch, language, locale, *LOOKS)
        if options.all and options.only != "live":
            shoot_made_up(options.build, into, scratch, "he", "he_IL", [])
        if options.all and options.only != "made-up":
            shoot_live(options.build, into, scratch, "he", "he_IL", [])
    print(f"{len(list(into.glob('*.png')))} pictures in {into}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
