// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "notices/notice.h"
#include "notices/noticebook.h"

#include <QObject>

#include <optional>

namespace Konto
{

class AccountList;
class Looks;

/// What the user should know or see to, of all accounts. A notice lasts as long as its cause, or until the user puts it away; what an account is
/// told to have while its resource does not answer stays as it was.
class Notices : public QObject
{
    Q_OBJECT

public:
    /// \a accounts and \a looks outlive this.
    Notices(AccountList &accounts, Looks &looks, KSharedConfig::Ptr file, QObject *parent = nullptr);

    /// The worst first, and of these the oldest.
    [[nodiscard]] const QList<Notice> &all() const;
    [[nodiscard]] const Notice *find(const QString &id) const;
    void dismiss(const QString &id);

    [[nodiscard]] bool isAdviceWanted() const;
    void setAdviceWanted(bool wanted);

Q_SIGNALS:
    /// all() is another.
    void changed();
    /// To be shown to the user, once for its cause.
    void appeared(const Konto::Notice &notice);
    void ended(const QString &id);

private:
    void update();
    void updateAccount(const QString &account, QList<Notice> *current);
    void set(QList<Notice> current);

    AccountList &m_accounts;
    Looks &m_looks;
    NoticeBook m_book;
    QList<Notice> m_notices;
};

}
