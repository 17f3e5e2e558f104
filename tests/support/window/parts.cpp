// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "parts.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAccessible>
#include <QApplication>
#include <QJsonArray>
#include <QLabel>
#include <QMap>
#include <QProgressBar>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace Konto::Window
{

namespace
{
QString roleOf(const QAccessibleInterface &face)
{
    static const QMap<QAccessible::Role, QString> names{{QAccessible::Button, u"button"_s},
                                                        {QAccessible::PushButton, u"button"_s},
                                                        {QAccessible::ButtonMenu, u"button"_s},
                                                        {QAccessible::RadioButton, u"radio"_s},
                                                        {QAccessible::CheckBox, u"check"_s},
                                                        {QAccessible::EditableText, u"edit"_s},
                                                        {QAccessible::StaticText, u"text"_s},
                                                        {QAccessible::ComboBox, u"combo"_s},
                                                        {QAccessible::SpinBox, u"spin"_s},
                                                        {QAccessible::ProgressBar, u"progress"_s},
                                                        {QAccessible::List, u"list"_s},
                                                        {QAccessible::Tree, u"list"_s},
                                                        {QAccessible::Table, u"list"_s}};
    return names.value(face.role());
}

QString valueOf(QWidget *widget, QAccessibleInterface &face)
{
    if (const auto *bar = qobject_cast<QProgressBar *>(widget)) {
        return bar->maximum() > 0 ? QString::number(bar->value() * 100 / bar->maximum()) : u"busy"_s;
    }
    return face.text(QAccessible::Value);
}

QJsonArray rowsOf(const QAbstractItemView &view)
{
    QJsonArray rows;
    const QAbstractItemModel *model = view.model();
    for (int row = 0; model && row < model->rowCount(); ++row) {
        rows.append(model->index(row, 0).data().toString());
    }
    return rows;
}
}

QWidget *frontWindow()
{
    if (QWidget *modal = QApplication::activeModalWidget()) {
        return modal;
    }
    QWidget *front = nullptr;
    for (QWidget *window : QApplication::topLevelWidgets()) {
        if (window->isVisible() && window->windowType() != Qt::ToolTip && window->windowType() != Qt::Popup) {
            front = window;
        }
    }
    return front;
}

QList<Part> partsOf(QWidget *window)
{
    QList<Part> parts;
    for (QWidget *widget : window->findChildren<QWidget *>()) {
        QAccessibleInterface *face = widget->isVisible() && widget->window() == window ? QAccessible::queryAccessibleInterface(widget) : nullptr;
        if (const QString role = face ? roleOf(*face) : QString(); !role.isEmpty()) {
            const auto *label = qobject_cast<QLabel *>(widget);
            parts.append({.widget = widget, .role = role, .name = label ? label->text() : face->text(QAccessible::Name)});
        }
    }
    return parts;
}

QJsonObject described(const Part &part)
{
    QAccessibleInterface *face = QAccessible::queryAccessibleInterface(part.widget);
    QJsonObject told{{u"role"_s, part.role}, {u"name"_s, part.name}, {u"enabled"_s, part.widget->isEnabled()}};
    if (const QString value = valueOf(part.widget, *face); !value.isEmpty() && part.role != "text"_L1) {
        told.insert(u"value"_s, value);
    }
    if (const auto *button = qobject_cast<QAbstractButton *>(part.widget); button && button->isCheckable()) {
        told.insert(u"checked"_s, button->isChecked());
    }
    if (const auto *view = qobject_cast<QAbstractItemView *>(part.widget)) {
        told.insert(u"rows"_s, rowsOf(*view));
        told.insert(u"row"_s, view->currentIndex().row());
    }
    return told;
}

}
