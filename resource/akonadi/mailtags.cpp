// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "akonadi/mailtags.h"

#include "akonadi/akonadijob.h"
#include "core/imapmailboxname.h"

#include <Akonadi/TagAttribute>
#include <Akonadi/TagFetchJob>
#include <Akonadi/TagFetchScope>

namespace Konto
{

QByteArray keywordOfTag(const QString &name)
{
    constexpr qsizetype longest = 200;
    QByteArray keyword = encodeMailboxName(name.simplified(), false).toLower();
    for (char &c : keyword) {
        // RFC 9051 section 9, flag-keyword = atom
        if (c <= 0x20 || c >= 0x7f || QByteArrayView("(){%*\"\\]/<>").contains(c)) {
            c = '_';
        }
    }
    return keyword.first(std::min(longest, keyword.size()));
}

Task<Result<QHash<QByteArray, Akonadi::Tag>>> readTags()
{
    auto *fetch = new Akonadi::TagFetchJob;
    fetch->fetchScope().fetchAttribute<Akonadi::TagAttribute>();
    co_return co_await akonadiJob(fetch, [](Akonadi::TagFetchJob *job) {
        QHash<QByteArray, Akonadi::Tag> tags;
        const Akonadi::Tag::List found = job->tags();
        for (const Akonadi::Tag &tag : found) {
            if (const QByteArray keyword = keywordOfTag(tag.name()); !keyword.isEmpty() && !tags.contains(keyword)) {
                tags.insert(keyword, tag);
            }
        }
        return tags;
    });
}

}
