// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/switching/switchsource.h"

#include "core/headers.h"

#include <limits>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr qsizetype headersAtOnce = 500;
constexpr QByteArrayView appendLimit = "APPENDLIMIT=";

/// RFC 7889 section 2; 0 when the server has none, or one for each mailbox.
qint64 largestUpload(const QByteArrayList &capabilities)
{
    for (const QByteArray &capability : capabilities) {
        if (capability.startsWith(appendLimit)) {
            return capability.sliced(appendLimit.size()).toLongLong();
        }
    }
    return 0;
}

QMap<qint64, QList<quint32>> byMailbox(const QList<RemoteId> &ids)
{
    QMap<qint64, QList<quint32>> uids;
    for (const RemoteId &id : ids) {
        uids[id.mailbox].append(id.number);
    }
    return uids;
}
}

Task<Result<void>> ImapSource::open(Endpoint endpoint, Login login, QByteArrayList pinnedKeys)
{
    co_return co_await m_session.open(endpoint, login, pinnedKeys);
}

Task<Result<ImapListing>> ImapSource::list()
{
    co_return co_await m_session.list();
}

Task<Result<SwitchSide>> ImapSource::read(QList<SwitchFolder> folders)
{
    SwitchSide side;
    side.server.largestUpload = largestUpload(m_session.capabilities());
    for (const SwitchFolder &folder : folders) {
        if (folder.row.mailbox.isEmpty() || !folder.row.selectable) {
            continue;
        }
        m_mailboxes.insert(folder.row.id, folder.row.mailbox);
        if (auto read = co_await readMailbox(folder, &side); !read) {
            co_return std::unexpected(read.error());
        }
    }
    const auto quota = co_await m_session.quota(u"INBOX"_s);
    if (!quota && quota.error().scope != Scope::Folder) {
        co_return std::unexpected(quota.error());
    }
    side.quota = quota.value_or(ImapQuota());
    co_return side;
}

Task<Result<void>> ImapSource::readMailbox(SwitchFolder folder, SwitchSide *side)
{
    const auto opened = co_await m_session.openMailbox(folder.row.mailbox);
    if (!opened) {
        // One that may not be read is not there for us.
        co_return opened.error().scope == Scope::Folder ? Result<void>() : std::unexpected(opened.error());
    }
    side->uidValidities.insert(folder.row.id, opened->state.uidValidity);
    if (opened->state.exists == 0) {
        co_return {};
    }
    const auto listed = co_await m_session.fetchIdentities({{1, std::numeric_limits<quint32>::max()}});
    if (!listed) {
        co_return std::unexpected(listed.error());
    }
    for (const MessageIdentity &message : *listed) {
        const RemoteId id{.mailbox = folder.row.id, .number = message.uid};
        side->messages.append({.id = id, .size = message.size, .uidl = {}, .objectId = message.objectId, .internalDate = {}});
        side->server.flags.insert(id, message.flags);
    }
    co_return {};
}

Task<Result<QHash<RemoteId, LearntHeader>>> ImapSource::headers(QList<RemoteId> ids)
{
    QHash<RemoteId, LearntHeader> learnt;
    const auto mailboxes = byMailbox(ids);
    for (auto uids = mailboxes.cbegin(); uids != mailboxes.cend(); ++uids) {
        const auto opened = co_await m_session.openMailbox(m_mailboxes.value(uids.key()));
        if (!opened) {
            if (opened.error().scope == Scope::Folder) {
                continue;
            }
            co_return std::unexpected(opened.error());
        }
        for (qsizetype from = 0; from < uids->size(); from += headersAtOnce) {
            const auto headers = co_await m_session.fetchHeaders(uidRanges(uids->mid(from, headersAtOnce)));
            if (!headers) {
                co_return std::unexpected(headers.error());
            }
            for (const ImapHeader &header : *headers) {
                learnt.insert({.mailbox = uids.key(), .number = header.uid},
                              {.headerHash = headerHash(header.header),
                               .messageIdHash = messageIdHash(header.header),
                               .date = header.internalDate.isValid() ? header.internalDate : arrivalDate(header.header)});
            }
        }
    }
    co_return learnt;
}

/// Whole messages are asked for one by one: there are few questions of this kind, and a message may be large.
Task<Result<QHash<RemoteId, QByteArray>>> ImapSource::contents(QList<RemoteId> ids)
{
    QHash<RemoteId, QByteArray> learnt;
    qint64 open = 0;
    std::ranges::sort(ids);
    for (const RemoteId &id : std::as_const(ids)) {
        if (open != id.mailbox) {
            const auto opened = co_await m_session.openMailbox(m_mailboxes.value(id.mailbox));
            if (!opened) {
                co_return std::unexpected(opened.error());
            }
            open = id.mailbox;
        }
        const UidRanges range{{id.number, id.number}};
        const auto header = co_await m_session.fetchHeaders(range);
        if (!header) {
            co_return std::unexpected(header.error());
        }
        const auto text = co_await m_session.fetchTexts(range);
        if (!text) {
            co_return std::unexpected(text.error());
        }
        if (!header->isEmpty() && text->contains(id.number)) {
            const QByteArray whole = header->first().header + text->value(id.number);
            learnt.insert(id, contentHash(whole));
        }
    }
    co_return learnt;
}

Task<void> ImapSource::close()
{
    co_await m_session.close();
}

void ImapSource::abort()
{
    m_session.abort();
}

}
