// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "store/outgoing.h"

#include <optional>

namespace Konto
{

/// How far a switch has come. Each step is written down when it is done; doing it again changes nothing.
enum class SwitchStep {
    Begun = 0, ///< nothing has changed; a failure ends the switch
    Committed = 1, ///< the mode is the new one: from here on everything goes forward
    Placed = 2, ///< messages are in the folders they belong to
    Synchronized = 3, ///< the first run in the new mode has ended well
    Finished = 4, ///< checked, and the report written
    RolledBack = 5, ///< ended before the commit point
};

/// A switch, as it is written down.
struct SwitchEntry {
    qint64 id = 0; ///< 0: not begun yet
    Mode from = Mode::Pop3;
    Mode to = Mode::Imap;
    SwitchStep step = SwitchStep::Begun;
    qint64 undoes = 0; ///< the switch this one takes back; 0: none
    QByteArray intent; ///< JSON, plan/switchplan.h: what the user chose, and the settings from before
    QByteArray report; ///< JSON
    QDateTime begun; ///< UTC
    QDateTime committed; ///< UTC; invalid before

    [[nodiscard]] bool isUnderWay() const
    {
        return step != SwitchStep::Finished && step != SwitchStep::RolledBack;
    }
    bool operator==(const SwitchEntry &) const = default;
};

/// What the commit point changes, as differences: what the user does meanwhile is not overwritten.
struct SwitchMap {
    QList<Placed> placed; ///< messages found on the IMAP server
    QHash<MessageKey, Flags> baseFlags; ///< of those whose flags were never merged with the server's
    QHash<MessageKey, QByteArray> uidls; ///< messages found on the POP3 server
    QList<MessageKey> upload; ///< only here, and to be on the server
    QList<MessageKey> shownAgain; ///< deleted here, and on the server all the same
    QHash<qint64, quint32> listAgain; ///< folders whose mailbox has to be compared as a whole, with its UIDVALIDITY
    QHash<qint64, FolderChange> folderChanges;
    QMap<qint64, QList<MessageKey>> moves; ///< by folder: messages that go there after the commit point, see moves()
};

/// A message as it was at the commit point.
struct SwitchedMessage {
    MessageKey key;
    qint64 folder = 0;
    bool deletedHere = false;
    qint64 size = 0;
    QByteArray content; ///< SHA-256 of its bytes; empty: not here

    bool operator==(const SwitchedMessage &) const = default;
};

/// The journal of switches between the modes, in state.db beside what it tells about: so the commit point is one
/// transaction. At most one switch is under way. What a message and a folder were before the last commit point is kept
/// until forgetSnapshot(). On the store's thread.
class SwitchJournal
{
public:
    explicit SwitchJournal(StateDatabase &database);

    /// The newest; nothing when there never was one.
    [[nodiscard]] Result<std::optional<SwitchEntry>> last() const;
    /// All of them, oldest first.
    [[nodiscard]] Result<QList<SwitchEntry>> all() const;
    /// Writes it down with a new id, as Begun, and how the folders are. Errors: Storage, also while another is under way.
    [[nodiscard]] Result<SwitchEntry> begin(const SwitchEntry &entry);
    [[nodiscard]] Result<void> setStep(qint64 id, SwitchStep step);
    [[nodiscard]] Result<void> setReport(qint64 id, const QByteArray &report);
    /// THE COMMIT POINT: the account's mode, what \a map says, the snapshot and the step, in one transaction.
    [[nodiscard]] Result<void> commit(const SwitchEntry &entry, const SwitchMap &map);

    /// Messages that belong into another folder since the last commit point, by that folder.
    [[nodiscard]] Result<QMap<qint64, QList<MessageKey>>> moves() const;
    /// Of the last commit point; ordered by key.
    [[nodiscard]] Result<QList<SwitchedMessage>> messages() const;
    /// Folders as they were when the switch \a id began, by id: path, mailbox, role and change. Empty when it can no longer
    /// be undone.
    [[nodiscard]] Result<QHash<qint64, FolderRow>> folders(qint64 id) const;
    /// Notes the hashes of contents, in the order of the rows; before the commit point, so that the check after it has
    /// something to compare with.
    [[nodiscard]] Result<void> setContents(const QHash<MessageKey, QByteArray> &contents);
    /// No switch can be undone any more.
    [[nodiscard]] Result<void> forgetSnapshot();
    /// The switch ended before its commit point.
    [[nodiscard]] Result<void> rollBack(qint64 id, const QByteArray &report);

    /// Who is master of the account's mail. Nothing before the first run.
    [[nodiscard]] Result<std::optional<Mode>> mode() const;
    [[nodiscard]] Result<void> setMode(Mode mode);

private:
    [[nodiscard]] Result<void> apply(const SwitchMap &map);
    [[nodiscard]] Result<void> applyFolders(const SwitchMap &map);

    StateDatabase &m_database;
};

}
