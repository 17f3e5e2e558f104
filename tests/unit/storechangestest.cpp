// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// What the user changes by the thousand costs a handful of waits for the disk, however many messages there are; and
// other bytes for a message.

#include "core/headers.h"
#include "storesupport.h"

#include <QTest>

#include <atomic>
#include <sys/syscall.h>
#include <unistd.h>

using namespace Konto;
using namespace Konto::Test;
using namespace Qt::StringLiterals;

namespace
{
std::atomic<int> waits = 0;
constexpr int aHandful = 8;
}

// The C library's are hidden behind these, also for SQLite.
extern "C" int fsync(int file)
{
    ++waits;
    return int(syscall(SYS_fsync, file));
}
extern "C" int fdatasync(int file)
{
    ++waits;
    return int(syscall(SYS_fdatasync, file));
}

class StoreChangesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_top = std::make_unique<QTemporaryDir>();
        m_store = openStore(m_top->path());
        m_inbox = addFolder(*m_store, {u"Inbox"_s});
        m_work = addFolder(*m_store, {u"Work"_s});
    }
    void cleanup()
    {
        m_store.reset();
        m_top.reset();
    }

    void aThousandAtOnce()
    {
        const QList<MessageKey> keys = addMany(1000);
        waits = 0;
        must(m_store->move(keys, m_work.id));
        QCOMPARE_LE(waits, aHandful);
        QVERIFY2(waits > 1, "nothing was counted");
        QCOMPARE(filesIn(directory(m_work)).size(), 1000);
        QCOMPARE(filesIn(directory(m_inbox)).size(), 0);

        QHash<MessageKey, Flags> flags;
        for (const MessageKey &key : keys) {
            flags.insert(key, Flags(Flags::Seen));
        }
        waits = 0;
        must(m_store->setFlags(flags));
        QCOMPARE_LE(waits, aHandful);

        waits = 0;
        must(m_store->remove(keys, Forget::ByUser));
        QCOMPARE_LE(waits, aHandful);
        QCOMPARE(filesIn(directory(m_work)).size(), 0);
    }

    void movedFromSeveralFolders()
    {
        const FolderRow old = addFolder(*m_store, {u"Work"_s, u"Old"_s});
        QList<MessageKey> keys = addMany(10);
        must(m_store->move(keys.first(5), old.id));
        keys << addMany(10);
        must(m_store->move(keys, m_work.id));
        QCOMPARE(must(m_store->messages(m_work.id)).size(), 20);
        QCOMPARE(filesIn(directory(m_work)).size(), 20);
        m_store.reset();
        m_store = openStore(m_top->path());
        QCOMPARE(m_store->repairReport().filesAdopted + m_store->repairReport().bodiesMissing, 0);
    }

    void otherBytes()
    {
        const MessageRow before = addMessage(*m_store, rowIn(m_inbox.id, "u1"_ba, Flags(Flags::Draft | Flags::Seen, {"work"_ba})), mail(1));
        const QByteArray text = mail(2, "A better text, and a longer one.\r\n");
        const MessageRow after = must(m_store->replaceBody(before.key, std::move(pending(*m_store, before, text).bytes)));
        QCOMPARE(after.key, before.key);
        QCOMPARE(after.uidl, before.uidl);
        QCOMPARE(after.flags, before.flags);
        QCOMPARE(after.size, text.size());
        QCOMPARE(after.headerHash, headerHash(text));
        QCOMPARE(after.messageIdHash, messageIdHash(text));
        QCOMPARE(must(m_store->message(before.key)).value(), after);
        QCOMPARE(must(m_store->read(before.key)), text);
        QCOMPARE(filesIn(directory(m_inbox)), QStringList{QString::fromLatin1(before.key) + u":2,DS"_s});
        QCOMPARE(must(m_store->proveStored({before.key})).size(), 1);
    }

    void otherBytesForAFileWithNewFlags()
    {
        const MessageRow before = addMessage(*m_store, rowIn(m_inbox.id), mail(1));
        const QString name = directory(m_inbox) + QString::fromLatin1(before.key);
        QVERIFY(QFile::rename(name + u":2,"_s, name + u":2,F"_s)); // another Maildir program
        must(m_store->replaceBody(before.key, std::move(pending(*m_store, before, mail(2)).bytes)));
        QCOMPARE(filesIn(directory(m_inbox)), QStringList{QString::fromLatin1(before.key) + u":2,F"_s});
        QCOMPARE(must(m_store->read(before.key)), mail(2));
    }

    void otherBytesForAMessageWhoseFileIsGone()
    {
        const MessageRow before = addMessage(*m_store, rowIn(m_inbox.id), mail(1));
        QVERIFY(QFile::remove(directory(m_inbox) + filesIn(directory(m_inbox)).first()));
        must(m_store->replaceBody(before.key, std::move(pending(*m_store, before, mail(2)).bytes)));
        QCOMPARE(must(m_store->read(before.key)), mail(2));
    }

    void aDamagedFileIsReplaced()
    {
        const MessageRow before = addMessage(*m_store, rowIn(m_inbox.id, "u1"_ba, Flags(Flags::Seen)), mail(1));
        const QString name = directory(m_inbox) + QString::fromLatin1(before.key);
        writeFile(name + u":2,S"_s, "torn"_ba);
        addMessage(*m_store, before, mail(1)); // bytes that nobody asked for
        QCOMPARE(must(m_store->read(before.key)), "torn"_ba);

        must(m_store->setFetchAgain({before.key, "nobody"_ba}));
        QVERIFY(must(m_store->message(before.key))->fetchAgain);
        QVERIFY(must(m_store->saveRows({before})).first().fetchAgain);
        QCOMPARE(must(m_store->read(before.key)), "torn"_ba);
        QVERIFY(QFile::rename(name + u":2,S"_s, name + u":2,FS"_s)); // another Maildir program
        const MessageRow after = addMessage(*m_store, before, mail(1));
        QCOMPARE(after.key, before.key);
        QVERIFY(!after.fetchAgain);
        QCOMPARE(after.body, Body::Here);
        QCOMPARE(must(m_store->message(before.key)).value(), after);
        QCOMPARE(must(m_store->read(before.key)), mail(1));
        QCOMPARE(must(m_store->proveStored({before.key})).size(), 1);
        QCOMPARE(filesIn(directory(m_inbox)), QStringList{QString::fromLatin1(before.key) + u":2,FS"_s});
        QCOMPARE(must(m_store->scan(m_inbox.id)).flagsChanged.value(before.key), Flags(Flags::Seen | Flags::Flagged));
    }

    void anotherMessageInPlaceOfADamagedOne()
    {
        const MessageRow before = addMessage(*m_store, rowIn(m_inbox.id), mail(1));
        must(m_store->setFetchAgain({before.key}));
        QCOMPARE(addMessage(*m_store, before, mail(10)).body, Body::HereAltered);
        QVERIFY(must(m_store->proveStored({before.key})).isEmpty());
    }

    void anEditEndsTheWait()
    {
        const MessageRow before = addMessage(*m_store, rowIn(m_inbox.id), mail(1));
        must(m_store->setFetchAgain({before.key}));
        must(m_store->replaceBody(before.key, std::move(pending(*m_store, before, mail(20)).bytes)));
        QVERIFY(!must(m_store->message(before.key))->fetchAgain);
        addMessage(*m_store, before, mail(1)); // that was on its way
        QCOMPARE(must(m_store->read(before.key)), mail(20));
    }

    void otherBytesForNoMessage()
    {
        const auto replaced = m_store->replaceBody("nobody.konto"_ba, std::move(pending(*m_store, rowIn(m_inbox.id), mail(1)).bytes));
        QVERIFY(!replaced);
        QCOMPARE(replaced.error().scope, Scope::Message);
        QCOMPARE(filesIn(directory(m_inbox, u"tmp"_s)), QStringList());
    }

private:
    [[nodiscard]] QString directory(const FolderRow &folder, const QString &part = u"cur"_s) const
    {
        return must(m_store->folderDirectory(folder.id)) + u'/' + part + u'/';
    }

    [[nodiscard]] QList<MessageKey> addMany(int count)
    {
        std::vector<PendingMessage> group;
        for (int i = 0; i < count; ++i) {
            group.push_back(pending(*m_store, rowIn(m_inbox.id, i % 2 ? QByteArray() : "u"_ba + QByteArray::number(++m_last)), mail(i)));
        }
        QList<MessageKey> keys;
        for (const MessageRow &row : must(m_store->commit(std::move(group)))) {
            keys << row.key;
        }
        return keys;
    }

    std::unique_ptr<QTemporaryDir> m_top;
    std::unique_ptr<AccountStore> m_store;
    FolderRow m_inbox;
    FolderRow m_work;
    int m_last = 0;
};

QTEST_GUILESS_MAIN(StoreChangesTest)
#include "storechangestest.moc"
