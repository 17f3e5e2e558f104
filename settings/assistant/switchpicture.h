// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "mode/facts.h"

#include <QWidget>

namespace Konto
{

/// What goes where when an account is switched: this computer and the server, and how many messages go from one to the other.
class SwitchPicture : public QWidget
{
    Q_OBJECT

public:
    explicit SwitchPicture(QWidget *parent = nullptr);

    void setForecast(const SwitchForecast &forecast);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    SwitchForecast m_forecast;
};

}
