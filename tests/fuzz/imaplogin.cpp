// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "net/imaplogin.h"
#include "driver.h"
#include "net/imapscanner.h"

#include <QStringBuilder>

// The first byte of an input says what it is for: T, S, N the login engine with TLS, STARTTLS or neither; any other the
// scanner. The rest is what the server says; for the engine in pieces between 0x1e, behind each of which a
// handshake happens when the engine asks for one. The same bytes are fed whole and cut in several ways: what comes
// out must be the same.

using namespace Konto;
using namespace Qt::StringLiterals;

template<class Feed>
static void cut(const QByteArray &bytes, qsizetype chunk, Feed feed)
{
    for (qsizetype i = 0; i < bytes.size(); i += chunk) {
        feed(QByteArrayView(bytes).sliced(i, std::min(chunk, bytes.size() - i)));
    }
}

/// All that the engine said and how it ended.
static QByteArray logIn(Security security, const QByteArray &server, qsizetype chunk)
{
    ImapLogin login({u"localhost"_s, 143, security}, Login{.userName = u"anna"_s, .secret = Secret(u"geheim"_s)});
    QByteArray protocol;
    bool encrypted = security != Security::StartTls;
    for (const QByteArray &piece : server.split('\x1e')) {
        cut(piece, chunk, [&login](QByteArrayView bytes) {
            login.feed(bytes);
            while (const auto work = login.takeWork()) {
                login.workDone(work());
            }
        });
        const QByteArray said = login.takeOutput();
        // RFC 8314 section 4.1: where STARTTLS was asked for, nothing of the login goes in clear text.
        require(encrypted || !(said.contains("LOGIN") || said.contains("AUTHENTICATE")), "login before TLS");
        protocol += said;
        if (const auto event = login.next()) {
            protocol += "<" + QByteArray::number(int(*event)) + ' ' + toString(login.error().kind).toLatin1() + '>';
            require(*event != ImapLogin::Event::LoggedIn || encrypted, "logged in without TLS");
            if (*event == ImapLogin::Event::NeedTls) {
                require(!encrypted, "a second handshake");
                encrypted = true;
                login.tlsStarted();
            }
        }
    }
    return protocol + login.takeOutput() + login.capabilities().join(' ') + '|' + login.takeRest();
}

static QByteArray scan(const QByteArray &server, qsizetype chunk)
{
    ImapScanner scanner;
    QByteArray out;
    bool good = true;
    cut(server, chunk, [&](QByteArrayView bytes) {
        good = good && scanner.feed(bytes, out);
    });
    if (!good) {
        return "refused";
    }
    return out + '|' + QByteArray::number(scanner.fetchCount()) + QByteArray::number(int(scanner.isMidResponse()));
}

static QByteArray play(const QByteArray &input, qsizetype chunk)
{
    const QByteArray server = input.sliced(1);
    switch (input.front()) {
    case 'T':
        return logIn(Security::Tls, server, chunk);
    case 'S':
        return logIn(Security::StartTls, server, chunk);
    case 'N':
        return logIn(Security::None, server, chunk);
    default:
        return scan(server, chunk);
    }
}

static void tryInput(const QByteArray &input)
{
    if (input.isEmpty()) {
        return;
    }
    const QByteArray whole = play(input, input.size());
    // SCRAM's nonces are new every time.
    const bool comparable = !whole.contains("SCRAM");
    for (const qsizetype chunk : {1, 3, 64}) {
        const QByteArray inPieces = play(input, chunk);
        require(!comparable || inPieces == whole, "how the bytes are cut matters");
    }
}
