// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "run/accountsync.h"

#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusMessage>

namespace Konto
{

class KontoFigures;
class KontoSurroundings;

/// org.kde.konto.Account over D-Bus, at /Konto. A bridge to AccountSync. What the slots start goes on as a run; they wait for it only where they say so.
class KontoAccount : public QObject, protected QDBusContext
{
    Q_OBJECT

public:
    /// All outlive this.
    KontoAccount(AccountSync &sync, KontoSurroundings &surroundings, KontoFigures &figures, QObject *parent = nullptr);

public Q_SLOTS:
    /// Looks for mail. Answered when that has ended, well or not: how is told by the account's state. \a reconnect: the computer was
    /// asleep or the network is another one, so that connections from before lead nowhere.
    void checkMail(bool reconnect);
    /// Power is to be saved: checks by interval come less often. Until the agent that said so is gone.
    void setSaving(bool saving);
    /// The user confirms that messages which were held back because suspiciously many disappeared are to go.
    void acceptDisappeared();
    /// IMAP: the user wants them on the server again; those of which all is here are uploaded.
    void putBackDisappeared();
    /// POP3: how many messages a stricter rule would remove from the server and has not, because the user has not
    /// confirmed it.
    [[nodiscard]] int heldRemovals() const;
    /// The user has seen what the rule in the settings takes away, and agrees.
    void confirmRetention();
    /// POP3: how many messages such a rule would remove now (see Pop3Keep and the others in the settings); -1 before
    /// the server was asked for the first time.
    [[nodiscard]] int messagesToRemove(int keep, int amount, bool removeWhenDeletedHere);
    /// IMAP: which messages of a folder are on this computer as a whole, other than the account's rule (see ImapKeep in the
    /// settings); -1: as the account's rule says. \a collection is the folder's id in Akonadi.
    void keepInFolder(qlonglong collection, int keep, int days);
    /// POP3: fetches a message of which only the header is here. \a remoteId is the item's.
    void fetchWhole(const QString &remoteId);
    /// What the server says of itself. POP3: "implementation", "expireDays" (-1: never), "loginDelaySeconds",
    /// "pipelining", "lockStep" (true: not used, because it failed). Of an IMAP server: "quotaUsed" and "quotaLimit" in
    /// octets. What it does not say is left out.
    [[nodiscard]] QVariantMap serverInfo() const;

Q_SIGNALS:
    /// What a slot has started failed; for the user to read.
    void failed(const QString &sentence);

private:
    QCoro::Task<void> answerCheck(QDBusConnection connection, QDBusMessage question, Task<Result<void>> check);
    QCoro::Task<void> answerCount(QDBusConnection connection, QDBusMessage question, Task<Result<qsizetype>> counting);
    QCoro::Task<void> reportFailure(Task<Result<void>> task);
    [[nodiscard]] Task<Result<void>> keepIn(qint64 collection, std::optional<Holding> holding);

    AccountSync &m_sync;
    KontoSurroundings &m_surroundings;
    KontoFigures &m_figures;
};

}
