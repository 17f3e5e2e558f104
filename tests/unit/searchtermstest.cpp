// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "plan/searchterms.h"

#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;
using Kind = SearchTerm::Kind;
using Compare = SearchTerm::Compare;

namespace
{
SearchTerm text(Kind kind, const QString &words)
{
    return {.kind = kind, .text = words};
}

SearchTerm header(const QByteArray &name, const QString &words)
{
    return {.kind = Kind::Header, .header = name, .text = words};
}

SearchTerm date(Compare compare, QDate day, bool isMoment = false)
{
    return {.kind = Kind::Date, .compare = compare, .date = day, .isMoment = isMoment};
}

SearchTerm size(Compare compare, qint64 octets)
{
    return {.kind = Kind::Size, .compare = compare, .size = octets};
}

SearchTerm flags(const Flags &flags)
{
    return {.kind = Kind::Flags, .flags = flags};
}

SearchTerm group(Kind kind, const QList<SearchTerm> &terms)
{
    return {.kind = kind, .terms = terms};
}

SearchTerm no(SearchTerm term)
{
    term.negated = !term.negated;
    return term;
}

/// The keys as one line; "-" for no message.
QByteArray line(const SearchTerm &term)
{
    const auto keys = searchKeys(term);
    if (!keys) {
        return "-";
    }
    QByteArrayList words;
    for (const ImapSearchWord &word : *keys) {
        words << (word.isString ? '"' + word.text + '"' : word.text);
    }
    return words.join(' ');
}

const SearchTerm unknown;
const SearchTerm a = text(Kind::Body, u"a"_s);
const SearchTerm b = text(Kind::Body, u"b"_s);
const SearchTerm c = text(Kind::Body, u"c"_s);
}

Q_DECLARE_METATYPE(Konto::SearchTerm)

