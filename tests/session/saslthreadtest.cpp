// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "imaptest.h"

#include "net/pop3session.h"

#include <QSemaphore>

#include <atomic>
#include <dlfcn.h>
#include <netdb.h>

using namespace Konto;
using namespace Qt::StringLiterals;

static std::atomic_bool lookingUp = false;
static std::atomic_bool waitedInVain = false;
static QSemaphore released;

/// Stands before libc's. Cyrus SASL looks up this machine's own name, as the only one with this flag: that takes until
/// the event loop, which must be turning meanwhile, says so.
extern "C" Q_DECL_EXPORT int getaddrinfo(const char *node, const char *service, const addrinfo *hints, addrinfo **result)
{
    using Function = int (*)(const char *, const char *, const addrinfo *, addrinfo **);
    static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "getaddrinfo"));
    if (hints && (hints->ai_flags & AI_CANONNAME)) {
        lookingUp = true;
        waitedInVain = !released.tryAcquire(1, 10'000);
    }
    return real(node, service, hints, result);
}

class SaslThreadTest : public QObject
{
    Q_OBJECT

private:
    const Login m_login{.userName = u"mrose"_s, .secret = Secret(u"tanstaaf"_s)};

private Q_SLOTS:
    void init()
    {
        qputenv("KONTO_TIMEOUT_MS", "20000");
        lookingUp = false;
        waitedInVain = false;
    }

    void pop3()
    {
        ScriptedServer server(
            {"S: +OK", "C: CAPA", "S: +OK", "S: SASL PLAIN", "S: .", "C: AUTH PLAIN AG1yb3NlAHRhbnN0YWFm", "S: +OK", "C: CAPA", "S: +OK", "S: ."});
        Pop3Session session;
        const Outcome opened(session.open({u"127.0.0.1"_s, server.serverPort(), Security::None}, m_login, {}));
        QTRY_VERIFY(lookingUp);
        released.release();
        QTRY_COMPARE(opened.kind(), u"good"_s);
        QVERIFY(!waitedInVain);
    }

    void imap()
    {
        ScriptedServer server(
            {"S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hello", "C: K1 AUTHENTICATE PLAIN AG1yb3NlAHRhbnN0YWFm", "S: K1 OK [CAPABILITY IMAP4rev1] in"});
        ImapSession session;
        const Outcome opened(session.open({u"127.0.0.1"_s, server.serverPort(), Security::None}, m_login, {}));
        QTRY_VERIFY(lookingUp);
        released.release();
        QTRY_COMPARE(opened.kind(), u"good"_s);
        QVERIFY(!waitedInVain);
    }

    /// An abort does not wait for the look-up.
    void abort()
    {
        ScriptedServer server({"S: +OK", "C: CAPA", "S: +OK", "S: SASL PLAIN", "S: .", "WAIT"});
        Pop3Session session;
        const Outcome opened(session.open({u"127.0.0.1"_s, server.serverPort(), Security::None}, m_login, {}));
        QTRY_VERIFY(lookingUp);
        session.abort();
        QTRY_COMPARE(opened.kind(), u"Cancelled"_s);
        released.release();
    }
};

QTEST_GUILESS_MAIN(SaslThreadTest)

#include "saslthreadtest.moc"
