// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "driver.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLineEdit>
#include <QScrollArea>
#include <QTest>

#include <cstdio>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace Konto::Window
{

namespace
{
void answer(const QJsonObject &object)
{
    std::puts(QJsonDocument(object).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

void refuse(const QString &why)
{
    answer({{u"error"_s, why}});
}

void scrollTo(QWidget *widget)
{
    for (QWidget *around = widget->parentWidget(); around; around = around->parentWidget()) {
        if (auto *area = qobject_cast<QScrollArea *>(around)) {
            area->ensureWidgetVisible(widget);
        }
    }
}

/// Radio buttons and boxes take a click on their mark only.
void click(QWidget *widget)
{
    scrollTo(widget);
    const auto *button = qobject_cast<QAbstractButton *>(widget);
    const int side = std::min(widget->height() / 2, 10);
    const bool mirrored = widget->isRightToLeft();
    const bool marked = button && button->isCheckable() && !widget->inherits("QPushButton");
    QTest::mouseClick(widget, Qt::LeftButton, {}, marked ? QPoint(mirrored ? widget->width() - side : side, widget->height() / 2) : widget->rect().center());
}

void fill(QWidget *widget, const QString &text)
{
    scrollTo(widget);
    widget->setFocus();
    QTest::keySequence(widget, QKeySequence(QKeySequence::SelectAll));
    if (text.isEmpty()) {
        QTest::keyClick(widget, Qt::Key_Delete);
    } else {
        QTest::keyClicks(widget, text);
    }
}

/// Whether there is such a row.
bool choose(QWidget *widget, const QString &start)
{
    auto *combo = qobject_cast<QComboBox *>(widget);
    auto *view = qobject_cast<QAbstractItemView *>(widget);
    const QAbstractItemModel *model = combo ? combo->model() : view ? view->model() : nullptr;
    for (int row = 0; model && row < model->rowCount(); ++row) {
        const QModelIndex index = model->index(row, 0);
        if (!index.data().toString().startsWith(start)) {
            continue;
        }
        if (combo) {
            combo->setCurrentIndex(row);
        } else {
            view->scrollTo(index);
            QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(index).center());
        }
        return true;
    }
    return false;
}

void grab(QWidget *window, const QJsonObject &order)
{
    if (order["width"_L1].toInt() > 0) {
        window->resize(order["width"_L1].toInt(), order["height"_L1].toInt());
        QCoreApplication::processEvents();
    }
    window->grab().save(order["file"_L1].toString());
    answer({});
}
}

Driver::Driver()
    : m_input(STDIN_FILENO, QSocketNotifier::Read)
{
    connect(&m_input, &QSocketNotifier::activated, this, &Driver::read);
}

void Driver::read()
{
    char some[4096];
    const auto count = ::read(STDIN_FILENO, some, sizeof some);
    if (count <= 0) {
        QCoreApplication::exit();
        return;
    }
    m_line.append(some, count);
    for (qsizetype end = m_line.indexOf('\n'); end >= 0; end = m_line.indexOf('\n')) {
        const QByteArray line = m_line.first(end);
        m_line.remove(0, end + 1);
        obey(QJsonDocument::fromJson(line).object());
    }
}

void Driver::obey(const QJsonObject &order)
{
    QWidget *window = frontWindow();
    const QString what = order["do"_L1].toString();
    if (!window) {
        answer({{u"closed"_s, true}});
    } else if (what == "look"_L1) {
        answer(look(window));
    } else if (what == "close"_L1) {
        answer({});
        window->close();
    } else if (what == "grab"_L1) {
        grab(window, order);
    } else {
        act(order, window);
    }
}

void Driver::act(const QJsonObject &order, QWidget *window)
{
    const QString name = order["name"_L1].toString();
    const QString role = order["role"_L1].toString();
    QList<Part> found = partsOf(window);
    found.removeIf([&name, &role](const Part &part) {
        return part.name != name || part.role == "text"_L1 || (!role.isEmpty() && part.role != role);
    });
    if (found.size() != 1) {
        refuse(u"%1 of the name %2"_s.arg(found.size()).arg(name));
    } else if (!found.first().widget->isEnabled()) {
        refuse(u"%1 is not enabled"_s.arg(name));
    } else {
        use(order, found.first());
    }
}

/// What is clicked may open a dialog that does not come back before it is closed, so the answer is given first.
void Driver::use(const QJsonObject &order, const Part &part)
{
    const QString what = order["do"_L1].toString();
    const QString text = order["text"_L1].toString();
    if (what == "click"_L1) {
        answer({});
        click(part.widget);
    } else if (what == "fill"_L1) {
        fill(part.widget, text);
        answer({});
    } else if (what == "choose"_L1 && choose(part.widget, text)) {
        answer({});
    } else {
        refuse(u"%1 has no %2"_s.arg(part.name, text));
    }
}

QJsonObject Driver::look(QWidget *window)
{
    QJsonArray parts;
    for (const Part &part : partsOf(window)) {
        parts.append(described(part));
    }
    return {{u"window"_s, window->windowTitle()}, {u"parts"_s, parts}};
}

}

#include "moc_driver.cpp"
