# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A POP3 server that can be told to misbehave as real ones do, or worse.

    with Pop3Server([("uidl-1", mail("One"))], capa=False) as server:
        ...  # server.port; Behaviour says what can go wrong
        server.behaviour.uidl = "drop"
        print(server.commands, server.mailbox)

Deletions count only at an acknowledged QUIT (RFC 1939 section 6).
"""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import TracebackType

MOST = 1 << 30


@dataclass
class Behaviour:
    """What the server does; may be changed between sessions."""

    capa: bool = True
    top: bool = True
    uidl: str = "yes"  # "no": -ERR; "drop": the line breaks in the middle of the answer
    pipelining: str = "yes"  # "no": not offered; "close", "stall", "nonsense": offered, and what happens under it
    more_capabilities: tuple[str, ...] = ()
    size_error: int = 0  # LIST says so much too much
    window: int = MOST  # only the newest so many are listed, unless the name begins with "recent:"
    login_error: str = ""  # such as "[IN-USE] somebody else is here"
    refuse_retr: frozenset[str] = frozenset()  # UIDLs
    close_at_quit: bool = False  # before the answer
    refuse_quit: bool = False
    close_after_deletions: int = MOST
    cut_after: int = MOST  # bytes of a session


@dataclass
class Session:
    """One client's."""

    messages: list[tuple[str, bytes]] = field(default_factory=list)
    deleted: set[int] = field(default_factory=set)
    sent: int = 0
    user: str = ""


