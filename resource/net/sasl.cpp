// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/sasl.h"

#include "net/saslcyrus.h"
#include "net/saslmessage.h"

#include <QUrl>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Konto
{

struct Mechanism {
    const char *name;
    SignIn method;
    bool hidesSecret; ///< what is sent is neither the password nor the token
};

/// Strongest first. CRAM-MD5 hides the password from a listener only while the password is hard to guess
/// (RFC 2195 section 4), still better than sending it.
static constexpr std::array<Mechanism, 9> knownMechanisms{{
    {"SCRAM-SHA-256", SignIn::Password, true},
    {"SCRAM-SHA-1", SignIn::Password, true},
    {"CRAM-MD5", SignIn::Password, true},
    {"PLAIN", SignIn::Password, false},
    {"LOGIN", SignIn::Password, false},
    {"OAUTHBEARER", SignIn::OAuth2, false},
    {"XOAUTH2", SignIn::OAuth2, false},
    {"EXTERNAL", SignIn::ClientCertificate, true},
    {"GSSAPI", SignIn::Kerberos, true},
}};

bool SaslClient::hidesSecret(const QByteArray &mechanism)
{
    const auto *known = std::ranges::find_if(knownMechanisms, [&mechanism](const Mechanism &one) {
        return mechanism.compare(one.name, Qt::CaseInsensitive) == 0;
    });
    return known != knownMechanisms.end() && known->hidesSecret;
}

static Result<std::shared_ptr<SaslClient>>
begin(const Mechanism &mechanism, const QByteArray &service, const Endpoint &server, const Login &login, bool allowClearText)
{
    if (login.method == SignIn::OAuth2 || login.method == SignIn::ClientCertificate) {
        return MessageClient::make(mechanism.name, server, login);
    }
    const auto client = std::make_shared<CyrusClient>(mechanism.name, login);
    const Result<void> begun = client->begin(service, QUrl::toAce(server.host), allowClearText);
    return begun ? Result<std::shared_ptr<SaslClient>>(client) : std::unexpected(begun.error());
}

Result<std::shared_ptr<SaslClient>>
SaslClient::start(const QByteArray &service, const Endpoint &server, const QByteArrayList &offered, const Login &login, bool allowClearText)
{
    Error error = makeError(ErrorKind::Refused, u"no usable SASL mechanism in: %1"_s.arg(QString::fromLatin1(offered.join(' '))));
    error.scope = Scope::Account;
    error.retry = Retry::Never;
    for (const Mechanism &known : knownMechanisms) {
        const auto isKnown = [&known](const QByteArray &name) {
            return name.compare(known.name, Qt::CaseInsensitive) == 0;
        };
        const bool allowed = known.method == login.method && (known.hidesSecret || allowClearText);
        if (!allowed || !std::ranges::any_of(offered, isKnown)) {
            continue;
        }
        auto client = begin(known, service, server, login, allowClearText);
        // Without the plugin, the next one gets its chance.
        if (client || client.error().kind != ErrorKind::Refused) {
            return client;
        }
        error = client.error();
    }
    return std::unexpected(error);
}

}
