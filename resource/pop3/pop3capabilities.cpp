// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "pop3/pop3capabilities.h"

namespace Konto
{

/// A number of days or seconds as EXPIRE and LOGIN-DELAY give it, nothing when it is none.
static std::optional<qint64> toNumber(const QByteArray &text)
{
    bool valid = false;
    const qint64 number = text.toLongLong(&valid);
    return valid && number >= 0 ? std::optional(number) : std::nullopt;
}

void Pop3Capabilities::add(QByteArrayView line)
{
    const QByteArray text = line.toByteArray().simplified();
    const QByteArrayList words = text.toUpper().split(' ');
    const QByteArray &tag = words.first();
    const QByteArray parameter = words.value(1);

    if (tag == "SASL") {
        saslMechanisms = words.sliced(1);
    } else if (tag == "USER") {
        user = true;
    } else if (tag == "PIPELINING") {
        pipelining = true;
    } else if (tag == "STLS") {
        stls = true;
    } else if (tag == "UIDL") {
        uidl = true;
    } else if (tag == "TOP") {
        top = true;
    } else if (tag == "UTF8") {
        utf8 = true;
    } else if (tag == "LANG") {
        lang = true;
    } else if (tag == "RESP-CODES") {
        responseCodes = true;
    } else if (tag == "AUTH-RESP-CODE") {
        authResponseCode = true;
    } else if (tag == "EXPIRE") {
        expiresNever = parameter == "NEVER";
        expireDays = toNumber(parameter);
        expireDependsOnUser = words.value(2) == "USER";
    } else if (tag == "LOGIN-DELAY") {
        loginDelay = toNumber(parameter);
        loginDelayDependsOnUser = words.value(2) == "USER";
    } else if (tag == "IMPLEMENTATION") {
        implementation = text.sliced(tag.size()).trimmed();
    }
}

}
