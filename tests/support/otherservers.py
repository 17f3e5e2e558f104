# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Courier and Cyrus on loopback, as an ordinary user, with the interface of dovecot.Dovecot as far as the tests need it.

Their packages conflict with Dovecot's and with each other, so ./dev unpacks them beside the private root's own
programs (tests/support/dev/servers); $KONTO_SERVERS names another place.
"""

from __future__ import annotations

import base64
import contextlib
import getpass
import imaplib
import os
import poplib
import shutil
import socket
import socketserver
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType

import imapclient
from session import SessionError, die_with_parent, keep_trying, short_directory

COURIER_IMAP = "IMAP4rev1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT THREAD=REFERENCES SORT QUOTA IDLE ACL ACL2=UNION"
PLACE = Path(os.environ.get("KONTO_SERVERS", "/opt/konto-servers"))


class Courier:
    """Courier's courierpop3d and imapd on Maildirs. The authentication before them is ours: passwords are checked here, then
    the connection is Courier's, as its login programs hand it over."""

    uidl_format = r"^UID\d+-\d+$"

    def __init__(self, users: dict[str, str]) -> None:
        self.users = users
        self.directory = Path()
        self._servers = [serving(self._serve_pop3), serving(self._serve_imap)]

    def __enter__(self) -> Courier:
        self.directory = short_directory()
        for user in self.users:
            for name in ("cur", "new", "tmp"):
                (self._maildir(user) / name).mkdir(parents=True)
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, _type: type[BaseException] | None, _value: BaseException | None,
                 _trace: TracebackType | None) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        shutil.rmtree(self.directory, ignore_errors=True)

    @property
    def port(self) -> int:
        return int(self._servers[0].server_address[1])

    @property
    def imap_port(self) -> int:
        return int(self._servers[1].server_address[1])

    def append(self, user: str, *messages: bytes) -> None:
        for message in messages:
            name = f"{time.time_ns()}.{len(self.messages(user))}.test"
            (self._maildir(user) / "tmp" / name).write_bytes(message.replace(b"\r\n", b"\n"))
            (self._maildir(user) / "tmp" / name).rename(self._maildir(user) / "new" / name)

    def messages(self, user: str) -> list[bytes]:
        files = [*(self._maildir(user) / "new").iterdir(), *(self._maildir(user) / "cur").iterdir()]
        return [file.read_bytes().replace(b"\n", b"\r\n") for file in sorted(files, key=lambda file: file.name)]

    def change_uidls(self, user: str) -> None:
        """What a restored backup does: the list of UIDLs is gone and made anew."""
        for file in self._maildir(user).glob("courierpop3dsizelist*"):
            file.unlink()
        time.sleep(1.1)  # the new UIDVALIDITY is the time in seconds

    def _maildir(self, user: str) -> Path:
        return self.directory / user / "Maildir"

    def _serve_pop3(self, connection: socket.socket) -> None:
        lines = connection.makefile("rb")
        connection.sendall(b"+OK Hello there.\r\n")
        user = ""
        while line := lines.readline(1000):
            verb, _, argument = line.decode("utf-8", "replace").rstrip("\r\n").partition(" ")
            if verb == "USER":
                user = argument
                connection.sendall(b"+OK Password required.\r\n")
            elif verb == "PASS" and self.users.get(user) == argument:
                self._hand_over(connection, user, "lib/courier/courier/courierpop3d")
                return
            elif verb == "QUIT":
                connection.sendall(b"+OK Better luck next time.\r\n")
                return
            else:
                connection.sendall(b"-ERR Login failed.\r\n" if verb == "PASS" else b"-ERR Invalid command.\r\n")

    def _serve_imap(self, connection: socket.socket) -> None:
        lines = connection.makefile("rb")
        connection.sendall(f"* OK [CAPABILITY {COURIER_IMAP} AUTH=PLAIN] Ready.\r\n".encode())
        while line := lines.readline(1000):
            tag, _, command = line.decode("utf-8", "replace").rstrip("\r\n").partition(" ")
            if command.upper() == "CAPABILITY":
                connection.sendall(f"* CAPABILITY {COURIER_IMAP} AUTH=PLAIN\r\n{tag} OK done\r\n".encode())
            elif command.upper() == "AUTHENTICATE PLAIN":
                connection.sendall(b"+ \r\n")
                _, user, password = base64.b64decode(lines.readline(1000)).decode().split("\0")
                if self.users.get(user) == password:
                    self._hand_over(connection, user, "bin/imapd", IMAPLOGINTAG=tag, IMAP_CAPABILITY=COURIER_IMAP, IMAP_KEYWORDS="1",
                                    IMAP_USELOCKS="1", IMAP_CHECK_ALL_FOLDERS="0", IMAP_IDLE_TIMEOUT="1", PROTOCOL="IMAP",
                                    TCPREMOTEIP="127.0.0.1", TCPREMOTEPORT="0")
                    return
                connection.sendall(f"{tag} NO [AUTHENTICATIONFAILED] Login failed.\r\n".encode())
            else:
                connection.sendall(f"{tag} BAD Not logged in.\r\n".encode())

    def _hand_over(self, connection: socket.socket, user: str, program: str, **more: str) -> None:
        environment = more | {"AUTHENTICATED": user, "AUTHADDR": user, "HOME": str(self.directory / user), "MAILDIR": str(self._maildir(user)),
                       "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"}
        connection.setblocking(True)
        subprocess.run([PLACE / "courier/usr" / program, "Maildir"], stdin=connection, stdout=connection, stderr=subprocess.DEVNULL, env=environment,
                       cwd=self.directory / user, preexec_fn=die_with_parent, check=False)


