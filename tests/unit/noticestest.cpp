// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "looks/lookmemory.h"
#include "notices/noticebook.h"
#include "notices/noticerules.h"
#include "notices/noticewords.h"

#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

using namespace Qt::StringLiterals;
using namespace Konto;
using namespace std::chrono_literals;

namespace
{
const QDateTime now(QDate(2026, 11, 28), QTime(12, 0), QTimeZone::UTC);
const QString work = u"akonadi_konto_resource_0"_s;

AccountState healthy(Mode mode)
{
    AccountState state{.account = work, .name = u"Work"_s, .online = true, .answers = true, .facts = {}, .stage = {}, .undoableUntil = {}};
    state.facts.mode = mode;
    state.facts.state = u"idle"_s;
    state.facts.messagesHere = 10'000;
    return state;
}

AccountState with(const QString &problem, Mode mode = Mode::Imap)
{
    AccountState state = healthy(mode);
    state.facts.problem = problem;
    state.facts.sentence = u"Work: It does not work."_s;
    return state;
}

QList<NoticeCause> causes(const AccountState &state, const Observations &seen = {})
{
    QList<NoticeCause> found;
    for (const Finding &finding : findingsOf(state, seen, now)) {
        found.append(finding.cause);
    }
    return found;
}

Observations certificateUntil(const QDateTime &until)
{
    return {.server = ServerSeen{.certificateUntil = until, .speaksOther = false}, .index = {}, .check = {}, .diskFree = {}, .problemSince = {}};
}

Observations speaksOther()
{
    return {.server = ServerSeen{.certificateUntil = {}, .speaksOther = true}, .index = {}, .check = {}, .diskFree = {}, .problemSince = {}};
}

Observations indexed(qint64 indexed, int standstill)
{
    return {.server = {},
            .index = IndexSeen{.indexed = indexed, .messages = 10'000, .standstill = standstill},
            .check = {},
            .diskFree = {},
            .problemSince = {}};
}

Observations checked(qint64 differences, qint64 damaged)
{
    const CheckSeen check{.when = now, .differences = differences, .damaged = damaged, .sentence = u"Looked at."_s};
    return {.server = {}, .index = {}, .check = check, .diskFree = {}, .problemSince = {}};
}
}

using Causes = QList<NoticeCause>;

class NoticesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingToTell()
    {
        QCOMPARE(causes(healthy(Mode::Imap)), Causes());
        QCOMPARE(causes(healthy(Mode::Pop3)), Causes());
    }

    void problems()
    {
        QCOMPARE(causes(with(u"WrongPassword"_s)), Causes{NoticeCause::PasswordRejected});
        QCOMPARE(causes(with(u"NoPassword"_s)), Causes{NoticeCause::PasswordRejected});
        QCOMPARE(causes(with(u"Certificate"_s)), Causes{NoticeCause::CertificateChanged});
        QCOMPARE(causes(with(u"DiskFull"_s)), Causes{NoticeCause::DiskNearlyFull});
        QCOMPARE(causes(with(u"Timeout"_s)), Causes()); // passes by itself
    }

    void busyForAWhileOnly()
    {
        Observations seen;
        seen.problemSince = now.addSecs(-9 * 60);
        QCOMPARE(causes(with(u"Busy"_s, Mode::Pop3), seen), Causes());
        seen.problemSince = now.addSecs(-10 * 60);
        QCOMPARE(causes(with(u"Busy"_s, Mode::Pop3), seen), Causes{NoticeCause::MailboxBusy});
    }

    void refusedLately()
    {
        AccountState state = healthy(Mode::Imap);
        state.facts.refusal = u"Work: The server did not rename “Old”."_s;
        state.facts.refusedAt = now.addSecs(-60);
        const QList<Finding> first = findingsOf(state, {}, now);
        QCOMPARE(causes(state), Causes{NoticeCause::Refused});
        state.facts.refusedAt = now; // the same in every run is told once
        QCOMPARE(findingsOf(state, {}, now), first);
        state.facts.refusal = u"Work: The server did not delete “Old”."_s;
        QVERIFY(findingsOf(state, {}, now) != first);
        state.facts.refusedAt = now.addDays(-1);
        QCOMPARE(causes(state), Causes());
    }

