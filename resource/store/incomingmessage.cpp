// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "store/incomingmessage.h"

#include "core/headers.h"
#include "store/maildir.h"
#include "store/posix.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>

using namespace Qt::StringLiterals;

namespace Konto
{

static constexpr qsizetype longestHeader = 256 * 1024;

IncomingMessage::IncomingMessage(FileDescriptor file, std::shared_ptr<const Maildir> maildir, const QByteArray &tmpName)
    : m_file(std::move(file))
    , m_maildir(std::move(maildir))
    , m_tmpName(tmpName)
{
}

IncomingMessage::IncomingMessage(IncomingMessage &&) noexcept = default;

IncomingMessage &IncomingMessage::operator=(IncomingMessage &&other) noexcept
{
    IncomingMessage taken(std::move(other));
    std::swap(m_file, taken.m_file);
    std::swap(m_maildir, taken.m_maildir);
    std::swap(m_tmpName, taken.m_tmpName);
    std::swap(m_header, taken.m_header);
    std::swap(m_size, taken.m_size);
    std::swap(m_headerEnded, taken.m_headerEnded);
    std::swap(m_failed, taken.m_failed);
    return *this;
}

IncomingMessage::~IncomingMessage()
{
    if (m_maildir) {
        std::ignore = m_maildir->unlink(Maildir::Tmp, m_tmpName); // else open() removes it
    }
}

static bool mustFail()
{
    static const bool fails = qgetenv("KONTO_FAIL_WRITE") == "ENOSPC";
    return fails;
}

Result<void> IncomingMessage::write(QByteArrayView chunk)
{
    const Result<void> written = mustFail() ? Posix::failure(ENOSPC, "write", m_tmpName) : Posix::writeAll(m_file.get(), chunk);
    if (!written) {
        m_failed = true;
        return written;
    }
    m_size += chunk.size();
    takeHeader(chunk);
    return {};
}

static bool endsWithEmptyLine(const QByteArray &header)
{
    return header.endsWith("\n\n") || header.endsWith("\n\r\n") || header == "\n" || header == "\r\n";
}

void IncomingMessage::takeHeader(QByteArrayView chunk)
{
    if (m_headerEnded) {
        return;
    }
    // The empty line may be torn between two chunks, so search from the line before
    const qsizetype line = std::max<qsizetype>(m_header.lastIndexOf('\n', m_header.size() - 3) + 1, 0);
    m_header += chunk.first(std::min(chunk.size(), longestHeader - m_header.size()));
    const qsizetype end = line + headerSize(QByteArrayView(m_header).sliced(line));
    m_headerEnded = m_header.size() > end || m_header.size() >= longestHeader || endsWithEmptyLine(m_header);
    if (m_headerEnded) {
        m_header.truncate(end);
        m_header.squeeze();
    }
}

qint64 IncomingMessage::size() const
{
    return m_size;
}

const QByteArray &IncomingMessage::header() const
{
    return m_header;
}

QByteArray IncomingMessage::tmpDirectory() const
{
    return m_maildir ? m_maildir->path() : QByteArray();
}

QByteArray IncomingMessage::tmpName() const
{
    return m_tmpName;
}

Result<void> IncomingMessage::sync() const
{
    if (!m_maildir || m_failed) {
        return fail(ErrorKind::Storage, u"a message that was not written completely, or was committed before"_s);
    }
    return Posix::syncAll({m_file.get()});
}

Result<void> IncomingMessage::renameOver(const Maildir &folder, const QByteArray &name)
{
    if (::renameat(m_maildir->directory(Maildir::Tmp), m_tmpName.constData(), folder.directory(Maildir::Cur), name.constData()) != 0) {
        return Posix::failure(errno, "rename", name);
    }
    release();
    return {};
}

void IncomingMessage::release()
{
    m_maildir.reset();
    m_file = FileDescriptor();
}

}
