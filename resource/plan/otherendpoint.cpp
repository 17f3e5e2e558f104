// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/otherendpoint.h"

#include "autoconfig/mailaddress.h"

#include <QStringList>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
bool isUsualLabel(const QString &label)
{
    return QStringList{u"pop"_s, u"pop3"_s, u"imap"_s, u"imap4"_s, u"mail"_s}.contains(label, Qt::CaseInsensitive);
}

/// \a host, and then it with other first labels where its own is one of the usual ones.
QStringList likelyHosts(const QString &host, Mode mode)
{
    QStringList hosts{host};
    const QStringList usual = mode == Mode::Imap ? QStringList{u"imap"_s, u"mail"_s} : QStringList{u"pop"_s, u"pop3"_s, u"mail"_s};
    const qsizetype dot = host.indexOf(u'.');
    if (dot < 0 || !isUsualLabel(host.first(dot))) {
        return hosts;
    }
    for (const QString &label : usual) {
        const QString other = label + host.sliced(dot);
        if (!hosts.contains(other)) {
            hosts.append(other);
        }
    }
    return hosts;
}
}

QList<Endpoint> otherEndpoints(const Account &account, Mode mode)
{
    const Endpoint &remembered = mode == Mode::Imap ? account.imap : account.pop3;
    const Endpoint &other = mode == Mode::Imap ? account.pop3 : account.imap;
    QList<Endpoint> endpoints;
    // Clear text was chosen for one connection, and not for the other.
    const bool lessEncrypted = remembered.security == Security::None && !other.host.isEmpty() && other.security != Security::None;
    if (!remembered.host.isEmpty()) {
        endpoints.append(lessEncrypted ? Endpoint{.host = remembered.host, .port = standardPort(mode, other.security), .security = other.security}
                                       : remembered);
    }
    if (!other.host.isEmpty()) {
        for (const QString &host : likelyHosts(other.host, mode)) {
            const Endpoint likely{.host = host, .port = standardPort(mode, other.security), .security = other.security};
            if (!endpoints.contains(likely)) {
                endpoints.append(likely);
            }
        }
    }
    return endpoints;
}

bool isSameServer(const Endpoint &one, const Endpoint &other, Mode mode)
{
    const auto isStandard = [mode](quint16 port) {
        return port == standardPort(mode, Security::Tls) || port == standardPort(mode, Security::StartTls);
    };
    const bool samePort = one.port == other.port || (isStandard(one.port) && isStandard(other.port));
    return samePort && one.host.compare(other.host, Qt::CaseInsensitive) == 0;
}

QString addressToAsk(const Account &account)
{
    if (const auto address = mailAddressOf(account.userName); address && !address->localPart.isEmpty()) {
        return address->toString();
    }
    const QString host = hostNameOf(account.endpoint().host);
    const qsizetype dot = host.indexOf(u'.');
    const QString above = hostNameOf(host.sliced(dot + 1));
    return dot > 0 && isUsualLabel(host.first(dot)) && !above.isEmpty() ? above : host;
}

}
