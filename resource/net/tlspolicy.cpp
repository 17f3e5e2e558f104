// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/tlspolicy.h"

#include <QCryptographicHash>
#include <QSslSocket>

#include <openssl/x509.h>

#include <algorithm>
#include <memory>

using namespace Qt::StringLiterals;

namespace Konto::TlsPolicy
{

void useOpenSsl()
{
    // Qt refuses to change the back end once TLS was used; then it is OpenSSL already or there is no other.
    static const bool active = QSslSocket::activeBackend() == "openssl"_L1 || QSslSocket::setActiveBackend(u"openssl"_s);
    Q_UNUSED(active)
}

QSslConfiguration configuration()
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    return configuration;
}

QByteArray keyDigest(const QSslCertificate &certificate)
{
    // Not QSslKey::toDer(): it knows RSA, DSA and EC only, and certificates with Ed25519 keys exist.
    const QByteArray der = certificate.toDer();
    auto *begin = reinterpret_cast<const unsigned char *>(der.constData());
    const std::unique_ptr<X509, decltype(&X509_free)> x509(d2i_X509(nullptr, &begin, long(der.size())), &X509_free);
    if (!x509) {
        return {};
    }
    unsigned char *encoded = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509.get()), &encoded);
    if (size <= 0) {
        return {};
    }
    const QByteArrayView spki(encoded, size);
    const QByteArray digest = QCryptographicHash::hash(spki, QCryptographicHash::Sha256).toHex();
    OPENSSL_free(encoded);
    return digest;
}

bool isAnsweredByPin(const QSslError &error)
{
    switch (error.error()) {
    case QSslError::SelfSignedCertificate:
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::AuthorityIssuerSerialNumberMismatch:
    case QSslError::SubjectIssuerMismatch:
    case QSslError::CertificateUntrusted:
    case QSslError::CertificateRejected:
    case QSslError::InvalidCaCertificate:
    case QSslError::InvalidPurpose:
    case QSslError::PathLengthExceeded:
    case QSslError::CertificateExpired:
    case QSslError::CertificateNotYetValid:
    case QSslError::HostNameMismatch:
        return true;
    default:
        return false;
    }
}

bool isPinned(const QSslCertificate &leaf, const QList<QSslError> &errors, const QByteArrayList &pinnedKeys)
{
    const QByteArray digest = keyDigest(leaf);
    const auto isDigest = [&digest](const QByteArray &pin) {
        return pin.compare(digest, Qt::CaseInsensitive) == 0;
    };
    return !digest.isEmpty() && std::ranges::any_of(pinnedKeys, isDigest) && std::ranges::all_of(errors, isAnsweredByPin);
}

CertificateProblem describe(const QSslCertificate &leaf, const QList<QSslError> &errors)
{
    CertificateProblem problem{
        .keyDigest = std::ranges::all_of(errors, isAnsweredByPin) ? keyDigest(leaf) : QByteArray(),
        .subject = leaf.subjectDisplayName(),
        .issuer = leaf.issuerDisplayName(),
        .expires = leaf.expiryDate(),
        .reasons = {},
    };
    for (const QSslError &error : errors) {
        problem.reasons.append(error.errorString());
    }
    problem.reasons.removeDuplicates();
    return problem;
}

}
