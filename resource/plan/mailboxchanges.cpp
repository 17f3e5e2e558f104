// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/mailboxchanges.h"

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr std::array items{
    &MailboxFigures::messages,
    &MailboxFigures::unseen,
    &MailboxFigures::uidNext,
    &MailboxFigures::uidValidity,
    &MailboxFigures::highestModSeq,
};

/// Only what both say can differ.
bool differ(const MailboxFigures &one, const MailboxFigures &other)
{
    for (const auto item : items) {
        if (one.*item && other.*item && one.*item != other.*item) {
            return true;
        }
    }
    return false;
}

void update(MailboxFigures &known, const MailboxFigures &said)
{
    for (const auto item : items) {
        if (said.*item) {
            known.*item = said.*item;
        }
    }
}

/// Empty when it is not to be heard.
QString canonical(const QString &mailbox)
{
    if (mailbox.compare("INBOX"_L1, Qt::CaseInsensitive) == 0) {
        return u"INBOX"_s;
    }
    return mailbox.size() <= MailboxMemory::maxName ? mailbox : QString();
}
}

void MailboxMemory::beginAccount()
{
    m_listed.clear();
}

void MailboxMemory::listed(const QString &mailbox)
{
    const QString name = canonical(mailbox);
    if (!name.isEmpty() && m_listed.size() < maxMailboxes) {
        m_listed.insert(name);
    }
}

bool MailboxMemory::counted(const QString &mailbox, const MailboxFigures &figures)
{
    const QString name = canonical(mailbox);
    const auto known = m_known.find(name);
    if (known == m_known.end()) {
        // Compared with nothing, it is new as a whole.
        const bool isNew = !name.isEmpty() && remember(name, figures) && m_complete;
        if (isNew) {
            touched(name);
            m_changes.folders = true;
        }
        return isNew;
    }
    const bool changed = differ(*known, figures);
    update(*known, figures);
    if (changed) {
        touched(name);
    }
    return changed;
}

void MailboxMemory::endAccount(bool named)
{
    m_complete = true;
    if (!named) {
        return;
    }
    m_changes.folders = m_changes.folders || (m_named && m_listed != m_names);
    m_named = true;
    m_names = std::exchange(m_listed, {});
    m_known.removeIf([this](const auto &known) {
        return !m_names.contains(known.key());
    });
}

void MailboxMemory::notified(const QString &mailbox, const MailboxFigures &figures)
{
    const QString name = canonical(mailbox);
    const auto known = m_known.find(name);
    if (known == m_known.end()) {
        m_changes.folders = m_changes.folders || (!name.isEmpty() && remember(name, figures));
        touched(name);
        return;
    }
    if (figures.highestModSeq && known->highestModSeq && !differ(*known, figures)) {
        return;
    }
    update(*known, figures);
    if (!figures.highestModSeq) {
        // It is another one now, which need not be told before CONDSTORE was enabled (RFC 5465 section 5.1).
        known->highestModSeq.reset();
    }
    touched(name);
}

void MailboxMemory::renamed(const QString &mailbox, bool exists, const QString &oldName)
{
    m_changes.folders = true;
    const QString name = canonical(mailbox);
    const QString old = canonical(oldName);
    m_names.remove(old);
    if (const auto known = m_known.find(old); known != m_known.end() && exists && !name.isEmpty()) {
        const MailboxFigures figures = m_known.take(old);
        m_known.insert(name, figures);
    }
    if (!exists) {
        m_names.remove(name);
        m_known.remove(name);
    } else if (!name.isEmpty() && m_names.size() < maxMailboxes) {
        m_names.insert(name);
    }
}

void MailboxMemory::touched(const QString &mailbox)
{
    const QString name = canonical(mailbox);
    if (!name.isEmpty() && m_changes.mailboxes.size() < maxMailboxes) {
        m_changes.mailboxes.insert(name);
    }
}

void MailboxMemory::lost()
{
    m_changes.folders = true;
    for (auto known = m_known.cbegin(); known != m_known.cend(); ++known) {
        touched(known.key());
    }
}

MailboxChanges MailboxMemory::takeChanges()
{
    return std::exchange(m_changes, {});
}

bool MailboxMemory::remember(const QString &mailbox, const MailboxFigures &figures)
{
    if (m_known.size() >= maxMailboxes) {
        return false;
    }
    m_known.insert(mailbox, figures);
    return true;
}

}
