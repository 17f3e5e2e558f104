// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "autoconfig/autoconfigparser.h"

#include <QXmlStreamReader>

#include <optional>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr int deepest = 16;
constexpr int mostElements = 4000;
constexpr qsizetype mostServers = 32;
constexpr qsizetype mostDomains = 500;
constexpr qsizetype longestValue = 512;

std::optional<MailProtocol> protocolOf(QStringView element, QStringView type)
{
    if (element == "incomingServer"_L1) {
        if (type == "imap"_L1) {
            return MailProtocol::Imap;
        }
        return type == "pop3"_L1 ? std::optional(MailProtocol::Pop3) : std::nullopt;
    }
    return type == "smtp"_L1 ? std::optional(MailProtocol::Smtp) : std::nullopt;
}

std::optional<Security> securityOf(QStringView word)
{
    if (word.compare("SSL"_L1, Qt::CaseInsensitive) == 0) {
        return Security::Tls;
    }
    if (word.compare("STARTTLS"_L1, Qt::CaseInsensitive) == 0) {
        return Security::StartTls;
    }
    return word.compare("plain"_L1, Qt::CaseInsensitive) == 0 ? std::optional(Security::None) : std::nullopt;
}

/// "plain" and "secure" are the words of version 1.0.
std::optional<SignIn> signInOf(QStringView word)
{
    for (const auto password : {"password-cleartext"_L1, "password-encrypted"_L1, "plain"_L1, "secure"_L1}) {
        if (word == password) {
            return SignIn::Password;
        }
    }
    if (word.compare("OAuth2"_L1, Qt::CaseInsensitive) == 0) {
        return SignIn::OAuth2;
    }
    if (word == "TLS-client-cert"_L1) {
        return SignIn::ClientCertificate;
    }
    return word == "GSSAPI"_L1 ? std::optional(SignIn::Kerberos) : std::nullopt;
}

/// A server as it is read, and what is known to be wrong with it.
struct Reading {
    ServerSettings server;
    std::optional<Security> security;
    bool strangeSignIn = false;

    [[nodiscard]] bool isUsable() const
    {
        return !server.endpoint.host.isEmpty() && server.endpoint.port != 0 && (!server.signIn.isEmpty() || !strangeSignIn);
    }
};

class Parser
{
public:
    Parser(QByteArrayView xml, const MailAddress &address)
        : m_reader(xml.toByteArray())
        , m_address(address)
    {
        m_reader.setEntityExpansionLimit(0);
    }

    [[nodiscard]] Result<AutoconfigFile> parse()
    {
        readDocument();
        if (m_reader.hasError()) {
            return fail(ErrorKind::Nonsense, m_reader.errorString());
        }
        return m_file;
    }

private:
    void readDocument()
    {
        if (!nextElement()) {
            return;
        }
        if (m_reader.name() != "clientConfig"_L1) {
            m_reader.raiseError(u"not a mail configuration"_s);
            return;
        }
        bool found = false;
        while (nextElement()) {
            if (m_reader.name() == "emailProvider"_L1 && !std::exchange(found, true)) {
                readProvider();
            } else {
                skip();
            }
        }
        while (!m_reader.atEnd()) {
            token(); // what is behind the root has to be well-formed, too
        }
    }

    void readProvider()
    {
        QList<ServerSettings> outgoing;
        while (nextElement()) {
            if (m_reader.name() == "domain"_L1) {
                readDomain();
            } else if (m_reader.name() == "incomingServer"_L1) {
                readServer(&m_file.servers);
            } else if (m_reader.name() == "outgoingServer"_L1) {
                readServer(&outgoing);
            } else {
                skip();
            }
        }
        m_file.servers += outgoing;
    }

    void readDomain()
    {
        QStringList &domains = m_reader.attributes().value("purpose"_L1) == "mx"_L1 ? m_file.mxDomains : m_file.domains;
        if (const QString domain = hostNameOf(text()); !domain.isEmpty() && domains.size() < mostDomains) {
            domains.append(domain);
        }
    }

    void readServer(QList<ServerSettings> *servers)
    {
        const auto protocol = protocolOf(m_reader.name(), m_reader.attributes().value("type"_L1));
        if (!protocol || servers->size() >= mostServers) {
            skip();
            return;
        }
        Reading reading{.server = {.protocol = *protocol}};
        while (nextElement()) {
            readSetting(&reading);
        }
        if (reading.security && reading.isUsable()) {
            reading.server.endpoint.security = *reading.security;
            servers->append(reading.server);
        }
    }

