# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later
"""One connection of the scripted IMAP server: bytes, login, and the commands about mailboxes. Those about messages are in
imapmessages.py."""

from __future__ import annotations

import base64
import contextlib
import re
import select
import socket
import ssl
import typing
from datetime import datetime
from typing import Any

from imapmessages import MessageCommands
from imapquery import list_matcher
from imapwords import Bad, Refused, Text, mailbox_name, mailbox_word, numbers, parse, string

if typing.TYPE_CHECKING:
    from imapserver import Fault, ImapServer

MAX_LITERAL = 100_000_000
OTHER_USER = "other"  # may use every extension; what it does counts nowhere and meets no faults
_CHANGING = re.compile(r"(APPEND|CREATE|DELETE|RENAME|UID (STORE|COPY|MOVE|EXPUNGE)) ", re.IGNORECASE)
_SECRET = re.compile(r"(LOGIN|AUTHENTICATE)\b", re.IGNORECASE)
# What a command needs; others are not there without it.
_NEEDED = {"ID": "ID", "NAMESPACE": "NAMESPACE", "ENABLE": "ENABLE", "UNSELECT": "UNSELECT", "IDLE": "IDLE", "MYRIGHTS": "ACL",
           "GETQUOTA": "QUOTA", "GETQUOTAROOT": "QUOTA", "UID MOVE": "MOVE", "MOVE": "MOVE", "UID EXPUNGE": "UIDPLUS"}
_ALWAYS = {"CAPABILITY", "NOOP", "LOGOUT"}
_BEFORE_LOGIN = {"LOGIN", "AUTHENTICATE", "STARTTLS", "ID"}
_SELECTED = {"CLOSE", "UNSELECT", "EXPUNGE", "CHECK", "FETCH", "STORE", "COPY", "MOVE", "SEARCH"}


class Hangup(Exception):
    """The connection ends."""


