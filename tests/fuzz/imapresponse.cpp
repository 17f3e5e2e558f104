// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "net/imapresponse.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#ifdef KONTO_REPLAY
#include <QDir>
#endif

// An input is one response of a server, literals in place. Whatever is made of it, in either encoding of mailbox names.

using namespace Konto;

static void require(bool condition, const char *what)
{
    if (!condition) {
        std::fprintf(stderr, "broken: %s\n", what);
        std::abort();
    }
}

static void tryInput(const QByteArray &input)
{
    const auto uids = parseUidSet(input);
    require(!uids || parseUidSet(uidSet(*uids).replace("*", "4294967295")) == uids, "a set that is read, written and read is another");
    const auto response = parseImapResponse(input);
    if (!response) {
        return;
    }
    for (const bool utf8 : {false, true}) {
        if (const auto mailbox = mailboxOf(*response, utf8)) {
            require(!mailbox->attributes.contains(QByteArray()), "an attribute without a name");
        }
        (void)statusOf(*response, utf8);
    }
    if (const auto flags = flagsOf(*response)) {
        require(flags->uid != 0, "a message without a UID");
    }
    if (const auto quota = quotaOf(*response)) {
        require(quota->limit > 0 && quota->used >= 0, "a quota that is none");
    }
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tryInput(QByteArray(reinterpret_cast<const char *>(data), qsizetype(size)));
    return 0;
}

#ifdef KONTO_REPLAY
int main(int argc, char **argv)
{
    int count = 0;
    for (int i = 1; i < argc; ++i) {
        const QDir directory(QString::fromLocal8Bit(argv[i]));
        for (const QString &name : directory.entryList(QDir::Files, QDir::Name)) {
            QFile file(directory.filePath(name));
            require(file.open(QIODevice::ReadOnly), "an input cannot be read");
            tryInput(file.readAll());
            ++count;
        }
    }
    std::printf("%d inputs\n", count);
    return count > 0 ? 0 : 1;
}
#endif
