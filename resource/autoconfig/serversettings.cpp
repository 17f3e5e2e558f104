// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "autoconfig/serversettings.h"

using namespace Qt::StringLiterals;

namespace Konto
{

QString toString(MailProtocol protocol)
{
    switch (protocol) {
    case MailProtocol::Imap:
        return u"imap"_s;
    case MailProtocol::Pop3:
        return u"pop3"_s;
    case MailProtocol::Smtp:
        return u"smtp"_s;
    }
    return {};
}

quint16 standardPort(MailProtocol protocol, Security security)
{
    switch (protocol) {
    case MailProtocol::Imap:
        return standardPort(Mode::Imap, security);
    case MailProtocol::Pop3:
        return standardPort(Mode::Pop3, security);
    case MailProtocol::Smtp:
        return security == Security::Tls ? 465 : 587;
    }
    return 0;
}

}
