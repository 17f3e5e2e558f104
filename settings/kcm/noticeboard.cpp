// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "kcm/noticeboard.h"

#include "link/reply.h"

using namespace Qt::StringLiterals;

namespace Konto
{

NoticeBoard::NoticeBoard(QObject *parent)
    : QObject(parent)
    , m_agent(u"org.kde.konto"_s, u"/Accounts"_s, QDBusConnection::sessionBus())
    , m_service(m_agent.service(), QDBusConnection::sessionBus(), QDBusServiceWatcher::WatchForOwnerChange)
{
    connect(&m_agent, &KontoAccountsInterface::noticesChanged, this, &NoticeBoard::refresh);
    connect(&m_service, &QDBusServiceWatcher::serviceRegistered, this, &NoticeBoard::refresh);
    connect(&m_service, &QDBusServiceWatcher::serviceUnregistered, this, &NoticeBoard::forget);
    refresh();
}

bool NoticeBoard::isKnown() const
{
    return m_isKnown;
}

QList<ListedNotice> NoticeBoard::of(const QString &account) const
{
    QList<ListedNotice> notices = m_notices;
    notices.removeIf([&account](const ListedNotice &notice) {
        return notice.account != account;
    });
    return notices;
}

bool NoticeBoard::isAdviceWanted() const
{
    return m_isAdviceWanted;
}

void NoticeBoard::act(const QString &notice, const QString &action)
{
    m_agent.act(notice, action);
}

void NoticeBoard::dismiss(const QString &notice)
{
    m_agent.dismiss(notice);
}

void NoticeBoard::setAdviceWanted(bool wanted)
{
    m_isAdviceWanted = wanted;
    m_agent.setAdvice(wanted);
}

void NoticeBoard::refresh()
{
    onReply(this, m_agent.notices(), [this](const QDBusPendingReply<QString> &reply) {
        m_isKnown = reply.isValid();
        m_notices = reply.isValid() ? listedNotices(reply.value()) : QList<ListedNotice>();
        Q_EMIT changed();
    });
    onReply(this, m_agent.isAdviceWanted(), [this](const QDBusPendingReply<bool> &reply) {
        if (reply.isValid() && std::exchange(m_isAdviceWanted, reply.value()) != reply.value()) {
            Q_EMIT changed();
        }
    });
}

void NoticeBoard::forget()
{
    m_isKnown = false;
    m_notices.clear();
    Q_EMIT changed();
}

}
