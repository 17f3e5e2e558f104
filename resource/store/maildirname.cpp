// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "store/maildirname.h"

#include <QUtf8StringView>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <unistd.h>

namespace Konto
{

namespace
{
constexpr qsizetype longestKey = 200;
constexpr QByteArrayView infoMark(":2,");
constexpr QByteArrayView hostPart(".konto"); // stands where the convention puts the host name, which is nobody's business
}

MaildirName MaildirName::fromFile(const QByteArray &fileName)
{
    const qsizetype colon = fileName.indexOf(':');
    if (colon < 0) {
        return {fileName, {}};
    }
    return {fileName.first(colon), fileName.sliced(colon)};
}

static QByteArray letters(const QByteArray &suffix)
{
    return suffix.startsWith(infoMark) ? suffix.sliced(infoMark.size()) : QByteArray();
}

Flags flagsOfSuffix(const QByteArray &suffix)
{
    return Flags::fromMaildir(letters(suffix));
}

QByteArray suffixFor(const Flags &flags, const QByteArray &before)
{
    QByteArray all = flags.toMaildir();
    for (const char letter : letters(before)) {
        const bool isLetter = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
        if (isLetter && !all.contains(letter) && Flags::fromMaildir(QByteArrayView(&letter, 1)).bits() == 0) {
            all += letter;
        }
    }
    std::ranges::sort(all); // the convention wants ASCII order
    return infoMark.toByteArray() + all;
}

MessageKey newUniqueName()
{
    using namespace std::chrono;
    static std::atomic<quint64> counter = 0;
    const auto now = duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
    return QByteArray::number(now / 1'000'000) + ".M" + QByteArray::number(now % 1'000'000) + 'P' + QByteArray::number(::getpid()) + 'Q'
        + QByteArray::number(++counter) + hostPart.toByteArray();
}

bool isOurUniqueName(const QByteArray &name)
{
    return name.endsWith(hostPart);
}

bool isUsableKey(const MessageKey &key)
{
    const bool plain = std::ranges::none_of(key, [](char letter) {
        return letter == '/' || letter == ':' || static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f;
    });
    return plain && !key.isEmpty() && key.size() <= longestKey && !key.startsWith('.') && QUtf8StringView(key).isValidUtf8();
}

}
