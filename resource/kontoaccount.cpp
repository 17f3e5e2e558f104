// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "kontoaccount.h"

#include "accountadaptor.h"
#include "akonadi/akonadifolders.h"
#include "kontofigures.h"
#include "kontosurroundings.h"
#include "run/errortext.h"

#include <QPointer>

using namespace Qt::StringLiterals;

namespace Konto
{

KontoAccount::KontoAccount(AccountSync &sync, KontoSurroundings &surroundings, KontoFigures &figures, QObject *parent)
    : QObject(parent)
    , m_sync(sync)
    , m_surroundings(surroundings)
    , m_figures(figures)
{
    new AccountAdaptor(this);
    QDBusConnection::sessionBus().registerObject(u"/Konto"_s, this, QDBusConnection::ExportAdaptors);
}

void KontoAccount::checkMail(bool reconnect)
{
    setDelayedReply(true);
    answerCheck(connection(), message(), reconnect ? m_sync.reconnect() : m_sync.lookNow());
}

QCoro::Task<void> KontoAccount::answerCheck(QDBusConnection connection, QDBusMessage question, Task<Result<void>> check)
{
    std::ignore = co_await std::move(check);
    connection.send(question.createReply());
}

void KontoAccount::setSaving(bool saving)
{
    m_surroundings.setSaving(saving);
    m_figures.touch();
}

void KontoAccount::acceptDisappeared()
{
    m_sync.settleDisappeared(Disappeared::Removed);
}

void KontoAccount::putBackDisappeared()
{
    m_sync.settleDisappeared(Disappeared::PutBack);
}

int KontoAccount::heldRemovals() const
{
    return m_sync.findings().held;
}

void KontoAccount::confirmRetention()
{
    reportFailure(m_sync.confirmRetention());
}

int KontoAccount::messagesToRemove(int keep, int amount, bool removeWhenDeletedHere)
{
    if (keep < int(Keep::Everything) || keep > int(Keep::Nothing)) {
        return -1;
    }
    setDelayedReply(true);
    answerCount(connection(), message(), m_sync.messagesToRemove({.keep = Keep(keep), .amount = amount, .removeWhenDeletedHere = removeWhenDeletedHere}));
    return 0; // not what is sent
}

QCoro::Task<void> KontoAccount::answerCount(QDBusConnection connection, QDBusMessage question, Task<Result<qsizetype>> counting)
{
    const Result<qsizetype> count = co_await counting;
    connection.send(question.createReply(int(count.value_or(-1))));
}

void KontoAccount::keepInFolder(qlonglong collection, int keep, int days)
{
    if (keep >= -1 && keep <= int(HeldHere::Opened) && days >= 1) {
        reportFailure(keepIn(collection, keep < 0 ? std::nullopt : std::optional(Holding{.keep = HeldHere(keep), .days = days})));
    }
}

Task<Result<void>> KontoAccount::keepIn(qint64 collection, std::optional<Holding> holding)
{
    const QPointer<KontoAccount> self(this);
    const auto folder = co_await folderOfCollection(collection);
    if (!self) {
        co_return fail(ErrorKind::Cancelled);
    }
    if (!folder || *folder == 0) {
        co_return folder ? Result<void>() : std::unexpected(folder.error());
    }
    co_return co_await m_sync.hold(*folder, holding);
}

void KontoAccount::fetchWhole(const QString &remoteId)
{
    reportFailure(m_sync.fetchWhole(remoteId.toLatin1()));
}

QVariantMap KontoAccount::serverInfo() const
{
    if (m_sync.account().mode == Mode::Imap) {
        const ImapQuota quota = m_sync.imapFindings().quota;
        return quota.limit > 0 ? QVariantMap{{u"quotaUsed"_s, quota.used}, {u"quotaLimit"_s, quota.limit}} : QVariantMap();
    }
    const Pop3Findings &findings = m_sync.findings();
    const Pop3Capabilities &server = findings.capabilities;
    QVariantMap info{{u"implementation"_s, QString::fromUtf8(server.implementation)}, {u"pipelining"_s, server.pipelining}, {u"lockStep"_s, findings.lockStep}};
    if (server.expireDays || server.expiresNever) {
        info.insert(u"expireDays"_s, server.expireDays.value_or(-1));
    }
    if (server.loginDelay) {
        info.insert(u"loginDelaySeconds"_s, *server.loginDelay);
    }
    return info;
}

QCoro::Task<void> KontoAccount::reportFailure(Task<Result<void>> task)
{
    const QPointer<KontoAccount> self(this);
    const Result<void> done = co_await task;
    if (self && !done) {
        Q_EMIT failed(errorSentence(done.error(), m_sync.account()));
    }
}

}

#include "moc_kontoaccount.cpp"
