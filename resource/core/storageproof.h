// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/message.h"

namespace Konto
{

/// The proof that a message may go from a server: its bytes are durable here at this moment (the file is in place
/// with the size recorded in state.db, written there after fsync), or were until the user deleted it. Only the
/// store can make one, so nothing can be deleted on a server that the store has not looked at (invariant 1).
class StorageProof
{
public:
    [[nodiscard]] const MessageKey &key() const
    {
        return m_key;
    }

private:
    friend class AccountStore;
    friend class ProofMaker; ///< of the planners' tests
    explicit StorageProof(MessageKey key)
        : m_key(std::move(key))
    {
    }

    MessageKey m_key;
};

}
