// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "imaptest.h"

#include "core/folder.h"

#include <QDir>

using namespace Konto;
using namespace Qt::StringLiterals;

/// ImapSession against a real Dovecot, which imapdovecot.py starts and describes in the environment:
/// KONTO_TEST_IMAP and KONTO_TEST_IMAPS are ports, KONTO_TEST_PIN is the pin of its key, KONTO_TEST_MESSAGES a
/// directory with the messages of INBOX, named by UID.
class ImapDovecotTest : public QObject
{
    Q_OBJECT

private:
    static Endpoint endpoint(const char *variable, Security security)
    {
        return {u"127.0.0.1"_s, quint16(qEnvironmentVariableIntValue(variable)), security};
    }

    void openPinned(ImapSession &session)
    {
        const Outcome opened(session.open(endpoint("KONTO_TEST_IMAPS", Security::Tls),
                                          Login{.userName = u"anna"_s, .secret = Secret(u"geheim"_s)},
                                          {qgetenv("KONTO_TEST_PIN")}));
        QTRY_COMPARE(opened.kind(), u"good"_s);
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!qEnvironmentVariableIsSet("KONTO_TEST_IMAP")) {
            QSKIP("no Dovecot: run it by imapdovecot.py");
        }
    }

    void tls()
    {
        ImapSession session;
        openPinned(session);
        QVERIFY(session.capabilities().contains("IMAP4REV1"));
        QVERIFY(session.capabilities().contains("CONDSTORE"));
        const auto closed = session.close();
        QTRY_VERIFY(closed.isReady());
    }

    void startTls()
    {
        ImapSession session;
        const Outcome opened(session.open(endpoint("KONTO_TEST_IMAP", Security::StartTls),
                                          Login{.userName = u"anna"_s, .secret = Secret(u"geheim"_s)},
                                          {qgetenv("KONTO_TEST_PIN")}));
        QTRY_COMPARE(opened.kind(), u"good"_s);
    }

    void clearText()
    {
        ImapSession session;
        const Outcome opened(session.open(endpoint("KONTO_TEST_IMAP", Security::None), Login{.userName = u"anna"_s, .secret = Secret(u"geheim"_s)}, {}));
        QTRY_COMPARE(opened.kind(), u"good"_s);
    }

    void unknownCertificate()
    {
        ImapSession session;
        const Outcome opened(session.open(endpoint("KONTO_TEST_IMAPS", Security::Tls), Login{.userName = u"anna"_s, .secret = Secret(u"geheim"_s)}, {}));
        QTRY_COMPARE(opened.kind(), u"Certificate"_s);
        QVERIFY(session.certificateProblem());
        QCOMPARE(session.certificateProblem()->keyDigest, qgetenv("KONTO_TEST_PIN"));
    }

    void wrongPassword()
    {
        ImapSession session;
        const Outcome opened(session.open(endpoint("KONTO_TEST_IMAPS", Security::Tls),
                                          Login{.userName = u"anna"_s, .secret = Secret(u"falsch"_s)},
                                          {qgetenv("KONTO_TEST_PIN")}));
        QTRY_COMPARE(opened.kind(), u"WrongPassword"_s);
    }

    void mailboxes()
    {
        ImapSession session;
        openPinned(session);
        const Outcome listed(session.list());
        QTRY_COMPARE(listed.kind(), u"good"_s);
        QMap<QString, Role> roles;
        for (const ImapMailbox &mailbox : listed.value().mailboxes) {
            QCOMPARE(mailbox.delimiter, u'/');
            roles.insert(mailbox.name, roleOfAttributes(mailbox.attributes));
        }
        const QString odd = u"[x] & \"ä\"/😀 a\\b"_s;
        QVERIFY(roles.contains(u"INBOX"_s));
        QVERIFY(roles.contains(odd));
        QCOMPARE(roles.value(u"Sent"_s), Role::Sent);
        QCOMPARE(roles.value(u"Trash"_s), Role::Trash);
        const Outcome state(session.openMailbox(odd));
        QTRY_COMPARE(state.kind(), u"good"_s);
        QCOMPARE(state.value().state.exists, 0u);
        const Outcome missing(session.openMailbox(u"not there"_s));
        QTRY_COMPARE(missing.kind(), u"Refused"_s);
        QCOMPARE(missing.error().scope, Scope::Folder);
    }

    void messages()
    {
        const QDir directory(qEnvironmentVariable("KONTO_TEST_MESSAGES"));
        const qsizetype count = directory.entryList(QDir::Files).size();
        ImapSession session;
        openPinned(session);
        const Outcome state(session.openMailbox(u"INBOX"_s));
        QTRY_COMPARE(state.kind(), u"good"_s);
        QCOMPARE(state.value().state.exists, count);
        QVERIFY(state.value().state.uidValidity > 0 && state.value().state.highestModSeq > 0);
        QCOMPARE(state.value().state.uidNext, count + 1);

        const UidRanges all{{1, 4294967295u}};
        const Outcome flags(session.fetchFlags(all));
        QTRY_COMPARE(flags.kind(), u"good"_s);
        QCOMPARE(flags.value().size(), count);
        QCOMPARE(flags.value()[0].flags, Flags(Flags::Seen | Flags::Flagged, {"work"}));
        const Outcome unchanged(session.fetchFlags(all, state.value().state.highestModSeq));
        QTRY_COMPARE(unchanged.kind(), u"good"_s);
        QVERIFY(unchanged.value().isEmpty());
        const Outcome beyond(session.fetchHeaders({{quint32(count) + 1, 4294967295u}}));
        QTRY_COMPARE(beyond.kind(), u"good"_s);
        QVERIFY(beyond.value().isEmpty());

        const Outcome headers(session.fetchHeaders(all));
        QTRY_COMPARE(headers.kind(), u"good"_s);
        const Outcome texts(session.fetchTexts(all));
        QTRY_COMPARE(texts.kind(), u"good"_s);
        QCOMPARE(headers.value().size(), count);
        for (const ImapHeader &header : headers.value()) {
            QFile file(directory.filePath(QString::number(header.uid)));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray whole = file.readAll();
            QCOMPARE(header.header + texts.value().value(header.uid), whole);
            QCOMPARE(header.size, whole.size());
        }
    }
};

QTEST_GUILESS_MAIN(ImapDovecotTest)

#include "imapdovecottest.moc"
