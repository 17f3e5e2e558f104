// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include <QString>

#include <expected>

namespace Konto
{

/// What the program ends with. Scripts rely on these numbers; konto.1 tells them.
enum class ExitCode {
    Done = 0,
    Refused = 1, ///< the account or its server said no
    Usage = 2,
    NoService = 3, ///< the desktop's mail service does not run
    TooLong = 4,
    Interrupted = 130, ///< as shells tell SIGINT
};

struct Failure {
    ExitCode code = ExitCode::Refused;
    QString sentence; ///< for the user; empty: it was said already
};

/// How something that an account did has ended, in its words.
struct Ending {
    bool succeeded = false;
    QString sentence;
};

template<class T>
using Outcome = std::expected<T, Failure>;

[[nodiscard]] inline std::unexpected<Failure> refused(const QString &sentence)
{
    return std::unexpected(Failure{.code = ExitCode::Refused, .sentence = sentence});
}

}
