// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/pop3connection.h"

namespace Konto
{

class Pop3Sink;

/// The commands of the transaction state (RFC 1939 section 5), for Pop3Session.
[[nodiscard]] Task<Result<QList<Pop3Entry>>> pop3List(std::shared_ptr<Pop3Connection> connection);
[[nodiscard]] Task<Result<void>> pop3Retrieve(std::shared_ptr<Pop3Connection> connection, QList<int> numbers, Pop3Sink *sink);
[[nodiscard]] Task<Result<void>> pop3Top(std::shared_ptr<Pop3Connection> connection, QList<int> numbers, Pop3Sink *sink);
[[nodiscard]] Task<Result<QList<int>>> pop3Remove(std::shared_ptr<Pop3Connection> connection, QList<int> numbers);
[[nodiscard]] Task<Result<void>> pop3Quit(std::shared_ptr<Pop3Connection> connection);

}
