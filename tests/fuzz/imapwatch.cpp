// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "net/imapwatch.h"
#include "driver.h"

#include <algorithm>

// The first byte of an input is what the server offers: N NOTIFY and the rest, S LIST-STATUS and IDLE, I IDLE, 2 IMAP4rev2
// alone, any other nothing. The rest is what it says, in pieces between 0x1e; behind each of them the time is up, if
// nothing is expected, and with 0x1f another mailbox is to be watched. The same bytes are fed whole and cut in several
// ways: what comes out must be the same.

using namespace Konto;
using namespace Qt::StringLiterals;

static QByteArrayList offered(char first)
{
    switch (first) {
    case 'N':
        return {"IMAP4REV1", "NOTIFY", "LIST-STATUS", "IDLE", "CONDSTORE"};
    case 'S':
        return {"IMAP4REV1", "LIST-STATUS", "IDLE"};
    case 'I':
        return {"IMAP4REV1", "IDLE"};
    case '2':
        return {"IMAP4REV2"};
    default:
        return {"IMAP4REV1"};
    }
}

/// What is written are whole lines of ours, and one command at a time.
static void requireFraming(const QByteArray &said)
{
    require(said.isEmpty() || said.endsWith("\r\n"), "half a line");
    for (const QByteArray &line : said.split('\n').mid(0, said.count('\n'))) {
        require(line == "DONE\r" || (line.startsWith('W') && line.count('\r') == 1), "a line that is no command");
    }
}

static QByteArray told(ImapWatch &watch)
{
    const MailboxChanges changes = watch.takeChanges();
    QStringList names(changes.mailboxes.cbegin(), changes.mailboxes.cend());
    names.sort();
    return '<' + names.join(u'|').toUtf8() + (changes.folders ? "> folders" : ">") + (watch.isReady() ? " ready" : "");
}

static QByteArray play(const QByteArray &input, qsizetype chunk)
{
    ImapWatch watch(offered(input.front()));
    watch.start();
    QByteArray protocol;
    for (const QByteArray &piece : input.sliced(1).split('\x1e')) {
        const bool other = piece.startsWith('\x1f');
        const QByteArray server = piece.sliced(other ? 1 : 0);
        for (qsizetype i = 0; i < server.size(); i += chunk) {
            watch.feed(QByteArrayView(server).sliced(i, std::min(chunk, server.size() - i)));
        }
        if (other) {
            // Not in UTF-8, which makes literals, that have lines of their own.
            watch.setIdleMailbox((input.front() == '2' ? u"a\""_s : u"a\"ä\r\n"_s) + QString::number(protocol.size() % 3));
        }
        if (watch.patience({})) {
            watch.timeIsUp();
        }
        const QByteArray said = watch.takeOutput();
        requireFraming(said);
        require(said.count('\n') <= server.count('\n') + 3, "more is said than was asked");
        protocol += said + told(watch);
        if (watch.error()) {
            return protocol + toString(watch.error()->kind).toLatin1();
        }
    }
    return protocol;
}

static void tryInput(const QByteArray &input)
{
    if (input.isEmpty()) {
        return;
    }
    const QByteArray whole = play(input, input.size());
    for (const qsizetype chunk : {1, 3, 64}) {
        require(play(input, chunk) == whole, "how the bytes are cut matters");
    }
}
