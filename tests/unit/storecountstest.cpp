// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// What there is, counted in the database; and the role a user chose, through the schema's change.

#include "store/figures.h"
#include "storesupport.h"

#include <QTest>

using namespace Konto;
using namespace Konto::Test;
using namespace Qt::StringLiterals;

class StoreCountsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_top = std::make_unique<QTemporaryDir>();
        m_store = openStore(m_top->path());
        m_inbox = addFolder(*m_store, {u"Inbox"_s}).id;
    }
    void cleanup()
    {
        m_store.reset();
        m_top.reset();
    }

    void nothing()
    {
        QCOMPARE(must(m_store->figures().count()), StoreFigures{.folders = 1});
        QVERIFY(must(m_store->figures().folders()).isEmpty());
        QVERIFY(m_store->databaseBytes() > 0);
    }

    void messagesByWhereTheyAre()
    {
        const MessageRow here = addMessage(*m_store, rowIn(m_inbox, "u1"), mail(1));
        const MessageRow deleted = addMessage(*m_store, rowIn(m_inbox, "u2"), mail(2));
        must(m_store->remove({deleted.key}, Forget::ByUser));
        MessageRow there = rowIn(m_inbox);
        there.uid = 7;
        there.uidValidity = 1;
        there.size = 1000;
        must(m_store->saveRows({there}));
        MessageRow changed = there;
        changed.uid = 8;
        changed.flags = Flags(Flags::Seen);
        must(m_store->saveRows({changed}));
        FolderRow hidden = addFolder(*m_store, {u"Hidden"_s});
        hidden.change = FolderChange::Hidden;
        hidden.mailbox = u"Hidden"_s;
        must(m_store->saveFolder(hidden));
        const MessageRow apart = addMessage(*m_store, rowIn(hidden.id), mail(3));

        const StoreFigures
            expected{.messages = 3, .whole = 1, .bodyBytes = here.size + apart.size, .withoutUid = 1, .withUid = 2, .folders = 1, .mailboxes = 1, .waiting = 1};
        QCOMPARE(must(m_store->figures().count()), expected);
        const auto folders = must(m_store->figures().folders());
        QCOMPARE(folders.value(m_inbox), (FolderFigures{.messages = 3, .bytes = here.size}));
        QCOMPARE(must(m_store->figures().listed({"u1", "u2", "u9"}, {})), (ListedFigures{.shown = 1, .deletedHere = 1}));
        QCOMPARE(must(m_store->figures().listed({}, {here.key})), (ListedFigures{.shown = 1}));
    }

    void aChosenRoleIsKept()
    {
        FolderRow folder = addFolder(*m_store, {u"Away"_s});
        folder.role = Role::Trash;
        folder.chosenRole = Role::Trash;
        must(m_store->saveFolder(folder));
        m_store.reset();
        m_store = openStore(m_top->path());
        QCOMPARE(must(m_store->folders()).first(), folder);
        folder.chosenRole = Role::None;
        must(m_store->saveFolder(folder));
        QCOMPARE(must(m_store->folders()).first().chosenRole, std::optional(Role::None));
    }

    void aDatabaseOfSchemaFourIsBroughtUpToDate()
    {
        const MessageRow row = addMessage(*m_store, rowIn(m_inbox, "u1"), mail(1));
        const QList<FolderRow> folders = must(m_store->folders());
        m_store.reset();
        takeBackSchema(m_top->path(),
                       4,
                       "id, path, role, mailbox, delimiter, selectable, uid_validity, uid_next, highest_modseq, complete, directory, moving_to, removing, "
                       "change, subscribed, rights, shared");
        m_store = openStore(m_top->path());
        QCOMPARE(m_store->repairReport().brokenDatabase, QString());
        QCOMPARE(must(m_store->folders()), folders);
        QCOMPARE(must(m_store->message(row.key)).value(), row);
    }

private:
    std::unique_ptr<QTemporaryDir> m_top;
    std::unique_ptr<AccountStore> m_store;
    qint64 m_inbox = 0;
};

QTEST_GUILESS_MAIN(StoreCountsTest)
#include "storecountstest.moc"
