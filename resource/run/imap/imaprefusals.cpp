// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/imap/imaprefusals.h"

using namespace Qt::StringLiterals;

namespace Konto
{

ImapRefusals::ImapRefusals(ImapSession &session)
    : m_session(session)
{
}

void ImapRefusals::begin(std::optional<QSet<qint64>> gone)
{
    m_gone = std::move(gone);
    m_waits = false;
}

Result<void> ImapRefusals::keep(const Error &error, ErrorKind kind, const FolderRow &folder)
{
    if (error.scope != Scope::Folder) {
        return std::unexpected(error);
    }
    if (!m_first) {
        m_first = error.kind == ErrorKind::Refused ? makeError(kind, folder.path.join(u'/'), error.serverText) : error;
    }
    return {};
}

Task<Result<bool>> ImapRefusals::keepUnlessGone(Error error, ErrorKind kind, FolderRow folder, FolderRow place)
{
    const auto gone = co_await isGone(error, place);
    if (!gone || *gone) {
        co_return gone;
    }
    co_return keep(error, kind, folder).transform([] {
        return false;
    });
}

Task<Result<bool>> ImapRefusals::isGone(Error error, FolderRow folder)
{
    if (error.scope != Scope::Folder || (m_gone && !m_gone->contains(folder.id))) {
        co_return false;
    }
    const auto state = co_await m_session.status(folder.mailbox);
    if (!state && state.error().scope != Scope::Folder) {
        co_return std::unexpected(state.error());
    }
    m_waits = m_waits || !state;
    co_return !state;
}

Result<void> ImapRefusals::outcome() const
{
    return m_first ? std::unexpected(*m_first) : Result<void>();
}

}