/// A query in IMAP's words.
class SearchTermsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneCondition_data()
    {
        QTest::addColumn<SearchTerm>("term");
        QTest::addColumn<QByteArray>("keys");
        const auto row = [](const char *name, const SearchTerm &term, const char *keys) {
            QTest::newRow(name) << term << QByteArray(keys);
        };
        row("subject", header("Subject", u"Hello there"_s), "SUBJECT \"Hello there\"");
        row("from", header("from", u"ben"_s), "FROM \"ben\"");
        row("to", header("To", u"ben"_s), "TO \"ben\"");
        row("cc", header("Cc", u"ben"_s), "CC \"ben\"");
        row("bcc", header("Bcc", u"ben"_s), "BCC \"ben\"");
        row("list", header("List-Id", u"kde"_s), "HEADER \"List-Id\" \"kde\"");
        row("body", text(Kind::Body, u"Größe"_s), "BODY \"Größe\"");
        row("message", text(Kind::Message, u"x"_s), "TEXT \"x\"");
        row("trimmed", text(Kind::Message, u" x\0y "_s), "TEXT \"xy\"");
        row("seen", flags(Flags(Flags::Seen)), "SEEN");
        row("unseen", no(flags(Flags(Flags::Seen))), "NOT SEEN");
        row("several flags", flags(Flags(Flags::Flagged | Flags::Answered)), "( FLAGGED ANSWERED )");
        row("forwarded", flags(Flags(Flags::Forwarded)), "KEYWORD $Forwarded");
        row("keyword", flags(Flags(0, {"work"})), "KEYWORD work");
        row("all other flags", flags(Flags(Flags::Deleted | Flags::Draft)), "( DRAFT DELETED )");
    }
    void oneCondition()
    {
        QFETCH(SearchTerm, term);
        QFETCH(QByteArray, keys);
        QCOMPARE(line(term), keys);
    }

    void dates_data()
    {
        QTest::addColumn<SearchTerm>("term");
        QTest::addColumn<QByteArray>("keys");
        const QDate day(2026, 2, 28);
        const auto row = [](const char *name, const SearchTerm &term, const char *keys) {
            QTest::newRow(name) << term << QByteArray(keys);
        };
        row("on", date(Compare::Equal, day), "SENTON 28-Feb-2026");
        row("before", date(Compare::Less, day), "SENTBEFORE 28-Feb-2026");
        row("until", date(Compare::LessOrEqual, day), "SENTBEFORE 1-Mar-2026");
        row("after", date(Compare::Greater, day), "SENTSINCE 1-Mar-2026");
        row("since", date(Compare::GreaterOrEqual, day), "SENTSINCE 28-Feb-2026");
        row("not before", no(date(Compare::Less, day)), "NOT SENTBEFORE 28-Feb-2026");
        // At 23:00 UTC it is the next day in the east; at 1:00 the day before in the west.
        row("at a moment", date(Compare::Equal, day, true), "( SENTSINCE 27-Feb-2026 SENTBEFORE 2-Mar-2026 )");
        row("before a moment", date(Compare::Less, day, true), "SENTBEFORE 2-Mar-2026");
        row("until a moment", date(Compare::LessOrEqual, day, true), "SENTBEFORE 2-Mar-2026");
        row("after a moment", date(Compare::Greater, day, true), "SENTSINCE 27-Feb-2026");
        row("since a moment", date(Compare::GreaterOrEqual, day, true), "SENTSINCE 27-Feb-2026");
        row("no date", date(Compare::Less, {}), "-");
        row("a year of five digits", date(Compare::Less, QDate(12026, 1, 1)), "-");
    }
    void dates()
    {
        oneCondition();
    }

    void sizes_data()
    {
        QTest::addColumn<SearchTerm>("term");
        QTest::addColumn<QByteArray>("keys");
        const auto row = [](const char *name, const SearchTerm &term, const char *keys) {
            QTest::newRow(name) << term << QByteArray(keys);
        };
        row("equal", size(Compare::Equal, 1000), "( LARGER 999 SMALLER 1001 )");
        row("greater", size(Compare::Greater, 1000), "LARGER 1000");
        row("greater or equal", size(Compare::GreaterOrEqual, 1000), "LARGER 999");
        row("less", size(Compare::Less, 1000), "SMALLER 1000");
        row("less or equal", size(Compare::LessOrEqual, 1000), "SMALLER 1001");
        row("any size", size(Compare::GreaterOrEqual, 0), "ALL");
        row("none", size(Compare::Less, 0), "-");
        row("not none", no(size(Compare::Less, 0)), "ALL");
        row("empty", size(Compare::Equal, 0), "SMALLER 1");
        row("more than 32 bits", size(Compare::Greater, 1LL << 40), "LARGER 4294967295");
        row("no number", size(Compare::Greater, std::numeric_limits<qint64>::max()), "LARGER 4294967295");
        row("below zero", size(Compare::Greater, std::numeric_limits<qint64>::min()), "ALL");
    }
    void sizes()
    {
        oneCondition();
    }

    void groups_data()
    {
        QTest::addColumn<SearchTerm>("term");
        QTest::addColumn<QByteArray>("keys");
        const auto row = [](const char *name, const SearchTerm &term, const char *keys) {
            QTest::newRow(name) << term << QByteArray(keys);
        };
        row("and", group(Kind::And, {a, b, c}), "( BODY \"a\" BODY \"b\" BODY \"c\" )");
        row("or", group(Kind::Or, {a, b, c}), "OR BODY \"a\" OR BODY \"b\" BODY \"c\"");
        row("one", group(Kind::And, {group(Kind::Or, {a})}), "BODY \"a\"");
        row("the same twice", group(Kind::Or, {a, b, a}), "OR BODY \"a\" BODY \"b\"");
        row("or in and", group(Kind::And, {group(Kind::Or, {a, b}), no(c)}), "( OR BODY \"a\" BODY \"b\" NOT BODY \"c\" )");
        row("and in or", group(Kind::Or, {group(Kind::And, {a, b}), c}), "OR ( BODY \"a\" BODY \"b\" ) BODY \"c\"");
        row("not or", no(group(Kind::Or, {a, b})), "NOT OR BODY \"a\" BODY \"b\"");
        row("not and", no(group(Kind::And, {a, b})), "NOT ( BODY \"a\" BODY \"b\" )");
        row("not not", no(group(Kind::Or, {no(a)})), "NOT NOT BODY \"a\"");
        row("any header", group(Kind::And, {text(Kind::AnyHeader, u"x"_s), a}), nullptr);
    }
    void groups()
    {
        QFETCH(SearchTerm, term);
        QFETCH(QByteArray, keys);
        if (keys.isNull()) {
            QVERIFY(line(term).startsWith("( OR SUBJECT \"x\" OR FROM \"x\" OR "));
            QVERIFY(line(term).endsWith(" HEADER \"X-Spam-Flag\" \"x\" BODY \"a\" )"));
        } else {
            QCOMPARE(line(term), keys);
        }
    }

    /// What a server cannot be asked about finds nothing by itself, and takes nothing away that is sure.
    void whatImapCannotSay_data()
    {
        QTest::addColumn<SearchTerm>("term");
        QTest::addColumn<QByteArray>("keys");
        const auto row = [](const char *name, const SearchTerm &term, const char *keys) {
            QTest::newRow(name) << term << QByteArray(keys);
        };
        row("alone", unknown, "-");
        row("not", no(unknown), "-");
        row("and", group(Kind::And, {a, unknown}), "-");
        row("or", group(Kind::Or, {a, unknown, b}), "OR BODY \"a\" BODY \"b\"");
        row("and not", group(Kind::And, {a, no(unknown)}), "-");
        row("or not", group(Kind::Or, {a, no(unknown)}), "BODY \"a\"");
        row("not and", no(group(Kind::And, {a, unknown})), "NOT BODY \"a\"");
        row("not or", no(group(Kind::Or, {a, unknown})), "-");
        row("deep", group(Kind::And, {group(Kind::Or, {unknown, b}), a}), "( BODY \"b\" BODY \"a\" )");
        row("no terms", group(Kind::And, {}), "-");
        row("not no terms", no(group(Kind::Or, {})), "-");
        row("no words", text(Kind::Body, u"  "_s), "-");
        row("no words in any header", text(Kind::AnyHeader, {}), "-");
        row("no header", header({}, u"x"_s), "-");
        row("no flags", flags({}), "-");
        row("no atom", flags(Flags(0, {"two words"})), "-");
        row("no atom, not", no(flags(Flags(0, {"a)"}))), "-");
    }
    void whatImapCannotSay()
    {
        oneCondition();
    }

    void lengthIsBounded()
    {
        QCOMPARE(line(text(Kind::Body, QString(7900, u'x'))), "BODY \"" + QByteArray(7900, 'x') + '"');
        QCOMPARE(line(text(Kind::Body, QString(8000, u'x'))), "-");
        QList<SearchTerm> terms;
        for (int i = 0; i < 2000; ++i) {
            terms << text(Kind::Body, QString::number(i));
        }
        QCOMPARE(line(group(Kind::Or, terms)), "-");
    }
};

QTEST_GUILESS_MAIN(SearchTermsTest)
#include "searchtermstest.moc"
