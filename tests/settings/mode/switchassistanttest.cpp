// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "assistant/switchassistant.h"
#include "accessibility.h"
#include "fakeresource.h"
#include "link/accountlink.h"
#include "switchsamples.h"

#include <KMessageWidget>

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;
using Page = SwitchAssistant::Page;

namespace
{
QPushButton *button(QWidget *widget, const QString &part)
{
    for (auto *one : widget->findChildren<QPushButton *>()) {
        if (one->isVisible() && one->text().remove(u'&').contains(part)) {
            return one;
        }
    }
    return nullptr;
}

QCheckBox *choice(QWidget *widget, const QString &part)
{
    for (auto *one : widget->findChildren<QCheckBox *>()) {
        if (one->isVisible() && one->text().contains(part)) {
            return one;
        }
    }
    return nullptr;
}

QString textsOf(QWidget *widget, bool onlyShown = false)
{
    QString texts;
    for (const QLabel *label : widget->findChildren<QLabel *>()) {
        if (label->isVisible() || !onlyShown) {
            texts += label->text() + u'\n';
        }
    }
    return texts;
}

QString shownMessages(QWidget *widget)
{
    QString texts;
    for (const KMessageWidget *message : widget->findChildren<KMessageWidget *>()) {
        texts += message->isVisible() ? message->text() + u'\n' : QString();
    }
    return texts;
}

/// The one that is shown, by its name for screen readers.
QLineEdit *field(QWidget *widget, const QString &name)
{
    for (auto *one : widget->findChildren<QLineEdit *>()) {
        if (one->isVisible() && QAccessible::queryAccessibleInterface(one)->text(QAccessible::Name) == name) {
            return one;
        }
    }
    return nullptr;
}

void type(QWidget *widget, const QString &name, const QString &text)
{
    field(widget, name)->selectAll();
    QTest::keyClicks(field(widget, name), text);
}

QVariantMap asked(const QString &kind)
{
    QVariantMap told = toOptions({.host = u"imap.example.org"_s, .port = 993, .security = Security::Tls}, u"anna"_s);
    told.insert(u"kind"_s, kind);
    return told;
}

const QString switched =
    u"[{\"from\":\"pop3\",\"to\":\"imap\",\"committed\":\"2026-11-25T10:00:00Z\",\"step\":\"finished\","
    "\"report\":{\"outcome\":\"switched\",\"check\":{\"before\":2461,\"same\":2461}}}]"_s;
}

class SwitchAssistantTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_account = std::make_unique<FakeResource>();
        m_account->modeSwitch.plan = samplePlan(u"imap"_s, u"Anna"_s, {u"One."_s, u"Nothing is deleted."_s});
        m_link = std::make_unique<AccountLink>(FakeResource::identifier());
    }

    void cleanup()
    {
        m_link.reset();
        m_account.reset();
    }

    void closingWhileLookingEndsTheLook()
    {
        m_account->modeSwitch.holdsPreview = true;
        SwitchAssistant assistant(m_link.get(), u"imap"_s, {});
        assistant.show();
        QTRY_COMPARE(calls(), QStringList{u"preview imap"_s});
        QCOMPARE(assistant.page(), Page::Looking);
        QTest::keyClick(&assistant, Qt::Key_Escape);
        QTRY_COMPARE(calls(), (QStringList{u"preview imap"_s, u"cancel"_s}));
        QVERIFY(!assistant.isVisible());
    }

    void closingTheForecastChangesNothing()
    {
        const auto assistant = atForecast();
        QTest::keyClick(assistant.get(), Qt::Key_Escape);
        QVERIFY(!assistant->isVisible());
        waitForAnswers(*m_link);
        QCOMPARE(calls(), QStringList{u"preview imap"_s});
    }

    void enterOnTheForecastDoesNotBegin()
    {
        const auto assistant = atForecast();
        QTest::keyClick(assistant.get(), Qt::Key_Return);
        waitForAnswers(*m_link);
        QVERIFY(!calls().contains(u"start"_s));
    }

    void theForecastSaysWhatWillHappenAndHasSafeChoices()
    {
        const auto assistant = atForecast();
        QVERIFY2(m_account->modeSwitch.options.isEmpty(), "before anything is offered, the defaults count");
        QVERIFY(textsOf(assistant.get()).contains("Nothing is deleted."_L1));
        QVERIFY(choice(assistant.get(), u"Copy to the server"_s)->isChecked());
        QVERIFY(!choice(assistant.get(), u"Delete on the server"_s)->isChecked());
        QVERIFY(!choice(assistant.get(), u"Keep the server"_s));
        QCOMPARE(unnamed(assistant.get()), QStringList());
        QVERIFY(reachedByKeyboard(assistant.get()).contains(button(assistant.get(), u"Change to IMAP"_s)));
    }

    void anotherChoiceIsCountedAgainBeforeItCanBegin()
    {
        const auto assistant = atForecast();
        m_account->modeSwitch.holdsPreview = true;
        choice(assistant.get(), u"Copy to the server"_s)->click();
        QVERIFY(!button(assistant.get(), u"Change to IMAP"_s)->isEnabled());
        QTRY_COMPARE(calls().size(), 2);
        QCOMPARE(m_account->modeSwitch.options.value(u"uploadMessages"_s), QVariant(false));
        QCOMPARE(m_account->modeSwitch.options.value(u"deleteThere"_s), QVariant(false));
    }

    void theChangeGoesOnWithoutTheWindow()
    {
        {
            const auto assistant = atForecast();
            button(assistant.get(), u"Change to IMAP"_s)->click();
            QTRY_COMPARE(assistant->page(), Page::Running);
            QVERIFY(textsOf(assistant.get()).contains("You can close this window"_L1));
            QCOMPARE(m_account->modeSwitch.choices.value(u"deleteThere"_s), QVariant(false));
            QTRY_VERIFY(button(assistant.get(), u"Stop the Change"_s));
            QCOMPARE(unnamed(assistant.get()), QStringList());
            QTest::keyClick(assistant.get(), Qt::Key_Escape);
        }
        waitForAnswers(*m_link);
        QCOMPARE(calls(), (QStringList{u"preview imap"_s, u"start"_s}));
        // It is shown again, and nothing is begun twice.
        SwitchAssistant again(m_link.get(), u"imap"_s, {});
        again.show();
        QTRY_COMPARE(again.page(), Page::Running);
        QCOMPARE(calls(), (QStringList{u"preview imap"_s, u"start"_s}));
    }

    void theChangeCanBeStoppedUntilItCannot()
    {
        const auto assistant = atForecast();
        button(assistant.get(), u"Change to IMAP"_s)->click();
        QTRY_VERIFY(button(assistant.get(), u"Stop the Change"_s));
        Q_EMIT m_account->modeSwitch.progressChanged({{u"phase"_s, u"placing"_s}, {u"percent"_s, 50}, {u"canCancel"_s, false}});
        QTRY_VERIFY(!button(assistant.get(), u"Stop the Change"_s));
        Q_EMIT m_account->modeSwitch.progressChanged({{u"phase"_s, u"comparing"_s}, {u"percent"_s, 50}, {u"canCancel"_s, true}});
        QTRY_VERIFY(button(assistant.get(), u"Stop the Change"_s));
        button(assistant.get(), u"Stop the Change"_s)->click();
        QTRY_VERIFY(calls().contains(u"cancel"_s));
        m_account->modeSwitch.end(u"[{\"from\":\"pop3\",\"to\":\"imap\",\"report\":{\"outcome\":\"nothing changed\"}}]"_s);
        QTRY_COMPARE(assistant->page(), Page::Failed);
        QVERIFY(assistant->findChildren<KMessageWidget *>().last()->text().contains("Nothing has been changed"_L1));
    }

    void theReportOffersUndo()
    {
        const auto assistant = atForecast();
        button(assistant.get(), u"Change to IMAP"_s)->click();
        QTRY_COMPARE(assistant->page(), Page::Running);
        m_account->modeSwitch.until = u"2026-12-25T10:00:00Z"_s;
        m_account->modeSwitch.end(switched);
        QTRY_COMPARE(assistant->page(), Page::Ended);
        QVERIFY(textsOf(assistant.get()).contains("All 2461"_L1) || textsOf(assistant.get()).contains("All 2,461"_L1));
        QCOMPARE(unnamed(assistant.get()), QStringList());
        button(assistant.get(), u"Undo"_s)->click();
        QCOMPARE(assistant->page(), Page::Undo);
        QVERIFY(!calls().contains(u"undo"_s));
        button(assistant.get(), u"Undo the Change"_s)->click();
        QTRY_VERIFY(calls().contains(u"undo"_s));
        QTRY_COMPARE(assistant->page(), Page::Running);
        m_account->modeSwitch.until.clear();
        m_account->modeSwitch.end(u"[{\"from\":\"imap\",\"to\":\"pop3\",\"undoes\":true,\"report\":{\"outcome\":\"switched\"}}]"_s);
        QTRY_COMPARE(assistant->page(), Page::Ended);
        QVERIFY(!button(assistant.get(), u"Undo"_s));
    }

    void undoDaysLaterAsksFirst()
    {
        const std::unique_ptr<SwitchAssistant> assistant(SwitchAssistant::forUndo(m_link.get()));
        assistant->show();
        QTRY_COMPARE(assistant->page(), Page::Undo);
        QCOMPARE(unnamed(assistant.get()), QStringList());
        QTest::keyClick(assistant.get(), Qt::Key_Escape);
        waitForAnswers(*m_link);
        QCOMPARE(calls(), QStringList());
    }

    void anErrorIsASentenceWithTryAgain()
    {
        m_account->modeSwitch.error = u"Anna: The password is wrong."_s;
        SwitchAssistant assistant(m_link.get(), u"imap"_s, {{u"host"_s, u"mail.example.org"_s}});
        assistant.show();
        QTRY_COMPARE(assistant.page(), Page::Failed);
        QCOMPARE(assistant.findChildren<KMessageWidget *>().last()->text(), u"Anna: The password is wrong."_s);
        QCOMPARE(unnamed(&assistant), QStringList());
        m_account->modeSwitch.error.clear();
        button(&assistant, u"Try Again"_s)->click();
        QTRY_COMPARE(assistant.page(), Page::Forecast);
        QCOMPARE(m_account->modeSwitch.options.value(u"host"_s).toString(), u"mail.example.org"_s);
        QVERIFY(button(&assistant, u"Change Server"_s));
    }

    void aWrongServerIsCorrectedOnTheSpot()
    {
        m_account->modeSwitch.error = u"Anna: imap.example.org does not exist."_s;
        m_account->modeSwitch.asked = asked(u"UnknownHost"_s);
        SwitchAssistant assistant(m_link.get(), u"imap"_s, {});
        assistant.show();
        QTRY_COMPARE(assistant.page(), Page::Failed);
        QCOMPARE(field(&assistant, u"IMAP server"_s)->text(), u"imap.example.org"_s);
        QCOMPARE(field(&assistant, u"User name:"_s)->text(), u"anna"_s);
        QCOMPARE(unnamed(&assistant).join(u' '), QString());
        QVERIFY(reachedByKeyboard(&assistant).contains(field(&assistant, u"User name:"_s)));

        // Corrected in nothing, it is looked for as before.
        button(&assistant, u"Try Again"_s)->click();
        QTRY_COMPARE(calls().size(), 2);
        QVERIFY(m_account->modeSwitch.options.isEmpty());
        QTRY_COMPARE(assistant.page(), Page::Failed);

        type(&assistant, u"IMAP server"_s, u"mail.example.net"_s);
        type(&assistant, u"User name:"_s, u"anna.new"_s);
        auto *security = assistant.findChild<QComboBox *>();
        security->setCurrentIndex(security->findData(int(Security::StartTls)));
        m_account->modeSwitch.error.clear();
        button(&assistant, u"Try Again"_s)->click();
        QTRY_COMPARE(assistant.page(), Page::Forecast);
        QCOMPARE(m_account->modeSwitch.options, toOptions({.host = u"mail.example.net"_s, .port = 143, .security = Security::StartTls}, u"anna.new"_s));
        QVERIFY2(button(&assistant, u"Change to IMAP"_s), "it is the mode that changes, as before");
    }

    void whatAnotherServerDoesNotMendAsksForNone()
    {
        m_account->modeSwitch.error = u"Anna: The disk is full."_s;
        m_account->modeSwitch.asked = asked(u"DiskFull"_s);
        SwitchAssistant assistant(m_link.get(), u"imap"_s, {});
        assistant.show();
        QTRY_COMPARE(assistant.page(), Page::Failed);
        QVERIFY(!field(&assistant, u"IMAP server"_s));
        m_account->modeSwitch.asked = asked(u"WrongPassword"_s);
        button(&assistant, u"Try Again"_s)->click();
        QTRY_VERIFY(field(&assistant, u"IMAP server"_s));
    }

    void aServerWithoutAnyOfTheMessagesIsDoubted()
    {
        const auto assistant = atForecast();
        QCOMPARE(shownMessages(assistant.get()), QString());
        m_account->modeSwitch.plan.replace(u"\"matched\": 2341"_s, u"\"matched\": 0"_s);
        choice(assistant.get(), u"Copy to the server"_s)->click();
        QTRY_VERIFY(shownMessages(assistant.get()).contains("None of the messages on this computer is on mail.example.org"_L1));
    }

    void theForecastOfAWrongServerIsLeftForAnother()
    {
        const auto assistant = atForecast();
        choice(assistant.get(), u"Copy to the server"_s)->click();
        QTRY_COMPARE(m_account->modeSwitch.options.value(u"uploadMessages"_s), QVariant(false));
        QTRY_VERIFY(button(assistant.get(), u"Change to IMAP"_s)->isEnabled());
        button(assistant.get(), u"Another Server"_s)->click();
        QCOMPARE(assistant->page(), Page::Server);
        QCOMPARE(field(assistant.get(), u"IMAP server"_s)->text(), u"mail.example.org"_s);
        QVERIFY(!textsOf(assistant.get(), true).contains("everything is as it was"_L1));
        QCOMPARE(unnamed(assistant.get()).join(u' '), QString());
        type(assistant.get(), u"IMAP server"_s, u"mail.example.net"_s);
        button(assistant.get(), u"Continue"_s)->click();
        QTRY_COMPARE(assistant->page(), Page::Forecast);
        QCOMPARE(m_account->modeSwitch.options.value(u"host"_s).toString(), u"mail.example.net"_s);
        QVERIFY2(!m_account->modeSwitch.options.contains(u"uploadMessages"_s), "what was decided was decided of the other one");
    }

    void aServerThatFailsAfterTheStartIsCorrectedToo()
    {
        const auto assistant = atForecast();
        button(assistant.get(), u"Change to IMAP"_s)->click();
        QTRY_COMPARE(assistant->page(), Page::Running);
        m_account->modeSwitch.end(u"[{\"from\":\"pop3\",\"to\":\"imap\",\"report\":{\"outcome\":\"nothing changed\",\"problem\":\"WrongPassword\"}}]"_s);
        QTRY_COMPARE(assistant->page(), Page::Failed);
        QCOMPARE(field(assistant.get(), u"IMAP server"_s)->text(), u"mail.example.org"_s);
    }

    void anAnswerThatCannotBeReadBeginsNothing()
    {
        m_account->modeSwitch.plan = u"{\"to\":\"imap\"}"_s;
        SwitchAssistant assistant(m_link.get(), u"imap"_s, {});
        assistant.show();
        QTRY_COMPARE(assistant.page(), Page::Failed);
        QVERIFY(!button(&assistant, u"Change to"_s));
    }

    void anAccountThatIsGoneIsASentence()
    {
        m_account.reset();
        SwitchAssistant assistant(m_link.get(), u"imap"_s, {});
        assistant.show();
        QTRY_COMPARE(assistant.page(), Page::Failed);
        QVERIFY(!assistant.findChildren<KMessageWidget *>().last()->text().contains("org."_L1));
    }

private:
    [[nodiscard]] QStringList calls() const
    {
        return m_account->calls;
    }

    std::unique_ptr<SwitchAssistant> atForecast()
    {
        auto assistant = std::make_unique<SwitchAssistant>(m_link.get(), u"imap"_s, QVariantMap());
        assistant->show();
        if (!QTest::qWaitFor([&] {
                return assistant->page() == Page::Forecast;
            })) {
            qWarning("there is no forecast");
        }
        return assistant;
    }

    std::unique_ptr<FakeResource> m_account;
    std::unique_ptr<AccountLink> m_link;
};

QTEST_MAIN(SwitchAssistantTest)

#include "switchassistanttest.moc"
