// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include <KJob>

#include <QJsonObject>
#include <QStringList>

#include <utility>

namespace Konto::Probe
{

/// What stood on the command line: the words after the command's name, and the options of all commands.
struct Arguments {
    QStringList words;
    QString interface;
    QString service;
    QString status;
    QString message;
    QString match;
    QString sort;
    QString attributes; ///< by comma
    QString via;
    int limit = -1;
    int first = 1;
    int timeout = 60; ///< seconds
    bool idle = false;
    bool wait = false;
    bool follow = false;
    bool payload = false;
    bool full = false;
    bool sync = false;

    /// The word at \a position, or an empty string.
    [[nodiscard]] QString word(int position) const
    {
        return words.value(position);
    }
};

/// Prints one JSON object on a line of its own.
void print(const QJsonObject &object);
/// Prints the result and ends the program. Only the first call counts.
void finish(const QJsonObject &object, int exitCode = 0);
/// Prints {"error": text} and ends the program with 1.
void fail(const QString &text);
/// Prints {"error": "timeout"} with what is known so far and ends the program with 3.
void timedOut(QJsonObject known = {});

/// Calls \a then when the job succeeded; fails otherwise.
template<typename Job, typename Then>
void whenDone(Job *job, Then then)
{
    QObject::connect(job, &KJob::result, job, [job, then = std::move(then)]() {
        if (job->error()) {
            fail(job->errorString());
        } else {
            then(job);
        }
    });
}

}
