// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// The journal of switches: one at a time, and a commit point that is one transaction.

#include "store/switchjournal.h"
#include "storesupport.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTest>
#include <QTimeZone>

#include <algorithm>

using namespace Konto;
using namespace Konto::Test;
using namespace Qt::StringLiterals;

namespace
{
const char *const directoryVariable = "KONTO_TEST_STORE";

const QDateTime begunAt(QDate(2026, 11, 24), QTime(8, 0), QTimeZone::UTC);

SwitchEntry entryTo(Mode to)
{
    SwitchEntry entry;
    entry.from = otherMode(to);
    entry.to = to;
    entry.intent = "intent";
    entry.begun = begunAt;
    return entry;
}

/// Inbox with messages 1 to 4, of which 4 is deleted here; and Work with none.
struct Mail {
    FolderRow inbox;
    FolderRow work;
    QList<MessageRow> rows;
};

Mail addMail(AccountStore &store)
{
    Mail mails;
    mails.inbox = addFolder(store, {u"Inbox"_s});
    mails.work = addFolder(store, {u"Work"_s});
    mails.work.uidNext = 50;
    mails.work.highestModSeq = 8;
    mails.work.uidValidity = 3;
    mails.work.complete = true;
    mails.work = must(store.saveFolder(mails.work));
    for (int i = 1; i <= 4; ++i) {
        mails.rows << addMessage(store, rowIn(mails.inbox.id, "uidl-" + QByteArray::number(i)), mail(i));
    }
    must(store.remove({mails.rows.at(3).key}, Forget::ByUser));
    return mails;
}

Mail mailIn(AccountStore &store)
{
    Mail mails;
    for (const FolderRow &folder : must(store.folders())) {
        (folder.path == FolderPath{u"Inbox"_s} ? mails.inbox : mails.work) = folder;
    }
    mails.rows = must(store.messages(mails.inbox.id));
    std::ranges::sort(mails.rows, {}, &MessageRow::uidl);
    return mails;
}

/// Something of every kind.
SwitchMap mapFor(const Mail &mails)
{
    SwitchMap map;
    map.placed = {{.key = mails.rows.at(0).key, .folder = mails.work.id, .uidValidity = 77, .uid = 5, .objectId = "object"}};
    map.baseFlags = {{mails.rows.at(0).key, Flags(Flags::Seen, {"word"})}};
    map.uidls = {{mails.rows.at(1).key, "other"}};
    map.upload = {mails.rows.at(2).key};
    map.shownAgain = {mails.rows.at(3).key};
    map.listAgain = {{mails.work.id, 77}};
    map.folderChanges = {{mails.work.id, FolderChange::Hidden}};
    map.moves = {{mails.work.id, {mails.rows.at(0).key, mails.rows.at(1).key}}};
    return map;
}

struct Picture {
    QList<FolderRow> folders;
    QList<MessageRow> rows;
    QList<SwitchEntry> entries;
    QList<SwitchedMessage> snapshot;
    QMap<qint64, QList<MessageKey>> moves;
    std::optional<Mode> mode;

    bool operator==(const Picture &) const = default;
};

Picture pictureOf(AccountStore &store)
{
    Picture picture;
    picture.folders = must(store.folders());
    for (const FolderRow &folder : std::as_const(picture.folders)) {
        picture.rows += must(store.messages(folder.id));
    }
    picture.entries = must(store.switches().all());
    picture.snapshot = must(store.switches().messages());
    picture.moves = must(store.switches().moves());
    picture.mode = must(store.switches().mode());
    return picture;
}

/// Commits the switch that is under way in \a directory in a process of its own.
bool isKilledAt(const QString &directory, const QString &point)
{
    QProcess child;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QString::fromLatin1(directoryVariable), directory);
    environment.insert(u"KONTO_CRASH_AT"_s, point);
    child.setProcessEnvironment(environment);
    child.setProcessChannelMode(QProcess::ForwardedChannels);
    child.start(QCoreApplication::applicationFilePath(), QStringList());
    child.waitForFinished(60'000);
    return child.exitStatus() == QProcess::CrashExit;
}

void commitIn(const QString &directory)
{
    const auto store = openStore(directory);
    must(store->switches().commit(*must(store->switches().last()), mapFor(mailIn(*store))));
}
}

class SwitchJournalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_top = std::make_unique<QTemporaryDir>();
        m_store = openStore(m_top->path());
        m_mail = addMail(*m_store);
    }
    void cleanup()
    {
        m_store.reset();
        m_top.reset();
    }

    void nothingAtFirst()
    {
        QVERIFY(!must(journal().last()));
        QVERIFY(must(journal().all()).isEmpty());
        QVERIFY(!must(journal().mode()));
        QVERIFY(must(journal().moves()).isEmpty());
        QVERIFY(must(journal().messages()).isEmpty());
        QVERIFY(must(journal().folders(1)).isEmpty());
    }

    void theModeIsRemembered()
    {
        for (const Mode mode : {Mode::Pop3, Mode::Imap}) {
            must(journal().setMode(mode));
            reopen();
            QCOMPARE(must(journal().mode()), std::optional(mode));
        }
    }

    void oneAtATime()
    {
        const SwitchEntry first = must(journal().begin(entryTo(Mode::Imap)));
        QVERIFY(first.id != 0);
        for (const SwitchStep step : {SwitchStep::Begun, SwitchStep::Committed, SwitchStep::Placed, SwitchStep::Synchronized}) {
            must(journal().setStep(first.id, step));
            const auto second = journal().begin(entryTo(Mode::Pop3));
            QVERIFY(!second);
            QVERIFY(second.error().kind == ErrorKind::SwitchUnderWay);
        }
        for (const SwitchStep step : {SwitchStep::Finished, SwitchStep::RolledBack}) {
            must(journal().setStep(must(journal().last())->id, step));
            QVERIFY(journal().begin(entryTo(Mode::Pop3)));
        }
        QCOMPARE(must(journal().all()).size(), 3);
    }

    void entriesSurvive()
    {
        SwitchEntry entry = entryTo(Mode::Imap);
        entry.undoes = 4;
        entry.step = SwitchStep::Finished; // not the caller's to say
        entry = must(journal().begin(entry));
        QCOMPARE(entry.step, SwitchStep::Begun);
        reopen();
        QCOMPARE(must(journal().last()), std::optional(entry));
        must(journal().setReport(entry.id, "report"));
        must(journal().setStep(entry.id, SwitchStep::Finished));
        entry.report = "report";
        entry.step = SwitchStep::Finished;
        const SwitchEntry second = must(journal().begin(entryTo(Mode::Pop3)));
        QCOMPARE(must(journal().all()), (QList<SwitchEntry>{entry, second}));
    }

    void commitChangesWhatTheMapSays()
    {
        const SwitchEntry entry = must(journal().begin(entryTo(Mode::Imap)));
        must(journal().commit(entry, mapFor(m_mail)));
        reopen();
        const SwitchEntry committed = *must(journal().last());
        QCOMPARE(committed.step, SwitchStep::Committed);
        QVERIFY(committed.committed.isValid());
        QCOMPARE(must(journal().mode()), std::optional(Mode::Imap));

        const MessageRow placed = message(0);
        QCOMPARE(placed.uid, 5);
        QCOMPARE(placed.uidValidity, 77);
        QCOMPARE(placed.objectId, QByteArray("object"));
        QCOMPARE(placed.placeOnServer(), m_mail.work.id);
        QCOMPARE(placed.folder, m_mail.inbox.id); // moved later
        QCOMPARE(placed.baseFlags, Flags(Flags::Seen, {"word"}));
        QCOMPARE(message(1).uidl, QByteArray("other"));
        QCOMPARE(message(2).writing, Writing::Upload);
        QVERIFY(!message(3).deletedHere && !message(3).deletedByUser);

        const FolderRow work = mailIn(*m_store).work;
        QCOMPARE(work.change, FolderChange::Hidden);
        QCOMPARE(work.uidValidity, 77);
        QVERIFY(work.uidNext == 0 && work.highestModSeq == 0 && !work.complete);
        FolderRow inbox = mailIn(*m_store).inbox;
        QCOMPARE(inbox, m_mail.inbox);
        QCOMPARE(must(journal().moves()), mapFor(m_mail).moves);
    }

    void anUnplacedMessageHasNoUid()
    {
        MessageRow row = message(0);
        row.uid = 9;
        row.uidValidity = 3;
        must(m_store->saveRows({row}));
        const SwitchEntry entry = must(journal().begin(entryTo(Mode::Imap)));
        must(journal().commit(entry, {.placed = {{.key = row.key}}}));
        QCOMPARE(message(0).uid, 0);
        QCOMPARE(message(0).placeOnServer(), m_mail.inbox.id);
    }

    void messagesThatAreGoneAreIgnored()
    {
        SwitchMap map = mapFor(m_mail);
        for (const MessageRow &row : std::as_const(m_mail.rows)) {
            must(m_store->remove({row.key}, Forget::Everything));
        }
        map.listAgain.insert(4711, 1);
        map.folderChanges.insert(4712, FolderChange::Create);
        const SwitchEntry entry = must(journal().begin(entryTo(Mode::Imap)));
        must(journal().commit(entry, map));
        QVERIFY(must(m_store->messages(m_mail.inbox.id)).isEmpty());
        QVERIFY(must(journal().messages()).isEmpty());
    }

    void theSnapshotIsOfTheCommitPoint()
    {
        const SwitchEntry entry = must(journal().begin(entryTo(Mode::Imap)));
        must(journal().setContents({{m_mail.rows.at(0).key, "one"}, {m_mail.rows.at(1).key, "two"}, {"unknown", "three"}}));
        must(journal().setContents({{m_mail.rows.at(1).key, "again"}}));
        must(m_store->move({m_mail.rows.at(2).key}, m_mail.work.id));
        must(journal().commit(entry, mapFor(m_mail)));
        must(m_store->move({m_mail.rows.at(0).key}, m_mail.work.id));
        reopen();
        const QList<SwitchedMessage> messages = must(journal().messages());
        QCOMPARE(messages.size(), 4);
        QVERIFY(std::ranges::is_sorted(messages, {}, &SwitchedMessage::key));
        const auto snapshot = [&](qsizetype i) {
            return *std::ranges::find(messages, m_mail.rows.at(i).key, &SwitchedMessage::key);
        };
        QCOMPARE(snapshot(0), (SwitchedMessage{.key = m_mail.rows.at(0).key, .folder = m_mail.inbox.id, .size = m_mail.rows.at(0).size, .content = "one"}));
        QCOMPARE(snapshot(1).content, QByteArray("again"));
        QCOMPARE(snapshot(2).folder, m_mail.work.id);
        QVERIFY(snapshot(2).content.isEmpty());
        QVERIFY(snapshot(3).deletedHere);
    }

    void theNextSnapshotTakesItsPlace()
    {
        SwitchEntry first = must(journal().begin(entryTo(Mode::Imap)));
        must(journal().setContents({{m_mail.rows.at(0).key, "one"}}));
        must(journal().commit(first, mapFor(m_mail)));
        must(journal().setStep(first.id, SwitchStep::Finished));
        const SwitchEntry second = must(journal().begin(entryTo(Mode::Pop3)));
        QVERIFY(!must(journal().folders(first.id)).isEmpty()); // it can be undone until the next commit point
        QVERIFY(!must(journal().moves()).isEmpty());
        QCOMPARE(must(journal().messages()).size(), 4);
        must(m_store->remove({m_mail.rows.at(1).key}, Forget::Everything));
        must(journal().commit(second, {}));
        QVERIFY(must(journal().folders(first.id)).isEmpty());
        QVERIFY(!must(journal().folders(second.id)).isEmpty());
        QVERIFY(must(journal().moves()).isEmpty());
        QCOMPARE(must(journal().messages()).size(), 3);
        for (const SwitchedMessage &message : must(journal().messages())) {
            QVERIFY(message.content.isEmpty()); // contents are those of this switch
        }
        must(journal().forgetSnapshot());
        QVERIFY(must(journal().folders(second.id)).isEmpty());
        QVERIFY(must(journal().messages()).isEmpty());
        QCOMPARE(must(journal().all()).size(), 2);
    }

    void keysOfAnyKind()
    {
        const MessageKey odd = "a key with  spaces,commas:2,";
        const MessageKey bytes = "\xc3\x28 not UTF-8";
        const SwitchEntry entry = must(journal().begin(entryTo(Mode::Imap)));
        const QMap<qint64, QList<MessageKey>> moves{{m_mail.inbox.id, {odd, bytes}}, {m_mail.work.id, {odd}}};
        SwitchMap map{.moves = moves};
        map.moves.insert(4711, {}); // nothing goes there
        must(journal().commit(entry, map));
        reopen();
        QCOMPARE(must(journal().moves()), moves);
    }

    void foldersAreThoseOfTheBeginning()
    {
        FolderRow work = m_mail.work;
        work.mailbox = u"Arbeit/Übung"_s;
        work.role = Role::Drafts;
        work.selectable = false;
        work.change = FolderChange::Rename;
        work = must(m_store->saveFolder(work));
        const FolderRow doomed = addFolder(*m_store, {u"Work"_s, u"a/b\nc"_s});
        const SwitchEntry entry = must(journal().begin(entryTo(Mode::Imap)));
        must(m_store->renameFolder(work.id, {u"Else"_s}));
        must(m_store->removeFolder(doomed.id));
        addFolder(*m_store, {u"New"_s});
        reopen();
        const QHash<qint64, FolderRow> folders = must(journal().folders(entry.id));
        QCOMPARE(folders.size(), 3);
        const FolderRow was = folders.value(work.id);
        QCOMPARE(was.path, FolderPath{u"Work"_s});
        QCOMPARE(was.mailbox, work.mailbox);
        QCOMPARE(was.role, work.role);
        QCOMPARE(was.selectable, work.selectable);
        QCOMPARE(was.change, work.change);
        QCOMPARE(folders.value(doomed.id).path, FolderPath({u"Work"_s, u"a/b\nc"_s}));
        QVERIFY(must(journal().folders(entry.id + 1)).isEmpty());
    }

    void rolledBack()
    {
        SwitchEntry first = must(journal().begin(entryTo(Mode::Imap)));
        must(journal().commit(first, {}));
        must(journal().setStep(first.id, SwitchStep::Finished));
        const SwitchEntry second = must(journal().begin(entryTo(Mode::Pop3)));
        must(journal().rollBack(second.id, "why"));
        reopen();
        const SwitchEntry last = *must(journal().last());
        QCOMPARE(last.step, SwitchStep::RolledBack);
        QCOMPARE(last.report, QByteArray("why"));
        QVERIFY(!last.committed.isValid());
        QVERIFY(must(journal().folders(second.id)).isEmpty());
        QVERIFY(!must(journal().folders(first.id)).isEmpty()); // that one can still be undone
        QCOMPARE(must(journal().messages()).size(), 4);
        QCOMPARE(must(journal().mode()), std::optional(Mode::Imap));
    }

    void killedAtTheCommitPoint_data()
    {
        QTest::addColumn<QString>("point");
        QTest::addColumn<bool>("committed");
        QTest::newRow("before") << u"switch.commit.before"_s << false;
        QTest::newRow("done") << u"switch.commit.done"_s << true;
    }
    void killedAtTheCommitPoint()
    {
        QFETCH(QString, point);
        QFETCH(bool, committed);
        const SwitchEntry entry = must(journal().begin(entryTo(Mode::Imap)));
        must(journal().setContents({{m_mail.rows.at(0).key, "one"}}));
        const Picture before = pictureOf(*m_store);
        m_store.reset();
        QVERIFY(isKilledAt(m_top->path(), point));
        m_store = openStore(m_top->path());
        const Picture after = pictureOf(*m_store);
        if (committed) {
            QCOMPARE(after.entries.last().step, SwitchStep::Committed);
            QCOMPARE(after.mode, std::optional(Mode::Imap));
            QCOMPARE(after.snapshot.size(), 4);
            QCOMPARE(message(0).uid, 5);
            QCOMPARE(message(2).writing, Writing::Upload);
            QCOMPARE(after.moves, mapFor(m_mail).moves);
            return;
        }
        QVERIFY(after == before);
        m_store.reset();
        QVERIFY(!isKilledAt(m_top->path(), {})); // again, and this time to its end
        m_store = openStore(m_top->path());
        QCOMPARE(must(journal().last())->step, SwitchStep::Committed);
        QCOMPARE(must(journal().messages()).size(), 4);
        QCOMPARE(must(journal().last())->id, entry.id);
    }

    void aDatabaseOfSchemaThreeIsBroughtUpToDate()
    {
        const MessageRow row = message(0);
        m_store.reset();
        takeBackSchema(m_top->path(),
                       3,
                       "id, path, role, mailbox, delimiter, selectable, uid_validity, uid_next, highest_modseq, complete, directory, moving_to, removing, "
                       "change, subscribed, rights");
        m_store = openStore(m_top->path());
        QCOMPARE(m_store->repairReport().brokenDatabase, QString());
        QCOMPARE(message(0), row);
        QCOMPARE(mailIn(*m_store).work, m_mail.work);
        QVERIFY(!must(journal().last()));
        const SwitchEntry entry = must(journal().begin(entryTo(Mode::Imap)));
        must(journal().commit(entry, mapFor(m_mail)));
        QCOMPARE(must(journal().messages()).size(), 4);
    }

private:
    [[nodiscard]] SwitchJournal journal() const
    {
        return m_store->switches();
    }
    [[nodiscard]] MessageRow message(qsizetype index) const
    {
        return *must(m_store->message(m_mail.rows.at(index).key));
    }
    void reopen()
    {
        m_store.reset();
        m_store = openStore(m_top->path());
    }

    std::unique_ptr<QTemporaryDir> m_top;
    std::unique_ptr<AccountStore> m_store;
    Mail m_mail;
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (const QString directory = qEnvironmentVariable(directoryVariable); !directory.isEmpty()) {
        commitIn(directory);
        return 0;
    }
    SwitchJournalTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "switchjournaltest.moc"
