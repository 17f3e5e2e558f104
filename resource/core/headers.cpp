// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "core/headers.h"

#include <QCryptographicHash>

#include <algorithm>
#include <array>

namespace Konto
{

namespace
{
constexpr int hashBytes = 16;

constexpr std::array<const char *, 13> unstableFields{
    "content-length",
    "return-path",
    "status",
    "x-status",
    "x-uid",
    "x-uidl",
    "x-keywords",
    "x-imap",
    "x-imapbase",
    "x-message-flag",
    "x-mozilla-status",
    "x-mozilla-status2",
    "x-mozilla-keys",
};

bool isUnstable(QByteArrayView fieldName)
{
    return std::ranges::any_of(unstableFields, [fieldName](const char *unstable) {
        return fieldName.compare(unstable, Qt::CaseInsensitive) == 0;
    });
}

/// One header line without its line end, and what follows.
struct Line {
    QByteArrayView text;
    QByteArrayView rest;
};

Line nextLine(QByteArrayView text)
{
    const qsizetype end = text.indexOf('\n');
    if (end < 0) {
        return {text, {}};
    }
    const bool crlf = end > 0 && text[end - 1] == '\r';
    return {text.first(end - (crlf ? 1 : 0)), text.sliced(end + 1)};
}

bool continues(QByteArrayView line)
{
    return !line.isEmpty() && (line.front() == ' ' || line.front() == '\t');
}

QByteArray shortHash(QByteArrayView data)
{
    return QCryptographicHash::hash(data, QCryptographicHash::Sha256).first(hashBytes);
}

/// The header without what is not stable in it.
void addHeader(QCryptographicHash &hash, QByteArrayView message)
{
    QByteArrayView rest = message.first(headerSize(message));
    bool skipping = false;
    while (!rest.isEmpty()) {
        const Line line = nextLine(rest);
        rest = line.rest;
        if (line.text.isEmpty()) {
            break;
        }
        if (!continues(line.text)) {
            const qsizetype colon = line.text.indexOf(':');
            skipping = colon > 0 && isUnstable(line.text.first(colon).trimmed());
        }
        if (!skipping) {
            QByteArrayView text = line.text;
            while (!text.isEmpty() && (text.back() == ' ' || text.back() == '\t')) {
                text.chop(1);
            }
            hash.addData(text);
            hash.addData("\r\n");
        }
    }
}
}

qsizetype headerSize(QByteArrayView message)
{
    QByteArrayView rest = message;
    while (!rest.isEmpty()) {
        const Line line = nextLine(rest);
        rest = line.rest;
        if (line.text.isEmpty()) {
            return message.size() - rest.size();
        }
    }
    return message.size();
}

QByteArray headerValue(QByteArrayView header, QByteArrayView name)
{
    QByteArrayView rest = header.first(headerSize(header));
    QByteArray value;
    bool found = false;
    while (!rest.isEmpty()) {
        const Line line = nextLine(rest);
        rest = line.rest;
        if (found) {
            if (!continues(line.text)) {
                break;
            }
            value += line.text;
            continue;
        }
        const qsizetype colon = line.text.indexOf(':');
        if (colon > 0 && line.text.first(colon).trimmed().compare(name, Qt::CaseInsensitive) == 0) {
            value = line.text.sliced(colon + 1).toByteArray();
            found = true;
        }
    }
    return value.trimmed();
}

QByteArray headerHash(QByteArrayView message)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    addHeader(hash, message);
    return hash.result().first(hashBytes);
}

/// RFC 5322 section 2.3 forbids a CR without LF; servers drop it from what is uploaded.
static void addWithoutCr(QCryptographicHash &hash, QByteArrayView text)
{
    for (qsizetype cr = text.indexOf('\r'); cr >= 0; cr = text.indexOf('\r')) {
        hash.addData(text.first(cr));
        text = text.sliced(cr + 1);
    }
    hash.addData(text);
}

QByteArray contentHash(QByteArrayView message)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    addHeader(hash, message);
    hash.addData("\r\n");
    QByteArrayView rest = message.sliced(headerSize(message));
    while (!rest.isEmpty()) {
        const Line line = nextLine(rest);
        rest = line.rest;
        addWithoutCr(hash, line.text);
        hash.addData("\r\n");
    }
    return hash.result().first(hashBytes);
}

QByteArray messageIdHash(QByteArrayView message)
{
    const QByteArray value = headerValue(message, "Message-ID");
    const qsizetype open = value.indexOf('<');
    const qsizetype close = value.indexOf('>', open);
    const QByteArray id = open >= 0 && close > open ? value.sliced(open + 1, close - open - 1) : value;
    return id.isEmpty() ? QByteArray() : shortHash(id);
}

QDateTime arrivalDate(QByteArrayView message)
{
    const QByteArray received = headerValue(message, "Received");
    // RFC 5322 section 3.6.7: the date stands behind the last semicolon
    const QByteArray candidates[] = {received.sliced(received.lastIndexOf(';') + 1), headerValue(message, "Date")};
    for (const QByteArray &candidate : candidates) {
        QByteArray text = candidate.trimmed();
        if (const qsizetype comment = text.indexOf('('); comment >= 0) {
            text = text.first(comment).trimmed();
        }
        const QDateTime date = QDateTime::fromString(QString::fromLatin1(text), Qt::RFC2822Date);
        if (date.isValid()) {
            return date.toUTC();
        }
    }
    return {};
}

}
