// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QByteArray>

namespace Konto
{

enum class Pop3Verb {
    Capa,
    Stls,
    User,
    Pass,
    Apop,
    Auth,
    Utf8,
    Lang,
    Stat,
    List,
    Uidl,
    Retr,
    Top,
    Dele,
    Noop,
    Rset,
    Quit,
};

/// One command to a POP3 server as a value (RFC 1939 section 3; CAPA: RFC 2449, STLS: RFC 2595, AUTH: RFC 5034, UTF8 and
/// LANG: RFC 6856).
struct Pop3Command {
    Pop3Verb verb = Pop3Verb::Noop;
    int number = 0; ///< the message's, where the command names one
    QByteArray argument; ///< what else follows the verb; a secret for PASS, APOP and AUTH

    /// The longest command line, line end included (RFC 2449 section 4).
    static constexpr qsizetype longestLine = 255;

    [[nodiscard]] static Pop3Command user(const QByteArray &name);
    [[nodiscard]] static Pop3Command pass(const QByteArray &password);
    /// RFC 1939 section 7; \a timestamp is that of the greeting.
    [[nodiscard]] static Pop3Command apop(const QByteArray &name, const QByteArray &timestamp, const QByteArray &password);
    /// RFC 6856 section 3; \a language is a tag such as "de".
    [[nodiscard]] static Pop3Command lang(const QByteArray &language);
    /// \a initialResponse is not yet base64; null: none. One too long for the command line is left out, and the
    /// server then asks for it with an empty challenge (RFC 5034 section 4).
    [[nodiscard]] static Pop3Command auth(const QByteArray &mechanism, const QByteArray &initialResponse);
    [[nodiscard]] static Pop3Command retr(int number);
    [[nodiscard]] static Pop3Command top(int number, int lines);
    [[nodiscard]] static Pop3Command dele(int number);

    /// With line end. Ends at the first CR, LF or NUL of the argument: one command can never become two.
    [[nodiscard]] QByteArray toLine() const;
    /// For the protocol trace: as sent, but secrets hidden.
    [[nodiscard]] QByteArray toTrace() const;
    /// Whether a +OK is followed by lines up to a lone dot (RFC 1939 section 3).
    [[nodiscard]] bool hasMultiLineReply() const;
    /// Whether the command changes what later ones mean, so that nothing may be pipelined around it
    /// (RFC 2449 section 6.6).
    [[nodiscard]] bool isBarrier() const;
};

}
