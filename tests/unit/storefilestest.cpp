// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "core/headers.h"
#include "storesupport.h"

#include <QRandomGenerator>
#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Konto;
using namespace Konto::Test;
using namespace Qt::StringLiterals;

class StoreFilesTest : public QObject
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

    void bytesAreKept_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("crlf") << mail(1);
        QTest::newRow("lf") << mail(1).replace("\r\n", "\n");
        QTest::newRow("no header") << "\r\nbody"_ba;
        QTest::newRow("no body") << "Subject: x"_ba;
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("nul and 8 bit") << "Subject: \xfc\r\n\r\n\0\x80\xff\r\r\n.\r\n"_ba + QByteArray(3, '\0');
        QTest::newRow("long header") << "Subject: " + QByteArray(300'000, 'x') + "\r\n\r\nbody";
        QTest::newRow("mixed") << "A: b\r\nC: d\n\r\nbody"_ba;
    }
    void bytesAreKept()
    {
        QFETCH(QByteArray, bytes);
        QRandomGenerator random(1);
        for (int round = 0; round < 20; ++round) { // how it is cut into chunks does not matter
            IncomingMessage incoming = must(m_store->createIncoming(m_inbox.id));
            for (qsizetype at = 0; at < bytes.size();) {
                const qsizetype most = round == 0 ? bytes.size() : round == 1 && bytes.size() < 5000 ? 1 : bytes.size() / 3 + 1;
                const qsizetype count = std::min<qsizetype>(bytes.size() - at, random.bounded(1, int(most) + 1));
                must(incoming.write(QByteArrayView(bytes).sliced(at, count)));
                at += count;
            }
            QCOMPARE(incoming.size(), bytes.size());
            QCOMPARE(incoming.header(), bytes.first(headerSize(bytes)).first(std::min<qsizetype>(headerSize(bytes), 256 * 1024)));
            std::vector<PendingMessage> group;
            group.push_back({rowIn(m_inbox.id), std::move(incoming)});
            const MessageRow row = must(m_store->commit(std::move(group))).first();
            QCOMPARE(must(m_store->read(row.key)), bytes);
            QCOMPARE(row.size, bytes.size());
            QCOMPARE(row.body, Body::Here);
            QVERIFY(row.storedAt.isValid());
        }
    }

    void whatTheHeaderTells()
    {
        const MessageRow row = addMessage(*m_store, rowIn(m_inbox.id, "u1"_ba, Flags(Flags::Seen | Flags::Flagged, {"work"_ba})), mail(1));
        QCOMPARE(row.headerHash, headerHash(mail(1)));
        QCOMPARE(row.messageIdHash, messageIdHash(mail(1)));
        QCOMPARE(row.internalDate, arrivalDate(mail(1)));
        QCOMPARE(filesIn(cur()), QStringList{QString::fromLatin1(row.key) + u":2,FS"_s});
        QCOMPARE(filesIn(tmp()), QStringList());
        QCOMPARE(must(m_store->message(row.key)).value(), row);
        QCOMPARE(QFileInfo(cur() + filesIn(cur()).first()).lastModified().toUTC(), row.internalDate);
    }

    void announcedSizeDecidesWhetherAltered()
    {
        MessageRow row = rowIn(m_inbox.id);
        row.size = mail(1).size() + 1;
        const MessageRow altered = addMessage(*m_store, row, mail(1));
        QCOMPARE(altered.body, Body::HereAltered);
        QCOMPARE(altered.size, mail(1).size() + 1);
        row.size = mail(1).size();
        QCOMPARE(addMessage(*m_store, row, mail(1)).body, Body::Here);
    }

    void uncommittedIsDiscarded()
    {
        {
            PendingMessage message = pending(*m_store, rowIn(m_inbox.id), mail(1));
            QCOMPARE(filesIn(tmp()).size(), 1);
            PendingMessage other = pending(*m_store, rowIn(m_inbox.id), mail(2));
            message.bytes = std::move(other.bytes); // assigning discards what was there
            QCOMPARE(filesIn(tmp()).size(), 1);
        }
        QCOMPARE(filesIn(tmp()), QStringList());
    }

    void secondCopyOfTheBytesIsDropped()
    {
        const MessageRow first = addMessage(*m_store, rowIn(m_inbox.id, "u"_ba), mail(1));
        const MessageRow again = addMessage(*m_store, first, mail(2));
        QCOMPARE(again, first);
        QCOMPARE(must(m_store->read(first.key)), mail(1));
        QCOMPARE(filesIn(cur()).size(), 1);
        QFile::remove(cur() + filesIn(cur()).first()); // unless the file is gone: then they are welcome
        addMessage(*m_store, first, mail(1));
        QCOMPARE(must(m_store->read(first.key)), mail(1));
    }

    void bytesForAKnownRow()
    {
        MessageRow row = rowIn(m_inbox.id);
        row.uid = 17;
        row.uidValidity = 1;
        row.size = mail(1).size();
        row = must(m_store->saveRows({row})).first();
        QCOMPARE(m_store->read(row.key).error().scope, Scope::Message);
        const MessageRow stored = addMessage(*m_store, row, mail(1));
        QCOMPARE(stored.key, row.key);
        QCOMPARE(stored.uid, 17u);
        QCOMPARE(must(m_store->messages(m_inbox.id)), QList<MessageRow>{stored});
    }

    void aGroupFailsAsAWhole()
    {
        std::vector<PendingMessage> group;
        group.push_back(pending(*m_store, rowIn(m_inbox.id), mail(1)));
        group.push_back(pending(*m_store, rowIn(m_inbox.id), mail(2)));
        group.back().row.folder = 999;
        QVERIFY(m_store->commit(std::move(group)).error().kind == ErrorKind::Storage);
        QCOMPARE(filesIn(cur()), QStringList());
        QCOMPARE(filesIn(tmp()), QStringList());

        group.clear(); // fails between the renames: the second name is taken by a stranger
        group.push_back(pending(*m_store, rowIn(m_inbox.id), mail(1)));
        group.push_back(pending(*m_store, rowIn(m_inbox.id), mail(2)));
        group.back().row.key = "taken"_ba;
        writeFile(cur() + u"taken:2,"_s, "theirs"_ba);
        QVERIFY(!m_store->commit(std::move(group)));
        QCOMPARE(filesIn(cur()), QStringList{u"taken:2,"_s});
        QCOMPARE(must(m_store->messages(m_inbox.id)).size(), 0);
        QCOMPARE(addMessage(*m_store, rowIn(m_inbox.id), mail(3)).body, Body::Here);
        QCOMPARE(must(m_store->messages(m_inbox.id)).size(), 1);
    }

    void flagsAreInTheName()
    {
        const MessageRow row = addMessage(*m_store, rowIn(m_inbox.id), mail(1));
        for (int bits = 0; bits < 64; ++bits) {
            const Flags flags(quint8(bits), {"keyword"_ba});
            must(m_store->setFlags({{row.key, flags}, {"nobody"_ba, flags}}));
            QCOMPARE(filesIn(cur()), QStringList{QString::fromLatin1(row.key + ":2," + flags.toMaildir())});
            QCOMPARE(must(m_store->message(row.key))->flags, flags);
            QCOMPARE(must(m_store->message(row.key))->baseFlags, Flags());
        }
        const FolderScan scanned = must(m_store->scan(m_inbox.id));
        QVERIFY(scanned.flagsChanged.isEmpty() && scanned.appeared.isEmpty() && scanned.vanished.isEmpty());
    }

    void removing()
    {
        QList<MessageRow> rows;
        for (int i = 0; i < 4; ++i) {
            rows << addMessage(*m_store, rowIn(m_inbox.id, QByteArray::number(i)), mail(i));
        }
        must(m_store->remove({rows[0].key, "nobody"_ba, rows[0].key}, Forget::Everything));
        must(m_store->remove({rows[1].key}, Forget::BodyOnly));
        must(m_store->remove({rows[2].key}, Forget::CopyOnly));
        QCOMPARE(filesIn(cur()), QStringList{QString::fromLatin1(rows[3].key) + u":2,"_s});
        QVERIFY(!must(m_store->message(rows[0].key)));
        const MessageRow tombstone = must(m_store->message(rows[1].key)).value();
        QVERIFY(tombstone.deletedHere && tombstone.body == Body::OnServer && tombstone.uidl == "1");
        const MessageRow evicted = must(m_store->message(rows[2].key)).value();
        QVERIFY(!evicted.deletedHere && evicted.body == Body::OnServer);
    }

    void moving()
    {
        const FolderRow other = addFolder(*m_store, {u"Inbox"_s, u"Other"_s});
        const MessageRow row = addMessage(*m_store, rowIn(m_inbox.id, "u"_ba, Flags(Flags::Seen)), mail(1));
        const MessageRow headersOnly = must(m_store->saveRows({rowIn(m_inbox.id)})).first();
        must(m_store->move({row.key, headersOnly.key}, other.id));
        QCOMPARE(must(m_store->messages(m_inbox.id)).size(), 0);
        QCOMPARE(must(m_store->messages(other.id)).size(), 2);
        QCOMPARE(must(m_store->read(row.key)), mail(1));
        QCOMPARE(filesIn(cur()), QStringList());
        QCOMPARE(filesIn(must(m_store->folderDirectory(other.id)) + u"/cur"_s).size(), 1);
        QVERIFY(!m_store->move({row.key}, 999));
        QCOMPARE(must(m_store->read(row.key)), mail(1));
    }

    void anotherProgram()
    {
        QList<MessageRow> rows;
        for (int i = 0; i < 5; ++i) {
            rows << addMessage(*m_store, rowIn(m_inbox.id, {}, Flags(0, {"kept"_ba})), mail(i));
        }
        const auto path = [this](const QByteArray &name) {
            return cur() + QString::fromLatin1(name);
        };
        QVERIFY(QFile::rename(path(rows[0].key + ":2,"), path(rows[0].key + ":2,Sa")));
        QVERIFY(QFile::remove(path(rows[1].key + ":2,")));
        writeFile(fresh() + u"1.fresh"_s, mail(10));
        writeFile(cur() + u"2.current"_s, mail(11));
        writeFile(cur() + u".hidden"_s, mail(12));
        QVERIFY(QDir(cur()).mkdir(u"directory"_s));
        QVERIFY(QFile::link(u"/etc/passwd"_s, cur() + u"link"_s));
        const QByteArray notUtf8 = QFile::encodeName(cur()) + "\xff\xfe:2,F";
        const int file = ::open(notUtf8.constData(), O_CREAT | O_WRONLY, 0644);
        QVERIFY(file >= 0);
        QCOMPARE(::write(file, mail(13).constData(), size_t(mail(13).size())), mail(13).size());
        ::close(file);

        const FolderScan scan = must(m_store->scan(m_inbox.id));
        QCOMPARE(scan.flagsChanged, (QHash<MessageKey, Flags>{{rows[0].key, Flags(Flags::Seen, {"kept"_ba})}}));
        QCOMPARE(scan.vanished, QList<MessageKey>{rows[1].key});
        QByteArrayList appeared = scan.appeared;
        std::ranges::sort(appeared);
        QCOMPARE(appeared, (QByteArrayList{"cur/2.current"_ba, "cur/\xff\xfe:2,F"_ba, "new/1.fresh"_ba}));

        QCOMPARE(must(m_store->read(rows[0].key)), mail(0)); // found although renamed
        must(m_store->setFlags(scan.flagsChanged));
        must(m_store->remove(scan.vanished, Forget::Everything));
        const QList<MessageRow> adopted = must(m_store->adopt(m_inbox.id, appeared + QByteArrayList{"cur/gone"_ba, "cur/../x"_ba, "x"_ba}));
        QCOMPARE(adopted.size(), 3);
        QCOMPARE(adopted[0].key, "2.current"_ba);
        QCOMPARE(adopted[1].flags, Flags(Flags::Flagged));
        QCOMPARE(adopted[2].key, "1.fresh"_ba);
        QCOMPARE(must(m_store->read(adopted[1].key)), mail(13));
        QVERIFY(filesIn(cur()).contains(u"1.fresh:2,"_s));
        QCOMPARE(adopted[2].headerHash, headerHash(mail(10)));
        QVERIFY(filesIn(cur()).contains(QString::fromLatin1(rows[0].key + ":2,Sa")));
        expectQuiet();
        QCOMPARE(must(m_store->adopt(m_inbox.id, {"cur/2.current"_ba})).first(), adopted[0]); // again: nothing new
        expectQuiet();
        reopen();
        QCOMPARE(m_store->repairReport().filesAdopted, 0);
        expectQuiet();
    }

    void sameNameInTwoFolders()
    {
        const FolderRow other = addFolder(*m_store, {u"Other"_s});
        const MessageRow row = addMessage(*m_store, rowIn(m_inbox.id, "u"_ba), mail(1));
        const QString name = QString::fromLatin1(row.key) + u":2,"_s;
        const QString otherCur = must(m_store->folderDirectory(other.id)) + u"/cur/"_s;
        QVERIFY(QFile::copy(cur() + name, otherCur + name));
        const FolderScan scan = must(m_store->scan(other.id));
        QCOMPARE(scan.appeared, QByteArrayList{"cur/" + row.key + ":2,"});
        const QList<MessageRow> adopted = must(m_store->adopt(other.id, scan.appeared));
        QCOMPARE(adopted.size(), 1);
        QVERIFY(adopted.first().key != row.key);
        QCOMPARE(must(m_store->message(row.key)).value(), row);
        QCOMPARE(must(m_store->read(adopted.first().key)), mail(1));
        expectQuiet();
    }

    void flagsSavedWithoutRenamingAreNotTakenBack()
    {
        MessageRow row = addMessage(*m_store, rowIn(m_inbox.id), mail(1));
        row.flags.set(Flags::Seen);
        must(m_store->saveRows({row}));
        expectQuiet();
        reopen();
        QCOMPARE(must(m_store->message(row.key))->flags, row.flags);
        expectQuiet();
    }

    void renamingAParentFirst()
    {
        renameTree(true);
    }
    void renamingAChildFirst()
    {
        renameTree(false);
    }

    void renamingIntoItselfKeepsTheDirectory()
    {
        FolderRow folder = addFolder(*m_store, {u"A"_s});
        const MessageRow row = addMessage(*m_store, rowIn(folder.id), mail(1));
        folder.path = {u"A"_s, u"B"_s};
        must(m_store->saveFolder(folder));
        const FolderRow again = addFolder(*m_store, {u"A"_s});
        QVERIFY(must(m_store->folderDirectory(again.id)) != must(m_store->folderDirectory(folder.id)));
        QCOMPARE(must(m_store->read(row.key)), mail(1));
        reopen();
        QCOMPARE(must(m_store->read(row.key)), mail(1));
    }

    void renamingWhileAMessageArrives()
    {
        FolderRow folder = addFolder(*m_store, {u"Before"_s});
        std::vector<PendingMessage> group;
        group.push_back(pending(*m_store, rowIn(folder.id), mail(1)));
        folder.path = {u"After"_s};
        must(m_store->saveFolder(folder));
        const MessageRow row = must(m_store->commit(std::move(group))).first();
        QCOMPARE(must(m_store->read(row.key)), mail(1));
        reopen();
        QCOMPARE(must(m_store->read(row.key)), mail(1));
    }

    void removingAFolder()
    {
        const FolderRow folder = addFolder(*m_store, {u"Gone"_s});
        const FolderRow child = addFolder(*m_store, {u"Gone"_s, u"Child"_s});
        const QString directory = must(m_store->folderDirectory(folder.id));
        addMessage(*m_store, rowIn(folder.id), mail(1));
        const MessageRow kept = addMessage(*m_store, rowIn(child.id), mail(2));
        writeFile(directory + u"/cur/stranger"_s, mail(3));
        must(m_store->removeFolder(folder.id));
        must(m_store->removeFolder(folder.id)); // nothing to do
        QCOMPARE(filesIn(directory + u"/cur"_s), QStringList{u"stranger"_s});
        QCOMPARE(must(m_store->read(kept.key)), mail(2));
        QVERIFY(!m_store->messages(folder.id).value().size());
        const FolderRow empty = addFolder(*m_store, {u"Empty"_s});
        const QString emptyDirectory = must(m_store->folderDirectory(empty.id));
        must(m_store->removeFolder(empty.id));
        QVERIFY(!QDir(emptyDirectory).exists());
        reopen();
        QCOMPARE(must(m_store->folders()).size(), 2);
    }

    void veryLongNames()
    {
        const QString name = QString(200, u'ü');
        const FolderRow folder = addFolder(*m_store, {name, name + u'x'});
        const MessageRow row = addMessage(*m_store, rowIn(folder.id), mail(1));
        reopen();
        QCOMPARE(must(m_store->read(row.key)), mail(1));
        QCOMPARE(must(m_store->folders()).last().path, folder.path);
    }

    /// Any sequence of operations: the store agrees with a plain model, before and after reopening.
    void randomOperationsAgreeWithAModel()
    {
        QRandomGenerator random(7);
        const FolderRow folders[] = {m_inbox, addFolder(*m_store, {u"A"_s}), addFolder(*m_store, {u"A"_s, u"B"_s})};
        QHash<MessageKey, std::pair<MessageRow, QByteArray>> model;
        for (int step = 0; step < 400; ++step) {
            const int what = random.bounded(10);
            const qint64 folder = folders[random.bounded(3)].id;
            if (model.isEmpty() || what < 4) {
                const QByteArray bytes = mail(step);
                const MessageRow row = addMessage(*m_store, rowIn(folder, QByteArray::number(step)), bytes);
                model.insert(row.key, {row, bytes});
                continue;
            }
            const MessageKey key = std::next(model.begin(), random.bounded(model.size())).key();
            MessageRow &row = model[key].first;
            if (what < 6) {
                row.flags = Flags(quint8(random.bounded(64)));
                must(m_store->setFlags({{key, row.flags}}));
            } else if (what < 8) {
                row.folder = folder;
                must(m_store->move({key}, folder));
            } else if (what == 8) {
                must(m_store->remove({key}, Forget::Everything));
                model.remove(key);
            } else {
                reopen();
            }
        }
        for (int round = 0; round < 2; ++round) {
            qsizetype count = 0;
            for (const FolderRow &folder : folders) {
                for (const MessageRow &row : must(m_store->messages(folder.id))) {
                    QCOMPARE(row, model.value(row.key).first);
                    QCOMPARE(must(m_store->read(row.key)), model.value(row.key).second);
                    ++count;
                }
            }
            QCOMPARE(count, model.size());
            expectQuiet();
            reopen();
            QCOMPARE(m_store->repairReport().filesAdopted + m_store->repairReport().bodiesMissing + m_store->repairReport().flagsTaken, 0);
        }
    }

