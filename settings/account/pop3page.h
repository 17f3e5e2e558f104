// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "account/settingspage.h"
#include "core/account.h"

#include <QList>
#include <QTimer>

#include <array>

class QButtonGroup;
class QCheckBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QRadioButton;
class QSpinBox;
class QVBoxLayout;

namespace Konto
{

class AccountLink;
class MessageLine;

/// What stays on a POP3 server, with what each rule would remove from this mailbox now; and what is downloaded. A rule that takes
/// away more than the one before removes nothing until the user agrees, here or later.
class Pop3Page : public SettingsPage
{
    Q_OBJECT

public:
    /// \a link must live longer.
    explicit Pop3Page(AccountLink &link, QWidget *parent = nullptr);

    void load(const SettingsBase &settings) override;
    void save(SettingsBase &settings) override;
    void showFigures(const AccountFacts &figures) override;
    void saved() override;

private:
    /// A rule as a line of the page.
    struct Line {
        QRadioButton *button = nullptr;
        QSpinBox *amount = nullptr; ///< nothing where the rule has none
        QLabel *consequence = nullptr;
        int count = -1; ///< of messages that would be removed; -1: not known
    };

    void buildRules(QVBoxLayout *page);
    void buildLine(Keep keep, const QString &text, QVBoxLayout *page);
    void buildLimits(QVBoxLayout *page);
    [[nodiscard]] Retention rule(Keep keep) const;
    [[nodiscard]] Keep chosen() const;
    void count();
    void showCount(Keep keep, int count);
    void showAgreement();
    void edit();

    AccountLink &m_link;
    QButtonGroup *m_rules;
    std::array<Line, 5> m_lines; ///< by Keep
    QCheckBox *m_deletedHere;
    MessageLine *m_agreementText;
    QCheckBox *m_agreed;
    QFormLayout *m_limits;
    QDoubleSpinBox *m_largest;
    QSpinBox *m_budget;
    QCheckBox *m_recent;
    QTimer m_wait;
    Retention m_before;
    qint64 m_held = 0;
    quint64 m_question = 0;
};

}
