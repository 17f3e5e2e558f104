// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "store/switchjournal.h"

#include "core/crashpoint.h"
#include "store/statedatabase.h"
#include "store/switchtable.h"

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
const QByteArray modeFact = QByteArrayLiteral("account.mode");
const QByteArray movesFact = QByteArrayLiteral("switch.moves");

/// One line for each folder: its id and the keys, which hold no control characters.
QByteArray toBytes(const QMap<qint64, QList<MessageKey>> &moves)
{
    QByteArray lines;
    for (auto move = moves.cbegin(); move != moves.cend(); ++move) {
        if (!move->isEmpty()) {
            lines += QByteArray::number(move.key()) + '\t' + move->join('\t') + '\n';
        }
    }
    return lines;
}

QMap<qint64, QList<MessageKey>> movesFrom(const QByteArray &lines)
{
    QMap<qint64, QList<MessageKey>> moves;
    for (const QByteArray &line : lines.split('\n')) {
        QByteArrayList words = line.split('\t');
        if (const qint64 folder = words.takeFirst().toLongLong(); folder > 0) {
            moves.insert(folder, words);
        }
    }
    return moves;
}
}

SwitchJournal::SwitchJournal(StateDatabase &database)
    : m_database(database)
{
}

Result<QList<SwitchEntry>> SwitchJournal::all() const
{
    return m_database.switches().entries();
}

Result<std::optional<SwitchEntry>> SwitchJournal::last() const
{
    return all().transform([](const QList<SwitchEntry> &entries) {
        return entries.isEmpty() ? std::nullopt : std::optional(entries.last());
    });
}

Result<SwitchEntry> SwitchJournal::begin(const SwitchEntry &entry)
{
    const auto before = last();
    if (!before) {
        return std::unexpected(before.error());
    }
    if (*before && (*before)->isUnderWay()) {
        return fail(ErrorKind::SwitchUnderWay);
    }
    SwitchEntry begun = entry;
    begun.step = SwitchStep::Begun;
    const Result<void> written = inTransaction(m_database, [&] {
        return m_database.switches()
            .write(entry)
            .transform([&](qint64 id) {
                begun.id = id;
            })
            .and_then([&] {
                return m_database.switches().noteFolders(begun.id);
            })
            .and_then([this] {
                return m_database.switches().clearContents();
            });
    });
    return written.transform([&begun] {
        return begun;
    });
}

Result<void> SwitchJournal::setStep(qint64 id, SwitchStep step)
{
    return inTransaction(m_database, [&] {
        return m_database.switches().setStep(id, step);
    });
}

Result<void> SwitchJournal::setReport(qint64 id, const QByteArray &report)
{
    return inTransaction(m_database, [&] {
        return m_database.switches().setReport(id, report);
    });
}

Result<void> SwitchJournal::commit(const SwitchEntry &entry, const SwitchMap &map)
{
    const Result<void> done = inTransaction(m_database, [&] {
        return m_database.switches()
            .takeSnapshot(entry.id)
            .and_then([&] {
                return apply(map);
            })
            .and_then([&] {
                return applyFolders(map);
            })
            .and_then([&] {
                return m_database.setFact(movesFact, toBytes(map.moves));
            })
            .and_then([&] {
                return m_database.setFact(modeFact, QByteArray::number(int(entry.to)));
            })
            .and_then([&] {
                return m_database.switches().setCommitted(entry.id, QDateTime::currentDateTimeUtc());
            })
            .transform([] {
                crashPoint("switch.commit.before");
            });
    });
    crashPoint("switch.commit.done");
    return done;
}

Result<void> SwitchJournal::apply(const SwitchMap &map)
{
    MessageTable messages = m_database.messages();
    Result<void> done;
    for (const Placed &placed : map.placed) {
        done = done.and_then([&] {
            return messages.setPlace(placed.key, placed.folder, placed.uidValidity, placed.uid, placed.objectId);
        });
    }
    for (auto flags = map.baseFlags.cbegin(); flags != map.baseFlags.cend(); ++flags) {
        done = done.and_then([&] {
            return messages.setBaseFlags(flags.key(), flags.value());
        });
    }
    for (auto uidl = map.uidls.cbegin(); uidl != map.uidls.cend(); ++uidl) {
        done = done.and_then([&] {
            return messages.setUidl(uidl.key(), uidl.value());
        });
    }
    for (const MessageKey &key : map.upload) {
        done = done.and_then([&] {
            return messages.setWriting(key, Writing::Upload);
        });
    }
    for (const MessageKey &key : map.shownAgain) {
        done = done.and_then([&] {
            return messages.setDeletedByUser(key, false);
        });
    }
    return done;
}

Result<void> SwitchJournal::applyFolders(const SwitchMap &map)
{
    const auto stored = m_database.folders().all();
    if (!stored) {
        return std::unexpected(stored.error());
    }
    for (StoredFolder folder : *stored) {
        const bool listAgain = map.listAgain.contains(folder.row.id);
        if (!listAgain && !map.folderChanges.contains(folder.row.id)) {
            continue;
        }
        if (listAgain) {
            folder.row.uidValidity = map.listAgain.value(folder.row.id);
            folder.row.uidNext = 0;
            folder.row.highestModSeq = 0;
            folder.row.complete = false;
        }
        folder.row.change = map.folderChanges.value(folder.row.id, folder.row.change);
        if (const auto saved = m_database.folders().save(folder); !saved) {
            return std::unexpected(saved.error());
        }
    }
    return {};
}

Result<QList<SwitchedMessage>> SwitchJournal::messages() const
{
    return m_database.switches().messages();
}

Result<QMap<qint64, QList<MessageKey>>> SwitchJournal::moves() const
{
    return m_database.fact(movesFact).transform(movesFrom);
}

Result<QHash<qint64, FolderRow>> SwitchJournal::folders(qint64 id) const
{
    return m_database.switches().folders(id);
}

Result<void> SwitchJournal::setContents(const QHash<MessageKey, QByteArray> &contents)
{
    return inTransaction(m_database, Sqlite::Durability::Relaxed, [&]() -> Result<void> {
        for (auto content = contents.cbegin(); content != contents.cend(); ++content) {
            if (const auto written = m_database.switches().setContent(content.key(), content.value()); !written) {
                return written;
            }
        }
        return {};
    });
}

Result<void> SwitchJournal::forgetSnapshot()
{
    return inTransaction(m_database, [this] {
        return m_database.switches().clearSnapshot().and_then([this] {
            return m_database.switches().clearContents();
        });
    });
}

Result<void> SwitchJournal::rollBack(qint64 id, const QByteArray &report)
{
    return inTransaction(m_database, [&] {
        return m_database.switches()
            .setStep(id, SwitchStep::RolledBack)
            .and_then([&] {
                return m_database.switches().setReport(id, report);
            })
            .and_then([&] {
                return m_database.switches().forgetFolders(id);
            });
    });
}

Result<std::optional<Mode>> SwitchJournal::mode() const
{
    return m_database.fact(modeFact).transform([](const QByteArray &value) {
        return value.isEmpty() ? std::nullopt : std::optional(value == "0" ? Mode::Pop3 : Mode::Imap);
    });
}

Result<void> SwitchJournal::setMode(Mode mode)
{
    return inTransaction(m_database, [&] {
        return m_database.setFact(modeFact, QByteArray::number(int(mode)));
    });
}

}
