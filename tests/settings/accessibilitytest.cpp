// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "dialog.h"

#include <QAccessible>
#include <QComboBox>
#include <QScrollArea>

using namespace Konto;
using namespace Qt::StringLiterals;

/// What a screen reader is told, and what the keyboard reaches.
class AccessibilityTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingHasANameAndARole_data();
    void everythingHasANameAndARole();
    void tabReachesEverything_data();
    void tabReachesEverything();
    void wideTextsAndLargeFontsFit_data();
    void wideTextsAndLargeFontsFit();

private:
    static void addKinds();
    static void open(Dialog &dialog, int kind);
    static QWidgetList reachable(const QWidget &window);
};

void AccessibilityTest::addKinds()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("new account") << -1;
    QTest::newRow("POP3") << int(Mode::Pop3);
    QTest::newRow("IMAP") << int(Mode::Imap);
}

void AccessibilityTest::open(Dialog &dialog, int kind)
{
    dialog.resource.discovery.result = bothProtocols();
    dialog.open();
    if (kind < 0) {
        dialog.type(u"Mail address:"_s, u"anna@example.org"_s);
        dialog.click(u"Search"_s);
        QTRY_VERIFY(dialog.widget->isComplete());
        dialog.click(u"Enter Servers by Hand"_s);
    }
}

/// What the user can do something with, on whichever page.
QWidgetList AccessibilityTest::reachable(const QWidget &window)
{
    QWidgetList list;
    for (QWidget *widget : window.findChildren<QWidget *>()) {
        const bool takesKeys = (widget->focusPolicy() & Qt::TabFocus) && !widget->focusProxy();
        // What is hidden, or in a message that says nothing, is not there
        const auto *message = qobject_cast<KMessageWidget *>(widget->parentWidget());
        const bool silent = (message && message->isHidden()) || widget->isHidden();
        // Parts of a field speak with its name
        const bool part = widget->parentWidget() && (widget->parentWidget()->inherits("QAbstractSpinBox") || widget->parentWidget()->inherits("QComboBox"));
        if (takesKeys && !part && !silent && !widget->inherits("QScrollBar") && !widget->inherits("QHeaderView")
            && !widget->inherits("QComboBoxPrivateContainer") && !widget->inherits("QComboBoxListView")) {
            list.append(widget);
        }
    }
    return list;
}

void AccessibilityTest::everythingHasANameAndARole_data()
{
    addKinds();
}

void AccessibilityTest::everythingHasANameAndARole()
{
    QFETCH(int, kind);
    Dialog dialog(kind < 0 ? std::nullopt : std::optional(Mode(kind)));
    open(dialog, kind);
    const QWidgetList widgets = reachable(*dialog.widget);
    QVERIFY(widgets.size() > 8);
    QStringList nameless;
    for (QWidget *widget : widgets) {
        const QAccessibleInterface *face = QAccessible::queryAccessibleInterface(widget);
        QVERIFY(face);
        // What is on a page that is not shown has a name all the same
        if (face->text(QAccessible::Name).isEmpty() || face->role() == QAccessible::NoRole) {
            nameless.append(
                u"%1 in %2"_s.arg(QLatin1StringView(widget->metaObject()->className()), QLatin1StringView(widget->parentWidget()->metaObject()->className())));
        }
    }
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u"; "_s)));
}

void AccessibilityTest::tabReachesEverything_data()
{
    addKinds();
}

void AccessibilityTest::tabReachesEverything()
{
    QFETCH(int, kind);
    Dialog dialog(kind < 0 ? std::nullopt : std::optional(Mode(kind)));
    open(dialog, kind);
    QVERIFY(QTest::qWaitForWindowActive(dialog.widget.get()));
    QSet<QWidget *> visited;
    for (int step = 0; step < 200; ++step) {
        QTest::keyClick(dialog.widget->focusWidget() ? dialog.widget->focusWidget() : dialog.widget.get(), Qt::Key_Tab);
        visited.insert(dialog.widget->focusWidget());
    }
    for (QWidget *widget : reachable(*dialog.widget)) {
        // Of the radio buttons of a group one takes the tab, and the arrow keys go on from there
        if (widget->isVisible() && widget->isEnabled() && !widget->inherits("QRadioButton") && !widget->inherits("QToolButton")) {
            QVERIFY2(visited.contains(widget), qPrintable(widget->accessibleName() + QLatin1StringView(widget->metaObject()->className())));
        }
    }
}

void AccessibilityTest::wideTextsAndLargeFontsFit_data()
{
    addKinds();
}

/// With twice the font nothing is cut: pages scroll, and are never narrower than what is on them.
void AccessibilityTest::wideTextsAndLargeFontsFit()
{
    QFETCH(int, kind);
    const QFont font = QApplication::font();
    const auto restore = qScopeGuard([&font] {
        QApplication::setFont(font);
    });
    QFont large = font;
    large.setPointSizeF(font.pointSizeF() * 2);
    QApplication::setFont(large);
    Dialog dialog(kind < 0 ? std::nullopt : std::optional(Mode(kind)));
    open(dialog, kind);
    dialog.widget->resize(dialog.widget->sizeHint());
    for (const QScrollArea *area : dialog.widget->findChildren<QScrollArea *>()) {
        QTRY_VERIFY(area->widget()->minimumSizeHint().width() <= area->minimumWidth());
    }
}

QTEST_MAIN(AccessibilityTest)

#include "accessibilitytest.moc"
