// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// What a switch does to the folders of the store, and that all of it can be taken back.

#include "run/switching/switchfolderwork.h"
#include "storesupport.h"

#include <QCoreApplication>
#include <QProcess>
#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace Konto;
using namespace Konto::Test;
using namespace Qt::StringLiterals;

namespace
{
const char *const directoryVariable = "KONTO_TEST_STORE";
const char *const seedVariable = "KONTO_TEST_SEED";
const char *const workVariable = "KONTO_TEST_WORK";

const FolderPath branch{u"On This Computer"_s};

FolderPath anyPath(QRandomGenerator &random)
{
    const QStringList words{u"Inbox"_s, u"Sent"_s, u"Work"_s, u"a/b"_s, branch.first()};
    FolderPath path;
    for (int depth = 1 + random.bounded(3); depth > 0; --depth) {
        path.append(words.at(random.bounded(words.size())));
    }
    return path;
}

/// Folders with those above them, as a store has them.
QList<FolderRow> anyFolders(QRandomGenerator &random)
{
    QMap<FolderPath, FolderRow> folders;
    QSet<QString> used;
    for (int i = 1 + random.bounded(7); i > 0; --i) {
        FolderRow row;
        row.path = anyPath(random);
        row.selectable = random.bounded(5) > 0;
        row.role = random.bounded(5) == 0 ? Role::Sent : Role::None;
        const QString name = anyPath(random).join(u'|');
        if (random.bounded(2) == 0 && !used.contains(name)) {
            row.mailbox = name;
            row.delimiter = u'|';
            row.change = random.bounded(4) == 0 ? FolderChange::Rename : FolderChange::None;
            used.insert(name);
        }
        row.uidValidity = 5;
        row.uidNext = 7;
        row.highestModSeq = 9;
        row.complete = true;
        if (!folders.contains(row.path)) {
            folders.insert(row.path, row);
        }
        for (FolderPath above = row.path.first(row.path.size() - 1); !above.isEmpty(); above.removeLast()) {
            if (!folders.contains(above)) {
                FolderRow level;
                level.path = above;
                level.selectable = false;
                folders.insert(above, level);
            }
        }
    }
    return folders.values();
}

QList<ImapMailbox> anyMailboxes(QRandomGenerator &random)
{
    QSet<QString> names;
    QList<ImapMailbox> listed;
    for (int i = random.bounded(8); i > 0; --i) {
        const QString name = anyPath(random).join(u'|');
        const QByteArrayList attributes = random.bounded(5) == 0 ? QByteArrayList{"\\Noselect"}
            : random.bounded(5) == 0                             ? QByteArrayList{"\\Sent"}
                                                                 : QByteArrayList();
        if (!names.contains(name)) {
            listed.append({.name = name, .delimiter = u'|', .attributes = attributes, .rights = {}});
        }
        names.insert(name);
    }
    return listed;
}

/// A picture of the store and mailboxes, with a message of each folder that stays here.
SwitchPicture pictureFor(AccountStore &store, const QList<ImapMailbox> &listed, const SwitchChoices &choices)
{
    const StoredForSwitch stored = must(readForSwitch(store));
    SwitchPicture picture;
    picture.plan.to = Mode::Imap;
    picture.folders = foldersForImap(listed, stored.folders, branch, choices);
    picture.input.here = stored.rows;
    for (const SwitchFolder &folder : std::as_const(picture.folders)) {
        if (!folder.row.mailbox.isEmpty()) {
            picture.input.uidValidities.insert(folder.row.id, 77);
            picture.steps.listAgain.insert(folder.row.id);
        }
    }
    for (const MessageRow &row : stored.rows) {
        const auto folder = std::ranges::find(picture.folders, row.folder, [](const SwitchFolder &known) {
            return known.row.id;
        });
        if (folder->fate == FolderFate::Same) {
            picture.steps.keptHere[row.folder].append(row.key);
        }
    }
    return picture;
}

/// What a seed makes of an empty store.
void fill(AccountStore &store, quint32 seed)
{
    QRandomGenerator random(seed);
    for (const FolderRow &row : anyFolders(random)) {
        const FolderRow saved = must(store.saveFolder(row));
        if (row.selectable && random.bounded(2) == 0) {
            addMessage(store, rowIn(saved.id), mail(int(saved.id)));
        }
    }
    SwitchEntry entry;
    entry.begun = QDateTime::currentDateTimeUtc();
    must(store.switches().begin(entry));
}

SwitchMap prepare(AccountStore &store, quint32 seed)
{
    QRandomGenerator random(seed + 1'000'000);
    const QList<ImapMailbox> listed = anyMailboxes(random);
    return must(SwitchFolderWork::prepare(store, pictureFor(store, listed, {.uploadFolders = random.bounded(2) == 0}), branch));
}

void rollBack(AccountStore &store)
{
    must(SwitchFolderWork::rollBack(store, must(store.switches().last())->id));
}

/// What is to be as before: in the order of the ids.
QList<FolderRow> foldersOf(AccountStore &store)
{
    QList<FolderRow> folders = must(store.folders());
    std::ranges::sort(folders, {}, &FolderRow::id);
    for (FolderRow &folder : folders) { // the next listing tells these
        folder.delimiter = QChar();
        folder.subscribed = true;
        folder.rights.clear();
    }
    return folders;
}

struct Contents {
    QHash<MessageKey, qint64> folders;
    QHash<MessageKey, QByteArray> bytes;

