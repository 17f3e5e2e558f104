// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/shown/partialmessage.h"

#include "core/headers.h"

#include <KLocalizedString>

#include <QLocale>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr auto boundary = "=_konto-partial_"; // "=_" cannot stand in base64 (RFC 2045 section 6.7)

bool describesBody(QByteArrayView line)
{
    const qsizetype colon = line.indexOf(':');
    const QByteArray name = line.first(qMax<qsizetype>(colon, 0)).trimmed().toByteArray().toLower();
    return name.startsWith("content-") || name == "mime-version";
}

/// The header without the fields that speak of the body (RFC 2045 sections 3 to 8), which is another one now.
QByteArray withoutBodyFields(const QByteArray &header)
{
    QByteArray kept;
    bool dropping = false;
    for (const QByteArray &line : header.first(headerSize(header)).split('\n')) {
        const QByteArray text = line.endsWith('\r') ? line.chopped(1) : line;
        if (text.isEmpty()) {
            continue;
        }
        const bool folded = text.startsWith(' ') || text.startsWith('\t');
        dropping = folded ? dropping : describesBody(text);
        if (!dropping) {
            kept += text + "\r\n";
        }
    }
    return kept;
}

QByteArray inBase64(const QString &text)
{
    QByteArray encoded;
    const QByteArray base64 = text.toUtf8().toBase64();
    for (qsizetype from = 0; from < base64.size(); from += 76) {
        encoded += base64.mid(from, 76) + "\r\n";
    }
    return encoded;
}

QByteArray partHeader(const QByteArray &type)
{
    return QByteArray("--") + boundary + "\r\nContent-Type: " + type + "\r\nContent-Transfer-Encoding: base64\r\n";
}

/// Mail programs open attachments with a click, and links of schemes they do not know without one rarely.
QByteArray attachment(const QString &link)
{
    const QString name = i18nc("@label:button file name of an attachment that is clicked", "Download the whole message") + u".konto-fetch"_s;
    return partHeader("application/x-konto-fetch") + "Content-Disposition: attachment; filename*=utf-8''" + QUrl::toPercentEncoding(name) + "\r\n\r\n"
        + inBase64(link + u'\n');
}
}

QString fetchLink(const QString &resource, const MessageKey &key)
{
    return u"konto:fetch/"_s + resource + u'/' + QString::fromLatin1(QUrl::toPercentEncoding(QString::fromLatin1(key)));
}

QByteArray partialMessage(const MessageRow &row, const QByteArray &header, const QString &resource)
{
    const QString size = QLocale().formattedDataSize(row.size, 1, QLocale::DataSizeSIFormat);
    const QString what = i18nc("@info %1 size, such as 12.4 MB",
                               "Only the header of this message has been downloaded. The whole message is %1 and larger than this account’s limit; it is "
                               "still on the server.",
                               size);
    const QString how =
        i18nc("@info %1 link", "To download the whole message, open the attachment of this message, or this link:\n%1", fetchLink(resource, row.key));
    QByteArray fields = withoutBodyFields(header);
    if (fields.isEmpty()) {
        const QString subject = i18nc("@title of a message of which nothing but the size is known", "A large message on the server (%1)", size);
        fields = "Subject: =?utf-8?B?" + subject.toUtf8().toBase64() + "?=\r\n";
    }
    return fields + "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"" + boundary + "\"\r\n\r\n" + partHeader("text/plain; charset=utf-8")
        + "\r\n" + inBase64(what + u"\n\n"_s + how + u'\n') + attachment(fetchLink(resource, row.key)) + "--" + boundary + "--\r\n";
}

}
