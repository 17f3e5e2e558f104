// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "mode/modepicture.h"

#include "mode/drawing.h"

#include <KLocalizedString>

#include <QEvent>
#include <QFontMetrics>
#include <QPainter>

namespace Konto
{

namespace
{
constexpr qreal drawnWidth = 280;
constexpr qreal drawnHeight = 136;
constexpr QSizeF letterSize(30, 20);
constexpr QSizeF smallLetterSize(20, 14);

// Where things are, for writing from left to right.
constexpr QRectF server(112, 4, 56, 50);
constexpr QRectF computer(22, 84, 84, 52);
constexpr QRectF phone(196, 80, 32, 56);

/// What a picture consists of, at its place in a widget of any width.
struct Canvas {
    QPainter *painter;
    Ink ink;
    qreal left;
    bool mirrored;

    [[nodiscard]] QPointF at(QPointF point) const
    {
        return {left + (mirrored ? drawnWidth - point.x() : point.x()), point.y()};
    }

    [[nodiscard]] QRectF at(const QRectF &area) const
    {
        return {left + (mirrored ? drawnWidth - area.right() : area.left()), area.top(), area.width(), area.height()};
    }

    void letter(QPointF centre, Letter letter, QSizeF size = letterSize) const
    {
        const QPointF half(size.width() / 2, size.height() / 2);
        drawLetter(painter, QRectF(at(centre) - half, size), ink, letter);
    }

    void stack(QPointF centre) const
    {
        for (const QPointF &offset : {QPointF(5, -5), QPointF(0, 0), QPointF(-5, 5)}) {
            letter(centre + offset, offset.x() < 0 ? Letter::Original : Letter::Copy);
        }
    }
};

void drawThings(const Canvas &canvas)
{
    drawServer(canvas.painter, canvas.at(server), canvas.ink);
    drawComputer(canvas.painter, canvas.at(computer), canvas.ink);
    drawPhone(canvas.painter, canvas.at(phone), canvas.ink);
}

void drawImap(const Canvas &canvas)
{
    drawThings(canvas);
    canvas.stack(QPointF(178, 30));
    canvas.letter(QPointF(64, 105), Letter::Copy);
    canvas.letter(QPointF(212, 104), Letter::Copy, smallLetterSize);
    drawArrow(canvas.painter, canvas.at(QPointF(116, 62)), canvas.at(QPointF(88, 78)), canvas.ink.mail, true, false);
    drawArrow(canvas.painter, canvas.at(QPointF(164, 62)), canvas.at(QPointF(190, 78)), canvas.ink.mail, true, false);
}

void drawPop3(const Canvas &canvas)
{
    drawThings(canvas);
    canvas.letter(QPointF(178, 30), Letter::Absent);
    canvas.stack(QPointF(64, 105));
    canvas.letter(QPointF(212, 104), Letter::Absent, smallLetterSize);
    drawArrow(canvas.painter, canvas.at(QPointF(116, 62)), canvas.at(QPointF(88, 78)), canvas.ink.mail, false, false);
    drawArrow(canvas.painter, canvas.at(QPointF(164, 62)), canvas.at(QPointF(190, 78)), canvas.ink.faint, false, true);
}
}

ModePicture::ModePicture(Mode mode, QWidget *parent)
    : QWidget(parent)
    , m_mode(mode)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(
        mode == Mode::Imap
            ? i18nc("@info:whatsthis of a picture", "The mail is on the provider’s server; this computer and the phone show it, and everything goes both ways.")
            : i18nc("@info:whatsthis of a picture",
                    "The mail goes from the provider’s server to this computer, and one way only; the phone knows nothing of it."));
}

QSize ModePicture::sizeHint() const
{
    return {int(drawnWidth), int(drawnHeight) + 4 + fontMetrics().height()};
}

QSize ModePicture::minimumSizeHint() const
{
    return sizeHint();
}

void ModePicture::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Canvas canvas{.painter = &painter, .ink = Ink(palette()), .left = (width() - drawnWidth) / 2, .mirrored = isRightToLeft()};
    m_mode == Mode::Imap ? drawImap(canvas) : drawPop3(canvas);
    painter.setPen(canvas.ink.line);
    const auto caption = [&](const QRectF &thing, const QString &text) {
        const QPointF middle = canvas.at(QPointF(thing.center().x(), drawnHeight + 4));
        painter.drawText(QRectF(middle.x() - drawnWidth / 4, middle.y(), drawnWidth / 2, fontMetrics().height()), Qt::AlignCenter, text);
    };
    caption(computer, i18nc("@label in a picture", "This computer"));
    caption(phone, i18nc("@label in a picture", "Phone"));
    const QPointF beside = canvas.at(QPointF(104, 0));
    const QRectF place(canvas.mirrored ? beside.x() : beside.x() - 104, server.top(), 104, server.height());
    painter.drawText(place,
                     Qt::AlignVCenter | Qt::AlignAbsolute | (canvas.mirrored ? Qt::AlignLeft : Qt::AlignRight),
                     i18nc("@label in a picture", "Provider"));
}

void ModePicture::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange || event->type() == QEvent::LayoutDirectionChange) {
        updateGeometry();
        update();
    }
    QWidget::changeEvent(event);
}

}
