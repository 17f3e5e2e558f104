// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "assistant/switchpicture.h"
#include "mode/modechoice.h"
#include "mode/modepage.h"
#include "mode/modepicture.h"

#include <QApplication>
#include <QImage>
#include <QLabel>
#include <QRadioButton>
#include <QTest>

using namespace Konto;

namespace
{
/// What is drawn in the colour of mail, which no text is: letters and arrows.
QImage mailOf(QWidget *picture, Qt::LayoutDirection direction)
{
    QPalette palette;
    palette.setColor(QPalette::Window, Qt::white);
    palette.setColor(QPalette::WindowText, Qt::black);
    palette.setColor(QPalette::Highlight, Qt::red);
    picture->setLayoutDirection(direction);
    picture->setPalette(palette);
    picture->resize(picture->sizeHint());
    QImage image(picture->size(), QImage::Format_RGB32);
    image.fill(Qt::white);
    picture->render(&image, {}, {}, QWidget::DrawChildren);
    QImage mail(image.size(), QImage::Format_Grayscale8);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor colour = image.pixelColor(x, y);
            mail.setPixelColor(x, y, colour.red() > 200 && colour.green() < 100 ? Qt::black : Qt::white);
        }
    }
    return mail;
}

/// Points that are in one of them only, of a hundred that are in either.
double difference(const QImage &one, const QImage &other)
{
    int either = 0;
    int different = 0;
    for (int y = 0; y < one.height(); ++y) {
        for (int x = 0; x < one.width(); ++x) {
            const bool inOne = one.pixelColor(x, y) == Qt::black;
            const bool inOther = other.pixelColor(x, y) == Qt::black;
            either += inOne || inOther ? 1 : 0;
            different += inOne != inOther ? 1 : 0;
        }
    }
    return either > 0 ? 100.0 * different / either : 100;
}

void compareWithMirror(QWidget *picture)
{
    const QImage fromLeft = mailOf(picture, Qt::LeftToRight);
    const QImage fromRight = mailOf(picture, Qt::RightToLeft);
    QVERIFY2(difference(fromLeft, fromRight) > 30, "it is not as it was");
    QVERIFY2(difference(fromLeft.flipped(Qt::Horizontal), fromRight) < 5, "arrows lead where they led, seen in a mirror");
}
}

/// In a language that is written from right to left; CMakeLists.txt starts it in Hebrew.
class MirrorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theLanguageTurnsTheWindows()
    {
        QVERIFY2(QApplication::isRightToLeft(), "the translations of Qt are missing");
        ModePage page(nullptr);
        page.resize(900, 900);
        page.show();
        const auto choices = page.findChildren<ModeChoice *>();
        QCOMPARE(choices.size(), 2);
        QVERIFY2(choices.first()->mapTo(&page, QPoint()).x() > choices.last()->mapTo(&page, QPoint()).x(), "the first is at the right");
        for (const ModeChoice *choice : choices) {
            QVERIFY2(choice->button()->geometry().right() > choice->width() - 30, "and so is what begins a line");
        }
    }

    void picturesAreMirrored()
    {
        ModePicture imap(Mode::Imap);
        compareWithMirror(&imap);
        ModePicture pop3(Mode::Pop3);
        compareWithMirror(&pop3);
        for (const Mode to : {Mode::Imap, Mode::Pop3}) {
            SwitchPicture change;
            change.setForecast({.from = otherMode(to), .to = to, .upload = 7, .download = 0});
            compareWithMirror(&change);
        }
    }
};

QTEST_MAIN(MirrorTest)

#include "mirrortest.moc"
