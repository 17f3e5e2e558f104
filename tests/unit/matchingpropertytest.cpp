// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "matchingworld.h"

#include <QMap>
#include <QRandomGenerator>

#include <algorithm>
#include <ctime>
#include <random>

using namespace Konto;
using namespace Konto::Test;

namespace
{
constexpr int rounds = 400;

/// What is made of chance in a world.
struct Chances {
    bool twins = false; ///< messages that differ in their bodies only
    bool unreachable = false; ///< not everything can be learnt
    bool wrongSizes = false;
};

/// Few sizes, few Message-IDs: they collide. The body depends on the header unless there are twins.
QByteArray randomMail(QRandomGenerator &random, const Chances &chances)
{
    const int id = random.bounded(7);
    const int subject = random.bounded(3);
    const QByteArray body = chances.twins ? QByteArray(1, static_cast<char>('a' + random.bounded(3))) : QByteArray("Hello");
    const int size = 300 + (id + subject) % 7;
    const QByteArray field = "Subject: " + QByteArray::number(subject) + ' ';
    return mail(id, size, body).replace("Subject: ", field).first(size);
}

/// UIDLs that are right, of another server, or of another message.
QByteArray randomUidl(QRandomGenerator &random, int style, quint32 uid)
{
    const quint32 told = random.bounded(12) == 0 ? static_cast<quint32>(1 + random.bounded(20)) : uid;
    switch (style) {
    case 0:
        return hex8(told) + hex8(validity);
    case 1:
        return hex8(validity) + hex8(told);
    case 2:
        return QByteArray::number(told);
    case 3:
        return "UID" + QByteArray::number(told) + '-' + QByteArray::number(random.bounded(8) == 0 ? 77 : validity);
    default:
        return random.bounded(2) == 0 ? QByteArray() : "any" + QByteArray::number(random.bounded(20));
    }
}

void learnIdentifiers(MessageRow &row, QRandomGenerator &random, int style, const RemoteMessage &message)
{
    row.uidl = message.id.mailbox == 0 ? message.uidl : randomUidl(random, style, message.id.number);
    row.objectId = message.objectId;
    if (random.bounded(2) == 0) {
        row.uid = message.id.number;
        row.uidValidity = random.bounded(5) == 0 ? validity + 1 : validity;
    }
}

/// A row with the text of \a message, or once in a while any.
const MessageRow *rowLike(const MatchingWorld &world, const RemoteMessage &message, QRandomGenerator &random)
{
    for (const MessageRow &row : world.input.here) {
        if (world.textsHere.value(row.key) == world.textsThere.value(message.id) || random.bounded(40) == 0) {
            return &row;
        }
    }
    return nullptr;
}

void listOverPop3(MatchingWorld &world, QRandomGenerator &random)
{
    for (const RemoteMessage &message : std::as_const(world.input.there)) {
        const MessageRow *row = rowLike(world, message, random);
        if (message.id.mailbox == inbox) {
            const QByteArray uidl = row ? row->uidl : QByteArray();
            world.input.pop3Listing.append({.number = static_cast<int>(message.id.number), .size = message.size, .uidl = uidl});
        }
    }
}

void listOverImap(MatchingWorld &world, QRandomGenerator &random)
{
    for (const RemoteMessage &message : std::as_const(world.input.there)) {
        const MessageRow *row = rowLike(world, message, random);
        world.input.inboxListing.append({.uid = row && row->uid != 0 ? row->uid : 1000 + message.id.number, .size = message.size});
    }
}

/// At most 20 messages on each side, so that a sample is all of them: what is accepted is right.
MatchingWorld randomWorld(QRandomGenerator &random, const Chances &chances)
{
    MatchingWorld world;
    world.input.seed = random.generate64();
    world.input.otherServer = random.bounded(3) == 0;
    const bool toPop3 = random.bounded(2) == 0;
    const int style = random.bounded(6);
    const int there = random.bounded(21);
    for (int i = 1; i <= there; ++i) {
        const qint64 mailbox = toPop3 ? 0 : 1 + random.bounded(3);
        RemoteMessage &message = world.addThere({.mailbox = mailbox, .number = static_cast<quint32>(i)}, randomMail(random, chances));
        message.uidl = toPop3 ? randomUidl(random, style, message.id.number) : QByteArray();
        if (chances.wrongSizes && random.bounded(4) == 0) {
            message.size += random.bounded(2);
        }
        if (chances.unreachable && random.bounded(4) == 0) {
            (random.bounded(2) == 0 ? world.unreachable : world.undownloadable).insert(message.id);
        }
    }
    const int here = random.bounded(21);
    for (int i = 1; i <= here; ++i) {
        const bool known = there > 0 && random.bounded(3) > 0;
        const RemoteMessage message = known ? world.input.there.at(random.bounded(there)) : RemoteMessage();
        MessageRow &row = world.addHere(known ? world.textsThere.value(message.id) : randomMail(random, chances), 1 + random.bounded(3));
        if (known) {
            learnIdentifiers(row, random, style, message);
        }
        row.deletedHere = random.bounded(6) == 0;
        row.body = random.bounded(6) == 0 ? Body::OnServer : Body::Here;
    }
    if (!toPop3 && random.bounded(2) == 0) {
        listOverPop3(world, random);
    } else if (toPop3 && random.bounded(2) == 0) {
        listOverImap(world, random);
    }
    return world;
}

template<class T>
void shuffle(QList<T> &list, QRandomGenerator &random)
{
    std::shuffle(list.begin(), list.end(), std::mt19937(random.generate()));
}

/// Every key, as often as it stands in \a matching.
QList<MessageKey> keysIn(const Matching &matching)
{
    QList<MessageKey> keys = matching.onlyHere + matching.deletedAndGone;
    for (const Match &match : matching.matched + matching.deletedButThere) {
        keys += match.key;
    }
    for (const Ambiguity &ambiguity : matching.ambiguous) {
        keys += ambiguity.keys;
    }
    std::ranges::sort(keys);
    return keys;
}

/// Every id, as often as it stands in \a matching.
QList<RemoteId> idsIn(const Matching &matching)
{
    QList<RemoteId> ids = matching.onlyThere;
    for (const Match &match : matching.matched + matching.deletedButThere) {
        ids += match.id;
    }
    for (const Ambiguity &ambiguity : matching.ambiguous) {
        ids += ambiguity.ids;
    }
    std::ranges::sort(ids);
    return ids;
}

void checkPartition(const MatchingWorld &world, const Matching &matching)
{
    QList<MessageKey> keys;
    for (const MessageRow &row : world.input.here) {
        keys += row.key;
        QVERIFY(row.deletedHere || !matching.deletedAndGone.contains(row.key));
        QVERIFY(!row.deletedHere || !matching.onlyHere.contains(row.key));
        QVERIFY(!row.deletedHere || partnerOf(matching, row.key) == RemoteId());
    }
    QList<RemoteId> ids;
    for (const RemoteMessage &message : world.input.there) {
        ids += message.id;
    }
    std::ranges::sort(keys);
    std::ranges::sort(ids);
    QCOMPARE(keysIn(matching), keys);
    QCOMPARE(idsIn(matching), ids);
    for (const Ambiguity &ambiguity : matching.ambiguous) {
        QVERIFY(!ambiguity.keys.isEmpty() && !ambiguity.ids.isEmpty());
    }
}

void checkProofs(const MatchingWorld &world, const Matching &matching, const Chances &chances)
{
    for (const Match &match : matching.matched + matching.deletedButThere) {
        const QByteArray here = world.textsHere.value(match.key);
        const QByteArray there = world.textsThere.value(match.id);
        const bool byHeader = match.proof != MatchProof::Content && chances.twins; // invariant 2: that is enough
        QCOMPARE(byHeader ? headerHash(there) : contentHash(there), byHeader ? headerHash(here) : contentHash(here));
        QCOMPARE(there.size(), here.size());
    }
}

/// Of each message as many pairs as there are on the shorter side.
void checkComplete(const MatchingWorld &world, const Matching &matching)
{
    QVERIFY(matching.ambiguous.isEmpty() || std::ranges::all_of(matching.ambiguous, [](const Ambiguity &ambiguity) {
                return ambiguity.doubt == MatchDoubt::MessageIdOnly;
            }));
    QMap<QByteArray, int> here;
    QMap<QByteArray, int> there;
    qsizetype expected = 0;
    for (const QByteArray &text : world.textsHere) {
        ++here[text];
    }
    for (const QByteArray &text : world.textsThere) {
        ++there[text];
    }
    for (const auto &[text, count] : here.asKeyValueRange()) {
        expected += std::min(count, there.value(text));
    }
    QCOMPARE(matching.matched.size() + matching.deletedButThere.size(), expected);
}

void checkWorlds(const Chances &chances)
{
    QRandomGenerator random(7);
    struct {
        qsizetype byIdentifier = 0;
        qsizetype byOrder = 0;
    } proofs;
    for (int round = 0; round < rounds; ++round) {
        MatchingWorld world = randomWorld(random, chances);
        MatchingWorld reordered = world;
        shuffle(reordered.input.here, random);
        shuffle(reordered.input.there, random);
        shuffle(reordered.input.pop3Listing, random);
        shuffle(reordered.input.inboxListing, random);
        const Matching matching = world.settle();
        checkPartition(world, matching);
        checkProofs(world, matching, chances);
        if (!chances.twins && !chances.unreachable && !chances.wrongSizes) {
            checkComplete(world, matching);
        }
        const Matching again = reordered.settle();
        QCOMPARE(again.matched, matching.matched);
        QCOMPARE(again.onlyHere, matching.onlyHere);
        QCOMPARE(again.onlyThere, matching.onlyThere);
        QCOMPARE(again.deletedButThere, matching.deletedButThere);
        QCOMPARE(again.deletedAndGone, matching.deletedAndGone);
        QCOMPARE(again.ambiguous, matching.ambiguous);
        QCOMPARE(again.identifiers, matching.identifiers);
        QCOMPARE(reordered.headers, world.headers);
        QVERIFY(world.contentsThere <= 50);
        proofs.byIdentifier += std::ranges::count(matching.matched, MatchProof::Identifier, &Match::proof);
        proofs.byOrder += std::ranges::count(matching.matched, MatchProof::Order, &Match::proof);
        if (QTest::currentTestFailed()) {
            qInfo("world %d", round);
            return;
        }
    }
    // the worlds are worth something
    QVERIFY(proofs.byIdentifier > 100);
    QVERIFY(proofs.byOrder > 0);
}

constexpr int many = 100'000;

MessageRow largeRow(int number, qint64 size)
{
    MessageRow row;
    row.key = "1732485600.M" + QByteArray::number(number).rightJustified(6, '0') + "P1Q1.host";
    row.folder = inbox;
    row.size = size;
    row.headerHash = QByteArray::number(number).rightJustified(16, 'h');
    row.messageIdHash = QByteArray::number(number).rightJustified(16, 'm');
    row.body = Body::Here;
    return row;
}

MatchingInput largeInput(auto sizeOf)
{
    MatchingInput input = MatchingWorld().input;
    for (int i = 1; i <= many; ++i) {
        input.here.append(largeRow(i, sizeOf(i)));
        input.there.append(
            {.id = {.mailbox = inbox, .number = static_cast<quint32>(i)}, .size = sizeOf(i), .uidl = {}, .objectId = {}, .internalDate = someDay});
    }
    return input;
}

/// Answers as if both sides were the same.
Matching settleLarge(MatchingInput &input)
{
    Matching matching = match(input);
    while (!matching.questions.isEmpty()) {
        for (const RemoteId &id : std::as_const(matching.questions.headers)) {
            const MessageRow &row = input.here.at(id.number - 1);
            input.answers.headers.insert(id, {.headerHash = row.headerHash, .messageIdHash = row.messageIdHash, .date = someDay});
        }
        for (const MessageKey &key : std::as_const(matching.questions.contentsHere)) {
            input.answers.contentsHere.insert(key, "same");
        }
        for (const RemoteId &id : std::as_const(matching.questions.contentsThere)) {
            input.answers.contentsThere.insert(id, "same");
        }
        matching = match(input);
    }
    return matching;
}

double processorSeconds()
{
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

/// Some seconds are plenty in an ordinary build; a sanitizer may take its time.
constexpr double bound = 60;
}

/// No false matches, nothing lost, nothing twice, whatever the messages have in common.
class MatchingPropertyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void worlds_data()
    {
        QTest::addColumn<bool>("twins");
        QTest::addColumn<bool>("unreachable");
        QTest::addColumn<bool>("wrongSizes");
        for (int bits = 0; bits < 8; ++bits) {
            QTest::addRow("%d", bits) << ((bits & 1) != 0) << ((bits & 2) != 0) << ((bits & 4) != 0);
        }
    }

