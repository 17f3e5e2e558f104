// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "core/secret.h"
#include "outcome.h"

#include <QJsonArray>
#include <QJsonObject>

namespace Konto
{

// The terminal, or what stands in for it. What servers said is shown without what a terminal would obey.

void print(const QString &text);
void printJson(const QJsonObject &object);
void printJson(const QJsonArray &array);
/// To the standard error, so that the output is only what was asked for.
void complain(const QString &sentence);

/// How far something is: one line that changes, on a terminal only. Empty: the line goes.
void showProgress(const QString &text);

/// Asked on the terminal, without an echo.
[[nodiscard]] Outcome<Secret> askPassword(const QString &question);
/// The first line of the standard input.
[[nodiscard]] Outcome<Secret> readPassword();
/// Whether there is somebody to ask.
[[nodiscard]] bool isAttended();
[[nodiscard]] bool confirm(const QString &question);

}
