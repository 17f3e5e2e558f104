// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>

class QWidget;

namespace Konto::Window
{

/// A part of a window as a screen reader tells it.
struct Part {
    QWidget *widget;
    QString role; ///< "button", "edit", "text", …
    QString name;
};

/// The window that takes what is typed: the last dialog, or else the window itself. Null when all are closed.
[[nodiscard]] QWidget *frontWindow();

/// What can be seen of it, or scrolled to, in the order it was made.
[[nodiscard]] QList<Part> partsOf(QWidget *window);

/// Role, name, value and state; for lists also their rows.
[[nodiscard]] QJsonObject described(const Part &part);

}
