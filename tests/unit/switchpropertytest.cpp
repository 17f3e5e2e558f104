// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// Any mail here and there: compared, planned, committed and synchronised. Nothing is lost, nothing is there twice, and
// doing it again changes nothing.

#include "core/headers.h"
#include "plan/folderplan.h"
#include "run/switching/switchfolderwork.h"
#include "store/outgoing.h"
#include "storesupport.h"

#include <QRandomGenerator>
#include <QTest>
#include <QTimeZone>

#include <algorithm>

using namespace Konto;
using namespace Konto::Test;
using namespace Qt::StringLiterals;

namespace
{
constexpr int rounds = 4; ///< for each combination of choices
constexpr int texts = 9; ///< different messages: few, so that there are copies
const FolderPath branch{u"On This Computer"_s};
const QDateTime someDay(QDate(2026, 11, 23), QTime(12, 0), QTimeZone::UTC);

struct ServerMessage {
    QByteArray text;
    Flags flags;
};

struct ServerMailbox {
    quint32 uidValidity = 0;
    quint32 uidNext = 1;
    QMap<quint32, ServerMessage> messages;

    quint32 append(const ServerMessage &message)
    {
        messages.insert(uidNext, message);
        return uidNext++;
    }
};

using Server = QMap<QString, ServerMailbox>;
/// How often each message is there.
using Census = QMap<QByteArray, qsizetype>;

Census censusOf(const Server &server)
{
    Census census;
    for (const ServerMailbox &mailbox : server) {
        for (const ServerMessage &message : mailbox.messages) {
            ++census[message.text];
        }
    }
    return census;
}

QList<MessageRow> rowsOf(AccountStore &store)
{
    return must(readForSwitch(store)).rows;
}

/// What is shown here.
Census censusOf(AccountStore &store)
{
    Census census;
    for (const MessageRow &row : rowsOf(store)) {
        if (!row.deletedHere) {
            ++census[must(store.read(row.key))];
        }
    }
    return census;
}

QList<MessageKey> keysOf(AccountStore &store)
{
    QList<MessageKey> keys;
    for (const MessageRow &row : rowsOf(store)) {
        keys.append(row.key);
    }
    std::ranges::sort(keys);
    return keys;
}

/// Asks and answers until there are no questions.
Matching settle(AccountStore &store, MatchingInput &input, const QHash<RemoteId, QByteArray> &textsThere)
{
    Matching matching = match(input);
    for (; !matching.questions.isEmpty(); matching = match(input)) {
        for (const RemoteId &id : std::as_const(matching.questions.headers)) {
            const QByteArray text = textsThere.value(id);
            input.answers.headers.insert(id, {.headerHash = headerHash(text), .messageIdHash = messageIdHash(text), .date = someDay});
        }
        for (const RemoteId &id : std::as_const(matching.questions.contentsThere)) {
            input.answers.contentsThere.insert(id, contentHash(textsThere.value(id)));
        }
        for (const MessageKey &key : std::as_const(matching.questions.contentsHere)) {
            const auto bytes = store.read(key);
            input.answers.contentsHere.insert(key, bytes ? contentHash(*bytes) : QByteArray());
        }
    }
    return matching;
}

QList<ImapMailbox> listOf(const Server &server)
{
    QList<ImapMailbox> listed;
    for (auto mailbox = server.keyBegin(); mailbox != server.keyEnd(); ++mailbox) {
        listed.append({.name = *mailbox, .delimiter = u'/', .attributes = {}, .rights = {}});
    }
    return listed;
}

SwitchPicture lookAtImap(AccountStore &store, const Server &server, const SwitchChoices &choices, quint64 seed)
{
    const StoredForSwitch stored = must(readForSwitch(store));
    SwitchPicture picture;
    picture.plan.to = Mode::Imap;
    picture.folders = foldersForImap(listOf(server), stored.folders, branch, choices);
    picture.input.here = stored.rows;
    picture.input.seed = seed;
    QHash<RemoteId, QByteArray> textsThere;
    SwitchServer side;
    for (const SwitchFolder &folder : std::as_const(picture.folders)) {
        picture.input.inbox = folder.row.role == Role::Inbox ? folder.row.id : picture.input.inbox;
        if (!server.contains(folder.row.mailbox)) {
            continue;
        }
        const ServerMailbox mailbox = server.value(folder.row.mailbox);
        picture.input.uidValidities.insert(folder.row.id, mailbox.uidValidity);
        for (auto message = mailbox.messages.cbegin(); message != mailbox.messages.cend(); ++message) {
            const RemoteId id{.mailbox = folder.row.id, .number = message.key()};
            picture.input.there.append({.id = id, .size = message->text.size(), .uidl = {}, .objectId = {}, .internalDate = someDay});
            textsThere.insert(id, message->text);
            side.flags.insert(id, message->flags);
        }
    }
    picture.matching = settle(store, picture.input, textsThere);
    picture.steps = switchStepsToImap(picture.matching, picture.input, picture.folders, side, choices);
    return picture;
}

QByteArray uidlOf(quint32 uidValidity, quint32 uid)
{
    return QByteArray::number(uid, 16).rightJustified(8, '0') + QByteArray::number(uidValidity, 16).rightJustified(8, '0');
}

SwitchPicture lookAtPop3(AccountStore &store, const Server &server, const SwitchChoices &choices, quint64 seed)
{
    const StoredForSwitch stored = must(readForSwitch(store));
    SwitchPicture picture;
    picture.plan.to = Mode::Pop3;
    picture.input.here = stored.rows;
    picture.input.seed = seed;
    QHash<RemoteId, QByteArray> textsThere;
    for (const FolderRow &folder : stored.folders) {
        picture.input.uidValidities.insert(folder.id, folder.uidValidity);
        picture.input.inbox = folder.role == Role::Inbox ? folder.id : picture.input.inbox;
    }
    const ServerMailbox mailbox = server.value(u"INBOX"_s);
    quint32 number = 0;
    for (auto message = mailbox.messages.cbegin(); message != mailbox.messages.cend(); ++message) {
        const RemoteId id{.mailbox = 0, .number = ++number};
        picture.input.there.append(
            {.id = id, .size = message->text.size(), .uidl = uidlOf(mailbox.uidValidity, message.key()), .objectId = {}, .internalDate = {}});
        textsThere.insert(id, message->text);
    }
    picture.matching = settle(store, picture.input, textsThere);
    picture.steps = switchStepsToPop3(picture.matching, picture.input);
    picture.folders = foldersForPop3(stored.folders, onlyHere(stored.rows), choices);
    return picture;
}

void apply(AccountStore &store, const SwitchPicture &picture, Mode from)
{
    SwitchEntry entry;
    entry.from = from;
    entry.to = picture.plan.to;
    entry.begun = someDay;
    entry = must(store.switches().begin(entry));
    must(store.switches().commit(entry, must(SwitchFolderWork::prepare(store, picture, branch))));
    const auto moves = must(store.switches().moves());
    for (auto move = moves.cbegin(); move != moves.cend(); ++move) {
        must(store.move(move.value(), move.key()));
    }
    must(store.switches().setStep(entry.id, SwitchStep::Finished));
}

/// What a run in IMAP mode does.
class ImapRun
{
public:
    ImapRun(AccountStore &store, Server &server)
        : m_store(store)
        , m_server(server)
    {
        for (FolderRow folder : must(store.folders())) {
            if (folder.change == FolderChange::Create) {
                folder.mailbox = folder.path.join(u'/');
                folder.change = FolderChange::None;
                QVERIFY2(!server.contains(folder.mailbox), "the mailbox is there already");
                server.insert(folder.mailbox, {.uidValidity = quint32(100 + server.size())});
                must(store.saveFolder(folder));
            }
            m_mailboxes.insert(folder.id, folder.mailbox);
        }
        for (const FolderRow &folder : planFolders(listOf(server), must(store.folders())).save) {
            QVERIFY2(folder.id != 0, "a folder was forgotten");
            must(store.saveFolder(folder));
        }
    }

