// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "link/accountfacts.h"
#include "link/switchfacts.h"

#include <QByteArray>
#include <QDateTime>
#include <QJsonObject>
#include <QStringList>
#include <QVariantMap>

#include <optional>

namespace Konto
{

// What the resource tells in JSON or in maps, as values. Whatever is missing, of another type or out of range has the default: nothing
// here fails, and no number is negative.

/// What a switch would do (org.kde.konto.Switch, preview()).
struct SwitchForecast {
    Mode from = Mode::Pop3;
    Mode to = Mode::Imap;
    AskedServer asked;
    bool otherServer = false;
    qint64 matched = 0;
    qint64 onlyHere = 0;
    qint64 deletedButThere = 0;
    qint64 upload = 0;
    qint64 uploadBytes = 0;
    qint64 download = 0;
    qint64 downloadBytes = 0;
    qint64 keptHere = 0;
    int seconds = 0;
    int newFolders = 0; ///< made on the server
    int serverFolders = 0; ///< of the server, which become folders here or are left there
    bool uploadMessages = true;
    bool uploadFolders = true;
    bool deleteThere = false;
    bool keepCopies = true;
    QStringList sentences;

    bool operator==(const SwitchForecast &) const = default;
};

/// Nothing where \a json is no plan: without from, to and a host there is nothing to be shown or begun.
[[nodiscard]] std::optional<SwitchForecast> switchForecast(const QString &json);

/// Of org.kde.konto.Import, preview(); nothing: there is no such account.
struct ImportForecast {
    QString name;
    Mode mode = Mode::Imap;
    QString host;
    QString user;
    qint64 folders = 0;
    qint64 messages = 0;
    qint64 withBytes = 0;
    qint64 toFetch = 0;
    qint64 sorted = 0; ///< which filters have put elsewhere: they stay there

    bool operator==(const ImportForecast &) const = default;
};

[[nodiscard]] std::optional<ImportForecast> importForecast(const QVariantMap &preview);

/// Of org.kde.konto.Import, state().
struct ImportStage {
    int stage = 0;
    bool running = false;
    qint64 done = 0;
    qint64 total = 0;
    QString sentence;

    [[nodiscard]] bool isDone() const;

    bool operator==(const ImportStage &) const = default;
};

[[nodiscard]] ImportStage importStage(const QVariantMap &state);

}
