// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/imap.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>

namespace Konto
{

/// A command put together so that no argument can break its framing: what is not ours goes as a quoted string or a
/// literal (RFC 9051 section 4.3).
class ImapCommand
{
public:
    /// \a name as it is: "UID STORE".
    explicit ImapCommand(const QByteArray &name);

    /// Words of ours, as they are; after "(" and before ")", given alone, stands no space.
    ImapCommand &words(const QByteArray &text);
    ImapCommand &string(const QByteArray &text);
    ImapCommand &mailbox(const QString &name, bool utf8);
    ImapCommand &uids(const UidRanges &uids);
    /// A list of flags; names that are no atom are left out.
    ImapCommand &flags(const QByteArrayList &names);
    ImapCommand &date(const QDateTime &date);
    ImapCommand &literal(const QByteArray &bytes);

    /// What is written at once, and what after the server's "go on", for the server with \a capabilities: literals
    /// need no permission with LITERAL+, and up to 4096 octets none with LITERAL- and IMAP4rev2 (RFC 7888).
    [[nodiscard]] QByteArrayList pieces(const QByteArray &tag, const QByteArrayList &capabilities) const;
    /// Without literals; for logs.
    [[nodiscard]] QByteArray summary() const;

private:
    struct Part {
        QByteArray text;
        QByteArray literal; ///< follows the text when \a hasLiteral
        bool hasLiteral = false;
    };
    QList<Part> m_parts;
};

}
