// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "accessibility.h"
#include "fakeresource.h"
#include "kcm/accountdetails.h"
#include "kcm/accountwords.h"
#include "kcm/removepage.h"
#include "link/accountlink.h"
#include "switchsamples.h"

#include <KMessageWidget>

#include <QCheckBox>
#include <QFileDialog>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;

namespace
{
QPushButton *button(QWidget *widget, const QString &part)
{
    for (auto *one : widget->findChildren<QPushButton *>()) {
        if (!one->isHidden() && one->text().remove(u'&').contains(part)) {
            return one;
        }
    }
    return nullptr;
}

AccountFacts pop3Facts()
{
    return accountFacts(sampleFigures(u"pop3"_s));
}

AccountFacts imapFacts()
{
    AccountFacts facts = accountFacts(sampleFigures(u"imap"_s));
    facts.onlyHere = 0;
    return facts;
}

/// Chooses a file in the dialog that the page opens.
void chooseFile(QWidget *page, const QString &file)
{
    button(page, u"Back Up"_s)->click();
    auto *dialog = page->findChild<QFileDialog *>();
    QVERIFY(dialog);
    Q_EMIT dialog->fileSelected(file);
    dialog->close();
}
}

class AccountsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wordsSayHowAnAccountIsDoing()
    {
        AccountFacts facts = imapFacts();
        QCOMPARE(stateWords(facts, true), u"Ready"_s);
        QCOMPARE(stateWords(facts, false), u"Paused"_s);
        QCOMPARE(stateWords({}, true), u"Does not answer"_s);
        QVERIFY(warningsOf(facts).isEmpty());
        facts.state = u"broken"_s;
        facts.sentence = u"The password is wrong."_s;
        facts.quotaUsed = facts.quotaLimit * 2;
        facts.heldRemovals = 3;
        const QStringList warnings = warningsOf(facts);
        QCOMPARE(warnings.size(), 3);
        QCOMPARE(warnings.first(), facts.sentence);
        QCOMPARE(quotaPercent(facts), 100);
        QCOMPARE(quotaPercent({}), -1);
    }

    void whatIsNotKnownCountsAsTheOnlyCopy()
    {
        QVERIFY(hasOnlyCopies({}));
        QVERIFY(hasOnlyCopies(pop3Facts()));
        QVERIFY(!hasOnlyCopies(imapFacts()));
        AccountFacts waiting = imapFacts();
        waiting.waiting = 1;
        QVERIFY(hasOnlyCopies(waiting));
        QVERIFY(!hasOnlyCopies({.state = u"notConfigured"_s}));
    }

    void theDetailsOfferWhatCanBeDone()
    {
        AccountDetails details;
        details.showAccount(u"Anna"_s, true, pop3Facts());
        details.show();
        QCOMPARE(unnamed(&details), QStringList());
        QSignalSpy change(&details, &AccountDetails::changeWanted);
        QSignalSpy pause(&details, &AccountDetails::pauseWanted);
        button(&details, u"Change to IMAP"_s)->click();
        button(&details, u"Pause"_s)->click();
        QCOMPARE(change.size(), 1);
        QCOMPARE(pause.first().first().toBool(), true);
        details.showAccount(u"Anna"_s, false, imapFacts());
        QVERIFY(!button(&details, u"Check Now"_s)->isEnabled());
        button(&details, u"Resume"_s)->click();
        QCOMPARE(pause.last().first().toBool(), false);
        QVERIFY(button(&details, u"Change to POP3"_s));
        QSignalSpy undo(&details, &AccountDetails::undoWanted);
        details.showUndo(QDateTime(QDate(2026, 12, 24), QTime(12, 0)));
        details.findChildren<KMessageWidget *>().last()->actions().first()->trigger();
        QCOMPARE(undo.size(), 1);
    }

    void theOnlyCopiesAreNotRemovedWithoutABackupOrASecondDecision()
    {
        FakeResource account;
        AccountLink link(FakeResource::identifier());
        RemovePage page;
        page.ask(&link, u"Anna"_s, pop3Facts());
        page.show();
        QCOMPARE(unnamed(&page), QStringList());
        QVERIFY(!button(&page, u"Remove Account"_s)->isEnabled());
        page.findChild<QCheckBox *>()->click();
        QVERIFY(button(&page, u"Remove Account"_s)->isEnabled());
        // Asked again, it is not decided already.
        page.ask(&link, u"Anna"_s, pop3Facts());
        QVERIFY(!button(&page, u"Remove Account"_s)->isEnabled());

        chooseFile(&page, u"/nowhere/mail.tar.gz"_s);
        QTRY_COMPARE(account.calls, QStringList{u"backup /nowhere/mail.tar.gz"_s});
        QVERIFY(!button(&page, u"Remove Account"_s)->isEnabled());
        Q_EMIT account.backup.ended(false, u"The disk is full."_s);
        QTRY_COMPARE(page.findChild<KMessageWidget *>()->text(), u"The disk is full."_s);
        QVERIFY(!button(&page, u"Remove Account"_s)->isEnabled());

        chooseFile(&page, u"/somewhere/mail.tar.gz"_s);
        QTRY_COMPARE(account.calls.size(), 2);
        Q_EMIT account.backup.ended(true, u"2,461 messages are in the file."_s);
        QTRY_VERIFY(button(&page, u"Remove Account"_s)->isEnabled());
        QSignalSpy confirmed(&page, &RemovePage::confirmed);
        button(&page, u"Remove Account"_s)->click();
        QCOMPARE(confirmed.size(), 1);
    }

    void leavingEndsTheBackupAndRemovesNothing()
    {
        FakeResource account;
        AccountLink link(FakeResource::identifier());
        RemovePage page;
        page.ask(&link, u"Anna"_s, pop3Facts());
        page.show();
        QSignalSpy confirmed(&page, &RemovePage::confirmed);
        QSignalSpy cancelled(&page, &RemovePage::cancelled);
        chooseFile(&page, u"/somewhere/mail.tar.gz"_s);
        QTRY_COMPARE(account.calls.size(), 1);
        button(&page, u"Cancel"_s)->click();
        QCOMPARE(cancelled.size(), 1);
        QTRY_COMPARE(account.calls.last(), u"cancel backup"_s);
        QVERIFY(confirmed.isEmpty());
    }

    void whatTheServerHasCanBeRemovedAtOnceButSaysWhatHappens()
    {
        FakeResource account;
        AccountLink link(FakeResource::identifier());
        RemovePage page;
        page.ask(&link, u"Anna"_s, imapFacts());
        page.show();
        QVERIFY(button(&page, u"Remove Account"_s)->isEnabled());
        QVERIFY(page.findChildren<QLabel *>().at(1)->text().contains("On the server: nothing is deleted"_L1));
    }
};

QTEST_MAIN(AccountsTest)

#include "accountstest.moc"
