// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QHash>
#include <QSet>
#include <QString>

#include <optional>

namespace Konto
{

/// What a server said about a mailbox; what it did not say is empty.
struct MailboxFigures {
    std::optional<quint64> messages;
    std::optional<quint64> unseen;
    std::optional<quint64> uidNext;
    std::optional<quint64> uidValidity;
    std::optional<quint64> highestModSeq;
};

/// What has to be looked at again.
struct MailboxChanges {
    QSet<QString> mailboxes;
    bool folders = false; ///< mailboxes came, went, or have another name or subscription

    [[nodiscard]] bool isEmpty() const
    {
        return mailboxes.isEmpty() && !folders;
    }
};

/// Remembers what a server said about its mailboxes, and thereby tells what is new in what it says next. The first
/// complete account of all mailboxes is what later ones are compared with.
///
/// "INBOX" is that, whichever case the server writes it in (RFC 9051 section 5.1).
///
/// Bounded: 10,000 mailboxes are remembered. Those beyond are told when the server speaks of them unasked, and not
/// compared; names of more than 1,000 characters are not heard at all.
class MailboxMemory
{
public:
    static constexpr qsizetype maxMailboxes = 10'000;
    static constexpr qsizetype maxName = 1'000;

    /// An account of all mailboxes begins: beginAccount(), listed() and counted() for each, endAccount().
    void beginAccount();
    void listed(const QString &mailbox);
    /// Whether \a figures differ from those known. Not so what is said for the first time.
    bool counted(const QString &mailbox, const MailboxFigures &figures);
    /// \a named: listed() was called for each mailbox there is, so that those which were not are gone.
    void endAccount(bool named);

    /// The server spoke of \a mailbox unasked. That is news, unless HIGHESTMODSEQ says that nothing happened (RFC
    /// 7162 section 3.1.1).
    void notified(const QString &mailbox, const MailboxFigures &figures);
    /// The server spoke unasked of the name \a mailbox, which exists now or does not. \a oldName is what it was, if any.
    void renamed(const QString &mailbox, bool exists, const QString &oldName);
    /// Something happened in \a mailbox.
    void touched(const QString &mailbox);
    /// Anything may have happened.
    void lost();

    /// Since the last time.
    [[nodiscard]] MailboxChanges takeChanges();

private:
    [[nodiscard]] bool remember(const QString &mailbox, const MailboxFigures &figures);

    QHash<QString, MailboxFigures> m_known;
    QSet<QString> m_names; // of the last account that named all
    QSet<QString> m_listed; // in the present account
    MailboxChanges m_changes;
    bool m_complete = false; // there was an account of all mailboxes
    bool m_named = false; // there was one that named all
};

}
