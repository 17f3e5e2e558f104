// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "imaptest.h"

#include "net/imapwatcher.h"

#include <QPointer>
#include <QSignalSpy>

using namespace Konto;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{

const QByteArray notify = "C: W1 NOTIFY SET STATUS (personal (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange))";
const QByteArray sweep = " LIST \"\" \"*\" RETURN (STATUS (MESSAGES UIDNEXT UIDVALIDITY UNSEEN))";
const WatchPace quick{.sweep = 50ms, .keepAlive = 50ms, .idle = 50ms};

QByteArrayList notifying(const QByteArrayList &rest)
{
    return loggedInScript("NOTIFY IDLE", QByteArrayList{notify, "S: * STATUS INBOX (MESSAGES 2 HIGHESTMODSEQ 5)", "S: W1 OK done"} + rest);
}

/// What a watcher tells, as words: "ready", "folders", "changed a b", "failed Timeout".
class Told : public QObject
{
    Q_OBJECT

public:
    explicit Told(ImapWatcher *watcher)
    {
        connect(watcher, &ImapWatcher::ready, this, [this] {
            words << u"ready"_s;
        });
        connect(watcher, &ImapWatcher::foldersChanged, this, [this] {
            words << u"folders"_s;
        });
        connect(watcher, &ImapWatcher::changed, this, [this](QStringList mailboxes) {
            mailboxes.sort();
            words << u"changed "_s + mailboxes.join(u' ');
        });
        connect(watcher, &ImapWatcher::failed, this, [this](const Error &error) {
            words << u"failed "_s + toString(error.kind);
        });
    }

    QStringList words;
};

void start(ImapWatcher &watcher, const ScriptedServer &server)
{
    watcher.start({u"127.0.0.1"_s, server.serverPort(), Security::None}, Login{.userName = u"anna"_s, .secret = Secret(u"geheim"_s)}, {});
}

}

