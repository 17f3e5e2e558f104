#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Installs a Debian package into a root of its own, uses it there, and removes it: package.py DEB

The root has this system's list of packages, so that what the package depends on has to be there. The programs run from it, not
from the build directory; only konto-probe comes from there. What is looked at last: no file of it is left, and the mail is.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

import samplemail  # noqa: E402
import screenshots  # noqa: E402
from files import expected, files_in, problems_of  # noqa: E402
from harness import PASSWORD, Harness, server_hashes  # noqa: E402
from session import default_build  # noqa: E402

DEB = Path()


def dpkg(root: Path, *words: str | Path) -> str:
    """As a user: what a package's scripts and triggers would do needs root, and there are no scripts. What the system leaves out comes too."""
    env = os.environ | {"PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"}
    done = subprocess.run(["dpkg", f"--root={root}", "--force-not-root", "--no-triggers", "--path-include=/usr/share/*", *map(str, words)], env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(done.stdout + done.stderr)
    return done.stdout


class Package(unittest.TestCase):
    maxDiff = None

    def setUp(self) -> None:
        self.root = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="konto-package-")))
        shutil.copytree("/var/lib/dpkg", self.root / "var/lib/dpkg", ignore=shutil.ignore_patterns("lock*", "Lock", "*-old"))
        self.before = files_in(self.root)

    def test_comes_works_and_goes(self) -> None:
        dpkg(self.root, "--install", DEB)
        prefix = self.root / "usr"
        names = files_in(prefix)
        plugins = next(name for name in names if name.endswith("kontoconfig.so")).split("/pim6/")[0]
        self.assertEqual(names, expected(plugins, "share/zsh/vendor-completions"))
        self.assertEqual(problems_of(prefix, sorted(names)), [])
        self.show_demo(prefix)
        self.use(prefix, prefix / plugins)
        # None of its files is left, and no directory that was made for it
        left = {name for name in files_in(self.root) - self.before if not name.startswith("var/lib/dpkg/")}
        self.assertEqual(left, set())
        self.assertEqual([str(path) for path in self.root.rglob("*konto*")], [])

    def show_demo(self, prefix: Path) -> None:
        env = os.environ | {"KONTO_BUILD": str(prefix), "PATH": f"{self.tools()}:{os.environ['PATH']}"}
        subprocess.run([sys.executable, Path(screenshots.__file__).with_name("demo.py")], env=env, check=True, stdout=subprocess.DEVNULL, timeout=300)

    def tools(self) -> Path:
        """What the tests need and no package has."""
        tools = self.root / "tools"
        tools.mkdir(exist_ok=True)
        (tools / "konto-probe").unlink(missing_ok=True)
        (tools / "konto-probe").symlink_to(default_build() / "bin/konto-probe")
        return tools

    def use(self, prefix: Path, plugins: Path) -> None:
        tools = self.tools()
        env = {"PATH": f"{prefix}/bin:{tools}:{os.environ['PATH']}", "QT_PLUGIN_PATH": str(plugins)}
        with Harness(build=prefix, env=env) as h:
            h.dovecot.fill(h.user, samplemail.tuples(large_megabytes=0))
            h.probe("agent-create", "akonadi_konto_agent")
            h.session.wait_for_names({"org.kde.konto"}, 30)
            for mode in ("imap", "pop3"):
                h.session.run(["konto", "add", f"{mode}@example.org", "--mode", mode, "--host", "127.0.0.1", "--port", str(h.proxies[mode].port), "--security",
                               "none", "--user", h.user, "--password-stdin"], stdin=PASSWORD, timeout=120)
                h.session.run(["konto", "sync", f"{mode}@example.org", "--wait"], timeout=120)
            screenshots.locales(h.session.directory / "locales")
            german = h.session.env | {"LOCPATH": str(h.session.directory / "locales"), "LC_ALL": "de_DE.UTF-8"}
            self.assertIn("Zustand", subprocess.run([prefix / "bin/konto", "list"], env=german, check=True, capture_output=True, text=True).stdout)
            for program in ("akonadi_konto_resource", "akonadi_konto_agent"):
                for pid in h.session.pids(program):
                    self.assertEqual(os.readlink(f"/proc/{pid}/exe"), str(prefix / "bin" / program))
            self.assertIn("kcm_konto", h.session.run(["kcmshell6", "--list"]).stdout)
            wanted = sum(each.total() for each in server_hashes(h.dovecot, h.user).values())
            mail = [path for path in (h.session.data / "konto").rglob("cur/*")]
            self.assertGreaterEqual(len(mail), wanted)
            shutil.rmtree(tools)
            h.session.stop_akonadi()
            dpkg(self.root, "--remove", "konto")
            self.assertEqual([path for path in mail if not path.exists()], [])


if __name__ == "__main__":
    DEB = Path(sys.argv.pop(1)).resolve()
    unittest.main()
