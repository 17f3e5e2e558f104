// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "pop3/pop3engine.h"

#include <QStringBuilder>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#ifdef KONTO_REPLAY
#include <QDir>
#endif

// An input is one line with the commands to give, a letter each (see toCommand()), then what the server says. The
// same bytes are fed whole, one by one, and in pieces of other sizes: the events must be the same, and so must what
// the engine sends.

using namespace Konto;

static Pop3Command toCommand(char letter, int number)
{
    switch (letter) {
    case 'C':
        return {Pop3Verb::Capa, 0, {}};
    case 'S':
        return {Pop3Verb::Stls, 0, {}};
    case 'U':
        return Pop3Command::user("mrose");
    case 'P':
        return Pop3Command::pass("secret");
    case 'A':
        return Pop3Command::auth("LOGIN", {});
    case 'T':
        return {Pop3Verb::Stat, 0, {}};
    case 'L':
        return {Pop3Verb::List, 0, {}};
    case 'I':
        return {Pop3Verb::Uidl, 0, {}};
    case 'R':
        return Pop3Command::retr(number);
    case 'O':
        return Pop3Command::top(number, 10);
    case 'D':
        return Pop3Command::dele(number);
    case 'X':
        return {Pop3Verb::Rset, 0, {}};
    case 'Q':
        return {Pop3Verb::Quit, 0, {}};
    default:
        return {Pop3Verb::Noop, 0, {}};
    }
}

/// Writes events down so that they can be compared; neighbouring chunks become one.
struct Protocol {
    QByteArray text;
    QByteArray body;

    void line(const QByteArray &bytes)
    {
        text += bytes + '\n';
    }
    void operator()(const Pop3Greeting &event)
    {
        line("greeting " + event.text + '|' + event.timestamp);
    }
    void operator()(const Pop3Reply &event)
    {
        line("reply " + QByteArray::number(int(event.verb)) + ' ' + QByteArray::number(event.number) + (event.ok ? " ok " : " err ")
             + QByteArray::number(int(event.code)) + event.text);
    }
    void operator()(const Pop3Challenge &event)
    {
        line("challenge " + event.data.toHex());
    }
    void operator()(const Pop3Listed &event)
    {
        line("listed " + QByteArray::number(event.entry.number) + ' ' + QByteArray::number(event.entry.size) + ' ' + event.entry.uidl);
    }
    void operator()(const Pop3Chunk &event)
    {
        if (event.bytes.isEmpty()) {
            std::abort();
        }
        body += event.bytes;
    }
    void operator()(const Pop3End &event)
    {
        line("end " + QByteArray::number(event.number) + ' ' + body.toHex());
        body.clear();
    }
    void operator()(const Pop3Broken &event)
    {
        line("broken " + QByteArray::number(int(event.error.kind)) + event.error.detail.toUtf8() + '|' + event.error.serverText + '|' + body.toHex());
    }
};

/// Takes all events there are, answering challenges. Returns whether Pop3Broken was among them.
static bool drain(Pop3Engine *engine, Protocol *protocol, QByteArray *sent)
{
    bool broken = false;
    while (const auto event = engine->next()) {
        if (broken) {
            std::abort(); // nothing may follow
        }
        std::visit(*protocol, *event);
        broken = std::holds_alternative<Pop3Broken>(*event);
        if (std::holds_alternative<Pop3Challenge>(*event)) {
            engine->answer("mrose");
        }
        *sent += engine->takeOutput();
    }
    return broken;
}

static QByteArray play(const QByteArray &commands, const QByteArray &server, qsizetype pieceSize)
{
    Pop3Engine engine(4);
    Protocol protocol;
    QByteArray sent;
    int number = 0;
    for (const char letter : commands) {
        engine.send(toCommand(letter, ++number));
    }
    bool broken = false;
    for (qsizetype at = 0; at < server.size() && !broken; at += pieceSize) {
        engine.feed(QByteArrayView(server).sliced(at, qMin(pieceSize, server.size() - at)));
        broken = drain(&engine, &protocol, &sent);
    }
    engine.eof();
    drain(&engine, &protocol, &sent);
    return protocol.text + sent;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), qsizetype(size));
    const qsizetype split = qMin(qMax(input.indexOf('\n'), 0), 64);
    const QByteArray commands = input.first(split);
    const QByteArray server = input.sliced(qMin(split + 1, input.size()));

    const QByteArray whole = play(commands, server, qMax<qsizetype>(server.size(), 1));
    for (const qsizetype pieceSize : {1, 2, 7, 1000}) {
        if (play(commands, server, pieceSize) != whole) {
            std::fprintf(stderr, "pieces of %lld bytes make other events\n", static_cast<long long>(pieceSize));
            std::abort();
        }
    }
    return 0;
}

#ifdef KONTO_REPLAY
/// Without libFuzzer: plays every file of the directories named.
int main(int argc, char **argv)
{
    int played = 0;
    for (int index = 1; index < argc; ++index) {
        const QDir directory(QString::fromLocal8Bit(argv[index]));
        const QStringList names = directory.entryList(QDir::Files);
        for (const QString &name : names) {
            QFile file(directory.filePath(name));
            if (!file.open(QIODevice::ReadOnly)) {
                return 1;
            }
            const QByteArray input = file.readAll();
            LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t *>(input.constData()), size_t(input.size()));
            ++played;
        }
    }
    std::printf("%d inputs played\n", played);
    return played > 0 ? 0 : 1;
}
#endif
