// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/importing/importcopy.h"

#include "core/crashpoint.h"
#include "plan/folderplan.h"
#include "plan/importplan.h"
#include "run/importing/importedcheck.h"
#include "run/shown/localchanges.h"

#include <QCryptographicHash>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr qsizetype batchSize = 100;
constexpr qint64 batchBytes = 8 * 1024 * 1024;

QByteArray contentHash(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).first(12);
}

/// See newUniqueName() and run/shown/localchanges for the other keys; these are told by their I.
MessageKey keyFor(qint64 item, const QByteArray &bytes)
{
    return "I" + QByteArray::number(item) + 'H' + contentHash(bytes).toHex() + ".konto";
}

MessageKey keyWithoutBytes(qint64 item)
{
    return "I" + QByteArray::number(item) + ".konto";
}

MessageRow rowFor(Mode mode, const FolderRow &folder, const StockItem &item)
{
    MessageRow row;
    row.folder = folder.id;
    row.flags = item.flags;
    row.baseFlags = item.serverFlags;
    if (mode == Mode::Imap) {
        row.uid = item.uid;
        row.uidValidity = item.uid != 0 ? folder.uidValidity : 0;
        // Begun: it may have been uploaded by the old account, so the server is asked first
        row.writing = item.uid == 0 ? Writing::UploadBegun : Writing::Nothing;
    }
    return row;
}

Result<QList<MessageRow>> storeWithoutBytes(AccountStore &store, const FolderRow &folder, const QList<StockItem> &items)
{
    QList<MessageRow> rows;
    for (const StockItem &item : items) {
        MessageRow row = rowFor(Mode::Imap, folder, item);
        row.key = keyWithoutBytes(item.id);
        const auto known = store.message(row.key);
        if (!known) {
            return std::unexpected(known.error());
        }
        if (!*known) {
            rows.append(row);
        }
    }
    return store.saveRows(rows);
}
}

Task<Result<ImportBatch>> takeImportBatch(QList<StockItem> *items, BytesFrom from)
{
    ImportBatch batch;
    QList<qint64> ids;
    qint64 bytes = 0;
    while (!items->isEmpty() && batch.items.size() < batchSize && (batch.items.isEmpty() || bytes + items->first().size <= batchBytes)) {
        bytes += items->first().size;
        batch.items.append(items->takeFirst());
        if (batch.items.last().cached || from == BytesFrom::Anywhere) {
            ids.append(batch.items.last().id);
        }
    }
    auto messages = co_await stockMessages(ids, from);
    if (!messages) {
        co_return std::unexpected(messages.error());
    }
    if (from == BytesFrom::Cache) {
        for (QByteArray &message : *messages) {
            message = withoutFiller(message);
        }
    }
    batch.bytes = *messages;
    co_return batch;
}

Result<FolderRow> importFolder(AccountStore &store, const std::optional<StockFolder> &stock)
{
    FolderRow wanted = pop3Inbox();
    if (stock) {
        wanted.path = pathOfMailbox(stock->mailbox, stock->delimiter);
        wanted.role = wanted.path == pop3Inbox().path ? Role::Inbox : Role::None;
        wanted.mailbox = stock->mailbox;
        wanted.delimiter = stock->delimiter;
        wanted.uidValidity = stock->uidValidity;
    }
    const auto folders = store.folders();
    if (!folders) {
        return std::unexpected(folders.error());
    }
    const auto known = std::ranges::find_if(*folders, [&wanted](const FolderRow &folder) {
        return folder.mailbox == wanted.mailbox && (!wanted.mailbox.isEmpty() || folder.path == wanted.path);
    });
    if (known != folders->end()) {
        return *known;
    }
    const QString name = wanted.path.last();
    for (int copy = 2; std::ranges::contains(*folders, wanted.path, &FolderRow::path); ++copy) {
        wanted.path.last() = u"%1 (%2)"_s.arg(name).arg(copy);
    }
    return store.saveFolder(wanted);
}

Result<void> storeImported(AccountStore &store, Mode mode, const FolderRow &folder, const ImportBatch &batch)
{
    std::vector<PendingMessage> group;
    QList<StockItem> tagged;
    quint32 highest = 0;
    for (const StockItem &item : batch.items) {
        const auto bytes = batch.bytes.constFind(item.id);
        if (bytes == batch.bytes.cend()) {
            if (mode == Mode::Imap && item.uid != 0 && item.flags != item.serverFlags) {
                tagged.append(item);
            }
            continue;
        }
        auto incoming = store.createIncoming(folder.id);
        if (!incoming) {
            return std::unexpected(incoming.error());
        }
        if (const auto written = incoming->write(*bytes); !written) {
            return written;
        }
        MessageRow row = rowFor(mode, folder, item);
        row.key = keyFor(item.id, *bytes);
        highest = std::max(highest, row.uid);
        group.push_back({.row = row, .bytes = std::move(*incoming)});
    }
    return markUnchecked(store, folder.id, highest)
        .and_then([&] {
            return storeWithoutBytes(store, folder, tagged);
        })
        .and_then([&](const QList<MessageRow> &) {
            return group.empty() ? Result<QList<MessageRow>>() : store.commit(std::move(group));
        })
        .transform([](const QList<MessageRow> &) {
            crashPoint("import.stored");
        });
}

Result<void> proveImported(AccountStore &store, const ImportBatch &batch, ImportProof *proof)
{
    for (auto message = batch.bytes.cbegin(); message != batch.bytes.cend(); ++message) {
        const QByteArray hash = contentHash(message.value());
        proof->before.insert(hash);
        const auto stored = store.read(keyFor(message.key(), message.value()));
        if (!stored && stored.error().scope != Scope::Message) {
            return std::unexpected(stored.error());
        }
        if (stored && *stored == message.value()) {
            proof->after.insert(hash);
        } else {
            ++proof->missing;
        }
    }
    return {};
}

}
