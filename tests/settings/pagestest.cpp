// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "dialog.h"

#include "account/diskpage.h"

#include <QCheckBox>
#include <QComboBox>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTreeView>

#include <algorithm>

using namespace Konto;
using namespace Qt::StringLiterals;

/// The pages of an existing account.
class PagesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingChangedWritesNothing();
    void cancelWritesNothing();
    void storedPasswordIsNeverShown();
    void newPasswordIsStored();
    void ruleIsCountedAndAgreedTo();
    void ruleWithoutAgreementIsOnlyWritten();
    void foldersAreChangedOnSave();
    void otherHostIsNotWritten();
    void otherHostOfTheOtherProtocolIsWritten();
    void certificateIsPinned();
    void testThatFailsSaysSo();
    void backup();
    void modeChangedElsewhere();
};

void PagesTest::nothingChangedWritesNothing()
{
    for (const Mode mode : {Mode::Imap, Mode::Pop3}) {
        Dialog dialog(mode);
        dialog.open();
        QVERIFY(dialog.widget->save());
        QVERIFY(dialog.isUntouched());
        QTRY_COMPARE(dialog.resource.calls, QStringList{u"reconfigure"_s});
    }
}

void PagesTest::cancelWritesNothing()
{
    Dialog dialog(Mode::Pop3);
    dialog.resource.account.removals = {0, 318, 0, 0, 2341};
    dialog.open();
    dialog.type(u"Account name:"_s, u"Other"_s);
    dialog.type(u"New password"_s, u"typed-secret"_s);
    dialog.click(u"Remove each"_s);
    QTRY_VERIFY(dialog.messages().contains(u"2341 messages"_s) || dialog.messages().contains(u"2,341 messages"_s));
    dialog.click(u"I agree"_s);
    dialog.type(u"IMAP server"_s, u"other.example.org"_s);
    dialog.cancel();
    QVERIFY(dialog.isUntouched());
    QCOMPARE(dialog.passwords.entries.value(u"id"_s), u"stored-secret"_s);
    QVERIFY(dialog.resource.calls.isEmpty());
}

void PagesTest::storedPasswordIsNeverShown()
{
    Dialog dialog(Mode::Imap);
    dialog.open();
    auto *password = dialog.field<QLineEdit>(u"New password"_s);
    QTRY_VERIFY(password->placeholderText().startsWith(u"Stored"_s));
    QVERIFY(password->text().isEmpty());
    for (const QLineEdit *line : dialog.widget->findChildren<QLineEdit *>()) {
        QVERIFY(!line->text().contains(u"stored-secret"_s) && !line->placeholderText().contains(u"stored-secret"_s));
    }
    for (const QLabel *label : dialog.widget->findChildren<QLabel *>()) {
        QVERIFY(!label->text().contains(u"stored-secret"_s));
    }
    QVERIFY(dialog.widget->save());
    QCOMPARE(dialog.passwords.entries.value(u"id"_s), u"stored-secret"_s);
}

void PagesTest::newPasswordIsStored()
{
    Dialog dialog(Mode::Imap);
    dialog.open();
    dialog.type(u"New password"_s, u"typed-secret"_s);
    QVERIFY(dialog.widget->save());
    QVERIFY(dialog.field<QLineEdit>(u"New password"_s)->text().isEmpty());
    dialog.cancel();
    QCOMPARE(dialog.passwords.entries.value(u"id"_s), u"typed-secret"_s);
    QVERIFY(dialog.isUntouched()); // it is nowhere else
    for (const QString &call : std::as_const(dialog.resource.calls)) {
        QVERIFY(!call.contains(u"secret"_s));
    }
}

