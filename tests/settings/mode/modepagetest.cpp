// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "mode/modepage.h"
#include "accessibility.h"
#include "fakeresource.h"
#include "link/accountlink.h"
#include "mode/modechoice.h"
#include "mode/modepicture.h"
#include "switchsamples.h"

#include <KMessageWidget>

#include <QImage>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;

namespace
{
QString textsOf(QWidget *widget)
{
    QString texts;
    for (const QLabel *label : widget->findChildren<QLabel *>()) {
        texts += label->text() + u'\n';
    }
    return texts;
}

QPushButton *visibleButton(QWidget *widget, const QString &part)
{
    for (auto *button : widget->findChildren<QPushButton *>()) {
        if (button->isVisible() && button->text().contains(part)) {
            return button;
        }
    }
    return nullptr;
}

QImage picture(Mode mode, Qt::LayoutDirection direction, const QColor &window, qreal ratio)
{
    ModePicture picture(mode);
    picture.setLayoutDirection(direction);
    QPalette palette;
    palette.setColor(QPalette::Window, window);
    palette.setColor(QPalette::Base, window);
    palette.setColor(QPalette::WindowText, window.lightness() > 128 ? Qt::black : Qt::white);
    picture.setPalette(palette);
    picture.resize(picture.sizeHint());
    QImage image(picture.size() * ratio, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(window);
    picture.render(&image, {}, {}, QWidget::DrawChildren);
    return image;
}
}

class ModePageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void inANewAccountTheModeIsChosen()
    {
        ModePage page(nullptr);
        page.show();
        page.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        QCOMPARE(page.mode(), Mode::Imap);
        QSignalSpy chosen(&page, &ModePage::modeChosen);
        QSignalSpy wanted(&page, &ModePage::switchWanted);
        auto *pop3 = page.findChildren<ModeChoice *>().last();
        QTest::mouseClick(pop3, Qt::LeftButton, {}, QPoint(30, pop3->height() - 20));
        QCOMPARE(page.mode(), Mode::Pop3);
        QCOMPARE(chosen.size(), 1);
        pop3->button()->setFocus();
        QTest::keyClick(pop3->button(), Qt::Key_Left);
        QCOMPARE(page.mode(), Mode::Imap);
        QVERIFY(wanted.isEmpty());
        page.setMode(Mode::Pop3);
        QCOMPARE(page.mode(), Mode::Pop3);
    }

    void anAccountShowsItsNumbersAndChangesNothingItself()
    {
        FakeResource account;
        account.figures.numbers = sampleFigures(u"pop3"_s);
        AccountLink link(FakeResource::identifier());
        ModePage page(&link);
        page.show();
        QTRY_VERIFY(textsOf(&page).contains("2,341 on the server, 120 only on this computer"_L1));
        QCOMPARE(page.mode(), Mode::Pop3);
        QSignalSpy wanted(&page, &ModePage::switchWanted);
        QVERIFY(!visibleButton(&page, u"Change to POP3"_s));
        QPushButton *change = visibleButton(&page, u"Change to IMAP"_s);
        QVERIFY(change);
        change->click();
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted.first().first().value<Mode>(), Mode::Imap);
        QCOMPARE(page.mode(), Mode::Pop3);
        QVERIFY(account.calls.isEmpty());

        account.figures.numbers = sampleFigures(u"imap"_s);
        Q_EMIT account.figures.changed();
        QTRY_COMPARE(page.mode(), Mode::Imap);
        QVERIFY(visibleButton(&page, u"Change to POP3"_s));
    }

    void tellsHowLongUndoIsPossible()
    {
        FakeResource account;
        account.figures.numbers = sampleFigures(u"imap"_s);
        account.modeSwitch.until = u"2026-12-20T10:00:00Z"_s;
        account.modeSwitch.history = u"[{\"from\":\"pop3\",\"to\":\"imap\",\"committed\":\"2026-11-20T10:00:00Z\"}]"_s;
        AccountLink link(FakeResource::identifier());
        ModePage page(&link);
        page.show();
        auto *line = page.findChild<KMessageWidget *>();
        QTRY_VERIFY(line->isVisible());
        QVERIFY2(line->text().contains("20 November 2026"_L1) || line->text().contains("November 20, 2026"_L1), qPrintable(line->text()));
        QVERIFY(line->text().contains("IMAP"_L1));
        QSignalSpy undo(&page, &ModePage::undoWanted);
        line->actions().first()->trigger();
        QCOMPARE(undo.size(), 1);
        QVERIFY(account.calls.isEmpty());

        account.modeSwitch.until.clear();
        page.refresh();
        QTRY_VERIFY(!line->isVisible());
    }

    void anAccountThatDoesNotAnswerIsShownWithoutNumbers()
    {
        AccountLink link(FakeResource::identifier());
        ModePage page(&link);
        page.show();
        waitForAnswers(link);
        QCOMPARE(page.mode(), Mode::Imap);
        QVERIFY(!textsOf(&page).contains("Your messages"_L1));
    }

    void picturesFollowColoursAndDirection()
    {
        for (const Mode mode : {Mode::Imap, Mode::Pop3}) {
            const QImage light = picture(mode, Qt::LeftToRight, Qt::white, 1);
            QVERIFY(light != picture(mode, Qt::LeftToRight, Qt::black, 1));
            QVERIFY(light != picture(mode, Qt::RightToLeft, Qt::white, 1));
            // At 200 % it is drawn, not enlarged: there are pixels between those of the small one.
            const QImage large = picture(mode, Qt::LeftToRight, Qt::white, 2);
            QCOMPARE(large.size(), light.size() * 2);
            QVERIFY(large.scaled(light.size() * 2) != light.scaled(light.size() * 2));
        }
        QVERIFY(picture(Mode::Imap, Qt::LeftToRight, Qt::white, 1) != picture(Mode::Pop3, Qt::LeftToRight, Qt::white, 1));
    }

    void everythingHasANameAndIsReachedByKeyboard()
    {
        ModePage page(nullptr);
        page.resize(800, 1000);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        page.activateWindow();
        visibleButton(&page, u"Which One"_s)->click();
        QCOMPARE(unnamed(&page), QStringList());
        int groups = 0;
        for (QWidget *part : reachedByKeyboard(&page)) {
            groups += qobject_cast<QRadioButton *>(part) ? 1 : 0;
        }
        QVERIFY2(groups >= 4, "the modes, and three questions");
    }
};

QTEST_MAIN(ModePageTest)

#include "modepagetest.moc"
