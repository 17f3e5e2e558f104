// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/dnsquestion.h"

#include <algorithm>

namespace Konto
{

static constexpr qsizetype mostRecords = 64;

QList<SrvRecord> srvRecordsOf(const QDnsLookup &lookup)
{
    QList<SrvRecord> records;
    for (const QDnsServiceRecord &record : lookup.serviceRecords()) {
        records.append({.target = record.target(), .port = record.port(), .priority = record.priority(), .weight = record.weight()});
    }
    return records.first(qMin(records.size(), mostRecords));
}

QStringList mxHostsOf(const QDnsLookup &lookup)
{
    auto records = lookup.mailExchangeRecords();
    std::ranges::stable_sort(records, {}, &QDnsMailExchangeRecord::preference);
    QStringList hosts;
    for (const QDnsMailExchangeRecord &record : std::as_const(records)) {
        hosts.append(record.exchange());
    }
    return hosts.first(qMin(hosts.size(), mostRecords));
}

}
