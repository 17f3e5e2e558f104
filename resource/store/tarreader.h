// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"

#include <QByteArray>

#include <optional>

class QIODevice;

namespace Konto
{

/// A member of a tar archive; what it is for is not the archive's to say.
struct TarMember {
    QByteArray name; ///< as written: may be absolute, climb with "..", or be empty
    char type = '0'; ///< '0': a regular file; POSIX.1-1988 and later
    qint64 size = 0;

    [[nodiscard]] bool isFile() const
    {
        return type == '0' || type == '\0' || type == '7';
    }
    bool operator==(const TarMember &) const = default;
};

/// Reads a tar archive (ustar, pax and GNU) from front to end, once, without ever holding more than one member. Of outside bytes:
/// nothing in it is believed but its framing. Errors: Nonsense for what is no archive, or ends early.
class TarReader
{
public:
    /// \a device is open and outlives this; it need not be able to seek.
    explicit TarReader(QIODevice &device);

    /// The next member; nothing at the end.
    [[nodiscard]] Result<std::optional<TarMember>> next();
    /// The contents of the member, once. Call only when its size is one that may be held.
    [[nodiscard]] Result<QByteArray> read();

private:
    /// What stands before a member, names of the next one included; nothing at the end.
    [[nodiscard]] Result<std::optional<TarMember>> header();
    [[nodiscard]] Result<QByteArray> take(qint64 size);
    [[nodiscard]] Result<void> skip(qint64 size);

    QIODevice &m_device;
    qint64 m_left = 0; ///< of the member
    qint64 m_padding = 0;
    bool m_begun = false;
    bool m_ended = false;
};

}
