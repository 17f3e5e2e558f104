// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "store/repair.h"

#include "store/adoption.h"
#include "store/filechanges.h"
#include "store/folderchanges.h"
#include "store/groupcommit.h"

#include <QFile>

#include <ctime>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
// https://cr.yp.to/proto/maildir.html: files in tmp/ not touched for 36 hours may be removed by anybody
constexpr time_t tmpLifetime = 36 * 60 * 60;
constexpr qsizetype adoptedAtOnce = 500;
}

Repair::Repair(StateDatabase &database, MaildirTree &tree)
    : m_database(database)
    , m_tree(tree)
{
}

Result<RepairReport> Repair::run()
{
    m_report.brokenDatabase = QFile::decodeName(m_database.brokenFile());
    return FolderChanges(m_database, m_tree)
        .finishInterrupted()
        .and_then([this] {
            return surveyOnce();
        })
        .and_then([this] {
            return finishCommits();
        })
        .and_then([this] {
            return finishLeftovers();
        })
        .and_then([this] {
            return compareAll();
        })
        .transform([this] {
            return m_report;
        });
}

/// A new state.db beside a mail/ that is not new: the old one was damaged, or lost.
Result<void> Repair::surveyOnce()
{
    const Result<QByteArray> surveyed = m_database.fact("store.surveyed"_ba);
    if (!surveyed || !surveyed->isEmpty()) {
        return surveyed.transform([](const QByteArray &) { });
    }
    return FolderChanges(m_database, m_tree).survey();
}

Result<void> Repair::finishCommits()
{
    return finishInterruptedCommits(m_database, m_tree).transform([this](qsizetype finished) {
        m_report.filesAdopted += int(finished);
    });
}

Result<void> Repair::finishLeftovers()
{
    const Result<QList<Leftover>> leftovers = m_database.leftovers();
    if (!leftovers) {
        return std::unexpected(leftovers.error());
    }
    QSet<qint64> folders;
    for (const Leftover &leftover : *leftovers) {
        folders.insert(leftover.folder);
    }
    for (const qint64 folder : folders) {
        if (const auto cleared = clearLeftovers(m_database, m_tree, folder); !cleared) {
            return cleared;
        }
    }
    return {};
}

Result<void> Repair::cleanTmp(const Maildir &maildir)
{
    const auto files = maildir.files(Maildir::Tmp);
    if (!files) {
        return std::unexpected(files.error());
    }
    const time_t now = ::time(nullptr);
    for (const QByteArray &name : *files) {
        struct stat status;
        const bool known = ::fstatat(maildir.directory(Maildir::Tmp), name.constData(), &status, AT_SYMLINK_NOFOLLOW) == 0;
        if (!isOurUniqueName(name) && (!known || now - status.st_mtim.tv_sec < tmpLifetime)) {
            continue; // another program's delivery
        }
        if (const auto removed = maildir.unlink(Maildir::Tmp, name); !removed) {
            return removed;
        }
        ++m_report.tornFilesRemoved;
    }
    return {};
}

Result<Repair::Difference> Repair::compare(const StoredFolder &folder)
{
    Difference difference;
    if (!m_tree.isMaildir(folder.directory) && !folder.row.selectable) {
        return difference;
    }
    const auto maildir = m_tree.maildir(folder.directory);
    const auto files = maildir ? (*maildir)->files(Maildir::Cur) : std::unexpected(maildir.error());
    if (!files) {
        return std::unexpected(files.error());
    }
    std::vector<bool> claimed(files->size());
    const auto visited = m_database.messages().visitFiles(folder.row.id, [&](const FileRow &row) {
        const auto file = findKey(*files, row.key, row.suffix);
        if (file == files->end()) {
            difference.missing.push_back(row);
            return;
        }
        claimed[size_t(file - files->begin())] = true;
        const QByteArray suffix = file->sliced(row.key.size());
        if (suffix != row.suffix) {
            StoredMessage taken;
            taken.row.key = row.key;
            taken.row.flags = Flags(flagsOfSuffix(suffix).bits(), row.flags.keywords());
            taken.suffix = suffix;
            difference.flagsTaken.push_back(taken);
        }
    });
    for (size_t i = 0; i < files->size(); ++i) {
        if (!claimed[i]) {
            difference.strangers << "cur/" + (*files)[i];
        }
    }
    const Result<void> cleaned = visited.and_then([&] {
        return cleanTmp(**maildir);
    });
    return cleaned ? Result<Difference>(difference) : std::unexpected(cleaned.error());
}

Result<void> Repair::compareAll()
{
    const Result<QList<StoredFolder>> folders = m_database.folders().all();
    if (!folders) {
        return std::unexpected(folders.error());
    }
    std::map<qint64, Difference> differences;
    for (const StoredFolder &folder : *folders) {
        Result<Difference> difference = compare(folder);
        if (!difference) {
            return std::unexpected(difference.error());
        }
        differences.emplace(folder.row.id, std::move(*difference));
    }
    const Result<QSet<MessageKey>> moved = movedByOthers(differences);
    if (!moved) {
        return std::unexpected(moved.error());
    }
    m_movedByOthers = *moved;
    for (const auto &[folder, difference] : differences) {
        if (const auto right = putRight(folder, difference); !right) {
            return right;
        }
    }
    return {};
}

Result<QSet<MessageKey>> Repair::movedByOthers(const std::map<qint64, Difference> &differences) const
{
    QSet<MessageKey> missing;
    for (const auto &[folder, difference] : differences) {
        for (const FileRow &row : difference.missing) {
            missing.insert(row.key);
        }
    }
    QSet<MessageKey> moved;
    for (const auto &[folder, difference] : differences) {
        for (const QByteArray &file : difference.strangers) {
            const MessageKey key = MaildirName::fromFile(file.sliced(file.indexOf('/') + 1)).key;
            if (missing.contains(key)) {
                moved.insert(key);
            }
        }
    }
    return moved;
}

Result<void> Repair::putRight(qint64 folder, const Difference &difference)
{
    if (!difference.flagsTaken.empty()) {
        m_report.flagsTaken += int(difference.flagsTaken.size());
        const auto taken = inTransaction(m_database, [&]() -> Result<void> {
            for (const StoredMessage &message : difference.flagsTaken) {
                if (const auto set = m_database.messages().setFlags(message.row.key, message.row.flags, message.suffix); !set) {
                    return set;
                }
            }
            return {};
        });
        if (!taken) {
            return taken;
        }
    }
    m_report.bodiesMissing += int(difference.missing.size());
    return adoptStrangers(folder, difference.strangers);
}

Result<void> Repair::adoptStrangers(qint64 folder, const QByteArrayList &files)
{
    QByteArrayList batch;
    for (const QByteArray &file : files) {
        if (!m_movedByOthers.contains(MaildirName::fromFile(file.sliced(file.indexOf('/') + 1)).key)) {
            batch << file;
        }
    }
    if (batch.isEmpty()) {
        return {};
    }
    ::syncfs(m_tree.descriptor()); // they are another program's, or a lost state.db's; one wait for all of them
    for (qsizetype begin = 0; begin < batch.size(); begin += adoptedAtOnce) {
        const auto adopted = Adoption(m_database, m_tree).adopt(folder, batch.mid(begin, adoptedAtOnce), Adoption::Sync::No);
        if (!adopted) {
            return std::unexpected(adopted.error());
        }
        m_report.filesAdopted += int(adopted->size());
    }
    return {};
}

}
