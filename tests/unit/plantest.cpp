// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "plan/connectionlimit.h"
#include "plan/folderplan.h"
#include "plan/imapplan.h"
#include "plan/projection.h"
#include "plan/rematch.h"
#include "plan/vanish.h"

#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;

namespace
{
KnownUid knownUid(quint32 uid)
{
    return {.uid = uid, .key = QByteArray::number(uid), .baseFlags = {}};
}

MessageRow rowOfUid(quint32 uid, Flags flags = {})
{
    MessageRow row;
    row.key = QByteArray::number(uid);
    row.uid = uid;
    row.flags = flags;
    row.baseFlags = flags;
    row.body = Body::Here;
    return row;
}

QStringList pathsOf(const QList<FolderRow> &folders)
{
    QStringList paths;
    for (const FolderRow &folder : folders) {
        paths.append(folder.path.join(u'/'));
    }
    return paths;
}

/// What the store would hold after the plan.
QList<FolderRow> applied(const FolderPlan &plan)
{
    QList<FolderRow> folders = plan.unchanged;
    qint64 nextId = 1000;
    for (FolderRow row : plan.save) {
        if (row.id == 0) {
            row.id = ++nextId;
        }
        folders.append(row);
    }
    return folders;
}
}

class PlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void foldersAreCreatedWithRolesAndParents()
    {
        const QList<ImapMailbox> listed{
            {.name = u"Archive/2024"_s, .delimiter = u'/', .attributes = {"\\HasNoChildren"}},
            {.name = u"INBOX"_s, .delimiter = u'/', .attributes = {}},
            {.name = u"Gesendet"_s, .delimiter = u'/', .attributes = {"\\Sent"}},
            {.name = u"Sent too"_s, .delimiter = u'/', .attributes = {"\\Sent"}},
            {.name = u"Shared"_s, .delimiter = u'/', .attributes = {"\\Noselect"}},
        };
        const FolderPlan plan = planFolders(listed, {});
        QCOMPARE(pathsOf(plan.save), (QStringList{u"Archive"_s, u"Archive/2024"_s, u"Gesendet"_s, u"Inbox"_s, u"Sent too"_s, u"Shared"_s}));
        QVERIFY(!plan.save.at(0).selectable);
        QCOMPARE(plan.save.at(2).role, Role::Sent);
        QCOMPARE(plan.save.at(3).role, Role::Inbox);
        QCOMPARE(plan.save.at(4).role, Role::None);
        QVERIFY(!plan.save.at(5).selectable);

        const FolderPlan again = planFolders(listed, applied(plan));
        QVERIFY(again.save.isEmpty());
        QVERIFY(again.gone.isEmpty());
    }

    void theRoleTheUserChoseGoesFirst()
    {
        const QList<ImapMailbox> listed{
            {.name = u"Bin"_s, .delimiter = u'/', .attributes = {}},
            {.name = u"Deleted"_s, .delimiter = u'/', .attributes = {"\\Trash"}},
            {.name = u"Sent"_s, .delimiter = u'/', .attributes = {"\\Sent"}},
        };
        QList<FolderRow> stored = applied(planFolders(listed, {}));
        QCOMPARE(stored[1].role, Role::Trash);
        stored[0].chosenRole = Role::Trash; // Bin
        stored[2].chosenRole = Role::None; // Sent
        stored = applied(planFolders(listed, stored));
        const auto roleOf = [&stored](const QString &name) {
            return std::ranges::find(stored, FolderPath{name}, &FolderRow::path)->role;
        };
        QCOMPARE(roleOf(u"Bin"_s), Role::Trash);
        QCOMPARE(roleOf(u"Deleted"_s), Role::None);
        QCOMPARE(roleOf(u"Sent"_s), Role::None);
        QVERIFY(planFolders(listed, stored).save.isEmpty());

        for (FolderRow &folder : stored) {
            folder.chosenRole.reset();
        }
        stored[0].role = stored[1].role = stored[2].role = Role::None;
        stored = applied(planFolders(listed, stored));
        QCOMPARE(roleOf(u"Deleted"_s), Role::Trash);
        QCOMPARE(roleOf(u"Sent"_s), Role::Sent);
    }

    void aMailboxOfWhichOnlyALevelIsLeftIsGone()
    {
        const QList<ImapMailbox> before{{.name = u"Work"_s, .delimiter = u'/', .attributes = {}}, {.name = u"Work/Old"_s, .delimiter = u'/', .attributes = {}}};
        const QList<FolderRow> stored = applied(planFolders(before, {}));
        const QList<ImapMailbox> after{{.name = u"Work"_s, .delimiter = u'/', .attributes = {"\\Noselect"}}, before.last()};
        const FolderPlan plan = planFolders(after, stored);
        QCOMPARE(pathsOf(plan.gone), QStringList{u"Work"_s});
        QVERIFY(plan.save.isEmpty());

        QList<FolderRow> waiting = stored; // something in it is still to be uploaded
        waiting[0].mailbox.clear();
        waiting[0].change = FolderChange::Create;
        const FolderPlan kept = planFolders(after, waiting);
        QVERIFY(kept.gone.isEmpty() && kept.save.isEmpty());
        QVERIFY(kept.unchanged.contains(waiting[0]));

        QList<FolderRow> settled = stored;
        settled[0].selectable = false;
        const FolderPlan again = planFolders(after, settled);
        QVERIFY(again.gone.isEmpty() && again.save.isEmpty());
    }

    void foldersOfOthersAreThereUnsubscribed()
    {
        QList<ImapMailbox> listed{
            {.name = u"INBOX"_s, .delimiter = u'/', .attributes = {"\\Subscribed"}},
            {.name = u"Other"_s, .delimiter = u'/', .attributes = {"\\Noselect"}, .foreign = true},
            {.name = u"Other/ben/Plans"_s, .delimiter = u'/', .attributes = {}, .foreign = true},
            {.name = u"Other/ben/Sent"_s, .delimiter = u'/', .attributes = {"\\Sent"}, .foreign = true},
        };
        const auto wantedOf = [](const FolderPlan &plan) {
            QStringList wanted;
            for (const FolderRow &row : plan.save + plan.unchanged) {
                wanted += row.shared && row.subscribed ? QStringList{row.path.join(u'/')} : QStringList();
            }
            wanted.sort();
            return wanted;
        };
        const FolderPlan plan = planFolders(listed, {});
        QCOMPARE(plan.save.size(), 5);
        QCOMPARE(wantedOf(plan), QStringList());
        QVERIFY(planFolders(listed, applied(plan)).save.isEmpty());

        listed[2].attributes << "\\Subscribed";
        const FolderPlan after = planFolders(listed, applied(plan));
        QCOMPARE(wantedOf(after), (QStringList{u"Other"_s, u"Other/ben"_s, u"Other/ben/Plans"_s}));
        QVERIFY(after.gone.isEmpty());

        // Where the server does not tell subscriptions, none of others' is wanted, and all of one's own
        listed[0].attributes.clear();
        listed[2].attributes.clear();
        const FolderPlan mute = planFolders(listed, {});
        QCOMPARE(wantedOf(mute), QStringList());
        QVERIFY(mute.save.first().path == FolderPath{u"Inbox"_s} && mute.save.first().subscribed && !mute.save.first().shared);
    }

    void goneFoldersComeChildrenFirst()
    {
        const FolderPlan plan =
            planFolders({{.name = u"A/B"_s, .delimiter = u'/', .attributes = {}}, {.name = u"A"_s, .delimiter = u'/', .attributes = {}}}, {});
        const FolderPlan after = planFolders({}, applied(plan));
        QCOMPARE(pathsOf(after.gone), (QStringList{u"A/B"_s, u"A"_s}));
    }

    void foldersThatAreOnlyHereStay()
    {
        FolderRow local{.id = 7, .path = {u"Letters"_s}};
        FolderRow inbox{.id = 8, .path = {u"Inbox"_s}};
        const FolderPlan plan = planFolders({{.name = u"INBOX"_s, .delimiter = u'/', .attributes = {}}}, {local, inbox});
        QVERIFY(plan.gone.isEmpty());
        QCOMPARE(pathsOf(plan.unchanged), QStringList{u"Letters"_s});
        QCOMPARE(plan.save.size(), 1);
        QCOMPARE(plan.save.first().id, 8);
        QCOMPARE(plan.save.first().mailbox, u"INBOX"_s);
    }

    void mailboxesNeverShareAPath()
    {
        const FolderPlan plan =
            planFolders({{.name = u"a//b"_s, .delimiter = u'/', .attributes = {}}, {.name = u"a/_/b"_s, .delimiter = u'/', .attributes = {}}}, {});
        const QStringList paths = pathsOf(plan.save);
        QCOMPARE(QSet<QString>(paths.begin(), paths.end()).size(), paths.size());
        QVERIFY(
            planFolders({{.name = u"a//b"_s, .delimiter = u'/', .attributes = {}}, {.name = u"a/_/b"_s, .delimiter = u'/', .attributes = {}}}, applied(plan))
                .save.isEmpty());
    }

    void inboxIsSynchronisedFirstAndTrashLast()
    {
        FolderRow trash{.path = {u"A trash"_s}, .role = Role::Trash};
        FolderRow plain{.path = {u"B"_s}};
        FolderRow sent{.path = {u"Sent"_s}, .role = Role::Sent};
        FolderRow inbox{.path = {u"Inbox"_s}, .role = Role::Inbox};
        QCOMPARE(pathsOf(inSyncOrder({trash, plain, sent, inbox})), (QStringList{u"Inbox"_s, u"Sent"_s, u"B"_s, u"A trash"_s}));
    }

    void strategyFollowsWhatTheServerSays()
    {
        const FolderRow stored{.uidValidity = 7, .uidNext = 11, .highestModSeq = 100, .complete = true};
        using Server = ImapMailboxState;
        QCOMPARE(planFolder(Server{.exists = 10, .uidValidity = 7, .uidNext = 11, .highestModSeq = 100}, stored, 10).kind, ImapStrategy::Nothing);
        QCOMPARE(planFolder(Server{.exists = 9, .uidValidity = 7, .uidNext = 11, .highestModSeq = 100}, stored, 10).kind, ImapStrategy::ChangedSince);
        const ImapStrategy changed = planFolder(Server{.exists = 10, .uidValidity = 7, .uidNext = 11, .highestModSeq = 101}, stored, 10);
        QCOMPARE(changed.kind, ImapStrategy::ChangedSince);
        QCOMPARE(changed.changedSince, quint64(100));
        QCOMPARE(planFolder(Server{.exists = 10, .uidValidity = 4294967295U, .uidNext = 11, .highestModSeq = 100}, stored, 10).kind, ImapStrategy::Rematch);
        QCOMPARE(planFolder(Server{.exists = 10, .uidValidity = 7, .uidNext = 11, .highestModSeq = 0}, stored, 10).kind, ImapStrategy::Scan);
        QCOMPARE(planFolder(Server{.exists = 10, .uidValidity = 7, .uidNext = 11, .highestModSeq = 100}, FolderRow{}, 0).kind, ImapStrategy::Scan);
    }

    void listingFindsNewChangedAndVanished()
    {
        const QList<KnownUid> rows{knownUid(1), knownUid(2), knownUid(3)};
        const ImapChanges changes =
            compareListing({{.uid = 5, .flags = {}}, {.uid = 2, .flags = Flags(Flags::Seen)}, {.uid = 4, .flags = {}}, {.uid = 1, .flags = {}}}, rows);
        QCOMPARE(changes.fetch, (QList<quint32>{5, 4}));
        QCOMPARE(changes.flags.size(), 1);
        QVERIFY(changes.flags.cbegin()->has(Flags::Seen));
        QCOMPARE(changes.vanished, QList<MessageKey>{"3"});
        QVERIFY(!changes.heldBack);
    }

    void changedFlagsAreFound()
    {
        const KnownUid row = knownUid(1);
        const ImapChanges changes = compareListing({{.uid = 1, .flags = Flags(Flags::Seen)}}, {row});
        QCOMPARE(changes.flags.value(row.key), Flags(Flags::Seen));
    }

    void changedSinceLetsNothingVanish()
    {
        const QList<KnownUid> rows{knownUid(1), knownUid(2)};
        const ImapChanges changes = compareChanges({{.uid = 3, .flags = {}}}, rows);
        QCOMPARE(changes.fetch, QList<quint32>{3});
        QVERIFY(changes.vanished.isEmpty());
        QVERIFY(!needsListing(changes, {.exists = 3}, 2));
        QVERIFY(needsListing(changes, {.exists = 2}, 2));
    }

    void massVanishIsHeldBack()
    {
        QVERIFY(!isMassVanish(20, 20));
        QVERIFY(isMassVanish(21, 21));
        QVERIFY(!isMassVanish(21, 42));
        QVERIFY(isMassVanish(22, 43));
        QList<KnownUid> rows;
        for (quint32 uid = 1; uid <= 30; ++uid) {
            rows.append(knownUid(uid));
        }
        QVERIFY(compareListing({}, rows).heldBack);
    }

    void batchesAreBounded()
    {
        QList<SizedUid> uids{{.uid = 9, .size = 50}, {.uid = 8, .size = 60}, {.uid = 7, .size = 1}, {.uid = 6, .size = 1}};
        QCOMPARE(takeBatch(uids, 10, 100).size(), 1);
        QCOMPARE(takeBatch(uids, 2, 100).size(), 2);
        QCOMPARE(takeBatch(uids, 2, 0).size(), 1); // larger than the limit: alone
        QVERIFY(uids.isEmpty());
    }

    void projectionCreatesChangesAndRemoves()
    {
        MessageRow missing = rowOfUid(1);
        MessageRow changed = rowOfUid(2, Flags(Flags::Seen));
        changed.inAkonadi = true;
        MessageRow deleted = rowOfUid(3);
        deleted.deletedHere = true;
        const Projection plan = planProjection({missing, changed, deleted},
                                               {{.id = 20, .key = "2", .flags = {}},
                                                {.id = 30, .key = "3", .flags = {}},
                                                {.id = 40, .key = "unknown", .flags = {}},
                                                {.id = 50, .key = "", .flags = {}}});
        QCOMPARE(plan.create.size(), 1);
        QCOMPARE(plan.create.first().key, MessageKey("1"));
        QCOMPARE(plan.setFlags, (QList<std::pair<qint64, Flags>>{{20, Flags(Flags::Seen)}}));
        QCOMPARE(QSet<qint64>(plan.remove.begin(), plan.remove.end()), (QSet<qint64>{30, 40}));
    }

    void projectionKeepsTheOlderOfTwins()
    {
        const Projection plan = planProjection({rowOfUid(1)}, {{.id = 9, .key = "1", .flags = {}}, {.id = 4, .key = "1", .flags = {}}});
        QCOMPARE(plan.remove, QList<qint64>{9});
        QVERIFY(plan.create.isEmpty());
        QCOMPARE(plan.confirmed, QList<MessageKey>{"1"});
    }

    void rematchNeedsHashAndSize()
    {
        MessageRow a = rowOfUid(1);
        a.headerHash = "h";
        a.size = 10;
        MessageRow b = rowOfUid(2);
        b.headerHash = "h";
        b.size = 11;
        const Rematch result =
            rematch({{.uid = 100, .size = 10, .headerHash = "h", .flags = {}}, {.uid = 101, .size = 12, .headerHash = "h", .flags = {}}}, {a, b}, 9);
        QCOMPARE(result.matched.size(), 1);
        QCOMPARE(result.matched.first().key, a.key);
        QCOMPARE(result.matched.first().uid, 100U);
        QCOMPARE(result.matched.first().uidValidity, 9U);
        QCOMPARE(result.unmatched.size(), 1);
        QCOMPARE(result.unmatched.first().uid, 0U);
        QCOMPARE(result.fetch, QList<quint32>{101});
    }

    void aLimitOfConnectionsIsForgottenInTime()
    {
        const QDateTime now = QDateTime::fromSecsSinceEpoch(1'790'000'000, QTimeZone::UTC);
        ConnectionLimit limit;
        QVERIFY(limit.allowed(now) > 4);
        limit.refused(2, now);
        QCOMPARE(limit.allowed(now.addSecs(29 * 60)), 2);
        QCOMPARE(limit.allowed(now.addSecs(31 * 60)), 3);
        QVERIFY(limit.allowed(now.addSecs(61 * 60)) > 4);
        QCOMPARE(limit.allowed(now.addDays(-1)), 2);
        limit.refused(0, now.addSecs(31 * 60)); // others have them all
        QCOMPARE(limit.allowed(now.addSecs(32 * 60)), 1);
        QCOMPARE(limit.allowed(now.addSecs(62 * 60)), 2);
    }

    void onlyTheNextRunGivesWayToTheWatcher()
    {
        QCOMPARE(thoseWhoGiveWay(ConnectionUse::Watch), QList{ConnectionUse::Run});
        QCOMPARE(thoseWhoGiveWay(ConnectionUse::Run).last(), ConnectionUse::Watch);
        QVERIFY(!thoseWhoGiveWay(ConnectionUse::Body).contains(ConnectionUse::Body));
    }

    void anObjectIdNeedsNoHeader()
    {
        MessageRow a = rowOfUid(1);
        a.objectId = "M1";
        a.headerHash = "h";
        a.size = 10;
        MessageRow b = a;
        b.key = "b";
        b.uid = 2;
        b.objectId = "M2";
        const QList<MessageIdentity> server{{.uid = 100, .size = 10, .objectId = "M2"}, {.uid = 101, .size = 10, .objectId = "M1"}};
        QVERIFY(headersToRead(server, {a, b}).isEmpty());
        const Rematch result = rematch(server, {a, b}, 9);
        QCOMPARE(result.matched.size(), 2);
        QCOMPARE(result.matched.at(0).key, b.key);
        QCOMPARE(result.matched.at(1).key, a.key);
        QVERIFY(result.unmatched.isEmpty() && result.fetch.isEmpty());
        QVERIFY(rematch({{.uid = 100, .size = 11, .objectId = "M1"}}, {a}, 9).matched.isEmpty());
    }

    void headersTellWhatObjectIdsDoNot()
    {
        MessageRow uploadedHere = rowOfUid(1);
        uploadedHere.headerHash = "h";
        uploadedHere.size = 10;
        MessageRow known = rowOfUid(2);
        known.objectId = "M2";
        known.headerHash = "i";
        known.size = 10;
        QList<MessageIdentity> server{{.uid = 100, .size = 10, .objectId = "M1"},
                                      {.uid = 101, .size = 12, .objectId = "M3"},
                                      {.uid = 102, .size = 10, .objectId = "M2"}};
        QCOMPARE(headersToRead(server, {uploadedHere, known}), QList<quint32>{100});
        server[0].headerHash = "h";
        const Rematch result = rematch(server, {uploadedHere, known}, 9);
        QCOMPARE(result.matched.size(), 2);
        QCOMPARE(result.matched.first().key, uploadedHere.key);
        QCOMPARE(result.matched.first().objectId, "M1");
        QCOMPARE(result.fetch, QList<quint32>{101});
        // Another server under the same name: the ids are others, the messages the same
        QCOMPARE(headersToRead({{.uid = 7, .size = 10, .objectId = "X"}}, {known}), QList<quint32>{7});
        // What nothing is known of is like nothing
        MessageRow nothing = rowOfUid(3);
        QVERIFY(rematch({{.uid = 7, .size = 0}}, {nothing}, 9).matched.isEmpty());
    }
};

QTEST_GUILESS_MAIN(PlanTest)
#include "plantest.moc"
