// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "kontoservers.h"

#include "plan/otherendpoint.h"
#include "run/errortext.h"
#include "run/servers/servertext.h"
#include "serversadaptor.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
/// The account as \a options say it would be; nothing when they make no sense.
std::optional<Account> accountWith(Account account, const QString &protocol, const QVariantMap &options)
{
    if (protocol != "pop3"_L1 && protocol != "imap"_L1) {
        return std::nullopt;
    }
    account.mode = protocol == "imap"_L1 ? Mode::Imap : Mode::Pop3;
    Endpoint &endpoint = account.mode == Mode::Imap ? account.imap : account.pop3;
    const int port = options.value(u"port"_s, endpoint.port).toInt();
    const int security = options.value(u"security"_s, int(endpoint.security)).toInt();
    const int signIn = options.value(u"signIn"_s, int(account.signIn)).toInt();
    const bool valid = port > 0 && port <= 65535 && security >= int(Security::Tls) && security <= int(Security::None) && signIn >= int(SignIn::Password)
        && signIn <= int(SignIn::Kerberos);
    if (!valid) {
        return std::nullopt;
    }
    endpoint.host = options.value(u"host"_s, endpoint.host).toString().trimmed();
    endpoint.port = quint16(port);
    endpoint.security = Security(security);
    account.signIn = SignIn(signIn);
    account.userName = options.value(u"userName"_s, account.userName).toString();
    return account;
}

/// Where to look: where the account is told to, or else where its provider is likely to be.
QList<Endpoint> placesOf(const Account &account)
{
    return account.endpoint().host.isEmpty() ? otherEndpoints(account, account.mode) : QList{account.endpoint()};
}

QString date(const QDateTime &when)
{
    return when.isValid() ? when.toUTC().toString(Qt::ISODate) : QString();
}

/// Those it is for (RFC 6125); an old one has its name in the subject only.
QJsonArray namesIn(const QSslCertificate &certificate)
{
    QStringList names = certificate.subjectAlternativeNames().values(QSsl::DnsEntry) + certificate.subjectAlternativeNames().values(QSsl::IpAddressEntry);
    names.sort();
    return QJsonArray::fromStringList(names.isEmpty() ? certificate.subjectInfo(QSslCertificate::CommonName) : names);
}

QJsonObject describe(const QSslCertificate &certificate)
{
    return {{u"subject"_s, certificate.subjectDisplayName()},
            {u"issuer"_s, certificate.issuerDisplayName()},
            {u"names"_s, namesIn(certificate)},
            {u"validFrom"_s, date(certificate.effectiveDate())},
            {u"validUntil"_s, date(certificate.expiryDate())},
            {u"fingerprint"_s, QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex(':').toUpper())},
            {u"key"_s, QString::fromLatin1(TlsPolicy::keyDigest(certificate))}};
}

QJsonArray describe(const TlsPeer &peer)
{
    QJsonArray certificates;
    for (const QSslCertificate &certificate : peer.chain) {
        QJsonObject json = describe(certificate);
        if (certificates.isEmpty()) {
            json.insert(u"whyNot"_s, QJsonArray::fromStringList(distrustSentences(peer)));
            json.insert(u"pinned"_s, peer.pinned);
        }
        certificates.append(json);
    }
    return certificates;
}

QString toJson(const ServerFindings &findings, const Account &account)
{
    const QJsonObject json{{u"reached"_s, findings.reached},
                           {u"encrypted"_s, findings.encrypted},
                           {u"trusted"_s, findings.peer.isTrusted()},
                           {u"signedIn"_s, findings.signedIn},
                           {u"sentence"_s, serverSentence(findings, account)},
                           {u"problem"_s, findings.problem ? toString(findings.problem->kind) : QString()},
                           {u"certificates"_s, describe(findings.peer)}};
    return QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact));
}
}

KontoServers::KontoServers(const AccountSync &sync, QObject *parent)
    : QObject(parent)
    , m_sync(sync)
{
    new ServersAdaptor(this);
    connect(&m_signIn, &BrowserSignIn::browserNeeded, this, [this](const QUrl &address) {
        Q_EMIT browserNeeded(QString::fromUtf8(address.toEncoded()));
    });
    QDBusConnection::sessionBus().registerObject(u"/Servers"_s, this, QDBusConnection::ExportAdaptors);
}

QString KontoServers::test(const QString &protocol, const QVariantMap &options)
{
    const auto account = accountWith(m_sync.account(), protocol, options);
    if (!account) {
        sendErrorReply(QDBusError::InvalidArgs, u"no such protocol, port, security or way to sign in"_s);
        return {};
    }
    setDelayedReply(true);
    answerTest(connection(), message(), *account, options.value(u"logIn"_s, true).toBool(), options.value(u"quietly"_s, false).toBool());
    return {}; // not what is sent
}

QCoro::Task<void> KontoServers::answerTest(QDBusConnection connection, QDBusMessage question, Account account, bool logIn, bool quietly)
{
    const QPointer<KontoServers> self(this);
    QList<Endpoint> places = placesOf(account);
    if (places.isEmpty() || (logIn && account.userName.isEmpty())) {
        connection.send(question.createErrorReply(u"org.kde.konto.Error"_s, errorSentence(makeError(ErrorKind::NotConfigured), account)));
        co_return;
    }
    Result<ServerFindings> findings;
    do {
        (account.mode == Mode::Imap ? account.imap : account.pop3) = places.takeFirst();
        findings = co_await (quietly ? m_quietTest : m_test).start(account, logIn);
        if (!self) {
            co_return;
        }
    } while (findings && findings->problem && !findings->reached && !places.isEmpty());
    if (findings) {
        connection.send(question.createReply(toJson(*findings, account)));
    } else {
        connection.send(question.createErrorReply(u"org.kde.konto.Error"_s, errorSentence(findings.error(), account)));
    }
}

void KontoServers::cancel()
{
    m_test.cancel();
    m_signIn.cancel();
}

void KontoServers::signInWithBrowser(const QVariantMap &settings)
{
    const OAuthSite site{.authorizationUrl = settings.value(u"authorizationUrl"_s).toString(),
                         .tokenUrl = settings.value(u"tokenUrl"_s).toString(),
                         .clientId = settings.value(u"clientId"_s).toString(),
                         .clientSecret = settings.value(u"clientSecret"_s).toString(),
                         .scope = settings.value(u"scope"_s).toString(),
                         .userName = settings.value(u"userName"_s, m_sync.account().userName).toString()};
    setDelayedReply(true);
    answerSignIn(connection(), message(), site);
}

QCoro::Task<void> KontoServers::answerSignIn(QDBusConnection connection, QDBusMessage question, OAuthSite site)
{
    const QString account = m_sync.account().id;
    const auto token = co_await m_signIn.start(site, browserFarewell());
    Result<void> stored = token ? Result<void>() : std::unexpected(token.error());
    if (token) {
        stored = co_await storeToken(account, *token);
    }
    if (stored) {
        connection.send(question.createReply());
    } else {
        connection.send(question.createErrorReply(u"org.kde.konto.Error"_s, browserSentence(stored.error())));
    }
}

}

#include "moc_kontoservers.cpp"