    void certificate()
    {
        const AccountState state = healthy(Mode::Imap);
        QCOMPARE(causes(state, certificateUntil(now.addDays(8))), Causes());
        QCOMPARE(causes(state, certificateUntil(now.addDays(7))), Causes{NoticeCause::CertificateExpires});
        QCOMPARE(causes(state, certificateUntil(now.addDays(-1))), Causes()); // then it is a problem of the run
        QCOMPARE(causes(state, certificateUntil({})), Causes());
    }

    void quota()
    {
        AccountState state = healthy(Mode::Imap);
        state.facts.quotaLimit = 1'000'000;
        state.facts.quotaUsed = 899'999;
        QCOMPARE(causes(state), Causes());
        state.facts.quotaUsed = 900'000;
        QCOMPARE(causes(state), Causes{NoticeCause::QuotaNearlyFull});
        QCOMPARE(causes(state, speaksOther()), (Causes{NoticeCause::QuotaNearlyFull, NoticeCause::CouldBePop3}));
    }

    void heldBack()
    {
        AccountState state = healthy(Mode::Pop3);
        state.facts.heldRemovals = 318;
        state.facts.setAside = 21;
        QCOMPARE(causes(state), (Causes{NoticeCause::RetentionHeld, NoticeCause::SetAside}));
    }

    void disk()
    {
        Observations seen;
        seen.diskFree = 500'000'000;
        QCOMPARE(causes(healthy(Mode::Imap), seen), Causes());
        seen.diskFree = 499'999'999;
        QCOMPARE(causes(healthy(Mode::Imap), seen), Causes{NoticeCause::DiskNearlyFull});
    }

