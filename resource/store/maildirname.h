// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/message.h"

namespace Konto
{

/// The two parts of a file name in a Maildir (https://cr.yp.to/proto/maildir.html): the unique name, which is
/// our MessageKey, and what follows from the first colon on, usually ":2," and the flag letters. Names are
/// bytes: another program may have given them.
struct MaildirName {
    MessageKey key;
    QByteArray suffix;

    [[nodiscard]] static MaildirName fromFile(const QByteArray &fileName);
    [[nodiscard]] QByteArray fileName() const
    {
        return key + suffix;
    }
};

/// The flag letters of a suffix; none when it is not ":2,…".
[[nodiscard]] Flags flagsOfSuffix(const QByteArray &suffix);

/// ":2," and the letters of \a flags. Letters of \a before which mean nothing to us (Dovecot's a to z) stay.
[[nodiscard]] QByteArray suffixFor(const Flags &flags, const QByteArray &before = {});

/// A new unique name, "<seconds>.M<microseconds>P<process>Q<counter>.konto". Thread-safe.
[[nodiscard]] MessageKey newUniqueName();

/// Ends every unique name given by us.
[[nodiscard]] bool isOurUniqueName(const QByteArray &name);

/// Whether \a key can be a unique name and an Akonadi remote id: a file name without colon, valid UTF-8 without
/// control characters, and short enough to leave room for the flags.
[[nodiscard]] bool isUsableKey(const MessageKey &key);

}
