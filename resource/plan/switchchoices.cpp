// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/switchchoices.h"

using namespace Qt::StringLiterals;

namespace Konto
{

QJsonObject toJson(const SwitchChoices &choices)
{
    return {{u"uploadMessages"_s, choices.uploadMessages},
            {u"uploadFolders"_s, choices.uploadFolders},
            {u"deleteThere"_s, choices.deleteThere},
            {u"keepCopies"_s, choices.keepCopies}};
}

SwitchChoices switchChoicesFrom(const QJsonObject &json)
{
    SwitchChoices choices;
    choices.uploadMessages = json.value("uploadMessages"_L1).toBool(choices.uploadMessages);
    choices.uploadFolders = json.value("uploadFolders"_L1).toBool(choices.uploadFolders);
    choices.deleteThere = json.value("deleteThere"_L1).toBool(choices.deleteThere);
    choices.keepCopies = json.value("keepCopies"_L1).toBool(choices.keepCopies);
    return choices;
}

}
