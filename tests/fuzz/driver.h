// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include <QByteArray>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#ifdef KONTO_REPLAY
#include <QDir>
#endif

// What every driver includes once, and gives tryInput(): libFuzzer's entry, or a program that plays the files of the
// directories named.

static void tryInput(const QByteArray &input);

inline void require(bool condition, const char *what)
{
    if (!condition) {
        std::fprintf(stderr, "broken: %s\n", what);
        std::abort();
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
