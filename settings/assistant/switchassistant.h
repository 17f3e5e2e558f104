// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "mode/facts.h"

#include <QDateTime>
#include <QDialog>
#include <QVariantMap>

class KMessageWidget;
class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;

namespace Konto
{

class AccountLink;
class ForecastPage;

/// Changes how an account's mail is kept, or its server: shows first what would happen, then does it, and can take it back. Until the
/// user has pressed the button that begins, nothing is changed; from then on the resource does it, with this window or without.
class SwitchAssistant : public QDialog
{
    Q_OBJECT

public:
    enum class Page {
        Looking, ///< closing it ends the comparison; nothing is changed
        Forecast, ///< closing it changes nothing
        Running, ///< closing it leaves the change running
        Ended,
        Undo, ///< closing it changes nothing
        Failed, ///< closing it changes nothing
    };

    /// \a mode ("pop3" or "imap") and \a options as of org.kde.konto.Switch, preview(). \a link has to outlive this. What is under way
    /// already is shown instead.
    SwitchAssistant(AccountLink *link, const QString &mode, const QVariantMap &options, QWidget *parent = nullptr);
    /// Takes the last change back, when the user has agreed.
    [[nodiscard]] static SwitchAssistant *forUndo(AccountLink *link, QWidget *parent = nullptr);

    [[nodiscard]] Page page() const;

    void reject() override;

private:
    SwitchAssistant(AccountLink *link, QWidget *parent);

    void begin();
    void look();
    void showForecast(const QString &plan);
    void startSwitch();
    void startUndo();
    void goOn();
    void showStage(const SwitchStage &stage);
    void askHowItEnded();
    void showEnd(const PastSwitch &last, const QDateTime &until);
    /// \a unchanged: it is certain that everything is as it was.
    void showFailure(const QString &sentence, bool unchanged = true);
    void turnTo(Page page);
    void act();

    [[nodiscard]] QWidget *lookingPage();
    [[nodiscard]] QWidget *runningPage();
    [[nodiscard]] QWidget *endedPage();
    [[nodiscard]] QWidget *undoPage();
    [[nodiscard]] QWidget *failedPage();
    void makeButtons();

    AccountLink &m_link;
    QString m_mode; ///< empty: the last change is to be taken back
    QVariantMap m_options;
    QString m_plan;
    Page m_page = Page::Looking;
    bool m_looking = false;
    bool m_lookAgain = false;

    QLabel *m_title;
    QStackedWidget *m_pages;
    ForecastPage *m_forecast;
    QLabel *m_phase = nullptr;
    QProgressBar *m_progress = nullptr;
    KMessageWidget *m_outcome = nullptr;
    QLabel *m_details = nullptr;
    KMessageWidget *m_failure = nullptr;
    QLabel *m_unchanged = nullptr;
    QPushButton *m_action = nullptr;
    QPushButton *m_stop = nullptr;
    QPushButton *m_undo = nullptr;
    QPushButton *m_close = nullptr;
};

}
