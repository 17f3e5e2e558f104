// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <KMessageWidget>

class QFormLayout;
class QLabel;
class QLineEdit;
class QVBoxLayout;

namespace Konto
{

// The pieces that all pages are made of, so that they look alike.

/// A heading within a page.
[[nodiscard]] QLabel *headingLabel(const QString &text, QWidget *parent);

/// Text that wraps, and is never taken for markup: what it says may come from a server.
[[nodiscard]] QLabel *textLabel(const QString &text, QWidget *parent);

/// The same, smaller and paler: what explains a setting. Such a label belongs below it.
[[nodiscard]] QLabel *hintLabel(const QString &text, QWidget *parent);

/// Text that can be selected, for screen readers as well (\a name).
[[nodiscard]] QLabel *valueLabel(const QString &name, QWidget *parent);

/// Fields with their labels beside them, aligned over all of \a page.
[[nodiscard]] QFormLayout *formLayout(QVBoxLayout *page);

/// A sentence with a symbol; hidden until say() is called.
class MessageLine : public KMessageWidget
{
    Q_OBJECT

public:
    explicit MessageLine(QWidget *parent);

    void say(MessageType type, const QString &sentence);
    void beSilent();

private:
    void comeIntoSight();
};

}
