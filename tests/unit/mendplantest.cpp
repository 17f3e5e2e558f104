// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// Which messages whose files are damaged or gone come from the server again.

#include "plan/mendplan.h"
#include "plan/imapplan.h"
#include "plan/keepplan.h"
#include "plan/pop3plan.h"

#include <QTest>
#include <QTimeZone>

#include <functional>

using namespace Konto;
using namespace Qt::StringLiterals;

namespace
{
constexpr qint64 inbox = 1;
constexpr qint64 work = 2;
constexpr quint32 validity = 7;
const QDateTime now(QDate(2026, 11, 28), QTime(12, 0), QTimeZone::UTC);

FolderRow folder(qint64 id)
{
    FolderRow row;
    row.id = id;
    row.mailbox = QString::number(id);
    row.uidValidity = validity;
    return row;
}

MessageRow message()
{
    MessageRow row;
    row.key = "key"_ba;
    row.folder = inbox;
    row.uidValidity = validity;
    row.uid = 3;
    row.size = 1000;
    row.body = Body::Here;
    return row;
}

using RowChange = std::function<void(MessageRow &)>;
using FolderEdit = std::function<void(FolderRow &)>;
}
Q_DECLARE_METATYPE(RowChange)
Q_DECLARE_METATYPE(FolderEdit)

class MendPlanTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatAnImapServerHas_data()
    {
        QTest::addColumn<RowChange>("change");
        QTest::addColumn<FolderEdit>("edit");
        QTest::addColumn<bool>("there");
        const auto with = [](const char *name, const RowChange &change, const FolderEdit &edit, bool there) {
            QTest::newRow(name) << change << edit << there;
        };
        const RowChange asIs = [](MessageRow &) { };
        const FolderEdit asItIs = [](FolderRow &) { };
        with("there", asIs, asItIs, true);
        with(
            "never uploaded",
            [](MessageRow &row) {
                row.uid = 0;
            },
            asItIs,
            false);
        with(
            "an edit waits",
            [](MessageRow &row) {
                row.writing = Writing::Upload;
            },
            asItIs,
            false);
        with(
            "an edit was begun",
            [](MessageRow &row) {
                row.writing = Writing::UploadBegun;
            },
            asItIs,
            false);
        with(
            "a move was begun",
            [](MessageRow &row) {
                row.writing = Writing::MoveBegun;
            },
            asItIs,
            true);
        with(
            "another UIDVALIDITY",
            [](MessageRow &row) {
                row.uidValidity = validity + 1;
            },
            asItIs,
            false);
        with(
            "deleted",
            [](MessageRow &row) {
                row.deletedHere = true;
            },
            asItIs,
            false);
        with(
            "moved here",
            [](MessageRow &row) {
                row.folder = work;
                row.serverFolder = inbox;
            },
            asItIs,
            true);
        with(
            "of no folder",
            [](MessageRow &row) {
                row.folder = 99;
            },
            asItIs,
            false);
        with(
            "only here",
            asIs,
            [](FolderRow &row) {
                row.mailbox.clear();
            },
            false);
        with(
            "a level",
            asIs,
            [](FolderRow &row) {
                row.selectable = false;
            },
            false);
        with(
            "not subscribed to",
            asIs,
            [](FolderRow &row) {
                row.subscribed = false;
            },
            true);
        with(
            "of others, and not subscribed to",
            asIs,
            [](FolderRow &row) {
                row.subscribed = false;
                row.shared = true;
            },
            false);
        with(
            "a folder to be deleted",
            asIs,
            [](FolderRow &row) {
                row.change = FolderChange::Delete;
            },
            false);
        with(
            "a folder to be renamed",
            asIs,
            [](FolderRow &row) {
                row.change = FolderChange::Rename;
            },
            true);
    }
    void whatAnImapServerHas()
    {
        QFETCH(RowChange, change);
        QFETCH(FolderEdit, edit);
        MessageRow row = message();
        change(row);
        FolderRow place = folder(inbox);
        edit(place);
        QTEST(isOnServer(row, {.mode = Mode::Imap, .folders = {folder(work), place}, .listed = {"u1"_ba}}), "there");
    }

    void whatAPop3ServerHas()
    {
        MessageRow row = message();
        Refetching server{.mode = Mode::Pop3, .folders = {folder(inbox)}, .listed = {"u1"_ba}};
        QVERIFY(!isOnServer(row, server)); // by its UID, in the other mode
        row.uidl = "u2"_ba;
        QVERIFY(!isOnServer(row, server));
        row.uidl = "u1"_ba;
        QVERIFY(isOnServer(row, server));
        row.deletedHere = true;
        QVERIFY(!isOnServer(row, server));
        row.deletedHere = false;
        server.listed.clear();
        QVERIFY(!isOnServer(row, server));
    }

    /// Whatever the rule, but not while every byte counts.
    void anImapRunFetchesIt()
    {
        const Holding opened{.keep = HeldHere::Opened};
        MessageRow row = message();
        QVERIFY(!isBodyMissing(row, inbox, opened, now));
        row.body = Body::OnServer;
        QVERIFY(!isBodyMissing(row, inbox, opened, now));
        row.fetchAgain = true;
        QVERIFY(isBodyMissing(row, inbox, opened, now));
        row.body = Body::Here;
        QVERIFY(isBodyMissing(row, inbox, opened, now));
        QVERIFY(isBodyMissing(row, inbox, Holding(), now));
        QVERIFY(!isBodyMissing(row, work, opened, now));
        QVERIFY(!isBodyMissing(row, inbox, {.keep = HeldHere::Everything, .largest = 500}, now));
        row.deletedHere = true;
        QVERIFY(!isBodyMissing(row, inbox, opened, now));
    }

    void itIsNotFreedMeanwhile()
    {
        MessageRow row = message();
        row.storedAt = now.addDays(-9);
        const Holding opened{.keep = HeldHere::Opened};
        QVERIFY(isBodyToFree(row, inbox, opened, now.addDays(-1), now));
        row.fetchAgain = true;
        QVERIFY(!isBodyToFree(row, inbox, opened, now.addDays(-1), now));
    }

    void aPop3RunFetchesIt()
    {
        KnownMessage row{.key = "key"_ba, .folder = inbox, .uidl = "u1"_ba, .size = 1000, .body = Body::Here, .storedAt = now};
        const Pop3Entry entry{.number = 1, .size = 1000, .uidl = "u1"_ba};
        const Pop3Limits limits{.largestDownload = 500};
        QVERIFY(planPop3({entry}, {.rows = {row}}, limits).download.isEmpty());
        row.fetchAgain = true;
        const Pop3Plan plan = planPop3({entry}, {.rows = {row}}, limits);
        QCOMPARE(plan.download.size(), 1);
        QCOMPARE(plan.download.first().into, row.key);
        QVERIFY(plan.headers.isEmpty());
        row.deletedHere = true;
        QVERIFY(planPop3({entry}, {.rows = {row}}, limits).download.isEmpty());
    }
};

QTEST_GUILESS_MAIN(MendPlanTest)
#include "mendplantest.moc"
