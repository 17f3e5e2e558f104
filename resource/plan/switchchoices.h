// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QJsonObject>

namespace Konto
{

/// What the user decides about a switch. None of it deletes a message that was not deleted here.
struct SwitchChoices {
    bool uploadMessages = true; ///< to IMAP: mail that is only here goes to the server; else it stays on this computer
    bool uploadFolders = true; ///< to IMAP: folders that are only here are made on the server; else they stay on this computer
    bool deleteThere = false; ///< to IMAP: what the user deleted here and the server still has is deleted there; else it is shown again
    bool keepCopies = true; ///< to POP3: the server's folders become folders here; else they stay on the server only

    bool operator==(const SwitchChoices &) const = default;
};

/// With the names of the members as keys; what is missing has its default. What is no bool is ignored.
[[nodiscard]] QJsonObject toJson(const SwitchChoices &choices);
[[nodiscard]] SwitchChoices switchChoicesFrom(const QJsonObject &json);

}
