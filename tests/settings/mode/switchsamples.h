// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include <QStringList>

namespace Konto
{

class AccountLink;

/// Waits until the account has been asked, and what it answered has been told, of everything that was sent before: D-Bus keeps the order.
void waitForAnswers(AccountLink &link);

/// A connected POP3 account with 120 messages that are only here.
[[nodiscard]] QString sampleFigures(const QString &mode);
/// A switch to IMAP, or to POP3.
[[nodiscard]] QString samplePlan(const QString &to, const QString &account, const QStringList &sentences);

}
