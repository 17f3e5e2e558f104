// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "notices/noticerules.h"

#include "core/quota.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
/// A certificate that is renewed by itself is so weeks before.
constexpr int daysBeforeExpiry = 7;
constexpr std::chrono::minutes busyForLong{10};
/// Time enough to read what happened; what is refused again and again is told once.
constexpr std::chrono::hours refusalIsNews{24};
/// The index takes up what is new one after the other, and rests now and then.
constexpr int longStandstill = 3;
/// Drafts and the like are not indexed at once.
constexpr qint64 unindexedToleratedPercent = 1;
constexpr qint64 littleDisk = 500LL * 1000 * 1000;

bool isNearlyFull(const AccountFacts &facts)
{
    return quotaPercent(facts.quotaUsed, facts.quotaLimit) >= nearlyFullPercent;
}

bool isExpiring(const Observations &seen, const QDateTime &now)
{
    const QDateTime until = seen.server ? seen.server->certificateUntil : QDateTime();
    return until.isValid() && until > now && until <= now.addDays(daysBeforeExpiry);
}

bool isBehind(const std::optional<IndexSeen> &index)
{
    return index && index->standstill >= longStandstill && (index->messages - index->indexed) * 100 > index->messages * unindexedToleratedPercent;
}

/// What the last run ended with.
void addProblem(QList<Finding> &findings, const AccountFacts &facts, const Observations &seen, const QDateTime &now)
{
    if (facts.problem == "WrongPassword"_L1 || facts.problem == "NoPassword"_L1) {
        findings.append({.cause = NoticeCause::PasswordRejected, .severity = Severity::Error, .variant = {}});
    } else if (facts.problem == "Certificate"_L1) {
        findings.append({.cause = NoticeCause::CertificateChanged, .severity = Severity::Error, .variant = {}});
    } else if (facts.problem == "Busy"_L1 && seen.problemSince.isValid() && seen.problemSince + busyForLong <= now) {
        findings.append({.cause = NoticeCause::MailboxBusy, .severity = Severity::Warning, .variant = {}});
    }
}

void addRefusal(QList<Finding> &findings, const AccountFacts &facts, const QDateTime &now)
{
    if (!facts.refusal.isEmpty() && facts.refusedAt.isValid() && facts.refusedAt + refusalIsNews > now) {
        const QByteArray hash = QCryptographicHash::hash(facts.refusal.toUtf8(), QCryptographicHash::Sha256).first(8).toHex();
        findings.append({.cause = NoticeCause::Refused, .severity = Severity::Warning, .variant = QString::fromLatin1(hash)});
    }
}

void addDisk(QList<Finding> &findings, const AccountFacts &facts, const Observations &seen)
{
    if (facts.problem == "DiskFull"_L1) {
        findings.append({.cause = NoticeCause::DiskNearlyFull, .severity = Severity::Error, .variant = {}});
    } else if (seen.diskFree && *seen.diskFree < littleDisk) {
        findings.append({.cause = NoticeCause::DiskNearlyFull, .severity = Severity::Warning, .variant = {}});
    }
}

void addCheck(QList<Finding> &findings, const std::optional<CheckSeen> &check)
{
    if (check && check->differences > 0) {
        const Severity severity = check->damaged > 0 ? Severity::Warning : Severity::Information;
        findings.append({.cause = NoticeCause::Repaired, .severity = severity, .variant = check->when.toUTC().toString(Qt::ISODate)});
    }
}

void addAdvice(QList<Finding> &findings, const AccountFacts &facts, const Observations &seen)
{
    if (!seen.server || !seen.server->speaksOther) {
        return;
    }
    if (facts.mode == Mode::Pop3) {
        findings.append({.cause = NoticeCause::CouldBeImap, .severity = Severity::Information, .variant = {}});
    } else if (isNearlyFull(facts)) {
        findings.append({.cause = NoticeCause::CouldBePop3, .severity = Severity::Information, .variant = {}});
    }
}
}

QList<Finding> findingsOf(const AccountState &state, const Observations &seen, const QDateTime &now)
{
    const AccountFacts &facts = state.facts;
    QList<Finding> findings;
    addProblem(findings, facts, seen, now);
    addRefusal(findings, facts, now);
    addDisk(findings, facts, seen);
    if (isExpiring(seen, now)) {
        findings.append({.cause = NoticeCause::CertificateExpires, .severity = Severity::Warning, .variant = {}});
    }
    if (isNearlyFull(facts)) {
        findings.append({.cause = NoticeCause::QuotaNearlyFull, .severity = Severity::Warning, .variant = {}});
    }
    if (facts.heldRemovals > 0) {
        findings.append({.cause = NoticeCause::RetentionHeld, .severity = Severity::Warning, .variant = {}});
    }
    if (facts.setAside > 0) {
        findings.append({.cause = NoticeCause::SetAside, .severity = Severity::Warning, .variant = {}});
    }
    if (isBehind(seen.index)) {
        findings.append({.cause = NoticeCause::NotSearchable, .severity = Severity::Information, .variant = {}});
    }
    addCheck(findings, seen.check);
    if (state.undoableUntil > now && !state.stage.isRunning()) {
        findings.append({.cause = NoticeCause::UndoPossible, .severity = Severity::Information, .variant = state.undoableUntil.toUTC().toString(Qt::ISODate)});
    }
    addAdvice(findings, facts, seen);
    return findings;
}

}
