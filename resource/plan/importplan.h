// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"

#include <QHash>
#include <QStringList>

namespace Konto
{

/// The settings file of an account of kdepim-runtime's IMAP or POP3 resource, as it stands on disk: "group/key" to value. What
/// has its default value is left out.
struct StockValues {
    QHash<QString, QString> texts;
    QStringList seenUidls; ///< POP3: what that resource has downloaded, and the server still has
};

/// What becomes of such an account's settings here.
struct ImportedSettings {
    QString name; ///< empty: it has none of its own
    Mode mode = Mode::Imap;
    QString userName;
    Endpoint endpoint;
    SignIn signIn = SignIn::Password;
    int checkInterval = 0; ///< minutes; 0: only when asked
    Retention retention; ///< POP3; never takes away more than the old rule did
    HeldHere held = HeldHere::Everything; ///< IMAP
    qint64 targetCollection = 0; ///< POP3: where its mail goes; 0: the desktop's own inbox
    QByteArrayList seenUidls;
};

[[nodiscard]] ImportedSettings settingsOfStock(Mode mode, const StockValues &values);

/// \a message as it was before kdepim-runtime's IMAP resource stored it: that gives what seems to it to have no body, multipart
/// messages among them, a body of one space. A guess, which the server's size confirms or not.
[[nodiscard]] QByteArray withoutFiller(const QByteArray &message);

}
