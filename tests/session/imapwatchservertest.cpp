// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "net/imapwatcher.h"

#include <QElapsedTimer>
#include <QTcpSocket>
#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace
{

/// Another mail program of the same user.
class OtherProgram
{
public:
    [[nodiscard]] bool logIn()
    {
        m_socket.connectToHost(u"127.0.0.1"_s, quint16(qEnvironmentVariableIntValue("KONTO_TEST_IMAP")));
        return m_socket.waitForConnected() && says("LOGIN anna geheim");
    }

    /// Whether the server says OK to \a command.
    [[nodiscard]] bool says(const QByteArray &command)
    {
        const QByteArray tag = "o" + QByteArray::number(++m_tags) + ' ';
        m_socket.write(tag + command + "\r\n");
        while (m_socket.canReadLine() || m_socket.waitForReadyRead(10'000)) {
            while (m_socket.canReadLine()) {
                const QByteArray line = m_socket.readLine();
                if (line.startsWith(tag)) {
                    return line.sliced(tag.size()).startsWith("OK");
                }
            }
        }
        return false;
    }

    [[nodiscard]] bool append(const QByteArray &mailbox)
    {
        return says("APPEND " + mailbox + " {18+}\r\nSubject: x\r\n\r\nhi\r\n");
    }

private:
    QTcpSocket m_socket;
    int m_tags = 0;
};

}

/// ImapWatcher against a real server, which imapdovecot.py or imapcyrus.py starts and describes in the environment:
///
///     KONTO_TEST_IMAP           a port in clear text
///     KONTO_TEST_IMAPS          one with TLS, for which KONTO_TEST_PIN is the pin of the key; optional
///     KONTO_TEST_KEEPALIVE_MS   WatchPace::keepAlive, when it matters
///
/// Archive, Junk and a mailbox with an odd name exist there.
class ImapWatchServerTest : public QObject
{
    Q_OBJECT

private:
    OtherProgram m_other;
    ImapWatcher m_watcher{pace()};
    QSet<QString> m_changed;
    bool m_folders = false;
    QString m_failure;

    static WatchPace pace()
    {
        const int keepAlive = qEnvironmentVariableIntValue("KONTO_TEST_KEEPALIVE_MS");
        WatchPace pace{.sweep = 300ms};
        pace.keepAlive = keepAlive > 0 ? std::chrono::milliseconds(keepAlive) : pace.keepAlive;
        return pace;
    }

    static Endpoint endpoint()
    {
        const bool tls = qEnvironmentVariableIsSet("KONTO_TEST_IMAPS");
        const int port = qEnvironmentVariableIntValue(tls ? "KONTO_TEST_IMAPS" : "KONTO_TEST_IMAP");
        return {u"127.0.0.1"_s, quint16(port), tls ? Security::Tls : Security::None};
    }

    void forget()
    {
        m_changed.clear();
        m_folders = false;
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!qEnvironmentVariableIsSet("KONTO_TEST_IMAP")) {
            QSKIP("no server: run it by imapdovecot.py");
        }
        connect(&m_watcher, &ImapWatcher::changed, this, [this](const QStringList &mailboxes) {
            m_changed += QSet<QString>(mailboxes.cbegin(), mailboxes.cend());
        });
        connect(&m_watcher, &ImapWatcher::foldersChanged, this, [this] {
            m_folders = true;
        });
        connect(&m_watcher, &ImapWatcher::failed, this, [this](const Error &error) {
            m_failure = toString(error.kind);
        });
        QVERIFY(m_other.logIn());
        m_watcher.start(endpoint(), Login{.userName = u"anna"_s, .secret = Secret(u"geheim"_s)}, {qgetenv("KONTO_TEST_PIN")});
        QTRY_VERIFY(m_watcher.isReady());
    }

    void newMail_data()
    {
        QTest::addColumn<QByteArray>("mailbox");
        QTest::addColumn<QString>("name");
        QTest::newRow("INBOX") << "INBOX"_ba << u"INBOX"_s;
        QTest::newRow("another") << "Archive"_ba << u"Archive"_s;
        if (!qEnvironmentVariableIsSet("KONTO_TEST_MESSAGES")) {
            QTest::newRow("umlauts") << "\"R&AOQ-te &- T&APY-ne\""_ba << u"Räte & Töne"_s;
        } else {
            QTest::newRow("an odd one") << "\"[x] &- \\\"&AOQ-\\\"/&2D3eAA- a\\\\b\""_ba << u"[x] & \"ä\"/😀 a\\b"_s;
        }
    }

    void newMail()
    {
        QFETCH(QByteArray, mailbox);
        QFETCH(QString, name);
        forget();
        QElapsedTimer clock;
        clock.start();
        QVERIFY(m_other.append(mailbox));
        QTRY_VERIFY(m_changed.contains(name));
        qInfo() << mailbox << "told after" << clock.elapsed() << "ms";
    }

    void aFlag()
    {
        forget();
        QVERIFY(m_other.says("SELECT Archive") && m_other.says("STORE 1 +FLAGS (\\Flagged)"));
        QTRY_VERIFY(m_changed.contains(u"Archive"_s));
    }

    void aMessageGone()
    {
        QVERIFY(m_other.append("Junk"));
        QTRY_VERIFY(m_changed.contains(u"Junk"_s));
        forget();
        QVERIFY(m_other.says("SELECT Junk") && m_other.says("STORE 1:* +FLAGS.SILENT (\\Deleted)") && m_other.says("EXPUNGE"));
        QTRY_VERIFY(m_changed.contains(u"Junk"_s));
        QVERIFY(m_other.says("UNSELECT"));
    }

    void folders()
    {
        forget();
        QVERIFY(m_other.says("CREATE fresh"));
        QTRY_VERIFY(m_folders);
        forget();
        QVERIFY(m_other.append("fresh"));
        QTRY_VERIFY(m_changed.contains(u"fresh"_s));
        forget();
        QVERIFY(m_other.says("RENAME fresh stale"));
        QTRY_VERIFY(m_folders);
        forget();
        QVERIFY(m_other.append("stale"));
        QTRY_VERIFY(m_changed.contains(u"stale"_s));
        forget();
        QVERIFY(m_other.says("DELETE stale"));
        QTRY_VERIFY(m_folders);
    }

    void anotherIdleMailbox()
    {
        m_watcher.setIdleMailbox(u"Archive"_s);
        forget();
        QVERIFY(m_other.append("Archive"));
        QTRY_VERIFY(m_changed.contains(u"Archive"_s));
        m_watcher.setIdleMailbox(u"no such mailbox"_s);
        forget();
        QVERIFY(m_other.append("INBOX"));
        QTRY_VERIFY(m_changed.contains(u"INBOX"_s));
    }

    void cleanupTestCase()
    {
        QCOMPARE(m_failure, QString());
    }
};

QTEST_GUILESS_MAIN(ImapWatchServerTest)

#include "imapwatchservertest.moc"
