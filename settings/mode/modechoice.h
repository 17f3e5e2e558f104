// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"

#include <QFrame>

class QLabel;
class QPushButton;
class QRadioButton;

namespace Konto
{

/// One of the two large choices. For a new account it is chosen (a radio button); in one that exists, the other mode is a button that
/// begins a change, and nothing changes by clicking here.
class ModeChoice : public QFrame
{
    Q_OBJECT

public:
    explicit ModeChoice(Mode mode, QWidget *parent = nullptr);

    [[nodiscard]] Mode mode() const;
    [[nodiscard]] QRadioButton *button() const;

    /// The account exists, and this is its mode, or is not.
    void setCurrent(bool current);
    /// The account is new: it is to be chosen.
    void setOpen();

Q_SIGNALS:
    void changeWanted();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    Mode m_mode;
    QRadioButton *m_button;
    QLabel *m_title;
    QLabel *m_note;
    QLabel *m_current;
    QPushButton *m_change;
    bool m_marked = false;
};

}