    bool operator==(const Contents &) const = default;
};

Contents contentsOf(AccountStore &store)
{
    Contents contents;
    for (const FolderRow &folder : must(store.folders())) {
        for (const MessageRow &row : must(store.messages(folder.id))) {
            contents.folders.insert(row.key, folder.id);
            contents.bytes.insert(row.key, must(store.read(row.key)));
        }
    }
    return contents;
}

bool isKilled(const QString &directory, quint32 seed, const QString &work, const QString &point)
{
    QProcess child;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QString::fromLatin1(directoryVariable), directory);
    environment.insert(QString::fromLatin1(seedVariable), QString::number(seed));
    environment.insert(QString::fromLatin1(workVariable), work);
    environment.insert(u"KONTO_CRASH_AT"_s, point);
    child.setProcessEnvironment(environment);
    child.setProcessChannelMode(QProcess::ForwardedChannels);
    child.start(QCoreApplication::applicationFilePath(), QStringList());
    child.waitForFinished(60'000);
    return child.exitStatus() == QProcess::CrashExit;
}
}

class SwitchFolderWorkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_top = std::make_unique<QTemporaryDir>();
        m_store = openStore(m_top->path());
    }
    void cleanup()
    {
        m_store.reset();
        m_top.reset();
    }

    void preparedAsThePictureSays()
    {
        for (quint32 seed = 0; seed < 40; ++seed) {
            anew(seed);
            QRandomGenerator random(seed + 1'000'000);
            const QList<ImapMailbox> listed = anyMailboxes(random);
            const SwitchPicture picture = pictureFor(*m_store, listed, {.uploadFolders = random.bounded(2) == 0});
            const Contents before = contentsOf(*m_store);
            const SwitchMap map = must(SwitchFolderWork::prepare(*m_store, picture, branch));
            QVERIFY(contentsOf(*m_store) == before);
            checkPrepared(picture, map);
            QCOMPARE(must(SwitchFolderWork::prepare(*m_store, picture, branch)).listAgain, map.listAgain); // again, after a crash
            checkPrepared(picture, map);
            if (QTest::currentTestFailed()) {
                qInfo("seed %u", seed);
                return;
            }
        }
    }

    void rolledBackAsBefore()
    {
        for (quint32 seed = 100; seed < 130; ++seed) {
            anew(seed);
            const QList<FolderRow> before = foldersOf(*m_store);
            const Contents contents = contentsOf(*m_store);
            prepare(*m_store, seed);
            if (seed % 2) {
                prepare(*m_store, seed + 1); // the server's folders have changed meanwhile
            }
            rollBack(*m_store);
            compareFolders(seed, before);
            rollBack(*m_store);
            compareFolders(seed, before);
            QVERIFY(contentsOf(*m_store) == contents);
            m_store = reopened();
            compareFolders(seed, before);
            if (QTest::currentTestFailed()) {
                return;
            }
        }
    }

    void killedHalfWay_data()
    {
        QTest::addColumn<QString>("work");
        QTest::addColumn<QString>("point");
        for (const char *work : {"prepare", "roll back"}) {
            for (const char *point : {"store.folder.move-intended", "store.folder.moved", "store.folder.renaming", "store.folder.removal-intended"}) {
                for (const int count : {1, 3}) {
                    QTest::addRow("%s, %s, %d", work, point, count) << QString::fromLatin1(work) << u"%1:%2"_s.arg(QString::fromLatin1(point)).arg(count);
                }
            }
        }
    }
    void killedHalfWay()
    {
        QFETCH(QString, work);
        QFETCH(QString, point);
        int killed = 0;
        for (quint32 seed = 200; seed < 203; ++seed) {
            anew(seed);
            const QList<FolderRow> before = foldersOf(*m_store);
            const Contents contents = contentsOf(*m_store);
            if (work != u"prepare") {
                prepare(*m_store, seed);
            }
            m_store.reset();
            killed += isKilled(m_directory, seed, work, point) ? 1 : 0;
            m_store = openStore(m_directory);
            if (work == u"prepare" && seed % 2 == 0) {
                prepare(*m_store, seed); // it goes on before it is taken back
            }
            rollBack(*m_store);
            compareFolders(seed, before);
            QVERIFY(contentsOf(*m_store) == contents);
        }
        m_killed += killed;
    }
    void theyWereKilled()
    {
        QVERIFY(m_killed > 10);
    }

    void whatHasGotMailStays()
    {
        FolderRow inbox;
        inbox.path = {u"Inbox"_s};
        inbox.role = Role::Inbox;
        must(m_store->saveFolder(inbox));
        must(m_store->switches().begin({}));
        const SwitchPicture picture =
            pictureFor(*m_store, {{.name = u"INBOX"_s, .rights = {}}, {.name = u"A/B"_s, .delimiter = u'/', .rights = {}}, {.name = u"C"_s, .rights = {}}}, {});
        must(SwitchFolderWork::prepare(*m_store, picture, branch));
        const FolderRow below = at({u"A"_s, u"B"_s});
        QCOMPARE(below.mailbox, u"A/B"_s);
        QVERIFY(at({u"C"_s}).id != 0);
        const MessageKey key = addMessage(*m_store, rowIn(below.id), mail(1)).key;
        for (int i = 0; i < 2; ++i) {
            rollBack(*m_store);
            QCOMPARE(at({u"C"_s}).id, 0);
            QVERIFY(at({u"A"_s}).id != 0); // the level above it
            QCOMPARE(at({u"A"_s, u"B"_s}).id, below.id);
            QVERIFY(at({u"A"_s, u"B"_s}).mailbox.isEmpty());
            QCOMPARE(must(m_store->read(key)), mail(1));
        }
    }

    void aForgottenJournalChangesNothing()
    {
        FolderRow folder;
        folder.path = {u"Work"_s};
        folder.mailbox = u"Work"_s;
        must(m_store->saveFolder(folder));
        must(SwitchFolderWork::rollBack(*m_store, 1));
        QCOMPARE(at({u"Work"_s}).mailbox, u"Work"_s);
    }

    void toPop3()
    {
        FolderRow work;
        work.path = {u"Work"_s};
        work.mailbox = u"Work"_s;
        work = must(m_store->saveFolder(work));
        SwitchPicture picture;
        picture.plan.to = Mode::Pop3;
        picture.folders = foldersForPop3({work}, {}, {.keepCopies = false});
        picture.steps.uidls = {{"key", "uidl"}};
        const SwitchMap map = must(SwitchFolderWork::prepare(*m_store, picture, branch));
        QCOMPARE(map.folderChanges, (QHash<qint64, FolderChange>{{work.id, FolderChange::Hidden}}));
        QCOMPARE(map.uidls, picture.steps.uidls);
        QVERIFY(map.placed.isEmpty() && map.listAgain.isEmpty() && map.moves.isEmpty());
        QCOMPARE(at({u"Work"_s}), work); // hidden at the commit point only
    }

    /// To IMAP with a folder that stays here, and back.
    void placesBefore()
    {
        FolderRow folder;
        folder.path = {u"Work"_s};
        folder.role = Role::Drafts;
        const FolderRow work = must(m_store->saveFolder(folder));
        const FolderRow below = addFolder(*m_store, {u"Work"_s, u"Below"_s});
        const FolderRow inbox = addFolder(*m_store, {u"Inbox"_s});
        const MessageKey moved = addMessage(*m_store, rowIn(inbox.id), mail(1)).key;
        const MessageKey movedOn = addMessage(*m_store, rowIn(inbox.id), mail(2)).key;
        const MessageKey gone = addMessage(*m_store, rowIn(inbox.id), mail(3)).key;
        const SwitchEntry first = must(m_store->switches().begin({}));
        SwitchMap map = must(SwitchFolderWork::prepare(
            *m_store,
            pictureFor(*m_store, {{.name = u"INBOX"_s, .rights = {}}, {.name = u"Sorted"_s, .rights = {}}}, {.uploadMessages = true, .uploadFolders = false}),
            branch));
        const FolderRow sorted = at({u"Sorted"_s});
        QCOMPARE(at(branch + work.path).id, work.id);
        QCOMPARE(at(branch + below.path).id, below.id);
        map.moves = {{sorted.id, {moved, movedOn, gone}}};
        must(m_store->switches().commit(first, map));
        must(m_store->move({moved, gone}, sorted.id));
        must(m_store->move({movedOn}, below.id));
        must(m_store->remove({gone}, Forget::Everything));
        must(m_store->switches().setStep(first.id, SwitchStep::Finished));

        const SwitchEntry undoing = must(m_store->switches().begin({}));
        const QList<FolderRow> before = foldersOf(*m_store);
        const SwitchMap back = must(SwitchFolderWork::withPlacesBefore(*m_store, {}, first.id));
        QCOMPARE(back.moves, (QMap<qint64, QList<MessageKey>>{{inbox.id, {moved}}}));
        QCOMPARE(at(work.path).id, work.id);
        QCOMPARE(at(work.path).role, Role::Drafts);
        QCOMPARE(at(below.path).id, below.id);
        QCOMPARE(must(SwitchFolderWork::withPlacesBefore(*m_store, {}, first.id)).moves, back.moves);
        must(SwitchFolderWork::rollBack(*m_store, undoing.id)); // nor does taking that back lose anything
        compareFolders(0, before);

        addFolder(*m_store, work.path); // the name is another's meanwhile
        must(SwitchFolderWork::withPlacesBefore(*m_store, {}, first.id));
        QCOMPARE(at(branch + work.path).id, work.id);
    }

