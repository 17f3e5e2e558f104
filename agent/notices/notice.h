// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QDateTime>
#include <QList>
#include <QString>

namespace Konto
{

/// Why the user is told something. Named in D-Bus, see org.kde.konto.Accounts.xml.
enum class NoticeCause {
    PasswordRejected,
    CertificateChanged,
    CertificateExpires,
    QuotaNearlyFull,
    MailboxBusy,
    Refused,
    RetentionHeld,
    SetAside,
    DiskNearlyFull,
    NotSearchable,
    Repaired,
    CouldBeImap,
    CouldBePop3,
    UndoPossible,
};

[[nodiscard]] QString causeName(NoticeCause cause);
/// Advice is given once, and only to those who want it.
[[nodiscard]] bool isAdvice(NoticeCause cause);

/// The worst last.
enum class Severity {
    Information,
    Warning,
    Error,
};

[[nodiscard]] QString severityName(Severity severity);

/// Something is the matter with an account.
struct Finding {
    NoticeCause cause = NoticeCause::PasswordRejected;
    Severity severity = Severity::Information;
    QString variant; ///< tells one case of the cause from the next; usually empty

    bool operator==(const Finding &) const = default;
};

/// What the user can do about it.
struct NoticeAction {
    QString id; ///< see noticeactions.h
    QString label;
    QString question; ///< to be agreed to first, because it cannot be taken back; empty: nothing is asked

    bool operator==(const NoticeAction &) const = default;
};

/// A finding as the user reads it.
struct Notice {
    QString id; ///< the same as long as the cause lasts, over restarts
    QString account;
    QString accountName;
    Finding finding;
    QString title;
    QString text;
    QDateTime since;
    QList<NoticeAction> actions;

    bool operator==(const Notice &) const = default;
};

[[nodiscard]] QString noticeId(const QString &account, const Finding &finding);

}
