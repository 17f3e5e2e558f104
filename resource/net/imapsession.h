// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/imap.h"
#include "core/login.h"
#include "net/task.h"
#include "net/tlspolicy.h"

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
};

/// One IMAP connection: our own transport, TLS policy and login, KIMAP for everything after. KIMAP's types end
/// here. One call at a time. Every task ends: with a value, with the connection's error, or Cancelled after
/// abort(). Mailboxes are opened read-only (EXAMINE), so reading changes nothing on the server.
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

    /// Every mailbox of the personal namespace and its roles.
    [[nodiscard]] Task<Result<QList<ImapMailbox>>> listMailboxes();
    /// EXAMINE. Scope::Folder error when the server refuses it.
    [[nodiscard]] Task<Result<ImapMailboxState>> examine(QString mailbox);
    /// UIDs and flags of the open mailbox. \a changedSince > 0 needs CONDSTORE (RFC 7162).
    [[nodiscard]] Task<Result<QList<ImapFlags>>> fetchFlags(UidRanges uids, quint64 changedSince = 0);
    /// Headers with size and flags; UIDs that do not exist are left out.
    [[nodiscard]] Task<Result<QList<ImapHeader>>> fetchHeaders(UidRanges uids);
    /// What follows the header, byte for byte (BODY[TEXT]), by UID. Ask for as much as may stand in memory.
    [[nodiscard]] Task<Result<QHash<quint32, QByteArray>>> fetchTexts(UidRanges uids);
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
