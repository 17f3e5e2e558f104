// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/flags.h"
#include "core/imap.h"

#include <QDate>
#include <QString>

#include <optional>

namespace Konto
{

/// What somebody looks for.
struct SearchTerm {
    enum class Kind {
        Unknown, ///< nothing that a server could be asked
        And, ///< all of \a terms
        Or, ///< one of \a terms
        Header, ///< \a text in the header field \a header
        AnyHeader, ///< \a text in a header field
        Body, ///< \a text behind the header
        Message, ///< \a text anywhere
        Date, ///< the Date field against \a date
        Size, ///< octets against \a size
        Flags, ///< all of \a flags
    };
    enum class Compare {
        Equal,
        Less,
        LessOrEqual,
        Greater,
        GreaterOrEqual,
    };

    Kind kind = Kind::Unknown;
    bool negated = false;
    QList<SearchTerm> terms;
    QByteArray header;
    QString text;
    Compare compare = Compare::Equal; ///< of date and size
    QDate date;
    bool isMoment = false; ///< a point in time was asked for, on \a date in UTC
    qint64 size = 0;
    Flags flags;

    bool operator==(const SearchTerm &) const;
};

/// \a term as criteria of SEARCH (RFC 9051 section 6.4.4); nothing: no message fulfils it for sure, or it is longer than
/// a server need take.
///
/// What the server finds is shown beside what this computer finds by itself, and nothing takes it away again. So:
/// - what IMAP cannot say leaves the messages that fulfil the rest in any case: in And it leaves none, in Or the other
///   terms count, and the other way round where it is negated;
/// - what IMAP can say nearly is said so that no message is missed: equal is "contains", a point in time is the days on
///   which it may have been at the sender's, any header field is those with words in them that people know.
[[nodiscard]] std::optional<ImapSearchKeys> searchKeys(const SearchTerm &term);

}
