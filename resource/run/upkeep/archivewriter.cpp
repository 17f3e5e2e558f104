// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/upkeep/archivewriter.h"

#include <KCompressionDevice>
#include <KTar>

#include <QFile>
#include <QFileInfo>
#include <QUuid>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace Konto
{

struct ArchiveWriter::Streams {
    explicit Streams(const QString &name)
        : file(name)
        , gzip(&file, false, KCompressionDevice::GZip)
        , tar(&gzip)
    {
    }

    QFile file;
    KCompressionDevice gzip;
    KTar tar;
    bool finished = false;
};

ArchiveWriter::ArchiveWriter(const QString &file)
    : m_file(file)
    , m_streams(std::make_unique<Streams>(QFileInfo(file).path() + u"/."_s + QFileInfo(file).fileName() + u'.' + QUuid::createUuid().toString(QUuid::Id128)))
{
}

ArchiveWriter::~ArchiveWriter()
{
    if (!m_streams->finished && m_streams->file.exists()) {
        m_streams->tar.close();
        m_streams->gzip.close();
        m_streams->file.close();
        m_streams->file.remove();
    }
}

Result<std::shared_ptr<ArchiveWriter>> ArchiveWriter::create(const QString &file)
{
    std::shared_ptr<ArchiveWriter> writer(new ArchiveWriter(file));
    return writer->open().transform([&writer] {
        return writer;
    });
}

Result<void> ArchiveWriter::open()
{
    const bool opened = m_streams->file.open(QIODevice::WriteOnly | QIODevice::NewOnly, QFileDevice::ReadOwner | QFileDevice::WriteOwner)
        && m_streams->gzip.open(QIODevice::WriteOnly) && m_streams->tar.open(QIODevice::WriteOnly);
    return opened ? Result<void>() : failure();
}

Result<void> ArchiveWriter::failure() const
{
    const bool full = m_streams->file.error() == QFileDevice::ResourceError || errno == ENOSPC || errno == EDQUOT;
    return fail(full ? ErrorKind::DiskFull : ErrorKind::Storage, m_streams->file.errorString());
}

Result<void> ArchiveWriter::add(const QByteArray &name, const QByteArray &bytes, const QDateTime &when)
{
    constexpr mode_t permissions = 0100600;
    const bool added = m_streams->tar.writeFile(QFile::decodeName(name), bytes, permissions, {}, {}, when, when, when);
    return added && m_streams->file.error() == QFileDevice::NoError ? Result<void>() : failure();
}

Result<void> ArchiveWriter::finish()
{
    // KTar leaves the two blocks out that end an archive (POSIX.1-1988)
    const bool ended = m_streams->gzip.write(QByteArray(1024, '\0')) == 1024;
    const bool closed = m_streams->tar.close() && ended;
    m_streams->gzip.close();
    const QByteArray from = QFile::encodeName(m_streams->file.fileName());
    // KCompressionDevice closes what it writes to.
    const int file = ::open(from.constData(), O_RDONLY | O_CLOEXEC);
    const bool synced = closed && m_streams->file.error() == QFileDevice::NoError && file >= 0 && ::fsync(file) == 0;
    if (file >= 0) {
        ::close(file);
    }
    if (!synced || std::rename(from.constData(), QFile::encodeName(m_file).constData()) != 0) {
        return failure();
    }
    m_streams->finished = true;
    const int directory = ::open(QFile::encodeName(QFileInfo(m_file).path()).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory >= 0) {
        ::fsync(directory);
        ::close(directory);
    }
    return {};
}

}
