// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "notices/notices.h"

#include "accounts/accountlist.h"
#include "looks/looks.h"
#include "notices/noticerules.h"
#include "notices/noticewords.h"

#include <algorithm>

namespace Konto
{

namespace
{
bool comesBefore(const Notice &a, const Notice &b)
{
    if (a.finding.severity != b.finding.severity) {
        return a.finding.severity > b.finding.severity;
    }
    return a.since != b.since ? a.since < b.since : a.id < b.id;
}
}

Notices::Notices(AccountList &accounts, Looks &looks, KSharedConfig::Ptr file, QObject *parent)
    : QObject(parent)
    , m_accounts(accounts)
    , m_looks(looks)
    , m_book(std::move(file))
{
    connect(&accounts, &AccountList::changed, this, &Notices::update);
    connect(&looks, &Looks::changed, this, &Notices::update);
}

const QList<Notice> &Notices::all() const
{
    return m_notices;
}

const Notice *Notices::find(const QString &id) const
{
    const auto found = std::ranges::find(m_notices, id, &Notice::id);
    return found == m_notices.end() ? nullptr : &*found;
}

void Notices::dismiss(const QString &id)
{
    if (find(id)) {
        m_book.dismiss(id);
        update();
    }
}

bool Notices::isAdviceWanted() const
{
    return m_book.isAdviceWanted();
}

void Notices::setAdviceWanted(bool wanted)
{
    if (wanted != isAdviceWanted()) {
        m_book.setAdviceWanted(wanted);
        update();
    }
}

void Notices::update()
{
    QList<Notice> current;
    QSet<QString> accounts;
    for (const AccountState &state : m_accounts.states()) {
        accounts.insert(state.account);
        if (state.answers) {
            updateAccount(state.account, &current);
        } else {
            std::ranges::copy_if(m_notices, std::back_inserter(current), [&state](const Notice &notice) {
                return notice.account == state.account;
            });
        }
    }
    m_book.forgetAccounts(accounts);
    set(std::move(current));
}

void Notices::updateAccount(const QString &account, QList<Notice> *current)
{
    const AccountState &state = *m_accounts.state(account);
    const Observations seen = m_looks.of(account);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QSet<QString> lasting;
    for (const Finding &finding : findingsOf(state, seen, now)) {
        const QString id = noticeId(account, finding);
        lasting.insert(id);
        if (m_book.isDismissed(id) || (isAdvice(finding.cause) && !isAdviceWanted())) {
            continue;
        }
        current->append(noticeOf(finding, state, seen, m_book.since(id, now)));
    }
    m_book.forgetOthers(account, lasting);
}

void Notices::set(QList<Notice> current)
{
    std::ranges::sort(current, comesBefore);
    const QList<Notice> before = std::exchange(m_notices, std::move(current));
    for (const Notice &notice : before) {
        if (!find(notice.id)) {
            Q_EMIT ended(notice.id);
        }
    }
    for (const Notice &notice : QList<Notice>(m_notices)) {
        if (m_book.takeUntold(notice.id)) {
            Q_EMIT appeared(notice);
        }
    }
    if (before != m_notices) {
        Q_EMIT changed();
    }
}

}
