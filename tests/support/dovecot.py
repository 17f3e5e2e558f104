#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A private Dovecot 2.4 on loopback: POP3 and IMAP over the same mailboxes, run by an ordinary user.

    dovecot.py [--user NAME] [--password WORD] [--sample]

serves until Ctrl-C and prints ports and the CA file.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import hashlib
import imaplib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType

import imapclient
from session import SessionError, clean_environment, die_with_parent, keep_trying, raise_on_sigterm, short_directory

SPECIAL_USE = {"Sent": r"\Sent", "Drafts": r"\Drafts", "Trash": r"\Trash", "Junk": r"\Junk", "Archive": r"\Archive"}
SERVICES = ("imap", "imaps", "pop3", "pop3s")

_CONFIG = """
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
base_dir = {dir}/base
state_dir = {dir}/state
log_path = {dir}/dovecot.log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = {uid}
listen = 127.0.0.1
protocols = imap pop3
mail_max_userip_connections = 200
# The mailboxes live for seconds: no waiting for the disk, and none as a punishment for a wrong password.
mail_fsync = never
mail_attachment_detection_options =
auth_failure_delay = 0
auth_allow_cleartext = {cleartext}
mail_home = {dir}/users/%{{user}}
{mail}
{extra}
ssl = {ssl}
ssl_server_cert_file = {dir}/tls/server.pem
ssl_server_key_file = {dir}/tls/server.key
passdb passwd-file {{
  passwd_file_path = {dir}/users.passwd
}}
userdb static {{
}}
namespace inbox {{
  inbox = yes
  separator = {separator}
{special_use}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = {pop3s}
    ssl = yes
  }}
}}
"""


