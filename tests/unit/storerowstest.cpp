// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "storesupport.h"

#include <QRandomGenerator>
#include <QTest>
#include <QTimeZone>

#include <sys/stat.h>

using namespace Konto;
using namespace Konto::Test;
using namespace Qt::StringLiterals;

static MessageRow randomRow(QRandomGenerator &random, qint64 folder)
{
    MessageRow row;
    row.folder = folder;
    row.uidl = random.bounded(2) ? QByteArray::number(random.generate64(), 16) : QByteArray();
    row.uidValidity = random.generate();
    row.uid = random.generate();
    row.modSeq = random.generate64() >> 1;
    row.objectId = "M" + QByteArray::number(random.generate());
    row.size = random.bounded(1, 1'000'000);
    row.headerHash = QByteArray(16, char(random.bounded(256)));
    row.messageIdHash = QByteArray("\0binary\xff", 8);
    row.internalDate = QDateTime::fromMSecsSinceEpoch(random.generate(), QTimeZone::UTC);
    row.flags = Flags(quint8(random.bounded(64)), {"$Junk"_ba, "wörk"_ba});
    row.baseFlags = Flags(quint8(random.bounded(64)), {"b"_ba});
    row.inAkonadi = random.bounded(2);
    row.deletedHere = random.bounded(2);
    row.deletedByUser = random.bounded(2);
    return row;
}

class StoreRowsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rowsComeBack()
    {
        const QTemporaryDir top;
        QList<MessageRow> saved;
        FolderRow inbox;
        {
            const auto store = openStore(top.filePath(u"a"_s));
            inbox = addFolder(*store, {u"Inbox"_s});
            QRandomGenerator random(1);
            QList<MessageRow> rows;
            for (int i = 0; i < 500; ++i) {
                rows << randomRow(random, inbox.id);
            }
            saved = must(store->saveRows(rows));
            for (qsizetype i = 0; i < rows.size(); ++i) {
                QVERIFY(!saved[i].key.isEmpty());
                rows[i].key = saved[i].key;
            }
            QCOMPARE(saved, rows);
            QCOMPARE(must(store->messages(inbox.id)), rows);
            for (MessageRow &row : rows) { // updating replaces everything, and a second time changes nothing
                const MessageKey key = row.key;
                row = randomRow(random, inbox.id);
                row.key = key;
            }
            saved = must(store->saveRows(rows));
            QCOMPARE(must(store->saveRows(saved)), saved);
        }
        const auto store = openStore(top.filePath(u"a"_s));
        QCOMPARE(must(store->messages(inbox.id)), saved);
        QCOMPARE(must(store->message(saved[3].key)).value(), saved[3]);
        QVERIFY(!must(store->message("nobody"_ba)));
        must(store->setInAkonadi({saved[0].key}, true));
        QVERIFY(must(store->message(saved[0].key))->inAkonadi);
        must(store->clearInAkonadi());
        for (const MessageRow &row : must(store->messages(inbox.id))) {
            QVERIFY(!row.inAkonadi);
        }
    }

    void bodyIsNotTheCallersToSay()
    {
        const QTemporaryDir top;
        const auto store = openStore(top.path());
        const FolderRow inbox = addFolder(*store, {u"Inbox"_s});
        const FolderRow other = addFolder(*store, {u"Other"_s});
        MessageRow liar = rowIn(inbox.id);
        liar.body = Body::Here;
        QCOMPARE(must(store->saveRows({liar})).first().body, Body::OnServer);
        MessageRow stale = addMessage(*store, rowIn(inbox.id), mail(1));
        stale.body = Body::OnServer;
        QCOMPARE(must(store->saveRows({stale})).first().body, Body::Here);
        stale.folder = other.id;
        QVERIFY(store->saveRows({stale}).error().kind == ErrorKind::Storage);
        QVERIFY(store->saveRows({rowIn(12345)}).error().kind == ErrorKind::Storage);
        MessageRow badKey = rowIn(inbox.id);
        badKey.key = "../evil"_ba;
        QVERIFY(store->saveRows({rowIn(inbox.id), badKey}).error().kind == ErrorKind::Storage);
        QCOMPARE(must(store->messages(inbox.id)).size(), 2); // one transaction: the good one is not there either
    }

    void facts()
    {
        const QTemporaryDir top;
        const QByteArray value("a\0b\xff", 4);
        must(openStore(top.path())->setFact("x"_ba, value));
        const auto store = openStore(top.path());
        QCOMPARE(must(store->fact("x"_ba)), value);
        QCOMPARE(must(store->fact("y"_ba)), QByteArray());
    }

    void folderRows()
    {
        const QTemporaryDir top;
        FolderRow folder;
        folder.path = {u"Archive"_s, u"a/b"_s};
        folder.role = Role::Archive;
        folder.mailbox = u"Archive/a_b ü"_s;
        folder.delimiter = u'/';
        folder.uidValidity = 4'000'000'000;
        folder.uidNext = 7;
        folder.highestModSeq = Q_UINT64_C(0x7fffffffffffffff);
        folder.complete = true;
        {
            const auto store = openStore(top.path());
            folder = must(store->saveFolder(folder)); // before its parent
            addFolder(*store, {u"Archive"_s});
        }
        const auto store = openStore(top.path());
        const QList<FolderRow> folders = must(store->folders());
        QCOMPARE(folders.size(), 2);
        QCOMPARE(folders[0].path, FolderPath{u"Archive"_s});
        QCOMPARE(folders[1], folder);
        QVERIFY(must(store->folderDirectory(folder.id)).endsWith("/mail/Archive/a%2Fb"_L1));
        FolderRow twin = folder;
        twin.id = 0;
        QVERIFY(store->saveFolder(twin).error().kind == ErrorKind::Storage);
    }

    void parentsOnlyHaveNoMaildir()
    {
        const QTemporaryDir top;
        const auto store = openStore(top.path());
        FolderRow parent;
        parent.path = {u"Lists"_s};
        parent.selectable = false;
        parent = must(store->saveFolder(parent));
        QVERIFY(QDir(top.filePath(u"mail/Lists"_s)).exists());
        QVERIFY(!QDir(top.filePath(u"mail/Lists/cur"_s)).exists());
        parent.selectable = true;
        must(store->saveFolder(parent));
        QVERIFY(QDir(top.filePath(u"mail/Lists/cur"_s)).exists());
    }

    void everythingIsPrivate()
    {
        const QTemporaryDir top;
        const mode_t before = ::umask(0);
        {
            const auto store = openStore(top.filePath(u"account"_s));
            const FolderRow inbox = addFolder(*store, {u"Inbox"_s});
            addMessage(*store, rowIn(inbox.id), mail(1));
            checkModes(top.filePath(u"account"_s));
        }
        ::umask(0777);
        const auto store = openStore(top.filePath(u"account"_s));
        const FolderRow more = addFolder(*store, {u"More"_s});
        addMessage(*store, rowIn(more.id), mail(1));
        checkModes(top.filePath(u"account"_s));
        ::umask(before);
    }

private:
    static void checkModes(const QString &directory)
    {
        struct stat status;
        QVERIFY(::stat(QFile::encodeName(directory).constData(), &status) == 0);
        QCOMPARE(status.st_mode & 07777, mode_t(0700));
        for (const QFileInfo &entry : QDir(directory).entryInfoList(QDir::AllEntries | QDir::NoDotAndDotDot)) {
            QVERIFY(::stat(QFile::encodeName(entry.filePath()).constData(), &status) == 0);
            if (entry.isDir()) {
                checkModes(entry.filePath());
            } else {
                QVERIFY2((status.st_mode & 07777) == 0600, qPrintable(entry.filePath()));
            }
        }
    }
};

QTEST_GUILESS_MAIN(StoreRowsTest)
#include "storerowstest.moc"
