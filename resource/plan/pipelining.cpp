// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/pipelining.h"

namespace Konto
{

namespace
{
constexpr int daysAfterNonsense = 90;
constexpr int daysAfterSilence = 7;

QByteArray nameOf(const Endpoint &endpoint)
{
    return endpoint.host.toUtf8() + ':' + QByteArray::number(endpoint.port);
}
}

PipeliningRecord afterPipelineFailure(const PipeliningRecord &record, ErrorKind kind, qsizetype arrived, QDate today)
{
    if (kind == ErrorKind::Nonsense) {
        return {.lockStepUntil = today.addDays(daysAfterNonsense)};
    }
    const bool silent = kind == ErrorKind::ConnectionLost || kind == ErrorKind::Timeout;
    return silent && arrived == 0 ? PipeliningRecord{.lockStepUntil = today.addDays(daysAfterSilence)} : record;
}

QByteArray toBytes(const PipeliningRecord &record, const Endpoint &endpoint)
{
    return record.lockStepUntil.toString(Qt::ISODate).toLatin1() + ' ' + nameOf(endpoint);
}

PipeliningRecord pipeliningFromBytes(const QByteArray &bytes, const Endpoint &endpoint)
{
    const qsizetype space = bytes.indexOf(' ');
    if (space < 0 || bytes.sliced(space + 1) != nameOf(endpoint)) {
        return {};
    }
    return {.lockStepUntil = QDate::fromString(QString::fromLatin1(bytes.first(space)), Qt::ISODate)};
}

}
