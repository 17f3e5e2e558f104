// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "store/tarreader.h"

#include <QIODevice>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr qint64 blockSize = 512;
constexpr qint64 longestName = 4096;
constexpr qint64 portion = 64 * 1024;

QByteArray field(const QByteArray &block, qsizetype at, qsizetype size)
{
    const QByteArray raw = block.mid(at, size);
    const qsizetype end = raw.indexOf('\0');
    return end < 0 ? raw : raw.first(end);
}

/// Octal digits; a set first bit means binary (GNU). Nothing when it is no number.
std::optional<qint64> number(const QByteArray &block, qsizetype at, qsizetype size)
{
    if (quint8(block.at(at)) == 0x80) {
        quint64 value = 0;
        for (qsizetype i = at + size - 8; i < at + size; ++i) {
            value = (value << 8) | quint8(block.at(i));
        }
        return value >> 62 ? std::nullopt : std::optional(qint64(value));
    }
    bool isNumber = false;
    const qint64 value = field(block, at, size).trimmed().toLongLong(&isNumber, 8);
    return isNumber && value >= 0 ? std::optional(value) : std::nullopt;
}

/// The sum of all bytes, those of the checksum itself counting as spaces.
bool hasChecksum(const QByteArray &block)
{
    qint64 sum = 8 * ' ';
    for (qsizetype i = 0; i < blockSize; ++i) {
        sum += i >= 148 && i < 156 ? 0 : quint8(block.at(i));
    }
    return number(block, 148, 8) == sum;
}

QByteArray nameIn(const QByteArray &block)
{
    const QByteArray name = field(block, 0, 100);
    const QByteArray prefix = block.mid(257, 6) == QByteArray("ustar\0", 6) ? field(block, 345, 155) : QByteArray();
    return prefix.isEmpty() ? name : prefix + '/' + name;
}

/// The "path" of a pax header: lines of "<length> <key>=<value>".
QByteArray paxPath(const QByteArray &records)
{
    const qsizetype at = records.indexOf(" path=");
    const qsizetype end = records.indexOf('\n', at);
    return at < 0 || end < 0 ? QByteArray() : records.sliced(at + 6, end - at - 6);
}

std::unexpected<Error> noArchive(const QString &detail)
{
    return fail(ErrorKind::Nonsense, detail);
}
}

TarReader::TarReader(QIODevice &device)
    : m_device(device)
{
}

Result<QByteArray> TarReader::take(qint64 size)
{
    QByteArray bytes;
    while (bytes.size() < size) {
        const QByteArray some = m_device.read(std::min(portion, size - bytes.size()));
        if (some.isEmpty()) {
            return noArchive(u"the archive ends early"_s);
        }
        bytes += some;
    }
    return bytes;
}

Result<void> TarReader::skip(qint64 size)
{
    while (size > 0) {
        const qint64 some = m_device.read(std::min(portion, size)).size();
        if (some == 0) {
            return noArchive(u"the archive ends early"_s);
        }
        size -= some;
    }
    return {};
}

Result<std::optional<TarMember>> TarReader::header()
{
    if (const auto skipped = skip(std::exchange(m_left, 0) + std::exchange(m_padding, 0)); !skipped) {
        return std::unexpected(skipped.error());
    }
    const QByteArray first = m_device.read(1);
    if (first.isEmpty() && m_begun) {
        return std::nullopt; // some write no block that says so
    }
    auto block = take(blockSize - first.size());
    if (!block) {
        return std::unexpected(block.error());
    }
    block->prepend(first);
    if (std::ranges::count(*block, '\0') == blockSize) {
        return std::nullopt;
    }
    const auto size = number(*block, 124, 12);
    if (!size || !hasChecksum(*block)) {
        return noArchive(u"not an archive of mail"_s);
    }
    m_begun = true;
    m_left = *size;
    m_padding = (blockSize - *size % blockSize) % blockSize;
    return TarMember{.name = nameIn(*block), .type = block->at(156), .size = *size};
}

Result<std::optional<TarMember>> TarReader::next()
{
    QByteArray longName;
    while (!m_ended) {
        auto member = header();
        if (!member || !*member) {
            m_ended = true;
            return member;
        }
        const char type = (*member)->type;
        const bool isName = type == 'L' || type == 'x';
        if (!isName && type != 'g' && type != 'K') {
            (*member)->name = longName.isEmpty() ? (*member)->name : longName;
            return member;
        }
        if (isName && (*member)->size <= longestName) {
            const auto bytes = read();
            if (!bytes) {
                return std::unexpected(bytes.error());
            }
            longName = type == 'L' ? field(*bytes, 0, bytes->size()) : paxPath(*bytes);
        }
    }
    return std::nullopt;
}

Result<QByteArray> TarReader::read()
{
    return take(std::exchange(m_left, 0));
}

}
