// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "assistant/forecastpage.h"

#include "assistant/switchpicture.h"
#include "mode/parts.h"

#include <KLocalizedString>

#include <QCheckBox>
#include <QLabel>
#include <QScopedValueRollback>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
/// As a list, so that a long one can be read.
QString listed(const QStringList &sentences)
{
    QString html = u"<ul style=\"margin:0; -qt-list-indent:0\">"_s;
    for (const QString &sentence : sentences) {
        html += u"<li style=\"margin-bottom:6px\">"_s + sentence.toHtmlEscaped() + u"</li>"_s;
    }
    return html + u"</ul>"_s;
}

bool shown(const QCheckBox *box)
{
    return !box->isHidden();
}
}

ForecastPage::ForecastPage(QWidget *parent)
    : QWidget(parent)
    , m_picture(new SwitchPicture)
    , m_doubt(messageLine(KMessageWidget::Warning))
    , m_sentences(new QLabel)
    , m_choices(new QWidget)
    , m_looking(new QLabel(i18nc("@info:progress", "Counting again…")))
{
    m_sentences->setWordWrap(true);
    m_sentences->setTextFormat(Qt::RichText);
    m_sentences->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_sentences->setFocusPolicy(Qt::StrongFocus);
    auto *choices = new QVBoxLayout(m_choices);
    choices->setContentsMargins(0, 0, 0, 0);
    auto *head = new QLabel(i18nc("@title:group", "What you can decide"));
    QFont bold = head->font();
    bold.setBold(true);
    head->setFont(bold);
    choices->addWidget(head);
    m_uploadMessages = choice(choices,
                              i18nc("@option:check", "Copy to the server what is only on this computer"),
                              i18nc("@info", "Otherwise it stays on this computer, in the folder “On This Computer”."));
    m_uploadFolders = choice(choices,
                             i18nc("@option:check", "Create my folders on the server, too"),
                             i18nc("@info", "Then every device shows them. Otherwise they stay on this computer, with the mail that is in them."));
    m_deleteThere = choice(choices,
                           i18nc("@option:check", "Delete on the server what I have deleted here"),
                           i18nc("@info", "Otherwise it is shown again, and you can look once more before you delete it."));
    m_keepCopies = choice(choices,
                          i18nc("@option:check", "Keep the server’s folders as folders on this computer"),
                          i18nc("@info", "Otherwise they stay on the server only, and are no longer shown here."));

    auto *content = new QWidget;
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_picture);
    layout->addSpacing(10);
    m_doubt->hide();
    layout->addWidget(m_doubt);
    layout->addWidget(m_sentences);
    layout->addSpacing(6);
    layout->addWidget(m_choices);
    layout->addStretch();
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setAccessibleName(i18nc("@title", "What will happen"));
    scroll->setWidget(content);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(scroll);
    outer->addWidget(m_looking);
    m_looking->hide();
}

QCheckBox *ForecastPage::choice(QVBoxLayout *layout, const QString &text, const QString &explanation)
{
    auto *box = new QCheckBox(text, m_choices);
    box->setAccessibleDescription(explanation);
    auto *label = new QLabel(explanation, m_choices);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setForegroundRole(QPalette::PlaceholderText);
    label->setIndent(24);
    label->setObjectName(u"explanation"_s);
    layout->addWidget(box);
    layout->addWidget(label);
    box->setProperty("explanation", QVariant::fromValue<QObject *>(label));
    connect(box, &QCheckBox::toggled, this, [this] {
        if (!m_showing) {
            Q_EMIT choicesChanged();
        }
    });
    return box;
}

void ForecastPage::setForecast(const SwitchForecast &forecast)
{
    const QScopedValueRollback showing(m_showing, true);
    m_picture->setForecast(forecast);
    m_doubt->setText(
        i18nc("@info %1 host",
              "None of the messages on this computer is on %1. If that surprises you, it may be the wrong server, or another user’s mailbox there.",
              forecast.asked.server.host));
    m_doubt->setVisible(forecast.matched == 0 && forecast.onlyHere > 0);
    m_sentences->setText(listed(forecast.sentences));
    // What can be decided is what there was before anything was decided; a choice does not vanish by being made.
    if (!m_known) {
        m_known = true;
        const bool toImap = forecast.to == Mode::Imap;
        const auto offer = [](QCheckBox *box, bool offered, bool on) {
            box->setVisible(offered);
            box->property("explanation").value<QObject *>()->setProperty("visible", offered);
            box->setChecked(on);
        };
        offer(m_uploadMessages, toImap && forecast.onlyHere > 0, forecast.uploadMessages);
        offer(m_uploadFolders, toImap && forecast.newFolders > 0, forecast.uploadFolders);
        offer(m_deleteThere, toImap && forecast.deletedButThere > 0, forecast.deleteThere);
        offer(m_keepCopies, !toImap && forecast.serverFolders > 0, forecast.keepCopies);
        m_choices->setVisible(shown(m_uploadMessages) || shown(m_uploadFolders) || shown(m_deleteThere) || shown(m_keepCopies));
    }
}

QVariantMap ForecastPage::choices() const
{
    QVariantMap chosen;
    // Before the first forecast nothing was offered, so nothing is chosen: the defaults count.
    const auto add = [this, &chosen](const QString &name, const QCheckBox *box) {
        if (m_known && shown(box)) {
            chosen.insert(name, box->isChecked());
        }
    };
    add(u"uploadMessages"_s, m_uploadMessages);
    add(u"uploadFolders"_s, m_uploadFolders);
    add(u"deleteThere"_s, m_deleteThere);
    add(u"keepCopies"_s, m_keepCopies);
    return chosen;
}

void ForecastPage::forget()
{
    m_known = false;
}

void ForecastPage::setLooking(bool looking)
{
    m_looking->setVisible(looking);
}

}
