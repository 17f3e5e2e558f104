// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QColor>
#include <QPalette>
#include <QPointF>
#include <QRectF>

class QPainter;

namespace Konto
{

/// The colours of a picture, made of a palette so that it fits any colour scheme.
struct Ink {
    QColor line; ///< outlines
    QColor fill; ///< of things
    QColor faint; ///< what is not there, or plays no part
    QColor mail; ///< where the mail is
    QColor onMail; ///< lines on that

    explicit Ink(const QPalette &palette);
};

/// What stands out; the same whether the window is active or not, when selections are paler than a line may be.
[[nodiscard]] QColor accentOf(const QPalette &palette);

/// How a letter is drawn.
enum class Letter {
    Original, ///< the mail itself
    Copy,
    Absent, ///< a place where it may have been
};

// All of it in \a area, scaled to it; lines keep their width.
void drawServer(QPainter *painter, const QRectF &area, const Ink &ink);
void drawComputer(QPainter *painter, const QRectF &area, const Ink &ink);
void drawPhone(QPainter *painter, const QRectF &area, const Ink &ink);
void drawLetter(QPainter *painter, const QRectF &area, const Ink &ink, Letter letter);

/// From \a from to \a to, with a head there, and with one at \a from as well if it goes both ways.
void drawArrow(QPainter *painter, QPointF from, QPointF to, const QColor &colour, bool bothWays, bool dashed);

}
