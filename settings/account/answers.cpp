// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "account/answers.h"

#include "link/answertext.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr qsizetype longestText = 500;
/// No account has more folders, and no list is read that is longer.
constexpr qsizetype mostEntries = 20'000;
constexpr double largestNumber = 1e15;

QString text(const QJsonValue &value)
{
    return plain(value.toString(), longestText);
}

qint64 identifier(const QJsonValue &value)
{
    const double told = value.toDouble(-1);
    return told >= 0 && told <= largestNumber ? qint64(told) : -1;
}

int within(const QJsonValue &value, int least, int most, int otherwise)
{
    const double told = value.toDouble(otherwise);
    return told >= least && told <= most ? int(told) : otherwise;
}

QString oneOf(const QJsonValue &value, const QStringList &words, const QString &otherwise)
{
    const QString word = value.toString();
    return words.contains(word) ? word : otherwise;
}

QStringList texts(const QJsonValue &value)
{
    QStringList list;
    for (const QJsonValue entry : value.toArray()) {
        if (entry.isString() && list.size() < longestText) {
            list.append(text(entry));
        }
    }
    return list;
}

QJsonArray array(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).array();
}

QList<SignIn> signIns(const QJsonValue &value)
{
    QList<SignIn> list;
    for (const QJsonValue entry : value.toArray()) {
        const int method = within(entry, int(SignIn::Password), int(SignIn::Kerberos), -1);
        if (method >= 0 && !list.contains(SignIn(method))) {
            list.append(SignIn(method));
        }
    }
    return list;
}

FoundAddress foundAddress(const QJsonObject &json)
{
    FoundAddress found;
    found.protocol = oneOf(json["protocol"_L1], {u"imap"_s, u"pop3"_s, u"smtp"_s}, {});
    found.endpoint = {.host = text(json["host"_L1]),
                      .port = quint16(within(json["port"_L1], 1, 65535, 0)),
                      .security = Security(within(json["security"_L1], int(Security::Tls), int(Security::None), int(Security::Tls)))};
    found.userName = text(json["userName"_L1]);
    found.signIn = signIns(json["signIn"_L1]);
    found.source = oneOf(json["source"_L1], {u"provider"_s, u"file"_s, u"srv"_s, u"mx"_s, u"guess"_s}, u"guess"_s);
    found.certainty = oneOf(json["certainty"_L1], {u"certain"_s, u"likely"_s, u"guessed"_s}, u"guessed"_s);
    found.verified = json["verified"_L1].toBool();
    // Whoever does not say so is asked about
    found.toBeConfirmed = json["toBeConfirmed"_L1].toBool(true) || found.endpoint.security == Security::None;
    found.problem = text(json["problem"_L1]);
    return found;
}

QList<FoundAddress> addressesOf(const QStringList &protocols, const QByteArray &json)
{
    QList<FoundAddress> list;
    for (const QJsonValue entry : array(json)) {
        const FoundAddress found = foundAddress(entry.toObject());
        if (protocols.contains(found.protocol) && !found.endpoint.host.isEmpty() && found.endpoint.port != 0 && list.size() < longestText) {
            list.append(found);
        }
    }
    return list;
}

/// A SHA-256 digest in hex, or nothing.
QString digest(const QJsonValue &value)
{
    const QString hex = value.toString().toLower();
    const bool isDigest = hex.size() == 64 && std::ranges::all_of(hex, [](QChar c) {
                              return (c >= u'0' && c <= u'9') || (c >= u'a' && c <= u'f');
                          });
    return isDigest ? hex : QString();
}

ShownCertificate certificate(const QJsonObject &json)
{
    return {.subject = text(json["subject"_L1]),
            .issuer = text(json["issuer"_L1]),
            .names = texts(json["names"_L1]),
            .validFrom = timeOf(json, "validFrom"_L1),
            .validUntil = timeOf(json, "validUntil"_L1),
            .fingerprint = text(json["fingerprint"_L1]),
            .key = digest(json["key"_L1]),
            .whyNot = texts(json["whyNot"_L1]),
            .pinned = json["pinned"_L1].toBool()};
}
}

QList<FoundAddress> foundAddresses(const QByteArray &json)
{
    return addressesOf({u"imap"_s, u"pop3"_s}, json);
}

QList<FoundAddress> outgoingAddresses(const QByteArray &json)
{
    return addressesOf({u"smtp"_s}, json);
}

TestResult testResult(const QByteArray &json)
{
    const QJsonObject told = QJsonDocument::fromJson(json).object();
    TestResult result{.reached = told["reached"_L1].toBool(),
                      .encrypted = told["encrypted"_L1].toBool(),
                      .trusted = told["trusted"_L1].toBool(),
                      .signedIn = told["signedIn"_L1].toBool(),
                      .sentence = text(told["sentence"_L1]),
                      .problem = text(told["problem"_L1]),
                      .certificates = {}};
    for (const QJsonValue entry : told["certificates"_L1].toArray()) {
        if (entry.isObject() && result.certificates.size() < 20) {
            result.certificates.append(certificate(entry.toObject()));
        }
    }
    return result;
}

QList<FolderEntry> folderEntries(const QByteArray &json)
{
    const QStringList roles{u"inbox"_s, u"sent"_s, u"drafts"_s, u"trash"_s, u"junk"_s, u"archive"_s, u"templates"_s, u"outbox"_s};
    QList<FolderEntry> list;
    for (const QJsonValue entry : array(json)) {
        const QJsonObject told = entry.toObject();
        FolderEntry folder{.path = texts(told["path"_L1]),
                           .collection = identifier(told["collection"_L1]),
                           .mailbox = text(told["mailbox"_L1]),
                           .role = oneOf(told["role"_L1], roles, {}),
                           .subscribed = told["subscribed"_L1].toBool(true),
                           .messages = numberOf(told, "messages"_L1),
                           .bytes = numberOf(told, "bytes"_L1),
                           .keep = within(told["keep"_L1], -1, int(HeldHere::Opened), -1),
                           .keepDays = within(told["keepDays"_L1], 1, 100'000, 90)};
        if (!folder.path.isEmpty() && list.size() < mostEntries) {
            list.append(folder);
        }
    }
    return list;
}

}
