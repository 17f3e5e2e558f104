# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""An IMAP4rev1 server over mailboxes in memory, which tests read and change, and which can be told to fail.

    with ImapServer(without={"MOVE"}) as server:
        server.store.create("Work").add(mail("One"), {r"\\Seen"})
        server.refuse("^APPEND", "[OVERQUOTA] full")
        ...  # server.port, server.user, server.password
        print(server.commands, server.store["Work"].messages)

It is honest: what it does not announce it does not do, and what it refuses it has not done.
"""

from __future__ import annotations

import re
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import TracebackType

from imapmodel import MailStore
from imaptalk import OTHER_USER, Hangup, Talk

CAPABILITIES = ("IMAP4rev1", "LITERAL+", "SASL-IR", "ID", "NAMESPACE", "ENABLE", "CONDSTORE", "QRESYNC", "UIDPLUS", "MOVE",
                "IDLE", "UNSELECT", "CHILDREN", "LIST-EXTENDED", "LIST-STATUS", "SPECIAL-USE", "CREATE-SPECIAL-USE", "QUOTA", "ACL")
ROLES = {"Sent": r"\Sent", "Drafts": r"\Drafts", "Trash": r"\Trash", "Junk": r"\Junk", "Archive": r"\Archive"}


@dataclass
class Fault:
    """What goes wrong with a command whose text matches. Held commands wait for release()."""

    pattern: re.Pattern[str]
    when: str  # "before": the command is not executed; "half": the first half of its messages; "after": no answer comes
    answer: str = ""
    cut: bool = False
    seconds: float = 0
    times: int = 1 << 30
    reached: threading.Event = field(default_factory=threading.Event)
    released: threading.Event = field(default_factory=threading.Event)

    def release(self) -> None:
        self.released.set()


class ImapServer:
    """The server, as a context manager.

    without         capabilities it does not have, of CAPABILITIES
    extra           more to announce
    others          below what other users' mailboxes are (RFC 2342)
    special_use     make Sent, Drafts, Trash, Junk and Archive
    user, password  of the login. OTHER_USER may log in to the same mailboxes, too: nothing is noted of what it does, and
                    no fault meets it
    tls             the server's side of TLS: adds STARTTLS, and `tls_port`, where TLS begins at once
    """

    def __init__(self, *, without: Iterable[str] = (), extra: Iterable[str] = (), special_use: bool = True, separator: str = "/", others: str = "",
                 tls: ssl.SSLContext | None = None, user: str = "anna", password: str = "geheim") -> None:
        absent = {word.upper() for word in without}
        self.capabilities = [word for word in (*CAPABILITIES, *extra) if word.upper() not in absent]
        self.store = MailStore(separator)
        self.user = user
        self.password = password
        self.tls = tls
        self.others = others
        self.port = 0
        self.tls_port = 0
        self.commands: list[str] = []
        self.history: list[str] = []  # every command that may change something, of every client, and how it ended
        self.bodies: list[tuple[str, int]] = []  # mailbox and UID of every message text that was sent
        self.max_connections = 1 << 30
        self.refused_connections = 0
        self._faults: list[Fault] = []
        self._talks: set[Talk] = set()
        self._listeners: list[socketserver.ThreadingTCPServer] = []
        self._lock = threading.Lock()
        for name, role in ROLES.items() if special_use else ():
            self.store.create(name, role)
            self.store.subscribed.add(name)

    # -- life time ---------------------------------------------------------------------------------------------

    def __enter__(self) -> ImapServer:
        self.start()
        return self

    def __exit__(self, _type: type[BaseException] | None, _value: BaseException | None, _trace: TracebackType | None) -> None:
        self.stop()

    def start(self) -> None:
        """Listens, on the same ports as before."""
        self.port = self._listen(self.port, None)
        if self.tls:
            self.tls_port = self._listen(self.tls_port, self.tls)

    def stop(self) -> None:
        """Refuses connections and cuts those that are there; the mailboxes stay."""
        for listener in self._listeners:
            listener.shutdown()
            listener.server_close()
        self._listeners.clear()
        self.cut_all()

    def cut_all(self) -> None:
        with self._lock:
            for fault in self._faults:
                fault.release()
            for talk in self._talks:
                talk.cut()

    def offers(self, capability: str) -> bool:
        return capability.upper() in {word.upper() for word in self.capabilities}

    @property
    def connections(self) -> int:
        return len(self._talks)

    def _listen(self, port: int, tls: ssl.SSLContext | None) -> int:
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                outer._serve(self.request, tls)

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True
            request_queue_size = 64

        listener = Server(("127.0.0.1", port), Handler)
        self._listeners.append(listener)
        threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True).start()
        return int(listener.server_address[1])

    def _serve(self, connection: socket.socket, tls: ssl.SSLContext | None) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        talk = Talk(self, connection)
        with self._lock:
            allowed = len(self._talks) < self.max_connections
            self.refused_connections += not allowed
            if allowed:
                self._talks.add(talk)
        try:
            talk.run(tls, allowed)
        except (Hangup, OSError):
            pass
        finally:
            with self._lock:
                self._talks.discard(talk)
            talk.cut()

    # -- what came ---------------------------------------------------------------------------------------------

    def note(self, command: str) -> None:
        with self._lock:
            self.commands.append(command)

    def count(self, pattern: str) -> int:
        """How many commands since reset() match, such as "^UID MOVE"."""
        with self._lock:
            return sum(bool(re.search(pattern, command, re.IGNORECASE)) for command in self.commands)

    def reset(self) -> None:
        with self._lock:
            self.commands.clear()
            self.bodies.clear()

    # -- faults ------------------------------------------------------------------------------------------------

    def refuse(self, pattern: str, text: str = "[NOPERM] not allowed", *, times: int = 1 << 30) -> Fault:
        """Answers NO, and does nothing else."""
        return self._fault(pattern, when="before", answer=text, times=times)

    def cut(self, pattern: str, when: str, *, times: int = 1) -> Fault:
        """Drops the connection "before" the command is executed, "after" it was, or when it is "half" done (STORE, MOVE,
        EXPUNGE of several messages). No answer is sent."""
        return self._fault(pattern, when=when, cut=True, times=times)

    def delay(self, pattern: str, seconds: float, *, times: int = 1 << 30) -> Fault:
        """Answers so much later."""
        return self._fault(pattern, when="after", seconds=seconds, times=times)

    def hold(self, pattern: str, when: str = "after", *, times: int = 1) -> Fault:
        """Stops before or after the execution of a command: wait for `reached`, and call release() to go on."""
        return self._fault(pattern, when=when, times=times)

    def forgive(self) -> None:
        """No more faults; held commands go on."""
        with self._lock:
            for fault in self._faults:
                fault.release()
            self._faults.clear()

    def _fault(self, pattern: str, **what: object) -> Fault:
        fault = Fault(re.compile(pattern, re.IGNORECASE), **what)  # type: ignore[arg-type]
        with self._lock:
            self._faults.append(fault)
        return fault

    def meet(self, command: str, *, when: str, refusing: bool = False) -> Fault | None:
        """The fault that this command meets now; with refusing only one that answers NO. It counts."""
        with self._lock:
            for fault in self._faults:
                if fault.when == when and fault.times > 0 and fault.pattern.search(command) and (fault.answer or not refusing):
                    fault.times -= 1
                    return fault
        return None

    @staticmethod
    def suffer(fault: Fault) -> None:
        """Waits as the fault says. Raises Hangup when it cuts the connection."""
        fault.reached.set()
        if fault.cut:
            raise Hangup
        if fault.seconds:
            time.sleep(fault.seconds)
        elif not fault.answer:
            fault.released.wait()
