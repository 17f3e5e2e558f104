// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "account/settingspage.h"

class QFormLayout;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace Konto
{

/// The account's name, how often it is checked, and how it is.
class GeneralPage : public SettingsPage
{
    Q_OBJECT

public:
    explicit GeneralPage(QWidget *parent = nullptr);

    void load(const SettingsBase &settings) override;
    void save(SettingsBase &settings) override;
    void showFigures(const AccountFacts &figures) override;

private:
    QLineEdit *m_name;
    QSpinBox *m_interval;
    QLabel *m_intervalHint;
    QFormLayout *m_now;
    QLabel *m_state;
    QLabel *m_lastCheck;
    QLabel *m_messages;
    QLabel *m_quota;
};

}
