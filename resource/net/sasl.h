// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"
#include "core/login.h"

#include <QByteArrayList>

#include <sasl/sasl.h>

#include <array>
#include <memory>

namespace Konto
{

/// One SASL exchange as a client (RFC 4422), by Cyrus SASL. Never offers a mechanism that sends the password
/// in a readable form unless \a allowClearText, which is for an encrypted connection or one the user chose to
/// leave in clear text. Keep it no longer than the exchange: the password is wiped when the exchange ends, and
/// at the latest by the destructor.
class SaslClient
{
public:
    /// \a service is "imap" or "pop". Chooses the strongest of \a offered that works with a password:
    /// SCRAM-SHA-256, SCRAM-SHA-1, CRAM-MD5, PLAIN, LOGIN. Names are compared without case.
    /// Errors: Refused (no common mechanism; Retry::Never).
    [[nodiscard]] static Result<std::unique_ptr<SaslClient>>
    start(const QByteArray &service, const QString &host, const QByteArrayList &offered, const Login &login, bool allowClearText);
    ~SaslClient();
    Q_DISABLE_COPY_MOVE(SaslClient)

    [[nodiscard]] const QByteArray &mechanism() const;
    /// The initial response, not yet base64; null when the mechanism has none (the server speaks first), empty
    /// but not null when it is the empty string.
    [[nodiscard]] const QByteArray &initialResponse() const;
    /// The answer to a decoded challenge. Errors: WrongPassword when the mechanism found that the server does
    /// not know the password (SCRAM's mutual authentication), Nonsense.
    [[nodiscard]] Result<QByteArray> step(const QByteArray &challenge);
    /// Whether the exchange is complete on our side. A server that reports success earlier has skipped its part
    /// of a mutual authentication and must not be believed (RFC 5802 section 5).
    [[nodiscard]] bool isDone() const;

private:
    explicit SaslClient(const Login &login);
    [[nodiscard]] bool begin(const QByteArray &service, const QByteArray &host, const QByteArray &mechanism, bool allowClearText);
    void wipe();
    static int giveUserName(void *context, int id, const char **result, unsigned *length);
    static int givePassword(sasl_conn_t *connection, void *context, int id, sasl_secret_t **secret);

    sasl_conn_t *m_connection = nullptr;
    std::array<sasl_callback_t, 3> m_callbacks{};
    QByteArray m_userName;
    QByteArray m_password; // the bytes of a sasl_secret_t
    QByteArray m_mechanism;
    QByteArray m_initialResponse;
    bool m_done = false;
};

}
