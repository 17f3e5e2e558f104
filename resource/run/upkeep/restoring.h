// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"
#include "store/accountstore.h"
#include "store/mailplace.h"

#include <QIODevice>
#include <QMultiHash>

#include <memory>
#include <optional>

namespace Konto
{

class TarReader;

/// A message in an archive.
struct ArchivedMessage {
    MailPlace place;
    QByteArray bytes;
};

/// An archive of Maildirs, read from front to end in portions. Blocks; for another thread. What is not mail, or cannot be held in
/// memory, is passed over and counted.
class ArchiveReader
{
public:
    /// Errors: Storage when the file cannot be opened.
    [[nodiscard]] static Result<std::shared_ptr<ArchiveReader>> open(const QString &file);
    ~ArchiveReader();

    /// The next messages, at most some megabytes of them or one larger; none at the end. Errors: those of TarReader,
    /// when what came before them has been returned.
    [[nodiscard]] Result<QList<ArchivedMessage>> next();
    [[nodiscard]] qint64 skipped() const
    {
        return m_skipped;
    }

private:
    explicit ArchiveReader(std::unique_ptr<QIODevice> device);

    std::unique_ptr<QIODevice> m_device;
    std::unique_ptr<TarReader> m_tar;
    std::optional<Error> m_failure;
    qint64 m_skipped = 0;
};

/// Puts messages into a store that are in none of its folders. What was here when it was made is compared by content; of those of
/// which only the header is here, by that. On the store's thread.
class Restoring
{
public:
    [[nodiscard]] static Result<std::shared_ptr<Restoring>> begin(AccountStore &store, Mode mode);

    /// How many of them were brought back. Makes their folders.
    [[nodiscard]] Result<qsizetype> put(AccountStore &store, const QList<ArchivedMessage> &messages);

private:
    explicit Restoring(Mode mode);
    [[nodiscard]] Result<bool> isHere(AccountStore &store, const QByteArray &bytes);
    [[nodiscard]] Result<qint64> folderFor(AccountStore &store, const FolderPath &path);

    const Mode m_mode;
    QMultiHash<qint64, KnownMessage> m_bySize;
    QHash<MessageKey, QByteArray> m_contents; ///< of those that had to be looked at
    QHash<FolderPath, qint64> m_folders;
};

}
