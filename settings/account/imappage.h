// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "account/settingspage.h"

class QButtonGroup;
class QCheckBox;
class QLabel;
class QRadioButton;
class QSpinBox;

namespace Konto
{

class AccountLink;
class FolderSettings;

/// Which mail of an IMAP account is on this computer, and what its folders are for.
class ImapPage : public SettingsPage
{
    Q_OBJECT

public:
    /// \a link must live longer.
    explicit ImapPage(AccountLink &link, QWidget *parent = nullptr);

    void load(const SettingsBase &settings) override;
    void save(SettingsBase &settings) override;
    void showFigures(const AccountFacts &figures) override;
    void saved() override;

private:
    QButtonGroup *m_keep;
    QSpinBox *m_days;
    QLabel *m_now;
    QCheckBox *m_push;
    FolderSettings *m_folders;
};

}
