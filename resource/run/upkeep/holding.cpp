// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/upkeep/holding.h"

#include "store/outgoing.h"

#include <QTimeZone>

namespace Konto
{

namespace
{
QByteArray factOfRule(qint64 folder)
{
    return "imap.keep." + QByteArray::number(folder);
}

QByteArray factOfDate(qint64 folder)
{
    return "imap.kept." + QByteArray::number(folder);
}

/// "1 90"
QByteArray packed(const Holding &holding)
{
    return QByteArray::number(int(holding.keep)) + ' ' + QByteArray::number(holding.days);
}

std::optional<Holding> unpacked(const QByteArray &text)
{
    const QByteArrayList words = text.split(' ');
    if (words.size() != 2 || words.at(0).toInt() < 0 || words.at(0).toInt() > int(HeldHere::Opened)) {
        return std::nullopt;
    }
    return Holding{.keep = HeldHere(words.at(0).toInt()), .days = words.at(1).toInt()};
}
}

Result<FolderHolding> holdingOf(AccountStore &store, qint64 folder, const Holding &account)
{
    const auto own = store.fact(factOfRule(folder));
    const auto known = store.fact(factOfDate(folder));
    if (!own || !known) {
        return std::unexpected(own ? known.error() : own.error());
    }
    const Holding holding = unpacked(*own).value_or(account);
    // "<rule> <milliseconds>": when this very rule was first seen
    const QByteArray rule = packed(holding) + ' ';
    if (known->startsWith(rule)) {
        return FolderHolding{.holding = holding, .since = QDateTime::fromMSecsSinceEpoch(known->sliced(rule.size()).toLongLong(), QTimeZone::UTC)};
    }
    const QDateTime now = QDateTime::currentDateTimeUtc();
    return store.setFact(factOfDate(folder), rule + QByteArray::number(now.toMSecsSinceEpoch())).transform([&] {
        return FolderHolding{.holding = holding, .since = now};
    });
}

Result<std::optional<Holding>> ownHolding(AccountStore &store, qint64 folder)
{
    return store.fact(factOfRule(folder)).transform(unpacked);
}

Result<void> setHolding(AccountStore &store, qint64 folder, const std::optional<Holding> &holding)
{
    return store.setFact(factOfRule(folder), holding ? packed(*holding) : QByteArray());
}

Result<void> freeBodies(AccountStore &store, qint64 folder, const FolderHolding &rule)
{
    if (rule.holding.keep == HeldHere::Everything) {
        return {};
    }
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QList<MessageKey> keys;
    const RowVisitor choose = [&](const MessageRow &row) {
        if (isBodyToFree(row, folder, rule.holding, rule.since, now)) {
            keys.append(row.key);
        }
    };
    return store.visitMessages(folder, choose).and_then([&] {
        return keys.isEmpty() ? Result<void>() : store.remove(keys, Forget::CopyOnly);
    });
}

}