class Dovecot:
    """The server as a context manager; ports are in `ports["imap" | "imaps" | "pop3" | "pop3s"]`.

    users              login name to password
    storage            "maildir", "sdbox" or "mdbox"
    hide               IMAP capabilities the server shall not announce, e.g. {"CONDSTORE", "QRESYNC"}
    special_use        make Sent, Drafts, Trash, Junk and Archive with their special use attributes
    cleartext          allow a login without TLS. Dovecot takes a client with its own address for secure whatever this
                       says, so come through a Proxy with source="127.0.0.2" to see the difference
    starttls           offer STARTTLS and STLS (False: no TLS at all)
    separator          of folder names: "/", or "." so that "/" may stand in a name
    extra              more lines of configuration
    """

    def __init__(self, users: Mapping[str, str], *, storage: str = "maildir", hide: Iterable[str] = (),
                 special_use: bool = True, cleartext: bool = True, starttls: bool = True, separator: str = "/",
                 extra: str = "") -> None:
        self.users = dict(users)
        self.storage = storage
        self.hide = {word.upper() for word in hide}
        self.special_use = special_use
        self.cleartext = cleartext
        self.starttls = starttls
        self.separator = separator
        self.extra = extra
        self.directory = Path()
        self.ports: dict[str, int] = {}
        self._capability = ""
        self._server: subprocess.Popen[bytes] | None = None

    # -- life time ---------------------------------------------------------------------------------------------

    def __enter__(self) -> Dovecot:
        self.directory = short_directory("konto-dc-")
        try:
            for place in ("base", "state", "tls", "users"):
                (self.directory / place).mkdir(mode=0o700)
            self._make_certificates()
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, _type: type[BaseException] | None, _value: BaseException | None,
                 _trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Stops the server and removes all mailboxes."""
        self.stop()
        if self.directory != Path():
            shutil.rmtree(self.directory, ignore_errors=True)

    def start(self) -> None:
        """Starts the server (again), on the same ports as before; returns when all of them accept."""
        for attempt in range(5):
            if not self.ports or attempt:
                self.ports = dict(zip(SERVICES, free_ports(len(SERVICES)), strict=True))
            if self._try_start():
                break
        else:
            raise SessionError(f"Dovecot does not start:\n{self.log()}")
        if self.hide and not self._capability:
            self._hide_capabilities()

    def stop(self) -> None:
        """Stops the server and cuts all connections; the mailboxes stay."""
        server, self._server = self._server, None
        if not server:
            return
        server.terminate()
        # Its idle children can keep the master for seconds; they hold nothing that is not on disk.
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(0.5)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()

    def restart(self, **changes: object) -> None:
        """Stops, changes attributes of the constructor (e.g. cleartext=False) and starts on the same ports."""
        self.stop()
        for name, value in changes.items():
            setattr(self, name, value)
        if "hide" in changes:
            self.hide = {word.upper() for word in self.hide}
            self._capability = ""
        self.start()

    def set_password(self, user: str, password: str) -> None:
        """Holds for every later login; returns when it does: Dovecot looks at the file once a second."""
        self.users[user] = password
        self._write_users()
        keep_trying("the new password", lambda: self._accepts(user, password), 10)

    def _accepts(self, user: str, password: str) -> bool:
        connection = imapclient.connect(self.ports["imap"])
        try:
            connection.login(user, password)
            return True
        except imaplib.IMAP4.error:
            return False
        finally:
            connection.shutdown()

    def log(self) -> str:
        """What Dovecot logged so far."""
        file = self.directory / "dovecot.log"
        return file.read_text(errors="replace") if file.exists() else ""

    # -- TLS ---------------------------------------------------------------------------------------------------

    @property
    def ca_file(self) -> Path:
        """The CA of the server's certificate. Not trusted by anybody unless told, e.g. by SSL_CERT_FILE."""
        return self.directory / "tls/ca.pem"

    def renew_certificate(self) -> None:
        """The server has another key and certificate from now on, of the same CA."""
        self.stop()
        self._certify()
        self.start()

    def key_pin(self) -> str:
        """Hex SHA-256 of the server's SubjectPublicKeyInfo, the form in which Konto pins keys."""
        pem = self._openssl("x509", "-in", "server.pem", "-pubkey", "-noout")
        der = base64.b64decode("".join(line for line in pem.splitlines() if not line.startswith("-")))
        return hashlib.sha256(der).hexdigest()

    # -- mailboxes ---------------------------------------------------------------------------------------------

    def home(self, user: str) -> Path:
        return self.directory / "users" / user

    def maildir(self, user: str, folder: str = "INBOX") -> Path:
        """The Maildir of a folder (storage "maildir" only). It may not exist yet; see create()."""
        root = self.home(user) / "Maildir"
        return root if folder == "INBOX" else root.joinpath(*(utf7(part) for part in folder.split(self.separator)))

    @contextlib.contextmanager
    def imap(self, user: str) -> Iterator[imaplib.IMAP4]:
        """A logged-in connection of another mail program."""
        with imapclient.connect(self.ports["imap"]) as client:
            # Not LOGIN: imaplib sends only ASCII there.
            client.authenticate("PLAIN", lambda _: f"\0{user}\0{self.users[user]}".encode())
            yield client

    def folders(self, user: str) -> list[str]:
        with self.imap(user) as client:
            lines = _ok(client.list())
        names = []
        for line in lines:
            text = line[0] + line[1] if isinstance(line, tuple) else line
            match = re.match(rb'\((.*?)\) (?:"(?:\\.|[^"])*"|NIL) (?:\{\d+\})?(.*)$', text, re.DOTALL)
            if match and b"\\noselect" not in match[1].lower():
                names.append(from_utf7(_unquote(match[2]).decode("ascii")))
        return sorted(names)

    def create(self, user: str, *folders: str) -> None:
        with self.imap(user) as client:
            for folder in folders:
                _ok(client.create(quote(folder)))
                _ok(client.subscribe(quote(folder)))

    def rename(self, user: str, old: str, new: str) -> None:
        with self.imap(user) as client:
            _ok(client.rename(quote(old), quote(new)))

    def delete_folder(self, user: str, folder: str) -> None:
        with self.imap(user) as client:
            _ok(client.delete(quote(folder)))

    def append(self, user: str, folder: str, *messages: bytes, flags: str = "") -> None:
        """Adds messages, as a mail server's delivery or another mail program does."""
        with self.imap(user) as client:
            for message in messages:
                _ok(client.append(quote(folder), f"({flags})", "", _crlf(message)))

    def fill(self, user: str, messages: Iterable[tuple[str, bytes, str, float]]) -> None:
        """Adds (folder, message, flags, unix time) tuples; makes missing folders."""
        existing = set(self.folders(user))
        with self.imap(user) as client:
            for folder, message, flags, when in messages:
                if folder not in existing:
                    _ok(client.create(quote(folder)))
                    _ok(client.subscribe(quote(folder)))
                    existing.add(folder)
                date = imaplib.Time2Internaldate(when)
                _ok(client.append(quote(folder), f"({flags})", date, _crlf(message)))

    def uids(self, user: str, folder: str = "INBOX", criterion: str = "ALL") -> list[int]:
        with self.imap(user) as client:
            _ok(client.select(quote(folder), readonly=True))
            return [int(word) for word in _ok(client.uid("SEARCH", criterion))[0].split()]

    def messages(self, user: str, folder: str = "INBOX") -> dict[int, bytes]:
        """UID to the message's bytes (CRLF line ends). For small folders."""
        with self.imap(user) as client:
            _ok(client.select(quote(folder), readonly=True))
            return {_uid(line[0]): line[1] for line in _ok(client.uid("FETCH", "1:*", "(BODY.PEEK[])"))
                    if isinstance(line, tuple)}

    def flags(self, user: str, folder: str = "INBOX") -> dict[int, set[str]]:
        """UID to flags, without \\Recent."""
        with self.imap(user) as client:
            _ok(client.select(quote(folder), readonly=True))
            lines = _ok(client.uid("FETCH", "1:*", "(FLAGS)"))
        found = {}
        for line in lines:
            words = re.search(rb"FLAGS \((.*?)\)", line or b"")
            if words:
                found[_uid(line)] = set(words[1].decode().split()) - {r"\Recent"}
        return found

    def hashes(self, user: str) -> dict[str, Counter[str]]:
        """Per folder: how often which message stands there, by content_hash()."""
        return {folder: Counter(content_hash(message) for message in self.messages(user, folder).values())
                for folder in self.folders(user)}

    def store(self, user: str, folder: str, uids: Iterable[int], change: str) -> None:
        r"""Changes flags, e.g. change = r"+FLAGS (\Seen)"."""
        with self.imap(user) as client:
            _ok(client.select(quote(folder)))
            item, _, words = change.partition(" ")
            _ok(client.uid("STORE", ",".join(map(str, uids)), item, words))

    def expunge(self, user: str, folder: str, uids: Iterable[int]) -> None:
        """Removes messages for good."""
        wanted = ",".join(map(str, uids))
        with self.imap(user) as client:
            _ok(client.select(quote(folder)))
            _ok(client.uid("STORE", wanted, "+FLAGS.SILENT", r"(\Deleted)"))
            _ok(client.uid("EXPUNGE", wanted))

    # -- internals ---------------------------------------------------------------------------------------------

    def _try_start(self) -> bool:
        self._write_users()
        config = self.directory / "dovecot.conf"
        config.write_text(self._config())
        with open(self.directory / "stderr.log", "ab") as errors:
            self._server = subprocess.Popen(["dovecot", "-F", "-c", str(config)], env=_environment(), cwd="/",
                                            stdin=subprocess.DEVNULL, stdout=errors, stderr=errors,
                                            preexec_fn=die_with_parent, start_new_session=True)
        # Dovecot announces readiness to nobody but its ports.
        keep_trying("Dovecot", lambda: self._answers() or self._server.poll() is not None, 20, 0.02)  # type: ignore[union-attr]
        if self._server.poll() is None:
            return True
        errors_text = (self.directory / "stderr.log").read_text(errors="replace") + self.log()
        if "Address already in use" not in errors_text:
            raise SessionError(f"Dovecot does not start:\n{errors_text}")
        return False

    def _answers(self) -> bool:
        used = SERVICES if self.starttls else ("imap", "pop3")
        return all(self._greets(service) for service in used)

    def _greets(self, service: str) -> bool:
        """A port alone says little: that of the server before may still take connections while it dies."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.ports[service]), 5) as connection:
            return service not in ("imap", "pop3") or connection.recv(3) in (b"* O", b"+OK")
        return False

    def _hide_capabilities(self) -> None:
        """The setting replaces the whole list, which only the server knows: ask it, then start again without."""
        user = next(iter(self.users))
        cleartext, self.cleartext = self.cleartext, True
        self._start_again()
        with self.imap(user) as client:
            words = _ok(client.capability())[0].decode().split()
        self.cleartext = cleartext
        self._capability = " ".join(word for word in words if word.upper() not in self.hide)
        self._start_again()

    def _start_again(self) -> None:
        self.stop()
        if not self._try_start():
            raise SessionError("Dovecot does not start again: its ports were taken meanwhile")

    def _write_users(self) -> None:
        lines = "".join(f"{name}:{{PLAIN}}{password}::::::\n" for name, password in self.users.items())
        file = self.directory / "users.passwd"
        file.write_text(lines)
        # Dovecot notices a change by the time stamp in whole seconds.
        os.utime(file, (time.time(), file.stat().st_mtime + len(lines) % 97))
        for name in self.users:
            self.home(name).mkdir(exist_ok=True)

    def _config(self) -> str:
        paths = {"maildir": "Maildir", "sdbox": "sdbox", "mdbox": "mdbox"}
        mail = f"mail_driver = {self.storage}\nmail_path = ~/{paths[self.storage]}\n"
        if self.storage == "maildir":
            mail += "mailbox_list_layout = fs\n"
        extra = self.extra + (f"\nimap_capability = {self._capability}" if self._capability else "")
        special = "".join(f"  mailbox {name} {{\n    auto = subscribe\n    special_use = \"\\\\{use[1:]}\"\n  }}\n"
                          for name, use in SPECIAL_USE.items()) if self.special_use else ""
        user = _name_of(os.getuid())
        return _CONFIG.format(dir=self.directory, user=user, group=_group_of(os.getgid()), uid=os.getuid(),
                              gid=os.getgid(), cleartext="yes" if self.cleartext else "no", mail=mail, extra=extra,
                              ssl="yes" if self.starttls else "no", separator=self.separator, special_use=special,
                              **self.ports)

    def _make_certificates(self) -> None:
        (self.directory / "tls/san").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n")
        new = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2")
        self._openssl(*new, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Konto test CA",
                      "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign")
        self._certify()

    def _certify(self) -> None:
        self._openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "server.key",
                      "-out", "server.csr", "-subj", "/CN=localhost")
        self._openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-days", "2",
                      "-extfile", "san", "-out", "server.pem")

    def _openssl(self, *arguments: str) -> str:
        done = subprocess.run(["openssl", *arguments], cwd=self.directory / "tls", text=True, capture_output=True)
        if done.returncode:
            raise SessionError(f"openssl {arguments[0]}: {done.stderr}")
        return done.stdout


def content_hash(message: bytes) -> str:
    """SHA-256 of a message, whatever its line ends and however many of them end it."""
    return hashlib.sha256(message.replace(b"\r\n", b"\n").rstrip(b"\n")).hexdigest()


def free_ports(count: int) -> list[int]:
    """Ports of 127.0.0.1 that nobody used a moment ago."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def utf7(name: str) -> str:
    """A folder name as IMAP4rev1 writes it (RFC 3501 section 5.1.3)."""
    def pack(match: re.Match[str]) -> str:
        coded = base64.b64encode(match[0].encode("utf-16-be")).rstrip(b"=").replace(b"/", b",")
        return f"&{coded.decode()}-"
    return re.sub(r"[^\x20-\x7e]+", pack, name.replace("&", "&-"))


