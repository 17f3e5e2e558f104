// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"
#include "store/filedescriptor.h"

#include <QByteArray>

#include <memory>

namespace Konto
{

class Maildir;

/// One message on its way into the store: a file in a folder's tmp/, removed when this is destroyed before
/// AccountStore::commit() took it. Keeps the first 256 KiB of the header in memory for hashing; memory does
/// not grow with the message. Writing goes to the page cache only; durability is commit()'s business.
///
/// May outlive the store; what was not committed then is gone. For tests of a full disk, the environment
/// variable KONTO_FAIL_WRITE=ENOSPC, read once, makes every write() fail.
class IncomingMessage
{
public:
    IncomingMessage(IncomingMessage &&) noexcept;
    IncomingMessage &operator=(IncomingMessage &&) noexcept;
    ~IncomingMessage();

    /// Appends. Errors: DiskFull, Storage; commit() refuses a message after one.
    [[nodiscard]] Result<void> write(QByteArrayView chunk);
    /// Bytes written so far.
    [[nodiscard]] qint64 size() const;
    /// The header block seen so far, at most 256 KiB.
    [[nodiscard]] const QByteArray &header() const;

    /// Where it is written to: the folder's directory relative to mail/, and the name in its tmp/.
    [[nodiscard]] QByteArray tmpDirectory() const;
    [[nodiscard]] QByteArray tmpName() const;

    /// fsyncs what was written; an error when writing had failed.
    [[nodiscard]] Result<void> sync() const;
    /// Takes the place of the file \a name in the folder's cur/; the message is no longer incoming then.
    [[nodiscard]] Result<void> renameOver(const Maildir &folder, const QByteArray &name);

private:
    friend class AccountStore;
    friend class GroupCommit;
    IncomingMessage(FileDescriptor file, std::shared_ptr<const Maildir> maildir, const QByteArray &tmpName);
    void takeHeader(QByteArrayView chunk);
    /// The file in tmp/ has got another name and is no longer ours.
    void release();

    FileDescriptor m_file;
    std::shared_ptr<const Maildir> m_maildir; ///< null after release() or a move
    QByteArray m_tmpName;
    QByteArray m_header;
    qint64 m_size = 0;
    bool m_headerEnded = false;
    bool m_failed = false;
};

}
