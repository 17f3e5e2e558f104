// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "run/errortext.h"
#include "run/retry.h"

#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;

class ErrorTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyErrorIsASentenceWithTheAccountsName()
    {
        Account account;
        account.name = u"Anna’s mail"_s;
        account.imap = {.host = u"mail.example.org"_s, .port = 993, .security = Security::Tls};
        for (int kind = int(ErrorKind::NotConfigured); kind <= int(ErrorKind::Cancelled); ++kind) {
            const QString sentence = errorSentence(makeError(ErrorKind(kind)), account);
            QVERIFY2(sentence.startsWith(account.name), qPrintable(sentence));
            QVERIFY2(sentence.endsWith(u'.') || sentence.endsWith(u')'), qPrintable(sentence));
            QVERIFY(toString(ErrorKind(kind)) != "Unknown"_L1);
        }
    }

    void eachWayToSignInHasItsWords()
    {
        for (const ErrorKind kind : {ErrorKind::NoPassword, ErrorKind::WrongPassword}) {
            QSet<QString> sentences;
            for (const SignIn signIn : {SignIn::Password, SignIn::OAuth2, SignIn::ClientCertificate, SignIn::Kerberos}) {
                sentences.insert(errorSentence(makeError(kind), Account{.name = u"a"_s, .signIn = signIn}));
            }
            QCOMPARE(sentences.size(), 4);
        }
    }

    void forNowIsNotForGood()
    {
        Error error = makeError(ErrorKind::Unavailable);
        const QString forNow = errorSentence(error, {});
        error.retry = Retry::Never;
        QVERIFY(errorSentence(error, {}) != forNow);
    }

    void whatTheServerSaidIsQuotedAndBounded()
    {
        const QString sentence = errorSentence(makeError(ErrorKind::WrongPassword, {}, "no\r\n\x1b[31m" + QByteArray(5000, 'x')), {});
        QVERIFY(sentence.size() < 500);
        QVERIFY(!sentence.contains(u'\n'));
        QVERIFY(!sentence.contains(QChar(0x1b)));
    }

    void retryGrowsAndEnds()
    {
        const Error later = makeError(ErrorKind::Timeout);
        QCOMPARE(retryDelay(later, 1), std::chrono::seconds(30));
        QCOMPARE(retryDelay(later, 2), std::chrono::seconds(60));
        QCOMPARE(retryDelay(later, 1000), std::chrono::minutes(15));
        QCOMPARE(retryDelay(makeError(ErrorKind::ConnectionLost), 1), std::chrono::seconds(1));
        QCOMPARE(retryDelay(makeError(ErrorKind::ConnectionLost), 2), std::chrono::seconds(60));
        QVERIFY(!retryDelay(makeError(ErrorKind::WrongPassword), 1));
        QVERIFY(!retryDelay(makeError(ErrorKind::Cancelled), 1));
    }
};

QTEST_GUILESS_MAIN(ErrorTextTest)
#include "errortexttest.moc"
