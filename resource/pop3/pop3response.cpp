// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "pop3/pop3response.h"

#include <algorithm>
#include <utility>

namespace Konto
{

static constexpr qsizetype longestText = 1024;
static constexpr qsizetype longestUniqueId = 1000;

static bool isControl(char c)
{
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

static QByteArray forPeople(QByteArrayView text)
{
    QByteArray shown = text.first(qMin(text.size(), longestText)).toByteArray();
    shown.removeIf(isControl);
    return shown.trimmed();
}

static Pop3Code toCode(const QByteArray &name)
{
    static constexpr std::pair<const char *, Pop3Code> known[] = {
        {"IN-USE", Pop3Code::InUse}, // RFC 2449 section 8.1.2
        {"LOGIN-DELAY", Pop3Code::LoginDelay}, // RFC 2449 section 8.1.1
        {"AUTH", Pop3Code::Auth}, // RFC 3206 section 5
        {"SYS/TEMP", Pop3Code::SysTemp}, // RFC 3206 section 4
        {"SYS/PERM", Pop3Code::SysPerm}, // RFC 3206 section 4
    };
    for (const auto &[text, code] : known) {
        if (name == text) {
            return code;
        }
    }
    return Pop3Code::Other;
}

/// Takes "[CODE]" off the beginning of \a text (RFC 2449 section 8).
static Pop3Code takeCode(QByteArrayView *text)
{
    *text = text->trimmed();
    const qsizetype end = text->indexOf(']');
    if (!text->startsWith('[') || end < 0) {
        return Pop3Code::None;
    }
    const QByteArray name = text->sliced(1, end - 1).toByteArray().toUpper();
    *text = text->sliced(end + 1);
    return toCode(name);
}

static Pop3Status makeStatus(Pop3Status::Kind kind, QByteArrayView text)
{
    const Pop3Code code = takeCode(&text);
    return {kind, code, forPeople(text)};
}

Pop3Status parsePop3Status(QByteArrayView line)
{
    // RFC 1939 section 3: "+OK" and "-ERR", in upper case; some servers write them small.
    if (line.first(qMin(line.size(), 3)).compare("+OK", Qt::CaseInsensitive) == 0) {
        return makeStatus(Pop3Status::Kind::Ok, line.sliced(3));
    }
    if (line.first(qMin(line.size(), 4)).compare("-ERR", Qt::CaseInsensitive) == 0) {
        return makeStatus(Pop3Status::Kind::Err, line.sliced(4));
    }
    // RFC 5034 section 4: "+ " and base64. An empty one is often sent without the space.
    if (line == "+" || line.startsWith("+ ")) {
        return {Pop3Status::Kind::Challenge, Pop3Code::None, line.sliced(1).trimmed().toByteArray()};
    }
    return {Pop3Status::Kind::Unknown, Pop3Code::None, forPeople(line)};
}

/// Takes a decimal number and the blanks around it off the beginning of \a text; 63 bits at most.
static std::optional<qint64> takeNumber(QByteArrayView *text)
{
    *text = text->trimmed();
    const auto isDigit = [](char c) {
        return c >= '0' && c <= '9';
    };
    const qsizetype digits = std::find_if_not(text->begin(), text->end(), isDigit) - text->begin();
    const bool separated = digits == text->size() || text->at(digits) == ' ' || text->at(digits) == '\t';
    bool valid = false;
    const qint64 number = text->first(digits).toLongLong(&valid);
    if (!valid || !separated) {
        return std::nullopt;
    }
    *text = text->sliced(digits);
    return number;
}

static std::optional<int> takeMessageNumber(QByteArrayView *text)
{
    const auto number = takeNumber(text);
    if (!number || *number < 1 || *number > pop3MostMessages) {
        return std::nullopt;
    }
    return int(*number);
}

std::optional<Pop3DropSize> parsePop3DropSize(QByteArrayView text)
{
    const auto count = takeNumber(&text);
    const auto size = count ? takeNumber(&text) : std::nullopt;
    if (!size || *count > pop3MostMessages) {
        return std::nullopt;
    }
    return Pop3DropSize{int(*count), *size};
}

std::optional<Pop3Entry> parsePop3ScanListing(QByteArrayView line)
{
    const auto number = takeMessageNumber(&line);
    const auto size = number ? takeNumber(&line) : std::nullopt;
    if (!size) {
        return std::nullopt;
    }
    return Pop3Entry{.number = *number, .size = *size, .uidl = {}};
}

std::optional<Pop3Entry> parsePop3UniqueIdListing(QByteArrayView line)
{
    const auto number = takeMessageNumber(&line);
    if (!number) {
        return std::nullopt;
    }
    const QByteArrayView id = line.trimmed();
    const bool usable = id.size() <= longestUniqueId && std::ranges::none_of(id, isControl);
    return Pop3Entry{.number = *number, .size = 0, .uidl = usable ? id.toByteArray() : QByteArray()};
}

QByteArray parsePop3Timestamp(QByteArrayView greeting)
{
    const qsizetype begin = greeting.indexOf('<');
    const qsizetype end = greeting.indexOf('>', qMax(begin, 0));
    if (begin < 0 || end < 0) {
        return {};
    }
    const QByteArrayView stamp = greeting.sliced(begin, end + 1 - begin);
    return stamp.contains('@') ? stamp.toByteArray() : QByteArray();
}

static ErrorKind toErrorKind(Pop3Code code, ErrorKind otherwise)
{
    switch (code) {
    case Pop3Code::InUse:
        return ErrorKind::Busy;
    case Pop3Code::LoginDelay:
    case Pop3Code::SysTemp:
    case Pop3Code::SysPerm:
        return ErrorKind::Unavailable;
    case Pop3Code::Auth:
        return ErrorKind::WrongPassword;
    case Pop3Code::None:
    case Pop3Code::Other:
        return otherwise;
    }
    return otherwise;
}

Error pop3Refusal(Pop3Code code, ErrorKind otherwise, const QString &detail, const QByteArray &text)
{
    Error error = makeError(toErrorKind(code, otherwise), detail, text);
    if (code == Pop3Code::SysPerm) {
        error.retry = Retry::Never;
    }
    return error;
}

}
