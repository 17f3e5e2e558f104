#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A private desktop session: D-Bus, keychain and Akonadi (SQLite) in a directory of its own.

Nothing of the caller's desktop is read or touched, and several sessions may run at the same time.
As a library, see PrivateSession. On the command line:

    session.py [--build DIR] [--keep] [--no-search] -- COMMAND...

runs COMMAND inside a session, and ends and removes the session when COMMAND ends.
"""

from __future__ import annotations

import argparse
import configparser
import contextlib
import ctypes
import os
import secrets
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

SEARCH_AGENT = "akonadi_indexing_agent"
# Every process of a session carries this variable; the clean-up finds stragglers by it.
MARK = "KONTO_SESSION"
SOURCE = Path(__file__).resolve().parents[2]

_BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
  <limit name="reply_timeout">600000</limit>
</busconfig>
"""


class SessionError(RuntimeError):
    """The session could not be brought into the wanted state."""


def default_build() -> Path:
    """The build directory with our resource: $KONTO_BUILD, or build/dev beside the sources."""
    return Path(os.environ.get("KONTO_BUILD") or SOURCE / "build" / "dev").resolve()


def die_with_parent() -> None:
    """For preexec_fn: the child gets SIGTERM when we are killed without a chance to clean up."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def raise_on_sigterm() -> None:
    """Turns SIGTERM and SIGHUP into SystemExit, so that every `with` block is left in order."""
    def leave(number: int, _frame: object) -> None:
        raise SystemExit(128 + number)
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGHUP, leave)


def clean_environment() -> dict[str, str]:
    """The caller's environment without anything that leads to the caller's desktop."""
    drop = ("XDG_", "DBUS_", "AKONADI", "KDE", "QT_", "WAYLAND", "GNOME", "SSL_CERT", "DESKTOP_SESSION", "DISPLAY",
            "SESSION_MANAGER", "KONTO_SESSION", "SSH_AUTH_SOCK")
    return {name: value for name, value in os.environ.items() if not name.startswith(drop)}


def short_directory(prefix: str = "konto-") -> Path:
    """A new directory, mode 0700, with a path short enough for the unix sockets below it (107 octets)."""
    base = tempfile.gettempdir()
    return Path(tempfile.mkdtemp(prefix=prefix, dir=base if len(base) < 40 else "/tmp"))


def keep_trying(what: str, ready: Callable[[], bool], timeout: float, pause: float = 0.05) -> None:
    """Returns as soon as ready(); for states that nothing announces. Raises SessionError after timeout."""
    deadline = time.monotonic() + timeout
    while not ready():
        if time.monotonic() > deadline:
            raise SessionError(f"{what}: not within {timeout:g} s")
        time.sleep(pause)


class PrivateSession:
    """The session as a context manager; `env` is the environment of the programs in it.

    build      build directory whose bin/ and share/ are put in front of the installed ones
    agents     Akonadi agents to be started with the server; all other autostart agents stay off
    keep       leave the directory on disk at the end (the processes end in any case)
    extra_env  more variables for every process of the session, e.g. SSL_CERT_FILE; "{session}" in a value stands for
               the session's directory
    """

    def __init__(self, build: Path | str | None = None, *, agents: Iterable[str] = (SEARCH_AGENT,),
                 keep: bool = False, extra_env: Mapping[str, str] | None = None) -> None:
        self.build = Path(build).resolve() if build else default_build()
        self.agents = set(agents)
        self.keep = keep
        self.directory = Path()
        self.env: dict[str, str] = {}
        self._extra_env = dict(extra_env or {})
        self._children: list[subprocess.Popen[bytes]] = []
        self._akonadi: subprocess.Popen[bytes] | None = None

    # -- life time ---------------------------------------------------------------------------------------------

    def __enter__(self) -> PrivateSession:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, _type: type[BaseException] | None, _value: BaseException | None,
                 _trace: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        """Starts bus, keychain and Akonadi; returns when the Akonadi server runs."""
        self.directory = short_directory()
        self._make_directories()
        self._make_environment()
        self._write_config()
        self._start_bus()
        self._start_keychain()
        self.start_akonadi()

    def stop(self) -> None:
        """Ends everything and removes the directory (unless keep). May be called twice."""
        if not self.env:
            return
        with contextlib.suppress(Exception):
            self.stop_akonadi(timeout=10)
        for child in reversed(self._children):
            child.terminate()
        self._kill_stragglers()
        for child in self._children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(5)
        self._children.clear()
        if not self.keep:
            shutil.rmtree(self.directory, ignore_errors=True)
        self.env = {}

    # -- places ------------------------------------------------------------------------------------------------

    @property
    def home(self) -> Path:
        return self.directory / "home"

    @property
    def data(self) -> Path:
        """$XDG_DATA_HOME"""
        return self.home / ".local/share"

    @property
    def config(self) -> Path:
        """$XDG_CONFIG_HOME"""
        return self.home / ".config"

    @property
    def logs(self) -> Path:
        """What the processes wrote to stdout and stderr, one file each."""
        return self.directory / "logs"

    # -- processes ---------------------------------------------------------------------------------------------

    def popen(self, command: Sequence[str | Path], **options: object) -> subprocess.Popen[bytes]:
        """Starts a program in the session; it is ended with the session at the latest."""
        options.setdefault("env", self.env)
        return subprocess.Popen([str(word) for word in command], **options)  # type: ignore[call-overload]

    def run(self, command: Sequence[str | Path], *, timeout: float = 60, stdin: str | None = None,
            check: bool = True) -> subprocess.CompletedProcess[str]:
        """Runs a program in the session to its end and returns its output as text."""
        return subprocess.run([str(word) for word in command], env=self.env, input=stdin, timeout=timeout, check=check,
                              text=True, capture_output=True)

    def pids(self, name: str = "") -> list[int]:
        """The running processes of this session, only those whose program has this name if given."""
        mark = f"{MARK}={self.directory}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                if mark not in (entry / "environ").read_bytes().split(b"\0"):
                    continue
                program = Path((entry / "cmdline").read_bytes().split(b"\0")[0].decode(errors="replace")).name
            except (OSError, IndexError):
                continue  # gone meanwhile, or not ours
            if program and name in ("", program):
                found.append(int(entry.name))
        return found

    # -- Akonadi -----------------------------------------------------------------------------------------------

    def start_akonadi(self, timeout: float = 60) -> None:
        """Starts Akonadi and returns when its server takes commands."""
        log = open(self.logs / "akonadi.log", "ab")  # noqa: SIM115 (the child keeps it)
        self._akonadi = self.popen(["akonadi_control"], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                   preexec_fn=die_with_parent)
        log.close()
        # Akonadi::ServerManager calls the server "Running" when both names are there.
        self.wait_for_names({"org.freedesktop.Akonadi.Control", "org.freedesktop.Akonadi"}, timeout,
                            alive=self._akonadi)

    def stop_akonadi(self, timeout: float = 30) -> None:
        """Stops Akonadi with all its agents; returns when all of them have ended."""
        if not self._akonadi:
            return
        control, self._akonadi = self._akonadi, None
        if control.poll() is None:
            with contextlib.suppress(subprocess.SubprocessError):
                self.run(["dbus-send", "--session", "--dest=org.freedesktop.Akonadi.Control", "--type=method_call",
                          "/ControlManager", "org.freedesktop.Akonadi.ControlManager.shutdown"], timeout=10)
            try:
                control.wait(timeout)
            except subprocess.TimeoutExpired:
                control.kill()
                control.wait(5)
        for pid in self._akonadi_pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        with contextlib.suppress(SessionError):
            keep_trying("the end of the Akonadi processes", lambda: not self._akonadi_pids(), 5)
        for pid in self._akonadi_pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def remove_akonadi_database(self) -> None:
        """What a user does whose database broke: all of Akonadi's data and cache go, the accounts' settings stay.

        Akonadi must be stopped.
        """
        shutil.rmtree(self.data / "akonadi", ignore_errors=True)

    def _akonadi_pids(self) -> list[int]:
        return [pid for pid in self.pids() if _program(pid).startswith("akonadi")]

    # -- D-Bus -------------------------------------------------------------------------------------------------

    def bus_names(self) -> set[str]:
        """The names that are taken on the session bus."""
        answer = self.run(["dbus-send", "--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/",
                           "org.freedesktop.DBus.ListNames"], timeout=10)
        return set(answer.stdout.split())

    def wait_for_names(self, wanted: set[str], timeout: float, alive: subprocess.Popen[bytes] | None = None) -> None:
        """Returns when all these bus names are taken. Raises SessionError on timeout or when `alive` ends."""
        deadline = time.monotonic() + timeout
        rule = "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged'"
        watcher = self.popen(["dbus-monitor", "--session", rule], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert watcher.stdout
        try:
            # The monitor's first output is its own registration: from then on no change is missed.
            while True:
                _wait_readable(watcher.stdout.fileno(), deadline, wanted)
                if not os.read(watcher.stdout.fileno(), 65536):
                    raise SessionError("the session bus went away")
                if wanted <= self.bus_names():
                    return
                if alive and alive.poll() is not None:
                    raise SessionError(f"{alive.args} ended with {alive.returncode}; see {self.logs}")
        finally:
            watcher.kill()
            watcher.wait()
            watcher.stdout.close()

    # -- start-up steps ----------------------------------------------------------------------------------------

    def _make_directories(self) -> None:
        for place in (self.home, self.data, self.config, self.home / ".cache", self.logs,
                      self.directory / "run", self.directory / "share/akonadi/agents"):
            place.mkdir(parents=True, mode=0o700)

    def _make_environment(self) -> None:
        system_data = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
        env = clean_environment()
        env.update({
            MARK: str(self.directory),
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.config),
            "XDG_DATA_HOME": str(self.data),
            "XDG_CACHE_HOME": str(self.home / ".cache"),
            "XDG_STATE_HOME": str(self.home / ".local/state"),
            "XDG_RUNTIME_DIR": str(self.directory / "run"),
            "XDG_DATA_DIRS": f"{self.directory}/share:{self.build}/share:{system_data}",
            "PATH": f"{self.build}/bin:{os.environ.get('PATH', '/usr/bin:/bin')}",
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self.directory}/run/bus",
            "QT_QPA_PLATFORM": "offscreen",
            "LC_ALL": "C.UTF-8",
            # Qt: stderr even though no terminal is there, and names that can be read in a log.
            "QT_LOGGING_TO_CONSOLE": "1",
            "QT_MESSAGE_PATTERN": "%{time hh:mm:ss.zzz} %{appname}[%{pid}] %{category}: %{message}",
            "QT_LOGGING_RULES": os.environ.get("QT_LOGGING_RULES", ""),
            "QT_PLUGIN_PATH": f"{self.build}/bin:{self.build}/lib/plugins",
            # Of ./dev asan: Akonadi never frees its default session, and an agent that ends with an error counts as crashed.
            "ASAN_OPTIONS": "detect_leaks=0",
        })
        env.update({name: value.replace("{session}", str(self.directory)) for name, value in self._extra_env.items()})
        self.env = env

    def _write_config(self) -> None:
        (self.config / "akonadi").mkdir()
        (self.config / "akonadi/akonadiserverrc").write_text("[%General]\nDriver=QSQLITE\n")
        done = "".join(f"{name}=done\n" for name in _firstrun_ids(self.env))
        # Otherwise the first client makes calendars and address books nobody asked for.
        (self.config / "akonadi-firstrunrc").write_text(f"[ProcessedDefaults]\n{done}")
        for desktop in _agent_files(self.env):
            self._disable_autostart(desktop)

    def _disable_autostart(self, desktop: Path) -> None:
        """Hides an agent that would start by itself behind a copy without that capability."""
        parser = configparser.ConfigParser(interpolation=None, strict=False)
        parser.optionxform = str  # type: ignore[assignment,method-assign]
        parser.read(desktop, encoding="utf-8")
        entry = parser["Desktop Entry"]
        capabilities = entry.get("X-Akonadi-Capabilities", "").split(",")
        if "Autostart" not in capabilities or entry.get("X-Akonadi-Identifier") in self.agents:
            return
        entry["X-Akonadi-Capabilities"] = ",".join(word for word in capabilities if word != "Autostart")
        with open(self.directory / "share/akonadi/agents" / desktop.name, "w", encoding="utf-8") as copy:
            parser.write(copy, space_around_delimiters=False)

    def _start_bus(self) -> None:
        config = self.directory / "bus.conf"
        config.write_text(_BUS_CONFIG.format(socket=self.directory / "run/bus"))
        ready, announce = os.pipe()
        try:
            # The daemon prints its address when it listens; the socket's file alone is there a moment earlier.
            self._daemon("bus", ["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile",
                                 f"--print-address={announce}"], pass_fds=(announce,))
            os.close(announce)
            _wait_readable(ready, time.monotonic() + 10, "the session bus")
            if not os.read(ready, 4096):
                raise SessionError(f"dbus-daemon did not start; see {self.logs}/bus.log")
        finally:
            os.close(ready)

    def _start_keychain(self) -> None:
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets", "--unlock"]
        daemon = self._daemon("keychain", command, stdin=subprocess.PIPE)
        assert daemon.stdin
        # The password opens a keychain that lives as long as this directory.
        daemon.stdin.write(secrets.token_urlsafe(12).encode())
        daemon.stdin.close()
        self.wait_for_names({"org.freedesktop.secrets"}, 20, alive=daemon)

    def _daemon(self, name: str, command: Sequence[str], stdin: int = subprocess.DEVNULL,
                pass_fds: Sequence[int] = ()) -> subprocess.Popen[bytes]:
        with open(self.logs / f"{name}.log", "ab") as log:
            child = self.popen(command, stdin=stdin, stdout=log, stderr=log, pass_fds=pass_fds,
                               preexec_fn=die_with_parent)
        self._children.append(child)
        return child

    def _kill_stragglers(self) -> None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            for pid in self.pids():
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, number)
            for child in self._children:
                child.poll()  # reap, so that it no longer counts
            with contextlib.suppress(SessionError):
                keep_trying("the end of all processes", lambda: not self.pids(), 3)
                return


def _program(pid: int) -> str:
    try:
        return Path(Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0].decode(errors="replace")).name
    except OSError:
        return ""


def _wait_readable(descriptor: int, deadline: float, what: object) -> None:
    left = deadline - time.monotonic()
    if left <= 0 or not select.select([descriptor], [], [], left)[0]:
        raise SessionError(f"{what}: not there in time")


def _data_files(env: Mapping[str, str], pattern: str) -> list[Path]:
    return [file for base in env["XDG_DATA_DIRS"].split(":") for file in sorted(Path(base).glob(pattern))]


def _agent_files(env: Mapping[str, str]) -> list[Path]:
    return _data_files(env, "akonadi/agents/*.desktop")


def _firstrun_ids(env: Mapping[str, str]) -> list[str]:
    ids = []
    for file in _data_files(env, "akonadi/firstrun/*"):
        ids += [line[3:].strip() for line in file.read_text(errors="replace").splitlines() if line.startswith("Id=")]
    return ids


def main() -> int:
    parser = argparse.ArgumentParser(description="Runs a command in a private D-Bus, keychain and Akonadi session.")
    parser.add_argument("--build", help="build directory with the resource (default: $KONTO_BUILD or build/dev)")
    parser.add_argument("--keep", action="store_true", help="leave the session's directory on disk")
    parser.add_argument("--no-search", action="store_true", help="do not start the full-text index")
    parser.add_argument("command", nargs="+", metavar="COMMAND")
    options = parser.parse_args()
    raise_on_sigterm()
    agents = () if options.no_search else (SEARCH_AGENT,)
    with PrivateSession(options.build, agents=agents, keep=options.keep) as session:
        if options.keep:
            print(f"session directory: {session.directory}", file=sys.stderr)
        try:
            return session.popen(options.command).wait()
        except KeyboardInterrupt:
            return 130


if __name__ == "__main__":
    sys.exit(main())
