// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/imapresponse.h"

#include "core/imapmailboxname.h"
#include "net/imapliteral.h"

#include <algorithm>
#include <limits>

namespace Konto
{

namespace
{
constexpr int maxDepth = 16;
constexpr quint64 maxUid = std::numeric_limits<quint32>::max();
constexpr quint64 maxModSeq = std::numeric_limits<qint64>::max(); // RFC 7162 section 3.1: 63 bits
constexpr quint64 maxSize = std::numeric_limits<qint64>::max(); // RFC 9051 section 9, number64
constexpr qsizetype longestObjectId = 255; // RFC 8474 section 4

class Parser
{
public:
    explicit Parser(QByteArrayView text)
        : m_text(text)
    {
    }

    /// The values up to the end, or up to the parenthesis that closes the list. False: malformed.
    [[nodiscard]] bool values(QList<ImapValue> &into, int depth)
    {
        while (true) {
            while (at(' ')) {
                ++m_i;
            }
            if (m_i >= m_text.size()) {
                return depth == 0;
            }
            if (at(')')) {
                ++m_i;
                return depth > 0;
            }
            ImapValue value;
            if (!read(value, depth)) {
                return false;
            }
            into.append(std::move(value));
        }
    }

private:
    [[nodiscard]] bool at(char c) const
    {
        return m_i < m_text.size() && m_text[m_i] == c;
    }

    [[nodiscard]] bool read(ImapValue &value, int depth)
    {
        if (at('(')) {
            ++m_i;
            value.kind = ImapValue::Kind::List;
            return depth < maxDepth && values(value.list, depth + 1);
        }
        if (at('"')) {
            return quoted(value);
        }
        if (at('{')) {
            return literal(value);
        }
        return atom(value);
    }

    [[nodiscard]] bool quoted(ImapValue &value)
    {
        value.kind = ImapValue::Kind::String;
        for (++m_i; m_i < m_text.size(); ++m_i) {
            if (at('"')) {
                ++m_i;
                return true;
            }
            if (at('\\') && ++m_i >= m_text.size()) {
                return false;
            }
            value.text += m_text[m_i];
        }
        return false;
    }

    [[nodiscard]] bool literal(ImapValue &value)
    {
        value.kind = ImapValue::Kind::String;
        const qsizetype newline = m_text.indexOf('\n', m_i);
        if (newline < 0) {
            return false;
        }
        QByteArrayView line = m_text.sliced(m_i, newline - m_i);
        line.chop(line.endsWith('\r') ? 1 : 0);
        const auto size = announcedLiteral(line);
        if (!size || *size > m_text.size() - newline - 1) {
            return false;
        }
        value.text = m_text.sliced(newline + 1, *size).toByteArray();
        m_i = newline + 1 + *size;
        return true;
    }

    /// A bracket holds a section, which may have spaces and parentheses of its own: BODY[HEADER.FIELDS (TO)].
    [[nodiscard]] bool atom(ImapValue &value)
    {
        const qsizetype start = m_i;
        bool inSection = false;
        for (; m_i < m_text.size(); ++m_i) {
            const char c = m_text[m_i];
            inSection = (inSection || (c == '[' && m_i > start)) && c != ']';
            if (!inSection && (c == ' ' || c == '(' || c == ')' || c == '"')) {
                break;
            }
        }
        value.text = m_text.sliced(start, m_i - start).toByteArray();
        return m_i > start;
    }

