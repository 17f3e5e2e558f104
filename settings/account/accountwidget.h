// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "account/passwordchange.h"
#include "core/account.h"
#include "kontosettingsbase.h"

#include <QHash>
#include <QVariantMap>
#include <QWidget>

#include <memory>

class KPageWidget;
class KPageWidgetItem;
class QVBoxLayout;

namespace Konto
{

class AccountLink;
class NewAccountPage;
class ServerPage;
class SettingsPage;
struct AccountFacts;

/// Everything about one account: a page to make it while it has no server, the pages to change it afterwards. Nothing is
/// written before save(), but what a button says that it does.
class AccountWidget : public QWidget
{
    Q_OBJECT

public:
    /// \a link and \a passwords must live longer. \a config is the account's.
    AccountWidget(AccountLink &link, PasswordStore &passwords, const KSharedConfigPtr &config, QWidget *parent = nullptr);
    ~AccountWidget() override;

    /// Where typing begins: the address of a new account, else the list of pages.
    void focusFirst();
    /// Shows what the settings say, and throws away what was changed here.
    void load();
    /// Writes the settings, and the password if one was typed; the resource has been told when this returns. False: not complete.
    bool save();

    /// Whether there is enough to save.
    [[nodiscard]] bool isComplete() const;

    /// What the mail is and how it is kept, as the first of the pages of an existing account. Takes \a page.
    void addModePage(QWidget *page);

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    void completeChanged(bool complete);
    /// See ServerPage.
    void serverChangeWanted(Konto::Mode protocol, const QVariantMap &options);

private:
    void buildPages();
    /// Before \a next, or at the end.
    KPageWidgetItem *addPage(SettingsPage *page, const QString &name, const QString &icon, KPageWidgetItem *next = nullptr);
    void showPageOfMode();
    void loadPages();
    void askFigures();
    void showFigures(const AccountFacts &figures);
    void storeTyped(const Secret &typed);
    void tellResource();

    AccountLink &m_link;
    SettingsBase m_settings;
    PasswordStore &m_passwords;
    std::unique_ptr<PasswordChange> m_password;
    QVBoxLayout *m_layout;
    NewAccountPage *m_newAccount = nullptr;
    KPageWidget *m_pages = nullptr;
    ServerPage *m_server = nullptr;
    KPageWidgetItem *m_first = nullptr;
    KPageWidgetItem *m_last = nullptr;
    KPageWidgetItem *m_ofMode = nullptr; ///< the page that only one mode has
    SettingsPage *m_pageOfMode = nullptr;
    int m_shownMode = -1;
    QList<SettingsPage *> m_settingsPages;
};

}
