// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QString>
#include <QStringView>

#include <optional>

namespace Konto
{

/// What the user typed, taken apart. \a domain is lower case and in its ASCII form (RFC 5890).
struct MailAddress {
    QString localPart; ///< empty: only the domain is known
    QString domain;

    /// Empty without a local part.
    [[nodiscard]] QString toString() const;

    bool operator==(const MailAddress &) const = default;
};

/// \a text as an address or a domain alone; nothing when it does not look like either, so that nobody is asked about it.
[[nodiscard]] std::optional<MailAddress> mailAddressOf(QStringView text);

/// \a text as a host name with at least two labels, lower case and in ASCII; empty when it is none. IP addresses are none:
/// no certificate that a user's provider has would name them.
[[nodiscard]] QString hostNameOf(QStringView text);

/// Whether \a host is \a domain or below it; both as hostNameOf() makes them.
[[nodiscard]] bool isWithin(QStringView host, QStringView domain);

/// Whether \a text has characters that end a line, or are not seen.
[[nodiscard]] bool hasControlCharacters(QStringView text);

}
