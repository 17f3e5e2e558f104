// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/matchidentifiers.h"
#include "plan/matchsample.h"

#include <QSet>

namespace Konto
{

namespace
{
using Kind = MatchIdentifier::Kind;

/// What an identifier makes of a message; equal for both sides of the same message.
struct Name {
    qint64 mailbox = 0;
    quint32 uid = 0;
    QByteArray text;

    bool operator==(const Name &) const = default;
};
size_t qHash(const Name &name, size_t seed = 0)
{
    return qHashMulti(seed, name.mailbox, name.uid, name.text);
}

/// Names the messages of both sides by one identifier.
class Naming
{
public:
    Naming(const MatchSides &sides, const MatchIdentifier &identifier)
        : m_sides(sides)
        , m_identifier(identifier)
    {
        for (const Pop3Entry &entry : sides.input().pop3Listing) {
            m_listed.insert(entry.uidl);
        }
    }

    /// nullopt: \a row has no such identifier.
    [[nodiscard]] std::optional<Name> of(const MessageRow &row)
    {
        switch (m_identifier.kind) {
        case Kind::Uid: {
            const bool counts = row.uid != 0 && row.uidValidity == m_sides.input().uidValidities.value(row.placeOnServer());
            return counts ? std::optional(Name{.mailbox = row.placeOnServer(), .uid = row.uid, .text = {}}) : std::nullopt;
        }
        case Kind::ObjectId:
            return fromText(row.objectId);
        case Kind::Uidl:
            return fromText(row.uidl);
        case Kind::Format:
            break;
        }
        if (!m_sides.isToPop3()) {
            // A message that is on the server no more may be from before a change of UIDVALIDITY.
            return read(row.uidl, m_listed.isEmpty() || m_listed.contains(row.uidl));
        }
        if (isGmail()) {
            return fromText(row.objectId);
        }
        const bool inInbox = row.uid != 0 && row.placeOnServer() == m_sides.input().inbox && row.uidValidity == m_sides.inboxUidValidity();
        return inInbox ? std::optional(Name{.mailbox = m_sides.input().inbox, .uid = row.uid, .text = {}}) : std::nullopt;
    }

    [[nodiscard]] std::optional<Name> of(const RemoteMessage &message)
    {
        switch (m_identifier.kind) {
        case Kind::Uid:
            return Name{.mailbox = message.id.mailbox, .uid = message.id.number, .text = {}};
        case Kind::ObjectId:
            return fromText(message.objectId);
        case Kind::Uidl:
            return fromText(message.uidl);
        case Kind::Format:
            break;
        }
        if (m_sides.isToPop3()) {
            return read(message.uidl, true);
        }
        return isGmail() ? fromText(message.objectId) : Name{.mailbox = message.id.mailbox, .uid = message.id.number, .text = {}};
    }

    /// Whether one message in several mailboxes has the same name in all of them.
    [[nodiscard]] bool isShared() const
    {
        return m_identifier.kind == Kind::ObjectId || isGmail();
    }

    /// Whether a UIDL told another UIDVALIDITY than INBOX has.
    [[nodiscard]] bool isContradicted() const
    {
        return m_contradicted;
    }

private:
    [[nodiscard]] bool isGmail() const
    {
        return m_identifier.kind == Kind::Format && m_identifier.format == UidlFormat::Gmail;
    }

    /// A space stands for the UIDL that a server did not tell (uidlToStore()).
    [[nodiscard]] static std::optional<Name> fromText(const QByteArray &text)
    {
        return text.isEmpty() || text == " " ? std::nullopt : std::optional(Name{.mailbox = 0, .uid = 0, .text = text});
    }

    [[nodiscard]] std::optional<Name> read(const QByteArray &uidl, bool mayContradict)
    {
        const std::optional<UidlReading> reading = readUidl(uidl, m_identifier.format, m_sides.inboxUidValidity());
        if (!reading) {
            return std::nullopt;
        }
        if (reading->uid == 0) {
            return fromText(reading->objectId);
        }
        if (reading->uidValidity != 0 && reading->uidValidity != m_sides.inboxUidValidity()) {
            m_contradicted = m_contradicted || mayContradict;
            return std::nullopt;
        }
        return Name{.mailbox = m_sides.input().inbox, .uid = reading->uid, .text = {}};
    }

    const MatchSides &m_sides;
    MatchIdentifier m_identifier;
    QSet<QByteArray> m_listed;
    bool m_contradicted = false;
};

/// Rows and remote messages of the same name, in the rows' order.
QList<MatchGroup> groupByName(const MatchSides &sides, Naming &naming)
{
    QList<MatchGroup> groups;
    QHash<Name, qsizetype> groupOf;
    for (const int row : sides.freeRows()) {
        if (const std::optional<Name> name = naming.of(sides.row(row))) {
            const auto group = groupOf.tryEmplace(*name, groups.size());
            if (group.inserted) {
                groups.emplaceBack();
            }
            groups[*group.iterator].rows.append(row);
        }
    }
    for (const int remote : sides.freeRemotes()) {
        if (const std::optional<Name> name = naming.of(sides.remote(remote))) {
            if (const auto group = groupOf.constFind(*name); group != groupOf.cend()) {
                groups[*group].remotes.append(remote);
            }
        }
    }
    return groups;
}

/// What \a identifier says; nothing where it contradicts itself. A name that two messages have identifies neither.
QList<MatchClaim> claimsOf(const MatchSides &sides, const MatchIdentifier &identifier)
{
    Naming naming(sides, identifier);
    const QList<MatchGroup> groups = groupByName(sides, naming);
    QList<MatchClaim> claims;
    if (naming.isContradicted()) {
        return claims;
    }
    for (const MatchGroup &group : groups) {
        if (naming.isShared()) {
            claims += pairsInOrder(sides, group);
        } else if (group.rows.size() == 1 && group.remotes.size() == 1) {
            claims.append({.row = group.rows.first(), .remote = group.remotes.first()});
        }
    }
    return claims;
}

QList<MatchIdentifier> identifiersToTry(const MatchSides &sides)
{
    QList<MatchIdentifier> identifiers;
    const bool otherServer = sides.input().otherServer;
    if (sides.isToPop3()) {
        identifiers.append({.kind = Kind::Uidl, .format = {}});
    } else if (!otherServer) {
        identifiers.append({.kind = Kind::Uid, .format = {}});
        identifiers.append({.kind = Kind::ObjectId, .format = {}});
    }
    if (!sides.isToPop3() || !otherServer) {
        for (const UidlFormat format : uidlFormats) {
            identifiers.append({.kind = Kind::Format, .format = format});
        }
    }
    return identifiers;
}
}

IdentifierFindings pairByIdentifiers(MatchSides &sides, MatchingQuestions &questions)
{
    IdentifierFindings findings;
    for (const MatchIdentifier &identifier : identifiersToTry(sides)) {
        const QList<MatchClaim> claims = claimsOf(sides, identifier);
        const MatchVerdict verdict = verify(sides, claims, questions);
        if (verdict == MatchVerdict::Undecided) {
            break;
        }
        if (verdict == MatchVerdict::Accepted) {
            findings.accepted.append(identifier);
            findings.suspects += pairTrusted(sides, claims, MatchProof::Identifier);
        }
    }
    return findings;
}

}
