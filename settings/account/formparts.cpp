// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "account/formparts.h"

#include <QFormLayout>
#include <QLabel>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>

namespace Konto
{

QLabel *headingLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * 1.15);
    font.setWeight(QFont::DemiBold);
    label->setFont(font);
    label->setContentsMargins(0, label->fontMetrics().height() / 3, 0, 0);
    return label;
}

QLabel *textLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    label->setSizePolicy(policy);
    return label;
}

QLabel *hintLabel(const QString &text, QWidget *parent)
{
    QLabel *label = textLabel(text, parent);
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * 0.92);
    label->setFont(font);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

QLabel *valueLabel(const QString &name, QWidget *parent)
{
    QLabel *label = textLabel({}, parent);
    label->setAccessibleName(name);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

QFormLayout *formLayout(QVBoxLayout *page)
{
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
    form->setRowWrapPolicy(QFormLayout::DontWrapRows);
    page->addLayout(form);
    return form;
}

MessageLine::MessageLine(QWidget *parent)
    : KMessageWidget(parent)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    setCloseButtonVisible(false);
    hide();
}

void MessageLine::say(MessageType type, const QString &sentence)
{
    setMessageType(type);
    setText(sentence);
    setAccessibleName(sentence);
    show();
    // What went well or wrong must not be said where nobody looks; when there is a place for it
    if (type != Information) {
        QTimer::singleShot(0, this, &MessageLine::comeIntoSight);
    }
}

void MessageLine::comeIntoSight()
{
    for (QWidget *around = parentWidget(); around; around = around->parentWidget()) {
        if (auto *area = qobject_cast<QScrollArea *>(around)) {
            area->ensureWidgetVisible(this);
            return;
        }
    }
}

void MessageLine::beSilent()
{
    setText({});
    hide();
}

}

#include "moc_formparts.cpp"
