// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "assistant/switchassistant.h"
#include "fakeaccount.h"
#include "kcm/accountdetails.h"
#include "kcm/removepage.h"
#include "link/accountlink.h"
#include "mode/modepage.h"

#include <KColorScheme>
#include <KLocalizedString>
#include <KSharedConfig>

#include <QApplication>
#include <QDir>
#include <QIcon>
#include <QLocale>
#include <QPushButton>
#include <QRadioButton>
#include <QTest>

// Pictures of the pages, to be looked at: konto_shots_mode DIRECTORY [COLOURS], the latter a file such as BreezeDark.colors. Language and
// scale are those of the environment; -reverse is Qt's own.

using namespace Qt::StringLiterals;
using namespace Konto;

namespace
{
void shoot(QWidget *widget, QSize size, const QString &name)
{
    widget->resize(size);
    widget->show();
    QTest::qWait(500);
    widget->grab().save(name + u".png"_s);
}

void shootModes(FakeAccount *account, AccountLink *link)
{
    ModePage fresh(nullptr);
    shoot(&fresh, {860, 1130}, u"mode-new"_s);
    for (auto *button : fresh.findChildren<QPushButton *>()) {
        if (button->isCheckable()) {
            button->click();
        }
    }
    for (auto *button : fresh.findChildren<QRadioButton *>()) {
        if (!button->accessibleDescription().isEmpty() && button->accessibleDescription().endsWith(u'?')) {
            button->click();
        }
    }
    shoot(&fresh, {860, 1130}, u"mode-advice"_s);
    account->answers.figures = sampleFigures(u"pop3"_s);
    account->answers.undoableUntil = u"2026-12-20T10:00:00Z"_s;
    account->answers.report = u"[{\"from\":\"imap\",\"to\":\"pop3\",\"committed\":\"2026-11-20T10:00:00Z\"}]"_s;
    ModePage pop3(link);
    shoot(&pop3, {860, 1300}, u"mode-pop3"_s);
    account->answers.figures = sampleFigures(u"imap"_s);
    ModePage imap(link);
    shoot(&imap, {720, 640}, u"mode-imap-small"_s);
}

void shootAssistant(FakeAccount *account, AccountLink *link, const QString &to, const QStringList &sentences)
{
    account->answers.plan = samplePlan(to, u"Anna"_s, sentences);
    account->answers.holdPreview = true;
    SwitchAssistant looking(link, to, {});
    shoot(&looking, {640, 600}, u"switch-looking"_s);
    looking.reject();
    account->answers.holdPreview = false;
    SwitchAssistant assistant(link, to, {});
    shoot(&assistant, {640, 620}, u"switch-forecast-"_s + to);
    account->answers.report =
        u"[{\"from\":\"pop3\",\"to\":\"imap\",\"committed\":\"2026-11-25T10:00:00Z\",\"report\":{\"outcome\":\"switched\","
        "\"check\":{\"before\":2461,\"same\":2461,\"arrived\":17}}}]"_s;
    for (auto *button : assistant.findChildren<QPushButton *>()) {
        if (button->isVisible() && button->text().contains(to.toUpper())) {
            button->click();
            break;
        }
    }
    shoot(&assistant, {640, 620}, u"switch-running"_s);
    account->answers.progress = {{u"phase"_s, u"none"_s}};
    Q_EMIT account->modeSwitch.ended();
    shoot(&assistant, {640, 620}, u"switch-ended"_s);
    account->answers.error = i18n("The account does not answer. Please try again in a moment.");
    SwitchAssistant failed(link, to, {});
    shoot(&failed, {640, 400}, u"switch-failed"_s);
    account->answers.error.clear();
    const std::unique_ptr<SwitchAssistant> undo(SwitchAssistant::forUndo(link));
    shoot(undo.get(), {640, 400}, u"switch-undo"_s);
}

void shootAccounts(AccountLink *link)
{
    AccountFacts facts = accountFacts(sampleFigures(u"pop3"_s));
    facts.directory = u"~/.local/share/konto/…/mail"_s;
    facts.quotaUsed = facts.quotaLimit / 100 * 93;
    AccountDetails details;
    details.showAccount(u"anna@example.org"_s, true, facts);
    details.showUndo(QDateTime(QDate(2026, 12, 20), QTime(12, 0)));
    shoot(&details, {640, 520}, u"kcm-details"_s);
    RemovePage remove;
    remove.ask(link, u"anna@example.org"_s, facts);
    shoot(&remove, {640, 460}, u"kcm-remove"_s);
}
}

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    KLocalizedString::setApplicationDomain("konto");
    QLocale::setDefault(QLocale(qEnvironmentVariable("LANGUAGE", u"en"_s)));
    const QString directory = application.arguments().value(1);
    if (directory.isEmpty() || !QDir().mkpath(directory) || !QDir::setCurrent(directory)) {
        qCritical("usage: konto_shots_mode DIRECTORY");
        return 1;
    }
    if (const QString colours = application.arguments().value(2); !colours.isEmpty()) {
        QApplication::setPalette(KColorScheme::createApplicationPalette(KSharedConfig::openConfig(colours, KConfig::SimpleConfig)));
    }
    QIcon::setThemeName(application.palette().color(QPalette::Window).lightness() > 128 ? u"breeze"_s : u"breeze-dark"_s);
    FakeAccount account(u"akonadi_konto_resource_0"_s);
    AccountLink link(u"akonadi_konto_resource_0"_s);
    shootModes(&account, &link);
    shootAssistant(
        &account,
        &link,
        u"imap"_s,
        {u"“Anna” changes from POP3 to IMAP."_s,
         u"2,341 messages are here and on the server: they stay as they are."_s,
         u"120 messages are only here and are copied to the server (30.0 MiB)."_s,
         u"3 messages that you deleted here are still on the server and are shown again."_s,
         u"If another device still fetches this account with POP3 and deletes what it has fetched, mail disappears everywhere. Change the setting there first."_s,
         u"Nothing is deleted on the server, and you can undo this for 30 days."_s});
    shootAccounts(&link);
    return 0;
}
