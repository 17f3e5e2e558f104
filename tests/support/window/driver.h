// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "parts.h"

#include <QByteArray>
#include <QObject>
#include <QPointer>
#include <QSocketNotifier>

namespace Konto::Window
{

/// Does what a user does, as standard input says; answers every line with one. An order is an object:
///
///     {"do": "look"}                                        what is in the front window
///     {"do": "click", "name": "Pause"}                      also radio buttons and boxes to be ticked, by "role"
///     {"do": "fill", "name": "Password", "text": "…"}
///     {"do": "choose", "name": "Pages", "text": "General"}  a row of a list, or of a combo box, by how it begins
///     {"do": "close"}                                       the front window, as with its close button
///     {"do": "grab", "file": "…", "width": 0, "height": 0}  a picture; a size if the window is to get another
///
/// The answer has "error" when the part is not there, or not enabled, or there twice; "closed" when there is no window.
class Driver : public QObject
{
    Q_OBJECT

public:
    Driver();

private:
    void read();
    void obey(const QJsonObject &order);
    void act(const QJsonObject &order, QWidget *window);
    void use(const QJsonObject &order, const Part &part);
    [[nodiscard]] static QJsonObject look(QWidget *window);

    QSocketNotifier m_input;
    QByteArray m_line;
};

}
