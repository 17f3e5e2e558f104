// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "autoconfig/candidates.h"

#include <algorithm>
#include <tuple>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
/// Of those that \a source says, the ones we would use.
QList<ServerSettings> acceptable(const FoundSettings &found)
{
    QList<ServerSettings> servers;
    for (const ServerSettings &server : found.servers) {
        const bool encryptedElsewhere = std::ranges::any_of(found.servers, [&server](const ServerSettings &other) {
            return other.protocol == server.protocol && other.endpoint.security != Security::None;
        });
        if (server.endpoint.security != Security::None || (found.source == SettingsSource::OwnFile && !encryptedElsewhere)) {
            servers.append(server);
        }
    }
    return servers;
}

bool isVouchedFor(const ServerSettings &server, const QList<FoundSettings> &found)
{
    return std::ranges::any_of(found, [&server](const FoundSettings &other) {
        return (other.source == SettingsSource::Provider || other.source == SettingsSource::OwnFile)
            && std::ranges::any_of(other.servers, [&server](const ServerSettings &known) {
                   return known.protocol == server.protocol && known.endpoint.host == server.endpoint.host && known.endpoint.security != Security::None;
               });
    });
}

auto rankOf(const ServerCandidate &candidate)
{
    const Endpoint &endpoint = candidate.settings.endpoint;
    const int last = endpoint.security == Security::None ? 3 : (candidate.source == SettingsSource::Guess ? 2 : (candidate.toBeConfirmed ? 1 : 0));
    return std::tuple(candidate.settings.protocol, last, candidate.source, endpoint.security);
}

/// Adds to what is known what \a other says of the same server.
void complete(ServerCandidate *candidate, const ServerCandidate &other)
{
    ServerSettings &settings = candidate->settings;
    settings.userName = settings.userName.isEmpty() ? other.settings.userName : settings.userName;
    settings.signIn = settings.signIn.isEmpty() ? other.settings.signIn : settings.signIn;
}

QStringList usualLabels(MailProtocol protocol)
{
    switch (protocol) {
    case MailProtocol::Imap:
        return {u"imap."_s, u"mail."_s, QString()};
    case MailProtocol::Pop3:
        return {u"pop."_s, u"pop3."_s, u"mail."_s, QString()};
    case MailProtocol::Smtp:
        return {u"smtp."_s, u"mail."_s, QString()};
    }
    return {};
}
}

QList<ServerCandidate> rankCandidates(const QString &domain, const QList<FoundSettings> &found)
{
    QList<ServerCandidate> all;
    for (const FoundSettings &source : found) {
        for (const ServerSettings &server : acceptable(source)) {
            const bool doubtful = source.source == SettingsSource::Srv && !isWithin(server.endpoint.host, domain) && !isVouchedFor(server, found);
            all.append({.settings = server, .source = source.source, .toBeConfirmed = doubtful || server.endpoint.security == Security::None});
        }
    }
    std::ranges::stable_sort(all, {}, rankOf);
    QList<ServerCandidate> candidates;
    for (const ServerCandidate &candidate : std::as_const(all)) {
        const auto same = std::ranges::find_if(candidates, [&candidate](const ServerCandidate &other) {
            return other.settings.protocol == candidate.settings.protocol && other.settings.endpoint == candidate.settings.endpoint;
        });
        if (same == candidates.end()) {
            candidates.append(candidate);
        } else {
            complete(&*same, candidate);
        }
    }
    return candidates;
}

QList<ServerSettings> guessedServers(const MailAddress &address)
{
    QList<ServerSettings> servers;
    for (const MailProtocol protocol : {MailProtocol::Imap, MailProtocol::Pop3, MailProtocol::Smtp}) {
        for (const Security security : {Security::Tls, Security::StartTls}) {
            for (const QString &label : usualLabels(protocol)) {
                const Endpoint endpoint{.host = label + address.domain, .port = standardPort(protocol, security), .security = security};
                servers.append({.protocol = protocol, .endpoint = endpoint, .userName = address.toString(), .signIn = {}});
            }
        }
    }
    return servers;
}

Certainty certaintyOf(const ServerCandidate &candidate)
{
    if (candidate.toBeConfirmed || candidate.source == SettingsSource::Guess) {
        return Certainty::Guessed;
    }
    return candidate.source == SettingsSource::Provider || candidate.source == SettingsSource::OwnFile ? Certainty::Certain : Certainty::Likely;
}

QString toString(SettingsSource source)
{
    switch (source) {
    case SettingsSource::Provider:
        return u"provider"_s;
    case SettingsSource::OwnFile:
        return u"file"_s;
    case SettingsSource::Srv:
        return u"srv"_s;
    case SettingsSource::MxProvider:
        return u"mx"_s;
    case SettingsSource::Guess:
        return u"guess"_s;
    }
    return {};
}

QString toString(Certainty certainty)
{
    switch (certainty) {
    case Certainty::Certain:
        return u"certain"_s;
    case Certainty::Likely:
        return u"likely"_s;
    case Certainty::Guessed:
        return u"guessed"_s;
    }
    return {};
}

}
