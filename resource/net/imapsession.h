// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/folder.h"
#include "core/imap.h"
#include "core/login.h"
#include "net/task.h"
#include "net/tlspolicy.h"

#include <QDateTime>
#include <QHash>
#include <QObject>

#include <memory>
#include <optional>

namespace Konto
{

class ImapConnection;

/// A message's header block, byte for byte, with what comes along.
struct ImapHeader {
    quint32 uid = 0;
    qint64 size = 0; ///< RFC822.SIZE
    Flags flags;
    QByteArray header; ///< including the empty line that ends it
    QDateTime internalDate; ///< UTC; invalid: not told
};

enum class ImapOpening {
    ReadOnly, ///< EXAMINE: changes nothing
    ReadWrite, ///< SELECT
};

/// Up to where a mailbox is known; 0: not at all.
struct ImapResync {
    quint32 uidValidity = 0;
    quint64 modSeq = 0;
};

/// A message on its way to the server.
struct ImapUpload {
    QByteArray bytes;
    Flags flags;
    QDateTime date; ///< INTERNALDATE; invalid: now
};

/// One IMAP connection: our own transport, TLS policy and login, KIMAP for everything after. KIMAP's types end
/// here. One call at a time. Every task ends: with a value, with the connection's error, or Cancelled after
/// abort().
class ImapSession : public QObject
{
    Q_OBJECT

public:
    explicit ImapSession(QObject *parent = nullptr);
    ~ImapSession() override;

    /// Connects, negotiates TLS, logs in. Errors as Pop3Session::open().
    [[nodiscard]] Task<Result<void>> open(Endpoint endpoint, Login login, QByteArrayList pinnedKeys);
    /// Upper-cased, as after login.
    [[nodiscard]] QByteArrayList capabilities() const;

    /// Whether \a capability is among them.
    [[nodiscard]] bool offers(QByteArrayView capability) const;

    /// NOOP: whether the connection is still there.
    [[nodiscard]] Task<Result<void>> noop();
    /// Every mailbox, those of other users included, and the state of each where the server tells it along the way
    /// (RFC 5819).
    [[nodiscard]] Task<Result<ImapListing>> list();
    /// EXAMINE or SELECT. Scope::Folder error when the server refuses it. With QRESYNC, what changed since \a since
    /// comes along.
    [[nodiscard]] Task<Result<ImapOpened>> openMailbox(QString mailbox, ImapOpening how = ImapOpening::ReadOnly, ImapResync since = {});
    /// UIDs and flags of the open mailbox. \a changedSince > 0 needs CONDSTORE (RFC 7162).
    [[nodiscard]] Task<Result<QList<ImapFlags>>> fetchFlags(UidRanges uids, quint64 changedSince = 0);
    /// Whether the server gives messages an id that is the same in whichever mailbox they are, and after UIDVALIDITY changed
    /// (RFC 8474; Gmail).
    [[nodiscard]] bool hasObjectIds() const;
    /// What tells messages apart without their headers, with hasObjectIds() their object ids.
    [[nodiscard]] Task<Result<QList<MessageIdentity>>> fetchIdentities(UidRanges uids);
    /// Headers with size and flags; UIDs that do not exist are left out.
    [[nodiscard]] Task<Result<QList<ImapHeader>>> fetchHeaders(UidRanges uids);
    /// What follows the header, byte for byte (BODY[TEXT]), by UID. Ask for as much as may stand in memory.
    [[nodiscard]] Task<Result<QHash<quint32, QByteArray>>> fetchTexts(UidRanges uids);
    /// UIDs in the open mailbox with \a value in the header field \a header, ascending.
    [[nodiscard]] Task<Result<QList<quint32>>> search(QByteArray header, QByteArray value);
    /// UIDs in the open mailbox that \a keys find, ascending. Scope::Folder error when the server cannot search so.
    [[nodiscard]] Task<Result<QList<quint32>>> search(ImapSearchKeys keys);

    // In the mailbox opened with ReadWrite. What the server refuses is an error with Scope::Folder; what an error of the
    // connection leaves open (it may have been done, or in part) is for the caller to find out.

    /// Sets or clears the flags \a names.
    [[nodiscard]] Task<Result<void>> storeFlags(UidRanges uids, QByteArrayList names, bool on);
    [[nodiscard]] Task<Result<ImapCopied>> copy(UidRanges uids, QString mailbox);
    /// Needs MOVE.
    [[nodiscard]] Task<Result<ImapCopied>> move(UidRanges uids, QString mailbox);
    /// Removes messages that are marked \\Deleted, and no others. False: without UIDPLUS that is not possible now, because
    /// others are marked, too.
    [[nodiscard]] Task<Result<bool>> expunge(UidRanges uids);

    // In any mailbox

    /// The new UID stands for 0 in ImapCopied::uids. Not to be repeated after an error of the connection without a look.
    [[nodiscard]] Task<Result<ImapCopied>> append(QString mailbox, ImapUpload message);
    /// STATUS: without opening it. Scope::Folder error when there is no such mailbox.
    [[nodiscard]] Task<Result<ImapMailboxState>> status(QString mailbox);
    /// The fullest quota that the mailbox counts against.
    [[nodiscard]] Task<Result<ImapQuota>> quota(QString mailbox);
    /// With a role where the server takes one (RFC 6154 section 3).
    [[nodiscard]] Task<Result<void>> createMailbox(QString mailbox, Role role);
    [[nodiscard]] Task<Result<void>> renameMailbox(QString from, QString to);
    [[nodiscard]] Task<Result<void>> deleteMailbox(QString mailbox);
    [[nodiscard]] Task<Result<void>> subscribe(QString mailbox, bool on);

    /// LOGOUT, politely, and close.
    [[nodiscard]] Task<void> close();
    /// Closes the connection at once; a running task ends with Cancelled.
    void abort();
    /// Whether open() succeeded and the connection is still there.
    [[nodiscard]] bool isOpen() const;
    /// The certificate problem behind open()'s Certificate error.
    [[nodiscard]] std::optional<CertificateProblem> certificateProblem() const;

private:
    std::shared_ptr<ImapConnection> m_connection; // shared with the running tasks
};

}
