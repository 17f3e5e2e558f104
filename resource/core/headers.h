// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QByteArray>
#include <QDateTime>

namespace Konto
{

/// Where the header ends: the offset of the first body byte, behind the empty line. Understands CRLF and bare
/// LF; the whole size when there is no empty line.
[[nodiscard]] qsizetype headerSize(QByteArrayView message);

/// The unfolded value of the first field called \a name (any case), trimmed; empty when absent.
[[nodiscard]] QByteArray headerValue(QByteArrayView header, QByteArrayView name);

/// SHA-256 (first 16 bytes) over the header block with line ends normalised to CRLF, trailing white space
/// dropped and the fields left out that servers and other programs change after delivery (Content-Length,
/// Return-Path, Status, X-Status, X-UID, X-UIDL, X-Keywords, X-IMAP, X-IMAPbase, X-Message-Flag,
/// X-Mozilla-Status, X-Mozilla-Status2, X-Mozilla-Keys). Equal for the same message fetched over POP3 and IMAP.
/// \a message may be the header alone or the whole message.
[[nodiscard]] QByteArray headerHash(QByteArrayView message);

/// SHA-256 (first 16 bytes) over the header as in headerHash() and the body with line ends normalised to CRLF, and without other CRs: messages
/// with the same one are the same, wherever they were fetched from, and have the same headerHash().
[[nodiscard]] QByteArray contentHash(QByteArrayView message);

/// SHA-256 (first 16 bytes) of the Message-ID between its angle brackets; empty when there is none.
[[nodiscard]] QByteArray messageIdHash(QByteArrayView message);

/// When the message arrived: the date of the topmost Received field, else of the Date field, else invalid. UTC.
/// For servers that do not tell when they received it.
[[nodiscard]] QDateTime arrivalDate(QByteArrayView message);

}
