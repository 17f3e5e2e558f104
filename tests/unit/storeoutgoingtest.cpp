// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "store/outgoing.h"
#include "storesupport.h"

#include <QTest>

using namespace Konto;
using namespace Konto::Test;
using namespace Qt::StringLiterals;

/// What the user changed and an IMAP server does not know, as the store keeps it.
class StoreOutgoingTest : public QObject
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

    void whatWasMovedIsStillCountedThere()
    {
        const MessageKey key = addOnServer(m_inbox, 5);
        QVERIFY(outgoing().isEmpty());
        must(m_store->move({key}, m_work.id));
        const MessageRow moved = row(key);
        QCOMPARE(moved.folder, m_work.id);
        QCOMPARE(moved.placeOnServer(), m_inbox.id);
        QCOMPARE(outgoing(), QList<MessageKey>{key});
        QCOMPARE(must(m_store->outgoing().onServer(m_inbox.id)).size(), 1);
        QVERIFY(must(m_store->outgoing().onServer(m_work.id)).isEmpty());

        must(m_store->move({key}, m_inbox.id));
        QVERIFY2(outgoing().isEmpty(), "moved back, nothing is left to tell");

        must(m_store->move({key}, m_work.id));
        must(m_store->outgoing().setPlaced({{.key = key, .folder = m_work.id, .uidValidity = 7, .uid = 9}}));
        QVERIFY(outgoing().isEmpty());
        QCOMPARE(row(key).uid, 9U);
    }

    void whatIsMovedOutOfAFolderThatGoesIsToBeUploaded()
    {
        const MessageKey key = addOnServer(m_inbox, 5);
        const MessageKey deleted = addOnServer(m_inbox, 6);
        must(m_store->move({key, deleted}, m_work.id));
        must(m_store->outgoing().setDeleted({deleted}, true));
        must(m_store->removeFolder(m_inbox.id));
        m_store.reset();
        m_store = openStore(m_top->path());
        const MessageRow left = row(key);
        QCOMPARE(left.placeOnServer(), m_work.id);
        QCOMPARE(left.uid, 0U);
        QCOMPARE(left.writing, Writing::Upload);
        QVERIFY(must(m_store->read(key)).startsWith("Received:"));
        QVERIFY(!must(m_store->message(deleted)));
    }

    void deletedUntilTheServerKnows()
    {
        const MessageKey there = addOnServer(m_inbox, 5);
        const MessageKey onlyHere = addMessage(*m_store, rowIn(m_inbox.id), mail(2)).key;
        must(m_store->outgoing().setDeleted({there, onlyHere}, true));
        QVERIFY(row(there).deletedByUser);
        QVERIFY(!must(m_store->message(onlyHere)) || row(onlyHere).deletedHere);
        must(m_store->outgoing().setDeleted({there}, false));
        QVERIFY(!row(there).deletedHere);
        QVERIFY(!must(m_store->read(there)).isEmpty());
    }

    void flagsOfBothSides()
    {
        const MessageKey key = addOnServer(m_inbox, 5);
        must(m_store->setFlags({{key, Flags(Flags::Seen)}}));
        QCOMPARE(outgoing(), QList<MessageKey>{key});
        const auto merged = must(m_store->outgoing().mergeFlags({{key, Flags(Flags::Flagged)}}));
        QCOMPARE(merged.first().flags, Flags(Flags::Seen | Flags::Flagged));
        QCOMPARE(row(key).baseFlags, Flags(Flags::Flagged));
        must(m_store->outgoing().setBaseFlags({{key, row(key).flags}}));
        QVERIFY(outgoing().isEmpty());
    }

    void anEditedMessageTakesAPlace()
    {
        const MessageKey key = addOnServer(m_inbox, 5);
        must(m_store->outgoing().replaceCopy(key));
        must(m_store->outgoing().replaceCopy(key));
        const ReplacedCopy copy{.folder = m_inbox.id, .uidValidity = 7, .uid = 5, .key = key};
        QCOMPARE(must(m_store->outgoing().replaced()), QList<ReplacedCopy>{copy});
        QCOMPARE(row(key).writing, Writing::Upload);
        must(m_store->outgoing().forgetReplaced({copy}));
        QVERIFY(must(m_store->outgoing().replaced()).isEmpty());
    }

private:
    MessageKey addOnServer(const FolderRow &folder, quint32 uid)
    {
        const MessageKey key = addMessage(*m_store, rowIn(folder.id), mail(int(uid))).key;
        must(m_store->outgoing().setPlaced({{.key = key, .folder = folder.id, .uidValidity = 7, .uid = uid}}));
        return key;
    }
    MessageRow row(const MessageKey &key) const
    {
        return must(m_store->message(key)).value_or(MessageRow{});
    }
    QList<MessageKey> outgoing() const
    {
        QList<MessageKey> keys;
        for (const MessageRow &each : must(m_store->outgoing().messages())) {
            keys.append(each.key);
        }
        return keys;
    }

    std::unique_ptr<QTemporaryDir> m_top;
    std::unique_ptr<AccountStore> m_store;
    FolderRow m_inbox;
    FolderRow m_work;
};

QTEST_GUILESS_MAIN(StoreOutgoingTest)

#include "storeoutgoingtest.moc"
