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
class ServerQuestion;

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
        Server, ///< which one it is; closing it changes nothing
    };

    /// \a mode ("pop3" or "imap") and \a options as of org.kde.konto.Switch, preview(). \a link has to outlive this. What is under way
    /// already is shown instead.
    SwitchAssistant(AccountLink *link, const QString &mode, const QVariantMap &options, QWidget *parent = nullptr);
    /// Takes the last change back, when the user has agreed.
    [[nodiscard]] static SwitchAssistant *forUndo(AccountLink *link, QWidget *parent = nullptr);

    [[nodiscard]] Page page() const;

    void reject() override;

private:
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
    /// What went wrong with \a asked, which can be corrected when it may be the wrong server.
    void showFailure(const QString &sentence, const AskedServer &asked);
    void askForServer(const AskedServer &asked);
    /// With the server that the user has named, if another.
    void tryAgain();
    void turnTo(Page page);
    void act();

    [[nodiscard]] QWidget *lookingPage();
    [[nodiscard]] QWidget *runningPage();
    [[nodiscard]] QWidget *endedPage();
    [[nodiscard]] QWidget *undoPage();
    [[nodiscard]] QWidget *failedPage(Mode protocol);
    void makeButtons();

    AccountLink &m_link;
    QString m_mode; ///< empty: the last change is to be taken back
    QVariantMap m_options;
    bool m_isMove; ///< to another server, in the same mode
    QString m_plan;
    AskedServer m_asked; ///< of the plan
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
    ServerQuestion *m_server = nullptr;
    QPushButton *m_action = nullptr;
    QPushButton *m_stop = nullptr;
    QPushButton *m_undo = nullptr;
    QPushButton *m_other = nullptr;
    QPushButton *m_close = nullptr;
};

}
