// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "mode/comparison.h"

#include <QWidget>

class QGridLayout;
class QLabel;

namespace Konto
{

/// The comparison of both modes: a question in each row, the answers beside it, and below them what is so in this account.
class ComparisonTable : public QWidget
{
    Q_OBJECT

public:
    explicit ComparisonTable(QWidget *parent = nullptr);

    void setRows(const QList<ComparisonRow> &rows);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void add(int row, const ComparisonRow &comparison);

    QGridLayout *m_grid;
    QList<ComparisonRow> m_rows;
    QList<QLabel *> m_questions;
    QList<QLabel *> m_facts;
};

}
