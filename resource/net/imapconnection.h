// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/await.h"
#include "net/imapopener.h"
#include "net/imaptunnel.h"
#include "net/task.h"
#include "net/transport.h"

#include <KIMAP/Job>
#include <KIMAP/Session>

#include <memory>
#include <optional>

namespace Konto
{

class ImapCommand;
class ImapExchange;
struct ImapOutcome;

/// What ImapSession's coroutines work on: transport, login, tunnel and KIMAP's session. Shared by them, so that
/// a coroutine that is resumed after its ImapSession went away still stands on something.
class ImapConnection : public QObject
{
    Q_OBJECT

public:
    ImapConnection();
    ~ImapConnection() override;

    /// Connects, negotiates TLS, logs in; then startKimap().
    [[nodiscard]] Answer<void> logIn(const Endpoint &endpoint, const Login &login, const QByteArrayList &pinnedKeys);
    /// Opens the tunnel and lets KIMAP connect to it.
    [[nodiscard]] Answer<void> startKimap();
    void setOpen();
    [[nodiscard]] bool isOpen() const;
    [[nodiscard]] const QByteArrayList &capabilities() const;
    [[nodiscard]] bool offers(QByteArrayView capability) const;
    /// Whether mailbox names are UTF-8: IMAP4rev2 alone (RFC 9051 section 5.1), or enabled.
    [[nodiscard]] bool isUtf8() const;
    /// Whether UTF8=ACCEPT is enabled (RFC 9755).
    [[nodiscard]] bool isUtf8Enabled() const;
    void setUtf8Enabled(bool enabled);
    [[nodiscard]] bool isResyncEnabled() const;
    void setResyncEnabled(bool enabled);
    /// Empty until the server was asked.
    [[nodiscard]] const std::optional<ImapNamespaces> &namespaces() const;
    void setNamespaces(const ImapNamespaces &namespaces);
    [[nodiscard]] const std::optional<CertificateProblem> &certificateProblem() const;

    /// Ends everything at once; whatever runs ends with \a error. The first error stays.
    void end(const Error &error);

    /// Valid while isOpen().
    [[nodiscard]] KIMAP::Session *kimap() const;
    [[nodiscard]] ImapTunnel &tunnel();

    /// Sends a command of ours; what the server says until endExchange() is for it. Between beginJob() and endJob().
    [[nodiscard]] Answer<ImapOutcome> exchange(const ImapCommand &command, std::function<void(const ImapResponse &)> onResponse);
    void endExchange();

    /// Around every job: checks that one can run now, and keeps the watchdog.
    [[nodiscard]] Result<void> beginJob();
    void endJob();
    /// Why a job failed: the connection's error, or what the server said, or \a asKimapSaid.
    [[nodiscard]] Error explain(const Error &asKimapSaid);

private:
    void onLoggedIn();
    void callKimap();
    void onKimapState(KIMAP::Session::State state);

    Transport m_transport;
    ImapOpener m_opener{&m_transport};
    std::unique_ptr<ImapTunnel> m_tunnel;
    std::unique_ptr<KIMAP::Session> m_kimap;
    std::optional<AnswerPromise<void>> m_loggingIn;
    std::optional<AnswerPromise<void>> m_pairing; // of KIMAP with the tunnel
    std::shared_ptr<ImapExchange> m_exchange; // shared with the scanner
    quint32 m_exchanges = 0;
    std::optional<Error> m_error;
    bool m_open = false;
    bool m_busy = false;
    bool m_resyncEnabled = false;
    bool m_utf8Enabled = false;
    std::optional<ImapNamespaces> m_namespaces;
};

using ImapConnectionPtr = std::shared_ptr<ImapConnection>;

/// Starts \a job on \a connection and waits for it: \a extract(job), or why it failed.
template<class J, class Extract>
Task<Result<std::invoke_result_t<Extract, J *>>> runImapJob(ImapConnectionPtr connection, J *job, Extract extract)
{
    auto answer = Konto::job(job, ErrorKind::Refused, extract);
    job->start();
    auto result = co_await answer;
    connection->endJob();
    if (!result) {
        co_return std::unexpected(connection->explain(result.error()));
    }
    co_return result;
}

}
