// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// How fast the store is on this machine. Prints figures; asserts only that everything
// is there. KONTO_TEST_MESSAGES changes the number.

#include "storesupport.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>

using namespace Konto;
using namespace Konto::Test;
using namespace Qt::StringLiterals;

class StoreFiguresTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void storing()
    {
        const int count = qEnvironmentVariableIsSet("KONTO_TEST_MESSAGES") ? qEnvironmentVariableIntegerValue("KONTO_TEST_MESSAGES").value_or(0) : 10'000;
        constexpr int groupSize = 100;
        const QTemporaryDir top(qEnvironmentVariable("KONTO_TEST_DIRECTORY", QDir::tempPath()) + u"/figures-XXXXXX"_s);
        auto store = openStore(top.path());
        const FolderRow inbox = addFolder(*store, {u"Inbox"_s});
        const QByteArray body(2500, 'x');

        QElapsedTimer timer;
        timer.start();
        for (int done = 0; done < count; done += groupSize) {
            std::vector<PendingMessage> group;
            for (int i = done; i < std::min(done + groupSize, count); ++i) {
                group.push_back(pending(*store, rowIn(inbox.id, QByteArray::number(i)), mail(i, body)));
            }
            QCOMPARE(must(store->commit(std::move(group))).size(), std::min(groupSize, count - done));
        }
        report("commit", count, timer.restart());

        store.reset();
        report("close", count, timer.restart());
        store = openStore(top.path());
        report("open", count, timer.restart());
        const QList<MessageRow> rows = must(store->messages(inbox.id));
        report("messages", count, timer.restart());
        QCOMPARE(rows.size(), count);
        QVERIFY(must(store->scan(inbox.id)).appeared.isEmpty());
        report("scan", count, timer.restart());
        must(store->saveRows(rows));
        report("saveRows", count, timer.restart());
        QHash<MessageKey, Flags> flags;
        for (const MessageRow &row : rows) {
            flags.insert(row.key, Flags(Flags::Seen));
        }
        timer.restart();
        must(store->setFlags(flags));
        report("setFlags", count, timer.restart());
        for (const MessageRow &row : rows) {
            QVERIFY(!must(store->read(row.key)).isEmpty());
        }
        report("read", count, timer.restart());
        must(store->remove(flags.keys(), Forget::Everything));
        report("remove", count, timer.restart());
    }

private:
    static void report(const char *what, int count, qint64 milliseconds)
    {
        qInfo("%-10s %7d messages %7lld ms  %9.0f/s", what, count, milliseconds, count * 1000.0 / double(std::max<qint64>(milliseconds, 1)));
    }
};

QTEST_GUILESS_MAIN(StoreFiguresTest)
#include "storefigurestest.moc"