class Pop3Server:
    """The server, as a context manager. mailbox: (UIDL, message with CRLF line ends), oldest first."""

    def __init__(self, mailbox: Iterable[tuple[str, bytes]] = (), password: str = "", **behaviour: object) -> None:
        self.mailbox = list(mailbox)
        self.password = password
        self.behaviour = Behaviour(**behaviour)  # type: ignore[arg-type]
        self.commands: list[str] = []
        self.users: list[str] = []
        self.bodies = 0
        self._lock = threading.Lock()
        outer = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                _Talk(outer, self.request).run()

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Pop3Server:
        self._thread.start()
        return self

    def __exit__(self, _type: type[BaseException] | None, _value: BaseException | None,
                 _trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def count(self, verb: str) -> int:
        """How often the command came since reset()."""
        return sum(command.split()[0] == verb for command in self.commands if command)

    def reset(self) -> None:
        self.commands.clear()
        self.users.clear()
        self.bodies = 0

    def note(self, command: str) -> None:
        with self._lock:
            self.commands.append("PASS [hidden]" if command.startswith("PASS") else command)

    def commit(self, session: Session) -> None:
        gone = [session.messages[number - 1] for number in session.deleted]
        with self._lock:
            for message in gone:
                self.mailbox.remove(message)


class _Hangup(Exception):
    pass


class _Talk:
    """One connection."""

    def __init__(self, server: Pop3Server, connection: socket.socket) -> None:
        self.server = server
        self.how = server.behaviour
        self.connection = connection
        self.session = Session()
        self.input = b""
        self.lines: list[bytes] = []

    def run(self) -> None:
        try:
            self.say("+OK ready")
            while True:
                self.answer(self.read_command())
        except (_Hangup, OSError):
            pass

    # -- bytes -------------------------------------------------------------------------------------------------

    def read_command(self) -> str:
        while not self.lines:
            data = self.connection.recv(65536)
            if not data:
                raise _Hangup
            *self.lines, self.input = (self.input + data).split(b"\r\n")
            if len(self.lines) > 1:
                self.on_pipeline()
        return self.lines.pop(0).decode("utf-8", "replace")

    def on_pipeline(self) -> None:
        if self.how.pipelining == "close":
            raise _Hangup
        if self.how.pipelining == "stall":
            del self.lines[1:]  # what came with the first command is forgotten, and its client waits for ever
        if self.how.pipelining == "nonsense":
            self.connection.sendall(b"* BAD too fast\r\n")

    def send(self, data: bytes) -> None:
        left = self.how.cut_after - self.session.sent
        self.session.sent += len(data)
        self.connection.sendall(data[:max(left, 0)])
        if left < len(data):
            raise _Hangup

    def say(self, line: str) -> None:
        self.send(line.encode() + b"\r\n")

    def say_lines(self, first: str, lines: Iterable[str]) -> None:
        self.send("\r\n".join([first, *lines, ".", ""]).encode())

    def say_message(self, content: bytes) -> None:
        stuffed = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in content.split(b"\r\n"))
        self.send(b"+OK\r\n" + stuffed + (b"" if stuffed.endswith(b"\r\n") else b"\r\n") + b".\r\n")

    # -- commands ----------------------------------------------------------------------------------------------

    def answer(self, command: str) -> None:
        self.server.note(command)
        verb, _, argument = command.partition(" ")
        handler = getattr(self, f"do_{verb.lower()}", None)
        if handler:
            handler(argument)
        else:
            self.say("-ERR unknown command")

    def do_capa(self, _argument: str) -> None:
        if not self.how.capa:
            self.say("-ERR unknown command")
            return
        words = ["USER", "RESP-CODES", "AUTH-RESP-CODE", *self.how.more_capabilities]
        words += ["PIPELINING"] if self.how.pipelining != "no" else []
        words += ["TOP"] if self.how.top else []
        words += ["UIDL"] if self.how.uidl != "no" else []
        self.say_lines("+OK", words)

    def do_user(self, argument: str) -> None:
        self.session.user = argument
        self.server.users.append(argument)
        self.say("+OK")

    def do_pass(self, argument: str) -> None:
        if self.how.login_error:
            self.say(f"-ERR {self.how.login_error}")
        elif self.server.password and argument != self.server.password:
            self.say("-ERR [AUTH] no")
        else:
            newest = MOST if self.session.user.startswith("recent:") else self.how.window
            self.session.messages = self.server.mailbox[-newest:] if newest else []
            self.say("+OK")

    def numbered(self) -> list[tuple[int, str, bytes]]:
        return [(number, uidl, content) for number, (uidl, content) in enumerate(self.session.messages, 1)
                if number not in self.session.deleted]

    def do_list(self, _argument: str) -> None:
        self.say_lines("+OK", (f"{number} {len(content) + self.how.size_error}" for number, _, content in self.numbered()))

    def do_uidl(self, _argument: str) -> None:
        if self.how.uidl == "no":
            self.say("-ERR unknown command")
            return
        lines = [f"{number} {uidl}" for number, uidl, _ in self.numbered()]
        if self.how.uidl == "drop":
            self.send("\r\n".join(["+OK", *lines[:len(lines) // 2], ""]).encode())
            raise _Hangup
        self.say_lines("+OK", lines)

    def do_retr(self, argument: str) -> None:
        uidl, content = self.session.messages[int(argument) - 1]
        if uidl in self.how.refuse_retr:
            self.say("-ERR cannot read this one")
            return
        self.server.bodies += 1
        self.say_message(content)

    def do_top(self, argument: str) -> None:
        if not self.how.top:
            self.say("-ERR unknown command")
            return
        content = self.session.messages[int(argument.split()[0]) - 1][1]
        self.say_message(content[:content.index(b"\r\n\r\n") + 4])

    def do_dele(self, argument: str) -> None:
        self.session.deleted.add(int(argument))
        self.say("+OK")
        if len(self.session.deleted) >= self.how.close_after_deletions:
            raise _Hangup

    def do_noop(self, _argument: str) -> None:
        self.say("+OK")

    def do_quit(self, _argument: str) -> None:
        if self.how.close_at_quit:
            raise _Hangup
        if self.how.refuse_quit:
            self.say("-ERR some messages were not removed")
            raise _Hangup
        self.server.commit(self.session)
        self.say("+OK bye")
        raise _Hangup
