// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "assistant/switchassistant.h"

#include "assistant/forecastpage.h"
#include "assistant/serverquestion.h"
#include "assistant/switchoutcome.h"
#include "link/accountlink.h"
#include "link/reply.h"

#include <KLocalizedString>
#include <KMessageWidget>

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace Konto
{

SwitchAssistant *SwitchAssistant::forUndo(AccountLink *link, QWidget *parent)
{
    return new SwitchAssistant(link, {}, {}, parent);
}

SwitchAssistant::Page SwitchAssistant::page() const
{
    return m_page;
}

void SwitchAssistant::reject()
{
    if (m_page == Page::Looking) {
        m_link.modeSwitch.cancel();
    }
    QDialog::reject();
}

void SwitchAssistant::begin()
{
    turnTo(Page::Looking);
    onReply(this, m_link.modeSwitch.progress(), [this](const QDBusPendingReply<QVariantMap> &reply) {
        if (reply.isError()) {
            showFailure(sentenceOf(reply.error()));
        } else if (const SwitchStage stage = switchStage(reply.value()); stage.isRunning()) {
            turnTo(Page::Running);
            showStage(stage);
        } else if (m_mode.isEmpty()) {
            turnTo(Page::Undo);
        } else {
            look();
        }
    });
}

void SwitchAssistant::look()
{
    if (m_looking) {
        m_lookAgain = true;
        return;
    }
    m_looking = true;
    m_lookAgain = false;
    m_forecast->setLooking(true);
    m_action->setEnabled(false);
    QVariantMap options = m_options;
    options.insert(m_forecast->choices());
    onReply(this, m_link.modeSwitch.preview(m_mode, options), [this](const QDBusPendingReply<QString> &reply) {
        m_looking = false;
        m_forecast->setLooking(false);
        if (m_page != Page::Looking && m_page != Page::Forecast) {
            return;
        }
        if (reply.isError()) {
            onReply(this, m_link.modeSwitch.problem(), [this, sentence = sentenceOf(reply.error())](const QDBusPendingReply<QVariantMap> &problem) {
                showFailure(sentence, problem.isValid() ? askedServer(problem.value()) : AskedServer());
            });
        } else if (m_lookAgain) {
            look();
        } else {
            showForecast(reply.value());
        }
    });
}

void SwitchAssistant::showForecast(const QString &plan)
{
    const auto forecast = switchForecast(plan);
    if (!forecast) {
        showFailure(i18nc("@info", "The account gave an answer that cannot be read. Nothing has been changed."));
        return;
    }
    m_plan = plan;
    m_asked = forecast->asked;
    m_forecast->setForecast(*forecast);
    turnTo(Page::Forecast);
}

void SwitchAssistant::startSwitch()
{
    m_action->setEnabled(false);
    onReply(this, m_link.modeSwitch.start(m_plan, m_forecast->choices()), [this](const QDBusPendingReply<> &reply) {
        reply.isError() ? showFailure(sentenceOf(reply.error())) : goOn();
    });
}

void SwitchAssistant::startUndo()
{
    m_mode.clear(); // to try again is to undo again
    m_undo->setEnabled(false);
    m_action->setEnabled(false);
    onReply(this, m_link.modeSwitch.undo(), [this](const QDBusPendingReply<> &reply) {
        reply.isError() ? showFailure(sentenceOf(reply.error())) : goOn();
    });
}

void SwitchAssistant::goOn()
{
    turnTo(Page::Running);
    // It may be over already.
    onReply(this, m_link.modeSwitch.progress(), [this](const QDBusPendingReply<QVariantMap> &reply) {
        if (reply.isValid()) {
            const SwitchStage stage = switchStage(reply.value());
            stage.isRunning() ? showStage(stage) : askHowItEnded();
        }
    });
}

void SwitchAssistant::showStage(const SwitchStage &stage)
{
    if (m_page != Page::Running || !stage.isRunning()) {
        return;
    }
    m_phase->setText(stage.sentence.isEmpty() ? i18nc("@info:progress", "The change is under way.") : stage.sentence);
    m_progress->setRange(0, stage.percent > 0 ? 100 : 0);
    m_progress->setValue(stage.percent);
    m_stop->setEnabled(stage.canCancel);
    m_stop->setVisible(stage.canCancel);
}

void SwitchAssistant::askHowItEnded()
{
    if (m_page != Page::Running) {
        return;
    }
    onReply(this, m_link.modeSwitch.undoableUntil(), [this](const QDBusPendingReply<QString> &until) {
        const QDateTime when = until.isValid() ? QDateTime::fromString(until.value(), Qt::ISODate) : QDateTime();
        onReply(this, m_link.modeSwitch.report(), [this, when](const QDBusPendingReply<QString> &reply) {
            const auto switches = reply.isValid() ? pastSwitches(reply.value()) : QList<PastSwitch>();
            if (switches.isEmpty()) {
                showFailure(reply.isError() ? sentenceOf(reply.error()) : i18nc("@info", "The account has no report of the change."), false);
            } else {
                showEnd(switches.last(), when);
            }
        });
    });
}

void SwitchAssistant::showEnd(const PastSwitch &last, const QDateTime &until)
{
    const SwitchOutcome outcome = switchOutcome(last, until);
    if (!outcome.succeeded) {
        AskedServer asked = m_asked;
        asked.problem = last.problem;
        showFailure(outcome.details.isEmpty() ? outcome.headline : outcome.details.join(u' ') + u' ' + outcome.headline, asked);
        return;
    }
    m_outcome->setText(outcome.headline);
    m_details->setText(outcome.details.join(u"\n\n"_s));
    turnTo(Page::Ended);
    m_undo->setVisible(until.isValid());
    m_undo->setEnabled(true);
}

void SwitchAssistant::showFailure(const QString &sentence, bool unchanged)
{
    m_unchanged->setVisible(unchanged);
    m_failure->setText(sentence);
    m_failure->show();
    m_server->hide();
    turnTo(Page::Failed);
}

void SwitchAssistant::showFailure(const QString &sentence, const AskedServer &asked)
{
    showFailure(sentence);
    if (!m_mode.isEmpty() && asked.mayBeTheWrongOne()) {
        m_server->ask(asked);
        m_server->show();
        m_server->setFocus();
    }
}

void SwitchAssistant::askForServer(const AskedServer &asked)
{
    m_failure->hide();
    m_unchanged->hide();
    m_server->ask(asked);
    m_server->show();
    turnTo(Page::Server);
    m_server->setFocus();
}

void SwitchAssistant::tryAgain()
{
    const auto correction = m_server->isHidden() ? std::nullopt : m_server->correction();
    if (correction) {
        m_options = *correction;
        m_forecast->forget();
    }
    begin();
}

/// The one button that does something.
void SwitchAssistant::act()
{
    switch (m_page) {
    case Page::Forecast:
        startSwitch();
        break;
    case Page::Undo:
        startUndo();
        break;
    case Page::Failed:
    case Page::Server:
        tryAgain();
        break;
    case Page::Looking:
    case Page::Running:
    case Page::Ended:
        break;
    }
}

}
