// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// What a domain says about its mail servers: whatever comes, what is taken from it could be connected to and shown, and is
// bounded; and ranking it keeps the rules of clear text and confirmation.

#include "autoconfig/autoconfigparser.h"
#include "autoconfig/candidates.h"

#include "driver.h"

#include <algorithm>

using namespace Konto;

static void check(const ServerSettings &server)
{
    require(hostNameOf(server.endpoint.host) == server.endpoint.host && !server.endpoint.host.isEmpty(), "a host that is none");
    require(server.endpoint.port != 0, "a port that is none");
    require(!hasControlCharacters(server.userName) && server.userName.size() <= 1024, "a user name that cannot be shown");
    require(server.signIn.size() <= 4, "a method twice");
}

static void tryInput(const QByteArray &input)
{
    const MailAddress address{.localPart = QStringLiteral("anna"), .domain = QStringLiteral("example.org")};
    const auto file = parseAutoconfig(input, address);
    if (!file) {
        require(file.error().kind == ErrorKind::Nonsense, "another error");
        return;
    }
    require(!input.contains("<!ENTITY") || input.contains("<!--") || input.contains("CDATA") || input.contains("<?"), "an entity declared");
    require(file->servers.size() <= 64 && file->domains.size() <= 500 && file->mxDomains.size() <= 500, "too many");
    std::ranges::for_each(file->servers, check);
    const auto candidates = rankCandidates(address.domain, {{SettingsSource::OwnFile, file->servers}, {SettingsSource::Srv, file->servers}});
    require(candidates.size() <= file->servers.size(), "a server twice");
    for (const ServerCandidate &candidate : candidates) {
        require(candidate.toBeConfirmed == (candidate.settings.endpoint.security == Security::None), "clear text without a question");
    }
}
