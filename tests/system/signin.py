#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""Every way to sign in, with real servers: passwords that are not sent, tokens, certificates, tickets."""

from __future__ import annotations

import json
import re
import threading
import unittest
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from common import HarnessTest, mail
from harness import USER, Account
from kdc import Kdc

MODES = ("pop3", "imap")
OAUTH2, CERTIFICATE, KERBEROS = 1, 2, 3


class SignInTest(HarnessTest):
    """Both modes; one message on the server, so that a success can be seen."""

    def setUp(self) -> None:
        super().setUp()
        self.h.dovecot.append(USER, "INBOX", mail("One"))

    def signs_in(self, account: Account, mechanism: str) -> None:
        """A sync that succeeds, after a login by just that mechanism."""
        before = len(self.h.dovecot.log())
        account.sync()
        logins = re.findall(rf"{account.mode}-login: Info: Logged in: user=<{USER}>, method=([A-Z0-9-]+)",
                            self.h.dovecot.log()[before:])
        self.assertEqual({*logins}, {mechanism})
        self.assert_mirrors(account)

    def fails(self, account: Account, words: str) -> None:
        result = account.sync_any()
        self.assertEqual(result["status"], "broken", result)
        self.assertRegex(result["message"], words)


class Passwords(SignInTest):
    def mechanism(self, word: str, *modes: str, security: str = "none") -> None:
        self.h.dovecot.restart(extra=f"auth_mechanisms = plain {word.lower()}")
        for mode in modes:
            with self.subTest(f"{word}, {mode}"):
                account = self.h.add_account(mode, security=security, online=False)
                self.h.probe("online", account.identifier, "true")
                self.signs_in(account, word)
                account.set_password("falsch")
                account.configure(AccountName=account.name)
                self.fails(account, "did not accept")

    def test_passwords_are_not_sent(self) -> None:
        self.mechanism("SCRAM-SHA-256", *MODES)
        self.mechanism("SCRAM-SHA-1", *MODES, security="tls")
        self.mechanism("CRAM-MD5", *MODES)
        self.mechanism("APOP", "pop3")


class Certificates(SignInTest):
    def make_certificate(self, name: str, authority: str = "ca") -> str:
        """A PKCS #12 file with the passphrase "offen"."""
        openssl = self.h.dovecot._openssl
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{name}.key",
                "-out", f"{name}.csr", "-subj", f"/CN={name}")
        signer = ["-CA", f"{authority}.pem", "-CAkey", f"{authority}.key"] if authority else ["-signkey", f"{name}.key"]
        openssl("x509", "-req", "-in", f"{name}.csr", *signer, "-days", "2", "-out", f"{name}.pem")
        openssl("pkcs12", "-export", "-inkey", f"{name}.key", "-in", f"{name}.pem", "-out", f"{name}.p12",
                "-passout", "pass:offen")
        return str(self.h.dovecot.directory / f"tls/{name}.p12")

    def test_external(self) -> None:
        mine, bens = self.make_certificate(USER), self.make_certificate("ben")
        self.h.dovecot.restart(extra=f"""
auth_mechanisms = plain external
auth_ssl_username_from_cert = yes
ssl_server_request_client_cert = yes
ssl_server_ca_file = {self.h.dovecot.ca_file}
ssl_server_require_crl = no
passdb static {{
  mechanisms_filter = external
  fields {{
    nopassword = yes
  }}
}}
""")
        for mode in MODES:
            for security in ("tls", "starttls"):
                with self.subTest(f"{mode}, {security}"):
                    account = self.h.add_account(mode, security=security, password="offen", SignIn=CERTIFICATE,
                                                 CertificateFile=mine)
                    self.signs_in(account, "EXTERNAL")
            with self.subTest(mode):
                account.configure(CertificateFile=bens)
                self.fails(account, "did not accept")
                account.configure(CertificateFile="/nonexistent/me.p12")
                self.fails(account, "certificate.*/nonexistent/me.p12")
                account.configure(CertificateFile=mine)
                self.signs_in(account, "EXTERNAL")