void PagesTest::ruleIsCountedAndAgreedTo()
{
    Dialog dialog(Mode::Pop3);
    dialog.resource.account.removals = {0, 318, -1, 87, 2341};
    dialog.open();
    QVERIFY(dialog.button(u"Keep all"_s)->isChecked());
    auto *rule = dialog.button(u"Keep after the download for"_s);
    QTRY_COMPARE(rule->accessibleDescription(), u"Now: 318 messages would be removed from the server."_s);
    QTRY_VERIFY(dialog.button(u"Keep only the newest"_s)->accessibleDescription().contains(u"after the next check"_s));
    QVERIFY(dialog.messages().isEmpty());
    rule->click();
    QTRY_VERIFY(dialog.messages().contains(u"318 messages would be removed"_s));
    dialog.field<QSpinBox>(u"Keep after the download for"_s)->setValue(14);
    QTest::qWait(0);
    QTRY_VERIFY(!dialog.button(u"I agree"_s)->isHidden());
    dialog.click(u"I agree"_s);
    QVERIFY(dialog.widget->save());
    QCOMPARE(dialog.setting("Pop3", "Pop3Keep"), u"1"_s);
    QCOMPARE(dialog.setting("Pop3", "Pop3KeepAmount"), u"14"_s);
    // The agreement is to the new rule, which the resource has to know by then
    QTRY_COMPARE(dialog.resource.calls, (QStringList{u"reconfigure"_s, u"confirm"_s}));
}

void PagesTest::ruleWithoutAgreementIsOnlyWritten()
{
    Dialog dialog(Mode::Pop3);
    dialog.resource.account.removals = {0, 318, 0, 0, 2341};
    dialog.open();
    dialog.click(u"Remove each"_s);
    QTRY_VERIFY(!dialog.messages().isEmpty());
    dialog.click(u"I agree"_s);
    dialog.click(u"Also remove from the server"_s); // another rule: the agreement was not to this one
    QVERIFY(!dialog.button(u"I agree"_s)->isChecked());
    QVERIFY(dialog.widget->save());
    QCOMPARE(dialog.setting("Pop3", "Pop3Keep"), u"4"_s);
    QCOMPARE(dialog.setting("Pop3", "Pop3RemoveWhenDeletedHere"), u"true"_s);
    QTRY_COMPARE(dialog.resource.calls, QStringList{u"reconfigure"_s});
}

void PagesTest::foldersAreChangedOnSave()
{
    Dialog dialog(Mode::Imap);
    dialog.open();
    auto *view = dialog.field<QTreeView>(u"Folders"_s);
    QTRY_COMPARE(view->model()->rowCount(), 6);
    view->setCurrentIndex(view->model()->index(3, 0));
    auto *role = dialog.field<QComboBox>(u"Used for:"_s);
    role->setCurrentIndex(role->findData(u"sent"_s));
    auto *keep = dialog.field<QComboBox>(u"Kept on this computer"_s);
    keep->setCurrentIndex(keep->findData(2));
    view->model()->setData(view->model()->index(4, 0), Qt::Checked, Qt::CheckStateRole);
    QCOMPARE(view->model()->index(2, 3).data().toString(), QString()); // lost the role
    // What is told meanwhile keeps what was changed
    dialog.resource.figures.list = folders().replace(u"\"messages\":1204"_s, u"\"messages\":1205"_s);
    Q_EMIT dialog.resource.figures.changed();
    QTRY_VERIFY(QString(view->model()->index(0, 1).data().toString()).remove(u',').remove(u'.').contains(u"1205"_s));
    QCOMPARE(view->model()->index(3, 3).data().toString(), u"Sent mail"_s);
    QVERIFY(dialog.resource.calls.isEmpty());
    QVERIFY(dialog.widget->save());
    QTRY_COMPARE(dialog.resource.calls.size(), 5);
    QCOMPARE(dialog.resource.calls, (QStringList{u"reconfigure"_s, u"role 13 "_s, u"role 14 sent"_s, u"keep 14 2 30"_s, u"subscribe 15 1"_s}));
}

void PagesTest::otherHostIsNotWritten()
{
    Dialog dialog(Mode::Imap);
    dialog.open();
    const QSignalSpy wanted(dialog.widget.get(), &AccountWidget::serverChangeWanted);
    dialog.type(u"IMAP server"_s, u"new.example.net"_s);
    QVERIFY(dialog.messages().contains(u"already has mail"_s));
    dialog.click(u"Compare and Change"_s);
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted.at(0).at(1).toMap().value(u"host"_s).toString(), u"new.example.net"_s);
    QVERIFY(dialog.widget->save());
    QVERIFY(dialog.isUntouched());
}

