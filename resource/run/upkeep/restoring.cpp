// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/upkeep/restoring.h"

#include "core/headers.h"
#include "run/shown/localchanges.h"
#include "store/tarreader.h"

#include <KCompressionDevice>

#include <QCryptographicHash>
#include <QFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr qint64 largestMessage = 256LL * 1024 * 1024;
constexpr qint64 portionBytes = 8LL * 1024 * 1024;
constexpr qsizetype portionMessages = 100;

QByteArray hashOf(const QByteArray &bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
}
}

ArchiveReader::ArchiveReader(std::unique_ptr<QIODevice> device)
    : m_device(std::move(device))
    , m_tar(std::make_unique<TarReader>(*m_device))
{
}

ArchiveReader::~ArchiveReader() = default;

Result<std::shared_ptr<ArchiveReader>> ArchiveReader::open(const QString &file)
{
    if (!QFile::exists(file)) {
        return fail(ErrorKind::Storage, u"there is no such file"_s);
    }
    auto device = std::make_unique<KCompressionDevice>(file, KCompressionDevice::GZip);
    if (!device->open(QIODevice::ReadOnly)) {
        return fail(ErrorKind::Storage, device->errorString());
    }
    return std::shared_ptr<ArchiveReader>(new ArchiveReader(std::move(device)));
}

Result<QList<ArchivedMessage>> ArchiveReader::next()
{
    QList<ArchivedMessage> messages;
    qint64 bytes = 0;
    while (!m_failure && bytes < portionBytes && messages.size() < portionMessages) {
        const auto member = m_tar->next();
        if (!member) {
            m_failure = member.error();
            break;
        }
        if (!*member) {
            break;
        }
        const auto place = placeInArchive((*member)->name);
        if (!(*member)->isFile() || !place || (*member)->size > largestMessage) {
            m_skipped += (*member)->type == '5' ? 0 : 1; // directories are no loss
            continue;
        }
        auto contents = m_tar->read();
        if (!contents) {
            m_failure = contents.error();
            break;
        }
        bytes += contents->size();
        messages.append({.place = *place, .bytes = std::move(*contents)});
    }
    return m_failure && messages.isEmpty() ? Result<QList<ArchivedMessage>>(std::unexpected(*m_failure)) : messages;
}

Restoring::Restoring(Mode mode)
    : m_mode(mode)
{
}

Result<std::shared_ptr<Restoring>> Restoring::begin(AccountStore &store, Mode mode)
{
    std::shared_ptr<Restoring> restoring(new Restoring(mode));
    return store.knownMessages().transform([&restoring](const QList<KnownMessage> &known) {
        for (const KnownMessage &message : known) {
            if (!message.deletedHere) {
                restoring->m_bySize.insert(message.size, message);
            }
        }
        return restoring;
    });
}

Result<bool> Restoring::isHere(AccountStore &store, const QByteArray &bytes)
{
    const QByteArray content = hashOf(bytes);
    for (const KnownMessage &known : m_bySize.values(bytes.size())) {
        if (known.body == Body::OnServer) {
            if (!known.headerHash.isEmpty() && known.headerHash == headerHash(bytes)) {
                return true;
            }
            continue;
        }
        auto there = m_contents.constFind(known.key);
        if (there == m_contents.cend()) {
            const auto read = store.read(known.key);
            if (!read && read.error().scope != Scope::Message) {
                return std::unexpected(read.error());
            }
            there = m_contents.insert(known.key, read ? hashOf(*read) : QByteArray()); // its file may be gone just now
        }
        if (*there == content) {
            return true;
        }
    }
    return false;
}

Result<qint64> Restoring::folderFor(AccountStore &store, const FolderPath &path)
{
    if (const auto known = m_folders.constFind(path); known != m_folders.cend()) {
        return *known;
    }
    qint64 parent = 0;
    for (qsizetype depth = 1; depth <= path.size(); ++depth) {
        const auto folders = LocalChanges::foldersWithInbox(store);
        if (!folders) {
            return std::unexpected(folders.error());
        }
        const auto there = std::ranges::find(*folders, path.first(depth), &FolderRow::path);
        const bool isLevel = there != folders->end() && depth == path.size() && !there->selectable && m_mode == Mode::Pop3;
        if (there != folders->end() && there->change != FolderChange::Delete && !isLevel) {
            parent = there->id;
            continue;
        }
        const auto added = LocalChanges::addFolder(store, m_mode, parent, path.at(depth - 1), Role::None);
        if (!added) {
            return std::unexpected(added.error());
        }
        parent = added->id;
    }
    m_folders.insert(path, parent);
    return parent;
}

Result<qsizetype> Restoring::put(AccountStore &store, const QList<ArchivedMessage> &messages)
{
    QMap<qint64, QList<LocalChanges::NewMessage>> missing;
    qsizetype count = 0;
    for (const ArchivedMessage &message : messages) {
        const auto here = isHere(store, message.bytes);
        if (!here) {
            return std::unexpected(here.error());
        }
        if (*here || message.bytes.isEmpty()) {
            continue;
        }
        const auto folder = folderFor(store, message.place.folder);
        if (!folder) {
            return std::unexpected(folder.error());
        }
        missing[*folder].append({.bytes = message.bytes, .flags = message.place.flags});
        ++count;
    }
    for (auto folder = missing.cbegin(); folder != missing.cend(); ++folder) {
        if (const auto added = LocalChanges::addMessages(store, m_mode, folder.key(), folder.value()); !added) {
            return std::unexpected(added.error());
        }
    }
    return count;
}

}
