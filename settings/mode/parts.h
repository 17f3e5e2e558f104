// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <KMessageWidget>

#include <QLabel>

namespace Konto
{

/// A text that may be the server's: shown as it is, never as markup.
[[nodiscard]] inline QLabel *plainLabel()
{
    auto *label = new QLabel;
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    return label;
}

/// A message in the page, which stays as long as it is true.
[[nodiscard]] inline KMessageWidget *messageLine(KMessageWidget::MessageType type)
{
    auto *line = new KMessageWidget;
    line->setMessageType(type);
    line->setCloseButtonVisible(false);
    line->setWordWrap(true);
    line->setTextFormat(Qt::PlainText);
    return line;
}

}
