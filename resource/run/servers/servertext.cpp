// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/servers/servertext.h"

#include "run/errortext.h"

#include <KLocalizedString>

#include <QLocale>

namespace Konto
{

namespace
{
QString day(const QDateTime &when)
{
    return QLocale().toString(when.toLocalTime().date(), QLocale::LongFormat);
}

QString distrustSentence(const QSslError &error, const QSslCertificate &certificate)
{
    switch (error.error()) {
    case QSslError::SelfSignedCertificate:
        return i18nc("@info why a certificate is not trusted", "Nobody but the server itself vouches for this certificate.");
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted:
    case QSslError::CertificateRejected:
    case QSslError::InvalidCaCertificate:
        return i18nc("@info %1 who issued it",
                     "“%1”, who issued this certificate, is not known to this computer as somebody to be trusted.",
                     certificate.issuerDisplayName());
    case QSslError::HostNameMismatch:
        return i18nc("@info %1 the name in it", "The certificate is for another server: %1.", certificate.subjectDisplayName());
    case QSslError::CertificateExpired:
        return i18nc("@info %1 a day", "The certificate was valid until %1.", day(certificate.expiryDate()));
    case QSslError::CertificateNotYetValid:
        return i18nc("@info %1 a day",
                     "The certificate will be valid from %1. Check whether the date of this computer is right.",
                     day(certificate.effectiveDate()));
    case QSslError::CertificateRevoked:
        return i18nc("@info", "The certificate was revoked by its issuer.");
    default:
        return i18nc("@info %1 technical details", "The certificate cannot be verified: %1.", error.errorString());
    }
}

QString signedInSentence(const ServerFindings &findings, const Account &account)
{
    const QString host = account.endpoint().host;
    if (!findings.encrypted) {
        return i18nc("@info %1 host, %2 user name",
                     "Signed in to %1 as %2. The connection is not encrypted: whoever is in between can read your password and your mail.",
                     host,
                     account.userName);
    }
    if (findings.peer.pinned) {
        return i18nc("@info %1 host, %2 user name", "Signed in to %1 as %2, over an encrypted connection. You trust its certificate.", host, account.userName);
    }
    return i18nc("@info %1 host, %2 user name", "Signed in to %1 as %2, over an encrypted connection.", host, account.userName);
}
}

QString serverSentence(const ServerFindings &findings, const Account &account)
{
    if (findings.problem) {
        return errorSentence(*findings.problem, account);
    }
    if (findings.signedIn) {
        return signedInSentence(findings, account);
    }
    const QString host = account.endpoint().host;
    return findings.encrypted ? i18nc("@info %1 host", "%1 answers, and the connection is encrypted.", host)
                              : i18nc("@info %1 host", "%1 answers. The connection is not encrypted.", host);
}

QStringList distrustSentences(const TlsPeer &peer)
{
    QStringList sentences;
    for (const QSslError &error : peer.errors) {
        sentences.append(distrustSentence(error, error.certificate().isNull() && !peer.chain.isEmpty() ? peer.chain.first() : error.certificate()));
    }
    sentences.removeDuplicates();
    return sentences;
}

QString browserSentence(const Error &error)
{
    const QString said = QString::fromUtf8(error.serverText).simplified().left(200);
    switch (error.kind) {
    case ErrorKind::Cancelled:
    case ErrorKind::Timeout:
        return i18nc("@info", "You have not been signed in: the page in the browser was not finished. Nothing was changed.");
    case ErrorKind::NotConfigured:
        return i18nc("@info", "This provider cannot be signed in to with the browser: its addresses, or what it calls the client, are not known.");
    case ErrorKind::Network:
        return i18nc("@info", "The provider cannot be reached. Check your network connection, and try again.");
    case ErrorKind::Keychain:
        return i18nc("@info", "You have been signed in, but the keychain cannot keep it. Unlock the keychain and sign in again.");
    default:
        break;
    }
    return said.isEmpty() ? i18nc("@info", "The provider has not signed you in. Try again.")
                          : i18nc("@info %1 what the provider said", "The provider has not signed you in. It said: “%1”", said);
}

QString browserFarewell()
{
    return i18nc("@info shown in the browser", "You can close this page now and go back to your mail.");
}

}
