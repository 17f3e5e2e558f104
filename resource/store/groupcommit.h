// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "store/accountstore.h"
#include "store/maildirtree.h"
#include "store/statedatabase.h"

namespace Konto
{

/// One AccountStore::commit(). The order, and why a crash between any two steps is harmless:
///
/// 1. The files are synced, all at once. Crash: files in tmp/ that no row
///    names; removed at the next open.
/// 2. The intended rows go into the table "pending", in a synced transaction. It has to be synced: nothing orders
///    a write to the log before a rename in another directory, so after a power failure the names in cur/ could
///    be there without it, and who they are would be lost. Crash: open() finishes steps 3 to 5 from the files in
///    tmp/, so nothing is fetched again.
/// 3. The files get their names in cur/. Crash: as after 2, for the ones still in tmp/.
/// 4. The directories are synced.
/// 5. The pending rows become message rows, in a transaction which need not be synced: as long as it is not on
///    the disk, "pending" is, and open() comes to the same rows. So a group costs one wait for the log, one per
///    directory, and a few for the files.
///
/// A message that is MessageRow::fetchAgain has a file in cur/ that its new one takes the place of in step 3, so that
/// there is one of the two at any time.
///
/// An error undoes what was done, in the reverse order, but that: the new file is then whole, and stays.
class GroupCommit
{
public:
    GroupCommit(StateDatabase &database, MaildirTree &tree);

    [[nodiscard]] Result<QList<MessageRow>> run(std::vector<PendingMessage> group);

private:
    struct Item {
        StoredMessage message;
        IncomingMessage bytes;
        std::shared_ptr<Maildir> target;
        QByteArray replaces = {}; ///< the file in cur/ whose place it takes
        bool alreadyHere = false; ///< the row has its bytes already: these are dropped
        bool renamed = false;
    };

    [[nodiscard]] Result<Item> prepare(PendingMessage pending);
    [[nodiscard]] Result<void> prepareAll(std::vector<PendingMessage> group);
    [[nodiscard]] Result<void> syncFiles() const;
    [[nodiscard]] Result<void> recordIntent();
    [[nodiscard]] Result<void> giveNames();
    [[nodiscard]] Result<void> syncDirectories() const;
    [[nodiscard]] Result<void> record();
    void undo();

    StateDatabase &m_database;
    MaildirTree &m_tree;
    std::vector<Item> m_items;
};

/// For open(): brings the commit() that a crash interrupted to its end; how many messages that stored. What did not
/// get as far as step 2 is not known here, and its files are removed as torn ones.
[[nodiscard]] Result<qsizetype> finishInterruptedCommits(StateDatabase &database, MaildirTree &tree);

}
