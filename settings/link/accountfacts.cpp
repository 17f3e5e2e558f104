// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "link/accountfacts.h"

#include "link/answertext.h"

using namespace Qt::StringLiterals;

namespace Konto
{

bool AccountFacts::isConnected() const
{
    return mode.has_value() && !state.isEmpty() && state != "notConfigured"_L1;
}

AccountFacts accountFacts(const QString &json)
{
    return accountFacts(objectOf(json));
}

AccountFacts accountFacts(const QJsonObject &object)
{
    return {.mode = modeOfName(object.value("mode"_L1).toString()),
            .state = textOf(object, "state"_L1),
            .sentence = textOf(object, "sentence"_L1),
            .problem = textOf(object, "problem"_L1),
            .refusal = textOf(object, "refusal"_L1),
            .refusedAt = timeOf(object, "refusedAt"_L1),
            .directory = object.value("directory"_L1).toString(),
            .lastCheck = timeOf(object, "lastCheck"_L1),
            .bytes = numberOf(object, "bytes"_L1),
            .messagesHere = numberOf(object, "messagesHere"_L1),
            .bodiesHere = numberOf(object, "bodiesHere"_L1),
            .onServer = numberOf(object, "onServer"_L1),
            .onlyHere = numberOf(object, "onlyHere"_L1),
            .foldersHere = numberOf(object, "foldersHere"_L1),
            .foldersOnServer = numberOf(object, "foldersOnServer"_L1),
            .quotaUsed = numberOf(object, "quotaUsed"_L1),
            .quotaLimit = numberOf(object, "quotaLimit"_L1),
            .setAside = numberOf(object, "setAside"_L1),
            .heldRemovals = numberOf(object, "heldRemovals"_L1),
            .waiting = numberOf(object, "waiting"_L1)};
}

}