    void worlds()
    {
        QFETCH(bool, twins);
        QFETCH(bool, unreachable);
        QFETCH(bool, wrongSizes);
        checkWorlds({.twins = twins, .unreachable = unreachable, .wrongSizes = wrongSizes});
    }

    void largeWithFormat()
    {
        MatchingInput input = largeInput([](int i) {
            return 1000 + i % 5000;
        });
        for (int i = 0; i < many; ++i) {
            input.here[i].uidl = hex8(static_cast<quint32>(i + 1)) + hex8(validity);
        }
        const double start = processorSeconds();
        const Matching matching = settleLarge(input);
        QVERIFY(processorSeconds() - start < bound);
        QCOMPARE(matching.matched.size(), many);
        QCOMPARE(input.answers.headers.size(), 20);
        QVERIFY(input.answers.contentsHere.isEmpty());
        QVERIFY(input.answers.contentsThere.isEmpty());
    }

    void largeWithoutIdentifiers()
    {
        MatchingInput input = largeInput([](int) {
            return 1000;
        });
        const double start = processorSeconds();
        const Matching matching = settleLarge(input);
        QVERIFY(processorSeconds() - start < bound);
        QCOMPARE(matching.matched.size(), many);
        QCOMPARE(input.answers.headers.size(), many);
        QVERIFY(input.answers.contentsThere.isEmpty());
    }

    /// A server that tells the same of all messages.
    void largeAllAlike()
    {
        MatchingInput input = largeInput([](int) {
            return 1000;
        });
        for (MessageRow &row : input.here) {
            row.headerHash = "header";
            row.messageIdHash = "id";
        }
        const double start = processorSeconds();
        const Matching matching = settleLarge(input);
        QVERIFY(processorSeconds() - start < bound);
        QCOMPARE(matching.matched.size(), many);
        QCOMPARE(input.answers.contentsThere.size(), 0);
    }
};

QTEST_GUILESS_MAIN(MatchingPropertyTest)
#include "matchingpropertytest.moc"
