// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "serverpick.h"

#include <algorithm>

namespace Konto
{

namespace
{
/// The first that works, else the first.
std::optional<FoundAddress> bestOf(const QList<FoundAddress> &found, Mode mode)
{
    const auto isOfMode = [mode](const FoundAddress &address) {
        return modeOfName(address.protocol) == mode;
    };
    const auto working = std::ranges::find_if(found, [&isOfMode](const FoundAddress &address) {
        return isOfMode(address) && address.verified;
    });
    const auto best = working != found.end() ? working : std::ranges::find_if(found, isOfMode);
    return best == found.end() ? std::nullopt : std::optional(*best);
}

bool works(const std::optional<FoundAddress> &address)
{
    return address && address->verified;
}

QString userNameFor(const Request &request, const QString &told)
{
    if (!request.userName.isEmpty()) {
        return request.userName;
    }
    return told.isEmpty() ? request.words.value(0) : told;
}
}

Endpoint saidEndpoint(const Request &request, Mode mode)
{
    const Security security = request.security.value_or(Security::Tls);
    return {.host = request.host, .port = request.port != 0 ? quint16(request.port) : standardPort(mode, security), .security = security};
}

std::optional<ServerPick> saidServer(const Request &request)
{
    if (request.host.isEmpty() || !request.mode) {
        return std::nullopt;
    }
    return ServerPick{.mode = *request.mode, .endpoint = saidEndpoint(request, *request.mode), .userName = userNameFor(request, {}), .found = {}, .other = {}};
}

std::optional<ServerPick> pickServer(const QList<FoundAddress> &found, const Request &request)
{
    const auto imap = bestOf(found, Mode::Imap);
    const auto pop3 = bestOf(found, Mode::Pop3);
    const bool onlyPop3 = !imap || (!works(imap) && works(pop3));
    const Mode mode = request.mode.value_or(onlyPop3 ? Mode::Pop3 : Mode::Imap);
    const auto &best = mode == Mode::Imap ? imap : pop3;
    const auto &other = mode == Mode::Imap ? pop3 : imap;
    if (!best) {
        return std::nullopt;
    }
    return ServerPick{.mode = mode,
                      .endpoint = best->endpoint,
                      .userName = userNameFor(request, best->userName),
                      .found = best,
                      .other = other && other->verified && !other->toBeConfirmed ? other : std::nullopt};
}

}
