// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "kcm/noticelines.h"

#include "mode/parts.h"

#include <KLocalizedString>
#include <KMessageDialog>
#include <KStandardGuiItem>

#include <QAction>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
KMessageWidget::MessageType typeOf(const QString &severity)
{
    if (severity == "error"_L1) {
        return KMessageWidget::Error;
    }
    return severity == "warning"_L1 ? KMessageWidget::Warning : KMessageWidget::Information;
}
}

NoticeLines::NoticeLines(QWidget *parent)
    : QWidget(parent)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    hide();
}

/// Only what has changed is made anew: the keyboard's focus stays where it is.
void NoticeLines::show(const QList<ListedNotice> &notices)
{
    setVisible(!notices.isEmpty());
    if (notices == m_notices) {
        return;
    }
    m_notices = notices;
    while (const QLayoutItem *item = m_layout->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // it may be its button that was pressed
        delete item;
    }
    for (const ListedNotice &notice : notices) {
        m_layout->addWidget(line(notice));
    }
}

QWidget *NoticeLines::line(const ListedNotice &notice)
{
    KMessageWidget *line = messageLine(typeOf(notice.severity));
    line->setTextFormat(Qt::RichText); // what is a server's in it is escaped
    line->setText("<b>"_L1 + notice.title.toHtmlEscaped() + "</b><br>"_L1 + notice.text.toHtmlEscaped());
    line->setAccessibleName(notice.title);
    line->setAccessibleDescription(notice.text);
    for (const ListedAction &offered : notice.actions) {
        auto *action = new QAction(offered.label, line);
        action->setIconText(offered.label); // else the button would leave out the dots
        connect(action, &QAction::triggered, this, [this, notice, offered] {
            choose(notice, offered);
        });
        line->addAction(action);
    }
    auto *dismiss = new QAction(QIcon::fromTheme(u"dialog-close"_s), i18nc("@action:button", "Dismiss"), line);
    dismiss->setToolTip(i18nc("@info:tooltip", "Do not show this again before it happens anew"));
    connect(dismiss, &QAction::triggered, this, [this, id = notice.id] {
        Q_EMIT dismissWanted(id);
    });
    line->addAction(dismiss);
    return line;
}

void NoticeLines::choose(const ListedNotice &notice, const ListedAction &action)
{
    if (action.question.isEmpty()) {
        Q_EMIT actWanted(notice, action.id);
        return;
    }
    auto *dialog = new KMessageDialog(KMessageDialog::WarningContinueCancel, action.question, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setCaption(notice.title);
    dialog->setButtons(KGuiItem(action.label), KGuiItem(), KStandardGuiItem::cancel());
    connect(dialog, &QDialog::finished, this, [this, notice, id = action.id](int result) {
        if (result == KMessageDialog::PrimaryAction) {
            Q_EMIT actWanted(notice, id);
        }
    });
    dialog->open();
}

}
