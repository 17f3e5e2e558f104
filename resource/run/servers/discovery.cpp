// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/servers/discovery.h"

#include "autoconfig/autoconfigparser.h"
#include "autoconfig/providers.h"

#include <QDir>
#include <QPointer>
#include <QRandomGenerator>
#include <QUrlQuery>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr int questionsInAll = 2; // time-outs of one question each: what is known, and then the guesses
constexpr qsizetype mostTrials = 6; // for a protocol, without guesses

const QList<Provider> &knownProviders()
{
    static const QList<Provider> providers = [] {
        QByteArrayList files;
        const QDir directory(u":/konto/providers"_s);
        for (const QString &name : directory.entryList(QDir::Files, QDir::Name)) {
            QFile file(directory.filePath(name));
            files.append(file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray());
        }
        return readProviders(files);
    }();
    return providers;
}

/// Where a domain's own file may be. The address is for providers that have several kinds of mailboxes.
QList<QUrl> filesOf(const MailAddress &address)
{
    QUrl own;
    own.setScheme(u"https"_s);
    own.setHost(u"autoconfig."_s + address.domain);
    own.setPath(u"/mail/config-v1.1.xml"_s);
    if (!address.localPart.isEmpty()) {
        own.setQuery(u"emailaddress="_s + QString::fromLatin1(QUrl::toPercentEncoding(address.toString())));
    }
    QUrl wellKnown;
    wellKnown.setScheme(u"https"_s);
    wellKnown.setHost(address.domain);
    wellKnown.setPath(u"/.well-known/autoconfig/mail/config-v1.1.xml"_s);
    return {own, wellKnown};
}

/// Whether a guess is worth telling about.
bool isSomething(const FoundServer &server)
{
    return server.verified || (server.problem && server.problem->kind == ErrorKind::Certificate);
}
}

QList<Endpoint> trustedEndpoints(const QList<FoundServer> &servers)
{
    QList<Endpoint> endpoints;
    for (const FoundServer &server : servers) {
        if (server.verified && !server.candidate.toBeConfirmed) {
            endpoints.append(server.candidate.settings.endpoint);
        }
    }
    return endpoints;
}

Discovery::Discovery(std::unique_ptr<DiscoveryNetwork> network, QObject *parent)
    : QObject(parent)
    , m_network(std::move(network))
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, &Discovery::end);
}

Discovery::~Discovery()
{
    cancel();
}

Task<Result<QList<FoundServer>>> Discovery::find(QString address, QList<MailProtocol> protocols)
{
    cancel();
    m_found.clear();
    m_trials.clear();
    const auto known = mailAddressOf(address);
    if (!known) {
        co_return fail(ErrorKind::NotConfigured, u"no mail address"_s);
    }
    m_address = *known;
    m_protocols = protocols;
    const AnswerPromise<QList<FoundServer>> promise;
    m_promise = promise;
    m_deadline.start(questionsInAll * DiscoveryNetwork::timeout());
    ask();
    co_return co_await promise.answer();
}

void Discovery::cancel()
{
    ++m_search;
    m_deadline.stop();
    m_underWay = 0;
    m_guessed = false;
    m_network->abort();
    if (const auto promise = std::exchange(m_promise, std::nullopt)) {
        promise->settle(fail(ErrorKind::Cancelled));
    }
}

void Discovery::ask()
{
    ++m_underWay; // this function
    add(SettingsSource::Provider, providerServers(knownProviders(), m_address));
    for (const QUrl &url : filesOf(m_address)) {
        askFile(url);
    }
    for (const SrvQuestion &question : srvQuestions(m_address.domain)) {
        if (m_protocols.contains(question.protocol)) {
            askSrv(question);
        }
    }
    askMx();
    // From the event loop, so that whoever called find() can await it first.
    QMetaObject::invokeMethod(
        this,
        [this, search = m_search] {
            if (search == m_search) {
                oneLess();
            }
        },
        Qt::QueuedConnection);
}

Task<void> Discovery::askFile(QUrl url)
{
    const QPointer<Discovery> self(this);
    const quint64 search = m_search;
    ++m_underWay;
    const Result<QByteArray> xml = co_await m_network->fetch(url);
    if (!self || search != m_search) {
        co_return;
    }
    if (xml) {
        if (const auto file = parseAutoconfig(*xml, m_address)) {
            add(SettingsSource::OwnFile, file->servers);
        }
    }
    oneLess();
}

