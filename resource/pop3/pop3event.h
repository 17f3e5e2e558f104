// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"
#include "pop3/pop3capabilities.h"
#include "pop3/pop3command.h"
#include "pop3/pop3response.h"

#include <variant>

namespace Konto
{

/// The server greeted with +OK (RFC 1939 section 4).
struct Pop3Greeting {
    QByteArray text;
    QByteArray timestamp; ///< for APOP; empty when there is none
};

/// The first line of the reply to one command. When it is positive and the command has a multi-line reply, the
/// items follow, and then Pop3End.
struct Pop3Reply {
    Pop3Verb verb = Pop3Verb::Noop;
    int number = 0; ///< of the command
    bool ok = false;
    Pop3Code code = Pop3Code::None;
    QByteArray text;
};

/// AUTH: the server wants an answer() to \a data (decoded).
struct Pop3Challenge {
    QByteArray data;
};

/// One line of LIST or UIDL: the entry has a size or an id accordingly.
struct Pop3Listed {
    Pop3Verb verb = Pop3Verb::List;
    Pop3Entry entry;
};

/// Text of RETR or TOP, dot-stuffing removed.
struct Pop3Chunk {
    int number = 0;
    QByteArray bytes;
};

/// The multi-line reply to a command is complete.
struct Pop3End {
    Pop3Verb verb = Pop3Verb::Noop;
    int number = 0;
};

/// The last event: the connection is of no use any more and must be closed.
struct Pop3Broken {
    Error error;
};

/// After CAPA Pop3Engine::capabilities() has the answer at its Pop3End; a STAT's numbers are in its reply's text
/// (parsePop3DropSize()).
using Pop3Event = std::variant<Pop3Greeting, Pop3Reply, Pop3Challenge, Pop3Listed, Pop3Chunk, Pop3End, Pop3Broken>;

}
