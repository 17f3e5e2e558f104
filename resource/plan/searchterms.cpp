// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/searchterms.h"

#include <QLocale>

#include <algorithm>
#include <array>
#include <limits>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
// RFC 9051 section 4: a command line should not exceed 8192 octets.
constexpr qsizetype longestCriteria = 8000;
// RFC 3501 section 9, number: 32 bits before IMAP4rev2
constexpr qint64 largestNumber = std::numeric_limits<quint32>::max();

enum class Extent {
    None,
    Some,
    All,
};

/// Messages: none, all, or those that one search key finds.
struct Found {
    Extent extent = Extent::Some;
    ImapSearchKeys key = {};

    bool operator==(const Found &) const = default;
};

Extent opposite(Extent extent)
{
    switch (extent) {
    case Extent::None:
        return Extent::All;
    case Extent::All:
        return Extent::None;
    case Extent::Some:
        break;
    }
    return Extent::Some;
}

Found negation(Found found)
{
    if (found.extent == Extent::Some) {
        found.key.prepend({"NOT"});
    }
    found.extent = opposite(found.extent);
    return found;
}

/// Of each once.
QList<Found> distinct(const QList<Found> &terms)
{
    QList<Found> once;
    for (const Found &term : terms) {
        if (!once.contains(term)) {
            once.append(term);
        }
    }
    return once;
}

Found anyOf(QList<Found> terms)
{
    if (terms.contains(Found{Extent::All})) {
        return {Extent::All};
    }
    terms.removeAll(Found{Extent::None});
    if (terms.isEmpty()) {
        return {Extent::None};
    }
    terms = distinct(terms);
    Found result;
    for (const Found &term : terms.first(terms.size() - 1)) {
        result.key << ImapSearchWord{"OR"} << term.key;
    }
    result.key << terms.last().key;
    return result;
}

Found allOf(QList<Found> terms)
{
    if (terms.contains(Found{Extent::None})) {
        return {Extent::None};
    }
    terms.removeAll(Found{Extent::All});
    if (terms.isEmpty()) {
        return {Extent::All};
    }
    terms = distinct(terms);
    if (terms.size() == 1) {
        return terms.first();
    }
    Found result{.key = {{"("}}};
    for (const Found &term : std::as_const(terms)) {
        result.key << term.key;
    }
    result.key << ImapSearchWord{")"};
    return result;
}

Found key(const QByteArray &name, const QByteArray &argument)
{
    return {.key = {{name}, {argument}}};
}

/// A string without text finds every message that has the field (RFC 9051 section 6.4.4), which nobody means; a NUL
/// cannot be said (section 4.3).
std::optional<Found> inText(const ImapSearchKeys &where, const QString &text)
{
    const QString words = QString(text).remove(QChar::Null).trimmed();
    if (words.isEmpty()) {
        return {};
    }
    return Found{.key = where + ImapSearchKeys{{words.toUtf8(), true}}};
}

std::optional<Found> inHeader(const QByteArray &header, const QString &text)
{
    // Servers keep an index of these (RFC 9051 section 7.5.2, ENVELOPE).
    constexpr std::array own{"SUBJECT", "FROM", "TO", "CC", "BCC"};
    const QByteArray name = header.toUpper();
    if (std::ranges::find(own, name) != own.end()) {
        return inText({{name}}, text);
    }
    return header.isEmpty() ? std::nullopt : inText({{"HEADER"}, {header, true}}, text);
}

std::optional<Found> inAnyHeader(const QString &text)
{
    QList<Found> fields;
    for (const char *field :
         {"Subject", "From", "To", "Cc", "Bcc", "Reply-To", "Sender", "Resent-From", "Organization", "List-Id", "X-Mailing-List", "X-Loop", "X-Spam-Flag"}) {
        const auto found = inHeader(field, text);
        if (!found) {
            return {};
        }
        fields << *found;
    }
    return anyOf(fields);
}

/// RFC 9051 section 9, date
QByteArray day(QDate date)
{
    return QLocale::c().toString(date, u"d-MMM-yyyy"_s).toLatin1();
}

std::optional<Found> ofDate(const SearchTerm &term)
{
    const QDate date = term.date;
    if (!date.isValid() || date.year() < 1000 || date.year() > 9990) {
        return {};
    }
    // SENTSINCE and its like compare the day written in the message, whatever its time zone: from UTC-12 to UTC+14.
    const int more = term.isMoment ? 1 : 0;
    const Found since = key("SENTSINCE", day(date.addDays(-more)));
    const Found before = key("SENTBEFORE", day(date.addDays(1 + more)));
    switch (term.compare) {
    case SearchTerm::Compare::Equal:
        return term.isMoment ? allOf({since, before}) : key("SENTON", day(date));
    case SearchTerm::Compare::Less:
        return term.isMoment ? before : key("SENTBEFORE", day(date));
    case SearchTerm::Compare::LessOrEqual:
        return before;
    case SearchTerm::Compare::Greater:
        return term.isMoment ? since : key("SENTSINCE", day(date.addDays(1)));
    case SearchTerm::Compare::GreaterOrEqual:
        return since;
    }
    return {};
}