    void run()
    {
        for (const MessageRow &row : rowsOf(m_store)) {
            writeBack(row);
        }
        for (auto folder = m_mailboxes.cbegin(); folder != m_mailboxes.cend(); ++folder) {
            if (!folder.value().isEmpty()) {
                fetch(folder.key(), m_server[folder.value()]);
            }
        }
    }

    qsizetype fetched = 0;

private:
    void writeBack(const MessageRow &row)
    {
        const QString target = m_mailboxes.value(row.folder);
        const QString source = m_mailboxes.value(row.placeOnServer());
        if (row.deletedHere) {
            if (row.deletedByUser && row.uid != 0) {
                m_server[source].messages.remove(row.uid);
                must(m_store.remove({row.key}, Forget::Everything));
            }
        } else if (row.writing == Writing::Upload) {
            QVERIFY2(!target.isEmpty(), "an upload to nowhere");
            const quint32 uid = m_server[target].append({must(m_store.read(row.key)), row.flags});
            must(m_store.outgoing().setPlaced({{.key = row.key, .folder = row.folder, .uidValidity = m_server[target].uidValidity, .uid = uid}}));
            must(m_store.outgoing().setBaseFlags({{row.key, row.flags}}));
        } else if (row.uid != 0 && row.serverFolder != 0 && !target.isEmpty()) {
            const quint32 uid = m_server[target].append(m_server[source].messages.take(row.uid));
            must(m_store.outgoing().setPlaced({{.key = row.key, .folder = row.folder, .uidValidity = m_server[target].uidValidity, .uid = uid}}));
        }
    }

