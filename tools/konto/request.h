// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "core/account.h"

#include <QList>
#include <QStringList>
#include <QVariantMap>

#include <chrono>
#include <expected>
#include <optional>

namespace Konto
{

enum class Verb {
    Help,
    Version,
    List,
    Status,
    Sync,
    Add,
    Switch,
    Backup,
    Restore,
    Check,
    Notices,
    Pause,
    Resume,
};

enum class SwitchStep {
    Preview,
    Start,
    Undo,
};

/// What stands on the command line.
struct Request {
    Verb verb = Verb::Help;
    std::optional<Verb> about; ///< of Help: the one command that is asked about
    QStringList words; ///< what is no option: accounts, an address, a file
    bool json = false;
    bool names = false;
    bool wait = false;
    bool passwordFromStdin = false;
    SwitchStep step = SwitchStep::Preview;
    std::optional<Mode> mode;
    QString host; ///< empty: not said, as with those below
    int port = 0;
    std::optional<Security> security;
    QString userName;
    QString name;
    QString action; ///< of a notice; empty: none
    bool dismiss = false; ///< a notice
    bool agreed = false; ///< to what is asked before an action
    QVariantMap choices; ///< as org.kde.konto.Switch names them
    std::optional<std::chrono::seconds> longest;
};

/// \a arguments without the program's name. What is wrong with them is told in a sentence.
[[nodiscard]] std::expected<Request, QString> parseRequest(const QStringList &arguments);

/// As on the command line.
[[nodiscard]] QString verbName(Verb verb);

/// What --help shows: of one command, or of all.
[[nodiscard]] QString usageText(std::optional<Verb> about);

}
