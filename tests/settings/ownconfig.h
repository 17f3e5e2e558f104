// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

/// A configuration of the test's own, from before main(): identities and outgoing servers are in files that all programs share.
class OwnConfig
{
public:
    OwnConfig()
    {
        qputenv("XDG_CONFIG_HOME", QFile::encodeName(m_directory.path()));
    }

    [[nodiscard]] QByteArray contents(const QString &file) const
    {
        QFile found(m_directory.filePath(file));
        return found.open(QIODevice::ReadOnly) ? found.readAll() : QByteArray();
    }
    [[nodiscard]] QStringList files() const
    {
        return QDir(m_directory.path()).entryList(QDir::Files);
    }
    void remove(const QString &file) const
    {
        QFile::remove(m_directory.filePath(file));
    }

private:
    QTemporaryDir m_directory;
};

inline const OwnConfig ownConfig;
