// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "core/login.h"
#include "net/await.h"
#include "net/task.h"
#include "net/tlspolicy.h"

#include <QPointer>
#include <QTimer>

#include <functional>
#include <optional>

namespace Konto
{

/// What trying a server has shown.
struct ServerFindings {
    bool reached = false; ///< something answers there
    bool encrypted = false;
    bool signedIn = false;
    TlsPeer peer; ///< empty without TLS
    std::optional<Error> problem; ///< none: all is well
};

/// Tries a server as an account would use it: connects, looks at the certificate, and signs in. One at a time; ends within half a
/// minute, whoever does not answer.
class ServerTest : public QObject
{
public:
    explicit ServerTest(QObject *parent = nullptr);
    ~ServerTest() override;

    /// The server of \a account in its mode, with what the keychain has for it. One that goes on is cancelled. Errors: Cancelled
    /// only; what went wrong is ServerFindings::problem.
    [[nodiscard]] Answer<ServerFindings> start(const Account &account, bool logIn);
    void cancel();

private:
    Task<void> work(quint64 test, Account account, bool logIn);
    /// False: this test is over.
    [[nodiscard]] Task<bool> look(quint64 test, Account account);
    [[nodiscard]] Task<Result<void>> signIn(quint64 test, Account account);
    [[nodiscard]] Task<Result<void>> tryLogin(Account account, Login login);
    void end(const Result<ServerFindings> &result);
    void onTimeout();

    QTimer m_deadline;
    ServerFindings m_findings;
    std::optional<AnswerPromise<ServerFindings>> m_promise;
    std::function<void()> m_abort; ///< the connection that is open
    quint64 m_test = 0;
};

}
