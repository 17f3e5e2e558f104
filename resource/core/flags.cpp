// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "core/flags.h"

#include <algorithm>
#include <array>
#include <utility>

namespace Konto
{

namespace
{
struct Name {
    Flags::Bit bit;
    const char *imap;
    char maildir;
};
// Maildir letters in ASCII order: D F P R S T
constexpr std::array names{
    Name{Flags::Draft, "\\Draft", 'D'},
    Name{Flags::Flagged, "\\Flagged", 'F'},
    Name{Flags::Forwarded, "$Forwarded", 'P'},
    Name{Flags::Answered, "\\Answered", 'R'},
    Name{Flags::Seen, "\\Seen", 'S'},
    Name{Flags::Deleted, "\\Deleted", 'T'},
};
}

Flags::Flags(quint8 bits, const QByteArrayList &keywords)
    : m_bits(bits)
{
    for (const QByteArray &keyword : keywords) {
        setKeyword(keyword);
    }
}

Flags Flags::fromImap(const QByteArrayList &imapNames)
{
    Flags flags;
    for (const QByteArray &name : imapNames) {
        // RFC 9051 section 2.3.2: flag names are case-insensitive
        const auto known = std::ranges::find_if(names, [&name](const Name &candidate) {
            return name.compare(candidate.imap, Qt::CaseInsensitive) == 0;
        });
        if (known != names.end()) {
            flags.set(known->bit);
        } else if (!name.isEmpty() && !name.startsWith('\\')) {
            flags.setKeyword(name);
        }
    }
    return flags;
}

QByteArrayList Flags::toImap() const
{
    QByteArrayList result;
    for (const Name &name : names) {
        if (has(name.bit)) {
            result << QByteArray(name.imap);
        }
    }
    return result + m_keywords;
}

Flags Flags::fromMaildir(QByteArrayView letters)
{
    Flags flags;
    for (const Name &name : names) {
        flags.set(name.bit, letters.contains(name.maildir));
    }
    return flags;
}

QByteArray Flags::toMaildir() const
{
    QByteArray letters;
    for (const Name &name : names) {
        if (has(name.bit)) {
            letters += name.maildir;
        }
    }
    return letters;
}

void Flags::set(Bit bit, bool on)
{
    m_bits = on ? (m_bits | bit) : (m_bits & ~bit);
}

void Flags::setKeyword(const QByteArray &keyword, bool on)
{
    const auto place = std::ranges::lower_bound(m_keywords, keyword);
    const bool present = place != m_keywords.end() && *place == keyword;
    if (on && !present) {
        m_keywords.insert(place, keyword);
    } else if (!on && present) {
        m_keywords.erase(place);
    }
}

Flags merge(const Flags &base, const Flags &local, const Flags &server)
{
    const quint8 changedHere = base.bits() ^ local.bits();
    Flags merged((local.bits() & changedHere) | (server.bits() & ~changedHere), server.keywords());
    for (const QByteArray &keyword : local.keywords()) {
        if (!base.keywords().contains(keyword)) {
            merged.setKeyword(keyword);
        }
    }
    for (const QByteArray &keyword : base.keywords()) {
        if (!local.keywords().contains(keyword)) {
            merged.setKeyword(keyword, false);
        }
    }
    return merged;
}

Flags changedFlags(const Flags &flags, const Flags &added, const Flags &removed)
{
    Flags changed((flags.bits() | added.bits()) & ~removed.bits(), flags.keywords());
    for (const QByteArray &keyword : added.keywords()) {
        changed.setKeyword(keyword);
    }
    for (const QByteArray &keyword : removed.keywords()) {
        changed.setKeyword(keyword, false);
    }
    return changed;
}

}
