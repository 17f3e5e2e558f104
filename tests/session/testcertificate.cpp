// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "testcertificate.h"

#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>

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
using Buffer = std::unique_ptr<BIO, Free<BIO_free>>;

static constexpr long secondsPerDay = 24L * 60 * 60;

static QByteArray contents(BIO *bio)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, qsizetype(size)};
}

static QByteArray toPem(EVP_PKEY *key)
{
    const Buffer bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey_traditional(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    return contents(bio.get());
}

static QByteArray toPem(X509 *certificate)
{
    const Buffer bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(bio.get(), certificate);
    return contents(bio.get());
}

static Key readKey(const QSslKey &key)
{
    const QByteArray pem = key.toPem();
    const Buffer bio(BIO_new_mem_buf(pem.constData(), int(pem.size())));
    return Key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
}

static Certificate readCertificate(const QSslCertificate &certificate)
{
    const QByteArray pem = certificate.toPem();
    const Buffer bio(BIO_new_mem_buf(pem.constData(), int(pem.size())));
    return Certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
}

static void addExtension(X509 *certificate, int id, const QByteArray &value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, &context, id, value.constData());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

/// \a issuer null: self-signed.
static TestCertificate make(const TestCertificate::Request &request, const TestCertificate *issuer)
{
    static long serial = 0;
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate(X509_new());
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), request.validFromDays * secondsPerDay);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), request.validToDays * secondsPerDay);
    X509_set_pubkey(certificate.get(), key.get());

    const QByteArray name = request.authority ? "Konto test authority" : "Konto test server";
    X509_NAME *subject = X509_NAME_new();
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char *>(name.constData()), -1, -1, 0);
    X509_set_subject_name(certificate.get(), subject);
    X509_set_issuer_name(certificate.get(), issuer ? X509_get_subject_name(readCertificate(issuer->certificate).get()) : subject);
    X509_NAME_free(subject);

    if (request.authority) {
        addExtension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
        addExtension(certificate.get(), NID_key_usage, "critical,keyCertSign");
    } else {
        addExtension(certificate.get(), NID_subject_alt_name, request.names);
    }
    const Key signer = issuer ? readKey(issuer->key) : nullptr;
    X509_sign(certificate.get(), signer ? signer.get() : key.get(), EVP_sha256());
    return {QSslCertificate(toPem(certificate.get())), QSslKey(toPem(key.get()), QSsl::Ec)};
}

TestCertificate TestCertificate::selfSigned()
{
    return selfSigned(Request{});
}

TestCertificate TestCertificate::selfSigned(const Request &request)
{
    return make(request, nullptr);
}

TestCertificate TestCertificate::sign(const Request &request) const
{
    return make(request, this);
}

QByteArray TestCertificate::toPemFile(const QByteArray &passphrase) const
{
    const Buffer bio(BIO_new(BIO_s_mem()));
    const EVP_CIPHER *cipher = passphrase.isEmpty() ? nullptr : EVP_aes_128_cbc();
    PEM_write_bio_PKCS8PrivateKey(bio.get(), readKey(key).get(), cipher, passphrase.constData(), int(passphrase.size()), nullptr, nullptr);
    return contents(bio.get()) + certificate.toPem();
}

QByteArray TestCertificate::toPkcs12File(const QByteArray &passphrase) const
{
    const std::unique_ptr<PKCS12, Free<PKCS12_free>> bundle(
        PKCS12_create(passphrase.constData(), "konto", readKey(key).get(), readCertificate(certificate).get(), nullptr, 0, 0, 0, 0, 0));
    const Buffer bio(BIO_new(BIO_s_mem()));
    i2d_PKCS12_bio(bio.get(), bundle.get());
    return contents(bio.get());
}

TestAuthority::TestAuthority()
    : m_root(TestCertificate::selfSigned({.names = {}, .authority = true}))
    , m_before(QSslConfiguration::defaultConfiguration())
{
    QSslConfiguration configuration = m_before;
    configuration.addCaCertificate(m_root.certificate);
    QSslConfiguration::setDefaultConfiguration(configuration);
}

TestAuthority::~TestAuthority()
{
    QSslConfiguration::setDefaultConfiguration(m_before);
}

TestCertificate TestAuthority::issue(const TestCertificate::Request &request) const
{
    return m_root.sign(request);
}
