// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"
#include "core/login.h"

#include <QByteArrayList>

#include <memory>
#include <optional>

namespace Konto
{

/// One SASL exchange as a client (RFC 4422). Keep it no longer than the exchange. start() and step() may block: Cyrus
/// SASL looks this machine's name up, Kerberos asks its servers for a ticket, and a server can ask SCRAM for many
/// rounds of hashing. So call them in a thread of their own, one at a time.
class SaslClient
{
public:
    /// \a service is "imap" or "pop". Chooses the strongest of \a offered that \a login can be proven with:
    ///
    ///     Password             SCRAM-SHA-256, SCRAM-SHA-1, CRAM-MD5, PLAIN, LOGIN
    ///     OAuth2               OAUTHBEARER, XOAUTH2
    ///     ClientCertificate    EXTERNAL
    ///     Kerberos             GSSAPI
    ///
    /// Names are compared without case. Mechanisms that send the password or token in a readable form are taken only
    /// when \a allowClearText, which is for an encrypted connection or one the user chose to leave in clear text.
    /// Errors: Refused (no common mechanism; Retry::Never), NoPassword (no Kerberos ticket; Retry::Later, since
    /// the desktop gets one without our doing).
    [[nodiscard]] static Result<std::shared_ptr<SaslClient>>
    start(const QByteArray &service, const Endpoint &server, const QByteArrayList &offered, const Login &login, bool allowClearText);
    /// Whether \a mechanism hides what it proves from those who can read the connection.
    [[nodiscard]] static bool hidesSecret(const QByteArray &mechanism);

    virtual ~SaslClient() = default;
    Q_DISABLE_COPY_MOVE(SaslClient)

    [[nodiscard]] const QByteArray &mechanism() const
    {
        return m_mechanism;
    }
    /// The initial response, not yet base64; null when the mechanism has none (the server speaks first), empty
    /// but not null when it is the empty string.
    [[nodiscard]] const QByteArray &initialResponse() const
    {
        return m_initialResponse;
    }
    /// The answer to a decoded challenge. Errors: WrongPassword when the mechanism found that the server does
    /// not know the password (SCRAM's mutual authentication), Nonsense.
    [[nodiscard]] virtual Result<QByteArray> step(const QByteArray &challenge) = 0;
    /// Whether the exchange is complete on our side. A server that reports success earlier has skipped its part
    /// of a mutual authentication and must not be believed (RFC 5802 section 5).
    [[nodiscard]] virtual bool isDone() const = 0;
    /// Why the server is about to refuse, when it said so within the exchange (RFC 7628 section 3.2.2).
    [[nodiscard]] virtual std::optional<Error> refusal() const
    {
        return std::nullopt;
    }

protected:
    explicit SaslClient(const QByteArray &mechanism)
        : m_mechanism(mechanism)
    {
    }

    QByteArray m_mechanism;
    QByteArray m_initialResponse;
};

}