class TokenProvider:
    """An OAuth2 provider: introspection for the mail server, renewal for the client."""

    def __init__(self) -> None:
        self.valid = {"fresh-0"}
        self.refresh = "refresh-0"
        self.renewals = 0
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                status, answer = provider.answer(self.path, {key: values[0] for key, values in form.items()})
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> TokenProvider:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if path == "/introspect":
            good = form.get("token") in self.valid
            return 200, {"active": good, "username": USER}
        if form.get("refresh_token") != self.refresh or form.get("client_id") != "konto":
            return 400, {"error": "invalid_grant", "error_description": "Sign in again."}
        self.renewals += 1
        # As many providers do: the old ones are worth nothing any more.
        self.valid = {f"fresh-{self.renewals}"}
        self.refresh = f"refresh-{self.renewals}"
        return 200, {"access_token": f"fresh-{self.renewals}", "token_type": "Bearer", "expires_in": 3600,
                     "refresh_token": self.refresh}

    def revoke(self) -> None:
        self.valid = set()


class Tokens(SignInTest):
    def setUp(self) -> None:
        self.provider = self.enterContext(TokenProvider())
        super().setUp()

    def serve(self, mechanism: str) -> None:
        self.h.dovecot.restart(extra=f"""
auth_mechanisms = plain {mechanism}
oauth2 {{
  introspection_mode = post
  introspection_url = {self.provider.url}/introspect
  username_attribute = username
  active_attribute = active
  active_value = true
}}
passdb oauth2 {{
  mechanisms_filter = oauthbearer xoauth2
}}
""")

    def store_token(self, account: Account, access: str, lifetime: timedelta) -> None:
        token = {"access_token": access, "refresh_token": self.provider.refresh,
                 "expires": (datetime.now(UTC) + lifetime).strftime("%Y-%m-%dT%H:%M:%SZ")}
        self.h.probe("password-set", f"{account.account_id}/oauth", stdin=json.dumps(token))

    def account(self, mode: str) -> Account:
        """Not yet online."""
        return self.h.add_account(mode, online=False, SignIn=OAUTH2, OAuthTokenUrl=f"{self.provider.url}/token",
                                  OAuthClientId="konto")

    def check(self, mode: str, mechanism: str) -> None:
        account = self.account(mode)
        before = self.provider.renewals

        self.store_token(account, "stale", timedelta(seconds=30))
        self.h.probe("online", account.identifier, "true")
        self.signs_in(account, mechanism)
        self.assertEqual(self.provider.renewals, before + 1, "expired, so renewed")
        for proxy in self.h.proxies.values():
            proxy.cut()  # an IMAP connection is kept for the next check
        self.signs_in(account, mechanism)
        self.assertEqual(self.provider.renewals, before + 1, "and kept")

        self.provider.revoke()
        for proxy in self.h.proxies.values():
            proxy.cut()
        self.signs_in(account, mechanism)
        self.assertEqual(self.provider.renewals, before + 2, "refused by the mail server, so renewed")

        self.provider.revoke()
        self.provider.refresh = "another"
        for proxy in self.h.proxies.values():
            proxy.cut()
        self.fails(account, "wants you to sign in again")
        self.assertEqual(self.provider.renewals, before + 2)
        for secret in ("fresh-", "refresh-"):
            self.assertEqual([path for path in self.h.files_with(secret) if "keyring" not in str(path)], [])

    def test_xoauth2(self) -> None:
        self.serve("xoauth2")
        for mode in MODES:
            with self.subTest(mode):
                self.check(mode, "XOAUTH2")

    def test_oauthbearer(self) -> None:
        self.serve("oauthbearer")
        for mode in MODES:
            with self.subTest(mode):
                self.check(mode, "OAUTHBEARER")


class Tickets(SignInTest):
    def setUp(self) -> None:
        self.kdc = self.enterContext(Kdc([USER], ["imap/localhost", "pop/localhost"]))
        self.options = {"env": self.kdc.environment}
        super().setUp()

    def test_gssapi(self) -> None:
        self.h.dovecot.restart(extra=f"""
auth_mechanisms = plain gssapi
auth_gssapi_hostname = $ALL
auth_krb5_keytab = {self.kdc.keytab}
import_environment {{
  KRB5_CONFIG = {self.kdc.config}
}}
""")
        for mode in MODES:
            with self.subTest(mode):
                account = self.h.add_account(mode, security="tls", SignIn=KERBEROS)
                self.fails(account, "no valid Kerberos ticket")
                self.kdc.kinit(USER)
                self.signs_in(account, "GSSAPI")
                self.kdc.kdestroy()


if __name__ == "__main__":
    unittest.main()
