// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "autoconfig/mailaddress.h"
#include "autoconfig/serversettings.h"
#include "core/error.h"

#include <QByteArrayView>
#include <QStringList>

namespace Konto
{

/// What a provider's file says.
struct AutoconfigFile {
    QStringList domains; ///< whose mail this is
    QStringList mxDomains; ///< of the hosts that take mail for other domains with the same servers; only in our own files
    QList<ServerSettings> servers; ///< in the file's order, incoming ones before outgoing ones
};

/// The largest file that is read.
inline constexpr qsizetype largestAutoconfigFile = 256 * 1024;

/// Reads settings in the format of Mozilla's autoconfiguration, version 1.1: <clientConfig><emailProvider> with its
/// <incomingServer>s (imap, pop3) and <outgoingServer>s (smtp). Placeholders are replaced by the parts of \a address.
///
/// The file may be anybody's: it is bounded in size, depth, and number of everything; a document type declaration, which
/// could declare entities, is an error; what is unknown is skipped; servers without a valid host name, port and kind of
/// encryption, with control characters in them, or with methods to sign in that we all do not know, are left out.
/// Errors: Nonsense, with what is wrong as detail.
[[nodiscard]] Result<AutoconfigFile> parseAutoconfig(QByteArrayView xml, const MailAddress &address);

}
