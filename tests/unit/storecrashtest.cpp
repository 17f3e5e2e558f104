// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// Kills the store at every step, opens it again and compares with the run that was not interrupted. A second
// opening must find nothing to do.

#include "storesupport.h"

#include <QCoreApplication>
#include <QProcess>
#include <QSet>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <sys/resource.h>

using namespace Konto;
using namespace Konto::Test;
using namespace Qt::StringLiterals;

namespace
{
constexpr int groupSize = 5;
const char *const directoryVariable = "KONTO_TEST_STORE";
const char *const modeVariable = "KONTO_TEST_MODE";

QByteArray uidlOf(int number)
{
    return "uidl-" + QByteArray::number(number);
}

/// What message 4 becomes.
QByteArray draft()
{
    return mail(4, "Edited, and longer than before.\r\n"_ba);
}

/// The message's file is damaged, and its bytes come once more.
void mend(AccountStore &store, const MessageRow &row)
{
    const QString maildir = must(store.folderDirectory(row.folder)) + u"/cur/"_s;
    for (const QString &name : filesIn(maildir)) {
        if (name.startsWith(QString::fromLatin1(row.key))) {
            writeFile(maildir + name, "torn"_ba);
        }
    }
    must(store.setFetchAgain({row.key}));
    addMessage(store, row, mail(2));
}

/// What the child does. Every step may be done already: whoever was killed starts again at the beginning, as a
/// sync run would, and downloads only what it does not know.
void scenario(AccountStore &store)
{
    QList<FolderRow> folders = must(store.folders());
    const auto folder = [&](const FolderPath &path) {
        for (const FolderRow &row : std::as_const(folders)) {
            if (row.path == path) {
                return row;
            }
        }
        folders << addFolder(store, path);
        return folders.last();
    };
    const FolderRow inbox = folder({u"Inbox"_s});
    const bool isMoved = std::ranges::any_of(folders, [](const FolderRow &row) {
        return row.path == FolderPath{u"Moved"_s, u"Work"_s};
    });
    const FolderRow work = isMoved ? folder({u"Moved"_s, u"Work"_s}) : folder({u"Work"_s});

    QHash<QByteArray, MessageRow> known;
    QHash<quint32, MessageRow> byUid;
    for (const qint64 id : {inbox.id, work.id}) {
        for (const MessageRow &row : must(store.messages(id))) {
            known.insert(row.uidl, row);
            byUid.insert(row.uid, row);
        }
    }
    // Headers known before, as in IMAP mode
    if (!byUid.contains(7)) {
        MessageRow row = rowIn(inbox.id, "by-uid"_ba);
        row.uid = 7;
        row.size = mail(7).size();
        byUid.insert(7, must(store.saveRows({row})).first());
    }
    std::vector<PendingMessage> group;
    for (int i = 0; i < groupSize; ++i) {
        if (!known.contains(uidlOf(i))) {
            group.push_back(pending(store, rowIn(i % 2 ? inbox.id : work.id, uidlOf(i), Flags(Flags::Flagged, {"word"_ba})), mail(i)));
        }
    }
    if (byUid[7].body == Body::OnServer && !byUid[7].deletedHere) {
        group.push_back(pending(store, byUid[7], mail(7)));
    }
    if (!group.empty()) {
        qInfo("downloaded %d", int(group.size()));
        for (const MessageRow &row : must(store.commit(std::move(group)))) {
            known.insert(row.uidl, row);
        }
    }
    if (known[uidlOf(1)].folder != work.id) {
        must(store.move({known[uidlOf(1)].key}, work.id));
    }
    must(store.setFlags({{known[uidlOf(2)].key, Flags(Flags::Seen, {"word"_ba})}}));
    must(store.remove({known[uidlOf(3)].key}, Forget::BodyOnly));
    mend(store, known[uidlOf(2)]);
    if (known[uidlOf(4)].size != draft().size()) {
        must(store.replaceBody(known[uidlOf(4)].key, std::move(pending(store, known[uidlOf(4)], draft()).bytes)));
    }
    FolderRow renamed = work;
    renamed.path = {u"Moved"_s, u"Work"_s};
    renamed = must(store.saveFolder(renamed));
    renamed.path = {u"Work"_s};
    must(store.saveFolder(renamed));
    const FolderRow doomed = folder({u"Doomed"_s});
    if (must(store.messages(doomed.id)).isEmpty()) {
        addMessage(store, rowIn(doomed.id), mail(100));
    }
    must(store.removeFolder(doomed.id));
}

struct Picture {
    QStringList lines;
    int files = 0;

