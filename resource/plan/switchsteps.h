// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "plan/matching.h"
#include "plan/switchfolders.h"

#include <QSet>

namespace Konto
{

/// What is known of the other side beside what matching needs.
struct SwitchServer {
    QHash<RemoteId, Flags> flags; ///< IMAP
    qint64 largestUpload = 0; ///< octets, APPENDLIMIT (RFC 7889); 0: none is told
};

/// What a switch does with messages. In terms of the folders of SwitchFolder, those that are not stored yet included.
struct SwitchSteps {
    QList<Match> placed; ///< to IMAP: where they are on the server
    QList<MessageKey> unplaced; ///< to IMAP: no longer where they were on the server
    QHash<MessageKey, Flags> baseFlags; ///< to IMAP: of those that have no base for merging yet
    QHash<MessageKey, QByteArray> uidls; ///< to POP3
    QList<MessageKey> upload; ///< to IMAP
    QList<MessageKey> shownAgain; ///< to IMAP: deleted here, and shown again
    QMap<qint64, QList<MessageKey>> moves; ///< to IMAP: by folder: messages that the server has sorted into it
    QMap<qint64, QList<MessageKey>> keptHere; ///< to IMAP: by the folder they are in: they go below the branch of this computer
    QList<MessageKey> tooLarge; ///< of those in keptHere: the server takes no messages of that size
    QSet<qint64> listAgain; ///< to IMAP: folders of all mailboxes: what their last sync knew no longer counts
};

/// What to do after matching() has no more questions. Nothing in it removes a message anywhere, but for what the user
/// deleted here and chose to delete there (MessageRow::deletedByUser stays set then).
///
/// To IMAP, the place on the server counts for what is in Inbox here, or has been sorted on both sides; the place here for what the
/// user has moved out of Inbox here and the server still has in INBOX, and for what was moved here since the server's
/// place was last known. Mail in a folder that stays on this computer stays in it. Read or unread is as here, because a POP3 download
/// marks messages as read on some servers; other flags are those of both sides.
[[nodiscard]] SwitchSteps switchStepsToImap(const Matching &matching,
                                            const MatchingInput &input,
                                            const QList<SwitchFolder> &folders,
                                            const SwitchServer &server,
                                            const SwitchChoices &choices);

/// To POP3, messages learn their UIDLs, so that none is downloaded that is here, or was deleted here.
[[nodiscard]] SwitchSteps switchStepsToPop3(const Matching &matching, const MatchingInput &input);

}
