// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// Which folder stands for which mailbox after a switch.

#include "plan/switchfolders.h"

#include <QRandomGenerator>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <random>

using namespace Konto;
using namespace Qt::StringLiterals;

namespace
{
const FolderPath branch{u"On This Computer"_s};

ImapMailbox mailbox(const QString &name, const QByteArrayList &attributes = {})
{
    return {.name = name, .delimiter = u'/', .attributes = attributes, .rights = {}};
}

FolderRow folder(qint64 id, const FolderPath &path, const QString &mailbox = {}, Role role = Role::None)
{
    FolderRow row;
    row.id = id;
    row.path = path;
    row.mailbox = mailbox;
    row.role = role;
    row.delimiter = mailbox.isEmpty() ? QChar() : u'/';
    return row;
}

FolderRow level(qint64 id, const FolderPath &path)
{
    FolderRow row = folder(id, path);
    row.selectable = false;
    return row;
}

SwitchFolder folderOf(const QList<SwitchFolder> &folders, qint64 id)
{
    const auto found = std::ranges::find(folders, id, [](const SwitchFolder &folder) {
        return folder.row.id;
    });
    return found == folders.end() ? SwitchFolder() : *found;
}

SwitchFolder folderAt(const QList<SwitchFolder> &folders, const FolderPath &path)
{
    const auto found = std::ranges::find(folders, path, [](const SwitchFolder &folder) {
        return folder.row.path;
    });
    return found == folders.end() ? SwitchFolder() : *found;
}

/// What holds of any folders.
void checkFolders(const QList<SwitchFolder> &folders, const QList<FolderRow> &stored)
{
    QSet<FolderPath> paths;
    QSet<QString> mailboxes;
    QSet<qint64> ids;
    for (const SwitchFolder &folder : folders) {
        QVERIFY2(!folder.row.path.isEmpty() && !paths.contains(folder.row.path), qPrintable(folder.row.path.join(u'/')));
        QVERIFY2(folder.row.mailbox.isEmpty() || !mailboxes.contains(folder.row.mailbox), qPrintable(folder.row.mailbox));
        QVERIFY(folder.row.id != 0 && !ids.contains(folder.row.id));
        QCOMPARE(folder.before.isEmpty(), folder.row.id < 0);
        paths.insert(folder.row.path);
        mailboxes.insert(folder.row.mailbox);
        ids.insert(folder.row.id);
    }
    for (const FolderRow &row : stored) {
        QCOMPARE(folderOf(folders, row.id).before, row.path);
        QVERIFY(!row.selectable || folderOf(folders, row.id).row.selectable);
    }
    QVERIFY(std::ranges::is_sorted(folders, {}, [](const SwitchFolder &folder) {
        return folder.row.path;
    }));
}
}

class SwitchFoldersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void foldersFindTheirMailboxes()
    {
        const QList<FolderRow> stored{folder(1, {u"Inbox"_s}, {}, Role::Inbox),
                                      folder(2, {u"Moved"_s}, u"Work"_s), // by name
                                      folder(3, {u"Private"_s}), // by path
                                      folder(4, {u"Gesendet"_s}, {}, Role::Sent)}; // by role
        const auto folders =
            foldersForImap({mailbox(u"INBOX"_s), mailbox(u"Work"_s), mailbox(u"Private"_s), mailbox(u"Sent Items"_s, {"\\Sent"}), mailbox(u"New"_s)},
                           stored,
                           branch,
                           {});
        checkFolders(folders, stored);
        QCOMPARE(folderOf(folders, 1).row.mailbox, u"INBOX"_s);
        QCOMPARE(folderOf(folders, 2).row.mailbox, u"Work"_s);
        QCOMPARE(folderOf(folders, 2).row.path, FolderPath{u"Work"_s}); // the server's names count
        QCOMPARE(folderOf(folders, 3).row.mailbox, u"Private"_s);
        QCOMPARE(folderOf(folders, 4).row.mailbox, u"Sent Items"_s);
        QCOMPARE(folderOf(folders, 4).row.path, FolderPath{u"Sent Items"_s});
        QCOMPARE(folderOf(folders, 4).row.role, Role::Sent);
        for (const qint64 id : {1, 2, 3, 4}) {
            QCOMPARE(folderOf(folders, id).fate, FolderFate::Same);
            QCOMPARE(folderOf(folders, id).row.change, FolderChange::None);
        }
        const SwitchFolder arrived = folderAt(folders, {u"New"_s});
        QCOMPARE(arrived.fate, FolderFate::Arrives);
        QVERIFY(arrived.row.id < 0);
        QCOMPARE(folders.size(), 5);
    }

    void namesBeforePathsBeforeRoles()
    {
        // "Sent" is that mailbox for who has its name, whoever has the role or the path.
        const QList<FolderRow> stored{folder(1, {u"A"_s}, {}, Role::Sent), folder(2, {u"Sent"_s}), folder(3, {u"Z"_s}, u"Sent"_s)};
        const auto folders = foldersForImap({mailbox(u"Sent"_s, {"\\Sent"})}, stored, branch, {});
        checkFolders(folders, stored);
        QCOMPARE(folderOf(folders, 3).row.mailbox, u"Sent"_s);
        QCOMPARE(folderOf(folders, 3).row.path, FolderPath{u"Sent"_s});
        QCOMPARE(folderOf(folders, 2).fate, FolderFate::Created);
        QCOMPARE(folderOf(folders, 2).row.path, FolderPath{u"Sent (2)"_s});
        QCOMPARE(folderOf(folders, 1).fate, FolderFate::Created);

        const QList<FolderRow> two{stored.at(0), stored.at(1)};
        QCOMPARE(folderOf(foldersForImap({mailbox(u"Sent"_s, {"\\Sent"})}, two, branch, {}), 2).fate, FolderFate::Same);
    }

    void foldersThatAreOnlyHere()
    {
        FolderRow known = folder(2, {u"Private"_s}, u"Gone"_s, Role::Drafts);
        known.uidValidity = 7;
        known.uidNext = 9;
        known.highestModSeq = 3;
        known.complete = true;
        const QList<FolderRow> stored{folder(1, {u"Inbox"_s}, {}, Role::Inbox), known, folder(3, {u"Private"_s, u"Below"_s})};
        const auto created = foldersForImap({mailbox(u"INBOX"_s)}, stored, branch, {});
        checkFolders(created, stored);
        const FolderRow row = folderOf(created, 2).row;
        QCOMPARE(folderOf(created, 2).fate, FolderFate::Created);
        QCOMPARE(row.change, FolderChange::Create);
        QCOMPARE(row.path, known.path);
        QCOMPARE(row.role, Role::Drafts);
        QVERIFY(row.mailbox.isEmpty() && row.uidValidity == 0 && row.uidNext == 0 && row.highestModSeq == 0 && !row.complete);

        const auto kept = foldersForImap({mailbox(u"INBOX"_s)}, stored, branch, {.uploadFolders = false});
        checkFolders(kept, stored);
        QCOMPARE(folderOf(kept, 2).fate, FolderFate::KeptHere);
        QCOMPARE(folderOf(kept, 2).row.path, branch + known.path);
        QCOMPARE(folderOf(kept, 2).row.change, FolderChange::None);
        QCOMPARE(folderOf(kept, 2).row.role, Role::None);
        QVERIFY(folderOf(kept, 2).row.mailbox.isEmpty());
        QCOMPARE(folderOf(kept, 3).row.path, branch + FolderPath({u"Private"_s, u"Below"_s}));
    }

    void whereTheServerHasTheUsersFolders()
    {
        const QList<FolderRow> stored{folder(1, {u"Inbox"_s}, {}, Role::Inbox),
                                      folder(2, {u"Work"_s}),
                                      folder(3, {u"Private"_s}),
                                      folder(4, {u"Private"_s, u"Below"_s})};
        const QList<ImapMailbox> listed{mailbox(u"INBOX"_s), mailbox(u"INBOX/Work"_s)};
        const auto created = foldersForImap(listed, stored, branch, {}, u"INBOX"_s);
        checkFolders(created, stored);
        QCOMPARE(folderOf(created, 2).row.mailbox, u"INBOX/Work"_s);
        QCOMPARE(folderOf(created, 3).row.path, FolderPath({u"Inbox"_s, u"Private"_s}));
        QCOMPARE(folderOf(created, 4).row.path, FolderPath({u"Inbox"_s, u"Private"_s, u"Below"_s}));
        const auto kept = foldersForImap(listed, stored, branch, {.uploadFolders = false}, u"INBOX"_s);
        QCOMPARE(folderOf(kept, 4).row.path, branch + FolderPath({u"Private"_s, u"Below"_s}));
    }

    void whatIsInTheBranchStaysThere()
    {
        const FolderPath below = branch + FolderPath{u"Work"_s};
        const QList<FolderRow> stored{level(1, branch), folder(2, below, u"Work"_s), folder(3, branch + FolderPath{u"Sent"_s}, {}, Role::Sent)};
        const auto folders = foldersForImap({mailbox(u"Work"_s), mailbox(u"Sent"_s), mailbox(branch.first())}, stored, branch, {});
        checkFolders(folders, stored);
        for (const qint64 id : {2, 3}) {
            QCOMPARE(folderOf(folders, id).fate, FolderFate::KeptHere);
            QCOMPARE(folderOf(folders, id).row.path, folderOf(folders, id).before);
            QVERIFY(folderOf(folders, id).row.mailbox.isEmpty());
        }
        QCOMPARE(folderAt(folders, {u"Work"_s}).fate, FolderFate::Arrives);
    }

    void keptFoldersOfOneName()
    {
        const QList<FolderRow> stored{level(1, branch), folder(2, branch + FolderPath{u"Work"_s}), folder(3, {u"Work"_s})};
        const auto folders = foldersForImap({}, stored, branch, {.uploadFolders = false});
        checkFolders(folders, stored);
        QCOMPARE(folderOf(folders, 2).row.path, branch + FolderPath{u"Work"_s});
        QCOMPARE(folderOf(folders, 3).row.path, branch + FolderPath{u"Work (2)"_s});
    }

    void levels()
    {
        // A level there, and more than that here
        const QList<ImapMailbox> listed{mailbox(u"Work"_s, {"\\Noselect"}), mailbox(u"Work/Old"_s)};
        const QList<FolderRow> here{folder(1, {u"Work"_s})};
        const auto created = foldersForImap(listed, here, branch, {});
        checkFolders(created, here);
        QCOMPARE(folderOf(created, 1).fate, FolderFate::Created);
        QCOMPARE(folderOf(created, 1).row.path, FolderPath{u"Work"_s});
        QCOMPARE(created.size(), 2);

        // Another device deleted the mailbox; the messages here do not end in a folder that holds none.
        const QList<FolderRow> named{folder(1, {u"Work"_s}, u"Work"_s)};
        const auto deleted = foldersForImap(listed, named, branch, {});
        checkFolders(deleted, named);
        QCOMPARE(folderOf(deleted, 1).fate, FolderFate::Created);

        // A level on both sides, with a name there or without
        const QList<FolderRow> both{level(1, {u"Work"_s}), folder(2, {u"Work"_s, u"Old"_s})};
        const auto same = foldersForImap(listed, both, branch, {.uploadFolders = false});
        checkFolders(same, both);
        QCOMPARE(folderOf(same, 1).fate, FolderFate::Same);
        QVERIFY(!folderOf(same, 1).row.selectable);
        const auto unnamed = foldersForImap({listed.at(1)}, both, branch, {.uploadFolders = false});
        checkFolders(unnamed, both);
        QCOMPARE(folderOf(unnamed, 1).row.path, FolderPath{u"Work"_s});
        QCOMPARE(folderOf(unnamed, 1).row.change, FolderChange::None);

        // A level that becomes a mailbox
        const auto selectable = foldersForImap({mailbox(u"Work"_s)}, {both.at(0)}, branch, {});
        QCOMPARE(folderOf(selectable, 1).fate, FolderFate::Same);
        QVERIFY(folderOf(selectable, 1).row.selectable);

        // It stays with what is below it.
        const auto kept = foldersForImap({}, both, branch, {.uploadFolders = false});
        QCOMPARE(folderOf(kept, 1).row.path, branch + FolderPath{u"Work"_s});
        QCOMPARE(folderOf(kept, 2).row.path, branch + FolderPath({u"Work"_s, u"Old"_s}));
        const auto made = foldersForImap({}, both, branch, {});
        QCOMPARE(folderOf(made, 1).row.path, FolderPath{u"Work"_s});
        QCOMPARE(folderOf(made, 1).row.change, FolderChange::None);
    }

    /// IMAP, renamed here, to another server or back to the same one before it was told.
    void aRenamedFolder()
    {
        FolderRow renamed = folder(1, {u"New"_s}, u"Old"_s);
        renamed.change = FolderChange::Rename;
        const QList<FolderRow> stored{renamed, folder(2, {u"New"_s, u"Sub"_s}, u"Old/Sub"_s)};
        const auto folders = foldersForImap({mailbox(u"Old"_s), mailbox(u"Old/Sub"_s), mailbox(u"Old/More"_s)}, stored, branch, {});
        checkFolders(folders, stored);
        QCOMPARE(folderOf(folders, 1).row.path, FolderPath{u"New"_s});
        QCOMPARE(folderOf(folders, 1).row.change, FolderChange::Rename);
        QCOMPARE(folderOf(folders, 1).row.mailbox, u"Old"_s);
        QCOMPARE(folderOf(folders, 2).row.path, FolderPath({u"New"_s, u"Sub"_s}));
        QCOMPARE(folderAt(folders, {u"New"_s, u"More"_s}).fate, FolderFate::Arrives);

        const auto taken = foldersForImap({mailbox(u"Old"_s), mailbox(u"New"_s)}, {renamed}, branch, {});
        checkFolders(taken, {renamed});
        const auto elsewhere = foldersForImap({mailbox(u"New"_s)}, {renamed}, branch, {});
        QCOMPARE(folderOf(elsewhere, 1).row.mailbox, u"New"_s);
        QCOMPARE(folderOf(elsewhere, 1).row.change, FolderChange::None);
    }

    void hiddenFoldersAreShownAgain()
    {
        FolderRow hidden = folder(1, {u"Work"_s}, u"Work"_s);
        hidden.change = FolderChange::Hidden;
        QCOMPARE(folderOf(foldersForImap({mailbox(u"Work"_s)}, {hidden}, branch, {}), 1).row.change, FolderChange::None);
    }

    void anyFolders()
    {
        QRandomGenerator random(5);
        const auto shuffled = [&random](auto list) {
            std::shuffle(list.begin(), list.end(), std::mt19937(random.generate()));
            return list;
        };
        for (int round = 0; round < 2'000; ++round) {
            const QStringList words{u"Inbox"_s, u"Sent"_s, u"Work"_s, u"Old"_s, branch.first()};
            const auto anyPath = [&] {
                FolderPath path;
                for (int depth = 1 + random.bounded(3); depth > 0; --depth) {
                    path.append(words.at(random.bounded(words.size())));
                }
                return path;
            };
            QSet<QString> names;
            QList<ImapMailbox> listed;
            for (int i = random.bounded(7); i > 0; --i) {
                const QString name = anyPath().join(u'/');
                const QByteArrayList attributes = random.bounded(4) == 0 ? QByteArrayList{"\\Noselect"}
                    : random.bounded(4) == 0                             ? QByteArrayList{"\\Sent"}
                                                                         : QByteArrayList();
                if (!names.contains(name)) {
                    listed.append(mailbox(name, attributes));
                }
                names.insert(name);
            }
            QSet<FolderPath> paths;
            QSet<QString> used;
            QList<FolderRow> stored;
            for (int i = 1 + random.bounded(7); i > 0; --i) {
                FolderRow row = folder(i, anyPath());
                row.selectable = random.bounded(5) > 0;
                row.role = random.bounded(5) == 0 ? Role::Sent : Role::None;
                const QString name = anyPath().join(u'/');
                if (random.bounded(2) == 0 && !used.contains(name)) {
                    row.mailbox = name;
                    row.delimiter = u'/';
                    row.change = random.bounded(4) == 0 ? FolderChange::Rename : FolderChange::None;
                }
                if (!paths.contains(row.path)) {
                    stored.append(row);
                    used.insert(row.mailbox);
                }
                paths.insert(row.path);
            }
            const SwitchChoices choices{.uploadFolders = random.bounded(2) == 0};
            const auto folders = foldersForImap(listed, stored, branch, choices);
            checkFolders(folders, stored);
            for (const ImapMailbox &box : std::as_const(listed)) { // none is forgotten
                QVERIFY(!box.isSelectable() || std::ranges::any_of(folders, [&](const SwitchFolder &folder) {
                    return folder.row.mailbox == box.name;
                }));
            }
            QCOMPARE(foldersForImap(shuffled(listed), shuffled(stored), branch, choices), folders);
            if (QTest::currentTestFailed()) {
                qInfo("round %d", round);
                return;
            }
        }
    }

    void foldersOfPop3()
    {
        const QList<FolderRow> stored{folder(1, {u"Inbox"_s}, u"INBOX"_s, Role::Inbox),
                                      folder(2, {u"Work"_s}, u"Work"_s),
                                      folder(3, {u"Work"_s, u"Old"_s}, u"Work/Old"_s),
                                      folder(4, {u"Private"_s}, u"Private"_s),
                                      folder(5, {u"Private"_s, u"Mine"_s}),
                                      level(6, {u"Lists"_s}),
                                      folder(7, {u"Lists"_s, u"kde"_s}, u"Lists/kde"_s)};
        const auto fates = [&](const QHash<qint64, qsizetype> &onlyHere, const SwitchChoices &choices) {
            const auto folders = foldersForPop3(stored, onlyHere, choices);
            QList<FolderFate> fates;
            for (const FolderRow &row : stored) {
                const SwitchFolder folder = folderOf(folders, row.id);
                fates.append(folder.fate);
                if (folder.row.path != row.path || folder.row.mailbox != row.mailbox || folder.before != row.path) {
                    qFatal("a folder is another");
                }
                if ((folder.row.change == FolderChange::Hidden) != (folder.fate == FolderFate::LeftThere)) {
                    qFatal("what is left on the server is hidden, and nothing else");
                }
            }
            return fates;
        };
        using enum FolderFate;
        QCOMPARE(fates({}, {}), (QList<FolderFate>{Same, Copied, Copied, Copied, Same, Same, Copied}));
        const SwitchChoices leave{.keepCopies = false};
        // a folder of this computer is below "Private"; a level of the tree holds nothing
        QCOMPARE(fates({}, leave), (QList<FolderFate>{Same, LeftThere, LeftThere, Copied, Same, LeftThere, LeftThere}));
        QCOMPARE(fates({{3, 0}}, leave), (QList<FolderFate>{Same, LeftThere, LeftThere, Copied, Same, LeftThere, LeftThere}));
        QCOMPARE(fates({{3, 1}}, leave), (QList<FolderFate>{Same, Copied, Copied, Copied, Same, LeftThere, LeftThere}));
        QCOMPARE(fates({{2, 1}}, leave), (QList<FolderFate>{Same, Copied, LeftThere, Copied, Same, LeftThere, LeftThere}));
        QCOMPARE(fates({{7, 1}}, leave), (QList<FolderFate>{Same, LeftThere, LeftThere, Copied, Same, Same, Copied}));
    }

    void belowTheBranch()
    {
        QCOMPARE(belowBranch({u"Work"_s}, branch), FolderPath({branch.first(), u"Work"_s}));
        QCOMPARE(belowBranch(branch, branch), branch);
        QCOMPARE(belowBranch(branch + FolderPath{u"Work"_s}, branch), branch + FolderPath{u"Work"_s});
        QCOMPARE(belowBranch({branch.first() + u"s"_s}, branch), FolderPath({branch.first(), branch.first() + u"s"_s}));
    }

    void countsOfWhatIsOnlyHere()
    {
        const auto row = [](qint64 folder, quint32 uid, bool deleted = false, Writing writing = Writing::Nothing) {
            MessageRow row;
            row.folder = folder;
            row.uid = uid;
            row.deletedHere = deleted;
            row.writing = writing;
            return row;
        };
        const auto counts = onlyHere({row(1, 5), row(2, 0), row(2, 0, true), row(3, 7, false, Writing::Upload), row(3, 7), row(3, 0)});
        QCOMPARE(counts.value(1), 0);
        QCOMPARE(counts.value(2), 1);
        QCOMPARE(counts.value(3), 2);
    }
};

QTEST_GUILESS_MAIN(SwitchFoldersTest)
#include "switchfolderstest.moc"
