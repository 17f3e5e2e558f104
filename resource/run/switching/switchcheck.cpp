// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/switching/switchcheck.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr qsizetype slice = 100; // messages

struct Present {
    QList<MessageKey> withBytes;
    QSet<MessageKey> all; ///< that are not deleted here
};

Result<Present> present(AccountStore &store)
{
    return store.knownMessages().transform([](const QList<KnownMessage> &messages) {
        Present present;
        for (const KnownMessage &message : messages) {
            if (message.deletedHere) {
                continue;
            }
            present.all.insert(message.key);
            if (message.body != Body::OnServer) {
                present.withBytes.append(message.key);
            }
        }
        return present;
    });
}

Result<QHash<MessageKey, QByteArray>> hashSlice(AccountStore &store, const QList<MessageKey> &keys)
{
    QHash<MessageKey, QByteArray> hashes;
    for (const MessageKey &key : keys) {
        const auto bytes = store.read(key);
        if (bytes) {
            hashes.insert(key, QCryptographicHash::hash(*bytes, QCryptographicHash::Sha256));
        } else if (bytes.error().scope != Scope::Message) {
            return std::unexpected(bytes.error());
        }
    }
    return hashes;
}
}

SwitchCheck::SwitchCheck(StoreWorker &store, std::function<void(int)> progress)
    : m_store(store)
    , m_progress(std::move(progress))
{
}

Task<Result<QHash<MessageKey, QByteArray>>> SwitchCheck::hash(QList<MessageKey> keys)
{
    QHash<MessageKey, QByteArray> all;
    for (qsizetype from = 0; from < keys.size(); from += slice) {
        const auto hashes = co_await m_store.run([part = keys.mid(from, slice)](AccountStore &store) {
            return hashSlice(store, part);
        });
        if (!hashes) {
            co_return hashes;
        }
        all.insert(*hashes);
        m_progress(int(from * 100 / keys.size()));
    }
    co_return all;
}

Task<Result<void>> SwitchCheck::note()
{
    const auto here = co_await m_store.run(present);
    if (!here) {
        co_return std::unexpected(here.error());
    }
    const auto hashes = co_await hash(here->withBytes);
    if (!hashes) {
        co_return std::unexpected(hashes.error());
    }
    co_return co_await m_store.run([hashes = *hashes](AccountStore &store) {
        return store.switches().setContents(hashes);
    });
}

Task<Result<QJsonObject>> SwitchCheck::compare()
{
    const auto before = co_await m_store.run([](AccountStore &store) {
        return store.switches().messages();
    });
    const auto here = co_await m_store.run(present);
    if (!before || !here) {
        co_return std::unexpected(before ? here.error() : before.error());
    }
    const auto hashes = co_await hash(here->withBytes);
    if (!hashes) {
        co_return std::unexpected(hashes.error());
    }
    qint64 count = 0;
    qint64 same = 0;
    qint64 changed = 0;
    qint64 gone = 0;
    QSet<MessageKey> known;
    for (const SwitchedMessage &message : *before) {
        if (message.deletedHere) {
            continue;
        }
        ++count;
        known.insert(message.key);
        if (!here->all.contains(message.key)) {
            ++gone;
        } else if (message.content.isEmpty() || hashes->value(message.key) == message.content) {
            ++same;
        } else {
            ++changed;
        }
    }
    const qint64 arrived = (here->all - known).size();
    co_return QJsonObject{{u"before"_s, count}, {u"same"_s, same}, {u"changed"_s, changed}, {u"gone"_s, gone}, {u"arrived"_s, arrived}};
}

}
