// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>

#include <memory>

/// A certificate with its key, made when the test runs.
struct TestCertificate {
    QSslCertificate certificate;
    QSslKey key;

    /// What to put into it. \a names as OpenSSL writes them: "DNS:localhost,IP:127.0.0.1".
    struct Request {
        QByteArray names = "DNS:localhost,IP:127.0.0.1";
        int validFromDays = -1; ///< from now on
        int validToDays = 30;
        bool authority = false;
    };
    [[nodiscard]] static TestCertificate selfSigned();
    [[nodiscard]] static TestCertificate selfSigned(const Request &request);
    /// Signed by this one, which must be an authority.
    [[nodiscard]] TestCertificate sign(const Request &request) const;

    /// Key and certificate as files have them; the key encrypted when there is a passphrase.
    [[nodiscard]] QByteArray toPemFile(const QByteArray &passphrase = {}) const;
    [[nodiscard]] QByteArray toPkcs12File(const QByteArray &passphrase) const;
};

/// Makes the process trust an authority of its own, until destroyed.
class TestAuthority
{
public:
    TestAuthority();
    ~TestAuthority();
    Q_DISABLE_COPY_MOVE(TestAuthority)

    [[nodiscard]] QSslCertificate certificate() const
    {
        return m_root.certificate;
    }
    [[nodiscard]] TestCertificate issue(const TestCertificate::Request &request) const;

private:
    TestCertificate m_root;
    QSslConfiguration m_before;
};
