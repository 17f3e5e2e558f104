// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/message.h"

namespace Konto
{

/// What is shown of a message whose body stays on the server for now: its own \a header, and in place of the body a
/// note in the user's language that says how large it is and how to fetch it: by an attachment that is opened with the
/// program konto-fetch, or by a link. Starts nothing by being shown. \a resource is the Akonadi resource's identifier.
[[nodiscard]] QByteArray partialMessage(const MessageRow &row, const QByteArray &header, const QString &resource);

/// The link in the note: "konto:fetch/RESOURCE/KEY", understood by the program konto-fetch.
[[nodiscard]] QString fetchLink(const QString &resource, const MessageKey &key);

}
