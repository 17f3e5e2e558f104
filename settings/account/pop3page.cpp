// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "account/pop3page.h"

#include "account/formparts.h"
#include "kontosettingsbase.h"
#include "link/accountfacts.h"
#include "link/accountlink.h"
#include "link/reply.h"

#include <KLocalizedString>

#include <QButtonGroup>
#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QRadioButton>
#include <QSpinBox>
#include <QStyle>
#include <QVBoxLayout>

#include <chrono>

using namespace std::chrono_literals;

namespace Konto
{

namespace
{
/// Megabytes without the zeros that nobody has typed.
class MegabytesBox : public QDoubleSpinBox
{
public:
    using QDoubleSpinBox::QDoubleSpinBox;

    QString textFromValue(double value) const override
    {
        return QLocale().toString(value, 'g', 7);
    }
};

constexpr std::array allRules{Keep::Everything, Keep::Days, Keep::NewestMessages, Keep::NewestMegabytes, Keep::Nothing};

QString amountSuffix(Keep keep, int amount)
{
    switch (keep) {
    case Keep::Days:
        return i18ncp("@label after a number; a space at its beginning", " day", " days", amount);
    case Keep::NewestMessages:
        return i18ncp("@label after a number; a space at its beginning", " message", " messages", amount);
    default:
        return i18nc("@label after a number; a space at its beginning", " MB");
    }
}
}

Pop3Page::Pop3Page(AccountLink &link, QWidget *parent)
    : SettingsPage(parent)
    , m_link(link)
    , m_rules(new QButtonGroup(this))
    , m_agreementText(new MessageLine(this))
    , m_agreed(new QCheckBox(this))
{
    auto *page = new QVBoxLayout(this);
    buildRules(page);
    buildLimits(page);
    page->addStretch();
    // Not for every digit that is typed
    m_wait.setSingleShot(true);
    m_wait.setInterval(300ms);
    connect(&m_wait, &QTimer::timeout, this, &Pop3Page::count);
}

void Pop3Page::buildRules(QVBoxLayout *page)
{
    page->addWidget(textLabel(i18nc("@info",
                                    "New mail is downloaded to this computer. What becomes of the copy that the server has? A copy is removed only when "
                                    "the message is safely stored here."),
                              this));
    buildLine(Keep::Everything, i18nc("@option:radio copies on the server", "Keep all"), page);
    buildLine(Keep::Days, i18nc("@option:radio copies on the server; a number of days follows", "Keep after the download for"), page);
    buildLine(Keep::NewestMessages, i18nc("@option:radio copies on the server; a number of messages follows", "Keep only the newest"), page);
    buildLine(Keep::NewestMegabytes, i18nc("@option:radio copies on the server; a number of megabytes follows", "Keep only the newest, up to"), page);
    buildLine(Keep::Nothing, i18nc("@option:radio copies on the server", "Remove each as soon as it is stored here"), page);
    m_deletedHere = new QCheckBox(i18nc("@option:check", "Also remove from the server what I delete here, or move to the trash"), this);
    page->addWidget(m_deletedHere);
    page->addWidget(m_agreementText);
    page->addWidget(m_agreed);
    connect(m_deletedHere, &QCheckBox::toggled, this, &Pop3Page::edit);
    connect(m_agreed, &QCheckBox::toggled, this, &SettingsPage::changed);
}

void Pop3Page::buildLine(Keep keep, const QString &text, QVBoxLayout *page)
{
    Line &line = m_lines[size_t(keep)];
    line.button = new QRadioButton(text, this);
    m_rules->addButton(line.button, int(keep));
    auto *row = new QHBoxLayout;
    row->addWidget(line.button);
    if (keep == Keep::Days || keep == Keep::NewestMessages || keep == Keep::NewestMegabytes) {
        line.amount = new QSpinBox(this);
        line.amount->setRange(1, 1'000'000);
        line.amount->setGroupSeparatorShown(true);
        line.amount->setAccessibleName(text);
        const auto showSuffix = [amount = line.amount, keep](int number) {
            amount->setSuffix(amountSuffix(keep, number));
        };
        showSuffix(line.amount->value());
        connect(line.amount, &QSpinBox::valueChanged, this, showSuffix);
        connect(line.amount, &QSpinBox::valueChanged, this, &Pop3Page::edit);
        connect(line.button, &QRadioButton::toggled, line.amount, &QWidget::setEnabled);
        line.amount->setEnabled(false);
        row->addWidget(line.amount);
    }
    row->addStretch();
    page->addLayout(row);
    line.consequence = hintLabel({}, this);
    const int indent = style()->pixelMetric(QStyle::PM_ExclusiveIndicatorWidth) + style()->pixelMetric(QStyle::PM_RadioButtonLabelSpacing);
    line.consequence->setContentsMargins(isRightToLeft() ? 0 : indent, 0, isRightToLeft() ? indent : 0, 0);
    page->addWidget(line.consequence);
    connect(line.button, &QRadioButton::toggled, this, &Pop3Page::edit);
}

void Pop3Page::buildLimits(QVBoxLayout *page)
{
    page->addSpacing(fontMetrics().height() / 2);
    page->addWidget(headingLabel(i18nc("@title", "Download"), this));
    m_limits = formLayout(page);
    m_largest = new MegabytesBox(this);
    m_largest->setRange(0, 2000);
    m_largest->setDecimals(3);
    m_largest->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    m_largest->setSpecialValueText(i18nc("@item no limit of a size", "Always"));
    m_largest->setPrefix(i18nc("@label before a size; a space at its end", "up to "));
    m_largest->setSuffix(i18nc("@label after a number; a space at its beginning", " MB"));
    m_largest->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_limits->addRow(i18nc("@label:spinbox", "Messages as a &whole:"), m_largest);
    m_limits->addRow(QString(),
                     hintLabel(i18nc("@info", "A larger message shows who wrote it and what it is about; the rest is fetched when you ask for it."), this));
    m_budget = new QSpinBox(this);
    m_budget->setRange(0, 1'000'000);
    m_budget->setGroupSeparatorShown(true);
    m_budget->setSpecialValueText(i18nc("@item no limit of a size", "Without limit"));
    m_budget->setPrefix(i18nc("@label before a size; a space at its end", "up to "));
    m_budget->setSuffix(i18nc("@label after a number; a space at its beginning", " MB at a time"));
    m_budget->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_limits->addRow(i18nc("@label:spinbox", "On &mobile networks:"), m_budget);
    m_recent = new QCheckBox(i18nc("@option:check", "Also fetch the mail of the last 30 days that another program has fetched"), this);
    m_limits->addRow(i18nc("@label the name of a company", "Gmail:"), m_recent);
    connect(m_largest, &QDoubleSpinBox::valueChanged, this, &SettingsPage::changed);
    connect(m_budget, &QSpinBox::valueChanged, this, &SettingsPage::changed);
    connect(m_recent, &QCheckBox::toggled, this, &SettingsPage::changed);
}

void Pop3Page::load(const SettingsBase &settings)
{
    m_before = {.keep = Keep(settings.pop3Keep()), .amount = settings.pop3KeepAmount(), .removeWhenDeletedHere = settings.pop3RemoveWhenDeletedHere()};
    m_lines[size_t(Keep::Days)].amount->setValue(30);
    m_lines[size_t(Keep::NewestMessages)].amount->setValue(1000);
    m_lines[size_t(Keep::NewestMegabytes)].amount->setValue(500);
    Line &line = m_lines[size_t(m_before.keep)];
    if (line.amount) {
        line.amount->setValue(m_before.amount);
    }
    line.button->setChecked(true);
    m_deletedHere->setChecked(m_before.removeWhenDeletedHere);
    m_largest->setValue(settings.pop3LargestDownload() / 1000.0);
    m_budget->setValue(settings.meteredBudget());
    m_recent->setChecked(settings.pop3RecentMode());
    m_limits->setRowVisible(m_recent, settings.pop3Host().endsWith(QLatin1StringView("gmail.com")) || settings.pop3RecentMode());
    m_agreed->setChecked(false);
    count();
}

void Pop3Page::save(SettingsBase &settings)
{
    const Retention now = rule(chosen());
    settings.setPop3Keep(int(now.keep));
    if (m_lines[size_t(now.keep)].amount) {
        settings.setPop3KeepAmount(now.amount);
    }
    settings.setPop3RemoveWhenDeletedHere(now.removeWhenDeletedHere);
    settings.setPop3LargestDownload(qRound(m_largest->value() * 1000));
    settings.setMeteredBudget(m_budget->value());
    settings.setPop3RecentMode(m_recent->isChecked());
}

void Pop3Page::showFigures(const AccountFacts &figures)
{
    m_held = figures.heldRemovals;
    count();
}

void Pop3Page::saved()
{
    if (!m_agreed->isHidden() && m_agreed->isChecked()) {
        m_link.account.confirmRetention();
    }
}

Retention Pop3Page::rule(Keep keep) const
{
    const QSpinBox *amount = m_lines[size_t(keep)].amount;
    return {.keep = keep, .amount = amount ? amount->value() : m_before.amount, .removeWhenDeletedHere = m_deletedHere->isChecked()};
}

Keep Pop3Page::chosen() const
{
    return Keep(std::max(0, m_rules->checkedId()));
}

/// Who agrees, agrees to what is there then.
void Pop3Page::edit()
{
    m_agreed->setChecked(false);
    showAgreement();
    m_wait.start();
    Q_EMIT changed();
}

void Pop3Page::count()
{
    const quint64 question = ++m_question;
    for (const Keep keep : allRules) {
        const Retention asked = rule(keep);
        onReply(this,
                m_link.account.messagesToRemove(int(asked.keep), asked.amount, asked.removeWhenDeletedHere),
                [this, question, keep](const QDBusPendingReply<int> &reply) {
                    if (question == m_question) {
                        showCount(keep, reply.isError() ? -1 : reply.value());
                    }
                });
    }
}

void Pop3Page::showCount(Keep keep, int count)
{
    Line &line = m_lines[size_t(keep)];
    line.count = count;
    const QString numbers = count < 0 ? i18nc("@info", "How many messages this concerns is known after the next check.")
        : count == 0                  ? i18nc("@info", "Now: no message would be removed from the server.")
                     : i18ncp("@info", "Now: one message would be removed from the server.", "Now: %1 messages would be removed from the server.", count);
    line.consequence->setText(numbers);
    line.button->setAccessibleDescription(numbers);
    showAgreement();
}

void Pop3Page::showAgreement()
{
    const Retention now = rule(chosen());
    const int count = m_lines[size_t(now.keep)].count;
    const bool waits = count > 0 && (now != m_before || m_held > 0);
    m_agreed->setVisible(waits);
    if (!waits) {
        m_agreementText->beSilent();
        return;
    }
    m_agreementText->say(
        MessageLine::Warning,
        i18ncp("@info",
               "One message would be removed from the server. It stays on this computer; other devices will not find it there any more. Nothing is "
               "removed until you agree.",
               "%1 messages would be removed from the server. They stay on this computer; other devices will not find them there any more. Nothing "
               "is removed until you agree.",
               count));
    m_agreed->setText(i18ncp("@option:check", "I agree: remove it at the next check", "I agree: remove these %1 messages at the next check", count));
}

}

#include "moc_pop3page.cpp"
