// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/message.h"

#include <Akonadi/Item>

namespace Konto
{

/// How much of a message its item carries.
enum class Payload {
    HeaderOnly, ///< ENVELOPE and HEAD: enough for KMail's list; the body is asked for when it is opened
    Whole,
};

/// The size above which an item is created with its header only: KMime and Akonadi hold several copies of a
/// message in memory. The body comes from mail/ when it is opened.
constexpr qint64 largestWholeItem = 8 * 1024 * 1024;

/// An item for \a row whose payload is parsed from \a bytes, as received (CRLF or LF). Remote id is the key.
/// The flags KMail shows without opening a message (attachment, signed, encrypted, invitation) are set too.
[[nodiscard]] Akonadi::Item makeItem(const MessageRow &row, const QByteArray &bytes, Payload payload);

/// Gives \a item the payload parsed from \a bytes.
void setPayload(Akonadi::Item &item, const QByteArray &bytes, Payload payload);

/// What messageOf() tells of an item that was made of \a bytes: KMime takes some messages apart and does not put them together
/// as they were.
[[nodiscard]] QByteArray asAkonadiTells(const QByteArray &bytes);

/// Flags in Akonadi's spelling ("\\SEEN").
[[nodiscard]] Akonadi::Item::Flags toAkonadi(const Flags &flags);
/// Without those which programs on this desktop set for themselves ($ATTACHMENT, $SIGNED, …).
[[nodiscard]] Flags fromAkonadi(const Akonadi::Item::Flags &flags);

}
