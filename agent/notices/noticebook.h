// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <KSharedConfig>

#include <QDateTime>
#include <QObject>
#include <QSet>

namespace Konto
{

/// What the user was told and has put away, and whether advice is wanted: in a file that every change goes to at once, so that nobody is told
/// twice, whatever ends the agent.
class NoticeBook
{
public:
    explicit NoticeBook(KSharedConfig::Ptr file);

    /// Since when a notice has had its cause; one that is new has it since \a now.
    [[nodiscard]] QDateTime since(const QString &notice, const QDateTime &now);
    /// Forgets the notices of \a account that are not \a lasting: should their cause come back, they are new. Advice is not forgotten.
    void forgetOthers(const QString &account, const QSet<QString> &lasting);
    /// Forgets the accounts that are not among \a accounts.
    void forgetAccounts(const QSet<QString> &accounts);

    /// True once a notice: it has not been told before.
    [[nodiscard]] bool takeUntold(const QString &notice);
    void dismiss(const QString &notice);
    [[nodiscard]] bool isDismissed(const QString &notice) const;

    [[nodiscard]] bool isAdviceWanted() const;
    void setAdviceWanted(bool wanted);

private:
    [[nodiscard]] KConfigGroup all() const;
    [[nodiscard]] KConfigGroup entry(const QString &notice) const;

    KSharedConfig::Ptr m_file;
};

}
