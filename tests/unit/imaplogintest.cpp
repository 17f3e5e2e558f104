// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "net/imaplogin.h"

#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;

namespace
{

/// Does what SASL has to do, here and now.
void work(ImapLogin &login)
{
    while (const auto task = login.takeWork()) {
        login.workDone(task());
    }
}

/// Plays a dialogue: "S: …" is fed to the engine, "C: …" must be what it says, "TLS" is the handshake it must ask
/// for. Returns "good", the kind of its error, or what was wrong.
QString play(const QByteArrayList &dialogue, Security security, qsizetype chunk, const QString &password = u"geheim"_s)
{
    ImapLogin login({u"mail.example.org"_s, 143, security}, Login{.userName = u"anna"_s, .secret = Secret(password)});
    QByteArray said;
    QString outcome = u"pending"_s;
    for (const QByteArray &step : dialogue) {
        if (step == "TLS") {
            if (login.next() != ImapLogin::Event::NeedTls) {
                return u"asked for no handshake"_s;
            }
            login.tlsStarted();
            work(login);
        } else if (step.startsWith("S: ")) {
            const QByteArray bytes = step.sliced(3) + "\r\n";
            for (qsizetype i = 0; i < bytes.size(); i += chunk) {
                login.feed(bytes.sliced(i, std::min(chunk, bytes.size() - i)));
                work(login);
            }
        } else {
            said += login.takeOutput();
            const QByteArray expected = step.sliced(3) + "\r\n";
            if (said != expected) {
                return u"said "_s + QString::fromLatin1(said) + u" not "_s + QString::fromLatin1(expected);
            }
            said.clear();
        }
    }
    if (const QByteArray rest = login.takeOutput(); !rest.isEmpty() && rest != "*\r\n") {
        return u"said "_s + QString::fromLatin1(rest);
    }
    if (const auto event = login.next()) {
        outcome = *event == ImapLogin::Event::LoggedIn ? u"good"_s : *event == ImapLogin::Event::NeedTls ? u"tls"_s : toString(login.error().kind);
    }
    return outcome;
}

}

class ImapLoginTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void dialogues_data()
    {
        QTest::addColumn<QByteArrayList>("dialogue");
        QTest::addColumn<int>("security");
        QTest::addColumn<QString>("outcome");
        const auto row = [](const char *name, Security security, const QByteArrayList &dialogue, const QString &outcome) {
            QTest::newRow(name) << dialogue << int(security) << outcome;
        };
        const auto tls = Security::Tls;
        const auto startTls = Security::StartTls;
        const auto none = Security::None;
        const QByteArray plain = "S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi";
        const QByteArray sendPlain = "C: K1 AUTHENTICATE PLAIN AGFubmEAZ2VoZWlt";

        row("plain with initial response", tls, {plain, sendPlain, "S: K1 OK [CAPABILITY IMAP4rev1] in"}, u"good"_s);
        row("plain without",
            tls,
            {"S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi", "C: K1 AUTHENTICATE PLAIN", "S: + ", "C: AGFubmEAZ2VoZWlt", "S: K1 OK [CAPABILITY X] in"},
            u"good"_s);
        row("bare plus",
            tls,
            {"S: * OK [CAPABILITY AUTH=PLAIN] hi", "C: K1 AUTHENTICATE PLAIN", "S: +", "C: AGFubmEAZ2VoZWlt", "S: K1 OK [CAPABILITY X] in"},
            u"good"_s);
        row("capabilities asked twice",
            tls,
            {"S: * OK hi",
             "C: K1 CAPABILITY",
             "S: * CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR",
             "S: K1 OK done",
             "C: K2 AUTHENTICATE PLAIN AGFubmEAZ2VoZWlt",
             "S: K2 OK in",
             "C: K3 CAPABILITY",
             "S: * capability IMAP4rev1",
             "S: K3 OK done"},
            u"good"_s);
        row("login command", tls, {"S: * OK [CAPABILITY IMAP4rev1] hi", "C: K1 LOGIN \"anna\" \"geheim\"", "S: K1 OK [CAPABILITY X] in"}, u"good"_s);
        row("login in clear text, as chosen",
            none,
            {"S: * OK [CAPABILITY IMAP4rev1] hi", "C: K1 LOGIN \"anna\" \"geheim\"", "S: K1 OK [CAPABILITY X] in"},
            u"good"_s);
        row("login disabled in clear text", none, {"S: * OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hi"}, u"TlsUnavailable"_s);
        row("login disabled under TLS", tls, {"S: * OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=GSSAPI] hi"}, u"Refused"_s);
        row("CRAM-MD5 before PLAIN",
            tls,
            {"S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=CRAM-MD5] hi",
             "C: K1 AUTHENTICATE CRAM-MD5",
             "S: + PDFAbWFpbD4=",
             "C: YW5uYSA5ZTNmYzUzZDk3MWNiNmFiZjI2M2JhM2YwZjQ2MWNjMg=="},
            u"pending"_s);
        row("challenge not base64", tls, {"S: * OK [CAPABILITY AUTH=CRAM-MD5] hi", "C: K1 AUTHENTICATE CRAM-MD5", "S: + %%%"}, u"Nonsense"_s);

        row("starttls",
            startTls,
            {"S: * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] hi",
             "C: K1 STARTTLS",
             "S: K1 OK go",
             "TLS",
             "C: K2 CAPABILITY",
             "S: * CAPABILITY SASL-IR AUTH=PLAIN",
             "S: K2 OK done",
             "C: K3 AUTHENTICATE PLAIN AGFubmEAZ2VoZWlt",
             "S: K3 OK [CAPABILITY X] in"},
            u"good"_s);
        row("starttls after asking",
            startTls,
            {"S: * OK hi", "C: K1 CAPABILITY", "S: * CAPABILITY STARTTLS", "S: K1 OK done", "C: K2 STARTTLS", "S: K2 OK go"},
            u"tls"_s);
        row("starttls missing", startTls, {"S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi"}, u"TlsUnavailable"_s);
        row("starttls refused", startTls, {"S: * OK [CAPABILITY STARTTLS] hi", "C: K1 STARTTLS", "S: K1 BAD no"}, u"TlsUnavailable"_s);
        row("starttls injected", startTls, {"S: * OK [CAPABILITY STARTTLS] hi", "C: K1 STARTTLS", "S: K1 OK go\r\n* CAPABILITY AUTH=PLAIN"}, u"Nonsense"_s);
        row("preauth before starttls", startTls, {"S: * PREAUTH [CAPABILITY IMAP4rev1] hi"}, u"TlsUnavailable"_s);
        row("preauth", tls, {"S: * PREAUTH [CAPABILITY IMAP4rev1] hi"}, u"good"_s);
        row("preauth without capabilities", tls, {"S: * PREAUTH hi", "C: K1 CAPABILITY", "S: * CAPABILITY IMAP4rev1", "S: K1 OK done"}, u"good"_s);

        row("bye", tls, {"S: * BYE too many"}, u"Unavailable"_s);
        row("POP3", tls, {"S: +OK pop3 ready"}, u"WrongProtocol"_s);
        row("SMTP", tls, {"S: 220 mail ESMTP"}, u"WrongProtocol"_s);
        row("HTTP", tls, {"S: HTTP/1.1 400 Bad Request"}, u"WrongProtocol"_s);
        row("SSH", tls, {"S: SSH-2.0-OpenSSH"}, u"WrongProtocol"_s);
        row("untagged something", tls, {"S: * FOO"}, u"WrongProtocol"_s);
        row("greeting of NO", tls, {"S: * NO go away"}, u"WrongProtocol"_s);

        const auto answer = [&](const char *name, const QByteArray &response, const QString &outcome) {
            row(name, tls, {plain, sendPlain, response}, outcome);
        };
        answer("no", "S: K1 NO no", u"WrongPassword"_s);
        answer("authentication failed", "S: K1 NO [AUTHENTICATIONFAILED] no", u"WrongPassword"_s);
        answer("authorization failed", "S: K1 NO [AUTHORIZATIONFAILED] no", u"WrongPassword"_s);
        answer("expired", "S: K1 NO [EXPIRED] no", u"WrongPassword"_s);
        answer("unavailable", "S: K1 NO [UNAVAILABLE] later", u"Unavailable"_s);
        answer("limit", "S: K1 NO [LIMIT] enough", u"TooManyConnections"_s);
        answer("Dovecot's limit",
               "S: K1 NO [UNAVAILABLE] Maximum number of connections from user+IP exceeded (mail_max_userip_connections=3)",
               u"TooManyConnections"_s);
        answer("Gmail's limit", "S: K1 NO [ALERT] Too many simultaneous connections. (Failure)", u"TooManyConnections"_s);
        answer("Gmail's other limit", "S: K1 NO [ALERT] Account exceeded command or bandwidth limits. (Failure)", u"Unavailable"_s);
        row("Courier's limit", none, {"S: * BYE Maximum connection limit reached for 192.0.2.1"}, u"TooManyConnections"_s);
        answer("in use", "S: K1 no [inuse] later", u"Busy"_s);
        answer("privacy required", "S: K1 NO [PRIVACYREQUIRED] tls", u"TlsUnavailable"_s);
        answer("contact admin", "S: K1 NO [CONTACTADMIN] call", u"Refused"_s);
        answer("bad", "S: K1 BAD what", u"Nonsense"_s);
        answer("wrong tag", "S: K7 OK in", u"Nonsense"_s);
    }

    void dialogues()
    {
        QFETCH(QByteArrayList, dialogue);
        QFETCH(int, security);
        QFETCH(QString, outcome);
        for (const qsizetype chunk : {1, 2, 7, 1000}) {
            QCOMPARE(play(dialogue, Security(security), chunk), outcome);
        }
    }

    void continuationOutOfTurn()
    {
        ImapLogin login({u"h"_s, 143, Security::Tls}, Login{.userName = u"anna"_s, .secret = Secret(u"geheim"_s)});
        login.feed("* OK [CAPABILITY SASL-IR AUTH=PLAIN] hi\r\nK1 OK in\r\n+ go\r\n");
        work(login);
        QCOMPARE(login.next(), ImapLogin::Event::Failed);
        QCOMPARE(toString(login.error().kind), u"Nonsense"_s);
    }

    void mutualAuthenticationCannotBeSkipped()
    {
        ImapLogin login({u"h"_s, 143, Security::Tls}, Login{.userName = u"anna"_s, .secret = Secret(u"geheim"_s)});
        login.feed("* OK [CAPABILITY AUTH=SCRAM-SHA-256] hi\r\n");
        QVERIFY(login.takeOutput().isEmpty());
        work(login);
        QVERIFY(login.takeOutput().startsWith("K1 AUTHENTICATE SCRAM-SHA-256"));
        login.feed("+ \r\n");
        work(login);
        QVERIFY(!login.takeOutput().isEmpty());
        login.feed("K1 OK [CAPABILITY X] in\r\n");
        QCOMPARE(login.next(), ImapLogin::Event::Failed);
        QCOMPARE(toString(login.error().kind), u"Nonsense"_s);
    }

    void passwordsAreQuotedOrLiterals()
    {
        const QByteArray hello = "S: * OK [CAPABILITY IMAP4rev1] hi";
        QCOMPARE(play({hello, "C: K1 LOGIN \"anna\" \"a\\\"b\\\\c d\"", "S: K1 OK [CAPABILITY X] in"}, Security::Tls, 9, u"a\"b\\c d"_s), u"good"_s);
        QCOMPARE(play({hello, "C: K1 LOGIN \"anna\" {3}", "S: + go", "C: \xc3\xa4x", "S: K1 OK [CAPABILITY X] in"}, Security::Tls, 9, u"äx"_s), u"good"_s);
        QCOMPARE(play({"S: * OK [CAPABILITY LITERAL-] hi", "C: K1 LOGIN \"anna\" {3+}\r\n\xc3\xa4x", "S: K1 OK [CAPABILITY X] in"}, Security::Tls, 9, u"äx"_s),
                 u"good"_s);
        QCOMPARE(play({hello, "C: K1 LOGIN \"anna\" {6}", "S: + go", "C: a\r\nK2 ", "S: K1 NO x"}, Security::Tls, 9, u"a\r\nK2 "_s), u"WrongPassword"_s);
    }

    /// RFC 7628 section 3.2.3: the error comes as a challenge, and is answered before the server says NO.
    void refusedToken()
    {
        const Login token{.method = SignIn::OAuth2, .userName = u"anna"_s, .secret = Secret(u"t"_s)};
        ImapLogin login({u"h"_s, 993, Security::Tls}, token);
        login.feed("* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=XOAUTH2] hi\r\n");
        work(login);
        QCOMPARE(login.takeOutput(), "K1 AUTHENTICATE XOAUTH2 dXNlcj1hbm5hAWF1dGg9QmVhcmVyIHQBAQ==\r\n");
        login.feed(QByteArray("+ " + QByteArray(R"({"status":"400"})").toBase64() + "\r\n"));
        work(login);
        QCOMPARE(login.takeOutput(), "\r\n");
        login.feed("K1 NO SASL authentication failed\r\n");
        QCOMPARE(login.next(), ImapLogin::Event::Failed);
        QCOMPARE(toString(login.error().kind), u"WrongPassword"_s);
        QCOMPARE(login.error().serverText, "SASL authentication failed");
    }

    /// A token, a certificate and a ticket are no passwords.
    void neverAnotherMethod()
    {
        for (const SignIn method : {SignIn::OAuth2, SignIn::ClientCertificate, SignIn::Kerberos}) {
            ImapLogin login({u"h"_s, 993, Security::Tls}, Login{.method = method, .userName = u"anna"_s, .secret = Secret(u"t"_s)});
            login.feed("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=LOGIN AUTH=SCRAM-SHA-1] hi\r\n");
            work(login);
            QCOMPARE(login.takeOutput(), "");
            QCOMPARE(login.next(), ImapLogin::Event::Failed);
            QCOMPARE(toString(login.error().kind), u"Refused"_s);
        }
    }

    /// While SASL is at work the server's words wait.
    void wordsDuringWork()
    {
        ImapLogin login({u"h"_s, 993, Security::Tls}, Login{.userName = u"anna"_s, .secret = Secret(u"geheim"_s)});
        login.feed("* OK [CAPABILITY SASL-IR AUTH=PLAIN] hi\r\n");
        const auto task = login.takeWork();
        QVERIFY(task);
        QVERIFY(!login.takeWork());
        login.feed("* BYE impatient\r\n");
        QVERIFY(!login.farewell());
        login.workDone(task());
        QVERIFY(login.farewell());
        login.workDone(task()); // too late to matter
        QCOMPARE(login.takeOutput().count("AUTHENTICATE"), 1);
    }

    void isBounded()
    {
        ImapLogin line({u"h"_s, 143, Security::Tls}, Login{.userName = u"anna"_s, .secret = Secret(u"geheim"_s)});
        for (int i = 0; i < 70 && line.error().detail.isEmpty(); ++i) {
            line.feed(i == 0 ? QByteArray("* OK ") : QByteArray(1024, 'x'));
        }
        QCOMPARE(line.next(), ImapLogin::Event::Failed);

        ImapLogin literal({u"h"_s, 143, Security::Tls}, Login{.userName = u"anna"_s, .secret = Secret(u"geheim"_s)});
        literal.feed("* OK hi\r\n* X {65537}\r\n");
        QCOMPARE(literal.next(), ImapLogin::Event::Failed);

        ImapLogin untagged({u"h"_s, 143, Security::Tls}, Login{.userName = u"anna"_s, .secret = Secret(u"geheim"_s)});
        untagged.feed("* OK hi\r\n");
        work(untagged);
        untagged.feed(QByteArray("* X\r\n").repeated(1001));
        QCOMPARE(untagged.next(), ImapLogin::Event::Failed);
        QCOMPARE(toString(untagged.error().kind), u"Nonsense"_s);
    }

    void whatComesBehindIsKept()
    {
        ImapLogin login({u"h"_s, 143, Security::Tls}, Login{.userName = u"anna"_s, .secret = Secret(u"geheim"_s)});
        login.feed("* PREAUTH [CAPABILITY IMAP4rev1 X=y] hi\r\n* 1 EXISTS\r\n* 2");
        QCOMPARE(login.next(), ImapLogin::Event::LoggedIn);
        QCOMPARE(login.capabilities(), (QByteArrayList{"IMAP4REV1", "X=Y"}));
        QCOMPARE(login.takeRest(), "* 1 EXISTS\r\n* 2");
    }
};

QTEST_GUILESS_MAIN(ImapLoginTest)

#include "imaplogintest.moc"
