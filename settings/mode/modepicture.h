// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"

#include <QWidget>

namespace Konto
{

/// Server, computer and phone: where the mail is in a mode, and which way it flows. Drawn in the colours of the palette, mirrored where
/// writing goes from right to left.
class ModePicture : public QWidget
{
    Q_OBJECT

public:
    explicit ModePicture(Mode mode, QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    Mode m_mode;
};

}
