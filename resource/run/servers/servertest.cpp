// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/servers/servertest.h"

#include "autoconfig/serversettings.h"
#include "net/imapsession.h"
#include "net/pop3session.h"
#include "net/serverprobe.h"
#include "run/servers/opening.h"

#include <chrono>

namespace Konto
{

namespace
{
constexpr std::chrono::milliseconds longest{30'000};
constexpr std::chrono::milliseconds longestLook{20'000};

int milliseconds(std::chrono::milliseconds standard)
{
    return int(std::min<qint64>(Transport::timeout(), standard.count()));
}

/// Something answered, whatever it was.
bool isAnswer(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::UnknownHost:
    case ErrorKind::ConnectionRefused:
    case ErrorKind::Network:
    case ErrorKind::Timeout:
        return false;
    default:
        return true;
    }
}

/// Signs in, and out again.
Task<Result<void>> tryPop3(std::shared_ptr<Pop3Session> session, Account account, Login login)
{
    const Result<void> opened = co_await session->open(account.pop3, login, account.pinnedKeys);
    if (opened) {
        std::ignore = co_await session->quit();
    }
    co_return opened;
}

Task<Result<void>> tryImap(std::shared_ptr<ImapSession> session, Account account, Login login)
{
    const Result<void> opened = co_await session->open(account.imap, login, account.pinnedKeys);
    if (opened) {
        co_await session->close();
    }
    co_return opened;
}
}

ServerTest::ServerTest(QObject *parent)
    : QObject(parent)
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, &ServerTest::onTimeout);
}

ServerTest::~ServerTest()
{
    cancel();
}

void ServerTest::cancel()
{
    end(fail(ErrorKind::Cancelled));
}

void ServerTest::onTimeout()
{
    m_findings.problem = makeError(ErrorKind::Timeout);
    end(m_findings);
}

void ServerTest::end(const Result<ServerFindings> &result)
{
    ++m_test;
    m_deadline.stop();
    if (const auto promise = std::exchange(m_promise, std::nullopt)) {
        promise->settle(result);
    }
    if (const auto abort = std::exchange(m_abort, nullptr)) {
        abort();
    }
}

Answer<ServerFindings> ServerTest::start(const Account &account, bool logIn)
{
    cancel();
    m_findings = {};
    const AnswerPromise<ServerFindings> promise;
    m_promise = promise;
    m_deadline.start(milliseconds(longest));
    work(m_test, account, logIn);
    return promise.answer();
}

Task<void> ServerTest::work(quint64 test, Account account, bool logIn)
{
    const QPointer<ServerTest> self(this);
    const bool goesOn = co_await look(test, account);
    if (!self || !goesOn || test != m_test) {
        co_return;
    }
    if (!m_findings.problem && logIn) {
        const Result<void> signedIn = co_await signIn(test, account);
        if (!self || test != m_test) {
            co_return;
        }
        m_findings.signedIn = signedIn.has_value();
        if (!signedIn) {
            m_findings.problem = signedIn.error();
        }
    }
    m_abort = nullptr;
    end(m_findings);
}

Task<bool> ServerTest::look(quint64 test, Account account)
{
    const QPointer<ServerTest> self(this);
    const auto protocol = account.mode == Mode::Imap ? MailProtocol::Imap : MailProtocol::Pop3;
    const QPointer<ServerProbe> probe(new ServerProbe(protocol, account.endpoint(), this));
    const std::shared_ptr<const TlsPeer> peer = probe->peer();
    m_abort = [probe] {
        delete probe;
    };
    const auto looked = co_await probe->start(milliseconds(longestLook), account.pinnedKeys);
    if (!self || test != m_test) {
        co_return false;
    }
    m_abort = nullptr;
    m_findings.reached = looked || isAnswer(looked.error().kind);
    m_findings.peer = *peer;
    m_findings.encrypted = peer->isTrusted();
    if (!looked) {
        m_findings.problem = looked.error();
    }
    co_return true;
}

Task<Result<void>> ServerTest::signIn(quint64 test, Account account)
{
    const QPointer<ServerTest> self(this);
    const Opening opening{
        .open =
            [this, account](const Login &login) {
                return tryLogin(account, login);
            },
        .isWanted =
            [self, test] {
                return self && test == self->m_test;
            },
        .makeRoom =
            [](const Error &) {
                return false;
            },
    };
    co_return co_await openPatiently(account, opening);
}

Task<Result<void>> ServerTest::tryLogin(Account account, Login login)
{
    if (account.mode == Mode::Imap) {
        const auto session = std::make_shared<ImapSession>();
        m_abort = [session] {
            session->abort();
        };
        co_return co_await tryImap(session, account, login);
    }
    const auto session = std::make_shared<Pop3Session>();
    m_abort = [session] {
        session->abort();
    };
    co_return co_await tryPop3(session, account, login);
}

}
