// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "notices/noticebook.h"

#include "accounts/forgetgroups.h"
#include "notices/notice.h"

#include <KConfigGroup>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
const QString sinceKey = u"Since"_s;
const QString toldKey = u"Told"_s;
const QString dismissedKey = u"Dismissed"_s;
const QString adviceKey = u"Advice"_s;

bool isAdviceId(const QString &notice)
{
    const QString cause = notice.section(u'/', 1, 1);
    return cause == causeName(NoticeCause::CouldBeImap) || cause == causeName(NoticeCause::CouldBePop3);
}
}

NoticeBook::NoticeBook(KSharedConfig::Ptr file)
    : m_file(std::move(file))
{
}

QDateTime NoticeBook::since(const QString &notice, const QDateTime &now)
{
    KConfigGroup group = entry(notice);
    const QDateTime known = QDateTime::fromString(group.readEntry(sinceKey, QString()), Qt::ISODate);
    if (known.isValid()) {
        return known;
    }
    group.writeEntry(sinceKey, now.toUTC().toString(Qt::ISODate));
    m_file->sync();
    return now;
}

void NoticeBook::forgetOthers(const QString &account, const QSet<QString> &lasting)
{
    const QString prefix = account + u'/';
    forgetGroups(all(), [&](const QString &notice) {
        return notice.startsWith(prefix) && !lasting.contains(notice) && !isAdviceId(notice);
    });
}

void NoticeBook::forgetAccounts(const QSet<QString> &accounts)
{
    forgetGroups(all(), [&](const QString &notice) {
        return !accounts.contains(notice.section(u'/', 0, 0));
    });
}

bool NoticeBook::takeUntold(const QString &notice)
{
    KConfigGroup group = entry(notice);
    if (group.readEntry(toldKey, false)) {
        return false;
    }
    group.writeEntry(toldKey, true);
    m_file->sync();
    return true;
}

void NoticeBook::dismiss(const QString &notice)
{
    entry(notice).writeEntry(dismissedKey, true);
    m_file->sync();
}

bool NoticeBook::isDismissed(const QString &notice) const
{
    return entry(notice).readEntry(dismissedKey, false);
}

bool NoticeBook::isAdviceWanted() const
{
    return m_file->group(QString()).readEntry(adviceKey, true);
}

void NoticeBook::setAdviceWanted(bool wanted)
{
    m_file->group(QString()).writeEntry(adviceKey, wanted);
    m_file->sync();
}

KConfigGroup NoticeBook::all() const
{
    return m_file->group(u"Notices"_s);
}

KConfigGroup NoticeBook::entry(const QString &notice) const
{
    return all().group(notice);
}

}
