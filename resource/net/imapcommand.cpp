// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/imapcommand.h"

#include "core/imapmailboxname.h"
#include "net/imapresponse.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr qsizetype longestQuoted = 1000;
constexpr qsizetype smallLiteral = 4096;

bool canBeQuoted(const QByteArray &text)
{
    return text.size() <= longestQuoted && std::ranges::all_of(text, [](char c) {
               return c >= 0x20 && c <= 0x7e;
           });
}

/// RFC 9051 section 9, atom, with the backslash of a system flag before it.
bool isFlag(const QByteArray &name)
{
    const QByteArrayView word = QByteArrayView(name).sliced(name.startsWith('\\') ? 1 : 0);
    return !word.isEmpty() && std::ranges::all_of(word, [](char c) {
        return c > 0x20 && c < 0x7f && !QByteArrayView("(){%*\"\\]").contains(c);
    });
}
}

ImapCommand::ImapCommand(const QByteArray &name)
    : m_parts{{.text = name, .literal = {}}}
{
}

ImapCommand &ImapCommand::words(const QByteArray &text)
{
    QByteArray &before = m_parts.last().text;
    // RFC 9051 section 9, search-key: no space inside of parentheses
    if (!before.endsWith('(') && text != ")") {
        before += ' ';
    }
    before += text;
    return *this;
}

ImapCommand &ImapCommand::string(const QByteArray &text)
{
    if (!canBeQuoted(text)) {
        return literal(text);
    }
    return words('"' + QByteArray(text).replace('\\', "\\\\").replace('"', "\\\"") + '"');
}

ImapCommand &ImapCommand::mailbox(const QString &name, bool utf8)
{
    return string(encodeMailboxName(name, utf8));
}

ImapCommand &ImapCommand::uids(const UidRanges &uids)
{
    return words(uidSet(uids));
}

ImapCommand &ImapCommand::flags(const QByteArrayList &names)
{
    QByteArrayList right = names;
    right.removeIf([](const QByteArray &name) {
        return !isFlag(name);
    });
    return words('(' + right.join(' ') + ')');
}

ImapCommand &ImapCommand::date(const QDateTime &date)
{
    // RFC 9051 section 9, date-time; the day of two characters
    return words('"' + QLocale::c().toString(date.toUTC(), u"dd-MMM-yyyy HH:mm:ss"_s).toLatin1() + " +0000\"");
}

ImapCommand &ImapCommand::literal(const QByteArray &bytes)
{
    words({});
    m_parts.last().literal = bytes;
    m_parts.last().hasLiteral = true;
    m_parts.append(Part{});
    return *this;
}

QByteArrayList ImapCommand::pieces(const QByteArray &tag, const QByteArrayList &capabilities) const
{
    const bool always = capabilities.contains("LITERAL+");
    const bool small = capabilities.contains("LITERAL-") || capabilities.contains("IMAP4REV2");
    QByteArrayList pieces{tag + ' '};
    for (const Part &part : m_parts) {
        pieces.last() += part.text;
        if (!part.hasLiteral) {
            continue;
        }
        const bool atOnce = always || (small && part.literal.size() <= smallLiteral);
        pieces.last() += '{' + QByteArray::number(part.literal.size()) + (atOnce ? "+}\r\n" : "}\r\n");
        if (!atOnce) {
            pieces.append(QByteArray());
        }
        pieces.last() += part.literal;
    }
    pieces.last() += "\r\n";
    return pieces;
}

QByteArray ImapCommand::summary() const
{
    QByteArray text;
    for (const Part &part : m_parts) {
        text += part.text + (part.hasLiteral ? "{" + QByteArray::number(part.literal.size()) + "}" : QByteArray());
    }
    return text;
}

}
