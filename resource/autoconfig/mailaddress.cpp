// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "autoconfig/mailaddress.h"

#include <QStringTokenizer>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
// RFC 1035 section 2.3.4, without the dot of the root
constexpr qsizetype longestHost = 253;
constexpr qsizetype longestLabel = 63;
// RFC 5321 section 4.5.3.1.1
constexpr qsizetype longestLocalPart = 64;

bool isLabel(QStringView label)
{
    return !label.isEmpty() && label.size() <= longestLabel && label.front() != u'-' && label.back() != u'-' && std::ranges::all_of(label, [](QChar c) {
        return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'-';
    });
}

/// Quoted strings (RFC 5321 section 4.1.2) are nobody's address.
bool isLocalPart(QStringView text)
{
    return !text.isEmpty() && text.toUtf8().size() <= longestLocalPart && !hasControlCharacters(text) && std::ranges::none_of(text, [](QChar c) {
        return c.isSpace() || "\"\\<>()[],;:@"_L1.contains(c);
    });
}
}

QString MailAddress::toString() const
{
    return localPart.isEmpty() ? QString() : localPart + u'@' + domain;
}

bool hasControlCharacters(QStringView text)
{
    return std::ranges::any_of(text, [](QChar c) {
        return c.category() == QChar::Other_Control || c.category() == QChar::Other_Format || c == QChar::LineSeparator || c == QChar::ParagraphSeparator;
    });
}

QString hostNameOf(QStringView text)
{
    if (text.size() > longestHost) {
        return {};
    }
    const QString host = QString::fromLatin1(QUrl::toAce(text.toString())).toLower();
    if (host.size() > longestHost) {
        return {};
    }
    int labels = 0;
    QStringView last;
    for (const QStringView label : QStringTokenizer(host, u'.')) {
        if (!isLabel(label)) {
            return {};
        }
        last = label;
        ++labels;
    }
    // RFC 3696 section 2: a top-level name is never all digits; so 192.0.2.1 is none
    const bool named = std::ranges::any_of(last, [](QChar c) {
        return c >= u'a';
    });
    return labels >= 2 && named ? host : QString();
}

std::optional<MailAddress> mailAddressOf(QStringView text)
{
    text = text.trimmed();
    const qsizetype at = text.lastIndexOf(u'@');
    const MailAddress address{.localPart = at < 0 ? QString() : text.first(at).toString(), .domain = hostNameOf(text.sliced(at + 1))};
    if (address.domain.isEmpty() || (at >= 0 && !isLocalPart(address.localPart))) {
        return std::nullopt;
    }
    return address;
}

bool isWithin(QStringView host, QStringView domain)
{
    return !domain.isEmpty() && host.endsWith(domain) && (host.size() == domain.size() || host.at(host.size() - domain.size() - 1) == u'.');
}

}
