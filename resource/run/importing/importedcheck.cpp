// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/importing/importedcheck.h"

#include "core/headers.h"
#include "plan/imapplan.h"
#include "store/outgoing.h"

#include <algorithm>

namespace Konto
{

namespace
{
constexpr qsizetype batchSize = 200;
constexpr qint64 batchBytes = 2 * 1024 * 1024;

QByteArray uncheckedFact(qint64 folder)
{
    return "import.unchecked." + QByteArray::number(folder);
}

/// Rows of the folder with bytes whose UID is not above the folder's mark, the newest last.
Result<QList<MessageRow>> uncheckedRows(AccountStore &store, qint64 folder)
{
    const auto mark = store.fact(uncheckedFact(folder));
    if (!mark || mark->isEmpty()) {
        return mark ? Result<QList<MessageRow>>() : std::unexpected(mark.error());
    }
    return store.outgoing().onServer(folder).transform([highest = mark->toUInt()](QList<MessageRow> rows) {
        rows.removeIf([highest](const MessageRow &row) {
            return row.uid == 0 || row.uid > highest || row.body == Body::OnServer || row.deletedHere;
        });
        std::ranges::sort(rows, {}, &MessageRow::uid);
        return rows;
    });
}

/// What only the server knows of messages that are here.
Result<void> noteServerDates(AccountStore &store, const QHash<MessageKey, QDateTime> &dates)
{
    QList<MessageRow> rows;
    for (auto date = dates.cbegin(); date != dates.cend(); ++date) {
        const auto row = store.message(date.key());
        if (!row) {
            return std::unexpected(row.error());
        }
        if (*row && date->isValid()) {
            rows.append(**row);
            rows.last().internalDate = *date;
        }
    }
    return store.saveRows(rows).transform([](const QList<MessageRow> &) { });
}

struct Replacement {
    MessageKey key;
    qint64 folder = 0;
    QByteArray header;
    QByteArray text;
};

Result<QList<MessageRow>> replaceBodies(AccountStore &store, const QList<Replacement> &replacements)
{
    QList<MessageRow> rows;
    for (const Replacement &replacement : replacements) {
        auto incoming = store.createIncoming(replacement.folder);
        if (!incoming) {
            return std::unexpected(incoming.error());
        }
        for (const QByteArray &part : {replacement.header, replacement.text}) {
            if (const auto written = incoming->write(part); !written) {
                return std::unexpected(written.error());
            }
        }
        const auto row = store.replaceBody(replacement.key, std::move(*incoming));
        if (!row) {
            return std::unexpected(row.error());
        }
        rows.append(*row);
    }
    return rows;
}
}

Result<void> markUnchecked(AccountStore &store, qint64 folder, quint32 highest)
{
    const auto mark = store.fact(uncheckedFact(folder));
    if (!mark) {
        return std::unexpected(mark.error());
    }
    return mark->toUInt() >= highest ? Result<void>() : store.setFact(uncheckedFact(folder), QByteArray::number(highest));
}

ImportedCheck::ImportedCheck(ImapSession &session, StoreWorker &store, Projector &projector, const FolderRow &folder)
    : m_session(session)
    , m_store(store)
    , m_projector(projector)
    , m_folder(folder)
{
}

Task<Result<void>> ImportedCheck::run()
{
    auto rows = co_await m_store.run([folder = m_folder.id](AccountStore &store) {
        return uncheckedRows(store, folder);
    });
    if (!rows || rows->isEmpty()) {
        co_return rows ? Result<void>() : std::unexpected(rows.error());
    }
    while (!rows->isEmpty()) {
        QHash<quint32, MessageRow> batch;
        while (!rows->isEmpty() && batch.size() < batchSize) {
            const MessageRow row = rows->takeLast();
            batch.insert(row.uid, row);
        }
        if (auto checked = co_await checkBatch(batch); !checked) {
            co_return checked;
        }
        // What is below is still to be done, when the connection breaks now
        const QByteArray mark = rows->isEmpty() ? QByteArray() : QByteArray::number(rows->last().uid);
        const auto noted = co_await m_store.run([fact = uncheckedFact(m_folder.id), mark](AccountStore &store) {
            return store.setFact(fact, mark);
        });
        if (!noted) {
            co_return noted;
        }
    }
    co_return {};
}

Task<Result<void>> ImportedCheck::checkBatch(QHash<quint32, MessageRow> rows)
{
    const auto headers = co_await m_session.fetchHeaders(uidRanges(rows.keys()));
    if (!headers) {
        co_return std::unexpected(headers.error());
    }
    QHash<MessageKey, QDateTime> dates;
    QList<ImapHeader> differing;
    for (const ImapHeader &header : *headers) {
        const MessageRow row = rows.value(header.uid);
        dates.insert(row.key, header.internalDate);
        if (row.size != header.size || row.headerHash != headerHash(header.header)) {
            differing.append(header);
        }
    }
    if (auto replaced = co_await replace(rows, differing); !replaced) {
        co_return replaced;
    }
    co_return co_await m_store.run([dates](AccountStore &store) {
        return noteServerDates(store, dates);
    });
}

Task<Result<void>> ImportedCheck::replace(QHash<quint32, MessageRow> rows, QList<ImapHeader> headers)
{
    QHash<quint32, ImapHeader> byUid;
    QList<SizedUid> sized;
    for (const ImapHeader &header : std::as_const(headers)) {
        byUid.insert(header.uid, header);
        sized.append({.uid = header.uid, .size = header.size});
    }
    while (!sized.isEmpty()) {
        QList<quint32> uids;
        for (const SizedUid &message : takeBatch(sized, batchSize, batchBytes)) {
            uids.append(message.uid);
        }
        const auto texts = co_await m_session.fetchTexts(uidRanges(uids));
        if (!texts) {
            co_return std::unexpected(texts.error());
        }
        QList<Replacement> replacements;
        for (auto text = texts->cbegin(); text != texts->cend(); ++text) {
            const MessageRow row = rows.value(text.key());
            if (!row.key.isEmpty()) {
                replacements.append({.key = row.key, .folder = row.folder, .header = byUid.value(text.key()).header, .text = text.value()});
            }
        }
        const auto stored = co_await m_store.run([replacements](AccountStore &store) {
            return replaceBodies(store, replacements);
        });
        if (!stored) {
            co_return std::unexpected(stored.error());
        }
        if (auto shown = co_await m_projector.showMessages(m_folder.id, *stored); !shown) {
            co_return shown;
        }
    }
    co_return {};
}

}