private:
    void anew(quint32 seed)
    {
        m_store.reset();
        m_directory = m_top->filePath(QString::number(seed));
        m_store = openStore(m_directory);
        fill(*m_store, seed);
    }
    std::unique_ptr<AccountStore> reopened()
    {
        m_store.reset();
        return openStore(m_directory);
    }
    FolderRow at(const FolderPath &path) const
    {
        const QList<FolderRow> folders = must(m_store->folders());
        const auto found = std::ranges::find(folders, path, &FolderRow::path);
        return found == folders.end() ? FolderRow() : *found;
    }

    void compareFolders(quint32 seed, const QList<FolderRow> &before)
    {
        const QList<FolderRow> now = foldersOf(*m_store);
        QVERIFY2(now.size() == before.size(), qPrintable(u"seed %1"_s.arg(seed)));
        for (qsizetype i = 0; i < now.size(); ++i) {
            QVERIFY2(now.at(i).path == before.at(i).path, qPrintable(u"seed %1: %2"_s.arg(seed).arg(now.at(i).path.join(u'/'))));
            QVERIFY2(now.at(i) == before.at(i), qPrintable(u"seed %1: %2"_s.arg(seed).arg(now.at(i).path.join(u'/'))));
        }
    }

    void checkPrepared(const SwitchPicture &picture, const SwitchMap &map)
    {
        const QList<FolderRow> folders = must(m_store->folders());
        QSet<FolderPath> paths;
        for (const FolderRow &folder : folders) {
            QVERIFY(!paths.contains(folder.path));
            paths.insert(folder.path);
        }
        for (const FolderRow &folder : folders) {
            QVERIFY2(folder.path.size() == 1 || paths.contains(folder.path.first(folder.path.size() - 1)), qPrintable(folder.path.join(u'/')));
        }
        QSet<qint64> ids;
        for (const SwitchFolder &folder : picture.folders) {
            const FolderRow now = at(folder.row.path);
            QVERIFY2(now.id != 0, qPrintable(folder.row.path.join(u'/')));
            QVERIFY(!ids.contains(now.id));
            ids.insert(now.id);
            QVERIFY(folder.row.id < 0 || now.id == folder.row.id);
            QCOMPARE(now.mailbox, folder.row.mailbox);
            QCOMPARE(now.change, folder.row.change);
            QCOMPARE(now.role, folder.row.role);
            QCOMPARE(map.listAgain.contains(now.id), folder.fate != FolderFate::Same || !now.mailbox.isEmpty());
            QCOMPARE(map.listAgain.value(now.id), now.mailbox.isEmpty() ? 0u : 77u);
        }
        for (auto kept = picture.steps.keptHere.cbegin(); kept != picture.steps.keptHere.cend(); ++kept) {
            const auto target = std::ranges::find_if(folders, [&](const FolderRow &folder) {
                return map.moves.value(folder.id).contains(kept->first());
            });
            QVERIFY(target != folders.end());
            QVERIFY(target->path.first() == branch.first() && target->selectable && target->mailbox.isEmpty());
        }
    }

    std::unique_ptr<QTemporaryDir> m_top;
    std::unique_ptr<AccountStore> m_store;
    QString m_directory;
    int m_killed = 0;
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (const QString directory = qEnvironmentVariable(directoryVariable); !directory.isEmpty()) {
        const auto store = openStore(directory);
        if (qgetenv(workVariable) == "prepare") {
            prepare(*store, qEnvironmentVariableIntValue(seedVariable));
        } else {
            rollBack(*store);
        }
        return 0;
    }
    SwitchFolderWorkTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "switchfolderworktest.moc"
