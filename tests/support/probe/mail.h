// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "output.h"

namespace Akonadi
{
class Item;
}

namespace Konto::Probe
{

/// tree ID: {"collections": [...]}, parents before children
void showTree(const Arguments &arguments);
/// items COLLECTION [--limit N] [--sort newest|oldest|id] [--payload] [--attributes NAME,...]: what Akonadi holds; nothing is fetched from
/// the resource. --payload adds which parts are cached.
void showItems(const Arguments &arguments);
void showContents(const Arguments &arguments);
/// item ITEM [--full]: --full fetches the whole message as opening it does; "text" is the beginning of its text
void showItem(const Arguments &arguments);
/// flags ITEM|in:COLLECTION +FLAG… -FLAG…
void changeFlags(const Arguments &arguments);

/// Item id, remote id, flags, size, subject and date of an item whose envelope was fetched.
QJsonObject describeItem(const Akonadi::Item &item);

}
