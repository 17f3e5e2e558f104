// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "akonadi/mailsearch.h"

#include "akonadi/mailitem.h"

#include <Akonadi/MessageFlags>
#include <Akonadi/SearchQuery>

#include <QVariant>

namespace Konto
{

namespace
{
constexpr int deepest = 30;
using Field = Akonadi::EmailSearchTerm::EmailSearchField;
using Kind = SearchTerm::Kind;

/// KMail 26.08 stores the JSON's UTF-8 as if it were Latin-1 when a search is changed, Akonadi's own jobs do not.
QByteArray jsonOf(const QString &query)
{
    const bool narrow = std::ranges::all_of(query, [](QChar c) {
        return c.unicode() <= 0xff;
    });
    const QByteArray bytes = query.toLatin1();
    return narrow && bytes.isValidUtf8() ? bytes : query.toUtf8();
}

QByteArray headerOf(Field field)
{
    switch (field) {
    case Field::Subject:
        return "Subject";
    case Field::HeaderFrom:
        return "From";
    case Field::HeaderTo:
        return "To";
    case Field::HeaderCC:
        return "Cc";
    case Field::HeaderBCC:
        return "Bcc";
    case Field::HeaderReplyTo:
        return "Reply-To";
    case Field::HeaderOrganization:
        return "Organization";
    case Field::HeaderListId:
        return "List-Id";
    case Field::HeaderResentFrom:
        return "Resent-From";
    case Field::HeaderXLoop:
        return "X-Loop";
    case Field::HeaderXMailingList:
        return "X-Mailing-List";
    case Field::HeaderXSpamFlag:
        return "X-Spam-Flag";
    default:
        return {};
    }
}

SearchTerm::Compare compareOf(Akonadi::SearchTerm::Condition condition)
{
    switch (condition) {
    case Akonadi::SearchTerm::CondGreaterThan:
        return SearchTerm::Compare::Greater;
    case Akonadi::SearchTerm::CondGreaterOrEqual:
        return SearchTerm::Compare::GreaterOrEqual;
    case Akonadi::SearchTerm::CondLessThan:
        return SearchTerm::Compare::Less;
    case Akonadi::SearchTerm::CondLessOrEqual:
        return SearchTerm::Compare::LessOrEqual;
    case Akonadi::SearchTerm::CondEqual:
    case Akonadi::SearchTerm::CondContains:
        break;
    }
    return SearchTerm::Compare::Equal;
}

/// Tags are Akonadi's own, and so are the flags that are derived from a message's structure: no server knows them.
SearchTerm endTerm(const Akonadi::SearchTerm &akonadi)
{
    const Field field = Akonadi::EmailSearchTerm::fromKey(akonadi.key());
    SearchTerm term;
    term.text = akonadi.value().toString();
    term.compare = compareOf(akonadi.condition());
    switch (field) {
    case Field::Unknown:
    case Field::MessageTag:
        break;
    case Field::Message:
        term.kind = Kind::Message;
        break;
    case Field::Body:
    case Field::Attachment: // KMail asks for body or attachment; a server that looks into attachments does so for BODY
        term.kind = Kind::Body;
        break;
    case Field::Headers:
        term.kind = Kind::AnyHeader;
        break;
    case Field::MessageStatus:
        term.kind = Kind::Flags;
        // KMail names an answered message by either
        term.flags = term.text == QLatin1StringView(Akonadi::MessageFlags::Replied) ? Flags(Flags::Answered) : fromAkonadi({term.text.toLatin1()});
        break;
    case Field::ByteSize:
        term.kind = Kind::Size;
        term.size = akonadi.value().toLongLong();
        break;
    case Field::HeaderOnlyDate:
        term.kind = Kind::Date;
        term.date = akonadi.value().toDate();
        break;
    case Field::HeaderDate:
        term.kind = Kind::Date;
        term.date = akonadi.value().toDateTime().toUTC().date();
        term.isMoment = true;
        break;
    default:
        term.kind = Kind::Header;
        term.header = headerOf(field);
    }
    return term;
}

SearchTerm termOf(const Akonadi::SearchTerm &akonadi, int depth)
{
    SearchTerm term;
    if (akonadi.subTerms().isEmpty()) {
        term = endTerm(akonadi);
    } else if (depth < deepest) {
        term.kind = akonadi.relation() == Akonadi::SearchTerm::RelOr ? Kind::Or : Kind::And;
        for (const Akonadi::SearchTerm &sub : akonadi.subTerms()) {
            term.terms << termOf(sub, depth + 1);
        }
    }
    term.negated = akonadi.isNegated();
    return term;
}
}

SearchTerm searchTermOf(const QString &query)
{
    return termOf(Akonadi::SearchQuery::fromJSON(jsonOf(query)).term(), 0);
}

}
