# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A private Kerberos realm on loopback, run by an ordinary user (MIT krb5)."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from dovecot import free_ports
from session import SessionError, clean_environment, die_with_parent, keep_trying, short_directory

REALM = "KONTO.TEST"

_KRB5_CONF = """
[libdefaults]
  default_realm = {realm}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
  rdns = false
  udp_preference_limit = 1
[realms]
  {realm} = {{
    kdc = 127.0.0.1:{port}
  }}
[domain_realm]
  localhost = {realm}
"""

_KDC_CONF = """
[kdcdefaults]
  kdc_listen = ""
  kdc_tcp_listen = 127.0.0.1:{port}
[realms]
  {realm} = {{
    database_name = {dir}/principal
    key_stash_file = {dir}/stash
    acl_file = {dir}/acl
  }}
"""


class Kdc:
    """The realm as a context manager. Users have their name as password; `services` such as "imap/localhost" are in
    `keytab`. `environment` is for the programs that shall know the realm; its ticket cache is empty until kinit()."""

    def __init__(self, users: Iterable[str], services: Iterable[str]) -> None:
        self.users = list(users)
        self.services = list(services)
        self.directory = Path()
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def keytab(self) -> Path:
        return self.directory / "keytab"

    @property
    def config(self) -> Path:
        return self.directory / "krb5.conf"

    @property
    def environment(self) -> dict[str, str]:
        return {"KRB5_CONFIG": str(self.config), "KRB5CCNAME": f"FILE:{self.directory / 'tickets'}"}

    def __enter__(self) -> Kdc:
        self.directory = short_directory("konto-kdc-")
        try:
            self._start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, _type: type[BaseException] | None, _value: BaseException | None,
                 _trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        if self._server:
            self._server.kill()
            self._server.wait()
            self._server = None
        if self.directory != Path():
            shutil.rmtree(self.directory, ignore_errors=True)

    def kinit(self, user: str) -> None:
        """Gets the user's ticket, as logging in to the desktop does."""
        self._run("kinit", user, stdin=f"{user}\n")

    def kdestroy(self) -> None:
        self._run("kdestroy", "-q")

    def _start(self) -> None:
        port = free_ports(1)[0]
        values = {"realm": REALM, "dir": self.directory, "port": port}
        self.config.write_text(_KRB5_CONF.format(**values))
        (self.directory / "kdc.conf").write_text(_KDC_CONF.format(**values))
        self._run("kdb5_util", "create", "-s", "-P", "master", "-r", REALM)
        for user in self.users:
            self._run("kadmin.local", "-q", f"addprinc -pw {user} {user}")
        for service in self.services:
            self._run("kadmin.local", "-q", f"addprinc -randkey {service}")
            self._run("kadmin.local", "-q", f"ktadd -k {self.keytab} {service}")
        with open(self.directory / "kdc.log", "ab") as log:
            self._server = subprocess.Popen(["krb5kdc", "-n"], env=self._environment(), stdout=log, stderr=log,
                                            preexec_fn=die_with_parent)
        keep_trying("the KDC", lambda: self._answers(port), 20, 0.02)

    @staticmethod
    def _answers(port: int) -> bool:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return True
        except OSError:
            return False

    def _environment(self) -> dict[str, str]:
        env = clean_environment() | self.environment | {"KRB5_KDC_PROFILE": str(self.directory / "kdc.conf")}
        env["PATH"] = f"{os.environ.get('PATH', '/usr/bin:/bin')}:/usr/sbin:/sbin"
        return env

    def _run(self, *command: str, stdin: str = "") -> None:
        done = subprocess.run(command, env=self._environment(), input=stdin, text=True, capture_output=True)
        if done.returncode:
            raise SessionError(f"{' '.join(command)}: {done.stdout}{done.stderr}")
