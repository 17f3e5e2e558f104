// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"

#include <QByteArray>

#include <optional>

namespace Konto
{

/// A status response (RFC 9051 section 7.1): tagged, or untagged with the tag "*".
struct ImapStatus {
    enum class Condition {
        Ok,
        No,
        Bad,
        Bye,
        Preauth,
    };

    QByteArray tag;
    Condition condition = Condition::Ok;
    QByteArray code; ///< the response code's name, upper-cased; empty without one
    QByteArray codeData; ///< what follows the name inside the brackets
    QByteArray text; ///< for people
};

/// \a line without its line end. Empty when it is not a status response.
[[nodiscard]] std::optional<ImapStatus> parseImapStatus(QByteArrayView line);

/// Why LOGIN or AUTHENTICATE failed.
[[nodiscard]] Error imapLoginError(const ImapStatus &status);
/// Why a command after login failed; Scope::Folder, as every one of ours is about one mailbox or can be tried
/// again without a new connection.
[[nodiscard]] Error imapCommandError(const ImapStatus &status);

}
