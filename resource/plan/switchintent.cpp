// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/switchintent.h"

#include <QJsonDocument>

#include <limits>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
QJsonObject toJson(const Endpoint &endpoint)
{
    return {{u"host"_s, endpoint.host}, {u"port"_s, int(endpoint.port)}, {u"security"_s, int(endpoint.security)}};
}

Endpoint endpointFrom(const QJsonObject &json)
{
    const int security = json.value("security"_L1).toInt();
    const int port = json.value("port"_L1).toInt();
    return {.host = json.value("host"_L1).toString(),
            .port = quint16(port > 0 && port <= std::numeric_limits<quint16>::max() ? port : 0),
            .security = security >= int(Security::Tls) && security <= int(Security::None) ? Security(security) : Security::Tls};
}

QJsonObject toJson(const Account &account)
{
    return {{u"mode"_s, int(account.mode)},
            {u"userName"_s, account.userName},
            {u"pop3"_s, toJson(account.pop3)},
            {u"imap"_s, toJson(account.imap)},
            {u"keep"_s, int(account.retention.keep)},
            {u"keepAmount"_s, account.retention.amount},
            {u"removeWhenDeletedHere"_s, account.retention.removeWhenDeletedHere}};
}

std::optional<Account> accountFrom(const QJsonObject &json, Account account)
{
    const int mode = json.value("mode"_L1).toInt(-1);
    if (mode != int(Mode::Pop3) && mode != int(Mode::Imap)) {
        return {};
    }
    account.mode = Mode(mode);
    account.userName = json.value("userName"_L1).toString();
    account.pop3 = endpointFrom(json.value("pop3"_L1).toObject());
    account.imap = endpointFrom(json.value("imap"_L1).toObject());
    const int keep = json.value("keep"_L1).toInt();
    account.retention = {.keep = keep >= int(Keep::Everything) && keep <= int(Keep::Nothing) ? Keep(keep) : Keep::Everything,
                         .amount = json.value("keepAmount"_L1).toInt(),
                         .removeWhenDeletedHere = json.value("removeWhenDeletedHere"_L1).toBool()};
    return account;
}
}

QByteArray toBytes(const SwitchIntent &intent)
{
    return QJsonDocument(QJsonObject{{u"target"_s, toJson(intent.target)}, {u"before"_s, toJson(intent.before)}, {u"choices"_s, toJson(intent.choices)}})
        .toJson(QJsonDocument::Compact);
}

std::optional<SwitchIntent> switchIntentFrom(const QByteArray &bytes, const Account &account)
{
    const QJsonObject json = QJsonDocument::fromJson(bytes).object();
    const auto target = accountFrom(json.value("target"_L1).toObject(), account);
    const auto before = accountFrom(json.value("before"_L1).toObject(), account);
    if (!target || !before) {
        return {};
    }
    return SwitchIntent{.target = *target, .before = *before, .choices = switchChoicesFrom(json.value("choices"_L1).toObject())};
}

}
