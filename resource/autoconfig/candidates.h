// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "autoconfig/mailaddress.h"
#include "autoconfig/serversettings.h"

namespace Konto
{

/// Who says how to reach a server, the most trustworthy first.
enum class SettingsSource {
    Provider, ///< the provider database, for the address's domain
    OwnFile, ///< a file of the domain, fetched over HTTPS with a valid certificate
    Srv, ///< DNS; anybody on the way may have made it up
    MxProvider, ///< the provider database, for the host that takes the domain's mail
    Guess, ///< nobody; such names are usual
};

/// How sure the settings are, before anybody has tried them.
enum class Certainty {
    Certain,
    Likely,
    Guessed,
};

struct ServerCandidate {
    ServerSettings settings;
    SettingsSource source = SettingsSource::Guess;
    /// The user has to agree before a password goes there: a host outside the domain that only DNS names (RFC 6186
    /// section 6), or a connection in clear text.
    bool toBeConfirmed = false;

    bool operator==(const ServerCandidate &) const = default;
};

/// What one source said.
struct FoundSettings {
    SettingsSource source = SettingsSource::Guess;
    QList<ServerSettings> servers;
};

/// All that was found for \a domain, each endpoint once, protocol by protocol, the best first: by source, and of one source
/// implicit TLS before STARTTLS (RFC 8314 section 3); then what has to be confirmed, guesses, and clear text. That is there
/// only when the domain's own file offers nothing else for the protocol. Sources of one kind are taken in the order of \a found;
/// otherwise the order does not matter. A host outside the domain that DNS names needs no confirmation when the provider
/// database or the domain's own file names it for the same protocol.
[[nodiscard]] QList<ServerCandidate> rankCandidates(const QString &domain, const QList<FoundSettings> &found);

/// The usual names below the domain and itself, with the standard ports, always encrypted.
[[nodiscard]] QList<ServerSettings> guessedServers(const MailAddress &address);

[[nodiscard]] Certainty certaintyOf(const ServerCandidate &candidate);

/// "provider", "file", "srv", "mx", "guess"
[[nodiscard]] QString toString(SettingsSource source);
/// "certain", "likely", "guessed"
[[nodiscard]] QString toString(Certainty certainty);

}
