// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/message.h"
#include "plan/uidlformat.h"
#include "pop3/pop3entry.h"

#include <QHash>
#include <QList>

#include <compare>
#include <optional>

namespace Konto
{

/// Names a message on the other side of a switch.
struct RemoteId {
    qint64 mailbox = 0; ///< FolderRow::id of the IMAP mailbox; 0: the POP3 mailbox
    quint32 number = 0; ///< UID; in the POP3 mailbox the message number of this session

    auto operator<=>(const RemoteId &) const = default;
};
[[nodiscard]] size_t qHash(const RemoteId &id, size_t seed = 0);

/// A message on the other side as its listing tells.
struct RemoteMessage {
    RemoteId id;
    qint64 size = 0; ///< RFC822.SIZE, or what LIST said
    QByteArray uidl; ///< POP3
    QByteArray objectId; ///< IMAP: EMAILID, or X-GM-MSGID in decimal; empty where the server has neither
    QDateTime internalDate; ///< IMAP
};

/// What a header that was asked for says. An empty \a headerHash: it could not be learnt.
struct LearntHeader {
    QByteArray headerHash; ///< headerHash() of core/headers.h
    QByteArray messageIdHash; ///< messageIdHash()
    QDateTime date; ///< arrivalDate(), where the listing has no internalDate
};

/// What is to be learnt before everything can be matched.
struct MatchingQuestions {
    QList<RemoteId> headers;
    QList<RemoteId> contentsThere; ///< messages to download for their contentHash(), MatchingLimits::contentsThere at most
    QList<MessageKey> contentsHere; ///< messages to read from the disk for their contentHash()

    [[nodiscard]] bool isEmpty() const;
};

/// The answers to all questions so far. What could not be learnt gets an answer too, with an empty hash; who answers every
/// question so comes to an end.
struct MatchingAnswers {
    QHash<RemoteId, LearntHeader> headers;
    QHash<RemoteId, QByteArray> contentsThere; ///< contentHash() of core/headers.h
    QHash<MessageKey, QByteArray> contentsHere;
};

/// A message in INBOX, as listed.
struct ListedUid {
    quint32 uid = 0;
    qint64 size = 0;
};

struct MatchingLimits {
    int sample = 20; ///< messages whose header must agree before an identifier is trusted
    int contentsThere = 50; ///< messages to download to tell copies apart
    bool otherSizes = true; ///< look for messages whose size is told differently there too: asks for the headers of all that is left
};

/// Both sides of a switch.
struct MatchingInput {
    /// Of all folders, deletedHere ones included; each key once. When the other side is IMAP, rows with Body::HereAltered have
    /// the size of what is here: IMAP tells it right where POP3 did not.
    QList<MessageRow> here;
    QList<RemoteMessage> there; ///< of all mailboxes, or of the POP3 mailbox; each id once
    qint64 inbox = 0; ///< FolderRow::id of INBOX, also when the other side is POP3
    QHash<qint64, quint32> uidValidities; ///< of each mailbox by FolderRow::id; when the other side is POP3, INBOX's as last known
    bool otherServer = false; ///< not the one that rows have their UIDs and object ids from: these are not looked at
    /// Optional, when the other side is IMAP: what the same server lists over POP3. Without it a UIDL from before a change of
    /// UIDVALIDITY rejects its format, though the message may have left the server long ago.
    QList<Pop3Entry> pop3Listing;
    QList<ListedUid> inboxListing; ///< optional, when the other side is POP3: INBOX of the same server
    quint64 seed = 0; ///< chooses the samples; the same for all calls of one matching, and not to be foreseen by a server
    MatchingLimits limits;
    MatchingAnswers answers;
};

/// What says that two messages are the same.
enum class MatchProof {
    Identifier, ///< an identifier that was verified on a sample, and the size
    Order, ///< its place among all messages by size, verified on a sample
    HeaderAndSize, ///< equal header hash and size
    Content, ///< equal contentHash()
};

struct Match {
    MessageKey key;
    RemoteId id;
    MatchProof proof = MatchProof::HeaderAndSize;

    bool operator==(const Match &) const = default;
};

/// Why messages may be the same and it is not known.
enum class MatchDoubt {
    Copies, ///< equal header and size, but several that differ here, and the contents are not known
    SizeDiffers, ///< equal header, different size, and the contents are not known
    MessageIdOnly, ///< equal Message-ID, date and size, but the header differs
    HeaderUnknown, ///< equal size, and the header could not be learnt
    IdentifierOnly, ///< the identifier says so, but the size differs and the header could not be learnt
};

/// Messages of which some may be the same: none of them may be deleted or replaced because of it.
struct Ambiguity {
    QList<MessageKey> keys;
    QList<RemoteId> ids;
    MatchDoubt doubt = MatchDoubt::Copies;

    bool operator==(const Ambiguity &) const = default;
};

/// An identifier that was verified.
struct MatchIdentifier {
    enum class Kind {
        Uid, ///< UID and UIDVALIDITY are still the same
        ObjectId, ///< EMAILID or X-GM-MSGID
        Uidl, ///< the UIDL is still the same
        Format, ///< the UIDL tells UID or X-GM-MSGID
    };
    Kind kind = Kind::Uid;
    UidlFormat format = UidlFormat::Dovecot; ///< Kind::Format

    bool operator==(const MatchIdentifier &) const = default;
};

/// Which messages are the same. While there are questions everything else is empty; then each key and each id stands in
/// exactly one place. All lists are sorted.
struct Matching {
    MatchingQuestions questions;
    QList<Match> matched; ///< by key
    QList<MessageKey> onlyHere;
    QList<RemoteId> onlyThere;
    QList<Match> deletedButThere; ///< by key; MessageRow::deletedHere, and still on the server
    QList<MessageKey> deletedAndGone; ///< MessageRow::deletedHere, and not on the server
    QList<Ambiguity> ambiguous;
    QList<MatchIdentifier> identifiers; ///< those that were accepted
};

/// Recognises mail across a switch of mode or server. Call it with no answers, get the answers to its questions, and call
/// it again with everything else unchanged, until there are no questions.
///
/// First identifiers: UIDs, object ids, UIDLs. One is accepted for the account if UIDVALIDITY agrees where it is told, and
/// size and header hash agree on a random sample; a single contradiction rejects it. Then, for what is left:
/// (a) both listings side by side, as long as sizes agree and tell neighbours apart, verified on a sample like an identifier;
/// (b) header hash and size; (c) of several equal candidates, or where sizes differ, the whole content.
/// What has only Message-ID, date and size in common is ambiguous.
///
/// Of equal messages the one in the same folder is preferred, then INBOX, then the others in their order; rows that are not
/// deletedHere come first. Equal copies pair up in order: those whose contents here are equal, or not here, need no more
/// than header and size. Rows with Body::Here must have their header hash.
///
/// The order of the lists in \a input is irrelevant.
[[nodiscard]] Matching match(const MatchingInput &input);

}
