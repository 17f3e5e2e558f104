// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "matchingworld.h"

using namespace Konto;
using namespace Konto::Test;

namespace
{
/// How a server of \a format names the message \a uid.
QByteArray uidlOf(UidlFormat format, quint32 uid, quint32 uidValidity = validity)
{
    const QByteArray u = QByteArray::number(uid);
    const QByteArray v = QByteArray::number(uidValidity);
    switch (format) {
    case UidlFormat::Dovecot:
        return hex8(uid) + hex8(uidValidity);
    case UidlFormat::Uw:
        return hex8(uidValidity) + hex8(uid);
    case UidlFormat::Cyrus:
        return v + '.' + u;
    case UidlFormat::CyrusOld:
        return u;
    case UidlFormat::Courier:
        return "UID" + u + '-' + v;
    case UidlFormat::CourierOld:
        return "UID" + u;
    case UidlFormat::CriticalPath:
        return v + '-' + u;
    case UidlFormat::Stalwart:
        return v + u;
    case UidlFormat::Gmail:
        return "GmailId" + QByteArray::number(quint64(0x13d41a4e6a3a0000) + uid, 16);
    }
    return {};
}

QByteArray gmailId(quint32 uid)
{
    return QByteArray::number(quint64(0x13d41a4e6a3a0000) + uid);
}

/// \a count messages that came over POP3, and INBOX with the same, every UID a few higher than the one before.
MatchingWorld pop3ToImap(int count, UidlFormat format)
{
    MatchingWorld world;
    for (int i = 1; i <= count; ++i) {
        const auto uid = static_cast<quint32>(i * 3);
        world.addHere(mail(i)).uidl = uidlOf(format, uid);
        world.addThere({.mailbox = inbox, .number = uid}, mail(i)).objectId = format == UidlFormat::Gmail ? gmailId(uid) : QByteArray();
    }
    return world;
}

MatchingWorld imapToPop3(int count, UidlFormat format)
{
    MatchingWorld world;
    for (int i = 1; i <= count; ++i) {
        const auto uid = static_cast<quint32>(i * 3);
        MessageRow &row = world.addHere(mail(i));
        row.uid = uid;
        row.uidValidity = validity;
        row.objectId = format == UidlFormat::Gmail ? gmailId(uid) : QByteArray();
        world.addThere({.mailbox = 0, .number = static_cast<quint32>(i)}, mail(i)).uidl = uidlOf(format, uid);
    }
    return world;
}

qsizetype provenBy(const Matching &matching, MatchProof proof)
{
    return std::ranges::count(matching.matched, proof, &Match::proof);
}

/// Two listings of the same mailbox, and UIDLs that say nothing.
MatchingWorld withBothListings(int count)
{
    MatchingWorld world;
    for (int i = 1; i <= count; ++i) {
        const QByteArray uidl = "unknown" + QByteArray::number(i);
        world.addHere(mail(i)).uidl = uidl;
        world.addThere({.mailbox = inbox, .number = static_cast<quint32>(i)}, mail(i));
        world.input.pop3Listing.prepend({.number = i, .size = mail(i).size(), .uidl = uidl});
    }
    return world;
}

/// The same header and size, another body.
QByteArray twin(char letter)
{
    return mail(1, 300, QByteArray(10, letter));
}
}

class MatchingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void formats_data()
    {
        QTest::addColumn<UidlFormat>("format");
        for (const UidlFormat format : uidlFormats) {
            QTest::addRow("%d", static_cast<int>(format)) << format;
        }
    }

    void formats()
    {
        QFETCH(UidlFormat, format);
        for (MatchingWorld world : {pop3ToImap(100, format), imapToPop3(100, format)}) {
            const Matching matching = world.settle();
            QCOMPARE(matching.identifiers, (QList<MatchIdentifier>{{.kind = MatchIdentifier::Kind::Format, .format = format}}));
            QCOMPARE(provenBy(matching, MatchProof::Identifier), 100);
            for (int i = 0; i < 100; ++i) {
                QCOMPARE(partnerOf(matching, world.input.here.at(i).key), world.input.there.at(i).id);
            }
            QCOMPARE(world.headers, 20);
            QCOMPARE(world.rounds, 1);
            QCOMPARE(world.contentsThere + world.contentsHere, 0);
        }
    }

    /// One message of another size than the UIDL says: it is in the sample when all are.
    void oneContradictionRejects()
    {
        MatchingWorld bySize = pop3ToImap(20, UidlFormat::Dovecot);
        bySize.input.there[7].size += 1;
        const Matching withoutSize = bySize.settle();
        QVERIFY(withoutSize.identifiers.isEmpty());
        QCOMPARE(provenBy(withoutSize, MatchProof::HeaderAndSize), 19);
        QCOMPARE(provenBy(withoutSize, MatchProof::Content), 1);

        MatchingWorld byHeader = pop3ToImap(20, UidlFormat::Dovecot);
        byHeader.textsThere[byHeader.input.there.at(7).id] = mail(99, static_cast<int>(byHeader.input.there.at(7).size));
        const Matching withoutHeader = byHeader.settle();
        QVERIFY(withoutHeader.identifiers.isEmpty());
        QCOMPARE(provenBy(withoutHeader, MatchProof::HeaderAndSize), 19);
        QCOMPARE(withoutHeader.onlyHere.size(), 1);
        QCOMPARE(withoutHeader.onlyThere.size(), 1);
    }

    void uidValidityRejects()
    {
        MatchingWorld world = pop3ToImap(30, UidlFormat::Dovecot);
        world.input.here[3].uidl = uidlOf(UidlFormat::Dovecot, 12, validity - 1);
        const Matching matching = world.settle();
        QVERIFY(matching.identifiers.isEmpty());
        QCOMPARE(provenBy(matching, MatchProof::HeaderAndSize), 30);

        // but not from a message that POP3 does not list any more
        for (int i = 0; i < 30; ++i) {
            if (i != 3) {
                world.input.pop3Listing.append({.number = i + 1, .size = world.input.here.at(i).size, .uidl = world.input.here.at(i).uidl});
            }
        }
        const Matching listed = world.settle();
        QCOMPARE(listed.identifiers.size(), 1);
        QCOMPARE(provenBy(listed, MatchProof::Identifier), 29);
        QCOMPARE(provenBy(listed, MatchProof::HeaderAndSize), 1);
    }

    void unknownUidValidityTrustsNothingThatTellsIt()
    {
        MatchingWorld world = pop3ToImap(10, UidlFormat::Dovecot);
        world.input.uidValidities.clear();
        const Matching matching = world.settle();
        QVERIFY(matching.identifiers.isEmpty());
        QCOMPARE(provenBy(matching, MatchProof::HeaderAndSize), 10);
    }

    /// The server was moved to Dovecot and still tells the UIDLs of the UW server before it: they can be read as
    /// Dovecot's own.
    void migratedServerKeepsUidls()
    {
        MatchingWorld world;
        for (int i = 1; i <= 50; ++i) {
            world.addHere(mail(i)).uidl = uidlOf(UidlFormat::Uw, static_cast<quint32>(i), 0x4d3f1a2b);
            world.addThere({.mailbox = inbox, .number = static_cast<quint32>(i + 10)}, mail(i));
        }
        const Matching matching = world.settle();
        QVERIFY(matching.identifiers.isEmpty());
        QCOMPARE(provenBy(matching, MatchProof::HeaderAndSize), 50);

        // Plain numbers name other messages there.
        MatchingWorld numbers;
        for (int i = 1; i <= 50; ++i) {
            numbers.addHere(mail(i)).uidl = QByteArray::number(i);
            numbers.addThere({.mailbox = inbox, .number = static_cast<quint32>(51 - i)}, mail(i));
        }
        QVERIFY(numbers.settle().identifiers.isEmpty());
        QCOMPARE(numbers.settle().matched.size(), 50);
    }

    void deletedOnTheServerMeanwhile()
    {
        MatchingWorld world = pop3ToImap(100, UidlFormat::Courier);
        world.input.there.removeFirst();
        world.input.there.remove(40, 10);
        const Matching matching = world.settle();
        QCOMPARE(matching.identifiers.size(), 1);
        QCOMPARE(matching.matched.size(), 89);
        QCOMPARE(matching.onlyHere.size(), 11);
        QCOMPARE(world.headers, 20);
    }

    /// The sample did not meet the one message whose size differs: it goes down the ladder.
    void oneOtherSize()
    {
        MatchingWorld world = pop3ToImap(2000, UidlFormat::Cyrus);
        world.input.there[100].size += 7;
        const Matching matching = world.settle();
        QCOMPARE(matching.identifiers.size(), 1);
        QCOMPARE(provenBy(matching, MatchProof::Identifier), 1999);
        QCOMPARE(provenBy(matching, MatchProof::Content), 1);
        QCOMPARE(world.headers, 21);
        QCOMPARE(world.contentsThere, 1);
        QCOMPARE(world.contentsHere, 1);

        world = pop3ToImap(2000, UidlFormat::Cyrus);
        world.input.there[100].size += 7;
        world.unreachable.insert(world.input.there.at(100).id);
        QCOMPARE(world.settle().ambiguous,
                 (QList<Ambiguity>{{.keys = {world.input.here.at(100).key}, .ids = {world.input.there.at(100).id}, .doubt = MatchDoubt::IdentifierOnly}}));
    }

    /// Mail from the IMAP years is known by its UID, what came over POP3 since by its UIDL.
    void roundTrip()
    {
        MatchingWorld world = pop3ToImap(100, UidlFormat::Dovecot);
        for (int i = 0; i < 60; ++i) {
            world.input.here[i].uid = world.input.there.at(i).id.number;
            world.input.here[i].uidValidity = validity;
        }
        for (int i = 0; i < 40; ++i) {
            world.input.here[i].uidl.clear();
        }
        const Matching matching = world.settle();
        QCOMPARE(matching.identifiers.size(), 2);
        QCOMPARE(provenBy(matching, MatchProof::Identifier), 100);
        QCOMPARE(world.headers, 40);
    }

    void otherImapServer()
    {
        MatchingWorld world = imapToPop3(50, UidlFormat::Dovecot);
        world.input.there.clear();
        for (int i = 50; i >= 1; --i) {
            world.addThere({.mailbox = inbox, .number = static_cast<quint32>(3 * i)}, mail(51 - i));
        }
        world.input.otherServer = true;
        const Matching matching = world.settle();
        QVERIFY(matching.identifiers.isEmpty());
        QCOMPARE(provenBy(matching, MatchProof::HeaderAndSize), 50);
        QCOMPARE(world.contentsThere, 0);
    }

    void otherPop3Server()
    {
        MatchingWorld kept;
        MatchingWorld made;
        for (int i = 1; i <= 50; ++i) {
            const auto number = static_cast<quint32>(i);
            kept.addHere(mail(i)).uidl = "id" + QByteArray::number(i);
            kept.addThere({.mailbox = 0, .number = number}, mail(i)).uidl = "id" + QByteArray::number(i);
            made.addHere(mail(i)).uidl = "id" + QByteArray::number(i);
            made.addThere({.mailbox = 0, .number = number}, mail(i)).uidl = "id" + QByteArray::number(51 - i);
        }
        kept.input.otherServer = true;
        made.input.otherServer = true;
        QCOMPARE(provenBy(kept.settle(), MatchProof::Identifier), 50);
        QCOMPARE(kept.headers, 20);
        QCOMPARE(provenBy(made.settle(), MatchProof::HeaderAndSize), 50);
    }

    /// A UIDL that stands twice, or was never told, names nothing.
    void uselessUidls()
    {
        MatchingWorld world;
        for (int i = 1; i <= 10; ++i) {
            world.addHere(mail(i)).uidl = i < 4 ? "same" : " ";
            world.addThere({.mailbox = 0, .number = static_cast<quint32>(11 - i)}, mail(i)).uidl = i < 4 ? "same" : "";
        }
        const Matching matching = world.settle();
        QVERIFY(matching.identifiers.isEmpty());
        QCOMPARE(provenBy(matching, MatchProof::HeaderAndSize), 10);
    }

    /// RFC 1939 section 7 does not allow it, servers do it: the messages have to be told apart by something else.
    void sameUidlTwice()
    {
        MatchingWorld world;
        for (int i = 1; i <= 2000; ++i) {
            world.addHere(mail(i)).uidl = QByteArray::number(i);
            world.addThere({.mailbox = 0, .number = static_cast<quint32>(i + 10)}, mail(i)).uidl = QByteArray::number(i);
        }
        world.addThere({.mailbox = 0, .number = 1}, mail(9999, static_cast<int>(world.input.here.at(500).size))).uidl = "501";
        const Matching matching = world.settle();
        QCOMPARE(matching.identifiers.size(), 1);
        QCOMPARE(partnerOf(matching, world.input.here.at(500).key).number, 511);
        QCOMPARE(matching.onlyThere, (QList<RemoteId>{{.mailbox = 0, .number = 1}}));
    }

    void bothListings()
    {
        MatchingWorld world = withBothListings(100);
        const Matching matching = world.settle();
        QCOMPARE(provenBy(matching, MatchProof::Order), 100);
        QCOMPARE(world.headers, 20);
    }

    void bothListingsTheOtherWay()
    {
        MatchingWorld world;
        for (int i = 1; i <= 100; ++i) {
            MessageRow &row = world.addHere(mail(i));
            row.uid = static_cast<quint32>(i);
            row.uidValidity = validity;
            world.addThere({.mailbox = 0, .number = static_cast<quint32>(i)}, mail(i)).uidl = "unknown" + QByteArray::number(i);
            world.input.inboxListing.append({.uid = row.uid, .size = row.size});
        }
        QCOMPARE(provenBy(world.settle(), MatchProof::Order), 100);
        QCOMPARE(world.headers, 20);
    }

    void listingsStopBeingAlike()
    {
        MatchingWorld gap = withBothListings(100);
        gap.input.there.remove(60); // deleted between the listings
        const Matching withGap = gap.settle();
        QCOMPARE(provenBy(withGap, MatchProof::Order), 60);
        QCOMPARE(provenBy(withGap, MatchProof::HeaderAndSize), 39);
        QCOMPARE(withGap.onlyHere, QList<MessageKey>{gap.input.here.at(60).key});

        MatchingWorld alike = withBothListings(100);
        for (const int i : {60, 61}) {
            alike.input.here[i].size = alike.input.there[i].size = 1000;
            alike.input.pop3Listing[99 - i].size = 1000;
        }
        const Matching withAlike = alike.settle();
        QCOMPARE(provenBy(withAlike, MatchProof::Order), 60);
        QCOMPARE(provenBy(withAlike, MatchProof::HeaderAndSize), 40);

        // Sizes happen to agree, the messages do not.
        MatchingWorld other = withBothListings(15);
        other.textsThere[other.input.there.at(3).id] = mail(99, static_cast<int>(other.input.there.at(3).size));
        QCOMPARE(provenBy(other.settle(), MatchProof::Order), 0);
        QCOMPARE(provenBy(other.settle(), MatchProof::HeaderAndSize), 14);
    }

    /// Whatever a listing says, a row is given to one message only.
    void listedTwice()
    {
        MatchingWorld world = withBothListings(10);
        world.input.pop3Listing[4].uidl = world.input.pop3Listing.at(7).uidl;
        const Matching matching = world.settle();
        QCOMPARE(provenBy(matching, MatchProof::Order), 8);
        QCOMPARE(provenBy(matching, MatchProof::HeaderAndSize), 2);
    }

    void movedByRules()
    {
        MatchingWorld world = pop3ToImap(30, UidlFormat::Dovecot);
        for (int i = 0; i < 5; ++i) {
            const RemoteId moved{.mailbox = archive, .number = static_cast<quint32>(i + 1)};
            world.textsThere.insert(moved, world.textsThere.take(world.input.there.at(i).id));
            world.input.there[i].id = moved;
        }
        const Matching matching = world.settle();
        QCOMPARE(provenBy(matching, MatchProof::Identifier), 25);
        QCOMPARE(provenBy(matching, MatchProof::HeaderAndSize), 5);
        QCOMPARE(partnerOf(matching, world.input.here.at(2).key), (RemoteId{.mailbox = archive, .number = 3}));
        QCOMPARE(world.headers, 25);
    }

    /// One message with two labels: the object id tells that it is one, so nothing is downloaded; the one in the same
    /// folder is taken.
    void labels()
    {
        MatchingWorld world;
        world.addHere(mail(1), sent);
        for (const qint64 mailbox : {inbox, archive, sent}) {
            world.addThere({.mailbox = mailbox, .number = 7}, mail(1)).objectId = "1428795905875293877";
        }
        const Matching matching = world.settle();
        QCOMPARE(partnerOf(matching, "key000001"), (RemoteId{.mailbox = sent, .number = 7}));
        QCOMPARE(matching.onlyThere.size(), 2);
        QCOMPARE(world.contentsThere, 0);
    }

    void gmailLabels()
    {
        MatchingWorld world = pop3ToImap(30, UidlFormat::Gmail);
        for (int i = 0; i < 30; ++i) {
            const RemoteMessage label = world.input.there.at(i);
            world.addThere({.mailbox = archive, .number = label.id.number}, mail(i + 1)).objectId = label.objectId;
        }
        const Matching matching = world.settle();
        QCOMPARE(provenBy(matching, MatchProof::Identifier), 30);
        QVERIFY(std::ranges::all_of(matching.matched, [](const Match &match) {
            return match.id.mailbox == inbox;
        }));
        QCOMPARE(world.headers, 20);
    }

    void duplicatesPairUpInOrder()
    {
        for (const auto &[here, there] : {std::pair(3, 5), std::pair(5, 3), std::pair(2, 2), std::pair(1, 3)}) {
            MatchingWorld world;
            for (int i = 1; i <= here; ++i) {
                world.addHere(twin('a'));
            }
            for (int i = 1; i <= there; ++i) {
                world.addThere({.mailbox = inbox, .number = static_cast<quint32>(i)}, twin('a'));
            }
            const Matching matching = world.settle();
            QCOMPARE(matching.matched.size(), std::min(here, there));
            for (int i = 0; i < matching.matched.size(); ++i) {
                QCOMPARE(matching.matched.at(i).key, world.input.here.at(i).key);
                QCOMPARE(matching.matched.at(i).id.number, i + 1);
            }
            QCOMPARE(matching.onlyHere.size(), std::max(0, here - there));
            QCOMPARE(matching.onlyThere.size(), std::max(0, there - here));
            QVERIFY(matching.ambiguous.isEmpty());
        }
    }

    /// More copies than may be downloaded: header and size are proof enough, as all that is here is the same.
    void manyDuplicates()
    {
        MatchingWorld world;
        for (int i = 1; i <= 400; ++i) {
            world.addHere(mail(1 + i / 2));
            world.addThere({.mailbox = inbox, .number = static_cast<quint32>(i)}, mail(1 + i / 2));
        }
        const Matching matching = world.settle();
        QCOMPARE(matching.matched.size(), 400);
        QCOMPARE(world.contentsThere, 50);
        for (const Match &match : matching.matched) {
            QCOMPARE(world.textsHere.value(match.key), world.textsThere.value(match.id));
        }
    }

    void contentsBreakTies()
    {
        MatchingWorld world;
        for (const char letter : {'a', 'b', 'c'}) {
            world.addHere(twin(letter));
        }
        quint32 uid = 0;
        for (const char letter : {'c', 'x', 'b'}) {
            world.addThere({.mailbox = inbox, .number = ++uid}, twin(letter));
        }
        const Matching matching = world.settle();
        QCOMPARE(matching.matched,
                 (QList<Match>{{.key = "key000002", .id = {.mailbox = inbox, .number = 3}, .proof = MatchProof::Content},
                               {.key = "key000003", .id = {.mailbox = inbox, .number = 1}, .proof = MatchProof::Content}}));
        QCOMPARE(matching.onlyHere, (QList<MessageKey>{"key000001"}));
        QCOMPARE(matching.onlyThere, (QList<RemoteId>{{.mailbox = inbox, .number = 2}}));
        QCOMPARE(world.rounds, 3); // headers, what is here, what is there
    }

    void ambiguousStaysAmbiguous()
    {
        MatchingWorld world;
        world.addHere(twin('a'));
        world.addHere(twin('b'));
        world.addThere({.mailbox = inbox, .number = 1}, twin('a'));
        world.addThere({.mailbox = archive, .number = 1}, twin('b'));
        world.undownloadable = {{.mailbox = inbox, .number = 1}, {.mailbox = archive, .number = 1}};
        const Ambiguity both{.keys = {"key000001", "key000002"},
                             .ids = {{.mailbox = inbox, .number = 1}, {.mailbox = archive, .number = 1}},
                             .doubt = MatchDoubt::Copies};
        QCOMPARE(world.settle().ambiguous, QList{both});
        world.input.answers = {};
        world.input.limits.contentsThere = 1;
        world.contentsThere = 0;
        QCOMPARE(world.settle().ambiguous, QList{both});
        QCOMPARE(world.contentsThere, 0);
        QVERIFY(world.settle().matched.isEmpty());
    }

    void otherSizes()
    {
        MatchingWorld world;
        world.addHere(mail(1));
        world.addThere({.mailbox = inbox, .number = 1}, mail(1)).size += 20; // wrongly told
        MatchingWorld unknown = world;
        unknown.undownloadable.insert({.mailbox = inbox, .number = 1});
        MatchingWorld different = world;
        different.addThere({.mailbox = inbox, .number = 1}, mail(1, 400));
        different.input.there.removeFirst();
        MatchingWorld hasty = world;
        hasty.input.limits.otherSizes = false;

        QCOMPARE(provenBy(world.settle(), MatchProof::Content), 1);
        QCOMPARE(unknown.settle().ambiguous.first().doubt, MatchDoubt::SizeDiffers);
        QCOMPARE(different.settle().onlyThere.size(), 1);
        QCOMPARE(different.settle().onlyHere.size(), 1);
        QCOMPARE(hasty.settle().onlyThere.size(), 1);
        QCOMPARE(hasty.headers, 0);
    }

    void messageIdIsNoProof()
    {
        const QByteArray direct = mail(1, 300);
        QByteArray overList = direct;
        overList.replace("Subject: Number", "Subject: number");
        MatchingWorld world;
        world.addHere(direct);
        world.addThere({.mailbox = inbox, .number = 1}, overList);
        MatchingWorld later = world;
        later.input.there.first().internalDate = someDay.addDays(3);
        MatchingWorld headerless = world;
        headerless.input.here.first().headerHash.clear();
        headerless.textsHere["key000001"] = overList;

        const Matching matching = world.settle();
        QCOMPARE(matching.ambiguous.size(), 1);
        QCOMPARE(matching.ambiguous.first().doubt, MatchDoubt::MessageIdOnly);
        QCOMPARE(world.contentsThere, 0); // they cannot be the same
        QVERIFY(later.settle().ambiguous.isEmpty());
        QCOMPARE(provenBy(headerless.settle(), MatchProof::Content), 1);
    }

    void headersThatCannotBeLearnt()
    {
        MatchingWorld world = withBothListings(100);
        for (const RemoteMessage &message : std::as_const(world.input.there)) {
            world.unreachable.insert(message.id);
        }
        world.addThere({.mailbox = archive, .number = 1}, mail(1, 5000));
        const Matching matching = world.settle();
        QVERIFY(matching.matched.isEmpty());
        QCOMPARE(matching.ambiguous.size(), 100);
        QCOMPARE(matching.ambiguous.first().doubt, MatchDoubt::HeaderUnknown);
        QCOMPARE(matching.onlyThere, (QList<RemoteId>{{.mailbox = archive, .number = 1}}));

        MatchingWorld some = withBothListings(100);
        for (int i = 0; i < 100; i += 4) {
            some.unreachable.insert(some.input.there.at(i).id);
        }
        QCOMPARE(provenBy(some.settle(), MatchProof::Order), 100);
    }

    void deletedHere()
    {
        MatchingWorld world = pop3ToImap(30, UidlFormat::Dovecot);
        world.input.here[4].deletedHere = true;
        world.input.here[5].deletedHere = true;
        world.input.here[5].uidl.clear();
        world.input.here[6].deletedHere = true;
        world.input.there.remove(6);
        const Matching matching = world.settle();
        QCOMPARE(matching.deletedButThere.size(), 2);
        QCOMPARE(matching.deletedButThere.first().key, world.input.here.at(4).key);
        QCOMPARE(matching.deletedAndGone, QList<MessageKey>{world.input.here.at(6).key});
        QCOMPARE(matching.matched.size(), 27);
        QVERIFY(matching.onlyHere.isEmpty());
        QVERIFY(matching.onlyThere.isEmpty());
    }

    /// One of two copies was deleted here: the one that is left gets the one that is left.
    void deletedHereComesLast()
    {
        for (const Body body : {Body::Here, Body::OnServer}) {
            MatchingWorld world;
            world.addHere(twin('a')).deletedHere = true;
            world.addHere(twin('a')).body = body;
            world.addThere({.mailbox = inbox, .number = 1}, twin('a'));
            const Matching matching = world.settle();
            QCOMPARE(partnerOf(matching, "key000002"), (RemoteId{.mailbox = inbox, .number = 1}));
            QCOMPARE(matching.deletedAndGone, QList<MessageKey>{"key000001"});
        }
    }

    void partialMessages()
    {
        MatchingWorld world = pop3ToImap(10, UidlFormat::Cyrus);
        world.input.here[3].body = Body::OnServer;
        world.input.here[4].body = Body::OnServer;
        world.input.here[4].uidl.clear();
        const Matching matching = world.settle();
        QCOMPARE(provenBy(matching, MatchProof::Identifier), 9);
        QCOMPARE(provenBy(matching, MatchProof::HeaderAndSize), 1);
    }

    /// The server told a wrong size over POP3: that says nothing against its UIDLs.
    void alteredMessages()
    {
        MatchingWorld world = pop3ToImap(10, UidlFormat::Cyrus);
        world.input.here[3].body = Body::HereAltered;
        world.input.here[3].size -= 8;
        const Matching matching = world.settle();
        QCOMPARE(provenBy(matching, MatchProof::Identifier), 9);
        QCOMPARE(provenBy(matching, MatchProof::Content), 1);
    }

    void emptySides()
    {
        MatchingWorld nothing;
        QVERIFY(nothing.settle().matched.isEmpty());
        MatchingWorld here;
        here.addHere(mail(1));
        QCOMPARE(here.settle().onlyHere.size(), 1);
        MatchingWorld there;
        there.addThere({.mailbox = inbox, .number = 1}, mail(1));
        QCOMPARE(there.settle().onlyThere.size(), 1);
        QCOMPARE(there.headers, 0);
    }
};

QTEST_GUILESS_MAIN(MatchingTest)
#include "matchingtest.moc"
