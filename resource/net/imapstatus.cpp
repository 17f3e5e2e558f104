// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/imapstatus.h"

#include <array>

using namespace Qt::StringLiterals;

namespace Konto
{

using Condition = ImapStatus::Condition;

static QByteArrayView takeWord(QByteArrayView &rest)
{
    const qsizetype space = rest.indexOf(' ');
    const QByteArrayView word = space < 0 ? rest : rest.first(space);
    rest = space < 0 ? QByteArrayView() : rest.sliced(space + 1);
    return word;
}

static std::optional<Condition> conditionOf(QByteArrayView word)
{
    static constexpr std::array<std::pair<const char *, Condition>, 5> names{{
        {"OK", Condition::Ok},
        {"NO", Condition::No},
        {"BAD", Condition::Bad},
        {"BYE", Condition::Bye},
        {"PREAUTH", Condition::Preauth},
    }};
    for (const auto &[name, condition] : names) {
        if (word.compare(name, Qt::CaseInsensitive) == 0) {
            return condition;
        }
    }
    return {};
}

/// Where the response code that starts at \a text ends; a quoted string inside it may contain a bracket.
static qsizetype codeEnd(QByteArrayView text)
{
    bool quoted = false;
    for (qsizetype i = 1; i < text.size(); ++i) {
        if (quoted && text[i] == '\\') {
            ++i;
        } else if (text[i] == '"') {
            quoted = !quoted;
        } else if (text[i] == ']' && !quoted) {
            return i;
        }
    }
    return -1;
}

std::optional<ImapStatus> parseImapStatus(QByteArrayView line)
{
    QByteArrayView rest = line;
    const QByteArrayView tag = takeWord(rest);
    const auto condition = conditionOf(takeWord(rest));
    // "+ OK" of Dovecot asks to go on and ends nothing (RFC 9051 section 7.6)
    if (tag.isEmpty() || tag == "+" || !condition) {
        return {};
    }
    ImapStatus status{.tag = tag.toByteArray(), .condition = *condition, .code = {}, .codeData = {}, .text = {}};
    // RFC 9051 section 7.1: an optional response code in brackets, then text.
    if (rest.startsWith('[')) {
        const qsizetype end = codeEnd(rest);
        if (end > 0) {
            QByteArrayView code = rest.sliced(1, end - 1);
            status.code = takeWord(code).toByteArray().toUpper();
            status.codeData = code.toByteArray();
            rest = rest.sliced(end + 1);
        }
    }
    status.text = rest.toByteArray().trimmed();
    return status;
}

static Error errorOf(ErrorKind kind, const ImapStatus &status)
{
    return makeError(kind, status.code.isEmpty() ? u"no response code"_s : u"response code "_s + QString::fromLatin1(status.code), status.text);
}

/// What the response codes of RFC 5530 section 3 say wherever they come.
static std::optional<ErrorKind> generalKind(const QByteArray &code)
{
    static constexpr std::array<std::pair<const char *, ErrorKind>, 8> kinds{{
        {"UNAVAILABLE", ErrorKind::Unavailable},
        {"SERVERBUG", ErrorKind::Unavailable},
        {"LIMIT", ErrorKind::Unavailable},
        {"INUSE", ErrorKind::Busy},
        {"PRIVACYREQUIRED", ErrorKind::TlsUnavailable},
        {"CONTACTADMIN", ErrorKind::Refused},
        {"CORRUPTION", ErrorKind::Refused},
        {"NOPERM", ErrorKind::Refused},
    }};
    for (const auto &[name, kind] : kinds) {
        if (code == name) {
            return kind;
        }
    }
    return {};
}

/// What servers say that know no response code for it: Dovecot ("Maximum number of connections from user+IP exceeded"), Courier
/// ("Maximum connection limit reached"), Gmail ("Too many simultaneous connections").
static bool isAboutConnections(const QByteArray &text)
{
    const QByteArray words = text.toLower();
    const bool isMany = words.contains("too many") || words.contains("maximum") || words.contains("limit");
    return isMany && (words.contains("connection") || words.contains("sessions") || words.contains("simultaneous") || words.contains("concurrent"));
}

Error imapLoginError(const ImapStatus &status)
{
    // RFC 5530 section 3, LIMIT: at a login it can be about nothing else.
    if (status.condition != Condition::Bad && (status.code == "LIMIT" || isAboutConnections(status.text))) {
        return errorOf(ErrorKind::TooManyConnections, status);
    }
    // RFC 9051 section 7.1.5: the server is about to close, for reasons of its own.
    if (status.condition == Condition::Bye) {
        return errorOf(ErrorKind::Unavailable, status);
    }
    if (const auto kind = generalKind(status.code)) {
        Error error = errorOf(*kind, status);
        error.scope = Scope::Account;
        // RFC 5530 section 3, CONTACTADMIN: trying again will not help.
        error.retry = *kind == ErrorKind::Refused ? Retry::Never : error.retry;
        return error;
    }
    // RFC 9051 section 7.1.3: the server did not understand, so the password was not even looked at.
    if (status.condition == Condition::Bad) {
        return errorOf(ErrorKind::Nonsense, status);
    }
    // Gmail, for a day after too much was downloaded: with the right password
    if (status.text.contains("bandwidth limit")) {
        return errorOf(ErrorKind::Unavailable, status);
    }
    // RFC 5530 section 3: AUTHENTICATIONFAILED, AUTHORIZATIONFAILED, EXPIRED; and what servers without
    // response codes mean by NO (RFC 9051 sections 6.2.2 and 6.2.3).
    return errorOf(ErrorKind::WrongPassword, status);
}

Error imapCommandError(const ImapStatus &status)
{
    const auto kind = status.condition == Condition::Bye ? ErrorKind::Unavailable : generalKind(status.code).value_or(ErrorKind::Refused);
    Error error = errorOf(kind, status);
    error.scope = status.condition == Condition::Bye ? Scope::Account : Scope::Folder;
    return error;
}

}
