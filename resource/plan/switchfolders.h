// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/imap.h"
#include "core/message.h"
#include "plan/switchchoices.h"

namespace Konto
{

/// What a switch does with a folder.
enum class FolderFate {
    Same, ///< to IMAP: stands for a mailbox of the server. To POP3: is only here in any case, as Inbox is in both
    Arrives, ///< to IMAP: a mailbox of the server that had no folder here
    Created, ///< to IMAP: is only here, and is made on the server
    KeptHere, ///< to IMAP: is only here and stays so, below the branch of this computer
    Copied, ///< to POP3: a folder of the server that becomes one of this computer
    LeftThere, ///< to POP3: stays on the server, and is not shown here
};

struct SwitchFolder {
    FolderRow row; ///< as it will be; id below 0: a folder that is not stored yet, under a number of its own
    FolderPath before; ///< where it was; empty for one that arrives
    FolderFate fate = FolderFate::Same;

    bool operator==(const SwitchFolder &) const = default;
};

/// The folders of an account that goes to IMAP: \a stored folders find their mailboxes among those \a listed by name, else by
/// path, else by role. What is at or below \a branch stays there; what stays here comes below it. Parents before
/// children; the order of the input is irrelevant. \a personal is the mailbox below which all of the user's are to be (RFC 2342
/// section 5), such as "INBOX"; empty: there is none.
[[nodiscard]] QList<SwitchFolder> foldersForImap(const QList<ImapMailbox> &listed,
                                                 const QList<FolderRow> &stored,
                                                 const FolderPath &branch,
                                                 const SwitchChoices &choices,
                                                 const QString &personal = {});

/// The folders of an account that goes to POP3. A folder with messages that are \a onlyHere (by folder: their number) is not
/// left on the server, nor one with such a folder below it.
[[nodiscard]] QList<SwitchFolder> foldersForPop3(const QList<FolderRow> &stored, const QHash<qint64, qsizetype> &onlyHere, const SwitchChoices &choices);

/// How many messages of each folder no server is known to have as they are here.
[[nodiscard]] QHash<qint64, qsizetype> onlyHere(const QList<MessageRow> &rows);

/// Where \a path goes when it stays on this computer.
[[nodiscard]] FolderPath belowBranch(const FolderPath &path, const FolderPath &branch);

}
