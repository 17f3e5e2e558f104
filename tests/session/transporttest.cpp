// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "scriptedserver.h"
#include "transportlistener.h"

#include <QSignalSpy>
#include <QTest>

class TransportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        qputenv("KONTO_TIMEOUT_MS", "20000");
    }

    void clearText()
    {
        ScriptedServer server({"S: hello", "C: how are you", "S: fine", "X"});
        Transport transport;
        Listener listener(&transport);
        transport.open({u"localhost"_s, server.serverPort(), Security::None}, {});
        QTRY_COMPARE(listener.received, "hello\r\n");
        QVERIFY(!transport.isEncrypted());
        transport.write("how are you\r\n");
        QTRY_COMPARE(listener.failures, QStringList{u"ConnectionLost"_s});
        QCOMPARE(listener.received, "hello\r\nfine\r\n");
        QCOMPARE(listener.opened, 1);
        QVERIFY2(server.isDone(), server.state().constData());
    }

    void unknownHost()
    {
        Transport transport;
        Listener listener(&transport);
        transport.open({u"host.invalid"_s, 110, Security::None}, {});
        QTRY_COMPARE_WITH_TIMEOUT(listener.failures, QStringList{u"UnknownHost"_s}, 15000);
        QCOMPARE(listener.opened, 0);
    }

    void refused()
    {
        QTcpServer closed;
        QVERIFY(closed.listen(QHostAddress::LocalHost));
        const quint16 port = closed.serverPort();
        closed.close();

        Transport transport;
        Listener listener(&transport);
        transport.open({u"127.0.0.1"_s, port, Security::Tls}, {});
        QVERIFY(listener.failures.isEmpty()); // never from within open()
        QTRY_COMPARE(listener.failures, QStringList{u"ConnectionRefused"_s});
    }

    void silence_data()
    {
        QTest::addColumn<QByteArrayList>("script");
        QTest::addColumn<Security>("security");
        QTest::addColumn<int>("opened");

        QTest::newRow("no answer") << QByteArrayList{"WAIT"} << Security::None << 1;
        QTest::newRow("no handshake") << QByteArrayList{"WAIT"} << Security::Tls << 0;
    }

    void silence()
    {
        QFETCH(const QByteArrayList, script);
        QFETCH(const Security, security);
        QFETCH(const int, opened);
        qputenv("KONTO_TIMEOUT_MS", "100");
        ScriptedServer server(script);
        Transport transport;
        Listener listener(&transport);
        connect(&transport, &Transport::opened, &transport, [&transport] {
            transport.expectAnswer(true);
        });
        transport.open({u"localhost"_s, server.serverPort(), security}, {});
        QTRY_COMPARE(listener.failures, QStringList{u"Timeout"_s});
        QCOMPARE(listener.opened, opened);
    }

    void noWatchdogWhileNothingIsExpected()
    {
        qputenv("KONTO_TIMEOUT_MS", "100");
        ScriptedServer server({"S: hello", "WAIT"});
        Transport transport;
        Listener listener(&transport);
        transport.open({u"localhost"_s, server.serverPort(), Security::None}, {});
        QTRY_COMPARE(listener.received, "hello\r\n");
        QTimer fourTimeouts;
        fourTimeouts.setSingleShot(true);
        fourTimeouts.start(400);
        QTRY_VERIFY(!fourTimeouts.isActive());
        QVERIFY(listener.failures.isEmpty());
        transport.expectAnswer(true);
        QTRY_COMPARE(listener.failures, QStringList{u"Timeout"_s});
    }

    /// Whoever reads late still gets all that came before the end, through the 1 MiB buffer.
    void slowReader_data()
    {
        QTest::addColumn<Security>("security");
        QTest::newRow("clear text") << Security::None;
        QTest::newRow("TLS") << Security::Tls;
    }

    void slowReader()
    {
        QFETCH(const Security, security);
        constexpr qsizetype size = 5 * 1024 * 1024;
        const TestAuthority authority;
        ScriptedServer server({"S: " + QByteArray(size - 2, 'x'), "X"});
        server.setCertificate(authority.issue({}));
        server.setImplicitTls(security == Security::Tls);
        Transport transport;
        QByteArray received;
        QStringList failures;
        connect(&transport, &Transport::failed, this, [&failures](const Error &error) {
            failures.append(toString(error.kind));
        });
        transport.open({u"localhost"_s, server.serverPort(), security}, {});
        QTRY_VERIFY(transport.bytesAvailable() >= 1024 * 1024);
        QCOMPARE_LE(transport.bytesAvailable(), 2 * 1024 * 1024); // TLS adds what it has in hand
        QTimer timer;
        connect(&timer, &QTimer::timeout, this, [&] {
            received += transport.readAll();
        });
        timer.start(0);
        QTRY_COMPARE(failures, QStringList{u"ConnectionLost"_s});
        received += transport.readAll();
        QCOMPARE(received.size(), size);
    }

    void abortSaysNothing()
    {
        ScriptedServer server({"S: hello", "X"});
        Transport transport;
        Listener listener(&transport);
        transport.open({u"localhost"_s, server.serverPort(), Security::None}, {});
        connect(&transport, &Transport::readyRead, &transport, &Transport::abort);
        QTRY_VERIFY2(server.isDone(), server.state().constData());
        QTRY_COMPARE(listener.received, "hello\r\n");
        QVERIFY(listener.failures.isEmpty());
    }

    void deletedBySlot_data()
    {
        QTest::addColumn<int>("when");
        QTest::newRow("opened") << 0;
        QTest::newRow("readyRead") << 1;
        QTest::newRow("failed") << 2;
    }

    void deletedBySlot()
    {
        QFETCH(const int, when);
        ScriptedServer server({"S: hello", "X"});
        auto *transport = new Transport;
        QSignalSpy destroyed(transport, &QObject::destroyed);
        const auto destroy = [transport] {
            delete transport;
        };
        if (when == 0) {
            connect(transport, &Transport::opened, this, destroy);
        } else if (when == 1) {
            connect(transport, &Transport::readyRead, this, destroy);
        } else {
            connect(transport, &Transport::failed, this, destroy);
        }
        transport->open({u"localhost"_s, server.serverPort(), Security::None}, {});
        QTRY_COMPARE(destroyed.count(), 1);
    }
};

QTEST_GUILESS_MAIN(TransportTest)

#include "transporttest.moc"
