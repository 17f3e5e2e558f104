// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "net/pop3session.h"

#include "scriptedserver.h"

#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;

/// Writes down what it is told: "begin 1", "text", "end 1", "refused 2 why".
class NotingSink : public Pop3Sink
{
public:
    Result<void> begin(int number) override
    {
        notes.append("begin " + QByteArray::number(number));
        return {};
    }
    Result<void> chunk(int number, QByteArrayView bytes) override
    {
        if (number == refuseChunkOf) {
            return fail(ErrorKind::DiskFull);
        }
        texts[number] += bytes.toByteArray();
        return {};
    }
    Result<void> end(int number) override
    {
        notes.append("end " + QByteArray::number(number));
        return {};
    }
    void refused(int number, const QByteArray &serverText) override
    {
        notes.append("refused " + QByteArray::number(number) + ' ' + serverText);
    }

    QList<int> more() override
    {
        return moreNumbers.isEmpty() ? QList<int>() : moreNumbers.takeFirst();
    }

    QByteArrayList notes;
    QHash<int, QByteArray> texts;
    QList<QList<int>> moreNumbers;
    int refuseChunkOf = 0;
};

inline QString describe(const Result<void> &result)
{
    return result ? u"ok"_s : toString(result.error().kind);
}

/// Ends where PASS is to be answered.
inline const QByteArrayList untilPass{"S: +OK ready", "C: CAPA", "S: +OK", "S: USER", "S: UIDL", "S: .", "C: USER mrose", "S: +OK", "C: PASS tanstaaf"};
inline const QByteArrayList afterLogin{"C: CAPA", "S: +OK", "S: UIDL", "S: ."};
// Both end in the transaction state.
inline const QByteArrayList login = untilPass + QByteArrayList{"S: +OK"} + afterLogin;
inline const QByteArrayList pipeliningLogin = untilPass + QByteArrayList{"S: +OK", "C: CAPA", "S: +OK", "S: PIPELINING", "S: ."};

/// A session with a scripted server, and the outcome of the task started last.
class Pop3SessionFixture : public QObject
{
    Q_OBJECT

protected:
    std::unique_ptr<Pop3Session> session;
    QString outcome;
    QByteArray serverText;
    SignIn method = SignIn::Password;
    QString certificateFile;

    /// Starts open(); the outcome comes later.
    void open(const ScriptedServer &server, Security security, const QByteArrayList &pins = {}, const QString &password = u"tanstaaf"_s)
    {
        outcome.clear();
        note(session->open({u"localhost"_s, server.serverPort(), security},
                           Login{.method = method, .userName = u"mrose"_s, .secret = Secret(password), .certificateFile = certificateFile},
                           pins));
    }

    Task<void> note(Task<Result<void>> task)
    {
        const Result<void> result = co_await task;
        outcome = describe(result);
        serverText = result ? QByteArray() : result.error().serverText;
    }

    Task<void> noteList(QList<Pop3Entry> *entries)
    {
        const Result<QList<Pop3Entry>> result = co_await session->list();
        outcome = result ? u"ok"_s : toString(result.error().kind);
        if (result) {
            *entries = *result;
        }
    }

    void list(QList<Pop3Entry> *entries)
    {
        outcome.clear();
        noteList(entries);
    }

    Task<void> noteRemove(QList<int> numbers, QList<int> *removed)
    {
        const Result<QList<int>> result = co_await session->remove(numbers);
        outcome = result ? u"ok"_s : toString(result.error().kind);
        if (result) {
            *removed = *result;
        }
    }

    void remove(const QList<int> &numbers, QList<int> *removed)
    {
        outcome.clear();
        noteRemove(numbers, removed);
    }

    void top(const QList<int> &numbers, NotingSink *sink)
    {
        outcome.clear();
        note(session->top(numbers, sink));
    }

    void retrieve(const QList<int> &numbers, NotingSink *sink)
    {
        outcome.clear();
        note(session->retrieve(numbers, sink));
    }

private Q_SLOTS:
    void init()
    {
        qputenv("KONTO_TIMEOUT_MS", "20000");
        session = std::make_unique<Pop3Session>();
        method = SignIn::Password;
        certificateFile.clear();
    }

    void cleanup()
    {
        session.reset();
        outcome.clear();
    }
};
