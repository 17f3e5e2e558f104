// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/sasl.h"

namespace Konto
{

/// The mechanisms that consist of one message, which Cyrus SASL has not, or not without a detour: EXTERNAL (RFC 4422
/// appendix A), OAUTHBEARER (RFC 7628) and XOAUTH2 (Google's and Microsoft's forerunner of it).
class MessageClient : public SaslClient
{
public:
    /// \a mechanism is one of the three. Errors: NoPassword when the user's name or the token cannot be written in it.
    [[nodiscard]] static Result<std::shared_ptr<SaslClient>> make(const QByteArray &mechanism, const Endpoint &server, const Login &login);

    /// With a token the server's challenge says what is wrong with it; the answer only ends the exchange.
    [[nodiscard]] Result<QByteArray> step(const QByteArray &challenge) override;
    [[nodiscard]] bool isDone() const override;
    [[nodiscard]] std::optional<Error> refusal() const override;

private:
    using SaslClient::SaslClient;

    QByteArray m_complaint;
};

}
