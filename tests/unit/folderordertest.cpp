// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "run/folderorder.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace Konto;

namespace
{
FolderRow folder(qint64 id, const QString &name, Role role = Role::None)
{
    FolderRow row;
    row.id = id;
    row.path = {name};
    row.role = role;
    return row;
}

const QList<FolderRow> some{folder(2, u"Archive"_s), folder(1, u"Inbox"_s, Role::Inbox), folder(3, u"Lists"_s), folder(4, u"Work"_s)};

QList<qint64> takeAll(FolderOrder &order)
{
    QList<qint64> taken;
    while (const auto next = order.takeNext()) {
        taken.append(next->id);
    }
    return taken;
}
}

class FolderOrderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void inboxFirst()
    {
        FolderOrder order;
        order.begin(some, {});
        QCOMPARE(takeAll(order), (QList<qint64>{1, 2, 3, 4}));
        QCOMPARE(order.all().size(), 4);
        QVERIFY(!order.takeNext());
    }

    void whatIsLookedAtComesBeforeTheInbox()
    {
        FolderOrder order;
        order.prefer(4);
        order.begin(some, {});
        QCOMPARE(takeAll(order), (QList<qint64>{4, 1, 2, 3}));
    }

    void hiddenFoldersAreLeftOut()
    {
        QList<FolderRow> folders = some;
        folders[2].change = FolderChange::Hidden;
        FolderOrder order;
        order.begin(folders, {4});
        QCOMPARE(takeAll(order), (QList<qint64>{1, 2}));
    }

    void changedOnesOnceMore()
    {
        QList<FolderRow> folders = some;
        for (FolderRow &row : folders) {
            row.mailbox = row.path.last();
        }
        FolderOrder order;
        order.begin(folders, {3});
        QCOMPARE(takeAll(order), (QList<qint64>{1, 2, 4}));
        order.beginAgain({u"Work"_s, u"Lists"_s, u"Archive"_s});
        QCOMPARE(takeAll(order), (QList<qint64>{2, 4}));
        order.beginAgain({});
        QVERIFY(!order.takeNext());
    }

    void openedInTheMiddle()
    {
        FolderOrder order;
        order.begin(some, {});
        QCOMPARE(order.takeNext()->id, 1);
        order.preferNow(3);
        order.preferNow(4);
        QCOMPARE(takeAll(order), (QList<qint64>{4, 3, 2}));
    }

    void openedWhenItWasDone()
    {
        FolderOrder order;
        order.begin(some, {});
        QCOMPARE(order.takeNext()->id, 1);
        order.preferNow(1);
        QCOMPARE(takeAll(order), (QList<qint64>{1, 2, 3, 4}));
    }

    void openedTooLate()
    {
        FolderOrder order;
        order.begin(some, {});
        order.preferNow(3);
        QCOMPARE(takeAll(order), (QList<qint64>{3, 1, 2, 4}));
        QVERIFY(!order.hasMissed());
        order.preferNow(4);
        QVERIFY(order.hasMissed());
        order.begin(some, {});
        QVERIFY(!order.hasMissed());
        QCOMPARE(takeAll(order), (QList<qint64>{3, 4, 1, 2}));
    }

    void openedButNotThereOrBefore()
    {
        FolderOrder order;
        order.preferNow(3);
        order.begin(some, {});
        order.preferNow(99);
        QCOMPARE(takeAll(order), (QList<qint64>{3, 1, 2, 4}));
    }
};

QTEST_GUILESS_MAIN(FolderOrderTest)

#include "folderordertest.moc"
