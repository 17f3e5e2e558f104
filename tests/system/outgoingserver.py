# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""A server for sending mail, as much of it as is looked at before anybody signs in (RFC 5321)."""

from __future__ import annotations

import contextlib
import socketserver
import ssl
import threading
from types import TracebackType

ANSWERS = {b"EHLO": b"250-mail.example.org\r\n250-AUTH PLAIN\r\n250 SIZE\r\n", b"QUIT": b"221 Bye\r\n"}


class OutgoingServer:
    """A context manager, with TLS from the first octet; port."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError):
                    self.wfile.write(b"220 mail.example.org ESMTP\r\n")
                    for line in self.rfile:
                        self.wfile.write(ANSWERS.get(line[:4].upper(), b"530 Authentication required\r\n"))

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign] # whoever does not like the certificate hangs up
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> OutgoingServer:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, _type: type[BaseException] | None, _value: BaseException | None, _trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
