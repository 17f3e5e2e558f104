// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "core/headers.h"
#include "store/sqlite.h"
#include "storesupport.h"

#include <QTest>

#include <array>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Konto;
using namespace Konto::Test;
using namespace Qt::StringLiterals;

class StoreRepairTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_top = std::make_unique<QTemporaryDir>();
        m_store = openStore(m_top->path());
        m_inbox = addFolder(*m_store, {u"Inbox"_s});
    }
    void cleanup()
    {
        m_store.reset();
        m_top.reset();
    }

    void aNewStoreHasNothingToRepair()
    {
        expectReport({});
        reopen();
        expectReport({});
    }

    void secondOpenIsLocked()
    {
        const auto second = AccountStore::open(m_top->path());
        QVERIFY(!second);
        QVERIFY(second.error().kind == ErrorKind::Storage);
        reopen(); // and free again afterwards
    }

    void wrongPermissions()
    {
        if (::geteuid() == 0) {
            QSKIP("root may do everything");
        }
        m_store.reset();
        const QString inner = m_top->filePath(u"parent"_s);
        QVERIFY(QDir().mkdir(inner));
        ::chmod(QFile::encodeName(inner).constData(), 0500);
        const auto denied = AccountStore::open(inner + u"/account"_s);
        ::chmod(QFile::encodeName(inner).constData(), 0700);
        QVERIFY(!denied);
        QVERIFY(denied.error().kind == ErrorKind::Storage);

        m_store = openStore(m_top->path());
        const QByteArray tmp = QFile::encodeName(m_top->filePath(u"mail/Inbox/tmp"_s));
        ::chmod(tmp.constData(), 0500);
        QVERIFY(m_store->createIncoming(m_inbox.id).error().kind == ErrorKind::Storage);
        ::chmod(tmp.constData(), 0700);
        const MessageRow row = addMessage(*m_store, rowIn(m_inbox.id), mail(1));
        const QByteArray cur = QFile::encodeName(m_top->filePath(u"mail/Inbox/cur"_s));
        ::chmod(cur.constData(), 0500);
        QVERIFY(!m_store->setFlags({{row.key, Flags(Flags::Seen)}}));
        QCOMPARE(must(m_store->message(row.key))->flags, Flags());
        must(m_store->remove({row.key}, Forget::Everything)); // written down; the file goes when it can
        QCOMPARE(must(m_store->scan(m_inbox.id)).appeared, QByteArrayList());
        ::chmod(cur.constData(), 0700);
        reopen();
        QCOMPARE(filesIn(m_top->filePath(u"mail/Inbox/cur"_s)), QStringList());
    }

    void tornFilesGoAndOthersStay()
    {
        writeFile(m_top->filePath(u"mail/Inbox/tmp/1.M1P1Q1.konto"_s), "torn"_ba);
        writeFile(m_top->filePath(u"mail/Inbox/tmp/foreign"_s), "in delivery"_ba);
        reopen();
        expectReport({.tornFilesRemoved = 1});
        QCOMPARE(filesIn(m_top->filePath(u"mail/Inbox/tmp"_s)), QStringList{u"foreign"_s});
    }

    void strangersAreAdopted()
    {
        writeFile(cur(u"1.a:2,FS"_s), mail(1));
        writeFile(cur(u"2.b"_s), mail(2));
        reopen();
        expectReport({.filesAdopted = 2});
        const QList<MessageRow> rows = must(m_store->messages(m_inbox.id));
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows[0].key, "1.a"_ba);
        QCOMPARE(rows[0].flags, Flags(Flags::Flagged | Flags::Seen));
        QCOMPARE(rows[0].headerHash, headerHash(mail(1)));
        QCOMPARE(rows[1].body, Body::Here);
        reopen();
        expectReport({});
    }

    void missingFilesAreLeftToTheRun()
    {
        QList<MessageRow> rows;
        for (int i = 0; i < 4; ++i) {
            rows << addMessage(*m_store, rowIn(m_inbox.id, i == 0 ? "uidl"_ba : QByteArray()), mail(i));
        }
        rows[0].uid = 4; // of an account that was switched from POP3 to IMAP
        rows[1].uid = 5;
        must(m_store->saveRows({rows[0], rows[1]}));
        for (int i = 0; i < 3; ++i) {
            QVERIFY(QFile::remove(cur(QString::fromLatin1(rows[i].key) + u":2,"_s)));
        }
        reopen();
        expectReport({.bodiesMissing = 3});
        QCOMPARE(must(m_store->messages(m_inbox.id)), rows);
        QCOMPARE(must(m_store->scan(m_inbox.id)).vanished.size(), 3);
    }

    void directoryThatIsGone()
    {
        QList<MessageRow> rows;
        for (int i = 0; i < 30; ++i) {
            rows << addMessage(*m_store, rowIn(m_inbox.id, QByteArray::number(i)), mail(i));
        }
        m_store.reset();
        QVERIFY(QDir(m_top->filePath(u"mail/Inbox"_s)).removeRecursively());
        m_store = openStore(m_top->path());
        expectReport({.bodiesMissing = 30});
        QCOMPARE(must(m_store->messages(m_inbox.id)), rows);
        QCOMPARE(must(m_store->scan(m_inbox.id)).vanished.size(), 30);
    }

    void flagsOfAnotherProgram()
    {
        const MessageRow row = addMessage(*m_store, rowIn(m_inbox.id, {}, Flags(0, {"kept"_ba})), mail(1));
        const QString name = QString::fromLatin1(row.key);
        QVERIFY(QFile::rename(cur(name + u":2,"_s), cur(name + u":2,RS"_s)));
        reopen();
        expectReport({.flagsTaken = 1});
        QCOMPARE(must(m_store->message(row.key))->flags, Flags(Flags::Answered | Flags::Seen, {"kept"_ba}));
        QCOMPARE(must(m_store->message(row.key))->baseFlags, Flags());
    }

    void movedByAnotherProgram()
    {
        const FolderRow other = addFolder(*m_store, {u"Other"_s});
        const MessageRow row = addMessage(*m_store, rowIn(m_inbox.id, "u"_ba), mail(1));
        const QString name = QString::fromLatin1(row.key) + u":2,"_s;
        QVERIFY(QFile::rename(cur(name), m_top->filePath(u"mail/Other/cur/"_s) + name));
        reopen();
        expectReport({.bodiesMissing = 1});
        QCOMPARE(must(m_store->scan(m_inbox.id)).vanished, QList<MessageKey>{row.key});
        QCOMPARE(must(m_store->scan(other.id)).appeared.size(), 1);
    }

    void copiedByAnotherProgram()
    {
        addFolder(*m_store, {u"Other"_s});
        const MessageRow row = addMessage(*m_store, rowIn(m_inbox.id, "u"_ba), mail(1));
        const QString name = QString::fromLatin1(row.key) + u":2,"_s;
        QVERIFY(QFile::copy(cur(name), m_top->filePath(u"mail/Other/cur/"_s) + name));
        reopen();
        expectReport({.filesAdopted = 1});
        QCOMPARE(must(m_store->message(row.key)).value(), row);
    }

    void aDamagedDatabaseIsRebuilt_data()
    {
        QTest::addColumn<int>("offset");
        QTest::addColumn<QByteArray>("junk");
        QTest::newRow("not a database") << 0 << QByteArray(4096, 'x');
        QTest::newRow("schema page") << 100 << QByteArray(3000, '\xff');
        QTest::newRow("pages further on") << 8192 << QByteArray(20000, '\x5a');
    }
    void aDamagedDatabaseIsRebuilt()
    {
        QFETCH(int, offset);
        QFETCH(QByteArray, junk);
        const FolderRow nested = addFolder(*m_store, {u"Archive"_s, u"a/b"_s});
        QList<MessageRow> rows;
        for (int i = 0; i < 100; ++i) {
            rows << addMessage(*m_store, rowIn(i % 2 ? m_inbox.id : nested.id, QByteArray::number(i), Flags(Flags::Seen)), mail(i));
        }
        m_store.reset();
        const QString path = m_top->filePath(u"state.db"_s);
        {
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadWrite));
            QVERIFY(file.size() > offset + junk.size());
            QVERIFY(file.seek(offset) && file.write(junk) == junk.size());
        }
        m_store = openStore(m_top->path());
        QVERIFY(QFile::exists(m_store->repairReport().brokenDatabase));
        QVERIFY(m_store->repairReport().brokenDatabase.contains("state.db.broken-"_L1));
        QCOMPARE(m_store->repairReport().filesAdopted, 100);
        QCOMPARE(must(m_store->folders()).size(), 3);
        QCOMPARE(must(m_store->folders())[2].path, m_inbox.path);
        for (const MessageRow &before : rows) {
            const MessageRow after = must(m_store->message(before.key)).value();
            QCOMPARE(after.headerHash, before.headerHash);
            QCOMPARE(after.messageIdHash, before.messageIdHash);
            QCOMPARE(after.size, before.size);
            QCOMPARE(after.internalDate, before.internalDate);
            QCOMPARE(after.flags, before.flags);
            QCOMPARE(after.uidl, QByteArray());
        }
        reopen();
        expectReport({});
    }

    void aMissingDatabaseIsRebuilt()
    {
        const MessageRow row = addMessage(*m_store, rowIn(m_inbox.id), mail(1));
        m_store.reset();
        QVERIFY(QFile::remove(m_top->filePath(u"state.db"_s)));
        m_store = openStore(m_top->path());
        expectReport({.filesAdopted = 1});
        QCOMPARE(must(m_store->read(row.key)), mail(1));
    }

    void aNewerSchemaIsLeftAlone()
    {
        m_store.reset();
        sqlite3 *handle = nullptr;
        QCOMPARE(sqlite3_open(QFile::encodeName(m_top->filePath(u"state.db"_s)).constData(), &handle), SQLITE_OK);
        QCOMPARE(sqlite3_exec(handle, "PRAGMA user_version=1000", nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(handle);
        const auto newer = AccountStore::open(m_top->path());
        QVERIFY(!newer);
        QVERIFY(newer.error().kind == ErrorKind::Storage);
        QVERIFY(newer.error().detail.contains("1000"_L1));
        QCOMPARE(QDir(m_top->path()).entryList({u"state.db.broken*"_s}), QStringList());
    }

    void migrations()
    {
        m_store.reset();
        const QByteArray path = QFile::encodeName(m_top->filePath(u"other.db"_s));
        constexpr std::array<const char *, 2> steps{"CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1)", "ALTER TABLE a ADD COLUMN y INTEGER DEFAULT 2"};
        constexpr std::array<const char *, 3> broken{steps[0], steps[1], "CREATE TABLE b (x INTEGER); NONSENSE"};
        const auto connection = must(Sqlite::Connection::open(path));
        must(connection->configure());
        must(Sqlite::migrate(*connection, std::span(steps).first(1)));
        must(Sqlite::migrate(*connection, steps));
        must(Sqlite::migrate(*connection, steps));
        QVERIFY(!Sqlite::migrate(*connection, broken));
        QVERIFY(!Sqlite::migrate(*connection, std::span(steps).first(1))); // now it is a newer one
        must(connection->execute("CREATE TABLE b (x INTEGER)")); // the failed step left nothing
        Sqlite::Query query = connection->query("SELECT x + y FROM a");
        QVERIFY(must(query.step()));
        QCOMPARE(query.integer(0), 3);
    }

private:
    QString cur(const QString &name) const
    {
        return m_top->path() + u"/mail/Inbox/cur/"_s + name;
    }
    void reopen()
    {
        m_store.reset();
        m_store = openStore(m_top->path());
    }
    void expectReport(const RepairReport &expected)
    {
        const RepairReport &report = m_store->repairReport();
        QCOMPARE(report.tornFilesRemoved, expected.tornFilesRemoved);
        QCOMPARE(report.filesAdopted, expected.filesAdopted);
        QCOMPARE(report.bodiesMissing, expected.bodiesMissing);
        QCOMPARE(report.flagsTaken, expected.flagsTaken);
        QCOMPARE(report.brokenDatabase, expected.brokenDatabase);
    }

    std::unique_ptr<QTemporaryDir> m_top;
    std::unique_ptr<AccountStore> m_store;
    FolderRow m_inbox;
};

QTEST_GUILESS_MAIN(StoreRepairTest)
#include "storerepairtest.moc"