class Talk(MessageCommands):
    def __init__(self, server: ImapServer, connection: socket.socket) -> None:
        super().__init__(server)
        self.connection = connection
        self.user = ""
        self.starting_tls: ssl.SSLContext | None = None
        self._input = b""
        self._output: list[bytes] = []

    def run(self, tls: ssl.SSLContext | None, allowed: bool) -> None:
        if tls:
            self.connection = tls.wrap_socket(self.connection, server_side=True)
        if not allowed:
            self.say("* BYE [UNAVAILABLE] Too many connections")
            self.flush()
            return
        self.say(f"* OK [CAPABILITY {self.capability_words()}] ready")
        self.flush()
        while True:
            self.answer_one()

    def cut(self) -> None:
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):
            self.connection.close()

    # -- bytes -------------------------------------------------------------------------------------------------

    def say(self, line: str | bytes) -> None:
        """Goes out with flush()."""
        self._output += [line.encode() if isinstance(line, str) else line, b"\r\n"]

    def flush(self) -> None:
        data, self._output = b"".join(self._output), []
        if data:
            self.connection.sendall(data)

    def receive(self) -> None:
        data = self.connection.recv(1 << 18)
        if not data:
            raise Hangup
        self._input += data

    def read_line(self) -> bytes:
        while b"\r\n" not in self._input:
            self.receive()
        line, _, self._input = self._input.partition(b"\r\n")
        return line

    def read_exactly(self, count: int) -> bytes:
        pieces, got = [self._input[:count]], len(self._input[:count])
        self._input = self._input[count:]
        while got < count:
            data = self.connection.recv(1 << 18)
            if not data:
                raise Hangup
            self._input = data[count - got:]
            pieces.append(data[:count - got])
            got += len(pieces[-1])
        return b"".join(pieces)

    def is_input_there(self, seconds: float) -> bool:
        if self._input or (isinstance(self.connection, ssl.SSLSocket) and self.connection.pending()):
            return True
        return bool(select.select([self.connection], [], [], seconds)[0])

    # -- one command -------------------------------------------------------------------------------------------

    def answer_one(self) -> None:
        tag, _, begin = self.read_line().partition(b" ")
        parts: list[bytes] = []
        text = ""
        refusal = None
        while literal := re.search(rb"\{(\d+)(\+?)\}$", begin):
            parts.append(begin[:literal.start()])
            text += begin.decode("latin-1").replace("+}", "}")
            if not literal[2] and (refusal := self.meet(text, when="before", refusing=True)):
                break  # RFC 3501 section 7.5: no literal is asked for when the answer is NO anyway
            parts.append(self.read_literal(int(literal[1]), bool(literal[2])))
            begin = self.read_line()
        parts.append(begin)
        text = self.hidden(text + ("" if refusal else begin.decode("latin-1")))
        if self.user != OTHER_USER:
            self.server.note(text)
        if refusal:
            self.say(f"{tag.decode()} NO {refusal.answer}")
            self.flush()
            return
        self.execute(tag.decode("latin-1"), text, parts)

    def read_literal(self, size: int, at_once: bool) -> Text:
        small = self.offers("LITERAL-") and size <= 4096
        if size > MAX_LITERAL or (at_once and not small and not self.offers("LITERAL+")):
            self.say("* BYE no such literal")  # RFC 7888 section 4: what follows cannot be told from commands
            self.flush()
            raise Hangup
        if not at_once:
            self.say("+ go on")
            self.flush()
        return Text(self.read_exactly(size))

    @staticmethod
    def hidden(text: str) -> str:
        return f"{text.split()[0].upper()} [hidden]" if _SECRET.match(text) else text

    def offers(self, capability: str) -> bool:
        return self.user == OTHER_USER or self.server.offers(capability)

    def meet(self, command: str, *, when: str, refusing: bool = False) -> Fault | None:
        return None if self.user == OTHER_USER else self.server.meet(command, when=when, refusing=refusing)

    def execute(self, tag: str, text: str, parts: list[bytes]) -> None:
        server = self.server
        if fault := self.meet(text, when="before"):
            server.suffer(fault)
            if fault.answer:
                self.say(f"{tag} NO {fault.answer}")
                self.flush()
                return
        half = self.meet(text, when="half")
        self.half = bool(half)
        end = self.run_command(tag, parts)
        if _CHANGING.match(text):
            where = f" in {self.box.name}" if self.box else ""
            subjects = re.findall(rb"^Subject: (.*?)\r$", b"".join(part for part in parts if isinstance(part, Text)), re.MULTILINE)
            self.server.history.append(f"{datetime.now():%H:%M:%S.%f} {self.user}: {text[:120]}{where} {subjects}: {end}{' (half)' if half else ''}")
        if half:
            server.suffer(half)
        if fault := self.meet(text, when="after"):
            server.suffer(fault)
        # RFC 3501 section 9: no status without a text
        self.say(f"{tag} {end} done" if end == "OK" or end.endswith("]") else f"{tag} {end}")
        self.flush()
        if self.leaving:
            raise Hangup
        if self.starting_tls:
            self._input = b""  # what came with the command is not trusted (RFC 3501 section 6.2.1)
            self.connection, self.starting_tls = self.starting_tls.wrap_socket(self.connection, server_side=True), None

    def run_command(self, tag: str, parts: list[bytes]) -> str:
        """Returns the tagged response."""
        try:
            words = parse(parts)
            verb = string(words.pop(0)).upper() if words else ""
            if verb == "UID":
                verb = f"UID {string(words.pop(0)).upper()}" if words else ""
            method = getattr(self, "do_" + verb.lower().replace(" ", "_"), None)
            if not method or not self.is_allowed(verb):
                raise Bad(f"{verb} is not possible")
            if verb in ("IDLE", "AUTHENTICATE", "STARTTLS"):  # they read more
                return str(method(*words))
            with self.server.store.lock:
                end = str(method(*words))
                if self.box:
                    # RFC 3501 section 7.4.1: numbers must not shift under commands that use them
                    self.tell_changes(expunged=verb not in ("FETCH", "STORE", "SEARCH"))
                return end
        except Refused as error:
            return f"NO {error}"
        except (Bad, TypeError, ValueError, IndexError) as error:
            return f"BAD {error}"

    def is_allowed(self, verb: str) -> bool:
        if verb in _NEEDED and not self.offers(_NEEDED[verb]):
            return False
        if verb in _ALWAYS:
            return True
        if not self.user:
            return verb in _BEFORE_LOGIN
        if verb.removeprefix("UID ") in _SELECTED:
            return self.box is not None
        return verb not in _BEFORE_LOGIN or verb == "ID"

    # -- any state ---------------------------------------------------------------------------------------------

    def capability_words(self) -> str:
        words = list(self.server.capabilities)
        if not self.user:
            is_tls = isinstance(self.connection, ssl.SSLSocket)
            words += ["AUTH=PLAIN"] + (["STARTTLS"] if self.server.tls and not is_tls else [])
        return " ".join(words)

    def do_capability(self) -> str:
        self.say(f"* CAPABILITY {self.capability_words()}")
        return "OK"

    def do_noop(self) -> str:
        return "OK"

    do_check = do_noop

    def do_id(self, _about: object) -> str:
        self.say('* ID ("name" "scripted")')
        return "OK"

    def do_logout(self) -> str:
        self.say("* BYE until then")
        self.leaving = True
        self.box = None
        return "OK"

    # -- login -------------------------------------------------------------------------------------------------

    def do_starttls(self) -> str:
        context = self.server.tls
        if not context or isinstance(self.connection, ssl.SSLSocket):
            raise Bad("no TLS now")
        self.starting_tls = context
        return "OK begin"

    def do_login(self, user: Any, password: Any) -> str:
        return self.log_in(string(user), string(password))

    def do_authenticate(self, mechanism: Any, initial: Any = None) -> str:
        if string(mechanism).upper() != "PLAIN":
            raise Refused("", "no such mechanism")
        if initial is None:
            self.say("+ ")
            self.flush()
            initial = self.read_line().decode("latin-1")
        _, user, password = base64.b64decode(string(initial)).split(b"\0")
        return self.log_in(user.decode(), password.decode())

    def log_in(self, user: str, password: str) -> str:
        if user not in (self.server.user, OTHER_USER) or password != self.server.password:
            raise Refused("AUTHENTICATIONFAILED", "Authentication failed.")
        self.user = user
        return f"OK [CAPABILITY {self.capability_words()}] Logged in"

    # -- mailboxes ---------------------------------------------------------------------------------------------

    def do_enable(self, *words: Any) -> str:
        wanted = [string(word).upper() for word in words]
        enabled = [word for word in wanted if word in ("CONDSTORE", "QRESYNC") and self.offers(word)]
        self.condstore |= bool(enabled)
        self.qresync |= "QRESYNC" in enabled
        self.say(" ".join(["* ENABLED", *enabled]))
        return "OK"

    def do_namespace(self) -> str:
        separator, others = self.server.store.separator, self.server.others
        foreign = f'(("{others}{separator}" "{separator}"))' if others else "NIL"
        self.say(f'* NAMESPACE (("" "{separator}")) {foreign} NIL')
        return "OK"

    def do_list(self, *words: Any) -> str:
        """With RFC 5258's options where announced."""
        left = list(words)
        selection = [string(word).upper() for word in left.pop(0)] if isinstance(left[0], list) else []
        reference, patterns = string(left.pop(0)), left.pop(0)
        returns = left[1] if len(left) == 2 and string(left[0]).upper() == "RETURN" else []
        if (selection or left or isinstance(patterns, list)) and not self.offers("LIST-EXTENDED"):
            raise Bad("no such option")
        patterns = patterns if isinstance(patterns, list) else [patterns]
        if patterns == [b""]:
            self.say(f'* LIST (\\Noselect) "{self.server.store.separator}" ""')
            return "OK"
        self.list_names(reference, [string(pattern) for pattern in patterns], selection, returns)
        return "OK"

    def list_names(self, reference: str, patterns: list[str], selection: list[str], returns: list[Any]) -> None:
        store = self.server.store
        options = [string(word).upper() for word in returns if not isinstance(word, list)]
        status = next((word for word in returns if isinstance(word, list)), None)
        if "STATUS" in options and not self.offers("LIST-STATUS"):
            raise Bad("no such option")
        matchers = [list_matcher(reference, pattern, store.separator) for pattern in patterns]
        for name in sorted(store.mailboxes):
            if not any(matches(name) for matches in matchers) or ("SUBSCRIBED" in selection and name not in store.subscribed):
                continue
            if "SPECIAL-USE" in selection and not store[name].role:
                continue
            self.say(f'* LIST ({" ".join(self.attributes(name, options + selection))}) "{store.separator}" {mailbox_word(name)}')
            if "STATUS" in options and store[name].selectable:
                self.say_status(name, status or [])

    def attributes(self, name: str, options: list[str]) -> list[str]:
        store = self.server.store
        mailbox = store[name]
        words = [r"\HasChildren" if store.below(name) else r"\HasNoChildren"]
        words += [] if mailbox.selectable else [r"\Noselect"]
        words += [mailbox.role] if mailbox.role and self.offers("SPECIAL-USE") else []
        words += [r"\Subscribed"] if "SUBSCRIBED" in options and name in store.subscribed else []
        return words

    def do_lsub(self, reference: Any, pattern: Any) -> str:
        store = self.server.store
        matches = list_matcher(string(reference), string(pattern), store.separator)
        for name in sorted(store.subscribed):
            if matches(name):
                self.say(f'* LSUB () "{store.separator}" {mailbox_word(name)}')
        return "OK"

    def do_status(self, name: Any, items: Any) -> str:
        self.say_status(mailbox_name(name), items)
        return "OK"

    def say_status(self, name: str, items: list[Any]) -> None:
        box = self.server.store[name]
        if not box.selectable:
            raise Refused("NONEXISTENT", "Mailbox cannot be selected")
        values = {"MESSAGES": len(box.messages), "RECENT": 0, "UIDNEXT": box.uidnext, "UIDVALIDITY": box.uidvalidity,
                  "UNSEEN": sum(r"\Seen" not in message.flags for message in box.messages)}
        if self.offers("CONDSTORE"):
            values["HIGHESTMODSEQ"] = box.highestmodseq
        wanted = [string(word).upper() for word in items]
        if not wanted or not set(wanted) <= set(values):
            raise Bad("no such status item")
        self.condstore |= "HIGHESTMODSEQ" in wanted
        self.say(f"* STATUS {mailbox_word(name)} ({' '.join(f'{word} {values[word]}' for word in wanted)})")

    def do_create(self, name: Any, options: Any = None) -> str:
        role = ""
        if options:
            if not self.offers("CREATE-SPECIAL-USE"):
                raise Bad("no such option")
            role = next((string(word) for word in options[1]), "")
        self.server.store.create(mailbox_name(name), role)
        return "OK"

    def do_delete(self, name: Any) -> str:
        self.server.store.delete(mailbox_name(name))
        return "OK"

    def do_rename(self, old: Any, new: Any) -> str:
        self.server.store.rename(mailbox_name(old), mailbox_name(new))
        return "OK"

    def do_subscribe(self, name: Any) -> str:
        self.server.store.subscribed.add(mailbox_name(name))
        return "OK"

    def do_unsubscribe(self, name: Any) -> str:
        self.server.store.subscribed.discard(mailbox_name(name))
        return "OK"

    def do_getquotaroot(self, name: Any) -> str:
        self.say(f'* QUOTAROOT {mailbox_word(mailbox_name(name))} ""')
        return self.do_getquota("")

    def do_getquota(self, _root: Any) -> str:
        store = self.server.store
        limit = "" if store.quota is None else f"STORAGE {store.used() // 1024} {store.quota // 1024}"
        self.say(f'* QUOTA "" ({limit})')
        return "OK"

    def do_myrights(self, name: Any) -> str:
        box = self.server.store[mailbox_name(name)]
        self.say(f"* MYRIGHTS {mailbox_word(box.name)} {box.rights}")
        return "OK"

    # -- selecting ---------------------------------------------------------------------------------------------

    def do_select(self, name: Any, options: Any = None) -> str:
        return self.open(mailbox_name(name), options or [], writable=True)

    def do_examine(self, name: Any, options: Any = None) -> str:
        return self.open(mailbox_name(name), options or [], writable=False)

    def open(self, name: str, options: list[Any], writable: bool) -> str:
        if self.box and self.qresync:
            self.say("* OK [CLOSED] it was")
        self.box = None
        box = self.server.store[name]
        if not box.selectable:
            raise Refused("NONEXISTENT", "Mailbox cannot be selected")
        self.look_into(box, writable)
        self.condstore |= any(string(word).upper() == "CONDSTORE" for word in options if not isinstance(word, list))
        self.say_opened()
        if options and string(options[0]).upper() == "QRESYNC":
            self.say_missed(options[1])
        return f"OK [{'READ-WRITE' if self.writable else 'READ-ONLY'}]"

    def say_opened(self) -> None:
        box = self.box
        assert box
        flags = sorted({r"\Seen", r"\Answered", r"\Flagged", r"\Deleted", r"\Draft"} | box.used_flags())
        permanent = [*flags, r"\*"] if box.keywords else [flag for flag in flags if flag.startswith("\\")]
        self.say(f"* FLAGS ({' '.join(flags)})")
        self.say(f"* OK [PERMANENTFLAGS ({' '.join(permanent if self.writable else [])})] kept")
        self.say(f"* {len(box.messages)} EXISTS")
        self.say("* 0 RECENT")
        self.say(f"* OK [UIDVALIDITY {box.uidvalidity}] stays")
        self.say(f"* OK [UIDNEXT {box.uidnext}] next")
        if self.offers("CONDSTORE"):
            self.say(f"* OK [HIGHESTMODSEQ {box.highestmodseq}] so far")

    def say_missed(self, parameters: list[Any]) -> None:
        """RFC 7162 section 3.2.5: what happened since the client's last visit."""
        box = self.box
        assert box
        if not self.qresync:
            raise Bad("QRESYNC was not enabled")
        uidvalidity, modseq = int(parameters[0]), int(parameters[1])
        if uidvalidity != box.uidvalidity:
            return
        known = numbers(parameters[2], box.uidnext) if len(parameters) > 2 and isinstance(parameters[2], str) else None
        self.say_vanished(modseq, known)
        for message in box.messages:
            if message.modseq > modseq and (known is None or message.uid in known):
                self.say_message(message, ["UID", "FLAGS", "MODSEQ"])

    def do_close(self) -> str:
        if self.writable and self.box:
            self.box.remove([message.uid for message in self.box.messages if r"\Deleted" in message.flags])
        self.box = None
        return "OK"

    def do_unselect(self) -> str:
        self.box = None
        return "OK"

    def do_idle(self) -> str:
        self.say("+ idling")
        self.flush()
        while not self.is_input_there(0.02):
            with self.server.store.lock:
                if self.box:
                    self.tell_changes(expunged=True)
            self.flush()
        if self.read_line().upper() != b"DONE":
            raise Bad("DONE was expected")
        return "OK"
