// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "account/answers.h"

namespace Konto
{

/// How a connection is protected, in words.
[[nodiscard]] QString securityText(Security security);

/// "imap.example.org, encrypted (TLS)"; the port where it is not the usual one.
[[nodiscard]] QString addressText(const Endpoint &endpoint);

/// Who says that this is the server, and whether it answered: sentences.
[[nodiscard]] QString assuranceText(const FoundAddress &found);

/// What a search has brought, in one sentence. \a domain is the address's.
[[nodiscard]] QString outcomeText(const QList<FoundAddress> &found, const QString &domain);

}
