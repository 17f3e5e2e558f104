// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "mode/advice.h"

#include <QWidget>

class KMessageWidget;
class QButtonGroup;
class QVBoxLayout;

namespace Konto
{

/// *Which one suits me?*: three questions, and a recommendation with its reason as soon as all are answered.
class AdvicePanel : public QWidget
{
    Q_OBJECT

public:
    explicit AdvicePanel(QWidget *parent = nullptr);

Q_SIGNALS:
    void advised(Konto::Mode mode);

private:
    /// The first answer has the id 0, the second 1.
    [[nodiscard]] QButtonGroup *ask(QVBoxLayout *layout, const QString &question, const QString &first, const QString &second);
    void answer();

    QButtonGroup *m_devices;
    QButtonGroup *m_room;
    QButtonGroup *m_trust;
    KMessageWidget *m_advice;
};

/// The recommendation with its reason, for the user.
[[nodiscard]] QString adviceText(const Advice &advice);

}