Found largerThan(qint64 size)
{
    return size < 0 ? Found{Extent::All} : key("LARGER", QByteArray::number(std::min(size, largestNumber)));
}

Found smallerThan(qint64 size)
{
    return size <= 0 ? Found{Extent::None} : key("SMALLER", QByteArray::number(std::min(size, largestNumber)));
}

Found ofSize(const SearchTerm &term)
{
    const qint64 size = std::clamp<qint64>(term.size, -1, largestNumber);
    switch (term.compare) {
    case SearchTerm::Compare::Equal:
        return allOf({largerThan(size - 1), smallerThan(size + 1)});
    case SearchTerm::Compare::Less:
        return smallerThan(size);
    case SearchTerm::Compare::LessOrEqual:
        return smallerThan(size + 1);
    case SearchTerm::Compare::Greater:
        return largerThan(size);
    case SearchTerm::Compare::GreaterOrEqual:
        break;
    }
    return largerThan(size - 1);
}

/// RFC 9051 section 9, flag-keyword = atom
bool isKeyword(QByteArrayView name)
{
    return !name.isEmpty() && std::ranges::all_of(name, [](char c) {
        return c > 0x20 && c < 0x7f && !QByteArrayView("(){%*\"\\]").contains(c);
    });
}

std::optional<Found> ofFlags(const Flags &flags)
{
    QList<Found> keys;
    for (const QByteArray &name : flags.toImap()) {
        if (name.startsWith('\\')) {
            keys << Found{.key = {{name.sliced(1).toUpper()}}}; // "\Seen" is SEEN, and so on
        } else if (isKeyword(name)) {
            keys << key("KEYWORD", name);
        } else {
            return {};
        }
    }
    return keys.isEmpty() ? std::nullopt : std::optional(allOf(keys));
}

Found translation(const SearchTerm &term, Extent doubtful);

QList<Found> translations(const QList<SearchTerm> &terms, Extent doubtful)
{
    QList<Found> result;
    for (const SearchTerm &term : terms) {
        result << translation(term, doubtful);
    }
    return result;
}

std::optional<Found> plainTranslation(const SearchTerm &term, Extent doubtful)
{
    switch (term.kind) {
    case SearchTerm::Kind::Unknown:
        return {};
    case SearchTerm::Kind::And:
        return term.terms.isEmpty() ? std::nullopt : std::optional(allOf(translations(term.terms, doubtful)));
    case SearchTerm::Kind::Or:
        return term.terms.isEmpty() ? std::nullopt : std::optional(anyOf(translations(term.terms, doubtful)));
    case SearchTerm::Kind::Header:
        return inHeader(term.header, term.text);
    case SearchTerm::Kind::AnyHeader:
        return inAnyHeader(term.text);
    case SearchTerm::Kind::Body:
        return inText({{"BODY"}}, term.text);
    case SearchTerm::Kind::Message:
        return inText({{"TEXT"}}, term.text);
    case SearchTerm::Kind::Date:
        return ofDate(term);
    case SearchTerm::Kind::Size:
        return ofSize(term);
    case SearchTerm::Kind::Flags:
        return ofFlags(term.flags);
    }
    return {};
}

/// \a doubtful: the messages that what cannot be said stands for
Found translation(const SearchTerm &term, Extent doubtful)
{
    const Extent within = term.negated ? opposite(doubtful) : doubtful;
    const Found found = plainTranslation(term, within).value_or(Found{within});
    return term.negated ? negation(found) : found;
}
}

// Not in the class: there QList cannot tell yet whether it can compare them.
bool SearchTerm::operator==(const SearchTerm &) const = default;

std::optional<ImapSearchKeys> searchKeys(const SearchTerm &term)
{
    const Found found = translation(term, Extent::None);
    if (found.extent != Extent::Some) {
        return found.extent == Extent::All ? std::optional(ImapSearchKeys{{"ALL"}}) : std::nullopt;
    }
    qsizetype length = 0;
    for (const ImapSearchWord &word : found.key) {
        length += word.text.size() + 3; // a space, quotes
    }
    return length <= longestCriteria ? std::optional(found.key) : std::nullopt;
}

}
