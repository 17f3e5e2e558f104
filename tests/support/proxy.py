#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A loopback proxy that delays, counts, cuts and stalls; and servers that misbehave.

As a library, see Proxy and BadServer: both run in a thread of their own. On the command line:

    proxy.py --to PORT [--protocol imap|pop3] [--delay MS] [--cut-after BYTES] [--stall]

listens until Ctrl-C and then prints what it counted as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import re
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from dataclasses import asdict, dataclass, field
from types import TracebackType
from typing import Any, Protocol

from session import raise_on_sigterm

CHUNK = 256 * 1024
MAX_LINE = 1 << 20


@dataclass
class Counts:
    """What went through. `bodies` and `body_bytes` need the protocol and a connection without TLS."""

    connections: int = 0
    to_server: int = 0
    to_client: int = 0
    bodies: int = 0
    body_bytes: int = 0
    compressed: bool = False  # then bodies could not be counted
    commands: dict[str, int] = field(default_factory=dict)


class Wire(Protocol):
    """Reads along both directions of one connection."""

    def from_client(self, data: bytes) -> None: ...
    def from_server(self, data: bytes) -> None: ...


class ImapWire:
    """Counts the octets of literals that carry message bodies (BODY[], BODY[TEXT], BODY[2], RFC822, BINARY[...])."""

    _LITERAL = re.compile(rb"\{(\d+)\+?\}\r?\n$")
    _BODY = re.compile(rb"(?:(?:BODY|BINARY)\[(?![^\]]*(?:HEADER|MIME))[^\]]*\](?:<\d+>)?|RFC822(?:\.TEXT)?) ~?"
                       rb"\{\d+\}\r?\n$", re.IGNORECASE)
    _COMMAND = re.compile(rb"^[^\s(){%*\"\\]+ ((?:UID )?[A-Za-z]+)")

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._server_line = b""
        self._client_line = b""
        self._client_literal = 0
        self._literal = 0
        self._is_body = False

    def from_server(self, data: bytes) -> None:
        position = 0
        while position < len(data):
            if self._literal:
                step = min(self._literal, len(data) - position)
                self._literal -= step
                if self._is_body:
                    self._counts.body_bytes += step
                position += step
                continue
            end = data.find(b"\n", position)
            if end < 0:
                self._server_line = (self._server_line + data[position:])[-MAX_LINE:]
                return
            line = self._server_line + data[position:end + 1]
            self._server_line = b""
            position = end + 1
            if literal := self._LITERAL.search(line):
                self._literal = int(literal[1])
                self._is_body = bool(self._BODY.search(line))
                self._counts.bodies += self._is_body

    def from_client(self, data: bytes) -> None:
        if self._client_literal:
            skip = min(self._client_literal, len(data))
            self._client_literal -= skip
            data = data[skip:]
        *lines, rest = (self._client_line + data).split(b"\n")
        self._client_line = rest[-MAX_LINE:]
        for line in lines:
            if command := self._COMMAND.match(line):
                _count(self._counts, command[1])
                self._counts.compressed |= command[1].upper() == b"COMPRESS"


