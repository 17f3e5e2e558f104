# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""What an installation consists of, and whether a desktop can read it."""

from __future__ import annotations

import configparser
import json
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from pathlib import Path

INTERFACES = ("Account", "Accounts", "Backup", "Discovery", "Figures", "Import", "Servers", "Switch")

# Below the prefix; {plugins} and {zsh} are where the build says.
FILES = [
    "bin/akonadi_konto_agent",
    "bin/akonadi_konto_resource",
    "bin/konto",
    "bin/konto-fetch",
    "{plugins}/pim6/akonadi/config/kontoconfig.so",
    "{plugins}/plasma/kcms/systemsettings/kcm_konto.so",
    "share/akonadi/agents/akonadi_konto_agent.desktop",
    "share/akonadi/agents/akonadi_konto_resource.desktop",
    "share/applications/kcm_konto.desktop",
    "share/applications/org.kde.konto.fetch.desktop",
    "share/bash-completion/completions/konto",
    "share/dbus-1/interfaces/org.kde.Akonadi.Konto.Settings.xml",
    *(f"share/dbus-1/interfaces/org.kde.konto.{name}.xml" for name in INTERFACES),
    "share/fish/vendor_completions.d/konto.fish",
    "share/icons/hicolor/scalable/apps/konto.svg",
    "share/locale/de/LC_MESSAGES/konto.mo",
    "share/man/de/man1/konto.1",
    "share/man/man1/konto.1",
    "share/metainfo/org.kde.konto.metainfo.xml",
    "share/mime/packages/org.kde.konto.xml",
    "share/qlogging-categories6/konto.categories",
    "{zsh}/_konto",
]
# Where the source has it
NOTIFICATIONS = "share/knotifications6/akonadi_konto_agent.notifyrc"


def expected(plugins: str, zsh: str) -> set[str]:
    source = Path(__file__).resolve().parents[2]
    notifications = [NOTIFICATIONS] if list((source / "agent").rglob("*.notifyrc")) else []
    return {name.format(plugins=plugins, zsh=zsh) for name in [*FILES, *notifications]}


def files_in(prefix: Path) -> set[str]:
    return {str(path.relative_to(prefix)) for path in prefix.rglob("*") if path.is_symlink() or not path.is_dir()}


def _run(problems: list[str], *command: str | Path) -> None:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    if done.returncode:
        problems.append(f"{' '.join(map(str, command))}: {done.stdout}{done.stderr}")


def _check_desktop_file(problems: list[str], file: Path) -> None:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.read(file, encoding="utf-8")
    entry = parser["Desktop Entry"]
    for key in ("Name", "Name[de]", "Icon"):
        if not entry.get(key):
            problems.append(f"{file}: no {key}")
    # Akonadi's own types are unknown to the specification
    if file.parent.name == "applications":
        _run(problems, "desktop-file-validate", "--no-hints", file)


def problems_of(prefix: Path, names: Iterable[str]) -> list[str]:
    """What a desktop, a shell or a reader of manual pages would stumble over."""
    problems: list[str] = []
    for name in names:
        file = prefix / name
        if name.endswith(".desktop"):
            _check_desktop_file(problems, file)
        elif name.endswith(".metainfo.xml"):
            # Konto has no page of its own in the web
            _run(problems, "appstreamcli", "validate", "--no-net", "--override=url-homepage-missing=info", file)
        elif name.endswith((".xml", ".svg")):
            ElementTree.parse(file)
        elif name.endswith(".json"):
            json.loads(file.read_text())
        elif name.endswith(".1"):
            _run(problems, "mandoc", "-T", "lint", "-W", "warning", file)
        elif name.endswith("completions/konto"):
            _run(problems, "bash", "-n", file)
        elif name.endswith("/_konto"):
            _run(problems, "zsh", "-n", file)
        elif name.endswith(".fish"):
            _run(problems, "fish", "--no-execute", file)
        elif name.startswith("bin/") and not shutil.which(str(file)):
            problems.append(f"{file}: cannot be run")
    return problems
