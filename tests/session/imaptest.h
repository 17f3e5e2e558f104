// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "net/imapsession.h"
#include "net/task.h"

#include "scriptedserver.h"

#include <QTest>

#include <memory>
#include <optional>

/// The result of a task once it is there. Keeps nothing alive but itself.
template<class T>
class Outcome
{
public:
    explicit Outcome(Konto::Task<Konto::Result<T>> task)
    {
        collect(std::move(task), m_result);
    }

    [[nodiscard]] bool isThere() const
    {
        return m_result->has_value();
    }
    [[nodiscard]] bool isGood() const
    {
        return isThere() && (*m_result)->has_value();
    }
    [[nodiscard]] const auto &value() const
        requires(!std::is_void_v<T>)
    {
        return ***m_result;
    }
    [[nodiscard]] Konto::Error error() const
    {
        return isThere() && !(*m_result)->has_value() ? (*m_result)->error() : Konto::Error{};
    }
    /// "WrongPassword", or "good", or "pending"; for comparing.
    [[nodiscard]] QString kind() const
    {
        using namespace Qt::StringLiterals;
        return !isThere() ? u"pending"_s : isGood() ? u"good"_s : Konto::toString(error().kind);
    }

private:
    using Slot = std::shared_ptr<std::optional<Konto::Result<T>>>;
    static Konto::Task<void> collect(Konto::Task<Konto::Result<T>> task, Slot slot)
    {
        slot->emplace(co_await task);
    }

    Slot m_result = std::make_shared<std::optional<Konto::Result<T>>>();
};

template<class T>
Outcome(Konto::Task<Konto::Result<T>>) -> Outcome<T>;

/// The beginning of a script: greeting and a LOGIN in clear text, with \a capabilities afterwards.
inline QByteArrayList loggedInScript(const QByteArray &capabilities, const QByteArrayList &rest)
{
    return QByteArrayList{"S: * OK [CAPABILITY IMAP4rev1] hello", "C: K1 LOGIN \"anna\" \"geheim\"", "S: K1 OK [CAPABILITY IMAP4rev1 " + capabilities + "] in"}
    + rest;
}

/// Opens \a session at \a server in clear text.
inline Outcome<void> openSession(Konto::ImapSession &session, const ScriptedServer &server)
{
    using namespace Qt::StringLiterals;
    return Outcome(session.open({u"127.0.0.1"_s, server.serverPort(), Konto::Security::None},
                                Konto::Login{.userName = u"anna"_s, .secret = Konto::Secret(u"geheim"_s)},
                                {}));
}

/// A step that sends \a bytes and CRLF, whatever bytes they are.
inline QByteArray rawStep(const QByteArray &bytes)
{
    QByteArray step = "R: ";
    for (const char c : QByteArray(bytes + "\r\n")) {
        step += "\\x" + QByteArray(1, c).toHex();
    }
    return step;
}

/// A step that sends \a message as a literal.
inline QByteArray literalStep(const QByteArray &before, const QByteArray &message, const QByteArray &after)
{
    return rawStep(before + '{' + QByteArray::number(message.size()) + "}\r\n" + message + after);
}