def from_utf7(name: str) -> str:
    """The reverse of utf7()."""
    def unpack(match: re.Match[str]) -> str:
        coded = match[1].replace(",", "/")
        return base64.b64decode(coded + "=" * (-len(coded) % 4)).decode("utf-16-be") if coded else "&"
    return re.sub(r"&([^-]*)-", unpack, name)


def quote(folder: str) -> str:
    """A folder name as a quoted string of an IMAP command."""
    return '"' + utf7(folder).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _unquote(word: bytes) -> bytes:
    return re.sub(rb"\\(.)", rb"\1", word[1:-1]) if word.startswith(b'"') else word


def _crlf(message: bytes) -> bytes:
    return message.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _uid(line: bytes) -> int:
    match = re.search(rb"UID (\d+)", line)
    assert match, line
    return int(match[1])


def _ok(answer: tuple[str, list]) -> list:  # type: ignore[type-arg]
    if answer[0] != "OK":
        raise SessionError(f"the IMAP server said {answer}")
    return [line for line in answer[1] if line is not None]


def _environment() -> dict[str, str]:
    env = clean_environment()
    env["PATH"] = f"{env.get('PATH', '/usr/bin:/bin')}:/usr/sbin:/sbin"
    return env


def _name_of(uid: int) -> str:
    import pwd
    return pwd.getpwuid(uid).pw_name


def _group_of(gid: int) -> str:
    import grp
    return grp.getgrgid(gid).gr_name


def main() -> int:
    parser = argparse.ArgumentParser(description="Serves POP3 and IMAP on loopback until Ctrl-C.")
    parser.add_argument("--user", default="anna")
    parser.add_argument("--password", default="geheim")
    parser.add_argument("--sample", action="store_true", help="fill the mailbox with the sample mail")
    options = parser.parse_args()
    raise_on_sigterm()
    with Dovecot({options.user: options.password}) as server, contextlib.suppress(KeyboardInterrupt):
        if options.sample:
            import samplemail
            server.fill(options.user, samplemail.tuples())
        for service, port in server.ports.items():
            print(f"{service:6} 127.0.0.1:{port}")
        print(f"CA     {server.ca_file}\nuser   {options.user}, password {options.password}", flush=True)
        signal.pause()
    return 0


if __name__ == "__main__":
    sys.exit(main())
