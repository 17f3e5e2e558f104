// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "looks/lookmemory.h"

#include "accounts/forgetgroups.h"

#include <KConfigGroup>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
QDateTime readTime(const KConfigGroup &group, const QString &key)
{
    return QDateTime::fromString(group.readEntry(key, QString()), Qt::ISODate);
}

void writeTime(KConfigGroup &group, const QString &key, const QDateTime &time)
{
    group.writeEntry(key, time.isValid() ? time.toUTC().toString(Qt::ISODate) : QString());
}
}

LookMemory::LookMemory(KSharedConfig::Ptr file)
    : m_file(std::move(file))
{
}

LookMemory::ServerLook LookMemory::server(const QString &account) const
{
    const KConfigGroup group = all().group(account);
    return {.when = readTime(group, u"ServerSeen"_s),
            .seen = {.certificateUntil = readTime(group, u"CertificateUntil"_s), .speaksOther = group.readEntry(u"SpeaksOther"_s, false)}};
}

void LookMemory::setServer(const QString &account, const ServerLook &look)
{
    KConfigGroup group = all().group(account);
    writeTime(group, u"ServerSeen"_s, look.when);
    writeTime(group, u"CertificateUntil"_s, look.seen.certificateUntil);
    group.writeEntry(u"SpeaksOther"_s, look.seen.speaksOther);
    m_file->sync();
}

CheckSeen LookMemory::check(const QString &account, const QDateTime &now)
{
    const KConfigGroup group = all().group(account);
    const CheckSeen known{.when = readTime(group, u"Checked"_s),
                          .differences = std::max<qint64>(0, group.readEntry(u"Differences"_s, 0LL)),
                          .damaged = std::max<qint64>(0, group.readEntry(u"Damaged"_s, 0LL)),
                          .sentence = group.readEntry(u"CheckSentence"_s, QString())};
    if (known.when.isValid()) {
        return known;
    }
    const CheckSeen first{.when = now, .differences = 0, .damaged = 0, .sentence = {}};
    setCheck(account, first);
    return first;
}

void LookMemory::setCheck(const QString &account, const CheckSeen &check)
{
    KConfigGroup group = all().group(account);
    writeTime(group, u"Checked"_s, check.when);
    group.writeEntry(u"Differences"_s, check.differences);
    group.writeEntry(u"Damaged"_s, check.damaged);
    group.writeEntry(u"CheckSentence"_s, check.sentence);
    m_file->sync();
}

void LookMemory::forgetOthers(const QSet<QString> &accounts)
{
    forgetGroups(all(), [&](const QString &account) {
        return !accounts.contains(account);
    });
}

KConfigGroup LookMemory::all() const
{
    return m_file->group(u"Looks"_s);
}

}
