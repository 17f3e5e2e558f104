# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""The web server of every domain in the world of KONTO_DISCOVERY_MAP (net/mappeddiscovery.h), where they tell their mail servers."""

from __future__ import annotations

import contextlib
import http.server
import ssl
import threading
from types import TracebackType
from typing import Any


class OwnFiles:
    """A context manager. files: "/autoconfig.example.org/mail/config-v1.1.xml" to contents."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        files: dict[str, str] = {}
        self.files = files

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                contents = files.get(self.path.partition("?")[0])
                self.send_response(200 if contents else 404)
                self.end_headers()
                with contextlib.suppress(ConnectionError):  # whoever has read enough hangs up
                    self.wfile.write((contents or "").encode())

            def log_message(self, *_: Any) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port = int(self._server.server_address[1])

    def __enter__(self) -> OwnFiles:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, _type: type[BaseException] | None, _value: BaseException | None, _trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()

    def tell(self, domain: str, *servers: str) -> None:
        """What entry() makes."""
        self.files[f"/autoconfig.{domain}/mail/config-v1.1.xml"] = ("<clientConfig version='1.1'><emailProvider id='x'>" + "".join(servers)
                                                                    + "</emailProvider></clientConfig>")


def entry(protocol: str, host: str, port: int, socket_type: str, user: str = "%EMAILLOCALPART%") -> str:
    element = "outgoingServer" if protocol == "smtp" else "incomingServer"
    return (f'<{element} type="{protocol}"><hostname>{host}</hostname><port>{port}</port><socketType>{socket_type}</socketType>'
            f"<username>{user}</username></{element}>")


def server_side(directory: Any) -> ssl.SSLContext:
    """With the certificate of Dovecot's directory, for localhost."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(directory / "server.pem", directory / "server.key")
    return tls
