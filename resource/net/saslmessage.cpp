// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/saslmessage.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QStringBuilder>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

static constexpr qsizetype longestComplaint = 1024;

static bool isWritable(const QByteArray &bytes)
{
    return std::ranges::none_of(bytes, [](char c) {
        return static_cast<unsigned char>(c) < 0x20;
    });
}

/// RFC 5801 section 4, saslname.
static QByteArray saslName(QByteArray name)
{
    return name.replace('=', "=3D").replace(',', "=2C");
}

/// RFC 7628 section 3.1.
static QByteArray bearerMessage(const Endpoint &server, const QByteArray &user, const QByteArray &token)
{
    return "n,a=" + saslName(user) + ",\x01host=" + server.host.toUtf8() + "\x01port=" + QByteArray::number(server.port) + "\x01" "auth=Bearer " + token + "\x01\x01";
}

static QByteArray xoauth2Message(const QByteArray &user, const QByteArray &token)
{
    return "user=" + user + "\x01" "auth=Bearer " + token + "\x01\x01";
}

Result<std::shared_ptr<SaslClient>> MessageClient::make(const QByteArray &mechanism, const Endpoint &server, const Login &login)
{
    const QByteArray user = login.userName.toUtf8();
    const QByteArray token = login.secret.reveal().toLatin1();
    if (!isWritable(user) || !isWritable(token) || (login.method == SignIn::OAuth2 && token.isEmpty())) {
        return fail(ErrorKind::NoPassword, u"no token or name that could be sent"_s);
    }
    const std::shared_ptr<MessageClient> client(new MessageClient(mechanism));
    if (mechanism == "EXTERNAL") {
        // RFC 4422 appendix A.1: the mailbox is named, so that a certificate of somebody else opens none.
        client->m_initialResponse = user.isNull() ? QByteArray("") : user;
    } else if (mechanism == "OAUTHBEARER") {
        client->m_initialResponse = bearerMessage(server, user, token);
    } else {
        client->m_initialResponse = xoauth2Message(user, token);
    }
    return client;
}

Result<QByteArray> MessageClient::step(const QByteArray &challenge)
{
    if (m_mechanism == "EXTERNAL" || !m_complaint.isEmpty()) {
        return fail(ErrorKind::Nonsense, u"SASL challenge after the end of the exchange"_s);
    }
    m_complaint = challenge.isEmpty() ? QByteArray("{}") : challenge.first(std::min(challenge.size(), longestComplaint));
    // RFC 7628 section 3.2.3; XOAUTH2 wants an empty one.
    return m_mechanism == "OAUTHBEARER" ? QByteArray("\x01") : QByteArray("");
}

bool MessageClient::isDone() const
{
    return m_complaint.isEmpty();
}

/// RFC 7628 section 3.2.2: "status" is invalid_token and the like; Google and Microsoft give HTTP's status there.
std::optional<Error> MessageClient::refusal() const
{
    if (m_complaint.isEmpty()) {
        return std::nullopt;
    }
    const QString status = QJsonDocument::fromJson(m_complaint).object().value("status"_L1).toVariant().toString();
    const bool theirs = status.size() == 3 && status.startsWith(u'5');
    return makeError(theirs ? ErrorKind::Unavailable : ErrorKind::WrongPassword, u"the server refused the token"_s, m_complaint);
}

}
