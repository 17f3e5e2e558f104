// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "plan/vanish.h"
#include "run/imap/imapfindings.h"
#include "run/imap/imapmoves.h"
#include "run/shown/projector.h"

namespace Konto
{

/// Takes from here what other clients have removed from the server; but for what they have moved, and for what the user has
/// edited, moved or keeps here. At the end of a run, when it is known what came.
class ImapRemoval
{
public:
    /// \a taken are the messages that came with the bytes of another one here.
    ImapRemoval(StoreWorker &store, Projector &projector, ImapFindings &findings, const QList<TakenCopy> &taken, Disappeared disappeared);

    /// Messages whose UIDs are gone.
    [[nodiscard]] Task<Result<void>> removeVanished(QList<MessageKey> vanished);
    /// The same of messages that the user wants there again: what is here as a whole is to be uploaded, the rest is removed.
    [[nodiscard]] Task<Result<void>> putBack(QList<MessageKey> vanished);
    /// A folder whose mailbox is gone. MassVanish with Scope::Folder: it stays until the user has confirmed.
    [[nodiscard]] Task<Result<void>> removeGone(FolderRow folder);

private:
    /// Without those that another program has moved.
    [[nodiscard]] Task<Result<QList<MessageKey>>> withoutMoved(QList<MessageKey> vanished);
    [[nodiscard]] Task<Result<void>> putFolderBack(FolderRow folder, QList<MessageKey> vanished);

    StoreWorker &m_store;
    Projector &m_projector;
    ImapFindings &m_findings;
    const QList<TakenCopy> m_taken;
    const Disappeared m_disappeared;
};

}
