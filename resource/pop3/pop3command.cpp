// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "pop3/pop3command.h"

#include <QCryptographicHash>
#include <QStringBuilder>

#include <algorithm>

namespace Konto
{

static QByteArray name(Pop3Verb verb)
{
    switch (verb) {
    case Pop3Verb::Capa:
        return "CAPA";
    case Pop3Verb::Stls:
        return "STLS";
    case Pop3Verb::User:
        return "USER";
    case Pop3Verb::Pass:
        return "PASS";
    case Pop3Verb::Apop:
        return "APOP";
    case Pop3Verb::Auth:
        return "AUTH";
    case Pop3Verb::Utf8:
        return "UTF8";
    case Pop3Verb::Lang:
        return "LANG";
    case Pop3Verb::Stat:
        return "STAT";
    case Pop3Verb::List:
        return "LIST";
    case Pop3Verb::Uidl:
        return "UIDL";
    case Pop3Verb::Retr:
        return "RETR";
    case Pop3Verb::Top:
        return "TOP";
    case Pop3Verb::Dele:
        return "DELE";
    case Pop3Verb::Noop:
        return "NOOP";
    case Pop3Verb::Rset:
        return "RSET";
    case Pop3Verb::Quit:
        return "QUIT";
    }
    return "NOOP";
}

static bool endsCommand(char c)
{
    return c == '\r' || c == '\n' || c == '\0';
}

static QByteArray withoutLineEnds(const QByteArray &bytes)
{
    return bytes.first(std::ranges::find_if(bytes, endsCommand) - bytes.begin());
}

Pop3Command Pop3Command::user(const QByteArray &name)
{
    return {Pop3Verb::User, 0, name};
}

Pop3Command Pop3Command::pass(const QByteArray &password)
{
    return {Pop3Verb::Pass, 0, password};
}

Pop3Command Pop3Command::apop(const QByteArray &name, const QByteArray &timestamp, const QByteArray &password)
{
    const QByteArray digest = QCryptographicHash::hash(QByteArray(timestamp + password), QCryptographicHash::Md5).toHex();
    return {Pop3Verb::Apop, 0, name + ' ' + digest};
}

Pop3Command Pop3Command::lang(const QByteArray &language)
{
    return {Pop3Verb::Lang, 0, language};
}

Pop3Command Pop3Command::auth(const QByteArray &mechanism, const QByteArray &initialResponse)
{
    const Pop3Command bare{Pop3Verb::Auth, 0, mechanism};
    if (initialResponse.isNull()) {
        return bare;
    }
    // RFC 5034 section 4: an initial response of no bytes is written "=".
    const QByteArray encoded = initialResponse.isEmpty() ? QByteArray("=") : initialResponse.toBase64();
    const Pop3Command full{Pop3Verb::Auth, 0, mechanism + ' ' + encoded};
    return full.toLine().size() <= longestLine ? full : bare;
}

Pop3Command Pop3Command::retr(int number)
{
    return {Pop3Verb::Retr, number, {}};
}

Pop3Command Pop3Command::top(int number, int lines)
{
    return {Pop3Verb::Top, number, QByteArray::number(lines)};
}

Pop3Command Pop3Command::dele(int number)
{
    return {Pop3Verb::Dele, number, {}};
}

QByteArray Pop3Command::toLine() const
{
    QByteArray line = name(verb);
    if (number > 0) {
        line += ' ' + QByteArray::number(number);
    }
    if (!argument.isEmpty()) {
        line += ' ' + withoutLineEnds(argument);
    }
    return line + "\r\n";
}

QByteArray Pop3Command::toTrace() const
{
    if (verb == Pop3Verb::Pass) {
        return "PASS [hidden]";
    }
    // From the digest and the greeting a password can be guessed.
    if (verb == Pop3Verb::Apop) {
        return "APOP [hidden]";
    }
    if (verb == Pop3Verb::Auth && argument.contains(' ')) {
        return "AUTH " + argument.first(argument.indexOf(' ')) + " [hidden]";
    }
    return toLine().chopped(2);
}

bool Pop3Command::hasMultiLineReply() const
{
    switch (verb) {
    case Pop3Verb::Capa:
    case Pop3Verb::List:
    case Pop3Verb::Uidl:
    case Pop3Verb::Retr:
    case Pop3Verb::Top:
        return true;
    default:
        return false;
    }
}

bool Pop3Command::isBarrier() const
{
    switch (verb) {
    case Pop3Verb::Capa:
    case Pop3Verb::Stls:
    case Pop3Verb::User:
    case Pop3Verb::Pass:
    case Pop3Verb::Apop:
    case Pop3Verb::Auth:
    case Pop3Verb::Utf8:
    case Pop3Verb::Lang:
        return true;
    default:
        return false;
    }
}

}