    bool operator==(const Picture &) const = default;
};

/// What a user would see: without keys and times, which differ from run to run.
Picture pictureOf(AccountStore &store, const QString &directory)
{
    Picture picture;
    for (const FolderRow &folder : must(store.folders())) {
        for (const MessageRow &row : must(store.messages(folder.id))) {
            const QByteArray bytes = row.body == Body::OnServer ? QByteArray() : must(store.read(row.key));
            if (row.body == Body::Here && row.size != bytes.size()) {
                picture.lines << u"%1 has a wrong size"_s.arg(QString::fromLatin1(row.uidl));
            }
            picture.lines << u"%1 %2 %3 %4 %5 %6 %7 %8"_s.arg(folder.path.join(u'/'),
                                                              QString::fromLatin1(row.uidl),
                                                              QString::number(row.uid),
                                                              QString::number(int(row.body)),
                                                              QString::number(row.deletedHere),
                                                              QString::fromLatin1(row.flags.toImap().join(' ')),
                                                              QString::fromLatin1(row.headerHash.toHex()),
                                                              QString::fromLatin1(bytes.toHex()));
        }
        const FolderScan scan = must(store.scan(folder.id));
        if (!scan.appeared.isEmpty() || !scan.vanished.isEmpty() || !scan.flagsChanged.isEmpty()) {
            picture.lines << u"%1 is not as its rows say"_s.arg(folder.path.join(u'/'));
        }
        const QString maildir = must(store.folderDirectory(folder.id));
        picture.files += int(filesIn(maildir + u"/cur"_s).size());
        if (!filesIn(maildir + u"/tmp"_s).isEmpty()) {
            picture.lines << u"tmp is not empty"_s;
        }
    }
    picture.lines << QDir(directory + u"/mail"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    picture.lines.sort();
    return picture;
}

struct ChildRun {
    bool killed = false;
    QByteArray output;
};

/// A message that does not fit on the disk: the error says so, nothing stays behind, and the store goes on.
void fullDisk(AccountStore &store)
{
    const FolderRow inbox = addFolder(store, {u"Inbox"_s});
    {
        IncomingMessage incoming = must(store.createIncoming(inbox.id));
        const Result<void> written = incoming.write(mail(1));
        if (written || written.error().kind != ErrorKind::DiskFull) {
            qFatal("not the error of a full disk");
        }
        std::vector<PendingMessage> group;
        group.push_back({rowIn(inbox.id), std::move(incoming)});
        if (store.commit(std::move(group))) {
            qFatal("an incomplete message was stored");
        }
    }
    must(store.saveRows({rowIn(inbox.id)}));
}

/// Files may not grow beyond some size: SQLite and the messages fail where they happen to be.
void fileSizeLimit(AccountStore &store)
{
    const FolderRow inbox = addFolder(store, {u"Inbox"_s});
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{150'000, 150'000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    int failures = 0;
    for (int i = 0; i < 100; ++i) {
        std::vector<PendingMessage> group;
        for (int n = 0; n < 10; ++n) {
            group.push_back(pending(store, rowIn(inbox.id, QByteArray::number(i * 10 + n)), mail(i * 10 + n)));
        }
        failures += store.commit(std::move(group)) ? 0 : 1;
    }
    qInfo("failures %d", failures);
    IncomingMessage large = must(store.createIncoming(inbox.id));
    if (large.write(QByteArray(200'000, 'x'))) {
        qFatal("the limit does not work");
    }
}

ChildRun runChild(const QString &directory, const QByteArray &crashAt = {}, const QByteArray &mode = {})
{
    QProcess child;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QString::fromLatin1(directoryVariable), directory);
    environment.insert(QString::fromLatin1(modeVariable), QString::fromLatin1(mode));
    if (mode == "full") {
        environment.insert(u"KONTO_FAIL_WRITE"_s, u"ENOSPC"_s);
    }
    environment.insert(u"KONTO_CRASH_AT"_s, QString::fromLatin1(crashAt));
    child.setProcessEnvironment(environment);
    child.setProcessChannelMode(QProcess::MergedChannels);
    child.start(QCoreApplication::applicationFilePath(), QStringList());
    child.waitForFinished(60'000);
    const bool killed = child.exitStatus() == QProcess::CrashExit;
    const QByteArray output = child.readAll();
    if (!killed && child.exitCode() != 0) {
        qFatal("the child failed: %s", output.constData());
    }
    return {killed, output};
}
}

class StoreCrashTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void killedAt_data()
    {
        QTest::addColumn<QByteArray>("point");
        QTest::addColumn<bool>("bytesAreSafe"); // what was downloaded need not be downloaded again
        for (const char *point : {"store.commit.written", "store.commit.synced"}) {
            QTest::newRow(point) << QByteArray(point) << false;
        }
        for (const char *point : {"store.commit.intended",
                                  "store.commit.renaming",
                                  "store.commit.renaming:3",
                                  "store.commit.renaming:6",
                                  "store.commit.renamed",
                                  "store.commit.named",
                                  "store.commit.done",
                                  "store.commit.synced:2",
                                  "store.commit.intended:2",
                                  "store.commit.replacing",
                                  "store.commit.named:2",
                                  "store.move.intended",
                                  "store.leftovers.cleared",
                                  "store.leftovers.cleared:2",
                                  "store.leftovers.cleared:3",
                                  "store.flags.renamed",
                                  "store.remove.intended",
                                  "store.replace.synced",
                                  "store.replace.intended",
                                  "store.replace.renamed",
                                  "store.folder.move-intended",
                                  "store.folder.moved",
                                  "store.folder.move-intended:2",
                                  "store.folder.moved:2",
                                  "store.folder.removal-intended",
                                  "store.folder.removed"}) {
            QTest::newRow(point) << QByteArray(point) << true;
        }
    }
    void killedAt()
    {
        QFETCH(QByteArray, point);
        QFETCH(bool, bytesAreSafe);
        const QTemporaryDir top;
        const QString whole = top.filePath(u"whole"_s);
        const QString broken = top.filePath(u"broken"_s);
        QVERIFY(!runChild(whole).killed);
        QVERIFY2(runChild(broken, point).killed, "the point was not reached");

        const ChildRun resumed = runChild(broken);
        QVERIFY(!resumed.killed);
        QCOMPARE(resumed.output.contains("downloaded 6"), !bytesAreSafe);
        if (bytesAreSafe) {
            QVERIFY(!resumed.output.contains("downloaded"));
        }
        const Picture expected = pictureOf(*openStore(whole), whole);
        const auto store = openStore(broken);
        expectNothingRepaired(store->repairReport());
        const Picture found = pictureOf(*store, broken);
        QCOMPARE(found.lines, expected.lines);
        QCOMPARE(found.files, expected.files);
    }

    void killedWhileRepairing()
    {
        const QTemporaryDir top;
        const QString broken = top.filePath(u"broken"_s);
        QVERIFY(runChild(broken, "store.commit.intended"_ba).killed);
        QVERIFY(runChild(broken, "store.repair.renamed"_ba).killed);
        const auto store = openStore(broken);
        QCOMPARE(store->repairReport().filesAdopted, groupSize + 1);
        QCOMPARE(store->repairReport().tornFilesRemoved, 0);
    }

    void openingTwiceChangesNothing_data()
    {
        killedAt_data();
    }
    void openingTwiceChangesNothing()
    {
        QFETCH(QByteArray, point);
        const QTemporaryDir top;
        QVERIFY(runChild(top.path(), point).killed);
        const Picture first = pictureOf(*openStore(top.path()), top.path());
        const auto store = openStore(top.path());
        expectNothingRepaired(store->repairReport());
        const Picture second = pictureOf(*store, top.path());
        QCOMPARE(second.lines, first.lines);
        QCOMPARE(second.files, first.files);
        QSet<QByteArray> uidls;
        for (const FolderRow &folder : must(store->folders())) {
            for (const MessageRow &row : must(store->messages(folder.id))) {
                QVERIFY2(row.uidl.isEmpty() || !uidls.contains(row.uidl), "a message is there twice");
                uidls.insert(row.uidl);
            }
        }
    }

    void aFullDisk()
    {
        const QTemporaryDir top;
        QVERIFY(!runChild(top.path(), {}, "full"_ba).killed);
        const auto store = openStore(top.path());
        expectNothingRepaired(store->repairReport());
        const QList<MessageRow> rows = must(store->messages(must(store->folders()).first().id));
        QCOMPARE(rows.size(), 1);
        QCOMPARE(rows.first().body, Body::OnServer);
    }

    void filesThatCannotGrow()
    {
        const QTemporaryDir top;
        const ChildRun run = runChild(top.path(), {}, "limit"_ba);
        QVERIFY(!run.killed);
        QVERIFY2(!run.output.contains("failures 0"), "state.db never met the limit");
        const auto store = openStore(top.path());
        QCOMPARE(store->repairReport().brokenDatabase, QString());
        const qint64 inbox = must(store->folders()).first().id;
        const QList<MessageRow> rows = must(store->messages(inbox));
        QCOMPARE(filesIn(top.filePath(u"mail/Inbox/cur"_s)).size(), rows.size());
        for (const MessageRow &row : rows) {
            QCOMPARE(must(store->read(row.key)), mail(row.uidl.toInt()));
        }
    }

private:
    static void expectNothingRepaired(const RepairReport &report)
    {
        QCOMPARE(report.tornFilesRemoved + report.filesAdopted + report.bodiesMissing + report.flagsTaken, 0);
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (const QString directory = qEnvironmentVariable(directoryVariable); !directory.isEmpty()) {
        const auto store = openStore(directory);
        const QByteArray mode = qgetenv(modeVariable);
        mode == "full" ? fullDisk(*store) : mode == "limit" ? fileSizeLimit(*store) : scenario(*store);
        return 0;
    }
    StoreCrashTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "storecrashtest.moc"
