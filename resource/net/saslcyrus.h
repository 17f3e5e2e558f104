// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/sasl.h"

#include <sasl/sasl.h>

#include <array>

namespace Konto
{

/// A mechanism of Cyrus SASL. The password is wiped when the exchange ends, and at the latest by the destructor.
class CyrusClient : public SaslClient
{
public:
    CyrusClient(const QByteArray &mechanism, const Login &login);
    ~CyrusClient() override;

    /// Once, before anything else. Errors as SaslClient::start(), with Refused when Cyrus SASL has no such plugin.
    [[nodiscard]] Result<void> begin(const QByteArray &service, const QByteArray &host, bool allowClearText);
    [[nodiscard]] Result<QByteArray> step(const QByteArray &challenge) override;
    [[nodiscard]] bool isDone() const override;

private:
    void wipe();
    [[nodiscard]] QString failure() const;
    static int giveUserName(void *context, int id, const char **result, unsigned *length);
    static int givePassword(sasl_conn_t *connection, void *context, int id, sasl_secret_t **secret);

    sasl_conn_t *m_connection = nullptr;
    std::array<sasl_callback_t, 4> m_callbacks{};
    QByteArray m_userName;
    QByteArray m_password; // the bytes of a sasl_secret_t
    bool m_done = false;
};

}
