// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "store/accountstore.h"
#include "store/maildirtree.h"
#include "store/statedatabase.h"

namespace Konto
{

/// What other Maildir programs do to a folder: seeing it, and taking their files in.
class Adoption
{
public:
    Adoption(StateDatabase &database, MaildirTree &tree);

    [[nodiscard]] Result<FolderScan> scan(qint64 folder) const;

    enum class Sync {
        EachFile,
        No, ///< the caller has synced the file system
    };
    [[nodiscard]] Result<QList<MessageRow>> adopt(qint64 folder, const QByteArrayList &files, Sync sync);

private:
    struct Found {
        Maildir::Place place = Maildir::Cur;
        MaildirName name;
    };

    [[nodiscard]] static std::optional<Found> parse(const QByteArray &file);
    [[nodiscard]] Result<std::optional<StoredMessage>> adoptOne(qint64 folder, const Maildir &maildir, const Found &found, Sync sync);
    [[nodiscard]] Result<StoredMessage> rowFor(qint64 folder, const Found &found) const;
    [[nodiscard]] Result<bool> isLeftover(const MessageKey &key, qint64 folder) const;

    StateDatabase &m_database;
    MaildirTree &m_tree;
};

}
