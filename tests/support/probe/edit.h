// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "output.h"

namespace Konto::Probe
{

/// folder-create PARENT NAME: {"id": …}
void createFolder(const Arguments &arguments);
/// folder-rename ID NAME
void renameFolder(const Arguments &arguments);
/// folder-move ID PARENT
void moveFolder(const Arguments &arguments);
/// folder-delete ID
void deleteFolder(const Arguments &arguments);
/// folder-enable COLLECTION true|false: what KMail's dialog of subscriptions does
void enableFolder(const Arguments &arguments);
/// tag-create NAME: as KMail's settings make one: {"id": …}
void createTag(const Arguments &arguments);
/// tag ITEM on|off TAG
void tagItem(const Arguments &arguments);
/// folder-special TYPE AGENT: the agent's collection of that type ("sent-mail", "trash", …), made if need be, as KMail
/// asks for it: {"id": …}
void requestSpecialFolder(const Arguments &arguments);

/// item-add COLLECTION [--first N] < message: N copies, all in one transaction: {"ids": [...]}
void addItems(const Arguments &arguments);
/// item-edit ITEM < message: another message in the same item
void editItem(const Arguments &arguments);
/// item-copy TARGET ITEM..., item-move TARGET ITEM..., item-delete ITEM...: instead of ITEM "in:COLLECTION" stands for all
/// of a collection
void copyItems(const Arguments &arguments);
void moveItems(const Arguments &arguments);
void deleteItems(const Arguments &arguments);

}