void PagesTest::otherHostOfTheOtherProtocolIsWritten()
{
    Dialog dialog(Mode::Imap);
    dialog.open();
    dialog.type(u"POP3 server"_s, u"pop2.example.org"_s);
    QVERIFY(dialog.messages().isEmpty());
    QVERIFY(dialog.widget->save());
    QCOMPARE(dialog.setting("Servers", "Pop3Host"), u"pop2.example.org"_s);
}

void PagesTest::certificateIsPinned()
{
    const QString key = u"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"_s;
    Dialog dialog(Mode::Imap);
    dialog.resource.servers.result = untrustedTest();
    dialog.open();
    dialog.click(u"Test IMAP Server"_s);
    QTRY_VERIFY(dialog.messages().contains(u"cannot be verified"_s));
    QVERIFY(dialog.field<QLabel>(u"Trust:"_s)->text().contains(u"self-signed"_s));
    dialog.click(u"Trust This Certificate"_s);
    QVERIFY(dialog.isUntouched());
    const auto saysWhen = [&dialog] {
        const auto labels = dialog.widget->findChildren<QLabel *>();
        return std::ranges::any_of(labels, [](const QLabel *label) {
            return !label->isHidden() && label->text().contains(u"takes effect when you click"_s);
        });
    };
    QVERIFY(saysWhen());
    QVERIFY(dialog.widget->save());
    QVERIFY(!saysWhen());
    QCOMPARE(dialog.setting("Servers", "PinnedKeys"), key);
    dialog.click(u"No Longer Trust It"_s);
    QVERIFY(saysWhen());
    QVERIFY(dialog.widget->save());
    QVERIFY(dialog.setting("Servers", "PinnedKeys").isEmpty());
}

void PagesTest::testThatFailsSaysSo()
{
    Dialog dialog(Mode::Imap);
    dialog.resource.servers.error = u"The account is busy with a switch."_s;
    dialog.open();
    dialog.click(u"Test POP3 Server"_s);
    QTRY_VERIFY(dialog.messages().contains(u"busy with a switch"_s));
    QCOMPARE(dialog.resource.calls, QStringList{u"test pop3 pop.example.org anna@example.org"_s});
}

void PagesTest::backup()
{
    Dialog dialog(Mode::Pop3);
    dialog.open();
    auto *page = dialog.widget->findChild<DiskPage *>();
    QTRY_VERIFY(dialog.field<QLabel>(u"Only here:"_s)->text().startsWith(u"120"_s));
    page->backUp(u"/tmp/mail.tar.gz"_s);
    QVERIFY(!dialog.button(u"Back Up"_s)->isEnabled());
    QTRY_COMPARE(dialog.resource.calls, QStringList{u"backup /tmp/mail.tar.gz"_s});
    Q_EMIT dialog.resource.backup.progressChanged({{u"task"_s, u"backup"_s}, {u"done"_s, 50}, {u"total"_s, 200}});
    Q_EMIT dialog.resource.backup.ended(true, u"2,461 messages were backed up."_s);
    QTRY_VERIFY(dialog.messages().contains(u"were backed up"_s));
    QVERIFY(dialog.button(u"Back Up"_s)->isEnabled());
}

/// The assistant has switched the account while the dialog is open.
void PagesTest::modeChangedElsewhere()
{
    Dialog dialog(Mode::Pop3);
    dialog.open();
    QVERIFY(dialog.button(u"Keep all"_s));
    {
        KConfig other(dialog.file(), KConfig::SimpleConfig);
        other.group(u"Account"_s).writeEntry("Mode", 1);
    }
    dialog.resource.figures.numbers = imapFigures();
    Q_EMIT dialog.resource.figures.changed();
    const auto hasFolders = [&dialog] {
        dialog.visitPages();
        return dialog.widget->findChild<QTreeView *>(u"folders"_s) != nullptr;
    };
    QTRY_VERIFY(hasFolders());
    QVERIFY(dialog.button(u"Only what I open"_s));
    QVERIFY(dialog.widget->save());
    QCOMPARE(dialog.setting("Account", "Mode"), u"1"_s);
}

QTEST_MAIN(PagesTest)

#include "pagestest.moc"
