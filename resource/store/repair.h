// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "store/accountstore.h"
#include "store/maildirtree.h"
#include "store/statedatabase.h"

#include <QSet>

#include <map>

namespace Konto
{

/// What AccountStore::open() does: first what a crash interrupted is brought to its end, as it was written down;
/// then rows and files are compared. One listing per folder; files are read only to be adopted. What it means that a file is gone is not known here:
/// in POP3 mode another program has deleted the message, in IMAP mode the server still has it. The next run asks scan().
/// Running it again changes nothing.
class Repair
{
public:
    Repair(StateDatabase &database, MaildirTree &tree);

    [[nodiscard]] Result<RepairReport> run();

private:
    /// What the comparison of one folder found, and is not as it should be.
    struct Difference {
        std::vector<FileRow> missing;
        std::vector<StoredMessage> flagsTaken; ///< key, flags and suffix only
        QByteArrayList strangers; ///< "cur/NAME"
    };

    [[nodiscard]] Result<void> surveyOnce();
    [[nodiscard]] Result<void> finishCommits();
    [[nodiscard]] Result<void> finishLeftovers();
    [[nodiscard]] Result<void> cleanTmp(const Maildir &maildir);
    [[nodiscard]] Result<void> compareAll();
    [[nodiscard]] Result<Difference> compare(const StoredFolder &folder);
    [[nodiscard]] Result<void> putRight(qint64 folder, const Difference &difference);
    [[nodiscard]] Result<void> adoptStrangers(qint64 folder, const QByteArrayList &files);
    [[nodiscard]] Result<QSet<MessageKey>> movedByOthers(const std::map<qint64, Difference> &differences) const;

    StateDatabase &m_database;
    MaildirTree &m_tree;
    RepairReport m_report;
    QSet<MessageKey> m_movedByOthers; ///< missing in one folder, a stranger in another
};

}