private:
    QString cur() const
    {
        return m_top->path() + u"/mail/Inbox/cur/"_s;
    }
    QString fresh() const
    {
        return m_top->path() + u"/mail/Inbox/new/"_s;
    }
    QString tmp() const
    {
        return m_top->path() + u"/mail/Inbox/tmp/"_s;
    }
    void reopen()
    {
        m_store.reset();
        m_store = openStore(m_top->path());
    }
    void expectQuiet()
    {
        for (const FolderRow &folder : must(m_store->folders())) {
            const FolderScan scan = must(m_store->scan(folder.id));
            QVERIFY(scan.flagsChanged.isEmpty());
            QCOMPARE(scan.appeared, QByteArrayList());
            QCOMPARE(scan.vanished, QList<MessageKey>());
        }
    }
    void renameTree(bool parentFirst)
    {
        FolderRow parent = addFolder(*m_store, {u"Archive"_s});
        FolderRow child = addFolder(*m_store, {u"Archive"_s, u"2024"_s});
        FolderRow grandchild = addFolder(*m_store, {u"Archive"_s, u"2024"_s, u"cur"_s});
        QList<MessageRow> rows;
        for (const FolderRow &folder : {parent, child, grandchild}) {
            rows << addMessage(*m_store, rowIn(folder.id), mail(int(folder.id)));
        }
        parent.path = {u"Old"_s};
        child.path = {u"Old"_s, u"2024"_s};
        grandchild.path = {u"Old"_s, u"2024"_s, u"cur"_s};
        QList<FolderRow> order{parent, child, grandchild};
        if (!parentFirst) {
            std::ranges::reverse(order);
        }
        for (const FolderRow &folder : order) {
            must(m_store->saveFolder(folder));
            for (const MessageRow &row : rows) {
                QCOMPARE(must(m_store->read(row.key)), mail(int(row.folder)));
            }
        }
        QVERIFY(must(m_store->folderDirectory(grandchild.id)).endsWith("/mail/Old/2024/%63ur"_L1));
        QVERIFY(!QDir(m_top->filePath(u"mail/Archive"_s)).exists());
        reopen();
        expectQuiet();
        QCOMPARE(m_store->repairReport().bodiesMissing, 0);
    }

    std::unique_ptr<QTemporaryDir> m_top;
    std::unique_ptr<AccountStore> m_store;
    FolderRow m_inbox;
};

QTEST_GUILESS_MAIN(StoreFilesTest)
#include "storefilestest.moc"
