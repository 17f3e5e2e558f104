// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "net/imaptunnel.h"

#include "scriptedserver.h"

#include <QTcpSocket>
#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;

/// A tunnel to a scripted server, and what comes out of it.
class Bench
{
public:
    explicit Bench(const QByteArrayList &script)
        : server(script)
    {
        QObject::connect(&tunnel, &ImapTunnel::failed, &tunnel, [this](const Error &error) {
            failures << toString(error.kind);
        });
        QObject::connect(&transport, &Transport::opened, &transport, [this] {
            opened = true;
        });
        transport.open({u"127.0.0.1"_s, server.serverPort(), Security::None}, {});
    }

    void callAs(QTcpSocket &socket, const QString &token)
    {
        socket.connectToHost(u"127.0.0.1"_s, tunnel.port());
        socket.write("A000001 LOGIN \"konto\" \"" + token.toLatin1() + "\"\r\n");
    }

    ScriptedServer server;
    Transport transport;
    ImapTunnel tunnel{&transport};
    QStringList failures;
    bool opened = false;
};

class ImapTunnelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        qputenv("KONTO_TIMEOUT_MS", "10000");
    }

    void onlyTheTokenOpens()
    {
        Bench bench({"C: A000002 NOOP", "S: A000002 OK secret"});
        QTRY_VERIFY(bench.opened);
        QVERIFY(bench.tunnel.listen({}));
        QTcpSocket stranger;
        QTcpSocket silent;
        QTcpSocket chatty;
        bench.callAs(stranger, QString(64, u'0'));
        silent.connectToHost(u"127.0.0.1"_s, bench.tunnel.port());
        chatty.connectToHost(u"127.0.0.1"_s, bench.tunnel.port());
        chatty.write(QByteArray(100'000, 'x'));
        QTRY_COMPARE(stranger.state(), QAbstractSocket::UnconnectedState);
        QTRY_COMPARE(chatty.state(), QAbstractSocket::UnconnectedState);
        QCOMPARE(silent.state(), QAbstractSocket::ConnectedState);

        QTcpSocket kimap;
        const quint16 port = bench.tunnel.port();
        bench.callAs(kimap, bench.tunnel.token());
        QTRY_COMPARE(kimap.bytesAvailable(), qint64(strlen("* OK konto\r\nA000001 OK welcome\r\n")));
        kimap.readAll();
        // The others are thrown out, and nobody can come any more.
        QTRY_COMPARE(silent.state(), QAbstractSocket::UnconnectedState);
        QTcpSocket late;
        late.connectToHost(u"127.0.0.1"_s, port);
        QTRY_COMPARE(late.error(), QAbstractSocket::ConnectionRefusedError);

        kimap.write("A000002 NOOP\r\n");
        QTRY_COMPARE(kimap.bytesAvailable(), qint64(strlen("A000002 OK x\r\n")));
        QCOMPARE(bench.tunnel.scanner().lastStatus()->text, "secret");
        QCOMPARE(silent.readAll() + stranger.readAll(), "* OK konto\r\n* OK konto\r\n");
        QVERIFY(bench.failures.isEmpty());
    }

    void manyStrangersDoNotKeepKimapOut()
    {
        Bench bench({});
        QTRY_VERIFY(bench.opened);
        QVERIFY(bench.tunnel.listen({}));
        QList<QTcpSocket *> strangers;
        for (int i = 0; i < 40; ++i) {
            strangers << new QTcpSocket(&bench.tunnel);
            strangers.last()->connectToHost(u"127.0.0.1"_s, bench.tunnel.port());
        }
        QTcpSocket kimap;
        bench.callAs(kimap, bench.tunnel.token());
        QTRY_VERIFY(kimap.bytesAvailable() > 20);
        QVERIFY(kimap.readAll().endsWith("A000001 OK welcome\r\n"));
    }

    void whatWasReadBeforeComesFirst()
    {
        Bench bench({"S: 2 FETCH ()"});
        QTRY_VERIFY(bench.opened);
        QVERIFY(bench.tunnel.listen("* 1 FETCH ()\r\n* "));
        QTcpSocket kimap;
        bench.callAs(kimap, bench.tunnel.token());
        QTRY_VERIFY(kimap.bytesAvailable() > 50);
        QCOMPARE(kimap.readAll(), "* OK konto\r\nA000001 OK welcome\r\n* 1 FETCH ()\r\n* 2 FETCH ()\r\n");
    }

    /// A reader that does not read makes the server wait.
    void backpressure()
    {
        const QByteArray literal(48 * 1024 * 1024, 'x');
        Bench bench({"R: * 1 FETCH (UID 1 BODY[TEXT] {" + QByteArray::number(literal.size()) + "}\\r\\n" + literal, "S: )"});
        QTRY_VERIFY(bench.opened);
        QVERIFY(bench.tunnel.listen({}));
        QTcpSocket kimap;
        kimap.setReadBufferSize(64 * 1024);
        bench.callAs(kimap, bench.tunnel.token());
        QTRY_COMPARE(kimap.bytesAvailable(), 64 * 1024);
        const auto *inner = bench.tunnel.findChild<QTcpSocket *>();
        QVERIFY(inner);
        QTRY_VERIFY(inner->bytesToWrite() >= 512 * 1024);
        QVERIFY(inner->bytesToWrite() <= 2 * 1024 * 1024);
        qint64 received = kimap.readAll().size();
        QObject::connect(&kimap, &QTcpSocket::readyRead, &kimap, [&] {
            received += kimap.readAll().size();
        });
        QTRY_VERIFY_WITH_TIMEOUT(received > literal.size(), 20'000);
        QVERIFY(bench.failures.isEmpty());
    }

    void nobodyComes()
    {
        Bench bench({"X"});
        QTRY_VERIFY(bench.opened);
        QVERIFY(bench.tunnel.listen({}));
        QTRY_COMPARE(bench.failures, QStringList{u"ConnectionLost"_s});
    }
};

QTEST_GUILESS_MAIN(ImapTunnelTest)

#include "imaptunneltest.moc"
