// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/switchsteps.h"

#include <algorithm>

namespace Konto
{

namespace
{
/// The answers to questions about one message.
class ToImap
{
public:
    ToImap(const MatchingInput &input, const QList<SwitchFolder> &folders, const SwitchServer &server, const SwitchChoices &choices)
        : m_input(input)
        , m_server(server)
        , m_choices(choices)
    {
        for (const SwitchFolder &folder : folders) {
            m_folders.insert(folder.row.id, &folder);
        }
        for (const MessageRow &row : input.here) {
            m_rows.insert(row.key, &row);
        }
        // What was known of a mailbox may be of another one, and messages below its uidNext may have been forgotten here.
        for (auto mailbox = input.uidValidities.keyBegin(); mailbox != input.uidValidities.keyEnd(); ++mailbox) {
            m_steps.listAgain.insert(*mailbox);
        }
    }

    void place(const Match &match)
    {
        const MessageRow &row = *m_rows.value(match.key);
        m_steps.placed.append(match);
        if (row.uid == 0 || m_input.otherServer) {
            // Merged with this base, \Seen is as here, and other flags are those of both sides.
            const bool seen = m_server.flags.value(match.id).has(Flags::Seen);
            m_steps.baseFlags.insert(row.key, seen ? Flags(Flags::Seen, {}) : Flags());
        }
        if (isSortedByServer(row, match.id.mailbox)) {
            m_steps.moves[match.id.mailbox].append(row.key);
        }
    }

    void placeDeleted(const Match &match)
    {
        const MessageRow &row = *m_rows.value(match.key);
        m_steps.placed.append(match);
        if (!m_choices.deleteThere || !row.deletedByUser) {
            m_steps.shownAgain.append(row.key);
            if (row.folder != match.id.mailbox) {
                m_steps.moves[match.id.mailbox].append(row.key);
            }
        }
    }

    void unplace(const MessageKey &key)
    {
        if (m_rows.value(key)->uid != 0) {
            m_steps.unplaced.append(key);
        }
    }

    void keep(const MessageKey &key)
    {
        unplace(key);
        const MessageRow &row = *m_rows.value(key);
        if (!isKept(row.folder) && !row.deletedHere) {
            m_steps.keptHere[row.folder].append(key);
        }
    }

    void onlyHere(const MessageKey &key)
    {
        unplace(key);
        const MessageRow &row = *m_rows.value(key);
        if (isKept(row.folder) || row.deletedHere) {
            return;
        }
        const bool tooLarge = m_server.largestUpload > 0 && row.size > m_server.largestUpload;
        const SwitchFolder *folder = m_folders.value(row.folder);
        const bool wanted = m_choices.uploadMessages || (folder && folder->fate == FolderFate::Created);
        if (wanted && !tooLarge && row.body != Body::OnServer) {
            m_steps.upload.append(key);
            return;
        }
        m_steps.keptHere[row.folder].append(key);
        if (wanted && tooLarge) {
            m_steps.tooLarge.append(key);
        }
    }

    [[nodiscard]] SwitchSteps steps()
    {
        return m_steps;
    }

private:
    [[nodiscard]] bool isKept(qint64 folder) const
    {
        const SwitchFolder *known = m_folders.value(folder);
        return known && known->fate == FolderFate::KeptHere;
    }

    [[nodiscard]] bool isSortedByServer(const MessageRow &row, qint64 mailbox) const
    {
        if (row.folder == mailbox || isKept(row.folder)) {
            return false;
        }
        const bool movedHereSince = !m_input.otherServer && row.uid != 0 && row.placeOnServer() == mailbox;
        return !movedHereSince && (row.folder == m_input.inbox || mailbox != m_input.inbox);
    }

    const MatchingInput &m_input;
    const SwitchServer &m_server;
    const SwitchChoices &m_choices;
    QHash<qint64, const SwitchFolder *> m_folders;
    QHash<MessageKey, const MessageRow *> m_rows;
    SwitchSteps m_steps;
};

QHash<RemoteId, QByteArray> uidlsOf(const MatchingInput &input)
{
    QHash<RemoteId, QByteArray> uidls;
    for (const RemoteMessage &message : input.there) {
        uidls.insert(message.id, message.uidl);
    }
    return uidls;
}
}

SwitchSteps switchStepsToImap(const Matching &matching,
                              const MatchingInput &input,
                              const QList<SwitchFolder> &folders,
                              const SwitchServer &server,
                              const SwitchChoices &choices)
{
    ToImap planner(input, folders, server, choices);
    for (const Match &match : matching.matched) {
        planner.place(match);
    }
    for (const Match &match : matching.deletedButThere) {
        planner.placeDeleted(match);
    }
    for (const MessageKey &key : matching.onlyHere) {
        planner.onlyHere(key);
    }
    for (const MessageKey &key : matching.deletedAndGone) {
        planner.unplace(key);
    }
    for (const Ambiguity &doubt : matching.ambiguous) {
        for (const MessageKey &key : doubt.keys) {
            planner.keep(key);
        }
    }
    return planner.steps();
}

SwitchSteps switchStepsToPop3(const Matching &matching, const MatchingInput &input)
{
    const QHash<RemoteId, QByteArray> uidls = uidlsOf(input);
    SwitchSteps steps;
    for (const QList<Match> &matches : {matching.matched, matching.deletedButThere}) {
        for (const Match &match : matches) {
            if (const QByteArray uidl = uidls.value(match.id); !uidl.isEmpty()) {
                steps.uidls.insert(match.key, uidl);
            }
        }
    }
    return steps;
}

}
