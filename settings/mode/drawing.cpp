// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "mode/drawing.h"

#include <QLineF>
#include <QPainter>
#include <QPainterPath>

namespace Konto
{

namespace
{
constexpr qreal lineWidth = 1.6;

QColor mixed(const QColor &a, const QColor &b, qreal share)
{
    return QColor::fromRgbF(float(a.redF() * share + b.redF() * (1 - share)),
                            float(a.greenF() * share + b.greenF() * (1 - share)),
                            float(a.blueF() * share + b.blueF() * (1 - share)));
}

QPen pen(const QColor &colour)
{
    return QPen(colour, lineWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
}

void drawHead(QPainter *painter, const QLineF &line)
{
    constexpr qreal length = 9;
    constexpr qreal spread = 28;
    QLineF side(line.p2(), line.p1());
    side.setLength(length);
    const qreal angle = side.angle();
    for (const qreal turn : {spread, -spread}) {
        side.setAngle(angle + turn);
        painter->drawLine(side);
    }
}
}

QColor accentOf(const QPalette &palette)
{
    return palette.color(QPalette::Active, QPalette::Highlight);
}

Ink::Ink(const QPalette &palette)
    : line(mixed(palette.color(QPalette::WindowText), palette.color(QPalette::Window), 0.75))
    , fill(mixed(palette.color(QPalette::Base), palette.color(QPalette::Window), 0.7))
    , faint(mixed(palette.color(QPalette::WindowText), palette.color(QPalette::Window), 0.35))
    , mail(mixed(accentOf(palette), palette.color(QPalette::WindowText), 0.8))
    , onMail(palette.color(QPalette::Active, QPalette::HighlightedText))
{
}

void drawServer(QPainter *painter, const QRectF &area, const Ink &ink)
{
    painter->setPen(pen(ink.line));
    painter->setBrush(ink.fill);
    const qreal gap = area.height() * 0.06;
    const qreal height = (area.height() - 2 * gap) / 3;
    for (int unit = 0; unit < 3; ++unit) {
        const QRectF box(area.left(), area.top() + unit * (height + gap), area.width(), height);
        painter->setBrush(ink.fill);
        painter->drawRoundedRect(box, 3, 3);
        painter->setBrush(ink.line);
        painter->drawEllipse(QPointF(box.left() + box.width() * 0.14, box.center().y()), 1.2, 1.2);
        painter->drawLine(QPointF(box.left() + box.width() * 0.6, box.center().y()), QPointF(box.right() - box.width() * 0.12, box.center().y()));
    }
}

void drawComputer(QPainter *painter, const QRectF &area, const Ink &ink)
{
    painter->setPen(pen(ink.line));
    painter->setBrush(ink.fill);
    const QRectF screen(area.left() + area.width() * 0.1, area.top(), area.width() * 0.8, area.height() * 0.82);
    painter->drawRoundedRect(screen, 4, 4);
    QPainterPath base;
    base.moveTo(area.left(), area.bottom() - area.height() * 0.13);
    base.lineTo(area.right(), area.bottom() - area.height() * 0.13);
    base.lineTo(area.right() - area.width() * 0.06, area.bottom());
    base.lineTo(area.left() + area.width() * 0.06, area.bottom());
    base.closeSubpath();
    painter->drawPath(base);
}

void drawPhone(QPainter *painter, const QRectF &area, const Ink &ink)
{
    painter->setPen(pen(ink.line));
    painter->setBrush(ink.fill);
    painter->drawRoundedRect(area, 5, 5);
    const QPointF centre(area.center().x(), area.bottom() - area.height() * 0.07);
    const QPointF half(area.width() * 0.12, 0);
    painter->drawLine(centre - half, centre + half);
}

void drawLetter(QPainter *painter, const QRectF &area, const Ink &ink, Letter letter)
{
    QPen outline = pen(letter == Letter::Original ? ink.onMail : letter == Letter::Copy ? ink.mail : ink.faint);
    outline.setWidthF(1.4);
    if (letter == Letter::Absent) {
        outline.setStyle(Qt::DashLine);
        outline.setDashPattern({2, 2});
    }
    painter->setPen(letter == Letter::Original ? pen(ink.mail) : outline);
    painter->setBrush(letter == Letter::Original ? QBrush(ink.mail) : letter == Letter::Copy ? QBrush(ink.fill) : QBrush(Qt::NoBrush));
    painter->drawRoundedRect(area, 2, 2);
    painter->setPen(outline);
    painter->setBrush(Qt::NoBrush);
    const QPointF fold(area.center().x(), area.top() + area.height() * 0.58);
    painter->drawPolyline(QPolygonF{area.topLeft() + QPointF(1.5, 1.5), fold, area.topRight() + QPointF(-1.5, 1.5)});
}

void drawArrow(QPainter *painter, QPointF from, QPointF to, const QColor &colour, bool bothWays, bool dashed)
{
    QPen stroke = pen(colour);
    stroke.setWidthF(2);
    if (dashed) {
        stroke.setDashPattern({3, 3});
    }
    painter->setPen(stroke);
    const QLineF line(from, to);
    painter->drawLine(line);
    stroke.setStyle(Qt::SolidLine);
    painter->setPen(stroke);
    drawHead(painter, line);
    if (bothWays) {
        drawHead(painter, QLineF(to, from));
    }
}

}
