// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "autoconfig/mailaddress.h"
#include "autoconfig/serversettings.h"

namespace Konto
{

/// A record as DNS has it (RFC 2782).
struct SrvRecord {
    QString target;
    quint16 port = 0;
    quint16 priority = 0;
    quint16 weight = 0;

    bool operator==(const SrvRecord &) const = default;
};

/// A name to ask for, and what its answers are about.
struct SrvQuestion {
    QString name;
    MailProtocol protocol = MailProtocol::Imap;
    Security security = Security::Tls;
};

/// What to ask for a domain (RFC 6186 section 3, RFC 8314 section 5.1), encrypted ones first.
[[nodiscard]] QList<SrvQuestion> srvQuestions(const QString &domain);

/// \a records in the order to try them: by priority, among equals at random by their weight (RFC 2782, "Weight"); \a seed is
/// the chance. Only valid ones, at most eight. Empty when the service is not offered: a target of "." says so.
[[nodiscard]] QList<SrvRecord> srvOrder(const QList<SrvRecord> &records, quint32 seed);

/// What ordered \a records say to \a question. The name to log in with is the whole address (RFC 6186 section 4).
[[nodiscard]] QList<ServerSettings> srvServers(const SrvQuestion &question, const QList<SrvRecord> &records, const MailAddress &address);

}