    QByteArrayView m_text;
    qsizetype m_i = 0;
};

std::optional<quint32> toUid(QByteArrayView text)
{
    bool ok = false;
    const quint32 uid = text.toUInt(&ok);
    return ok && uid != 0 && text[0] != '+' ? std::optional(uid) : std::nullopt;
}
}

bool ImapValue::isNil() const
{
    return kind == Kind::Atom && text.compare("NIL", Qt::CaseInsensitive) == 0;
}

quint64 ImapValue::number(quint64 max) const
{
    bool ok = false;
    const quint64 value = kind == Kind::Atom ? text.toULongLong(&ok) : 0;
    return ok && value <= max ? value : 0;
}

QByteArrayList ImapValue::texts() const
{
    QByteArrayList texts;
    for (const ImapValue &value : list) {
        texts.append(value.text);
    }
    return texts;
}

const ImapValue *ImapResponse::find(const QList<ImapValue> &list, QByteArrayView key)
{
    for (qsizetype i = 0; i + 1 < list.size(); i += 2) {
        if (list.at(i).text.compare(key, Qt::CaseInsensitive) == 0) {
            return &list.at(i + 1);
        }
    }
    return nullptr;
}

std::optional<ImapResponse> parseImapResponse(QByteArrayView text)
{
    if (!text.startsWith("* ")) {
        return std::nullopt;
    }
    ImapResponse response;
    if (!Parser(text.sliced(2)).values(response.values, 0) || response.values.isEmpty()) {
        return std::nullopt;
    }
    bool numbered = false;
    const quint32 number = response.values.first().text.toUInt(&numbered);
    if (numbered) {
        response.number = number;
        response.values.removeFirst();
    }
    if (response.values.isEmpty() || response.values.first().kind != ImapValue::Kind::Atom) {
        return std::nullopt;
    }
    response.name = response.values.takeFirst().text.toUpper();
    return response;
}

std::optional<UidRanges> parseUidSet(QByteArrayView text)
{
    UidRanges ranges;
    const QByteArrayList parts = text.toByteArray().split(',');
    for (const QByteArray &part : parts) {
        const qsizetype colon = part.indexOf(':');
        const auto first = toUid(colon < 0 ? QByteArrayView(part) : QByteArrayView(part).first(colon));
        const auto last = colon < 0 ? first : toUid(QByteArrayView(part).sliced(colon + 1));
        if (!first || !last) {
            return std::nullopt;
        }
        // RFC 9051 section 9, seq-range: the order of the two does not matter.
        ranges.append({std::min(*first, *last), std::max(*first, *last)});
    }
    return ranges;
}

QByteArray uidSet(const UidRanges &ranges)
{
    QByteArray text;
    for (const auto &[first, last] : ranges) {
        text += (text.isEmpty() ? "" : ",") + QByteArray::number(first);
        if (last == maxUid) {
            text += ":*";
        } else if (last != first) {
            text += ':' + QByteArray::number(last);
        }
    }
    return text;
}

std::optional<ImapMailbox> mailboxOf(const ImapResponse &list, bool utf8)
{
    if ((list.name != "LIST" && list.name != "LSUB") || list.values.size() < 3 || list.values.first().kind != ImapValue::Kind::List) {
        return std::nullopt;
    }
    const ImapValue &delimiter = list.values.at(1);
    ImapMailbox mailbox;
    mailbox.attributes = list.values.first().texts();
    if (!delimiter.isNil() && !delimiter.text.isEmpty()) {
        mailbox.delimiter = QLatin1Char(delimiter.text.front());
    }
    mailbox.name = decodeMailboxName(list.values.at(2).text, utf8);
    return mailbox;
}

std::optional<std::pair<QString, ImapMailboxState>> statusOf(const ImapResponse &status, bool utf8)
{
    if (status.name != "STATUS" || status.values.size() < 2) {
        return std::nullopt;
    }
    const QList<ImapValue> &items = status.values.at(1).list;
    const auto number = [&items](const char *name, quint64 max) {
        const ImapValue *value = ImapResponse::find(items, name);
        return value ? value->number(max) : 0;
    };
    const ImapMailboxState state{
        .exists = quint32(number("MESSAGES", maxUid)),
        .uidValidity = quint32(number("UIDVALIDITY", maxUid)),
        .uidNext = quint32(number("UIDNEXT", maxUid)),
        .highestModSeq = number("HIGHESTMODSEQ", maxModSeq),
    };
    return std::pair(decodeMailboxName(status.values.first().text, utf8), state);
}

std::optional<ImapFlags> flagsOf(const ImapResponse &fetch)
{
    if (fetch.name != "FETCH" || fetch.values.isEmpty()) {
        return std::nullopt;
    }
    const QList<ImapValue> &items = fetch.values.first().list;
    const ImapValue *uid = ImapResponse::find(items, "UID");
    const ImapValue *flags = ImapResponse::find(items, "FLAGS");
    if (!uid || !flags || uid->number(maxUid) == 0) {
        return std::nullopt;
    }
    return ImapFlags{.uid = quint32(uid->number(maxUid)), .flags = Flags::fromImap(flags->texts())};
}

std::optional<MessageIdentity> identityOf(const ImapResponse &fetch, QByteArrayView objectItem)
{
    const auto flags = flagsOf(fetch);
    if (!flags) {
        return std::nullopt;
    }
    const ImapValue *size = ImapResponse::find(fetch.values.first().list, "RFC822.SIZE");
    if (!size) {
        return std::nullopt;
    }
    MessageIdentity message{.uid = flags->uid, .size = qint64(size->number(maxSize)), .objectId = {}, .headerHash = {}, .flags = flags->flags};
    if (const ImapValue *id = objectItem.isEmpty() ? nullptr : ImapResponse::find(fetch.values.first().list, objectItem)) {
        // RFC 8474 section 7: EMAILID has it in parentheses; X-GM-MSGID is a number.
        const QByteArray text = id->list.isEmpty() ? id->text : id->list.first().text;
        message.objectId = text.size() <= longestObjectId && !id->isNil() ? text : QByteArray();
    }
    return message;
}

std::optional<ImapQuota> quotaOf(const ImapResponse &quota)
{
    constexpr quint64 unit = 1024;
    constexpr quint64 most = std::numeric_limits<qint64>::max() / unit;
    if (quota.name != "QUOTA" || quota.values.size() < 2) {
        return std::nullopt;
    }
    const QList<ImapValue> &resources = quota.values.at(1).list; // name, usage, limit; and so on
    for (qsizetype i = 0; i + 2 < resources.size(); i += 3) {
        const quint64 limit = resources.at(i + 2).number(most);
        if (resources.at(i).text.compare("STORAGE", Qt::CaseInsensitive) == 0 && limit > 0) {
            return ImapQuota{.used = qint64(resources.at(i + 1).number(most) * unit), .limit = qint64(limit * unit)};
        }
    }
    return std::nullopt;
}

}
