// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"

#include <QDateTime>
#include <QString>

#include <memory>

namespace Konto
{

/// Writes a gzipped tar to one file, for its owner only. It has its name when it is complete and on the disk; until then, and when
/// this is destroyed before, there is only a file of another name, which goes. Blocks; for another thread. Errors: Storage, DiskFull.
class ArchiveWriter
{
public:
    [[nodiscard]] static Result<std::shared_ptr<ArchiveWriter>> create(const QString &file);
    ~ArchiveWriter();

    [[nodiscard]] Result<void> add(const QByteArray &name, const QByteArray &bytes, const QDateTime &when);
    /// Replaces a file of that name.
    [[nodiscard]] Result<void> finish();

private:
    struct Streams;
    explicit ArchiveWriter(const QString &file);
    [[nodiscard]] Result<void> open();
    [[nodiscard]] Result<void> failure() const;

    const QString m_file;
    std::unique_ptr<Streams> m_streams;
};

}