    /// Of elements that come again the first counts, but for <authentication>.
    void readSetting(Reading *reading)
    {
        ServerSettings &server = reading->server;
        const QString name = m_reader.name().toString();
        if (name == "hostname"_L1 && server.endpoint.host.isEmpty()) {
            server.endpoint.host = hostNameOf(filledIn(text()));
        } else if (name == "port"_L1 && server.endpoint.port == 0) {
            server.endpoint.port = text().toUShort();
        } else if (name == "socketType"_L1 && !reading->security) {
            reading->security = securityOf(text());
        } else if (name == "username"_L1 && server.userName.isEmpty()) {
            server.userName = filledIn(text());
        } else if (name == "authentication"_L1) {
            addSignIn(reading, text());
        } else {
            skip();
        }
    }

    static void addSignIn(Reading *reading, const QString &word)
    {
        const auto method = signInOf(word);
        if (!method) {
            reading->strangeSignIn = true;
        } else if (!reading->server.signIn.contains(*method)) {
            reading->server.signIn.append(*method);
        }
    }

    /// Empty when a part of the address is asked for that is not known.
    [[nodiscard]] QString filledIn(QString text) const
    {
        if (m_address.localPart.isEmpty() && (text.contains("%EMAILADDRESS%"_L1) || text.contains("%EMAILLOCALPART%"_L1))) {
            return {};
        }
        // One pass each, in this order: what is put in is not looked at again but for the parts of a domain, which has no '%'.
        const qsizetype whole = text.indexOf("%EMAILADDRESS%"_L1);
        if (whole >= 0) {
            return text.replace(whole, 14, m_address.toString());
        }
        text.replace("%EMAILDOMAIN%"_L1, m_address.domain);
        const qsizetype local = text.indexOf("%EMAILLOCALPART%"_L1);
        return local < 0 ? text : text.replace(local, 16, m_address.localPart);
    }

    /// The text of the element; empty when there is more in it than text, or it is not fit for a setting.
    [[nodiscard]] QString text()
    {
        QString text;
        int depth = 1;
        bool plain = true;
        while (depth > 0 && !m_reader.atEnd()) {
            const auto kind = token();
            if (kind == QXmlStreamReader::Characters) {
                text += m_reader.text();
            } else if (kind == QXmlStreamReader::StartElement) {
                plain = false;
                ++depth;
            } else if (kind == QXmlStreamReader::EndElement) {
                --depth;
            }
        }
        text = text.trimmed();
        return plain && text.size() <= longestValue && !hasControlCharacters(text) ? text : QString();
    }

    /// To the next child of the element; false behind the last one.
    [[nodiscard]] bool nextElement()
    {
        while (!m_reader.atEnd()) {
            const auto kind = token();
            if (kind == QXmlStreamReader::StartElement || kind == QXmlStreamReader::EndElement) {
                return kind == QXmlStreamReader::StartElement;
            }
        }
        return false;
    }

    void skip()
    {
        for (int depth = 1; depth > 0 && !m_reader.atEnd();) {
            const auto kind = token();
            depth += kind == QXmlStreamReader::StartElement ? 1 : (kind == QXmlStreamReader::EndElement ? -1 : 0);
        }
    }

    /// The only place that reads on: nothing gets past the bounds.
    QXmlStreamReader::TokenType token()
    {
        const auto kind = m_reader.readNext();
        if (kind == QXmlStreamReader::DTD || kind == QXmlStreamReader::EntityReference) {
            m_reader.raiseError(u"a document type declaration"_s);
        } else if (kind == QXmlStreamReader::StartElement && (++m_depth > deepest || ++m_elements > mostElements)) {
            m_reader.raiseError(u"too many elements"_s);
        } else if (kind == QXmlStreamReader::EndElement) {
            --m_depth;
        }
        return m_reader.hasError() ? QXmlStreamReader::Invalid : kind;
    }

    QXmlStreamReader m_reader;
    const MailAddress &m_address;
    AutoconfigFile m_file;
    int m_depth = 0;
    int m_elements = 0;
};
}

Result<AutoconfigFile> parseAutoconfig(QByteArrayView xml, const MailAddress &address)
{
    if (xml.size() > largestAutoconfigFile) {
        return fail(ErrorKind::Nonsense, u"the file is too large"_s);
    }
    return Parser(xml, address).parse();
}

}