/// The watcher on real sockets; what it says and understands is imapwatchtest's.
class ImapWatcherTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        qputenv("KONTO_TIMEOUT_MS", "10000");
    }

    void notifies()
    {
        ScriptedServer server(notifying({"S: * STATUS a (MESSAGES 1)", "S: * STATUS b (MESSAGES 1)", "S: * STATUS a (MESSAGES 2)"}));
        ImapWatcher watcher;
        Told told(&watcher);
        start(watcher, server);
        QVERIFY(!watcher.isReady());
        // A burst is told once. The two are new, so the folders are as well.
        QTRY_COMPARE(told.words, (QStringList{u"ready"_s, u"folders"_s, u"changed a b"_s}));
        QVERIFY(watcher.isReady());
        QVERIFY2(server.isDone(), server.state().constData());
    }

    void idlesAndSweeps()
    {
        const QByteArrayList same{"S: * LIST () \"/\" a", "S: * STATUS a (MESSAGES 1)"};
        ScriptedServer server(loggedInScript("IDLE LIST-STATUS",
                                             QByteArrayList{"C: W1 EXAMINE \"a\"", "S: * 1 EXISTS", "S: W1 OK done", "C: W2" + sweep} + same
                                                 + QByteArrayList{"S: W2 OK done",
                                                                  "C: W3 IDLE",
                                                                  "S: + go",
                                                                  "C: DONE",
                                                                  "S: W3 OK done",
                                                                  "C: W4" + sweep,
                                                                  "S: * LIST () \"/\" a",
                                                                  "S: * STATUS a (MESSAGES 2)",
                                                                  "S: W4 OK done",
                                                                  "C: W5 IDLE",
                                                                  "WAIT"}));
        ImapWatcher watcher(quick);
        Told told(&watcher);
        watcher.setIdleMailbox(u"a"_s);
        start(watcher, server);
        QTRY_COMPARE(told.words, (QStringList{u"ready"_s, u"changed a"_s}));
    }

    void watchesAnotherMailbox()
    {
        ScriptedServer server(loggedInScript("IDLE",
                                             {"C: W1 EXAMINE \"INBOX\"",
                                              "S: W1 OK done",
                                              "C: W2 IDLE",
                                              "S: + go",
                                              "C: DONE",
                                              "S: W2 OK done",
                                              "C: W3 EXAMINE \"a\"",
                                              "S: * 1 EXISTS",
                                              "S: W3 OK done",
                                              "C: W4 IDLE",
                                              "S: + go",
                                              "S: * 2 EXISTS"}));
        ImapWatcher watcher;
        Told told(&watcher);
        start(watcher, server);
        QTRY_COMPARE(told.words, QStringList{u"ready"_s});
        watcher.setIdleMailbox(u"a"_s);
        QTRY_COMPARE(told.words, (QStringList{u"ready"_s, u"changed a"_s}));
        QVERIFY2(server.isDone(), server.state().constData());
    }

    void overTls()
    {
        ScriptedServer server(notifying({"S: * STATUS INBOX (MESSAGES 3)"}));
        server.setImplicitTls(true);
        ImapWatcher watcher;
        Told told(&watcher);
        const Endpoint endpoint{u"localhost"_s, server.serverPort(), Security::Tls};
        const Login login{.userName = u"anna"_s, .secret = Secret(u"geheim"_s)};
        watcher.start(endpoint, login, {TlsPolicy::keyDigest(server.certificate().certificate)});
        QTRY_COMPARE(told.words, (QStringList{u"ready"_s, u"changed INBOX"_s}));
    }

    void cannotOpen_data()
    {
        QTest::addColumn<QByteArrayList>("script");
        QTest::addColumn<QString>("kind");
        const QByteArray hello = "S: * OK [CAPABILITY IMAP4rev1] hello";
        QTest::newRow("wrong password") << QByteArrayList{hello, "C: *", "S: K1 NO [AUTHENTICATIONFAILED] no"} << u"WrongPassword"_s;
        QTest::newRow("bye") << QByteArrayList{"S: * BYE going down", "X"} << u"Unavailable"_s;
        QTest::newRow("too many connections") << QByteArrayList{"S: * BYE too many connections", "X"} << u"TooManyConnections"_s;
        QTest::newRow("pop3") << QByteArrayList{"S: +OK ready"} << u"WrongProtocol"_s;
        QTest::newRow("closed with the welcome") << QByteArrayList{hello, "C: *", "S: K1 OK [CAPABILITY IMAP4rev1] in", "X"} << u"ConnectionLost"_s;
    }

    void cannotOpen()
    {
        QFETCH(QByteArrayList, script);
        QFETCH(QString, kind);
        ScriptedServer server(script);
        ImapWatcher watcher;
        Told told(&watcher);
        start(watcher, server);
        QTRY_COMPARE(told.words, QStringList{u"failed "_s + kind});
        QVERIFY(!watcher.isReady());
    }

    void isBrokenOff_data()
    {
        QTest::addColumn<QByteArrayList>("script");
        QTest::addColumn<QString>("kind");
        QTest::newRow("bye") << QByteArrayList{"S: * BYE [UNAVAILABLE] going down"} << u"Unavailable"_s;
        QTest::newRow("bye and closed") << QByteArrayList{"S: * BYE [UNAVAILABLE] going down", "X"} << u"Unavailable"_s;
        QTest::newRow("closed") << QByteArrayList{"X"} << u"ConnectionLost"_s;
        QTest::newRow("cut") << QByteArrayList{"CUT"} << u"ConnectionLost"_s;
        QTest::newRow("nonsense") << QByteArrayList{"S: * STATUS (("} << u"Nonsense"_s;
        QTest::newRow("endless line") << QByteArrayList{"S: * STATUS " + QByteArray(1'100'000, 'x')} << u"Nonsense"_s;
    }

    void isBrokenOff()
    {
        QFETCH(QByteArrayList, script);
        QFETCH(QString, kind);
        ScriptedServer server(notifying(script));
        ImapWatcher watcher;
        Told told(&watcher);
        start(watcher, server);
        QTRY_VERIFY(!told.words.isEmpty() && told.words.last() == u"failed "_s + kind);
        QCOMPARE(told.words.count(u"failed "_s + kind), 1);
        QVERIFY(!watcher.isReady());
    }

    /// The connection still stands, but nothing comes any more: NAT has forgotten it.
    void silence_data()
    {
        QTest::addColumn<QByteArrayList>("script");
        QTest::newRow("to a sign of life") << notifying({"C: W2 NOOP", "WAIT"});
        QTest::newRow("to NOTIFY") << loggedInScript("NOTIFY", {notify, "WAIT"});
        QTest::newRow("to EXAMINE") << loggedInScript("IDLE", {"C: *", "WAIT"});
        QTest::newRow("to a sweep") << loggedInScript("LIST-STATUS", {"C: *", "S: W1 OK done", "C: *", "S: * LIST () NIL a", "WAIT"});
        QTest::newRow("to IDLE") << loggedInScript("IDLE", {"C: *", "S: W1 OK done", "C: W2 IDLE", "WAIT"});
        QTest::newRow("to DONE") << loggedInScript("IDLE", {"C: *", "S: W1 OK done", "C: W2 IDLE", "S: + go", "C: DONE", "WAIT"});
        QTest::newRow("in a response") << notifying({"R: * STATUS", "C: W2 NOOP", "WAIT"});
    }

    void silence()
    {
        QFETCH(QByteArrayList, script);
        qputenv("KONTO_TIMEOUT_MS", "300");
        ScriptedServer server(script);
        ImapWatcher watcher(quick);
        Told told(&watcher);
        start(watcher, server);
        QTRY_VERIFY(told.words.contains(u"failed Timeout"_s));
    }

    /// Doing nothing is not silence: nothing is expected.
    void quietIsNoFailure()
    {
        qputenv("KONTO_TIMEOUT_MS", "30");
        ScriptedServer server(notifying({"C: W2 NOOP", "S: W2 OK done", "C: W3 NOOP", "S: W3 OK done", "S: * STATUS INBOX (MESSAGES 3)", "WAIT"}));
        ImapWatcher watcher(WatchPace{.sweep = 200ms, .keepAlive = 200ms, .idle = 200ms});
        Told told(&watcher);
        start(watcher, server);
        QTRY_COMPARE(told.words, (QStringList{u"ready"_s, u"changed INBOX"_s}));
    }

    void stopsAndStartsAgain()
    {
        ScriptedServer server;
        server.addScript(notifying({"S: * STATUS INBOX (MESSAGES 3)"}));
        server.addScript(notifying({"X"}));
        server.addScript(notifying({"S: * STATUS INBOX (MESSAGES 3)"}));
        ImapWatcher watcher;
        Told told(&watcher);
        connect(&watcher, &ImapWatcher::failed, &watcher, [&] {
            start(watcher, server);
        });
        start(watcher, server);
        QTRY_VERIFY(watcher.isReady());
        watcher.stop();
        QVERIFY(!watcher.isReady());
        start(watcher, server);
        QTRY_COMPARE(told.words, (QStringList{u"ready"_s, u"ready"_s, u"failed ConnectionLost"_s, u"ready"_s, u"changed INBOX"_s}));
        QCOMPARE(server.connections(), 3);
    }

    /// Whoever hears a signal may be done with the watcher.
    void isDeletedByTheReceiver_data()
    {
        QTest::addColumn<QByteArrayList>("script");
        QTest::addColumn<QString>("last");
        QTest::newRow("ready") << notifying({}) << u"ready"_s;
        QTest::newRow("folders") << notifying({"S: * LIST () NIL a", "S: * STATUS a ()"}) << u"folders"_s;
        QTest::newRow("changed") << notifying({"S: * STATUS INBOX (MESSAGES 3)"}) << u"changed INBOX"_s;
        QTest::newRow("failed") << notifying({"X"}) << u"failed ConnectionLost"_s;
        QTest::newRow("failed by bye") << notifying({"S: * BYE"}) << u"failed Unavailable"_s;
        QTest::newRow("failed in the login") << QByteArrayList{"S: +OK"} << u"failed WrongProtocol"_s;
    }

    void isDeletedByTheReceiver()
    {
        QFETCH(QByteArrayList, script);
        QFETCH(QString, last);
        ScriptedServer server(script);
        auto watcher = std::make_unique<ImapWatcher>();
        Told told(watcher.get());
        const auto deleteNow = [&] {
            if (told.words.last() == last) {
                watcher.reset();
            }
        };
        connect(watcher.get(), &ImapWatcher::ready, this, deleteNow);
        connect(watcher.get(), &ImapWatcher::foldersChanged, this, deleteNow);
        connect(watcher.get(), &ImapWatcher::changed, this, deleteNow);
        connect(watcher.get(), &ImapWatcher::failed, this, deleteNow);
        start(*watcher, server);
        QTRY_VERIFY(!watcher);
        QCOMPARE(told.words.last(), last);
    }

    /// stop(), or the end of the watcher, at every moment: after so many turns of the event loop.
    void stopsAnywhere_data()
    {
        QTest::addColumn<int>("turns");
        QTest::addColumn<bool>("destroy");
        for (int turns = 0; turns < 40; turns += turns < 20 ? 1 : 4) {
            QTest::addRow("stop after %d", turns) << turns << false;
            QTest::addRow("destroy after %d", turns) << turns << true;
        }
    }

    void stopsAnywhere()
    {
        QFETCH(int, turns);
        QFETCH(bool, destroy);
        ScriptedServer server(notifying({"S: * STATUS INBOX (MESSAGES 3)", "WAIT"}));
        auto watcher = std::make_unique<ImapWatcher>(quick);
        Told told(watcher.get());
        start(*watcher, server);
        for (int i = 0; i < turns; ++i) {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 5);
        }
        const QStringList before = told.words;
        if (destroy) {
            watcher.reset();
        } else {
            watcher->stop();
            QVERIFY(!watcher->isReady());
        }
        for (int i = 0; i < 20; ++i) {
            QCoreApplication::processEvents();
        }
        QCOMPARE(told.words, before);
    }
};

QTEST_GUILESS_MAIN(ImapWatcherTest)

#include "imapwatchertest.moc"
