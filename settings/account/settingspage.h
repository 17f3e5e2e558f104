// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QWidget>

namespace Konto
{

class SettingsBase;
struct AccountFacts;

/// A page of the account dialog. Nothing that is done on it counts before save(), except what a button says that it does.
class SettingsPage : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    /// Shows what the settings say.
    virtual void load(const SettingsBase &settings) = 0;
    /// Puts what the page says into \a settings, and nothing else.
    virtual void save(SettingsBase &settings) = 0;
    /// Tells what there is of the account; again whenever it changes.
    virtual void showFigures(const AccountFacts &figures);
    /// Called when all settings are written and the resource has read them.
    virtual void saved();

Q_SIGNALS:
    /// What save() would write may be different now.
    void changed();
};

}
