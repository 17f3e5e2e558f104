// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/imapconnection.h"

#include "net/imapexchange.h"
#include "net/imaplog.h"

#include <KIMAP/LoginJob>

using namespace Qt::StringLiterals;

namespace Konto
{

ImapConnection::ImapConnection()
{
    connect(&m_opener, &ImapOpener::loggedIn, this, &ImapConnection::onLoggedIn);
    connect(&m_opener, &ImapOpener::failed, this, &ImapConnection::end);
}

ImapConnection::~ImapConnection()
{
    end(makeError(ErrorKind::Cancelled));
}

Answer<void> ImapConnection::logIn(const Endpoint &endpoint, const Login &login, const QByteArrayList &pinnedKeys)
{
    m_loggingIn.emplace();
    m_opener.open(endpoint, login, pinnedKeys);
    return m_loggingIn->answer();
}

void ImapConnection::onLoggedIn()
{
    // The tunnel has to be there before the server says another word.
    m_tunnel = std::make_unique<ImapTunnel>(&m_transport);
    connect(m_tunnel.get(), &ImapTunnel::failed, this, [this](const Error &error) {
        if (!m_error) {
            m_error = error;
        }
        m_open = false;
        if (m_exchange) {
            m_exchange->fail(*m_error);
        }
    });
    if (m_loggingIn) {
        m_loggingIn->settle({});
    }
}

Answer<void> ImapConnection::startKimap()
{
    const AnswerPromise<void> pairing;
    m_pairing = pairing;
    if (m_error || !m_tunnel) {
        pairing.settle(std::unexpected(m_error.value_or(makeError(ErrorKind::Cancelled))));
    } else if (const auto listening = m_tunnel->listen(m_opener.takeRest()); !listening) {
        pairing.settle(listening);
    } else {
        callKimap();
    }
    return pairing.answer();
}

void ImapConnection::callKimap()
{
    m_kimap = std::make_unique<KIMAP::Session>(u"127.0.0.1"_s, m_tunnel->port());
    // Off: our watchdog knows the server, KIMAP's would see the tunnel.
    m_kimap->setTimeout(-1);
    auto *login = new KIMAP::LoginJob(m_kimap.get());
    login->setUserName(ImapTunnel::userName());
    login->setPassword(m_tunnel->token());
    login->setEncryptionMode(KIMAP::LoginJob::Unencrypted);
    login->setAuthenticationMode(KIMAP::LoginJob::ClearText);
    connect(login, &KJob::result, this, [this, login, session = m_kimap.get()] {
        // The job of a session that was given up says so too.
        if (session == m_kimap.get()) {
            m_pairing->settle(login->error() ? fail(ErrorKind::ConnectionLost, login->errorString()) : Result<void>());
        }
    });
    connect(
        m_kimap.get(),
        &KIMAP::Session::stateChanged,
        this,
        [this, session = m_kimap.get()](KIMAP::Session::State state) {
            if (session == m_kimap.get()) {
                onKimapState(state);
            }
        },
        Qt::QueuedConnection);
    login->start();
}

/// KIMAP's session starts its thread before it listens to it. When the thread is quick, the session never learns
/// that it is connected, and its jobs wait for ever. It takes over the user name of a waiting login when it does
/// learn it, which is before it can read our greeting: so without one, the news was lost.
void ImapConnection::onKimapState(KIMAP::Session::State state)
{
    if (state == KIMAP::Session::NotAuthenticated && m_kimap->userName().isEmpty()) {
        qCDebug(imapLog) << "KIMAP missed its connection; calling it again";
        std::exchange(m_kimap, nullptr).reset();
        callKimap();
    }
}

void ImapConnection::setOpen()
{
    m_open = !m_error;
}

bool ImapConnection::isOpen() const
{
    return m_open;
}

const QByteArrayList &ImapConnection::capabilities() const
{
    return m_opener.capabilities();
}

bool ImapConnection::offers(QByteArrayView capability) const
{
    return capabilities().contains(capability);
}

bool ImapConnection::isUtf8() const
{
    return m_utf8Enabled || (offers("IMAP4REV2") && !offers("IMAP4REV1"));
}

bool ImapConnection::isUtf8Enabled() const
{
    return m_utf8Enabled;
}

void ImapConnection::setUtf8Enabled(bool enabled)
{
    m_utf8Enabled = enabled;
}

bool ImapConnection::isResyncEnabled() const
{
    return m_resyncEnabled;
}

void ImapConnection::setResyncEnabled(bool enabled)
{
    m_resyncEnabled = enabled;
}

const std::optional<ImapNamespaces> &ImapConnection::namespaces() const
{
    return m_namespaces;
}

void ImapConnection::setNamespaces(const ImapNamespaces &namespaces)
{
    m_namespaces = namespaces;
}

const std::optional<CertificateProblem> &ImapConnection::certificateProblem() const
{
    return m_transport.certificateProblem();
}

void ImapConnection::end(const Error &error)
{
    if (!m_error) {
        m_error = error;
    }
    m_open = false;
    m_opener.abort();
    m_transport.abort();
    if (m_tunnel) {
        // First, as it wakes KIMAP's thread, for which the destructor of the session waits.
        m_tunnel->abort();
    }
    std::exchange(m_kimap, nullptr).reset();
    if (m_exchange) {
        m_exchange->fail(*m_error);
    }
    for (const auto &waiting : {m_loggingIn, m_pairing}) {
        if (waiting) {
            waiting->settle(std::unexpected(*m_error));
        }
    }
}

KIMAP::Session *ImapConnection::kimap() const
{
    return m_kimap.get();
}

ImapTunnel &ImapConnection::tunnel()
{
    return *m_tunnel;
}

Answer<ImapOutcome> ImapConnection::exchange(const ImapCommand &command, std::function<void(const ImapResponse &)> onResponse)
{
    // KIMAP's tags are "A" and a number, those of the login "K" and a number
    const QByteArray tag = "C" + QByteArray::number(++m_exchanges);
    m_exchange = std::make_shared<ImapExchange>(command, tag, capabilities(), std::move(onResponse), [this](const QByteArray &bytes) {
        m_transport.write(bytes);
    });
    m_tunnel->scanner().setListener(m_exchange->listener());
    m_exchange->start();
    return m_exchange->answer();
}

void ImapConnection::endExchange()
{
    if (m_tunnel) {
        m_tunnel->scanner().removeListener();
    }
    m_exchange.reset();
}

Result<void> ImapConnection::beginJob()
{
    if (!m_open) {
        return std::unexpected(m_error.value_or(makeError(ErrorKind::ConnectionLost, u"the connection is not open"_s)));
    }
    if (m_busy) {
        return fail(ErrorKind::Refused, u"one call at a time"_s);
    }
    m_busy = true;
    m_tunnel->scanner().forgetLastStatus();
    m_transport.expectAnswer(true);
    return {};
}

void ImapConnection::endJob()
{
    m_busy = false;
    m_transport.expectAnswer(false);
}

Error ImapConnection::explain(const Error &asKimapSaid)
{
    if (m_error) {
        return *m_error;
    }
    const auto &status = m_tunnel->scanner().lastStatus();
    if (status && status->condition != ImapStatus::Condition::Ok) {
        return imapCommandError(*status);
    }
    const Error error = makeError(ErrorKind::Nonsense, u"KIMAP: "_s + asKimapSaid.detail);
    end(error);
    return error;
}

}

#include "moc_imapconnection.cpp"
