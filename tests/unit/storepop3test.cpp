// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "store/schema.h"
#include "store/sqlite.h"
#include "storesupport.h"

#include <QTest>

using namespace Konto;
using namespace Konto::Test;
using namespace Qt::StringLiterals;

/// What POP3 needs of the store: proofs before deletion on the server, headers without bodies, remembered deletions.
class StorePop3Test : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        QVERIFY(m_directory->isValid());
        m_store = openStore(m_directory->path());
        m_inbox = addFolder(*m_store, {u"Inbox"_s}).id;
    }

    void cleanup()
    {
        m_store.reset();
    }

    void provesWhatIsStored()
    {
        const MessageKey key = addMessage(*m_store, rowIn(m_inbox, "u1"), mail(1)).key;
        QVERIFY(proves(key));
        QVERIFY(!proves("unknown"));
        must(m_store->move({key}, addFolder(*m_store, {u"Archive"_s}).id));
        QVERIFY(proves(key));
    }

    void aFileThatIsGoneOrShortIsNoProof()
    {
        const MessageKey gone = addMessage(*m_store, rowIn(m_inbox, "u1"), mail(1)).key;
        const MessageKey cut = addMessage(*m_store, rowIn(m_inbox, "u2"), mail(2)).key;
        for (const QString &name : filesIn(inboxFiles())) {
            if (name.startsWith(QString::fromLatin1(gone))) {
                QVERIFY(QFile::remove(inboxFiles() + name));
            } else {
                QVERIFY(QFile::resize(inboxFiles() + name, 3));
            }
        }
        QVERIFY(!proves(gone));
        QVERIFY(!proves(cut));
    }

    void aFlagChangedByAnotherProgramIsNoMatter()
    {
        const MessageKey key = addMessage(*m_store, rowIn(m_inbox, "u1"), mail(1)).key;
        const QString name = filesIn(inboxFiles()).first();
        QVERIFY(QFile::rename(inboxFiles() + name, inboxFiles() + QString::fromLatin1(key) + u":2,FS"_s));
        QVERIFY(proves(key));
    }

    void onlyTheUsersDeletionProves()
    {
        const MessageKey byUser = addMessage(*m_store, rowIn(m_inbox, "u1"), mail(1)).key;
        const MessageKey byOthers = addMessage(*m_store, rowIn(m_inbox, "u2"), mail(2)).key;
        const MessageKey local = addMessage(*m_store, rowIn(m_inbox), mail(3)).key;
        must(m_store->remove({byUser, local}, Forget::ByUser));
        must(m_store->remove({byOthers}, Forget::BodyOnly));
        QVERIFY(proves(byUser));
        QVERIFY(!proves(byOthers));
        const MessageRow row = *must(m_store->message(byUser));
        QVERIFY(row.deletedHere && row.deletedByUser && row.storedAt.isValid());
        QVERIFY(!must(m_store->message(byOthers))->deletedByUser);
        QVERIFY(!must(m_store->message(local)));
        QVERIFY(filesIn(inboxFiles()).isEmpty());
    }

    void whatWasNeverHereIsNotProvenByDeletingIt()
    {
        const MessageKey key = must(m_store->saveHeaders({{rowIn(m_inbox, "u1"), "Subject: large\r\n\r\n"}})).first().key;
        must(m_store->remove({key}, Forget::ByUser));
        QVERIFY(!proves(key));
    }

    void headersStayUntilTheBodyComes()
    {
        MessageRow row = rowIn(m_inbox, "u1");
        row.size = 50'000'000;
        const MessageRow saved = must(m_store->saveHeaders({{row, "Subject: large\r\n\r\n"}})).first();
        reopen();
        QCOMPARE(must(m_store->header(saved.key)), QByteArray("Subject: large\r\n\r\n"));
        QCOMPARE(must(m_store->headers()), (QHash<MessageKey, bool>{{saved.key, false}}));
        must(m_store->setWanted(saved.key));
        must(m_store->setWanted("unknown"));
        reopen();
        QCOMPARE(must(m_store->headers()), (QHash<MessageKey, bool>{{saved.key, true}}));

        MessageRow whole = *must(m_store->message(saved.key));
        whole.size = 0;
        const MessageRow stored = addMessage(*m_store, whole, mail(1));
        QCOMPARE(stored.key, saved.key);
        QCOMPARE(stored.body, Body::Here);
        QVERIFY(must(m_store->headers()).isEmpty());
        QVERIFY(proves(saved.key));
    }

    void headersGoWithTheirMessage()
    {
        const QList<MessageRow> saved = must(
            m_store->saveHeaders({{rowIn(m_inbox, "u1"), "Subject: 1\r\n\r\n"}, {rowIn(m_inbox, "u2"), "Subject: 2\r\n\r\n"}, {rowIn(m_inbox, "u3"), {}}}));
        QCOMPARE(must(m_store->headers()).size(), 3);
        must(m_store->remove({saved.at(0).key}, Forget::Everything));
        must(m_store->remove({saved.at(1).key}, Forget::ByUser));
        QCOMPARE(must(m_store->headers()), (QHash<MessageKey, bool>{{saved.at(2).key, false}}));
        QVERIFY(must(m_store->header(saved.at(2).key)).isEmpty());
    }

    void aDatabaseOfSchemaOneIsBroughtUpToDate()
    {
        const MessageRow row = addMessage(*m_store, rowIn(m_inbox, "u1"), mail(1));
        m_store.reset();
        const QString path = m_directory->filePath(u"state.db"_s);
        const QByteArray old = QFile::encodeName(m_directory->filePath(u"old.db"_s));
        {
            const auto connection = must(Sqlite::Connection::open(old));
            must(connection->configure());
            must(Sqlite::migrate(*connection, schemaSteps().first(1)));
            const QByteArray copied = "ATTACH '" + QFile::encodeName(path) + "' AS new;"
                "INSERT INTO folders SELECT id, path, role, mailbox, delimiter, selectable, uid_validity, uid_next, highest_modseq, complete, directory, "
                "moving_to, removing FROM new.folders; INSERT INTO facts SELECT * FROM new.facts;"
                "INSERT INTO messages (key, folder, uidl, uid_validity, uid, modseq, size, flags, base_flags, body, in_akonadi, deleted_here, stored_at, suffix) "
                "SELECT key, folder, uidl, uid_validity, uid, modseq, size, flags, base_flags, body, in_akonadi, deleted_here, stored_at, suffix FROM new.messages";
            must(connection->execute(copied.constData()));
        }
        for (const char *suffix : {"", "-wal", "-shm"}) {
            QFile::remove(path + QLatin1StringView(suffix));
        }
        QVERIFY(QFile::rename(QFile::decodeName(old), path));
        m_store = openStore(m_directory->path());
        QCOMPARE(must(m_store->message(row.key))->uidl, QByteArray("u1"));
        QVERIFY(!must(m_store->message(row.key))->deletedByUser);
        QVERIFY(proves(row.key));
        must(m_store->remove({row.key}, Forget::ByUser));
        QVERIFY(must(m_store->message(row.key))->deletedByUser);
    }

    void knownMessagesAreThoseOfAllFolders()
    {
        const MessageRow first = addMessage(*m_store, rowIn(m_inbox, "u1"), mail(1));
        const MessageRow second = addMessage(*m_store, rowIn(addFolder(*m_store, {u"Archive"_s}).id), mail(2));
        must(m_store->remove({second.key}, Forget::BodyOnly));
        must(m_store->setUidls({{second.key, "u2"}, {"unknown", "u3"}}));
        const QList<KnownMessage> known = must(m_store->knownMessages());
        QCOMPARE(known.size(), 2);
        const KnownMessage expected{.key = first.key,
                                    .folder = m_inbox,
                                    .uidl = "u1",
                                    .size = first.size,
                                    .headerHash = first.headerHash,
                                    .body = Body::Here,
                                    .storedAt = known.at(0).storedAt};
        QCOMPARE(known.at(0), expected);
        QVERIFY(known.at(0).storedAt.isValid());
        QCOMPARE(known.at(1).uidl, QByteArray("u2"));
        QVERIFY(known.at(1).deletedHere);
    }

private:
    [[nodiscard]] bool proves(const MessageKey &key) const
    {
        return must(m_store->proveStored({key})).size() == 1;
    }
    [[nodiscard]] QString inboxFiles() const
    {
        return m_directory->path() + u"/mail/Inbox/cur/"_s;
    }
    void reopen()
    {
        m_store.reset();
        m_store = openStore(m_directory->path());
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<AccountStore> m_store;
    qint64 m_inbox = 0;
};

QTEST_GUILESS_MAIN(StorePop3Test)
#include "storepop3test.moc"
