// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/message.h"
#include "net/imapsession.h"

#include <QSet>

#include <optional>

namespace Konto
{

/// What an IMAP server refuses while it is told what the user did to messages. A refusal is kept for the user to read, and is no reason to stop;
/// other errors are. A command for a mailbox that is no more is not refused: what it was to do waits.
class ImapRefusals
{
public:
    explicit ImapRefusals(ImapSession &session);

    /// \a gone are the folders whose mailboxes are no more; nothing: another client may have renamed or deleted any since the last listing.
    void begin(std::optional<QSet<qint64>> gone);

    /// Fails with \a error if that is no refusal. \a kind: what to call it when the user reads it.
    [[nodiscard]] Result<void> keep(const Error &error, ErrorKind kind, const FolderRow &folder);
    /// keep(), unless \a place has no mailbox any more: true.
    [[nodiscard]] Task<Result<bool>> keepUnlessGone(Error error, ErrorKind kind, FolderRow folder, FolderRow place);

    /// Whether something waits for the next listing of the mailboxes.
    [[nodiscard]] bool waits() const
    {
        return m_waits;
    }
    /// The first refusal, if there was one.
    [[nodiscard]] Result<void> outcome() const;

private:
    /// Whether \a error is no refusal, but comes from the folder having no mailbox any more.
    [[nodiscard]] Task<Result<bool>> isGone(Error error, FolderRow folder);

    ImapSession &m_session;
    std::optional<Error> m_first;
    std::optional<QSet<qint64>> m_gone;
    bool m_waits = false;
};

}
