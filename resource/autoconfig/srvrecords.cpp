// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "autoconfig/srvrecords.h"

#include <algorithm>
#include <random>
#include <tuple>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr qsizetype mostRecords = 8;

/// Which of \a records, all of one priority, is next.
qsizetype drawn(const QList<SrvRecord> &records, std::mt19937 *random)
{
    quint32 sum = 0;
    for (const SrvRecord &record : records) {
        sum += record.weight;
    }
    const quint32 number = (*random)() % (sum + 1);
    quint32 running = 0;
    for (qsizetype i = 0; i < records.size(); ++i) {
        running += records.at(i).weight;
        if (running >= number) {
            return i;
        }
    }
    return 0;
}
}

QList<SrvQuestion> srvQuestions(const QString &domain)
{
    const auto question = [&domain](QLatin1StringView service, MailProtocol protocol, Security security) {
        return SrvQuestion{.name = u'_' + service + "._tcp."_L1 + domain, .protocol = protocol, .security = security};
    };
    // The names of clear text are those of STARTTLS as well; we never take them for less (RFC 8314 section 4.1).
    return {question("imaps"_L1, MailProtocol::Imap, Security::Tls),
            question("pop3s"_L1, MailProtocol::Pop3, Security::Tls),
            question("submissions"_L1, MailProtocol::Smtp, Security::Tls),
            question("imap"_L1, MailProtocol::Imap, Security::StartTls),
            question("pop3"_L1, MailProtocol::Pop3, Security::StartTls),
            question("submission"_L1, MailProtocol::Smtp, Security::StartTls)};
}

QList<SrvRecord> srvOrder(const QList<SrvRecord> &records, quint32 seed)
{
    QList<SrvRecord> left;
    for (SrvRecord record : records) {
        if (record.target.endsWith(u'.')) {
            record.target.chop(1);
        }
        record.target = hostNameOf(record.target);
        if (!record.target.isEmpty() && record.port != 0) {
            left.append(record);
        }
    }
    // RFC 2782: those of weight 0 stand first, so that they have a small chance. The rest makes the order of the answer irrelevant.
    std::ranges::sort(left, {}, [](const SrvRecord &record) {
        return std::tuple(record.priority, record.weight, record.target, record.port);
    });
    std::mt19937 random(seed);
    QList<SrvRecord> ordered;
    while (!left.isEmpty() && ordered.size() < mostRecords) {
        const auto end = std::ranges::find_if(left, [priority = left.first().priority](const SrvRecord &record) {
            return record.priority != priority;
        });
        ordered.append(left.takeAt(drawn(QList<SrvRecord>(left.begin(), end), &random)));
    }
    return ordered;
}

QList<ServerSettings> srvServers(const SrvQuestion &question, const QList<SrvRecord> &records, const MailAddress &address)
{
    QList<ServerSettings> servers;
    for (const SrvRecord &record : records) {
        servers.append({.protocol = question.protocol,
                        .endpoint = {.host = record.target, .port = record.port, .security = question.security},
                        .userName = address.toString(),
                        .signIn = {}});
    }
    return servers;
}

}