Task<void> Discovery::askSrv(SrvQuestion question)
{
    const QPointer<Discovery> self(this);
    const quint64 search = m_search;
    ++m_underWay;
    const Result<QList<SrvRecord>> records = co_await m_network->srv(question.name);
    if (!self || search != m_search) {
        co_return;
    }
    if (records) {
        add(SettingsSource::Srv, srvServers(question, srvOrder(*records, QRandomGenerator::global()->generate()), m_address));
    }
    oneLess();
}

Task<void> Discovery::askMx()
{
    const QPointer<Discovery> self(this);
    const quint64 search = m_search;
    ++m_underWay;
    const Result<QStringList> hosts = co_await m_network->mx(m_address.domain);
    if (!self || search != m_search) {
        co_return;
    }
    if (hosts) {
        add(SettingsSource::MxProvider, providerServersByMx(knownProviders(), *hosts, m_address));
    }
    oneLess();
}

void Discovery::add(SettingsSource source, const QList<ServerSettings> &servers)
{
    FoundSettings found{.source = source, .servers = {}};
    std::ranges::copy_if(servers, std::back_inserter(found.servers), [this](const ServerSettings &server) {
        return m_protocols.contains(server.protocol);
    });
    if (found.servers.isEmpty()) {
        return;
    }
    m_found.append(found);
    tryNew();
    if (source != SettingsSource::Guess) {
        Q_EMIT this->found();
    }
}

/// Connects to the best candidates that nobody has tried yet.
void Discovery::tryNew()
{
    for (const ServerCandidate &candidate : rankCandidates(m_address.domain, m_found)) {
        const ServerSettings &settings = candidate.settings;
        const auto tried = std::ranges::count(m_trials, settings.protocol, &Trial::protocol);
        if (!trialOf(settings) && (candidate.source == SettingsSource::Guess || tried < mostTrials)) {
            m_trials.append({.protocol = settings.protocol, .endpoint = settings.endpoint, .outcome = {}});
            tryServer(m_trials.size() - 1, m_search);
        }
    }
}

Task<void> Discovery::tryServer(qsizetype trial, quint64 search)
{
    const QPointer<Discovery> self(this);
    ++m_underWay;
    const auto signIn = co_await m_network->probe(m_trials.at(trial).protocol, m_trials.at(trial).endpoint);
    if (!self || search != m_search) {
        co_return;
    }
    m_trials[trial].outcome = signIn;
    Q_EMIT found();
    if (self && search == m_search) {
        oneLess();
    }
}

const Discovery::Trial *Discovery::trialOf(const ServerSettings &settings) const
{
    const auto trial = std::ranges::find_if(m_trials, [&settings](const Trial &trial) {
        return trial.protocol == settings.protocol && trial.endpoint == settings.endpoint;
    });
    return trial == m_trials.end() ? nullptr : &*trial;
}

bool Discovery::isFound(MailProtocol protocol) const
{
    return std::ranges::any_of(servers(), [protocol](const FoundServer &server) {
        return server.candidate.settings.protocol == protocol && server.verified && !server.candidate.toBeConfirmed;
    });
}

void Discovery::guess()
{
    m_guessed = true;
    QList<ServerSettings> guesses;
    std::ranges::copy_if(guessedServers(m_address), std::back_inserter(guesses), [this](const ServerSettings &server) {
        return !isFound(server.protocol);
    });
    add(SettingsSource::Guess, guesses);
}

void Discovery::oneLess()
{
    if (--m_underWay > 0 || !m_promise) {
        return;
    }
    if (!m_guessed) {
        ++m_underWay;
        guess();
        oneLess();
    } else {
        end();
    }
}

void Discovery::end()
{
    const auto promise = std::exchange(m_promise, std::nullopt);
    const QList<FoundServer> result = servers();
    cancel();
    if (promise) {
        promise->settle(result);
    }
}

QList<FoundServer> Discovery::servers() const
{
    QList<FoundServer> servers;
    for (const ServerCandidate &candidate : rankCandidates(m_address.domain, m_found)) {
        FoundServer server{.candidate = candidate};
        const Trial *trial = trialOf(candidate.settings);
        if (trial && trial->outcome) {
            server.verified = trial->outcome->has_value();
            if (!server.verified) {
                server.problem = trial->outcome->error();
            } else if (candidate.settings.signIn.isEmpty()) {
                server.candidate.settings.signIn = **trial->outcome;
            }
        }
        if (candidate.source != SettingsSource::Guess || isSomething(server)) {
            servers.append(server);
        }
    }
    std::ranges::stable_sort(servers, {}, [](const FoundServer &server) {
        const bool sure = server.verified && !server.candidate.toBeConfirmed;
        return std::pair(server.candidate.settings.protocol, sure ? 0 : (server.verified ? 1 : 2));
    });
    return servers;
}

}

#include "moc_discovery.cpp"
