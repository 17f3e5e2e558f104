// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/watchplan.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace Konto
{

static constexpr int maxOverflows = 3;
static constexpr int maxNotTold = 2; // once may be a sweep that was quicker than the notification
static constexpr int maxIdleEnded = 3;

WatchPlan::WatchPlan(const QByteArrayList &capabilities)
    : m_wanted(u"INBOX"_s)
{
    // RFC 9051 appendix E: part of IMAP4rev2.
    const bool rev2 = capabilities.contains("IMAP4REV2");
    m_notify = capabilities.contains("NOTIFY") ? Notify::Everything : Notify::Nothing;
    m_canSweep = rev2 || capabilities.contains("LIST-STATUS");
    m_canIdle = rev2 || capabilities.contains("IDLE");
    m_due = m_canSweep;
}

WatchPlan::Step WatchPlan::next() const
{
    if (m_notify != Notify::Nothing && !m_notifySet) {
        return Step::Notify;
    }
    if (!isTold() && !mailbox().isNull() && mailbox() != m_opened) {
        return Step::Examine;
    }
    // A server that has proven to tell everything needs no more than a sign of life.
    const bool proven = m_notify == Notify::Everything && m_told;
    if (m_due && m_canSweep && !proven) {
        return Step::Sweep;
    }
    // The answer to DONE is the sign of life.
    if (!isTold() && m_canIdle && !m_opened.isNull()) {
        return Step::Idle;
    }
    return m_due ? Step::Noop : Step::Wait;
}

void WatchPlan::begun(Step step)
{
    if (step == Step::Notify) {
        m_notifySet = true; // from here on it can overflow
    } else if (step == Step::Examine) {
        m_opening = mailbox(); // which may be another one when it has ended
    }
}

void WatchPlan::ended(Step step, Answer answer)
{
    const bool ok = answer == Answer::Ok;
    switch (step) {
    case Step::Notify:
        m_notifyAccepted = m_notifyAccepted || ok;
        if (!ok) {
            askLess();
        } else if (isTold()) {
            m_due = false;
        }
        return;
    case Step::Examine:
        // RFC 9051 section 6.3.2: refused, no mailbox is open any more.
        m_opened = ok ? m_opening : QString();
        if (!ok) {
            m_refused << m_opening;
        }
        return;
    case Step::Sweep:
        m_due = false;
        m_canSweep = answer != Answer::Bad;
        return;
    case Step::Idle:
        m_idleEnded = std::exchange(m_idleWasEnded, false) ? m_idleEnded + 1 : 0;
        m_canIdle = ok && m_idleEnded < maxIdleEnded;
        m_due = m_due && m_canSweep;
        return;
    case Step::Noop:
        m_due = false;
        return;
    case Step::Wait:
        return;
    }
}

void WatchPlan::setMailbox(const QString &mailbox)
{
    m_wanted = mailbox.isEmpty() ? u"INBOX"_s : mailbox;
    m_refused.clear();
}

QString WatchPlan::mailbox() const
{
    for (const QString &candidate : {m_wanted, u"INBOX"_s}) {
        if (!m_refused.contains(candidate)) {
            return candidate;
        }
    }
    return {};
}

QString WatchPlan::opened() const
{
    return m_opened;
}

/// RFC 5465 section 5: FlagChange needs MessageNew and MessageExpunge, and these need each other.
QByteArray WatchPlan::notifyGroups() const
{
    switch (m_notify) {
    case Notify::Everything:
        return "STATUS (personal (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange))";
    case Notify::NoFlags:
        return "STATUS (personal (MessageNew MessageExpunge MailboxName SubscriptionChange))";
    case Notify::MessagesOnly:
        return "STATUS (personal (MessageNew MessageExpunge))";
    case Notify::OpenedOnly:
        // RFC 5465 section 4: IDLE tells what NOTIFY asked for, and that may be nothing now.
        return "(selected (MessageNew MessageExpunge FlagChange))";
    case Notify::Nothing:
        break;
    }
    return {};
}

bool WatchPlan::isTold() const
{
    return m_notify < Notify::OpenedOnly;
}

std::chrono::milliseconds WatchPlan::patience(const WatchPace &pace) const
{
    const bool proven = m_notify == Notify::Everything && m_told;
    if (isTold() && (proven || !m_canSweep)) {
        return pace.keepAlive;
    }
    return next() == Step::Idle && !m_canSweep ? pace.idle : pace.sweep;
}

void WatchPlan::timeIsUp()
{
    m_due = true;
}

void WatchPlan::askLess()
{
    m_notifySet = false;
    const bool takeBack = m_notifyAccepted && m_notify < Notify::OpenedOnly;
    if (m_notify < Notify::MessagesOnly) {
        m_notify = Notify(int(m_notify) + 1);
    } else {
        m_notify = takeBack ? Notify::OpenedOnly : Notify::Nothing;
    }
}

void WatchPlan::idleWasEnded()
{
    m_idleWasEnded = true;
}

void WatchPlan::overflowed()
{
    m_notifySet = false;
    if (++m_overflows > maxOverflows) {
        m_notify = isTold() ? Notify::OpenedOnly : Notify::Nothing;
    }
}

void WatchPlan::wasTold()
{
    m_told = true;
}

void WatchPlan::wasNotTold()
{
    if (isTold() && !m_told && ++m_notTold >= maxNotTold) {
        m_notify = Notify::OpenedOnly;
        m_notifySet = false;
    }
}

}
