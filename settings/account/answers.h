// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"

#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QStringList>

#include <optional>

namespace Konto
{

// What the resource answers in JSON, as values. Whatever is missing, of another type or out of range has the default; texts lose
// what cannot be seen, and are cut to a length that a window can show. Nothing here fails.

/// A server as the search found it (org.kde.konto.Discovery).
struct FoundAddress {
    QString protocol; ///< "imap", "pop3" or "smtp"
    Endpoint endpoint;
    QString userName; ///< empty: not told
    QList<SignIn> signIn; ///< the best first; empty: not told
    QString source; ///< "provider", "file", "srv", "mx", "guess"
    QString certainty = QStringLiteral("guessed"); ///< "certain", "likely", "guessed"
    bool verified = false;
    bool toBeConfirmed = false;
    QString problem; ///< a word of core/error.h

    bool operator==(const FoundAddress &) const = default;
};

/// Those of both protocols for incoming mail that have a host and a port, in the order told.
[[nodiscard]] QList<FoundAddress> foundAddresses(const QByteArray &json);

/// Those for sending, likewise.
[[nodiscard]] QList<FoundAddress> outgoingAddresses(const QByteArray &json);

/// A certificate as a server showed it (org.kde.konto.Servers).
struct ShownCertificate {
    QString subject;
    QString issuer;
    QStringList names;
    QDateTime validFrom;
    QDateTime validUntil;
    QString fingerprint;
    QString key; ///< hex, lower case; as in PinnedKeys. Empty when what was told is no SHA-256 digest
    QStringList whyNot;
    bool pinned = false;

    bool operator==(const ShownCertificate &) const = default;
};

/// How a test of a server ended.
struct TestResult {
    bool reached = false;
    bool encrypted = false;
    bool trusted = false;
    bool signedIn = false;
    QString sentence;
    QString problem; ///< a word of core/error.h; empty: all is well
    QList<ShownCertificate> certificates; ///< the server's first

    bool operator==(const TestResult &) const = default;
};

[[nodiscard]] TestResult testResult(const QByteArray &json);

/// A folder with what can be set about it.
struct FolderEntry {
    QStringList path;
    qint64 collection = -1;
    QString mailbox; ///< empty: only here
    QString role; ///< "inbox", "sent", "drafts", "trash", "junk", "archive", "templates", "outbox" or ""
    bool subscribed = true;
    qint64 messages = 0;
    qint64 bytes = 0;
    int keep = -1; ///< -1: as the account's rule says, else as ImapKeep
    int keepDays = 90;

    bool operator==(const FolderEntry &) const = default;
};

/// Those with a path.
[[nodiscard]] QList<FolderEntry> folderEntries(const QByteArray &json);

}
