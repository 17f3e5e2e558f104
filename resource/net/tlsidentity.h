// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"
#include "core/secret.h"

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>

namespace Konto
{

/// A client certificate with its private key, for a server that asks who the user is.
struct TlsIdentity {
    QList<QSslCertificate> chain; ///< the user's first, then what leads to the authority
    QSslKey key;

    /// From a PEM or PKCS #12 file. Blocks; for another thread. \a passphrase may be empty.
    /// Errors: CertificateFile, with what is wrong with it as detail; NoPassword when it needs a passphrase and there
    /// is none; WrongPassword when it needs another.
    [[nodiscard]] static Result<TlsIdentity> read(const QString &file, const Secret &passphrase);

    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] QSslConfiguration addedTo(QSslConfiguration configuration) const;
};

}
