// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// What the settings are told of an account, and the roles that its user gives.

#include "run/accountfigures.h"
#include "storesupport.h"

#include <QTest>
#include <QTimeZone>

using namespace Konto;
using namespace Konto::Test;
using namespace Qt::StringLiterals;

class AccountFiguresTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_top = std::make_unique<QTemporaryDir>();
        m_store = openStore(m_top->path());
        FolderRow inbox;
        inbox.path = {u"Inbox"_s};
        inbox.role = Role::Inbox;
        m_inbox = must(m_store->saveFolder(inbox)).id;
    }
    void cleanup()
    {
        m_store.reset();
        m_top.reset();
    }

    /// What the last session saw is known to the next process.
    void pop3()
    {
        addMessage(*m_store, rowIn(m_inbox, "u1"), mail(1));
        addMessage(*m_store, rowIn(m_inbox, "u2"), mail(2));
        const MessageRow renamed = addMessage(*m_store, rowIn(m_inbox), mail(3));
        const MessageRow deleted = addMessage(*m_store, rowIn(m_inbox, "u4"), mail(4));
        must(m_store->remove({deleted.key}, Forget::ByUser));
        Pop3Findings findings;
        findings.listing = QList<Pop3Entry>{{1, 10, "u1"}, {2, 10, "u9"}, {3, 10, "u4"}, {4, 10, "u5"}};
        findings.identified = {{2, renamed.key}};
        const QDateTime now(QDate(2026, 11, 25), QTime(10, 0), QTimeZone::UTC);
        must(noteCheck(*m_store, now, findings));
        for (const Pop3Findings &known : {findings, Pop3Findings()}) {
            const AccountFigures figures = must(readFigures(*m_store, Mode::Pop3, known));
            QCOMPARE(figures.stored.messages, 3);
            QCOMPARE(figures.onServer, 4);
            QCOMPARE(figures.onlyHere, 1); // u2
            QCOMPARE(figures.copiesDeletedHere, 1);
            QCOMPARE(figures.foldersOnServer, 1);
            QCOMPARE(figures.stored.waiting, 0);
            QCOMPARE(figures.lastCheck, now);
        }
    }

    void neverChecked()
    {
        const AccountFigures figures = must(readFigures(*m_store, Mode::Imap, {}));
        QVERIFY(!figures.lastCheck.isValid());
        QCOMPARE(figures.onServer, 0);
    }

    void aRoleIsInOneFolder()
    {
        const qint64 bin = make(u"Bin"_s, Role::Trash);
        const qint64 old = make(u"Old"_s);
        must(chooseRole(*m_store, old, Role::Trash));
        QCOMPARE(roleOf(old), Role::Trash);
        QCOMPARE(roleOf(bin), Role::None);
        must(chooseRole(*m_store, bin, Role::Trash));
        QCOMPARE(roleOf(bin), Role::Trash);
        QCOMPARE(roleOf(old), Role::None);
        must(chooseRole(*m_store, bin, Role::None));
        QCOMPARE(roleOf(bin), Role::None);
    }

    void whatCannotHaveARole()
    {
        FolderRow level;
        level.path = {u"Level"_s};
        level.selectable = false;
        const qint64 notSelectable = must(m_store->saveFolder(level)).id;
        const qint64 folder = make(u"Work"_s);
        QCOMPARE(chooseRole(*m_store, m_inbox, Role::Trash).error().scope, Scope::Folder);
        QCOMPARE(chooseRole(*m_store, notSelectable, Role::Trash).error().scope, Scope::Folder);
        QCOMPARE(chooseRole(*m_store, folder, Role::Inbox).error().scope, Scope::Folder);
        QCOMPARE(chooseRole(*m_store, folder, Role::All).error().scope, Scope::Folder);
        QCOMPARE(chooseRole(*m_store, 4711, Role::Trash).error().scope, Scope::Folder);
        QCOMPARE(roleOf(m_inbox), Role::Inbox);
    }

private:
    qint64 make(const QString &name, Role role = Role::None)
    {
        FolderRow folder;
        folder.path = {name};
        folder.role = role;
        return must(m_store->saveFolder(folder)).id;
    }
    Role roleOf(qint64 id)
    {
        const auto folders = must(m_store->folders());
        return std::ranges::find(folders, id, &FolderRow::id)->role;
    }

    std::unique_ptr<QTemporaryDir> m_top;
    std::unique_ptr<AccountStore> m_store;
    qint64 m_inbox = 0;
};

QTEST_GUILESS_MAIN(AccountFiguresTest)
#include "accountfigurestest.moc"