def serving(serve: Callable[[socket.socket], None]) -> socketserver.ThreadingTCPServer:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            serve(self.request)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    return Server(("127.0.0.1", 0), Handler)


class Cyrus:
    """Cyrus' master with imapd, to fill the mailboxes, and pop3d. It takes every password."""

    uidl_format = r"^\d+\.\d+$"

    def __init__(self, users: dict[str, str]) -> None:
        self.users = users
        self.programs = PLACE / "cyrus/usr/lib/cyrus/bin"
        self.directory = Path()
        self.port = 0
        self.imap_port = 0
        self._master: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Cyrus:
        self.directory = short_directory()
        for name in ("conf/socket", "conf/proc", "conf/log", "conf/msg", "conf/lock", "conf/db", "spool"):
            (self.directory / name).mkdir(parents=True)
        self.port, self.imap_port = free_ports(2)
        (self.directory / "imapd.conf").write_text(self._settings())
        (self.directory / "cyrus.conf").write_text(self._services())
        libraries = ":".join(str(place) for place in (PLACE / "cyrus/usr/lib").glob("*-linux-gnu*"))
        environment = dict(os.environ, CYRUS_USER=getpass.getuser(), LD_LIBRARY_PATH=libraries)
        with open(self.directory / "master.log", "wb") as log:
            self._master = subprocess.Popen(
                [self.programs / "master", "-C", self.directory / "imapd.conf", "-M", self.directory / "cyrus.conf",
                 "-p", self.directory / "master.pid", "-D"],
                env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=die_with_parent,
                start_new_session=True)  # at its end it sends SIGTERM to its whole process group
        keep_trying("Cyrus", self._is_up, 20)
        return self

    def __exit__(self, _type: type[BaseException] | None, _value: BaseException | None,
                 _trace: TracebackType | None) -> None:
        if self._master:
            self._master.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._master.wait(10)
            self._master.kill()
        shutil.rmtree(self.directory, ignore_errors=True)

    def append(self, user: str, *messages: bytes) -> None:
        with self._client(user) as client:
            for message in messages:
                status, answer = client.append("INBOX", "()", "", message)
                if status != "OK":
                    raise SessionError(f"Cyrus: {answer!r}")

    def messages(self, user: str) -> list[bytes]:
        with self._client(user) as client:
            client.select("INBOX", readonly=True)
            _, answer = client.fetch("1:*", "(UID BODY.PEEK[])")
            return [part[1] for part in answer if isinstance(part, tuple)]

    def change_uidls(self, user: str) -> None:
        """The same messages are delivered once more, and the old ones go."""
        contents = self.messages(user)
        with self._client(user) as client:
            client.select("INBOX")
            client.store("1:*", "+FLAGS.SILENT", r"(\Deleted)")
            client.expunge()
        self.append(user, *contents)

    def _is_up(self) -> bool:
        if self._master and self._master.poll() is not None:
            raise SessionError(f"Cyrus ended: {(self.directory / 'master.log').read_text(errors='replace')}")
        with contextlib.suppress(OSError, poplib.error_proto):
            poplib.POP3("127.0.0.1", self.port, timeout=2).quit()
            return True
        return False

    @contextlib.contextmanager
    def _client(self, user: str) -> Iterator[imaplib.IMAP4]:
        client = imapclient.connect(self.imap_port)
        try:
            client.login(user, self.users[user])
            yield client
        finally:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                client.logout()

    def _settings(self) -> str:
        conf = self.directory / "conf"
        return f"""configdirectory: {conf}
partition-default: {self.directory}/spool
defaultpartition: default
cyrus_user: {getpass.getuser()}
allowplaintext: yes
allowapop: no
sasl_mech_list: PLAIN LOGIN
sasl_pwcheck_method: alwaystrue
autocreate_quota: 0
autocreate_post: 1
unixhierarchysep: yes
altnamespace: yes
popminpoll: 0
duplicatesuppression: no
lmtpsocket: {conf}/socket/lmtp
idlesocket: {conf}/socket/idle
notifysocket: {conf}/socket/notify
proc_path: {conf}/proc
mboxname_lockpath: {conf}/lock
tls_session_timeout: 0
"""

    def _services(self) -> str:
        settings = self.directory / "imapd.conf"
        return f"""START {{
}}
SERVICES {{
  imap cmd="{self.programs}/imapd -C {settings}" listen="127.0.0.1:{self.imap_port}" prefork=0
  pop3 cmd="{self.programs}/pop3d -C {settings}" listen="127.0.0.1:{self.port}" prefork=0
}}
EVENTS {{
}}
"""


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports
