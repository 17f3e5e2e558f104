// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "plan/switchsteps.h"

namespace Konto
{

/// What the user should know before a switch, beyond the numbers.
enum class SwitchNote {
    PopDeletesElsewhere, ///< to IMAP: another device that still fetches with POP3 and deletes empties the inbox of all
    DeletedReappears, ///< to IMAP: mail that was deleted here and is still on the server is shown again
    GmailReappears, ///< to IMAP: Gmail only hides from POP3 what was deleted over it
    OnlyInboxArrives, ///< to POP3: from now on only the inbox is fetched
    ReadStateStaysHere, ///< to POP3: other devices no longer learn what was read here
    QuotaTooSmall, ///< to IMAP: what would be uploaded does not fit
    SomeTooLarge, ///< to IMAP: some messages are larger than the server takes; they stay on this computer
    SomeAmbiguous, ///< some may be the same and it is not known: both are kept
    FoldersNeeded, ///< to POP3: folders that were to be left on the server hold mail that is only here, so they stay
};

struct SwitchPlanFolder {
    QString path;
    QString before; ///< where it was; empty for one that arrives
    QString mailbox;
    FolderFate fate = FolderFate::Same;
    qsizetype messages = 0; ///< here

    bool operator==(const SwitchPlanFolder &) const = default;
};

/// What a switch would do: a plain value that can be printed, stored and shown.
struct SwitchPlan {
    Mode from = Mode::Pop3;
    Mode to = Mode::Imap;
    Endpoint endpoint; ///< of the mode it goes to
    bool otherServer = false;
    SwitchChoices choices; ///< what the numbers below are for
    qsizetype here = 0; ///< messages of the account, without those deleted here
    qsizetype there = 0;
    qsizetype matched = 0;
    qsizetype onlyHere = 0;
    qsizetype onlyThere = 0;
    qsizetype ambiguous = 0; ///< messages here
    qsizetype deletedButThere = 0;
    qsizetype moved = 0; ///< to IMAP: shown in another folder, because the server has sorted them
    qsizetype flags = 0; ///< to IMAP: messages whose flags the server is told
    qsizetype upload = 0;
    qint64 uploadBytes = 0;
    qsizetype download = 0; ///< messages whose text is not on this computer, and will be
    qint64 downloadBytes = 0;
    qsizetype keptHere = 0; ///< to IMAP: stay on this computer only
    qint64 quotaUsed = 0;
    qint64 quotaLimit = 0; ///< 0: none is known
    int seconds = 0; ///< an estimate
    QStringList identifiers; ///< what the messages were recognised by, in English
    QList<SwitchPlanFolder> folders;
    QList<SwitchNote> notes;

    bool operator==(const SwitchPlan &) const = default;
};

/// Counts. What belongs to \a matching is \a steps; \a folders are those of the steps. \a endpoint is that of the mode \a to.
[[nodiscard]] SwitchPlan describeSwitch(const Account &account,
                                        const Endpoint &endpoint,
                                        Mode to,
                                        const Matching &matching,
                                        const MatchingInput &input,
                                        const QList<SwitchFolder> &folders,
                                        const SwitchSteps &steps,
                                        const SwitchServer &server,
                                        const SwitchChoices &choices,
                                        const ImapQuota &quota);

/// Every member by its name; enumerations as English words. Meant for programs; sentences are made of it elsewhere.
[[nodiscard]] QJsonObject toJson(const SwitchPlan &plan);

}
