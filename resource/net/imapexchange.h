// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/imapmailboxname.h"
#include "net/await.h"
#include "net/imapcommand.h"
#include "net/imapconnection.h"
#include "net/imapscanner.h"

namespace Konto
{

/// How a command of ours ended well.
struct ImapOutcome {
    ImapStatus end; ///< tagged OK
    QList<ImapStatus> notes; ///< untagged status responses with a code, up to 1000

    /// What stands behind the response code \a code, of \a end or the last note that has it.
    [[nodiscard]] std::optional<QByteArray> dataOf(QByteArrayView code) const;
};

using OnImapResponse = std::function<void(const ImapResponse &)>;

/// A command on its way: its pieces, and whom the answers go to.
class ImapExchange : public std::enable_shared_from_this<ImapExchange>
{
public:
    using Write = std::function<void(const QByteArray &)>;

    ImapExchange(const ImapCommand &command, const QByteArray &tag, const QByteArrayList &capabilities, OnImapResponse onResponse, Write write);

    [[nodiscard]] Answer<ImapOutcome> answer();
    /// Writes the first piece. To be heard from then on.
    void start();
    [[nodiscard]] ImapListener listener();
    /// The connection has ended.
    void fail(const Error &error);

private:
    void onStatus(const ImapStatus &status);
    void writeNext();

    QByteArray m_tag;
    QByteArrayList m_pieces;
    OnImapResponse m_onResponse;
    Write m_write;
    ImapOutcome m_outcome;
    AnswerPromise<ImapOutcome> m_promise;
};

/// A command that KIMAP has no job for, or whose answer it does not tell: our own, on the same connection, in turn with
/// KIMAP's. Errors: imapCommandError() for NO and BAD, those of the connection.
[[nodiscard]] Task<Result<ImapOutcome>> runImapCommand(ImapConnectionPtr connection, ImapCommand command, OnImapResponse onResponse = {});

}
