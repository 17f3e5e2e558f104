// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QByteArrayList>
#include <QDateTime>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslError>
#include <QStringList>

namespace Konto
{

/// Why a server's certificate was not accepted, for the sentence the user reads and the pin they may set.
struct CertificateProblem {
    QByteArray keyDigest; ///< hex SHA-256 of the leaf's SubjectPublicKeyInfo: what a pin names. Empty when no pin would help
    QString subject;
    QString issuer;
    QDateTime expires;
    QStringList reasons; ///< OpenSSL's words, one per problem
};

/// What a server showed of itself in a handshake, whether it was accepted or not.
struct TlsPeer {
    QList<QSslCertificate> chain; ///< the server's first; empty: no handshake
    QList<QSslError> errors; ///< why it cannot be verified; empty: it can
    bool pinned = false; ///< accepted in spite of \a errors

    [[nodiscard]] bool isTrusted() const
    {
        return !chain.isEmpty() && (errors.isEmpty() || pinned);
    }
};

/// The TLS policy as functions; Transport applies it.
namespace TlsPolicy
{
/// Makes Qt use its OpenSSL back end. Once per process suffices, more often is harmless.
void useOpenSsl();
/// TLS 1.2 or later (RFC 8314 section 4.1, RFC 8996), peer verified; trust anchors as in the default configuration.
[[nodiscard]] QSslConfiguration configuration();
/// Lower-case hex SHA-256 of the DER of the certificate's SubjectPublicKeyInfo (as RFC 7469 section 2.4 digests
/// it); empty when it cannot be read.
[[nodiscard]] QByteArray keyDigest(const QSslCertificate &certificate);
/// Whether a pin answers \a error: it says who the peer is, so it replaces the chain, the dates and the name. It
/// does not undo a revocation or mend a broken signature.
[[nodiscard]] bool isAnsweredByPin(const QSslError &error);
/// Whether a handshake with these errors may go on because the user pinned the leaf's key.
[[nodiscard]] bool isPinned(const QSslCertificate &leaf, const QList<QSslError> &errors, const QByteArrayList &pinnedKeys);
[[nodiscard]] CertificateProblem describe(const QSslCertificate &leaf, const QList<QSslError> &errors);
}

}
