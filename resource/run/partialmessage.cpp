// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/partialmessage.h"

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

QByteArray part(const QByteArray &type, const QString &text)
{
    QByteArray encoded;
    const QByteArray base64 = text.toUtf8().toBase64();
    for (qsizetype from = 0; from < base64.size(); from += 76) {
        encoded += base64.mid(from, 76) + "\r\n";
    }
    return QByteArray("--") + boundary + "\r\nContent-Type: " + type + "; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + encoded;
}
}

QString fetchLink(const QString &resource, const MessageKey &key)
{
    return u"konto:fetch/"_s + resource + u'/' + QString::fromLatin1(QUrl::toPercentEncoding(QString::fromLatin1(key)));
}

QByteArray partialMessage(const MessageRow &row, const QByteArray &header, const QString &resource)
{
    const QString size = QLocale().formattedDataSize(row.size, 1, QLocale::DataSizeSIFormat);
    const QString link = fetchLink(resource, row.key);
    const QString what = i18nc("@info %1 size, such as 12.4 MB",
                               "Only the header of this message has been downloaded. The whole message is %1 and larger than this account’s limit; it is "
                               "still on the server.",
                               size);
    const QString plain = what + u"\n\n"_s + i18nc("@info %1 link", "To download the whole message, open this link:\n%1", link) + u'\n';
    const QString html = u"<p>"_s + what.toHtmlEscaped() + u"</p><p><a href=\""_s + link.toHtmlEscaped() + u"\">"_s
        + i18nc("@action:button in a message", "Download the whole message").toHtmlEscaped() + u"</a></p>\n"_s;
    QByteArray fields = withoutBodyFields(header);
    if (fields.isEmpty()) {
        const QString subject = i18nc("@title of a message of which nothing but the size is known", "A large message on the server (%1)", size);
        fields = "Subject: =?utf-8?B?" + subject.toUtf8().toBase64() + "?=\r\n";
    }
    return fields + "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"" + boundary + "\"\r\n\r\n" + part("text/plain", plain)
        + part("text/html", html) + "--" + boundary + "--\r\n";
}

}
