// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/tlsidentity.h"

#include "net/tlspolicy.h"

#include <QFile>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

#include <algorithm>
#include <cstring>
#include <memory>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr qint64 largestFile = 1024 * 1024;

template<auto function>
struct Free {
    template<class T>
    void operator()(T *object) const
    {
        function(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Bundle = std::unique_ptr<PKCS12, Free<PKCS12_free>>;
using Buffer = std::unique_ptr<BIO, Free<BIO_free>>;

/// OpenSSL's own words for the last thing that went wrong.
QString reason()
{
    const char *text = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return text ? QString::fromLatin1(text) : u"unknown format"_s;
}

std::unexpected<Error> wrongPassphrase(const QByteArray &passphrase)
{
    ERR_clear_error();
    return fail(passphrase.isEmpty() ? ErrorKind::NoPassword : ErrorKind::WrongPassword, u"the passphrase of the certificate's private key"_s);
}

/// Never OpenSSL's own, which asks at the terminal.
int givePassphrase(char *buffer, int size, int, void *context)
{
    const auto *passphrase = static_cast<const QByteArray *>(context);
    const int length = int(std::min<qsizetype>(passphrase->size(), size));
    std::memcpy(buffer, passphrase->constData(), size_t(length));
    return length;
}

Buffer open(const QByteArray &bytes)
{
    return Buffer(BIO_new_mem_buf(bytes.constData(), int(bytes.size())));
}

QSslCertificate toQt(X509 *certificate)
{
    unsigned char *der = nullptr;
    const int size = i2d_X509(certificate, &der);
    const QByteArray bytes(reinterpret_cast<const char *>(der), std::max(size, 0));
    OPENSSL_free(der);
    return QSslCertificate(bytes, QSsl::Der);
}

Result<TlsIdentity> assemble(Key key, X509 *leaf, const QList<QSslCertificate> &others)
{
    TlsIdentity identity;
    identity.chain = QList{toQt(leaf)} + others;
    // The handle is the QSslKey's from here on. Not by way of its text: Qt reads no Ed25519 keys.
    identity.key = QSslKey(Qt::HANDLE(key.release()), QSsl::PrivateKey);
    return identity;
}

Result<TlsIdentity> readBundle(PKCS12 *bundle, const QByteArray &passphrase)
{
    if (!PKCS12_verify_mac(bundle, passphrase.constData(), int(passphrase.size()))) {
        return wrongPassphrase(passphrase);
    }
    EVP_PKEY *key = nullptr;
    X509 *leaf = nullptr;
    STACK_OF(X509) *others = nullptr;
    const bool parsed = PKCS12_parse(bundle, passphrase.constData(), &key, &leaf, &others);
    Key ownedKey(key);
    const Certificate ownedLeaf(leaf);
    QList<QSslCertificate> chain;
    for (int index = 0; index < sk_X509_num(others); ++index) {
        chain.append(toQt(sk_X509_value(others, index)));
    }
    sk_X509_pop_free(others, X509_free);
    if (!parsed) {
        return fail(ErrorKind::CertificateFile, reason());
    }
    if (!ownedKey || !ownedLeaf) {
        return fail(ErrorKind::CertificateFile, u"no certificate with a private key in it"_s);
    }
    return assemble(std::move(ownedKey), ownedLeaf.get(), chain);
}

Result<TlsIdentity> readPem(const QByteArray &bytes, const QByteArray &passphrase)
{
    QByteArray given = passphrase;
    Key key(PEM_read_bio_PrivateKey(open(bytes).get(), nullptr, &givePassphrase, &given));
    if (!key) {
        const unsigned long error = ERR_peek_last_error();
        if (ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE) {
            ERR_clear_error();
            return fail(ErrorKind::CertificateFile, u"no private key in it"_s);
        }
        return bytes.contains("ENCRYPTED") ? wrongPassphrase(passphrase) : fail(ErrorKind::CertificateFile, reason());
    }
    Certificate leaf;
    QList<QSslCertificate> others;
    const Buffer buffer = open(bytes);
    while (Certificate certificate{PEM_read_bio_X509(buffer.get(), nullptr, &givePassphrase, &given)}) {
        if (!leaf && X509_check_private_key(certificate.get(), key.get())) {
            leaf = std::move(certificate);
        } else {
            others.append(toQt(certificate.get()));
        }
    }
    ERR_clear_error();
    if (!leaf) {
        return fail(ErrorKind::CertificateFile, u"no certificate in it that belongs to its private key"_s);
    }
    return assemble(std::move(key), leaf.get(), others);
}
}

Result<TlsIdentity> TlsIdentity::read(const QString &file, const Secret &passphrase)
{
    TlsPolicy::useOpenSsl();
    if (file.isEmpty()) {
        return fail(ErrorKind::CertificateFile, u"none was chosen"_s);
    }
    QFile opened(file);
    if (!opened.open(QIODevice::ReadOnly)) {
        return fail(ErrorKind::CertificateFile, opened.errorString());
    }
    const QByteArray bytes = opened.read(largestFile);
    const QByteArray secret = passphrase.reveal().toUtf8();
    if (const Bundle bundle{d2i_PKCS12_bio(open(bytes).get(), nullptr)}) {
        return readBundle(bundle.get(), secret);
    }
    ERR_clear_error();
    return readPem(bytes, secret);
}

bool TlsIdentity::isEmpty() const
{
    return chain.isEmpty();
}

QSslConfiguration TlsIdentity::addedTo(QSslConfiguration configuration) const
{
    if (!isEmpty()) {
        configuration.setLocalCertificateChain(chain);
        configuration.setPrivateKey(key);
    }
    return configuration;
}

}
