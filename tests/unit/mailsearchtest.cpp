// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "akonadi/mailsearch.h"

#include <Akonadi/MessageFlags>
#include <Akonadi/SearchQuery>

#include <QTest>
#include <QTimeZone>

using namespace Konto;
using namespace Qt::StringLiterals;
using Email = Akonadi::EmailSearchTerm;
using Kind = SearchTerm::Kind;
using Compare = SearchTerm::Compare;

namespace
{
/// As Akonadi hands it on.
QString json(const Akonadi::SearchTerm &term)
{
    Akonadi::SearchQuery query;
    query.setTerm(term);
    return QString::fromUtf8(query.toJSON());
}

SearchTerm translated(const Akonadi::SearchTerm &term)
{
    return searchTermOf(json(term));
}
}

/// Akonadi's queries, as KMail makes them, in our terms.
class SearchQueryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void texts()
    {
        const SearchTerm subject = translated(Email(Email::Subject, u"Grüße"_s, Akonadi::SearchTerm::CondContains));
        QCOMPARE(subject, (SearchTerm{.kind = Kind::Header, .header = "Subject", .text = u"Grüße"_s}));
        const QList<std::pair<Email::EmailSearchField, QByteArray>> headers{{Email::HeaderFrom, "From"},
                                                                            {Email::HeaderTo, "To"},
                                                                            {Email::HeaderCC, "Cc"},
                                                                            {Email::HeaderBCC, "Bcc"},
                                                                            {Email::HeaderReplyTo, "Reply-To"},
                                                                            {Email::HeaderOrganization, "Organization"},
                                                                            {Email::HeaderListId, "List-Id"},
                                                                            {Email::HeaderResentFrom, "Resent-From"},
                                                                            {Email::HeaderXLoop, "X-Loop"},
                                                                            {Email::HeaderXMailingList, "X-Mailing-List"},
                                                                            {Email::HeaderXSpamFlag, "X-Spam-Flag"}};
        for (const auto &[field, name] : headers) {
            QCOMPARE(translated(Email(field, u"x"_s)).kind, Kind::Header);
            QCOMPARE(translated(Email(field, u"x"_s)).header, name);
        }
        QCOMPARE(translated(Email(Email::Body, u"x"_s)).kind, Kind::Body);
        QCOMPARE(translated(Email(Email::Attachment, u"x"_s)).kind, Kind::Body);
        QCOMPARE(translated(Email(Email::Message, u"x"_s)).kind, Kind::Message);
        QCOMPARE(translated(Email(Email::Headers, u"x"_s)).kind, Kind::AnyHeader);
    }

    void flags()
    {
        const auto flag = [](const char *name) {
            return translated(Email(Email::MessageStatus, QByteArray(name))).flags;
        };
        QCOMPARE(flag(Akonadi::MessageFlags::Seen), Flags(Flags::Seen));
        QCOMPARE(flag(Akonadi::MessageFlags::Flagged), Flags(Flags::Flagged));
        QCOMPARE(flag(Akonadi::MessageFlags::Replied), Flags(Flags::Answered));
        QCOMPARE(flag(Akonadi::MessageFlags::Answered), Flags(Flags::Answered));
        QCOMPARE(flag(Akonadi::MessageFlags::Forwarded), Flags(Flags::Forwarded));
        QCOMPARE(flag(Akonadi::MessageFlags::Spam), Flags(0, {"$JUNK"}));
        // Akonadi's own, which no server knows
        QCOMPARE(flag(Akonadi::MessageFlags::HasAttachment), Flags());
        QVERIFY(!searchKeys(translated(Email(Email::MessageStatus, QByteArray(Akonadi::MessageFlags::HasAttachment)))));
    }

    void datesAndSizes()
    {
        const QDate day(2026, 11, 2);
        QCOMPARE(translated(Email(Email::HeaderOnlyDate, day, Akonadi::SearchTerm::CondGreaterOrEqual)),
                 (SearchTerm{.kind = Kind::Date, .text = u"2026-11-02"_s, .compare = Compare::GreaterOrEqual, .date = day}));
        const QDateTime moment(day, QTime(23, 30), QTimeZone::fromSecondsAheadOfUtc(-3600));
        const SearchTerm before = translated(Email(Email::HeaderDate, moment, Akonadi::SearchTerm::CondLessThan));
        QCOMPARE(before.kind, Kind::Date);
        QCOMPARE(before.date, day.addDays(1));
        QVERIFY(before.isMoment);
        QCOMPARE(before.compare, Compare::Less);
        const SearchTerm large = translated(Email(Email::ByteSize, 5'000'000, Akonadi::SearchTerm::CondGreaterThan));
        QCOMPARE(large.kind, Kind::Size);
        QCOMPARE(large.size, 5'000'000);
        QCOMPARE(large.compare, Compare::Greater);
        QCOMPARE(translated(Email(Email::ByteSize, 5, Akonadi::SearchTerm::CondLessOrEqual)).compare, Compare::LessOrEqual);
    }

    void groups()
    {
        Akonadi::SearchTerm either(Akonadi::SearchTerm::RelOr);
        either.addSubTerm(Email(Email::Body, u"a"_s));
        either.addSubTerm(Email(Email::Attachment, u"a"_s));
        either.setIsNegated(true);
        Akonadi::SearchTerm all(Akonadi::SearchTerm::RelAnd);
        all.addSubTerm(either);
        Email unread(Email::MessageStatus, QByteArray(Akonadi::MessageFlags::Seen));
        unread.setIsNegated(true);
        all.addSubTerm(unread);
        QByteArrayList words;
        for (const ImapSearchWord &word : searchKeys(translated(all)).value_or(ImapSearchKeys())) {
            words << word.text;
        }
        QCOMPARE(words.join(' '), "( NOT BODY a NOT SEEN )");
    }

    /// KMail puts the bytes of the JSON into a string one by one when a search is changed.
    void bothEncodings()
    {
        const Akonadi::SearchTerm term = Email(Email::Body, u"Größe"_s);
        QCOMPARE(searchTermOf(json(term)).text, u"Größe"_s);
        QCOMPARE(searchTermOf(QString::fromLatin1(json(term).toUtf8())).text, u"Größe"_s);
        QCOMPARE(translated(Email(Email::Body, u"日本 é"_s)).text, u"日本 é"_s);
    }

    void nonsense()
    {
        QCOMPARE(searchTermOf({}), SearchTerm());
        QCOMPARE(searchTermOf(u"{"_s).kind, Kind::Unknown);
        QCOMPARE(searchTermOf(u"[1]"_s).kind, Kind::Unknown);
        QCOMPARE(translated(Akonadi::SearchTerm(u"unheard of"_s, 5)).kind, Kind::Unknown);
        QCOMPARE(translated(Email(Email::MessageTag, u"akonadi:?tag=1"_s)).kind, Kind::Unknown);
        Akonadi::SearchTerm deep = Email(Email::Body, u"a"_s);
        for (int i = 0; i < 200; ++i) {
            Akonadi::SearchTerm outer(Akonadi::SearchTerm::RelOr);
            outer.addSubTerm(deep);
            deep = outer;
        }
        QVERIFY(!searchKeys(translated(deep)));
    }
};

QTEST_GUILESS_MAIN(SearchQueryTest)
#include "mailsearchtest.moc"