class Pop3Wire:
    """Counts the octets of the answers to RETR, without the closing dot."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._pending = [b"GREETING"]
        self._answer = b""  # the command whose multi-line answer is being read
        self._buffer = b""
        self._client_line = b""
        self._plain_lines = 0  # client lines that are answers, not commands (RFC 5034)
        self._opaque = False

    def from_client(self, data: bytes) -> None:
        if self._opaque:
            return
        *lines, rest = (self._client_line + data).split(b"\n")
        self._client_line = rest[-MAX_LINE:]
        for line in lines:
            if self._plain_lines:
                self._plain_lines -= 1
                continue
            words = line.upper().split()
            if words:
                _count(self._counts, words[0])
                self._pending.append(words[0] if words[0] not in (b"LIST", b"UIDL") or len(words) == 1 else b"ONE")

    def from_server(self, data: bytes) -> None:
        if self._opaque:
            return
        self._buffer += data
        while self._read_body() if self._answer else self._read_status():
            pass

    def _read_status(self) -> bool:
        line, newline, rest = self._buffer.partition(b"\n")
        if not newline or not self._pending:
            return False
        self._buffer = rest
        if line.startswith(b"+ ") or line.strip() == b"+":
            self._plain_lines += 1
            return True
        command = self._pending.pop(0)
        good = line.startswith(b"+OK")
        self._opaque = good and command == b"STLS"
        if good and command in (b"RETR", b"TOP", b"LIST", b"UIDL", b"CAPA"):
            self._answer = command
            self._counts.bodies += command == b"RETR"
            self._buffer = b"\r\n" + self._buffer  # so that an empty answer ends like every other
            self._count_body(-2)
        return not self._opaque

    def _read_body(self) -> bool:
        end = self._buffer.find(b"\r\n.\r\n")
        if end < 0:
            keep = min(4, len(self._buffer))
            self._count_body(len(self._buffer) - keep)
            self._buffer = self._buffer[len(self._buffer) - keep:]
            return False
        self._count_body(end + 2)
        self._buffer = self._buffer[end + 5:]
        self._answer = b""
        return True

    def _count_body(self, octets: int) -> None:
        if self._answer == b"RETR":
            self._counts.body_bytes += octets


class NoWire:
    """For bytes nobody can read along."""

    def from_client(self, data: bytes) -> None:
        pass

    def from_server(self, data: bytes) -> None:
        pass


class _LoopThread:
    """An asyncio loop in a thread, with one listening socket on 127.0.0.1. `port` stays the same after reopen()."""

    def __init__(self) -> None:
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Any:
        self._thread.start()
        self.reopen()
        return self

    def __exit__(self, _type: type[BaseException] | None, _value: BaseException | None,
                 _trace: TracebackType | None) -> None:
        self.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def reopen(self) -> None:
        """Listens (again)."""
        async def listen() -> None:
            self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port, limit=CHUNK)
            self.port = self._server.sockets[0].getsockname()[1]
        self._call(listen)

    def close(self) -> None:
        """Stops listening and cuts all connections; a new one is refused by the kernel."""
        async def leave() -> None:
            if self._server:
                self._server.close()
                self._server = None
            await self._cancel_all()
        self._call(leave)

    def cut(self) -> None:
        """Cuts the connections that are open now."""
        self._call(self._cancel_all)

    async def _cancel_all(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _call(self, function: Callable[[], Awaitable[None]]) -> None:
        done: Future[None] = asyncio.run_coroutine_threadsafe(function(), self._loop)  # type: ignore[arg-type]
        done.result(30)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        try:
            await self.serve(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        raise NotImplementedError


class Proxy(_LoopThread):
    """Forwards 127.0.0.1:port to 127.0.0.1:target, as a context manager.

    protocol    "imap" or "pop3" to count bodies, "" not to look at the bytes
    delay       round trip time it adds, in seconds (half of it each way); it does not limit the throughput
    cut_after   cut a connection when so many octets went from the server to the client; None: never.
                May be changed at any time and holds for each connection
    stall       accept, and say nothing
    source      local address of the connections to the server
    """

    def __init__(self, target: int, protocol: str = "", *, delay: float = 0, cut_after: int | None = None,
                 stall: bool = False, source: str = "127.0.0.1") -> None:
        super().__init__()
        self.target = target
        self.delay = delay
        self.cut_after = cut_after
        self.stall = stall
        self.counts = Counts()
        self.client_bytes = b""  # the first MiB of what clients sent, to look for what must not be there
        self._source = source
        self._wire: Callable[[Counts], Wire] = {"imap": ImapWire, "pop3": Pop3Wire, "": lambda _: NoWire()}[protocol]
        self._running = threading.Event()
        self._running.set()
        self._passed = threading.Condition()
        self._commands_left: int | None = None  # before one is cut
        self._last = 0  # number of the newest connection
        self._lost = 0  # of the newest one that leads nowhere
        self._open: set[int] = set()
        self._cut_when = ""

    def __enter__(self) -> Proxy:
        super().__enter__()
        return self

    def reset(self) -> Counts:
        """Starts counting from zero and returns what was counted so far."""
        before, self.counts = self.counts, Counts()
        self.client_bytes = b""
        return before

    def pause(self) -> None:
        """Lets no more bytes through, in either direction."""
        self._running.clear()

    def resume(self) -> None:
        self._running.set()

    @property
    def open(self) -> int:
        """How many connections clients have now."""
        return len(self._tasks)

    def lose(self) -> None:
        """The connections that are open now lead nowhere, as after sleep: nothing passes any more, and nobody is told."""
        self._lost = self._last

    @property
    def lost(self) -> int:
        """How many of these the clients have not closed yet."""
        return sum(number <= self._lost for number in self._open)

    def cut_command(self, number: int, when: str) -> None:
        """Cuts the connection on which the so-many-th command from now on comes, once: "before" it reaches the server, or "after",
        when the server answers. 0: no more."""
        self._commands_left, self._cut_when = number or None, when

    @property
    def has_cut(self) -> bool:
        """Whether that command has come."""
        return self._commands_left is None

    def wait_for_bytes(self, octets: int, timeout: float) -> bool:
        """Returns when so many octets have gone to the client; False on timeout."""
        with self._passed:
            return self._passed.wait_for(lambda: self.counts.to_client >= octets, timeout)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.counts.connections += 1
        self._last += 1
        number = self._last
        self._open.add(number)
        try:
            await self._forward(number, reader, writer)
        finally:
            self._open.discard(number)

    async def _forward(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.stall:
            await reader.read()  # until the client gives up
            return
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self.target, limit=CHUNK,
                                                                     local_addr=(self._source, 0))
        wire = _CurrentWire(self, self._wire)
        up = asyncio.create_task(self._pump(number, reader, server_writer, lambda data: self._from_client(wire, data)))
        down = asyncio.create_task(self._pump(number, server_reader, writer, self._to_client(wire)))
        try:
            await asyncio.wait({up, down}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (up, down):
                task.cancel()
            await asyncio.gather(up, down, return_exceptions=True)
            server_writer.transport.abort()

    def _from_client(self, wire: _CurrentWire, data: bytes) -> bytes:
        self.counts.to_server += len(data)
        if len(self.client_bytes) < MAX_LINE:
            self.client_bytes += data
        before = sum(self.counts.commands.values())
        wire.get().from_client(data)
        if self._commands_left is not None:
            self._commands_left -= sum(self.counts.commands.values()) - before
            if self._commands_left <= 0:
                self._commands_left = None
                if self._cut_when == "before":
                    raise ConnectionAbortedError(b"")
                wire.ends_with_answer = True
        return data

    def _to_client(self, wire: _CurrentWire) -> Callable[[bytes], bytes]:
        sent = 0

        def pass_on(data: bytes) -> bytes:
            nonlocal sent
            if wire.ends_with_answer and not data.startswith(b"+ "):  # what asks for the rest of the command is no answer yet
                raise ConnectionAbortedError(b"")
            left = len(data) if self.cut_after is None else max(0, self.cut_after - sent)
            cut = len(data) > left or left == 0
            data = data[:left]
            sent += len(data)
            self.counts.to_client += len(data)
            wire.get().from_server(data)
            with self._passed:
                self._passed.notify_all()
            if cut:
                raise ConnectionAbortedError(data)
            return data
        return pass_on

    async def _pump(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter,
                    look: Callable[[bytes], bytes]) -> None:
        """Copies one direction. Reading goes on while earlier bytes still travel, as on a long line."""
        # A long line holds whatever was sent within its delay; a short one need not hold more than a little.
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(0 if self.delay else 64)

        async def read() -> None:
            with contextlib.suppress(OSError):  # a reset ends the direction like an orderly end
                while data := await reader.read(CHUNK):
                    await queue.put((time.monotonic() + self.delay / 2, data))
            await queue.put((time.monotonic() + self.delay / 2, b""))

        task = asyncio.create_task(read())
        try:
            while True:
                due, data = await queue.get()
                if (wait := due - time.monotonic()) > 0:
                    await asyncio.sleep(wait)
                while not self._running.is_set() or number <= self._lost:
                    if task.done() and number <= self._lost:
                        return  # it has hung up
                    await asyncio.sleep(0.01)
                if not data:
                    return
                try:
                    writer.write(look(data))
                except ConnectionAbortedError as cut:
                    writer.write(cut.args[0])
                    await writer.drain()
                    writer.close()
                    return
                await writer.drain()
        finally:
            task.cancel()


class _CurrentWire:
    """One connection's reader; counts go to the proxy's counters of the moment, so that reset() works in between."""

    def __init__(self, proxy: Proxy, make: Callable[[Counts], Wire]) -> None:
        self._proxy = proxy
        self._wire = make(proxy.counts)
        self.ends_with_answer = False

    def get(self) -> Wire:
        if hasattr(self._wire, "_counts"):
            self._wire._counts = self._proxy.counts
        return self._wire


class BadServer(_LoopThread):
    """Speaks to each client only what it is told: greets, then answers each line in turn with the next reply.

    A last reply of None closes the connection; when the replies are used up it stays silent.
    """

    def __init__(self, greeting: bytes, *replies: bytes | None) -> None:
        super().__init__()
        self.greeting = greeting
        self.replies = replies
        self.received = b""

    def __enter__(self) -> BadServer:
        super().__enter__()
        return self

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(self.greeting)
        await writer.drain()
        for reply in self.replies:
            line = await reader.readline()
            if not line:
                return
            self.received += line
            if reply is None:
                return
            writer.write(reply.replace(b"%TAG%", line.split(b" ")[0]))
            await writer.drain()
        while data := await reader.read(CHUNK):
            self.received += data


def _count(counts: Counts, command: bytes) -> None:
    name = command.decode("ascii", "replace").upper()
    counts.commands[name] = counts.commands.get(name, 0) + 1


def main() -> int:
    parser = argparse.ArgumentParser(description="Forwards a loopback port, delays, counts and cuts.")
    parser.add_argument("--to", type=int, required=True, metavar="PORT")
    parser.add_argument("--protocol", choices=["imap", "pop3"], default="")
    parser.add_argument("--delay", type=float, default=0, metavar="MS", help="added round trip time")
    parser.add_argument("--cut-after", type=int, metavar="BYTES")
    parser.add_argument("--stall", action="store_true", help="accept and say nothing")
    options = parser.parse_args()
    raise_on_sigterm()
    with Proxy(options.to, options.protocol, delay=options.delay / 1000, cut_after=options.cut_after,
               stall=options.stall) as proxy:
        print(f"127.0.0.1:{proxy.port} -> 127.0.0.1:{options.to}", flush=True)
        with contextlib.suppress(KeyboardInterrupt, SystemExit):
            signal.pause()
        print(json.dumps(asdict(proxy.counts)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
