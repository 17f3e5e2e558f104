// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/imapsession.h"
#include "net/pop3session.h"
#include "plan/switchsteps.h"

namespace Konto
{

/// What is on the other side of a switch.
struct SwitchSide {
    QList<RemoteMessage> messages;
    QHash<qint64, quint32> uidValidities; ///< by folder; of INBOX also when the side is POP3 and it is known
    SwitchServer server;
    ImapQuota quota;
};

/// Reads the other side, and changes nothing there; but some POP3 servers mark as read what contents() asks for. One call at a time;
/// every task ends, after abort() with Cancelled.
class SwitchSource
{
public:
    virtual ~SwitchSource() = default;

    [[nodiscard]] virtual Task<Result<void>> open(Endpoint endpoint, Login login, QByteArrayList pinnedKeys) = 0;
    /// The answers to questions of a matching. What the server does not tell is left out.
    [[nodiscard]] virtual Task<Result<QHash<RemoteId, LearntHeader>>> headers(QList<RemoteId> ids) = 0;
    [[nodiscard]] virtual Task<Result<QHash<RemoteId, QByteArray>>> contents(QList<RemoteId> ids) = 0;
    [[nodiscard]] virtual Task<void> close() = 0;
    virtual void abort() = 0;
};

class ImapSource : public SwitchSource
{
public:
    [[nodiscard]] Task<Result<void>> open(Endpoint endpoint, Login login, QByteArrayList pinnedKeys) override;
    [[nodiscard]] Task<Result<ImapListing>> list();
    /// All messages of the mailboxes behind \a folders, with their flags.
    [[nodiscard]] Task<Result<SwitchSide>> read(QList<SwitchFolder> folders);
    [[nodiscard]] Task<Result<QHash<RemoteId, LearntHeader>>> headers(QList<RemoteId> ids) override;
    [[nodiscard]] Task<Result<QHash<RemoteId, QByteArray>>> contents(QList<RemoteId> ids) override;
    [[nodiscard]] Task<void> close() override;
    void abort() override;

    /// For what else is to be done on the connection.
    [[nodiscard]] ImapSession &session()
    {
        return m_session;
    }

private:
    [[nodiscard]] Task<Result<void>> readMailbox(SwitchFolder folder, SwitchSide *side);

    ImapSession m_session;
    QHash<qint64, QString> m_mailboxes; ///< by folder
};

class Pop3Source : public SwitchSource
{
public:
    [[nodiscard]] Task<Result<void>> open(Endpoint endpoint, Login login, QByteArrayList pinnedKeys) override;
    [[nodiscard]] Task<Result<SwitchSide>> read();
    /// What LIST and UIDL said, in order.
    [[nodiscard]] const QList<Pop3Entry> &listing() const
    {
        return m_listing;
    }
    [[nodiscard]] Task<Result<QHash<RemoteId, LearntHeader>>> headers(QList<RemoteId> ids) override;
    [[nodiscard]] Task<Result<QHash<RemoteId, QByteArray>>> contents(QList<RemoteId> ids) override;
    [[nodiscard]] Task<void> close() override;
    void abort() override;

private:
    Pop3Session m_session;
    QList<Pop3Entry> m_listing;
};

}
