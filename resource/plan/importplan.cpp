// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/importplan.h"

#include "core/headers.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
/// Values with the defaults of kdepim-runtime 26.08.
class Values
{
public:
    explicit Values(const StockValues &values)
        : m_values(values)
    {
    }

    [[nodiscard]] QString text(const QString &key, const QString &otherwise = {}) const
    {
        return m_values.texts.value(key, otherwise).trimmed();
    }
    [[nodiscard]] qint64 number(const QString &key, qint64 otherwise) const
    {
        bool ok = false;
        const qint64 value = text(key).toLongLong(&ok);
        return ok ? value : otherwise;
    }
    [[nodiscard]] bool flag(const QString &key, bool otherwise) const
    {
        const QString value = text(key).toLower();
        return value.isEmpty() ? otherwise : value == u"true"_s || value == u"1"_s || value == u"on"_s || value == u"yes"_s;
    }

private:
    const StockValues &m_values;
};

quint16 portOf(qint64 port, quint16 otherwise)
{
    return port > 0 && port <= 65535 ? static_cast<quint16>(port) : otherwise;
}

/// The numbers of MailTransport's authentication types, which both resources store. Of the password mechanisms Konto
/// takes the strongest that the server offers.
SignIn signInOf(qint64 authentication)
{
    constexpr qint64 gssapi = 4;
    constexpr qint64 xoauth2 = 9;
    return authentication == gssapi ? SignIn::Kerberos : authentication == xoauth2 ? SignIn::OAuth2 : SignIn::Password;
}

int minutes(bool enabled, qint64 interval)
{
    constexpr qint64 longest = 1440;
    return enabled ? int(std::clamp<qint64>(interval, 1, longest)) : 0;
}

/// An encryption that is forced in the file counts; the names of old protocol versions mean TLS.
Security imapSecurity(const Values &values)
{
    const QString forced = values.text(u"network/OverrideEncryption"_s).toUpper();
    const QString safety = forced.isEmpty() ? values.text(u"network/Safety"_s, u"SSL"_s).toUpper() : forced;
    if (safety == u"STARTTLS"_s) {
        return Security::StartTls;
    }
    return safety == u"NONE"_s || safety == u"UNENCRYPTED"_s ? Security::None : Security::Tls;
}

/// The old resource applies all its rules together; of several, the first one alone takes away no more than they did.
Retention retentionOf(const Values &values)
{
    if (!values.flag(u"General/leaveOnServer"_s, false)) {
        return {.keep = Keep::Nothing};
    }
    if (const qint64 days = values.number(u"General/leaveOnServerDays"_s, -1); days > 0) {
        return {.keep = Keep::Days, .amount = int(std::min<qint64>(days, 1'000'000))};
    }
    if (const qint64 count = values.number(u"General/leaveOnServerCount"_s, -1); count > 0) {
        return {.keep = Keep::NewestMessages, .amount = int(std::min<qint64>(count, 1'000'000))};
    }
    if (const qint64 size = values.number(u"General/leaveOnServerSize"_s, -1); size > 0) {
        // Its megabytes have 1,048,576 bytes, ours 1,000,000: rounded up
        return {.keep = Keep::NewestMegabytes, .amount = int(std::min<qint64>((size * 1'048'576 + 999'999) / 1'000'000, 1'000'000))};
    }
    return {};
}

ImportedSettings imapSettings(const Values &values)
{
    ImportedSettings settings;
    settings.name = values.text(u"network/name"_s);
    settings.mode = Mode::Imap;
    settings.userName = values.text(u"network/UserName"_s);
    settings.endpoint.host = values.text(u"network/ImapServer"_s);
    settings.endpoint.security = imapSecurity(values);
    settings.endpoint.port = portOf(values.number(u"network/ImapPort"_s, 993), 993);
    settings.signIn = signInOf(values.number(u"network/Authentication"_s, 1));
    settings.checkInterval = minutes(values.flag(u"cache/IntervalCheckEnabled"_s, true), values.number(u"cache/IntervalCheckTime"_s, 5));
    settings.held = values.flag(u"cache/DisconnectedModeEnabled"_s, true) ? HeldHere::Everything : HeldHere::Opened;
    return settings;
}

ImportedSettings pop3Settings(const Values &values)
{
    ImportedSettings settings;
    settings.name = values.text(u"General/name"_s);
    settings.mode = Mode::Pop3;
    settings.userName = values.text(u"General/login"_s);
    settings.endpoint.host = values.text(u"General/host"_s);
    settings.endpoint.port = portOf(values.number(u"General/port"_s, 110), 110);
    const bool tls = values.flag(u"General/useSSL"_s, false);
    const bool startTls = values.flag(u"General/useTLS"_s, false);
    settings.endpoint.security = tls ? Security::Tls : startTls ? Security::StartTls : Security::None;
    settings.signIn = signInOf(values.number(u"General/authenticationMethod"_s, 7));
    settings.checkInterval = minutes(values.flag(u"General/intervalCheckEnabled"_s, false), values.number(u"General/intervalCheckInterval"_s, 5));
    settings.retention = retentionOf(values);
    settings.targetCollection = std::max<qint64>(0, values.number(u"General/targetCollection"_s, 0));
    return settings;
}
}

ImportedSettings settingsOfStock(Mode mode, const StockValues &values)
{
    ImportedSettings settings = mode == Mode::Imap ? imapSettings(Values(values)) : pop3Settings(Values(values));
    for (const QString &uidl : values.seenUidls) {
        if (!uidl.isEmpty()) {
            settings.seenUidls.append(uidl.toUtf8());
        }
    }
    return settings;
}

QByteArray withoutFiller(const QByteArray &message)
{
    const qsizetype header = headerSize(message);
    const QByteArrayView body = QByteArrayView(message).sliced(header);
    if (body == " ") {
        return message.first(header);
    }
    const bool isMultipart = headerValue(QByteArrayView(message).first(header), "Content-Type").toLower().startsWith("multipart/");
    constexpr QByteArrayView filler = " \r\n";
    return isMultipart && body.startsWith(" \r\n--") ? QByteArray(message).remove(header, filler.size()) : message;
}

}
