// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "autoconfig/candidates.h"
#include "autoconfig/srvrecords.h"
#include "net/await.h"
#include "net/discoverynetwork.h"
#include "net/task.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace Konto
{

/// A candidate, and what connecting to it told.
struct FoundServer {
    ServerCandidate candidate;
    bool verified = false; ///< it answers, speaks its protocol, and encrypts as it should with a valid certificate
    std::optional<Error> problem; ///< why it is not; empty as well while nobody has tried
};

/// Of \a servers those that may be given a password without asking the user: they are verified, and need not be confirmed.
[[nodiscard]] QList<Endpoint> trustedEndpoints(const QList<FoundServer> &servers);

/// Finds the mail servers of an address: asks the provider database, the domain's own autoconfiguration files over HTTPS, and
/// DNS (SRV, MX), all at once; connects to what they name, without logging in; and where nothing of a protocol answers,
/// tries the usual names. At most ten seconds for each question and twenty in all.
///
/// Nobody is asked but the domain, what it redirects to, DNS, and the hosts found; and nobody at all for what is not an address or
/// a domain.
class Discovery : public QObject
{
    Q_OBJECT

public:
    explicit Discovery(std::unique_ptr<DiscoveryNetwork> network, QObject *parent = nullptr);
    ~Discovery() override;

    /// The servers of \a address, which may be a domain only, for \a protocols, in the order to try them: see rankCandidates(),
    /// but verified ones first. Guesses are among them only if there is something: they are verified, or just their certificate
    /// is not. Empty: nothing was found. One search at a time: another one cancels it.
    /// Errors: NotConfigured when it is no address; Cancelled.
    [[nodiscard]] Task<Result<QList<FoundServer>>> find(QString address, QList<MailProtocol> protocols);
    void cancel();

    /// All there is so far, also after the end.
    [[nodiscard]] QList<FoundServer> servers() const;

Q_SIGNALS:
    /// servers() has changed.
    void found();

private:
    struct Trial {
        MailProtocol protocol;
        Endpoint endpoint;
        std::optional<Result<QList<SignIn>>> outcome; // empty: under way
    };

    void ask();
    Task<void> askFile(QUrl url);
    Task<void> askSrv(SrvQuestion question);
    Task<void> askMx();
    Task<void> tryServer(qsizetype trial, quint64 search);
    void add(SettingsSource source, const QList<ServerSettings> &servers);
    void tryNew();
    [[nodiscard]] const Trial *trialOf(const ServerSettings &settings) const;
    [[nodiscard]] bool isFound(MailProtocol protocol) const;
    void guess();
    void oneLess();
    void end();

    std::unique_ptr<DiscoveryNetwork> m_network;
    QTimer m_deadline;
    std::optional<AnswerPromise<QList<FoundServer>>> m_promise; // while a search is under way
    quint64 m_search = 0; // what belongs to another one comes too late
    MailAddress m_address;
    QList<MailProtocol> m_protocols;
    QList<FoundSettings> m_found;
    QList<Trial> m_trials;
    int m_underWay = 0;
    bool m_guessed = false;
};

}
