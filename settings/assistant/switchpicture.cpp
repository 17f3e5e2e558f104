// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "assistant/switchpicture.h"

#include "link/numbertext.h"
#include "mode/drawing.h"

#include <KLocalizedString>

#include <QPainter>

namespace Konto
{

namespace
{
constexpr int things = 110; // width of what stands at either side
constexpr int drawn = 84; // height of the drawings

QString amount(qint64 messages, qint64 bytes)
{
    if (messages == 0) {
        return i18nc("@label in a picture: no messages go this way", "nothing");
    }
    const QString count = i18ncp("@label in a picture", "one message", "%1 messages", messages);
    return bytes > 0 ? i18nc("@label in a picture: number of messages (size)", "%1 (%2)", count, sizeText(bytes)) : count;
}

QString stays(const SwitchForecast &forecast)
{
    return i18ncp("@label in a picture", "one message is in both places and stays", "%1 messages are in both places and stay", forecast.matched);
}
}

SwitchPicture::SwitchPicture(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void SwitchPicture::setForecast(const SwitchForecast &forecast)
{
    m_forecast = forecast;
    setAccessibleName(i18nc("@info:whatsthis of a picture",
                            "To the server: %1. To this computer: %2. And %3.",
                            amount(forecast.upload, forecast.uploadBytes),
                            amount(forecast.download, forecast.downloadBytes),
                            stays(forecast)));
    update();
}

QSize SwitchPicture::sizeHint() const
{
    return {520, drawn + 2 * fontMetrics().height() + 18};
}

QSize SwitchPicture::minimumSizeHint() const
{
    return {420, sizeHint().height()};
}

void SwitchPicture::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Ink ink(palette());
    const bool mirrored = isRightToLeft();
    const int line = fontMetrics().height();
    const qreal left = 0;
    const qreal right = width() - things;
    const QRectF here(mirrored ? right : left, 0, things, drawn);
    const QRectF there(mirrored ? left : right, 0, things, drawn);
    drawComputer(&painter, QRectF(here.center().x() - 46, 10, 92, 68), ink);
    drawServer(&painter, QRectF(there.center().x() - 32, 10, 64, 68), ink);
    const bool toServer = m_forecast.to == Mode::Imap;
    const QRectF master = toServer ? there : here;
    drawLetter(&painter, QRectF(master.center().x() - 18, 26, 36, 25), ink, Letter::Original);
    const QRectF other = toServer ? here : there;
    drawLetter(&painter, QRectF(other.center().x() - 18, 26, 36, 25), ink, Letter::Copy);

    const qreal from = (mirrored ? there.right() : here.right()) + 10;
    const qreal to = (mirrored ? here.left() : there.left()) - 10;
    const QRectF middle(from, 0, to - from, drawn);
    const auto flow = [&](qreal y, qint64 messages, qint64 bytes, bool up) {
        const QColor colour = messages > 0 ? ink.mail : ink.faint;
        const bool rightwards = up != mirrored;
        drawArrow(&painter, {rightwards ? from : to, y}, {rightwards ? to : from, y}, colour, false, messages == 0);
        painter.setPen(messages > 0 ? palette().color(QPalette::WindowText) : ink.faint);
        painter.drawText(QRectF(from, y - line - 4, middle.width(), line), Qt::AlignCenter, amount(messages, bytes));
    };
    flow(line + 12, m_forecast.upload, m_forecast.uploadBytes, true);
    flow(2 * line + 42, m_forecast.download, m_forecast.downloadBytes, false);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(QRectF(here.left(), drawn, things, line), Qt::AlignCenter, i18nc("@label in a picture", "This computer"));
    painter.drawText(QRectF(there.left(), drawn, things, line), Qt::AlignCenter, i18nc("@label in a picture", "Server"));
    painter.drawText(QRectF(0, drawn + line + 8, width(), line), Qt::AlignCenter, stays(m_forecast));
}

}
