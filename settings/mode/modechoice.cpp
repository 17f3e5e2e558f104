// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "mode/modechoice.h"

#include "mode/drawing.h"
#include "mode/modepicture.h"

#include <KLocalizedString>

#include <QHBoxLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace Konto
{

namespace
{
QString titleOf(Mode mode)
{
    return mode == Mode::Imap ? i18nc("@title a way to keep mail", "On the server (IMAP)") : i18nc("@title a way to keep mail", "On this computer (POP3)");
}

QString sentenceOf(Mode mode)
{
    return mode == Mode::Imap
        ? i18nc("@info", "Your mail stays with your provider, and all your devices show the same: folders, sent mail, what is read and what is new.")
        : i18nc("@info", "Your mail is downloaded to this computer, and it is you who keeps it. Other devices do not learn what you do with it here.");
}

QString noteOf(Mode mode)
{
    return mode == Mode::Imap ? i18nc("@info about a choice", "Recommended in most cases")
                              : i18nc("@info about a choice", "For one computer, or little room at the provider");
}

void makeBold(QWidget *widget, qreal factor)
{
    QFont font = widget->font();
    font.setBold(true);
    font.setPointSizeF(font.pointSizeF() * factor);
    widget->setFont(font);
}

QLabel *wrapped(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setAlignment(Qt::AlignLeading | Qt::AlignTop);
    return label;
}
}

ModeChoice::ModeChoice(Mode mode, QWidget *parent)
    : QFrame(parent)
    , m_mode(mode)
    , m_button(new QRadioButton(titleOf(mode), this))
    , m_title(wrapped(titleOf(mode), this))
    , m_note(wrapped(noteOf(mode), this))
    , m_current(wrapped(i18nc("@info", "This is how your mail is kept now"), this))
    , m_change(new QPushButton(mode == Mode::Imap ? i18nc("@action:button", "Change to IMAP…") : i18nc("@action:button", "Change to POP3…"), this))
{
    m_note->setContentsMargins(10, 2, 10, 2);
    m_note->setWordWrap(false);
    m_note->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    if (mode == Mode::Imap) {
        m_note->setForegroundRole(QPalette::HighlightedText);
    }
    auto *sentence = wrapped(sentenceOf(mode), this);
    makeBold(m_button, 1.15);
    makeBold(m_title, 1.15);
    makeBold(m_current, 1);
    m_button->setAccessibleDescription(noteOf(mode) + u". " + sentenceOf(mode));
    m_change->setAccessibleDescription(sentenceOf(mode));

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->addWidget(m_button);
    layout->addWidget(m_title);
    layout->addWidget(m_note, 0, Qt::AlignLeading);
    layout->addSpacing(6);
    layout->addWidget(new ModePicture(mode, this));
    layout->addSpacing(6);
    layout->addWidget(sentence);
    layout->addStretch();
    layout->addWidget(m_current);
    layout->addWidget(m_change, 0, Qt::AlignLeading);

    connect(m_button, &QRadioButton::toggled, this, [this](bool on) {
        m_marked = on;
        update();
    });
    connect(m_change, &QPushButton::clicked, this, &ModeChoice::changeWanted);
    setOpen();
}

Mode ModeChoice::mode() const
{
    return m_mode;
}

QRadioButton *ModeChoice::button() const
{
    return m_button;
}

void ModeChoice::setCurrent(bool current)
{
    m_button->hide();
    m_title->show();
    m_current->setVisible(current);
    m_change->setVisible(!current);
    m_marked = current;
    setCursor(Qt::ArrowCursor);
    update();
}

void ModeChoice::setOpen()
{
    m_button->show();
    m_title->hide();
    m_current->hide();
    m_change->hide();
    m_marked = m_button->isChecked();
    setCursor(Qt::PointingHandCursor);
    update();
}

void ModeChoice::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor accent = accentOf(palette());
    QColor border = m_marked ? accent : palette().color(QPalette::WindowText);
    border.setAlphaF(m_marked ? 1 : 0.25F);
    QColor fill = m_marked ? accent : palette().color(QPalette::Base);
    fill.setAlphaF(m_marked ? 0.08F : 0.5F);
    painter.setPen(QPen(border, m_marked ? 2 : 1));
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
    QColor badge = palette().color(m_mode == Mode::Imap ? QPalette::Highlight : QPalette::WindowText);
    badge.setAlphaF(m_mode == Mode::Imap ? 1 : 0.08F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(badge);
    painter.drawRoundedRect(m_note->geometry(), m_note->height() / 2.0, m_note->height() / 2.0);
}

void ModeChoice::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_button->isVisibleTo(this) && rect().contains(event->position().toPoint())) {
        m_button->setFocus(Qt::MouseFocusReason);
        m_button->click();
    }
}

}
