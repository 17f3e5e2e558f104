// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "store/foldername.h"
#include "store/maildirname.h"

#include <QRandomGenerator>
#include <QSet>
#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;

class StoreNamesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void folderNames_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("directory");
        QTest::newRow("plain") << u"Archive 2024"_s << "Archive 2024"_ba;
        QTest::newRow("umlaut") << u"Entwürfe"_s << "Entw\xc3\xbcrfe"_ba;
        QTest::newRow("slash") << u"a/b"_s << "a%2Fb"_ba;
        QTest::newRow("percent") << u"100%2F"_s << "100%252F"_ba;
        QTest::newRow("dot") << u".hidden.d"_s << "%2Ehidden.d"_ba;
        QTest::newRow("dots") << u".."_s << "%2E."_ba;
        QTest::newRow("cur") << u"cur"_s << "%63ur"_ba;
        QTest::newRow("new") << u"new"_s << "%6Eew"_ba;
        QTest::newRow("tmp") << u"tmp"_s << "%74mp"_ba;
        QTest::newRow("control") << u"a\nb"_s << "a%0Ab"_ba;
        QTest::newRow("empty") << QString() << "%"_ba;
    }
    void folderNames()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, directory);
        QCOMPARE(encodeFolderName(name), directory);
        QCOMPARE(decodeFolderName(directory), name);
    }

    void longNamesAreShortenedAndDistinct()
    {
        QSet<QByteArray> seen;
        for (const QChar letter : u"aä%/€"_s) {
            for (int length = 240; length < 300; ++length) {
                const QByteArray encoded = encodeFolderName(QString(length, letter));
                QVERIFY(encoded.size() <= 255);
                QVERIFY(QUtf8StringView(encoded).isValidUtf8());
                seen.insert(encoded);
            }
        }
        QCOMPARE(seen.size(), 5 * 60);
    }

    void anyPathComesBack()
    {
        QRandomGenerator random(1);
        const QString alphabet = u"a%/2F5.ü\u0001 "_s;
        QHash<QByteArray, QString> seen;
        for (int i = 0; i < 5000; ++i) {
            FolderPath path;
            for (int level = random.bounded(1, 4); level > 0; --level) {
                QString name;
                for (int n = random.bounded(1, 6); n > 0; --n) {
                    name += alphabet[random.bounded(alphabet.size())];
                }
                const QByteArray encoded = encodeFolderName(name);
                QVERIFY(!encoded.contains('/') && !encoded.startsWith('.'));
                QCOMPARE(decodeFolderName(encoded), name);
                QCOMPARE(seen.value(encoded, name), name);
                seen.insert(encoded, name);
                path << name;
            }
            QCOMPARE(unpackPath(packPath(path)), path);
        }
    }

    void suffixes()
    {
        QCOMPARE(suffixFor(Flags()), ":2,"_ba);
        QCOMPARE(suffixFor(Flags(Flags::Seen | Flags::Draft)), ":2,DS"_ba);
        QCOMPARE(suffixFor(Flags(Flags::Seen), ":2,FTab"_ba), ":2,Sab"_ba); // Dovecot's keywords a and b stay
        QCOMPARE(suffixFor(Flags(Flags::Seen), ":1,X"_ba), ":2,S"_ba);
        QCOMPARE(flagsOfSuffix(":2,FSx"_ba), Flags(Flags::Flagged | Flags::Seen));
        QCOMPARE(flagsOfSuffix(""_ba), Flags());
        const MaildirName name = MaildirName::fromFile("1.a.host:2,S"_ba);
        QCOMPARE(name.key, "1.a.host"_ba);
        QCOMPARE(name.suffix, ":2,S"_ba);
        QCOMPARE(MaildirName::fromFile("bare"_ba).suffix, QByteArray());
    }

    void keys()
    {
        QSet<MessageKey> seen;
        for (int i = 0; i < 10000; ++i) {
            seen.insert(newUniqueName());
        }
        QCOMPARE(seen.size(), 10000);
        QVERIFY(isUsableKey(*seen.cbegin()));
        QVERIFY(isOurUniqueName(*seen.cbegin()));
        for (const QByteArray &bad : {""_ba, ".a"_ba, "a/b"_ba, "a:b"_ba, "a\nb"_ba, "\xff\xfe"_ba, QByteArray(201, 'a')}) {
            QVERIFY(!isUsableKey(bad));
        }
    }
};

QTEST_GUILESS_MAIN(StoreNamesTest)
#include "storenamestest.moc"
