// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QByteArrayList>

namespace Konto
{

/// The flags of a message: the system flags as bits, keywords as sorted names without duplicates.
/// A plain value; \Recent is not kept (RFC 9051 section 2.3.2 made it obsolete).
class Flags
{
public:
    enum Bit : quint8 {
        Seen = 0x01,
        Answered = 0x02,
        Flagged = 0x04,
        Deleted = 0x08,
        Draft = 0x10,
        Forwarded = 0x20, ///< $Forwarded, Maildir's P
    };

    Flags() = default;
    explicit Flags(quint8 bits, const QByteArrayList &keywords = {});

    /// From IMAP names ("\\Seen", "$Forwarded", "work"); unknown ones starting with a backslash are dropped.
    [[nodiscard]] static Flags fromImap(const QByteArrayList &names);
    [[nodiscard]] QByteArrayList toImap() const;

    /// From the letters behind ":2," of a Maildir file name (D F P R S T); other letters are ignored here.
    [[nodiscard]] static Flags fromMaildir(QByteArrayView letters);
    /// The letters in ASCII order, as the Maildir convention demands. Keywords have no letter.
    [[nodiscard]] QByteArray toMaildir() const;

    [[nodiscard]] bool has(Bit bit) const
    {
        return m_bits & bit;
    }
    [[nodiscard]] quint8 bits() const
    {
        return m_bits;
    }
    [[nodiscard]] const QByteArrayList &keywords() const
    {
        return m_keywords;
    }
    void set(Bit bit, bool on = true);
    void setKeyword(const QByteArray &keyword, bool on = true);

    bool operator==(const Flags &) const = default;

private:
    quint8 m_bits = 0;
    QByteArrayList m_keywords;
};

/// Three-way merge, per flag: what changed on one side since \a base wins; changed on both sides, they agree.
[[nodiscard]] Flags merge(const Flags &base, const Flags &local, const Flags &server);

/// \a flags with \a added set and \a removed cleared.
[[nodiscard]] Flags changedFlags(const Flags &flags, const Flags &added, const Flags &removed);

}