    void fetch(qint64 folder, ServerMailbox &mailbox)
    {
        QHash<quint32, MessageRow> known;
        for (const MessageRow &row : must(m_store.outgoing().onServer(folder))) {
            if (row.uid != 0) {
                QVERIFY2(mailbox.messages.contains(row.uid), "a message is not where it is said to be");
                QVERIFY2(!known.contains(row.uid), "two are one");
                known.insert(row.uid, row);
            }
        }
        for (auto message = mailbox.messages.begin(); message != mailbox.messages.end(); ++message) {
            MessageRow row = known.value(message.key());
            if (!row.key.isEmpty()) {
                message->flags = must(m_store.outgoing().mergeFlags({{row.key, message->flags}})).first().flags;
            }
            if (row.body != Body::OnServer) {
                QCOMPARE(must(m_store.read(row.key)), message->text);
                continue;
            }
            row.folder = row.key.isEmpty() ? folder : row.folder;
            row.uid = message.key();
            row.uidValidity = mailbox.uidValidity;
            row.flags = message->flags;
            row.baseFlags = message->flags;
            addMessage(m_store, row, message->text);
            ++fetched;
        }
    }

    AccountStore &m_store;
    Server &m_server;
    QHash<qint64, QString> m_mailboxes;
};

Flags anyFlags(QRandomGenerator &random)
{
    const QByteArrayList keywords = random.bounded(4) == 0 ? QByteArrayList{"word"} : QByteArrayList();
    return Flags(quint8(random.bounded(8)) & (Flags::Seen | Flags::Answered | Flags::Flagged), keywords);
}

Server anyServer(QRandomGenerator &random)
{
    Server server{{u"INBOX"_s, {.uidValidity = 11}}};
    quint32 uidValidity = 12;
    for (const QString &name : {u"Archive"_s, u"Sent"_s, u"Lists/kde"_s, u"Work"_s}) {
        if (random.bounded(3) > 0) {
            server.insert(name, {.uidValidity = uidValidity++});
        }
    }
    for (ServerMailbox &mailbox : server) {
        mailbox.uidNext = 1 + random.bounded(20);
        for (int i = random.bounded(6); i > 0; --i) {
            mailbox.append({mail(random.bounded(texts)), anyFlags(random)});
            mailbox.uidNext += random.bounded(3);
        }
    }
    return server;
}

/// A POP3 account: some of INBOX with its UIDLs, some of what is elsewhere, and some that is nowhere.
void fill(AccountStore &store, QRandomGenerator &random, const Server &server)
{
    FolderRow inbox;
    inbox.path = {u"Inbox"_s};
    inbox.role = Role::Inbox;
    QList<qint64> folders{must(store.saveFolder(inbox)).id};
    for (const FolderPath &path : {FolderPath{u"Archive"_s}, FolderPath{u"Private"_s}, FolderPath{u"Private"_s, u"Old"_s}, FolderPath{u"Work"_s}}) {
        if (random.bounded(3) > 0 || path.size() == 1) {
            folders.append(addFolder(store, path).id);
        }
    }
    const auto add = [&](const MessageRow &row, const QByteArray &text) {
        const MessageRow saved = addMessage(store, row, text);
        if (random.bounded(6) == 0) {
            must(store.remove({saved.key}, random.bounded(2) == 0 ? Forget::ByUser : Forget::BodyOnly));
        }
    };
    const ServerMailbox there = server.value(u"INBOX"_s);
    for (auto message = there.messages.cbegin(); message != there.messages.cend(); ++message) {
        if (random.bounded(4) > 0) {
            const qint64 folder = folders.at(random.bounded(2) * random.bounded(int(folders.size())));
            add(rowIn(folder, uidlOf(there.uidValidity, message.key()), anyFlags(random)), message->text);
        }
    }
    for (int i = random.bounded(8); i > 0; --i) {
        add(rowIn(folders.at(random.bounded(int(folders.size()))), "gone-" + QByteArray::number(i), anyFlags(random)), mail(random.bounded(texts)));
    }
}

/// Copies that a switch leaves where they are: here, because they stay on this computer.
Census keptBy(AccountStore &store, const SwitchPicture &picture)
{
    QSet<MessageKey> matched;
    for (const Match &match : picture.matching.matched) {
        matched.insert(match.key);
    }
    Census census;
    for (const MessageRow &row : picture.input.here) {
        if (!row.deletedHere && !matched.contains(row.key) && !picture.steps.upload.contains(row.key)) {
            ++census[must(store.read(row.key))];
        }
    }
    return census;
}

/// Of each message those that were deleted here.
Census deletedHere(const SwitchPicture &picture)
{
    QHash<QByteArray, QByteArray> byHeader;
    for (int i = 0; i < texts; ++i) {
        byHeader.insert(headerHash(mail(i)), mail(i));
    }
    Census census;
    for (const MessageRow &row : picture.input.here) {
        census[byHeader.value(row.headerHash)] += row.deletedHere ? 1 : 0;
    }
    return census;
}

/// Copies on the server for which \a matches have one here.
Census found(const SwitchPicture &picture, const QList<Match> &matches, const Server &server)
{
    QHash<qint64, QString> mailboxes;
    for (const SwitchFolder &folder : picture.folders) {
        mailboxes.insert(folder.row.id, folder.row.mailbox);
    }
    Census census;
    for (const Match &match : matches) {
        ++census[server.value(mailboxes.value(match.id.mailbox)).messages.value(match.id.number).text];
    }
    return census;
}

/// Copies on the server that the user deleted here and chose to delete there.
Census deletedBy(const SwitchPicture &picture, const Server &server)
{
    QList<Match> deleted = picture.matching.deletedButThere;
    deleted.removeIf([&picture](const Match &match) {
        return picture.steps.shownAgain.contains(match.key);
    });
    return found(picture, deleted, server);
}
}

class SwitchPropertyTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void thereAndBack_data()
    {
        QTest::addColumn<int>("bits");
        for (int bits = 0; bits < 16; ++bits) {
            QTest::addRow("%d", bits) << bits;
        }
    }

    void thereAndBack()
    {
        QFETCH(int, bits);
        const SwitchChoices choices{.uploadMessages = bool(bits & 1),
                                    .uploadFolders = bool(bits & 2),
                                    .deleteThere = bool(bits & 4),
                                    .keepCopies = bool(bits & 8)};
        QRandomGenerator random(quint32(bits + 1));
        for (int round = 0; round < rounds; ++round) {
            const QTemporaryDir top;
            const auto store = openStore(top.path());
            Server server = anyServer(random);
            fill(*store, random, server);
            switchToImap(*store, server, choices, random.generate64());
            if (!QTest::currentTestFailed()) {
                switchBackAndForth(*store, server, choices, random.generate64());
            }
            if (QTest::currentTestFailed()) {
                qInfo("round %d", round);
                return;
            }
        }
    }

private:
    static void switchToImap(AccountStore &store, Server &server, const SwitchChoices &choices, quint64 seed)
    {
        const Census here = censusOf(store);
        const Census there = censusOf(server);
        const QList<MessageKey> keys = keysOf(store);
        const SwitchPicture picture = lookAtImap(store, server, choices, seed);
        QVERIFY(picture.matching.ambiguous.isEmpty()); // there are no messages that differ in their bodies only
        const Census kept = keptBy(store, picture);
        const Census deleted = deletedBy(picture, server);
        const Census matched = found(picture, picture.matching.matched, server);
        const Census reappearing = found(picture, picture.matching.deletedButThere, server);
        const Census deletedRows = deletedHere(picture);
        apply(store, picture, Mode::Pop3);
        QVERIFY(std::ranges::includes(keysOf(store), keys));
        ImapRun(store, server).run();

        const Census hereNow = censusOf(store);
        const Census thereNow = censusOf(server);
        for (int i = 0; i < texts; ++i) {
            const QByteArray text = mail(i);
            // Each copy there is one here, as far as there are any, those deleted here included.
            QCOMPARE(matched.value(text) + reappearing.value(text), std::min(there.value(text), here.value(text) + deletedRows.value(text)));
            // Afterwards there are on both sides as many as there were on the side that had more. Only when a UIDL says that
            // the copy there is one deleted here, a further one here is another message. What the user deleted there is gone,
            // and what stays on this computer is not on the server.
            const qsizetype most = here.value(text) + there.value(text) - matched.value(text);
            QVERIFY(reappearing.value(text) > 0 || most == std::max(here.value(text), there.value(text)));
            QCOMPARE(hereNow.value(text), most - deleted.value(text));
            QCOMPARE(thereNow.value(text), most - deleted.value(text) - kept.value(text));
            QVERIFY(hereNow.value(text) >= here.value(text));
            QVERIFY(thereNow.value(text) >= there.value(text) - deleted.value(text));
            QVERIFY(choices.deleteThere || deleted.value(text) == 0);
            QVERIFY(!choices.uploadMessages || !choices.uploadFolders || kept.value(text) == 0);
        }
        nothingIsLeftToDo(store, server, choices, seed);
    }

    /// The plan after applying one is empty.
    static void nothingIsLeftToDo(AccountStore &store, Server &server, const SwitchChoices &choices, quint64 seed)
    {
        const SwitchPicture again = lookAtImap(store, server, choices, seed);
        QVERIFY(again.matching.ambiguous.isEmpty());
        QVERIFY(again.matching.onlyThere.isEmpty());
        QVERIFY(again.matching.deletedButThere.isEmpty());
        QVERIFY(again.steps.upload.isEmpty());
        QVERIFY(again.steps.moves.isEmpty());
        QVERIFY(again.steps.keptHere.isEmpty());
        QVERIFY(again.steps.shownAgain.isEmpty());
        QVERIFY(again.steps.unplaced.isEmpty());
        for (const SwitchFolder &folder : again.folders) {
            QVERIFY2(folder.fate == FolderFate::Same || folder.fate == FolderFate::KeptHere, qPrintable(folder.row.path.join(u'/')));
            QCOMPARE(folder.row.path, folder.before);
        }
    }

    static void switchBackAndForth(AccountStore &store, Server &server, const SwitchChoices &choices, quint64 seed)
    {
        const auto places = [&store] {
            QHash<MessageKey, std::pair<qint64, quint32>> places;
            for (const MessageRow &row : rowsOf(store)) {
                places.insert(row.key, {row.folder, row.uid});
            }
            return places;
        };
        const auto tree = [&store] {
            QHash<qint64, std::tuple<FolderPath, QString, Role>> tree;
            for (const FolderRow &folder : must(store.folders())) {
                tree.insert(folder.id, {folder.path, folder.mailbox, folder.role});
            }
            return tree;
        };
        const auto placesBefore = places();
        const auto treeBefore = tree();
        const Census here = censusOf(store);
        const Census there = censusOf(server);

        apply(store, lookAtPop3(store, server, choices, seed), Mode::Imap);
        QVERIFY(places() == placesBefore);
        QVERIFY(tree() == treeBefore);
        QSet<QByteArray> uidls;
        for (const MessageRow &row : rowsOf(store)) {
            uidls.insert(row.uidl);
        }
        const ServerMailbox inbox = server.value(u"INBOX"_s);
        for (auto message = inbox.messages.keyBegin(); message != inbox.messages.keyEnd(); ++message) {
            QVERIFY2(uidls.contains(uidlOf(inbox.uidValidity, *message)), "it would be downloaded again");
        }
        for (const FolderRow &folder : must(store.folders())) {
            QVERIFY(folder.change != FolderChange::Hidden || !choices.keepCopies);
            QVERIFY(folder.change != FolderChange::Hidden || !folder.mailbox.isEmpty() || !folder.selectable);
        }

        const SwitchPicture picture = lookAtImap(store, server, choices, seed);
        QVERIFY(picture.matching.onlyThere.isEmpty() && picture.matching.ambiguous.isEmpty());
        QVERIFY(picture.steps.upload.isEmpty() && picture.steps.moves.isEmpty() && picture.steps.keptHere.isEmpty());
        apply(store, picture, Mode::Pop3);
        ImapRun run(store, server);
        run.run();
        QCOMPARE(run.fetched, 0);
        QVERIFY(places() == placesBefore);
        QVERIFY(tree() == treeBefore);
        QCOMPARE(censusOf(store), here);
        QCOMPARE(censusOf(server), there);
        nothingIsLeftToDo(store, server, choices, seed);
    }
};

QTEST_GUILESS_MAIN(SwitchPropertyTest)
#include "switchpropertytest.moc"
