// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// What the user changes, done to the store: once however often it is asked, and with nothing lost.

#include "run/shown/localchanges.h"
#include "storesupport.h"

#include <QTest>

using namespace Konto;
using namespace Konto::Test;
using namespace Qt::StringLiterals;

class LocalChangesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_top = std::make_unique<QTemporaryDir>();
        m_store = openStore(m_top->path());
        m_inbox = must(LocalChanges::foldersWithInbox(*m_store)).first().id;
    }
    void cleanup()
    {
        m_store.reset();
        m_top.reset();
    }

    void thereIsOneInbox()
    {
        QCOMPARE(must(LocalChanges::foldersWithInbox(*m_store)).size(), 1);
        QCOMPARE(must(m_store->folders()).first().role, Role::Inbox);
    }

    void addedOnceHoweverOftenAsked()
    {
        const qint64 work = make(u"Work"_s);
        const MessageRow first = must(LocalChanges::addMessage(*m_store, Mode::Pop3, work, 7, mail(1), Flags(Flags::Seen)));
        QVERIFY(first.inAkonadi);
        QCOMPARE(first.flags, Flags(Flags::Seen));
        QCOMPARE(must(LocalChanges::addMessage(*m_store, Mode::Pop3, work, 7, mail(1), Flags(Flags::Seen))).key, first.key);
        QCOMPARE(must(m_store->messages(work)).size(), 1);
    }

    void anotherItemIsAnotherMessage()
    {
        const MessageKey first = must(LocalChanges::addMessage(*m_store, Mode::Pop3, m_inbox, 7, mail(1), {})).key;
        QVERIFY(must(LocalChanges::addMessage(*m_store, Mode::Pop3, m_inbox, 8, mail(1), {})).key != first);
        QVERIFY(must(LocalChanges::addMessage(*m_store, Mode::Pop3, m_inbox, 7, mail(2), {})).key != first);
    }

    /// Item ids begin anew when Akonadi's database was lost.
    void anotherLifeOfAkonadi()
    {
        const qint64 work = make(u"Work"_s);
        const MessageKey first = must(LocalChanges::addMessage(*m_store, Mode::Pop3, m_inbox, 7, mail(1), {})).key;
        QVERIFY(must(LocalChanges::addMessage(*m_store, Mode::Pop3, work, 7, mail(1), {})).key != first);
        QCOMPARE(must(m_store->messages(m_inbox)).size(), 1);
        QCOMPARE(must(m_store->messages(work)).size(), 1);
    }

    void edited()
    {
        const MessageKey key = must(LocalChanges::addMessage(*m_store, Mode::Pop3, m_inbox, 7, mail(1), {})).key;
        must(LocalChanges::replaceMessage(*m_store, Mode::Pop3, key, mail(2)));
        QCOMPARE(must(m_store->read(key)), mail(2));
        must(LocalChanges::deleteMessages(*m_store, Mode::Pop3, {key}));
        must(LocalChanges::replaceMessage(*m_store, Mode::Pop3, key, mail(3)));
        QCOMPARE(must(m_store->messages(m_inbox)).size(), 0);
    }

    /// Else the note that stands for the rest would count as the message, and a rule could remove the server's copy.
    void aMessageThatIsHereInPartIsNotEdited()
    {
        const MessageRow row = must(m_store->saveHeaders({{.row = rowIn(m_inbox, "u1"_ba), .header = "Subject: large\r\n\r\n"_ba}})).first();
        const auto edited = LocalChanges::replaceMessage(*m_store, Mode::Pop3, row.key, "Subject: large\r\nX-Seen: yes\r\n\r\nToo large.\r\n"_ba);
        QVERIFY(!edited);
        QCOMPARE(edited.error().scope, Scope::Folder);
        QCOMPARE(must(m_store->message(row.key))->body, Body::OnServer);
        QCOMPARE(must(m_store->header(row.key)), "Subject: large\r\n\r\n"_ba);
        QCOMPARE(must(m_store->proveStored({row.key})).size(), 0);
    }

    void deletedMessagesAreRemembered()
    {
        const MessageRow downloaded = addMessage(*m_store, rowIn(m_inbox, "u1"_ba), mail(1));
        const MessageKey own = must(LocalChanges::addMessage(*m_store, Mode::Pop3, m_inbox, 7, mail(2), {})).key;
        must(LocalChanges::deleteMessages(*m_store, Mode::Pop3, {downloaded.key, own, "unknown.konto"_ba}));
        const QList<MessageRow> rows = must(m_store->messages(m_inbox));
        QCOMPARE(rows.size(), 1);
        QVERIFY(rows.first().deletedHere && rows.first().deletedByUser);
        QCOMPARE(rows.first().uidl, "u1"_ba);
    }

    void deletedFoldersLeaveWhatMustBeRemembered()
    {
        const qint64 work = make(u"Work"_s);
        const qint64 old = must(LocalChanges::addFolder(*m_store, Mode::Pop3, work, u"Old"_s, Role::None)).id;
        addMessage(*m_store, rowIn(old, "u1"_ba), mail(1));
        must(LocalChanges::addMessage(*m_store, Mode::Pop3, old, 7, mail(2), {}));
        must(m_store->saveHeaders({{.row = rowIn(work, "u2"_ba), .header = "Subject: large\r\n\r\n"_ba}}));
        must(LocalChanges::deleteFolder(*m_store, Mode::Pop3, work));
        must(LocalChanges::deleteFolder(*m_store, Mode::Pop3, work));
        QCOMPARE(paths(), QStringList{u"Inbox"_s});
        QSet<QByteArray> remembered;
        for (const MessageRow &row : must(m_store->messages(m_inbox))) {
            QVERIFY(row.deletedHere && row.deletedByUser);
            remembered.insert(row.uidl);
        }
        QCOMPARE(remembered, (QSet<QByteArray>{"u1"_ba, "u2"_ba}));
        QVERIFY(!QDir(m_top->filePath(u"mail/Work"_s)).exists());
    }

    void theInboxStays()
    {
        must(LocalChanges::deleteFolder(*m_store, Mode::Pop3, m_inbox));
        QCOMPARE(must(LocalChanges::changeFolder(*m_store, Mode::Pop3, m_inbox, 0, u"Eingang"_s, Role::Trash)).path, FolderPath{u"Inbox"_s});
        QVERIFY(!LocalChanges::addFolder(*m_store, Mode::Pop3, 0, u"Inbox"_s, Role::None));
        const qint64 work = make(u"Work"_s);
        QVERIFY(!LocalChanges::changeFolder(*m_store, Mode::Pop3, work, 0, u"Inbox"_s, Role::None));
        QCOMPARE(paths(), (QStringList{u"Inbox"_s, u"Work"_s}));
    }

    void aFolderAddedAgainIsTheSame()
    {
        const qint64 sent = must(LocalChanges::addFolder(*m_store, Mode::Pop3, 0, u"Sent"_s, Role::Sent)).id;
        const FolderRow again = must(LocalChanges::addFolder(*m_store, Mode::Pop3, 0, u"Sent"_s, Role::None));
        QCOMPARE(again.id, sent);
        QCOMPARE(again.role, Role::Sent);
    }

    void namesSwapped()
    {
        const qint64 a = make(u"A"_s);
        const qint64 b = make(u"B"_s);
        const qint64 below = must(LocalChanges::addFolder(*m_store, Mode::Pop3, b, u"Below"_s, Role::None)).id;
        const MessageKey inA = must(LocalChanges::addMessage(*m_store, Mode::Pop3, a, 1, mail(1), {})).key;
        const MessageKey inB = must(LocalChanges::addMessage(*m_store, Mode::Pop3, below, 2, mail(2), {})).key;
        // As Akonadi replays A -> T, B -> A, T -> B: each change with the names at the end.
        must(LocalChanges::changeFolder(*m_store, Mode::Pop3, a, 0, u"B"_s, Role::None));
        must(LocalChanges::changeFolder(*m_store, Mode::Pop3, b, 0, u"A"_s, Role::None));
        must(LocalChanges::changeFolder(*m_store, Mode::Pop3, a, 0, u"B"_s, Role::None));
        QCOMPARE(paths(), (QStringList{u"A"_s, u"A/Below"_s, u"B"_s, u"Inbox"_s}));
        QCOMPARE(must(m_store->message(inA))->folder, a);
        QCOMPARE(must(m_store->message(inB))->folder, below);
        QCOMPARE(must(m_store->read(inB)), mail(2));
        QCOMPARE(must(m_store->folderDirectory(a)), m_top->filePath(u"mail/B"_s));
    }

    void whereAFolderCannotGo()
    {
        const qint64 work = make(u"Work"_s);
        const qint64 old = must(LocalChanges::addFolder(*m_store, Mode::Pop3, work, u"Old"_s, Role::None)).id;
        QVERIFY(!LocalChanges::changeFolder(*m_store, Mode::Pop3, work, old, u"Work"_s, Role::None));
        QVERIFY(!LocalChanges::changeFolder(*m_store, Mode::Pop3, work, work, u"Work"_s, Role::None));
        QVERIFY(!LocalChanges::changeFolder(*m_store, Mode::Pop3, old, 0, u"Work"_s, Role::None)); // its parent would have to give way
        QVERIFY(!LocalChanges::changeFolder(*m_store, Mode::Pop3, work, 4711, u"Work"_s, Role::None));
        QVERIFY(!LocalChanges::addFolder(*m_store, Mode::Pop3, 4711, u"New"_s, Role::None));
        QCOMPARE(paths(), (QStringList{u"Inbox"_s, u"Work"_s, u"Work/Old"_s}));
    }

    void aLevelOfTheTreeBecomesAMailboxWhenSomethingGoesIntoIt()
    {
        FolderRow level;
        level.path = {u"Level"_s};
        level.mailbox = u"Level"_s;
        level.selectable = false;
        level.id = must(m_store->saveFolder(level)).id;
        const MessageKey key = must(LocalChanges::addMessage(*m_store, Mode::Imap, level.id, 1, mail(1), {})).key;
        QCOMPARE(must(m_store->message(key))->writing, Writing::Upload);
        QCOMPARE(folder(level.id).change, FolderChange::Create);
        QVERIFY(folder(level.id).selectable);

        level = must(LocalChanges::changeFolder(*m_store, Mode::Imap, level.id, 0, u"Renamed"_s, Role::None));
        level.change = FolderChange::Rename; // which the server is told first
        level.mailbox = u"Level"_s;
        level.selectable = false;
        must(m_store->saveFolder(level));
        must(LocalChanges::moveMessages(*m_store, Mode::Imap, {key}, level.id));
        QCOMPARE(folder(level.id).change, FolderChange::Rename);
        QCOMPARE(folder(level.id).mailbox, u"Level"_s);
        QVERIFY(folder(level.id).selectable);
    }

private:
    [[nodiscard]] FolderRow folder(qint64 id) const
    {
        const QList<FolderRow> folders = must(m_store->folders());
        return *std::ranges::find(folders, id, &FolderRow::id);
    }

    [[nodiscard]] qint64 make(const QString &name)
    {
        return must(LocalChanges::addFolder(*m_store, Mode::Pop3, 0, name, Role::None)).id;
    }

    [[nodiscard]] QStringList paths() const
    {
        QStringList paths;
        for (const FolderRow &folder : must(m_store->folders())) {
            paths << folder.path.join(u'/');
        }
        return paths;
    }

    std::unique_ptr<QTemporaryDir> m_top;
    std::unique_ptr<AccountStore> m_store;
    qint64 m_inbox = 0;
};

QTEST_GUILESS_MAIN(LocalChangesTest)
#include "localchangestest.moc"