    void index()
    {
        const AccountState state = healthy(Mode::Imap);
        QCOMPARE(causes(state, indexed(8120, 2)), Causes()); // it may be at it
        QCOMPARE(causes(state, indexed(8120, 3)), Causes{NoticeCause::NotSearchable});
        QCOMPARE(causes(state, indexed(9900, 3)), Causes());
        QCOMPARE(causes(state, indexed(10'000, 0)), Causes());
    }

    void check()
    {
        const AccountState state = healthy(Mode::Imap);
        QCOMPARE(causes(state, checked(0, 0)), Causes());
        QCOMPARE(findingsOf(state, checked(3, 0), now).first().severity, Severity::Information);
        QCOMPARE(findingsOf(state, checked(3, 1), now).first().severity, Severity::Warning);
    }

    void advice()
    {
        QCOMPARE(causes(healthy(Mode::Pop3), speaksOther()), Causes{NoticeCause::CouldBeImap});
        QCOMPARE(causes(healthy(Mode::Imap), speaksOther()), Causes()); // there is room enough
    }

    void undo()
    {
        AccountState state = healthy(Mode::Imap);
        state.undoableUntil = now.addDays(30);
        QCOMPARE(causes(state), Causes{NoticeCause::UndoPossible});
        const QString first = noticeId(work, findingsOf(state, {}, now).first());
        state.undoableUntil = now.addDays(31);
        QVERIFY(noticeId(work, findingsOf(state, {}, now).first()) != first); // of another switch
        state.stage = {.phase = u"placing"_s, .percent = 3, .canCancel = false, .sentence = {}};
        QCOMPARE(causes(state), Causes());
    }

    /// Whatever is found, there is a heading, a sentence, and something that can be done.
    void everyCauseHasWords()
    {
        AccountState state = with(u"DiskFull"_s);
        state.facts.refusal = u"Work: The server did not rename “Old”."_s;
        state.facts.refusedAt = now;
        state.facts.quotaUsed = 95;
        state.facts.quotaLimit = 100;
        Observations seen = indexed(8120, 3);
        seen.server = ServerSeen{.certificateUntil = now.addDays(2), .speaksOther = true};
        seen.check = checked(2, 1).check;
        seen.diskFree = 1000;
        state.undoableUntil = now.addDays(3);
        for (int cause = 0; cause <= int(NoticeCause::UndoPossible); ++cause) {
            const Finding finding{.cause = NoticeCause(cause), .severity = Severity::Warning, .variant = {}};
            const Notice notice = noticeOf(finding, state, seen, now);
            QVERIFY2(!notice.title.isEmpty() && !notice.text.isEmpty() && !notice.actions.isEmpty(), qPrintable(causeName(finding.cause)));
            QVERIFY(!notice.text.startsWith("Work:"_L1));
            QVERIFY(!causeName(finding.cause).isEmpty());
        }
    }

    void whatCannotBeTakenBackIsAsked()
    {
        AccountState state = healthy(Mode::Pop3);
        state.facts.heldRemovals = 318;
        state.facts.setAside = 21;
        int asked = 0;
        for (const Finding &finding : findingsOf(state, {}, now)) {
            for (const NoticeAction &action : noticeOf(finding, state, {}, now).actions) {
                const bool isFinal = action.id == "confirmRetention"_L1 || action.id == "acceptDisappeared"_L1;
                QCOMPARE(action.question.isEmpty(), !isFinal);
                asked += isFinal ? 1 : 0;
            }
        }
        QCOMPARE(asked, 2);
    }

    void bookRemembers()
    {
        const QTemporaryDir directory;
        const QString path = directory.filePath(u"book"_s);
        const QString quota = work + "/quotaNearlyFull"_L1;
        const QString advice = work + "/couldBeImap"_L1;
        {
            NoticeBook book(KSharedConfig::openConfig(path, KConfig::SimpleConfig));
            QCOMPARE(book.since(quota, now), now);
            QVERIFY(book.takeUntold(quota));
            QVERIFY(book.takeUntold(advice));
            book.dismiss(advice);
            book.setAdviceWanted(false);
        }
        // Whoever reads the file next, as after kill -9: nothing was left to be written
        NoticeBook book(KSharedConfig::openConfig(path, KConfig::SimpleConfig));
        QCOMPARE(book.since(quota, now.addDays(1)), now);
        QVERIFY(!book.takeUntold(quota));
        QVERIFY(book.isDismissed(advice));
        QVERIFY(!book.isAdviceWanted());

        book.forgetOthers(work, {});
        QVERIFY(book.takeUntold(quota)); // the cause went, and came back
        QVERIFY(!book.takeUntold(advice)); // given once
        QVERIFY(book.isDismissed(advice));
        book.forgetAccounts({work});
        QVERIFY(book.isDismissed(advice));
        book.forgetAccounts({});
        QVERIFY(!book.isDismissed(advice));
    }

    void looksAreRemembered()
    {
        const QTemporaryDir directory;
        const auto file = KSharedConfig::openConfig(directory.filePath(u"looks"_s), KConfig::SimpleConfig);
        LookMemory memory(file);
        QVERIFY(!memory.server(work).when.isValid());
        memory.setServer(work, {.when = now, .seen = {.certificateUntil = now.addDays(80), .speaksOther = true}});
        QCOMPARE(memory.server(work).when, now);
        QCOMPARE(memory.server(work).seen, (ServerSeen{.certificateUntil = now.addDays(80), .speaksOther = true}));

        QCOMPARE(memory.check(work, now).when, now); // a new account is looked at in a week
        QCOMPARE(memory.check(work, now.addDays(3)).when, now);
        const CheckSeen check{.when = now.addDays(7), .differences = 3, .damaged = 1, .sentence = u"One.\nTwo."_s};
        memory.setCheck(work, check);
        QCOMPARE(memory.check(work, now), check);
        memory.forgetOthers({});
        QVERIFY(!memory.server(work).when.isValid());
    }
};

QTEST_GUILESS_MAIN(NoticesTest)

#include "noticestest.moc"
