// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "link/switchfacts.h"

#include "link/answertext.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace Konto
{

bool SwitchStage::isRunning() const
{
    return phase != "none"_L1;
}

SwitchStage switchStage(const QVariantMap &progress)
{
    const QString phase = progress.value(u"phase"_s).toString();
    return {.phase = phase.isEmpty() ? u"none"_s : phase,
            .percent = std::clamp(progress.value(u"percent"_s).toInt(), 0, 100),
            .canCancel = progress.value(u"canCancel"_s).toBool(),
            .sentence = plain(progress.value(u"sentence"_s).toString())};
}

bool PastSwitch::isOver() const
{
    return step == "finished"_L1 || step == "rolledBack"_L1;
}

bool AskedServer::mayBeTheWrongOne() const
{
    static const QStringList kinds{u"NotConfigured"_s,
                                   u"WrongPassword"_s,
                                   u"UnknownHost"_s,
                                   u"ConnectionRefused"_s,
                                   u"Network"_s,
                                   u"Timeout"_s,
                                   u"ConnectionLost"_s,
                                   u"Certificate"_s,
                                   u"TlsUnavailable"_s,
                                   u"WrongProtocol"_s,
                                   u"Nonsense"_s,
                                   u"Unavailable"_s,
                                   u"Refused"_s};
    return kinds.contains(problem);
}

AskedServer askedServer(const QVariantMap &told)
{
    const int port = told.value(u"port"_s).toInt();
    const int security = told.value(u"security"_s).toInt();
    return {.problem = plain(told.value(u"kind"_s).toString()),
            .server = {.host = plain(told.value(u"host"_s).toString()),
                       .port = quint16(port > 0 && port <= 65535 ? port : 0),
                       .security = Security(std::clamp(security, int(Security::Tls), int(Security::None)))},
            .userName = plain(told.value(u"userName"_s).toString())};
}

QVariantMap toOptions(const Endpoint &server, const QString &userName)
{
    return {{u"host"_s, server.host}, {u"port"_s, int(server.port)}, {u"security"_s, int(server.security)}, {u"userName"_s, userName}};
}

QList<PastSwitch> pastSwitches(const QString &json)
{
    QList<PastSwitch> switches;
    const QJsonArray entries = QJsonDocument::fromJson(json.toUtf8()).array();
    for (const auto &value : entries) {
        const QJsonObject entry = value.toObject();
        const auto from = modeOfName(entry.value("from"_L1).toString());
        const auto to = modeOfName(entry.value("to"_L1).toString());
        if (!from || !to) {
            continue;
        }
        const QJsonObject report = entry.value("report"_L1).toObject();
        const QJsonObject check = report.value("check"_L1).toObject();
        switches.append({.from = *from,
                         .to = *to,
                         .begun = timeOf(entry, "begun"_L1),
                         .committed = timeOf(entry, "committed"_L1),
                         .step = textOf(entry, "step"_L1),
                         .undoes = entry.value("undoes"_L1).toBool(),
                         .outcome = textOf(report, "outcome"_L1),
                         .sentence = textOf(report, "sentence"_L1),
                         .problem = textOf(report, "problem"_L1),
                         .before = numberOf(check, "before"_L1),
                         .same = numberOf(check, "same"_L1),
                         .changed = numberOf(check, "changed"_L1),
                         .gone = numberOf(check, "gone"_L1),
                         .arrived = numberOf(check, "arrived"_L1)});
    }
    return switches;
}

}
