// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include <QAccessible>
#include <QAccessibleInterface>
#include <QTest>
#include <QWidget>

namespace Konto
{

/// What a screen reader cannot name of \a widget: every part of it that takes the focus needs a role and a name.
inline QStringList unnamed(QWidget *widget)
{
    QStringList missing;
    for (QWidget *part : widget->findChildren<QWidget *>()) {
        if (!part->isVisible() || !(part->focusPolicy() & Qt::TabFocus)) {
            continue;
        }
        if (part->parentWidget()->inherits("QAbstractSpinBox")) {
            continue; // the parts of a field speak with its name
        }
        QAccessibleInterface *face = QAccessible::queryAccessibleInterface(part);
        const QString name = face ? face->text(QAccessible::Name) + face->text(QAccessible::Value) : QString();
        if (!face || name.isEmpty() || face->role() == QAccessible::NoRole) {
            missing.append(QString::fromUtf8(part->metaObject()->className()) + u' ' + part->objectName());
        }
    }
    return missing;
}

/// Goes from part to part with Tab and tells those that were reached.
inline QList<QWidget *> reachedByKeyboard(QWidget *window)
{
    QList<QWidget *> reached;
    for (int i = 0; i < 200; ++i) {
        QTest::keyClick(window, Qt::Key_Tab);
        QWidget *now = window->focusWidget();
        if (!now || reached.contains(now)) {
            break;
        }
        reached.append(now);
    }
    return reached;
}

}
