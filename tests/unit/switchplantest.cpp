// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// Who wins in a switch, and how it is described.

#include "plan/switchplan.h"
#include "matchingworld.h"

#include <QJsonArray>

#include <algorithm>

using namespace Konto;
using namespace Konto::Test;
using namespace Qt::StringLiterals;

namespace
{
/// A folder of that path and mailbox.
FolderRow standingRow(qint64 id, const FolderPath &path, Role role)
{
    FolderRow row;
    row.id = id;
    row.path = path;
    row.mailbox = path.join(u'/');
    row.role = role;
    return row;
}

/// A world whose folders stand for mailboxes.
struct SwitchWorld : MatchingWorld {
    QList<SwitchFolder> folders{standing(inbox, {u"Inbox"_s}, Role::Inbox), standing(archive, {u"Archive"_s}), standing(sent, {u"Sent"_s}, Role::Sent)};
    SwitchServer server;
    SwitchChoices choices;
    Matching matching;

    static SwitchFolder standing(qint64 id, const FolderPath &path, Role role = Role::None)
    {
        return {.row = standingRow(id, path, role), .before = path, .fate = FolderFate::Same};
    }

    void setFate(qint64 id, FolderFate fate)
    {
        for (SwitchFolder &folder : folders) {
            if (folder.row.id == id) {
                folder.fate = fate;
                folder.row.mailbox.clear();
            }
        }
    }

    /// The same message on both sides.
    MessageKey addBoth(int number, qint64 here, qint64 there, const Flags &flagsHere = {}, const Flags &flagsThere = {})
    {
        const RemoteId id{.mailbox = there, .number = quint32(number)};
        addThere(id, mail(number));
        server.flags.insert(id, flagsThere);
        MessageRow &row = addHere(mail(number), here);
        row.flags = flagsHere;
        return row.key;
    }

    [[nodiscard]] MessageRow &row(const MessageKey &key)
    {
        return *std::ranges::find(input.here, key, &MessageRow::key);
    }

    SwitchSteps steps()
    {
        matching = settle();
        return switchStepsToImap(matching, input, folders, server, choices);
    }

    SwitchPlan plan(const SwitchSteps &steps, const ImapQuota &quota = {})
    {
        Account account;
        account.mode = Mode::Pop3;
        return describeSwitch(account, {.host = u"imap.example.org"_s, .port = 993}, Mode::Imap, matching, input, folders, steps, server, choices, quota);
    }
};

using Moves = QMap<qint64, QList<MessageKey>>;
}

class SwitchPlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // Who wins

    void places_data()
    {
        QTest::addColumn<qint64>("here");
        QTest::addColumn<qint64>("there");
        QTest::addColumn<bool>("serverWins");
        QTest::newRow("same") << archive << archive << false;
        QTest::newRow("Inbox here, sorted there") << inbox << archive << true;
        QTest::newRow("sorted here, INBOX there") << archive << inbox << false;
        QTest::newRow("sorted on both sides") << archive << sent << true;
    }
    void places()
    {
        QFETCH(qint64, here);
        QFETCH(qint64, there);
        QFETCH(bool, serverWins);
        SwitchWorld world;
        const MessageKey key = world.addBoth(1, here, there);
        const SwitchSteps steps = world.steps();
        QCOMPARE(steps.placed.size(), 1);
        QCOMPARE(steps.placed.first().id.mailbox, there);
        QCOMPARE(steps.moves, serverWins ? (Moves{{there, {key}}}) : Moves());
        QVERIFY(steps.upload.isEmpty() && steps.keptHere.isEmpty() && steps.unplaced.isEmpty());
        QVERIFY(steps.listAgain.contains(there));
    }

    void movedHereSinceTheServerWasAsked()
    {
        SwitchWorld world;
        const MessageKey key = world.addBoth(1, archive, sent);
        MessageRow &row = world.row(key);
        row.uid = 1;
        row.uidValidity = validity;
        row.serverFolder = sent;
        SwitchWorld other = world;
        QVERIFY(world.steps().moves.isEmpty());
        other.input.otherServer = true;
        QCOMPARE(other.steps().moves, (Moves{{sent, {key}}}));
    }

    void mailInAFolderOfThisComputerStaysInIt()
    {
        SwitchWorld world;
        world.setFate(archive, FolderFate::KeptHere);
        world.addBoth(1, archive, sent);
        world.addHere(mail(2), archive);
        const SwitchSteps steps = world.steps();
        QVERIFY(steps.moves.isEmpty() && steps.upload.isEmpty() && steps.keptHere.isEmpty());
        QCOMPARE(steps.placed.size(), 1);
    }

    void flagsAfterTheSwitch()
    {
        for (int bits = 0; bits < 16; ++bits) {
            SwitchWorld world;
            const quint8 extraHere = bits & 4 ? Flags::Flagged : 0;
            const quint8 extraThere = bits & 8 ? Flags::Answered : 0;
            const Flags here(quint8((bits & 1 ? Flags::Seen : 0) | extraHere), {"mine"});
            const Flags there(quint8((bits & 2 ? Flags::Seen : 0) | extraThere), {"theirs"});
            const MessageKey key = world.addBoth(1, inbox, inbox, here, there);
            const SwitchSteps steps = world.steps();
            QVERIFY(steps.baseFlags.contains(key));
            const Flags merged = merge(steps.baseFlags.value(key), here, there);
            QCOMPARE(merged, Flags(quint8((bits & 1 ? Flags::Seen : 0) | extraHere | extraThere), {"mine", "theirs"}));
            QCOMPARE(world.plan(steps).flags, 1); // "mine" is told
        }
    }

    void flagsKnownFromImapTimes()
    {
        SwitchWorld world;
        const MessageKey key = world.addBoth(1, inbox, inbox, Flags(Flags::Flagged), Flags(Flags::Seen));
        MessageRow &row = world.row(key);
        row.uid = 1;
        row.uidValidity = validity;
        row.baseFlags = Flags(Flags::Flagged);
        SwitchWorld other = world;
        const SwitchSteps steps = world.steps();
        QVERIFY(!steps.baseFlags.contains(key)); // read elsewhere since
        QCOMPARE(world.plan(steps).flags, 0); // \Flagged was taken off there since
        other.input.otherServer = true;
        QVERIFY(other.steps().baseFlags.contains(key));
    }

    // What goes up, and what stays

    void oneMessageInSeveralMailboxesComesOnce()
    {
        SwitchWorld world;
        world.addBoth(1, inbox, inbox);
        world.input.there.last().objectId = "1";
        world.addThere({.mailbox = archive, .number = 7}, mail(1)).objectId = "1"; // is here
        world.addThere({.mailbox = archive, .number = 8}, mail(2)).objectId = "2";
        world.addThere({.mailbox = sent, .number = 9}, mail(2)).objectId = "2";
        const SwitchPlan plan = world.plan(world.steps());
        QCOMPARE(plan.onlyThere, 3);
        QCOMPARE(plan.download, 1);
        QCOMPARE(plan.downloadBytes, mail(2).size());
    }

    void uploadOrKeep()
    {
        SwitchWorld world;
        const MessageKey key = world.addHere(mail(1), archive).key;
        const MessageKey partial = world.addHere(mail(2), archive).key;
        world.row(partial).body = Body::OnServer;
        const MessageKey large = world.addHere(mail(3, 5'000), inbox).key;
        const MessageKey altered = world.addHere(mail(4), archive).key;
        world.row(altered).body = Body::HereAltered;
        world.server.largestUpload = 4'999;
        const SwitchSteps steps = world.steps();
        QCOMPARE(steps.upload, (QList<MessageKey>{key, altered}));
        QCOMPARE(steps.keptHere, (Moves{{archive, {partial}}, {inbox, {large}}}));
        QCOMPARE(steps.tooLarge, QList<MessageKey>{large});
        const SwitchPlan plan = world.plan(steps);
        QVERIFY(plan.notes.contains(SwitchNote::SomeTooLarge));
        QCOMPARE(plan.keptHere, 2);
        QCOMPARE(plan.uploadBytes, mail(1).size() + mail(4).size());

        world.server.largestUpload = 5'000;
        QVERIFY(world.steps().upload.contains(large));
        world.choices.uploadMessages = false;
        QVERIFY(world.steps().upload.isEmpty());
        QCOMPARE(world.steps().keptHere.value(archive).size(), 3);
        QVERIFY(world.steps().tooLarge.isEmpty());
        world.setFate(archive, FolderFate::Created); // a folder is uploaded with its mail
        QCOMPARE(world.steps().upload, (QList<MessageKey>{key, altered}));
    }

    void whatIsUncertainIsKept()
    {
        SwitchWorld world;
        const MessageKey key = world.addHere(mail(1)).key;
        world.addThere({.mailbox = inbox, .number = 1}, mail(1));
        world.unreachable.insert({.mailbox = inbox, .number = 1});
        world.row(key).uid = 99;
        world.row(key).uidValidity = validity;
        const SwitchSteps steps = world.steps();
        QCOMPARE(world.matching.ambiguous.size(), 1);
        QCOMPARE(steps.keptHere, (Moves{{inbox, {key}}}));
        QCOMPARE(steps.unplaced, QList<MessageKey>{key});
        QVERIFY(steps.upload.isEmpty() && steps.placed.isEmpty());
        QVERIFY(steps.listAgain.contains(inbox)); // so that the one there arrives
        const SwitchPlan plan = world.plan(steps);
        QCOMPARE(plan.ambiguous, 1);
        QCOMPARE(plan.download, 1);
        QVERIFY(plan.notes.contains(SwitchNote::SomeAmbiguous));
    }

    void deletedHere_data()
    {
        QTest::addColumn<bool>("byUser");
        QTest::addColumn<bool>("deleteThere");
        QTest::addColumn<bool>("shown");
        QTest::newRow("vanished from the disk") << false << false << true;
        QTest::newRow("vanished, never deleted") << false << true << true;
        QTest::newRow("deleted, shown again") << true << false << true;
        QTest::newRow("deleted there") << true << true << false;
    }
    void deletedHere()
    {
        QFETCH(bool, byUser);
        QFETCH(bool, deleteThere);
        QFETCH(bool, shown);
        SwitchWorld world;
        world.choices.deleteThere = deleteThere;
        const MessageKey key = world.addBoth(1, inbox, archive);
        const MessageKey gone = world.addHere(mail(2)).key;
        for (const MessageKey &deleted : {key, gone}) {
            MessageRow &row = world.row(deleted);
            row.deletedHere = true;
            row.deletedByUser = byUser;
            row.body = Body::OnServer;
        }
        world.row(gone).uid = 12;
        const SwitchSteps steps = world.steps();
        QCOMPARE(world.matching.deletedButThere.size(), 1);
        QCOMPARE(world.matching.deletedAndGone, QList<MessageKey>{gone});
        QCOMPARE(steps.placed.size(), 1);
        QCOMPARE(steps.shownAgain, shown ? QList<MessageKey>{key} : QList<MessageKey>());
        QCOMPARE(steps.moves, shown ? (Moves{{archive, {key}}}) : Moves());
        QCOMPARE(steps.unplaced, QList<MessageKey>{gone});
        QVERIFY(steps.upload.isEmpty() && steps.keptHere.isEmpty());
        const SwitchPlan plan = world.plan(steps);
        QCOMPARE(plan.deletedButThere, 1);
        QCOMPARE(plan.download, shown ? 1 : 0);
        QCOMPARE(plan.here, 0);
        QCOMPARE(plan.notes.contains(SwitchNote::DeletedReappears), shown);
    }

    void staleUidsAreUnplaced()
    {
        SwitchWorld world;
        const MessageKey stale = world.addHere(mail(1)).key;
        world.row(stale).uid = 4;
        world.addHere(mail(2));
        const SwitchSteps steps = world.steps();
        QCOMPARE(steps.unplaced, QList<MessageKey>{stale});
        QCOMPARE(steps.upload.size(), 2);
    }

    /// What the sync knew of a mailbox may be of another server's.
    void everyMailboxIsListedAgain()
    {
        SwitchWorld world;
        world.addThere({.mailbox = archive, .number = 1}, mail(1));
        QCOMPARE(world.steps().listAgain, (QSet<qint64>{inbox, archive, sent}));
    }

    void uidlsForPop3()
    {
        MatchingWorld world;
        world.addHere(mail(1));
        MessageRow &deleted = world.addHere(mail(2), archive);
        deleted.deletedHere = true;
        world.addHere(mail(3));
        world.addThere({.mailbox = 0, .number = 1}, mail(1)).uidl = "one";
        world.addThere({.mailbox = 0, .number = 2}, mail(2)).uidl = "two";
        world.addThere({.mailbox = 0, .number = 3}, mail(4)).uidl = "four";
        const SwitchSteps steps = switchStepsToPop3(world.settle(), world.input);
        QCOMPARE(steps.uidls, (QHash<MessageKey, QByteArray>{{"key000001", "one"}, {"key000002", "two"}}));
        QVERIFY(steps.placed.isEmpty() && steps.upload.isEmpty() && steps.moves.isEmpty() && steps.keptHere.isEmpty() && steps.shownAgain.isEmpty());
    }

    // The description

    void counts()
    {
        SwitchWorld world;
        world.addBoth(1, inbox, archive, Flags(Flags::Seen), {});
        world.addBoth(2, inbox, inbox);
        const MessageKey partial = world.addBoth(3, inbox, inbox);
        world.row(partial).body = Body::OnServer;
        world.addHere(mail(4));
        world.addThere({.mailbox = sent, .number = 5}, mail(5));
        const SwitchSteps steps = world.steps();
        const SwitchPlan plan = world.plan(steps, {.used = 10'000, .limit = 10'000 + mail(4).size() - 1});
        QCOMPARE(plan.from, Mode::Pop3);
        QCOMPARE(plan.to, Mode::Imap);
        QCOMPARE(plan.here, 4);
        QCOMPARE(plan.there, 4);
        QCOMPARE(plan.matched, 3);
        QCOMPARE(plan.onlyHere, 1);
        QCOMPARE(plan.onlyThere, 1);
        QCOMPARE(plan.moved, 1);
        QCOMPARE(plan.flags, 1);
        QCOMPARE(plan.upload, 1);
        QCOMPARE(plan.uploadBytes, mail(4).size());
        QCOMPARE(plan.download, 2);
        QCOMPARE(plan.downloadBytes, mail(3).size() + mail(5).size());
        QVERIFY(plan.seconds > 0);
        QCOMPARE(plan.notes, (QList<SwitchNote>{SwitchNote::PopDeletesElsewhere, SwitchNote::QuotaTooSmall}));
        QCOMPARE(plan.folders.size(), 3);
        QCOMPARE(std::ranges::find(plan.folders, u"Inbox"_s, &SwitchPlanFolder::path)->messages, 4);
        QVERIFY(!world.plan(steps, {.used = 10'000, .limit = 10'000 + mail(4).size()}).notes.contains(SwitchNote::QuotaTooSmall));
    }

    void aMessageShownAgainThatIsStillHereIsNotDownloaded()
    {
        SwitchWorld world;
        const MessageKey key = world.addBoth(1, inbox, inbox);
        world.row(key).deletedHere = true; // IMAP, and the old server was not told yet
        world.row(key).deletedByUser = true;
        QCOMPARE(world.plan(world.steps()).download, 0);
    }

    void notesForPop3()
    {
        Account account;
        account.mode = Mode::Imap;
        const QList<FolderRow> stored{standingRow(1, {u"Inbox"_s}, Role::Inbox), standingRow(2, {u"Work"_s}, Role::None)};
        const auto notes = [&](const QHash<qint64, qsizetype> &onlyHere, const SwitchChoices &choices) {
            return describeSwitch(account, {}, Mode::Pop3, {}, {}, foldersForPop3(stored, onlyHere, choices), {}, {}, choices, {}).notes;
        };
        using enum SwitchNote;
        QCOMPARE(notes({}, {}), (QList<SwitchNote>{OnlyInboxArrives, ReadStateStaysHere}));
        QCOMPARE(notes({}, {.keepCopies = false}), (QList<SwitchNote>{OnlyInboxArrives, ReadStateStaysHere}));
        QCOMPARE(notes({{2, 1}}, {.keepCopies = false}), (QList<SwitchNote>{OnlyInboxArrives, ReadStateStaysHere, FoldersNeeded}));
        account.mode = Mode::Pop3; // another server
        QCOMPARE(notes({}, {}), QList<SwitchNote>());
    }

    void gmailIsNoted()
    {
        Matching matching;
        matching.identifiers = {{.kind = MatchIdentifier::Kind::Format, .format = UidlFormat::Gmail}, {.kind = MatchIdentifier::Kind::Uid}};
        Account account;
        account.mode = Mode::Pop3;
        const SwitchPlan plan = describeSwitch(account, {}, Mode::Imap, matching, {}, {}, {}, {}, {}, {});
        QVERIFY(plan.notes.contains(SwitchNote::GmailReappears));
        QCOMPARE(plan.identifiers, (QStringList{u"UIDL of Gmail"_s, u"UID"_s}));
    }

    void jsonIsComplete()
    {
        SwitchPlan plan;
        plan.endpoint = {.host = u"h"_s, .port = 993};
        plan.here = 1;
        plan.there = 2;
        plan.matched = 3;
        plan.onlyHere = 4;
        plan.onlyThere = 5;
        plan.ambiguous = 6;
        plan.deletedButThere = 7;
        plan.moved = 8;
        plan.flags = 9;
        plan.upload = 10;
        plan.uploadBytes = 11;
        plan.download = 12;
        plan.downloadBytes = 13;
        plan.keptHere = 14;
        plan.quotaUsed = 15;
        plan.quotaLimit = 1'000'000'000'000;
        plan.seconds = 17;
        plan.identifiers = QStringList{u"UID"_s};
        for (int fate = int(FolderFate::Same); fate <= int(FolderFate::LeftThere); ++fate) {
            plan.folders.append({.path = u"p"_s, .before = u"b"_s, .mailbox = u"m"_s, .fate = FolderFate(fate), .messages = 18});
        }
        for (int note = int(SwitchNote::PopDeletesElsewhere); note <= int(SwitchNote::FoldersNeeded); ++note) {
            plan.notes.append(SwitchNote(note));
        }
        const QJsonObject json = toJson(plan);
        QCOMPARE(json.size(), 27);
        const QStringList numbers{u"here"_s,
                                  u"there"_s,
                                  u"matched"_s,
                                  u"onlyHere"_s,
                                  u"onlyThere"_s,
                                  u"ambiguous"_s,
                                  u"deletedButThere"_s,
                                  u"moved"_s,
                                  u"flags"_s,
                                  u"upload"_s,
                                  u"uploadBytes"_s,
                                  u"download"_s,
                                  u"downloadBytes"_s,
                                  u"keptHere"_s,
                                  u"quotaUsed"_s};
        for (qsizetype i = 0; i < numbers.size(); ++i) {
            QCOMPARE(json.value(numbers.at(i)).toInteger(), i + 1);
        }
        QCOMPARE(json.value("quotaLimit"_L1).toInteger(), 1'000'000'000'000);
        QCOMPARE(json.value("seconds"_L1).toInt(), 17);
        QCOMPARE(json.value("from"_L1).toString(), u"pop3"_s);
        QCOMPARE(json.value("to"_L1).toString(), u"imap"_s);
        QCOMPARE(json.value("host"_L1).toString(), u"h"_s);
        QCOMPARE(json.value("port"_L1).toInt(), 993);
        QVERIFY(json.contains("security"_L1) && json.contains("otherServer"_L1));
        QCOMPARE(json.value("choices"_L1).toObject(), toJson(SwitchChoices()));
        QCOMPARE(json.value("identifiers"_L1).toArray().size(), 1);
        const auto distinct = [](const QJsonArray &array, const QString &member) {
            QSet<QString> words;
            for (const QJsonValue &value : array) {
                words.insert(member.isEmpty() ? value.toString() : value.toObject().value(member).toString());
            }
            words.remove({});
            return words.size();
        };
        QCOMPARE(distinct(json.value("folders"_L1).toArray(), u"fate"_s), plan.folders.size());
        QCOMPARE(distinct(json.value("notes"_L1).toArray(), {}), plan.notes.size());
        QCOMPARE(json.value("folders"_L1).toArray().first().toObject().value("messages"_L1).toInt(), 18);
    }
};

QTEST_GUILESS_MAIN(SwitchPlanTest)
#include "switchplantest.moc"
