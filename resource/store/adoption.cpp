// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "store/adoption.h"

#include "core/headers.h"
#include "store/folderchanges.h"
#include "store/posix.h"

#include <QSet>
#include <QTimeZone>

#include <algorithm>
#include <cerrno>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace Konto
{

static constexpr qint64 longestHeader = 256 * 1024; // as IncomingMessage keeps
static constexpr qint64 usualHeader = 16 * 1024;

Adoption::Adoption(StateDatabase &database, MaildirTree &tree)
    : m_database(database)
    , m_tree(tree)
{
}

/// Compares a folder's rows, one after the other, with the names in cur/.
class Comparison
{
public:
    explicit Comparison(std::vector<QByteArray> files)
        : m_files(std::move(files))
        , m_claimed(m_files.size())
    {
    }

    void compare(const FileRow &row, FolderScan &scan)
    {
        const auto file = findKey(m_files, row.key, row.suffix);
        if (file == m_files.end()) {
            scan.vanished << row.key;
            return;
        }
        m_claimed[size_t(file - m_files.begin())] = true;
        // With the suffix as before, a difference is ours: flags saved without renaming the file
        const Flags flags(flagsOfSuffix(file->sliced(row.key.size())).bits(), row.flags.keywords());
        if (!file->endsWith(row.suffix) || file->size() != row.key.size() + row.suffix.size()) {
            if (flags != row.flags) {
                scan.flagsChanged.insert(row.key, flags);
            }
        }
    }

    [[nodiscard]] QByteArrayList unclaimed(const QSet<MessageKey> &leftovers) const
    {
        QByteArrayList names;
        for (size_t i = 0; i < m_files.size(); ++i) {
            if (!m_claimed[i] && !leftovers.contains(MaildirName::fromFile(m_files[i]).key)) {
                names << "cur/" + m_files[i];
            }
        }
        return names;
    }

private:
    const std::vector<QByteArray> m_files;
    std::vector<bool> m_claimed;
};

Result<FolderScan> Adoption::scan(qint64 folder) const
{
    const auto maildir = folderMaildir(m_database, m_tree, folder);
    const auto leftovers = m_database.leftovers();
    auto current = maildir ? (*maildir)->files(Maildir::Cur) : std::unexpected(maildir.error());
    const auto fresh = maildir ? (*maildir)->files(Maildir::New) : std::unexpected(maildir.error());
    if (!current || !fresh || !leftovers) {
        return std::unexpected(!current ? current.error() : !fresh ? fresh.error() : leftovers.error());
    }
    QSet<MessageKey> doomed;
    for (const Leftover &leftover : *leftovers) {
        if (leftover.folder == folder) {
            doomed.insert(leftover.key);
        }
    }
    FolderScan scan;
    Comparison comparison(std::move(*current));
    const auto compared = m_database.messages().visitFiles(folder, [&](const FileRow &row) {
        comparison.compare(row, scan);
    });
    if (!compared) {
        return std::unexpected(compared.error());
    }
    scan.appeared = comparison.unclaimed(doomed);
    for (const QByteArray &name : *fresh) {
        scan.appeared << "new/" + name;
    }
    return scan;
}

std::optional<Adoption::Found> Adoption::parse(const QByteArray &file)
{
    const QByteArray name = file.sliced(file.indexOf('/') + 1);
    if (name.isEmpty() || name.startsWith('.') || name.contains('/')) {
        return {};
    }
    if (file == "cur/" + name) {
        return Found{Maildir::Cur, MaildirName::fromFile(name)};
    }
    return file == "new/" + name ? std::optional(Found{Maildir::New, MaildirName::fromFile(name)}) : std::nullopt;
}

Result<QList<MessageRow>> Adoption::adopt(qint64 folder, const QByteArrayList &files, Sync sync)
{
    const auto maildir = folderMaildir(m_database, m_tree, folder);
    if (!maildir) {
        return std::unexpected(maildir.error());
    }
    QList<StoredMessage> messages;
    for (const QByteArray &file : files) {
        const std::optional<Found> found = parse(file);
        if (!found) {
            continue;
        }
        const auto adopted = adoptOne(folder, **maildir, *found, sync);
        if (!adopted) {
            return std::unexpected(adopted.error());
        }
        if (*adopted) {
            messages << **adopted;
        }
    }
    const Result<void> recorded = (*maildir)->sync(Maildir::Cur).and_then([&] {
        return inTransaction(m_database, [&]() -> Result<void> {
            for (const StoredMessage &message : messages) {
                if (const auto written = m_database.messages().write(message); !written) {
                    return written;
                }
            }
            return {};
        });
    });
    return recorded.transform([&] {
        QList<MessageRow> rows;
        for (const StoredMessage &message : messages) {
            rows << message.row;
        }
        return rows;
    });
}

/// Reads little at first: most headers are short, and there may be many files.
static Result<QByteArray> readHeader(int file)
{
    Result<QByteArray> text = Posix::readUpTo(file, usualHeader);
    if (text && text->size() == usualHeader && headerSize(*text) == usualHeader) {
        const Result<QByteArray> rest = Posix::readUpTo(file, longestHeader - usualHeader);
        if (!rest) {
            return rest;
        }
        *text += *rest;
    }
    if (text) {
        text->truncate(headerSize(*text));
    }
    return text;
}

Result<bool> Adoption::isLeftover(const MessageKey &key, qint64 folder) const
{
    return m_database.leftovers().transform([&](const QList<Leftover> &leftovers) {
        return std::ranges::any_of(leftovers, [&](const Leftover &leftover) {
            return leftover.key == key && leftover.folder == folder;
        });
    });
}

/// The row with its key; a known row comes back as it is.
Result<StoredMessage> Adoption::rowFor(qint64 folder, const Found &found) const
{
    const auto known = m_database.messages().find(found.name.key);
    if (!known) {
        return std::unexpected(known.error());
    }
    if (*known && (*known)->row.folder == folder) {
        const bool isItsFile = found.place == Maildir::Cur && (*known)->suffix == found.name.suffix;
        if ((*known)->row.body == Body::OnServer || isItsFile) {
            return **known;
        }
    }
    StoredMessage message;
    message.row.key = *known || !isUsableKey(found.name.key) ? newUniqueName() : found.name.key;
    message.row.folder = folder;
    message.row.flags = flagsOfSuffix(found.name.suffix);
    return message;
}

/// What the file tells, where it was not known before.
static void describe(MessageRow &row, const struct stat &status, const QByteArray &header)
{
    row.body = row.size > 0 && row.size != status.st_size ? Body::HereAltered : Body::Here;
    row.size = row.size > 0 ? row.size : status.st_size;
    row.deletedHere = false;
    row.fetchAgain = false;
    row.storedAt = QDateTime::currentDateTimeUtc();
    row.headerHash = row.headerHash.isEmpty() ? headerHash(header) : row.headerHash;
    row.messageIdHash = row.messageIdHash.isEmpty() ? messageIdHash(header) : row.messageIdHash;
    if (!row.internalDate.isValid()) {
        const QDateTime arrival = arrivalDate(header);
        row.internalDate = arrival.isValid() ? arrival : QDateTime::fromSecsSinceEpoch(status.st_mtim.tv_sec, QTimeZone::UTC);
    }
}

Result<std::optional<StoredMessage>> Adoption::adoptOne(qint64 folder, const Maildir &maildir, const Found &found, Sync sync)
{
    const QByteArray oldName = found.name.fileName();
    const auto file = maildir.openForReading(found.place, oldName);
    struct stat status;
    if (!file || ::fstat(file->get(), &status) != 0 || !S_ISREG(status.st_mode)) {
        return std::nullopt;
    }
    const Result<bool> doomed = isLeftover(found.name.key, folder);
    const Result<QByteArray> header = readHeader(file->get());
    auto message = rowFor(folder, found);
    if (!doomed || !header || !message) {
        return std::unexpected(!doomed ? doomed.error() : !header ? header.error() : message.error());
    }
    if (*doomed) {
        return std::nullopt;
    }
    if (message->row.body != Body::OnServer) {
        return *message; // adopted before
    }
    describe(message->row, status, *header);
    message->suffix = found.place == Maildir::New && found.name.suffix.isEmpty() ? ":2,"_ba : found.name.suffix;
    if (sync == Sync::EachFile) {
        if (const auto synced = Posix::sync(file->get(), oldName); !synced) {
            return std::unexpected(synced.error());
        }
    }
    ::fchmod(file->get(), S_IRUSR | S_IWUSR);
    const QByteArray newName = message->row.key + message->suffix;
    if (found.place == Maildir::Cur && newName == oldName) {
        return *message;
    }
    const int number = Posix::renameNoReplace(maildir.directory(found.place), oldName, maildir.directory(Maildir::Cur), newName);
    return number == 0 ? Result<std::optional<StoredMessage>>(*message) : Posix::failure(number, "rename", oldName);
}

}
