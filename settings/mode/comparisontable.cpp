// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "mode/comparisontable.h"

#include "mode/drawing.h"

#include <KLocalizedString>

#include <QGridLayout>
#include <QLabel>
#include <QPainter>

namespace Konto
{

namespace
{
constexpr int linesPerRow = 2; // of the grid: answers, and what is so here

QLabel *cell(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setAlignment(Qt::AlignLeading | Qt::AlignTop);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

void makeBold(QLabel *label)
{
    QFont font = label->font();
    font.setBold(true);
    label->setFont(font);
}
}

ComparisonTable::ComparisonTable(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(18);
    m_grid->setVerticalSpacing(0);
    m_grid->setColumnStretch(0, 5);
    m_grid->setColumnStretch(1, 7);
    m_grid->setColumnStretch(2, 7);
    setAccessibleName(i18nc("@info:whatsthis", "Comparison of IMAP and POP3"));
}

void ComparisonTable::setRows(const QList<ComparisonRow> &rows)
{
    if (rows == m_rows) {
        return;
    }
    m_rows = rows;
    m_questions.clear();
    m_facts.clear();
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const QStringList heads{QString(), i18nc("@title:column", "On the server (IMAP)"), i18nc("@title:column", "On this computer (POP3)")};
    for (int column = 1; column < heads.size(); ++column) {
        QLabel *head = cell(heads.at(column), this);
        makeBold(head);
        head->setContentsMargins(8, 8, 8, 8);
        m_grid->addWidget(head, 0, column);
    }
    for (qsizetype row = 0; row < rows.size(); ++row) {
        add(int(row), rows.at(row));
    }
}

void ComparisonTable::add(int row, const ComparisonRow &comparison)
{
    const int line = 1 + row * linesPerRow;
    const bool hasFact = !comparison.fact.isEmpty();
    QLabel *question = cell(comparison.question, this);
    makeBold(question);
    QLabel *imap = cell(comparison.imap, this);
    QLabel *pop3 = cell(comparison.pop3, this);
    // A screen reader that arrives at an answer says what it answers.
    imap->setAccessibleName(i18nc("@info:whatsthis %1 question, %2 answer", "%1 With IMAP: %2", comparison.question, comparison.imap));
    pop3->setAccessibleName(i18nc("@info:whatsthis %1 question, %2 answer", "%1 With POP3: %2", comparison.question, comparison.pop3));
    m_questions.append(question);
    int column = 0;
    for (QLabel *label : {question, imap, pop3}) {
        label->setContentsMargins(8, 7, 8, hasFact ? 2 : 8);
        m_grid->addWidget(label, line, column++);
    }
    if (hasFact) {
        QLabel *fact = cell(comparison.fact, this);
        fact->setContentsMargins(8, 3, 8, 11);
        m_grid->addWidget(fact, line + 1, 1, 1, 2);
        m_facts.append(fact);
    }
}

void ComparisonTable::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor line = palette().color(QPalette::WindowText);
    line.setAlphaF(0.15F);
    painter.setPen(line);
    for (const QLabel *question : std::as_const(m_questions)) {
        const qreal top = question->geometry().top() + 0.5;
        painter.drawLine(QPointF(0, top), QPointF(width(), top));
    }
    QColor own = accentOf(palette());
    own.setAlphaF(0.14F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(own);
    for (const QLabel *fact : std::as_const(m_facts)) {
        painter.drawRoundedRect(fact->geometry().adjusted(0, 0, 0, -8), 4, 4);
    }
}

}
