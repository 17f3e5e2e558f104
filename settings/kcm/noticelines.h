// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "link/listednotice.h"

#include <QWidget>

class QVBoxLayout;

namespace Konto
{

/// Notices one below the other, each with what can be done about it, and a button to put it away. What cannot be taken back is asked first.
class NoticeLines : public QWidget
{
    Q_OBJECT

public:
    explicit NoticeLines(QWidget *parent = nullptr);

    void show(const QList<ListedNotice> &notices);

Q_SIGNALS:
    void actWanted(const Konto::ListedNotice &notice, const QString &action);
    void dismissWanted(const QString &notice);

private:
    [[nodiscard]] QWidget *line(const ListedNotice &notice);
    void choose(const ListedNotice &notice, const ListedAction &action);

    QList<ListedNotice> m_notices;
    QVBoxLayout *m_layout;
};

}
