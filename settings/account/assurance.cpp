// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "account/assurance.h"

#include <KLocalizedString>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
QString sourceText(const QString &source)
{
    if (source == "provider"_L1) {
        return i18nc("@info who says so", "Konto knows this provider.");
    }
    if (source == "file"_L1) {
        return i18nc("@info who says so", "Your provider says so itself.");
    }
    if (source == "mx"_L1) {
        return i18nc("@info who says so", "This provider, which Konto knows, receives the mail of your domain.");
    }
    if (source == "srv"_L1) {
        return i18nc("@info who says so", "The directory of the Internet (DNS) says so. It is not protected against forgery.");
    }
    return i18nc("@info who says so", "This is a guess: servers are usually named so.");
}

QString answerText(const FoundAddress &found)
{
    if (found.verified) {
        return found.endpoint.security == Security::None ? i18nc("@info", "The server answers, but it does not encrypt.")
                                                         : i18nc("@info", "The server answers, and its certificate is valid.");
    }
    if (found.problem.isEmpty()) {
        return i18nc("@info", "It was not tried yet.");
    }
    if (found.problem == "Certificate"_L1) {
        return i18nc("@info", "The server answers, but its certificate could not be verified.");
    }
    if (found.problem == "TlsUnavailable"_L1) {
        return i18nc("@info", "The server answers, but it does not encrypt.");
    }
    if (found.problem == "WrongProtocol"_L1 || found.problem == "Nonsense"_L1) {
        return i18nc("@info", "Something answers there, but it is no mail server.");
    }
    return i18nc("@info", "It does not answer at the moment.");
}

bool anyVerified(const QList<FoundAddress> &found, const QString &protocol)
{
    return std::ranges::any_of(found, [&protocol](const FoundAddress &address) {
        return address.protocol == protocol && address.verified;
    });
}
}

QString securityText(Security security)
{
    switch (security) {
    case Security::Tls:
        return i18nc("@info how a connection is protected", "encrypted (TLS)");
    case Security::StartTls:
        return i18nc("@info how a connection is protected", "encrypted (STARTTLS)");
    case Security::None:
        break;
    }
    return i18nc("@info how a connection is protected", "not encrypted");
}

QString addressText(const Endpoint &endpoint)
{
    const bool usual = endpoint.port == 993 || endpoint.port == 995 || (endpoint.security != Security::Tls && (endpoint.port == 143 || endpoint.port == 110));
    return usual ? i18nc("@info %1 host, %2 how the connection is protected", "%1, %2", endpoint.host, securityText(endpoint.security))
                 : i18nc("@info %1 host, %2 port, %3 how the connection is protected",
                         "%1, port %2, %3",
                         endpoint.host,
                         QString::number(endpoint.port),
                         securityText(endpoint.security));
}

QString assuranceText(const FoundAddress &found)
{
    return i18nc("@info two sentences: who says so, and whether it answers", "%1 %2", sourceText(found.source), answerText(found));
}

QString outcomeText(const QList<FoundAddress> &found, const QString &domain)
{
    const bool imap = anyVerified(found, u"imap"_s);
    const bool pop3 = anyVerified(found, u"pop3"_s);
    if (imap && pop3) {
        return i18nc("@info %1 domain", "The servers of %1 were found, and they answer. Your mail can be kept either way.", domain);
    }
    if (imap) {
        return i18nc("@info %1 domain", "%1 has an IMAP server, and it answers. A POP3 server that works was not found.", domain);
    }
    if (pop3) {
        return i18nc("@info %1 domain", "%1 has a POP3 server, and it answers. An IMAP server that works was not found.", domain);
    }
    if (!found.isEmpty()) {
        return i18nc("@info %1 domain",
                     "Servers of %1 are known, but none of them works from here. Check your network connection and search again, or enter the servers by hand.",
                     domain);
    }
    return i18nc("@info %1 domain",
                 "No mail server of %1 was found. Check the address and your network connection, or enter the servers by hand: your provider’s help pages "
                 "name them.",
                 domain);
}

}
