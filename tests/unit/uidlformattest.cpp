// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "plan/uidlformat.h"

#include <QTest>

using namespace Konto;

namespace
{
UidlReading uid(quint32 uidValidity, quint32 uid)
{
    return {.uidValidity = uidValidity, .uid = uid, .objectId = {}};
}
}

class UidlFormatTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads_data()
    {
        QTest::addColumn<UidlFormat>("format");
        QTest::addColumn<QByteArray>("uidl");
        QTest::addColumn<UidlReading>("reading");

        const UidlReading largest = uid(4294967295, 4294967294);
        QTest::newRow("dovecot") << UidlFormat::Dovecot << QByteArray("0000002a65f1c3d0") << uid(0x65f1c3d0, 42);
        QTest::newRow("dovecot, upper case") << UidlFormat::Dovecot << QByteArray("0000002A65F1C3D0") << uid(0x65f1c3d0, 42);
        QTest::newRow("dovecot, largest") << UidlFormat::Dovecot << QByteArray("fffffffeFFFFFFFF") << largest;
        QTest::newRow("uw") << UidlFormat::Uw << QByteArray("4d3f1a2b0000002a") << uid(0x4d3f1a2b, 42);
        QTest::newRow("uw, largest") << UidlFormat::Uw << QByteArray("fffffffffffffffe") << largest;
        QTest::newRow("cyrus") << UidlFormat::Cyrus << QByteArray("1295520267.42") << uid(1295520267, 42);
        QTest::newRow("cyrus, largest") << UidlFormat::Cyrus << QByteArray("4294967295.4294967294") << largest;
        QTest::newRow("cyrus, old") << UidlFormat::CyrusOld << QByteArray("42") << uid(0, 42);
        QTest::newRow("courier") << UidlFormat::Courier << QByteArray("UID42-1295520267") << uid(1295520267, 42);
        QTest::newRow("courier, largest") << UidlFormat::Courier << QByteArray("UID4294967294-4294967295") << largest;
        QTest::newRow("courier, old") << UidlFormat::CourierOld << QByteArray("UID42") << uid(0, 42);
        QTest::newRow("critical path") << UidlFormat::CriticalPath << QByteArray("1295520267-42") << uid(1295520267, 42);
        QTest::newRow("stalwart") << UidlFormat::Stalwart << QByteArray("170042") << uid(1700, 42);
        QTest::newRow("gmail") << UidlFormat::Gmail << QByteArray("GmailId13d41a4e6a3ab6b5")
                               << UidlReading{.uidValidity = 0, .uid = 0, .objectId = "1428795905875293877"};
        QTest::newRow("gmail, largest") << UidlFormat::Gmail << QByteArray("GmailIdFFFFFFFFFFFFFFFF")
                                        << UidlReading{.uidValidity = 0, .uid = 0, .objectId = "18446744073709551615"};
    }

    void reads()
    {
        QFETCH(UidlFormat, format);
        QFETCH(QByteArray, uidl);
        QFETCH(UidlReading, reading);
        const auto read = readUidl(uidl, format, 1700);
        QVERIFY(read);
        QCOMPARE(*read, reading);
        QVERIFY(possibleFormats(uidl, 1700).contains(format));
        for (const QByteArray &other : QByteArrayList{uidl + QByteArray(21, '0'), uidl + ' ', ' ' + uidl, uidl + '\0', '+' + uidl, '-' + uidl}) {
            QVERIFY2(!readUidl(other, format, 1700), other.constData());
        }
    }

    void refuses_data()
    {
        QTest::addColumn<UidlFormat>("format");
        QTest::addColumn<QByteArray>("uidl");

        for (const UidlFormat format : uidlFormats) {
            const QByteArray number = QByteArray::number(static_cast<int>(format));
            QTest::addRow("%s%s", number.constData(), ", nothing") << format << QByteArray();
            QTest::addRow("%s%s", number.constData(), ", space") << format << QByteArray(" ");
            QTest::addRow("%s%s", number.constData(), ", guid") << format << QByteArray("8d7f35021c9a5e4c6b5d0000a7e0d3f1");
            QTest::addRow("%s%s", number.constData(), ", zimbra") << format << QByteArray("257.d0+Yf3kVnGw,+uGJ7lHJc0F2x4A=");
            QTest::addRow("%s%s", number.constData(), ", maildir name") << format << QByteArray("1295520267.M20046P4321.mail.example.org");
        }
        QTest::newRow("dovecot, no digit") << UidlFormat::Dovecot << QByteArray("0000002g65f1c3d0");
        QTest::newRow("dovecot, sign") << UidlFormat::Dovecot << QByteArray("-000002a65f1c3d0");
        QTest::newRow("dovecot, prefix") << UidlFormat::Dovecot << QByteArray("0x00002a65f1c3d0");
        QTest::newRow("dovecot, no uid") << UidlFormat::Dovecot << QByteArray("0000000065f1c3d0");
        QTest::newRow("dovecot, no uidvalidity") << UidlFormat::Dovecot << QByteArray("0000002a00000000");
        QTest::newRow("dovecot, short") << UidlFormat::Dovecot << QByteArray("000002a65f1c3d0");
        QTest::newRow("uw, short") << UidlFormat::Uw << QByteArray("4d3f1a2b000002a");
        QTest::newRow("cyrus, too large") << UidlFormat::Cyrus << QByteArray("1295520267.4294967296");
        QTest::newRow("cyrus, uidvalidity too large") << UidlFormat::Cyrus << QByteArray("4294967296.42");
        QTest::newRow("cyrus, leading zero") << UidlFormat::Cyrus << QByteArray("1295520267.042");
        QTest::newRow("cyrus, half") << UidlFormat::Cyrus << QByteArray("1295520267.");
        QTest::newRow("cyrus, other half") << UidlFormat::Cyrus << QByteArray(".42");
        QTest::newRow("cyrus, three") << UidlFormat::Cyrus << QByteArray("1295520267.42.1");
        QTest::newRow("cyrus, old, too large") << UidlFormat::CyrusOld << QByteArray("4294967296");
        QTest::newRow("cyrus, old, zero") << UidlFormat::CyrusOld << QByteArray("0");
        QTest::newRow("cyrus, old, hex") << UidlFormat::CyrusOld << QByteArray("2a");
        QTest::newRow("courier, small") << UidlFormat::Courier << QByteArray("uid42-1295520267");
        QTest::newRow("courier, old") << UidlFormat::Courier << QByteArray("UID42");
        QTest::newRow("courier, old, new") << UidlFormat::CourierOld << QByteArray("UID42-1295520267");
        QTest::newRow("courier, nothing") << UidlFormat::CourierOld << QByteArray("UID");
        QTest::newRow("critical path, courier") << UidlFormat::CriticalPath << QByteArray("UID42-1295520267");
        QTest::newRow("stalwart, other uidvalidity") << UidlFormat::Stalwart << QByteArray("180042");
        QTest::newRow("stalwart, uidvalidity only") << UidlFormat::Stalwart << QByteArray("1700");
        QTest::newRow("stalwart, leading zero") << UidlFormat::Stalwart << QByteArray("1700042");
        QTest::newRow("stalwart, too large") << UidlFormat::Stalwart << QByteArray("17004294967296");
        QTest::newRow("gmail, too large") << UidlFormat::Gmail << QByteArray("GmailId1FFFFFFFFFFFFFFFF");
        QTest::newRow("gmail, nothing") << UidlFormat::Gmail << QByteArray("GmailId");
    }

    void refuses()
    {
        QFETCH(UidlFormat, format);
        QFETCH(QByteArray, uidl);
        QVERIFY(!readUidl(uidl, format, 1700));
        QVERIFY(!possibleFormats(uidl, 1700).contains(format));
    }

    /// Sixteen digits say nothing about their order, and not even that they are hexadecimal.
    void ambiguous()
    {
        QCOMPARE(possibleFormats("0000002a65f1c3d0", 1700), (QList{UidlFormat::Dovecot, UidlFormat::Uw}));
        QCOMPARE(possibleFormats("170042", 1700), (QList{UidlFormat::CyrusOld, UidlFormat::Stalwart}));
        QCOMPARE(possibleFormats("170042", 0), (QList{UidlFormat::CyrusOld}));
        QCOMPARE(possibleFormats("1700000042000001", 1700), (QList{UidlFormat::Dovecot, UidlFormat::Uw}));
        QCOMPARE(possibleFormats("8d7f35021c9a5e4c6b5d0000a7e0d3f1", 1700), QList<UidlFormat>());
    }
};

QTEST_GUILESS_MAIN(UidlFormatTest)
#include "uidlformattest.moc"
