// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// The command line: what its words mean, which account and which server they name, and what is printed.

#include "describe.h"
#include "request.h"
#include "serverpick.h"

#include <KLocalizedString>

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
std::expected<Request, QString> parse(const QString &line)
{
    return parseRequest(line.split(u' ', Qt::SkipEmptyParts));
}

QJsonObject working()
{
    return {{u"account"_s, u"akonadi_konto_resource_0"_s},
            {u"name"_s, u"Work"_s},
            {u"online"_s, true},
            {u"mode"_s, u"imap"_s},
            {u"state"_s, u"idle"_s},
            {u"sentence"_s, u"Ready"_s},
            {u"lastCheck"_s, u"2026-11-25T06:00:00Z"_s},
            {u"messagesHere"_s, 12},
            {u"onServer"_s, 12},
            {u"bytes"_s, 2048},
            {u"quotaUsed"_s, 500},
            {u"quotaLimit"_s, 1000},
            {u"switch"_s, u"fetching"_s},
            {u"percent"_s, 40}};
}

QList<ListedAccount> sampleAccounts()
{
    const QJsonObject paused{{u"account"_s, u"akonadi_konto_resource_1"_s},
                             {u"name"_s, u"Work, old"_s},
                             {u"online"_s, false},
                             {u"mode"_s, u"pop3"_s},
                             {u"state"_s, u"idle"_s}};
    const QJsonObject without{{u"name"_s, u"without an identifier"_s}};
    return listedAccounts(QString::fromUtf8(QJsonDocument(QJsonArray{working(), paused, without}).toJson()));
}

QJsonObject notice(const QString &account, const QString &severity, const QString &title, const QString &text)
{
    return {{u"account"_s, account}, {u"severity"_s, severity}, {u"title"_s, title}, {u"text"_s, text}};
}

FoundAddress found(const QString &protocol, const QString &host, bool verified)
{
    return {.protocol = protocol,
            .endpoint = {.host = host, .port = 993, .security = Security::Tls},
            .userName = u"anna"_s,
            .signIn = {},
            .source = u"srv"_s,
            .certainty = u"likely"_s,
            .verified = verified,
            .toBeConfirmed = false,
            .problem = {}};
}
}

class CommandTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void understandsCommands()
    {
        QCOMPARE(parse(u"list"_s)->verb, Verb::List);
        QVERIFY(parse(u"list --json"_s)->json);
        QVERIFY(parse(u"--json list"_s)->json);
        QVERIFY(parse(u"list --names"_s)->names);
        QCOMPARE(parse(u"status Work"_s)->words, QStringList{u"Work"_s});
        QCOMPARE(parse(u"backup Work -- -file"_s)->words, (QStringList{u"Work"_s, u"-file"_s}));
        QCOMPARE(parse(u"sync --all --wait --timeout=5"_s)->longest, std::chrono::seconds(5));
        QCOMPARE(parse(u"sync --timeout 5"_s)->longest, std::chrono::seconds(5));
        QCOMPARE(parse(u"--version"_s)->verb, Verb::Version);
    }

    void understandsAdd()
    {
        const auto request = parse(u"add anna@example.org --mode pop3 --host mail.example.org --port 1110 --security none --user anna --password-stdin"_s);
        QVERIFY(request.has_value());
        QCOMPARE(request->words, QStringList{u"anna@example.org"_s});
        QVERIFY(request->passwordFromStdin);
        const auto server = saidServer(*request);
        QVERIFY(server.has_value());
        QCOMPARE(server->mode, Mode::Pop3);
        QCOMPARE(server->endpoint, (Endpoint{.host = u"mail.example.org"_s, .port = 1110, .security = Security::None}));
        QCOMPARE(server->userName, u"anna"_s);
        QCOMPARE(saidServer(*parse(u"add anna@example.org --mode imap --host mail.example.org"_s))->endpoint.port, 993);
        QVERIFY(!saidServer(*parse(u"add anna@example.org --mode imap"_s)));
    }

    void understandsSwitch()
    {
        const auto request = parse(u"switch Work --start --to imap --wait --no-upload --no-folders --delete-there"_s);
        QVERIFY(request.has_value());
        QCOMPARE(request->step, SwitchStep::Start);
        QCOMPARE(request->mode, Mode::Imap);
        QVERIFY(request->wait);
        QCOMPARE(request->choices, (QVariantMap{{u"uploadMessages"_s, false}, {u"uploadFolders"_s, false}, {u"deleteThere"_s, true}}));
        QCOMPARE(parse(u"switch Work --undo"_s)->step, SwitchStep::Undo);
        QCOMPARE(parse(u"switch Work --preview --no-copies"_s)->choices, (QVariantMap{{u"keepCopies"_s, false}}));
    }

    void helpsBeforeItComplains()
    {
        QCOMPARE(parse(u"--help"_s)->verb, Verb::Help);
        QCOMPARE(parse(u"help switch"_s)->about, Verb::Switch);
        const auto about = parse(u"switch --help"_s);
        QVERIFY(about.has_value());
        QCOMPARE(about->verb, Verb::Help);
        QCOMPARE(about->about, Verb::Switch);
        QVERIFY(usageText(Verb::Switch).contains("--no-upload"_L1));
        QVERIFY(!usageText(Verb::List).contains("--no-upload"_L1));
        for (const QString &verb :
             {u"list"_s, u"status"_s, u"sync"_s, u"add"_s, u"switch"_s, u"backup"_s, u"restore"_s, u"check"_s, u"notices"_s, u"pause"_s, u"resume"_s}) {
            QVERIFY2(usageText({}).contains(u"\n  "_s + verb), qPrintable(verb));
        }
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("line");
        for (const char *line : {"",
                                 "dance",
                                 "help dance",
                                 "list Work",
                                 "list --wait",
                                 "list --json=yes",
                                 "--wait list",
                                 "status A B",
                                 "sync --all Work",
                                 "sync Work --all",
                                 "sync --timeout",
                                 "sync --timeout 0",
                                 "sync --timeout soon",
                                 "add",
                                 "add anna@example.org --mode smtp",
                                 "add anna@example.org --host mail.example.org",
                                 "add anna@example.org --port 993",
                                 "add anna@example.org --mode imap --host mail.example.org --port 70000",
                                 "add anna@example.org --password secret",
                                 "switch Work",
                                 "switch --preview",
                                 "switch Work --preview --start",
                                 "switch Work --preview --wait",
                                 "switch Work --undo --to imap",
                                 "switch Work --start --port 993",
                                 "list --no-upload",
                                 "backup Work",
                                 "pause"}) {
            QTest::newRow(line) << QString::fromLatin1(line);
        }
    }

    void refuses()
    {
        QFETCH(QString, line);
        const auto request = parse(line);
        QVERIFY(!request.has_value());
        QVERIFY(!request.error().isEmpty());
    }

    void findsAnAccount()
    {
        const QList<ListedAccount> accounts = sampleAccounts();
        QCOMPARE(accounts.size(), 2);
        const QHash<QString, QString> addresses{{u"akonadi_konto_resource_1"_s, u"anna@example.org"_s}};
        QCOMPARE(chosenAccount(accounts, u"akonadi_konto_resource_1"_s, {})->name, u"Work, old"_s);
        QCOMPARE(chosenAccount(accounts, u"work"_s, {})->identifier, u"akonadi_konto_resource_0"_s);
        QCOMPARE(chosenAccount(accounts, u"old"_s, {})->identifier, u"akonadi_konto_resource_1"_s);
        QCOMPARE(chosenAccount(accounts, u"Anna@example.org"_s, addresses)->identifier, u"akonadi_konto_resource_1"_s);
        const auto ambiguous = chosenAccount(accounts, u"wor"_s, {});
        QVERIFY(!ambiguous.has_value());
        QCOMPARE(ambiguous.error().code, ExitCode::Refused);
        QVERIFY(ambiguous.error().sentence.contains("akonadi_konto_resource_0, akonadi_konto_resource_1"_L1));
        QVERIFY(!chosenAccount(accounts, u"nobody"_s, addresses).has_value());
        QVERIFY(!chosenAccount(accounts, {}, addresses).has_value());
    }

    void picksAServer()
    {
        const Request add = *parse(u"add anna@example.org"_s);
        const Request addPop3 = *parse(u"add anna@example.org --mode pop3"_s);
        const QList<FoundAddress> both{found(u"imap"_s, u"first"_s, false), found(u"imap"_s, u"second"_s, true), found(u"pop3"_s, u"third"_s, true)};
        QCOMPARE(pickServer(both, add)->endpoint.host, u"second"_s);
        QCOMPARE(pickServer(both, add)->other->endpoint.host, u"third"_s);
        QCOMPARE(pickServer(both, add)->userName, u"anna"_s);
        QCOMPARE(pickServer(both, addPop3)->endpoint.host, u"third"_s);
        // Where only POP3 works, POP3
        QCOMPARE(pickServer({both.first(), both.last()}, add)->mode, Mode::Pop3);
        QVERIFY(!pickServer({both.first(), both.last()}, add)->other);
        QCOMPARE(pickServer({both.first()}, add)->endpoint.host, u"first"_s);
        QVERIFY(!pickServer({both.first()}, addPop3));
        QVERIFY(!pickServer({}, add));
    }

    void printsAccounts()
    {
        const QStringList lines = listText(sampleAccounts()).split(u'\n');
        QCOMPARE(lines.size(), 3);
        QVERIFY(lines.at(1).startsWith("akonadi_konto_resource_0  Work "_L1));
        QVERIFY(lines.at(1).contains("IMAP"_L1));
        QVERIFY(lines.at(2).contains("never"_L1));
        QVERIFY(lines.at(2).endsWith("Paused"_L1));
        QCOMPARE(lines.at(1).indexOf("IMAP"_L1), lines.at(2).indexOf("POP3"_L1));
        QVERIFY(listText({}).contains("konto add"_L1));
        QCOMPARE(namesText(sampleAccounts()), u"akonadi_konto_resource_0\nWork\nakonadi_konto_resource_1\nWork, old"_s);
    }

    void printsTheStatus()
    {
        const QJsonArray notices{notice(u"akonadi_konto_resource_0"_s, u"warning"_s, u"Nearly full"_s, u"Make room.\u001b[31m"_s),
                                 notice(u"akonadi_konto_resource_1"_s, u"error"_s, u"Password"_s, {})};
        const QList<ListedAccount> accounts = sampleAccounts();
        const QString text = statusText(accounts.first(), notices);
        QVERIFY(text.contains("Work (akonadi_konto_resource_0)"_L1));
        QVERIFY(text.contains("40"_L1));
        QVERIFY(text.contains("50"_L1));
        QVERIFY(text.contains("Warning: Nearly full"_L1));
        QVERIFY(!text.contains("Password"_L1));
        QVERIFY2(!text.contains(QChar(0x1b)), "a terminal would obey what a server said");
        QVERIFY(noticesText(notices, accounts).contains("Work, old\nProblem: Password"_L1));
        QVERIFY(!noticesText({}, accounts).isEmpty());
        QCOMPARE(noticesOf(notices, u"akonadi_konto_resource_1"_s).size(), 1);
    }

    void printsASwitch()
    {
        const QString plan =
            planText({{u"from"_s, u"pop3"_s}, {u"to"_s, u"imap"_s}, {u"host"_s, u"mail.example.org"_s}, {u"sentences"_s, QJsonArray{u"One."_s, u"Two."_s}}});
        QCOMPARE(plan, u"From POP3 to IMAP, at mail.example.org:\n  One.\n  Two."_s);
        const QJsonObject report{{u"outcome"_s, u"switched"_s},
                                 {u"check"_s, QJsonObject{{u"before"_s, 20}, {u"same"_s, 19}, {u"gone"_s, 0}, {u"arrived"_s, 1}}}};
        QVERIFY(switchText({{u"to"_s, u"imap"_s}, {u"report"_s, report}}).contains("IMAP"_L1));
        const QJsonObject failed{{u"outcome"_s, u"nothing changed"_s}, {u"sentence"_s, u"The password is wrong."_s}};
        QCOMPARE(switchText({{u"report"_s, failed}}), u"Nothing was changed. The password is wrong."_s);
    }
};

}

QTEST_GUILESS_MAIN(Konto::CommandTest)

#include "commandtest.moc"
