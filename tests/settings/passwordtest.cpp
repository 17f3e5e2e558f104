// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "samples.h"

#include "account/passwordchange.h"

#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;

class PasswordTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void triedAndCommittedStays();
    void triedOnlyIsTakenBack();
    void withoutOneBeforeNoneIsLeft();
    void lockedChangesNothing();

private:
    static bool tryOut(PasswordChange &change, const QString &password);
};

bool PasswordTest::tryOut(PasswordChange &change, const QString &password)
{
    bool written = false;
    change.tryOut(Secret(password), [&written](bool done) {
        written = done;
    });
    return written;
}

void PasswordTest::triedAndCommittedStays()
{
    MemoryPasswords store;
    {
        PasswordChange change(store, u"id"_s);
        QVERIFY(tryOut(change, u"one"_s));
        QVERIFY(tryOut(change, u"two"_s));
        change.commit();
    }
    QCOMPARE(store.entries.value(u"id"_s), u"two"_s);
}

void PasswordTest::triedOnlyIsTakenBack()
{
    MemoryPasswords store;
    store.entries.insert(u"id"_s, u"old"_s);
    {
        PasswordChange change(store, u"id"_s);
        QVERIFY(tryOut(change, u"one"_s));
        QVERIFY(tryOut(change, u"two"_s));
        QCOMPARE(store.entries.value(u"id"_s), u"two"_s);
    }
    QCOMPARE(store.entries.value(u"id"_s), u"old"_s);
}

void PasswordTest::withoutOneBeforeNoneIsLeft()
{
    MemoryPasswords store;
    {
        PasswordChange change(store, u"id"_s);
        QVERIFY(tryOut(change, u"one"_s));
    }
    QVERIFY(store.entries.isEmpty());
}

void PasswordTest::lockedChangesNothing()
{
    MemoryPasswords store;
    store.entries.insert(u"id"_s, u"old"_s);
    store.locked = true;
    {
        PasswordChange change(store, u"id"_s);
        QVERIFY(!tryOut(change, u"one"_s));
    }
    QCOMPARE(store.entries.value(u"id"_s), u"old"_s);
}

QTEST_GUILESS_MAIN(PasswordTest)

#include "passwordtest.moc"
