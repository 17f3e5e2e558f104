// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "net/imapwatch.h"

#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;

namespace
{

/// "ready", "changed a b", "folders", "Nonsense"…: what there is to tell, without what was told before.
QString news(ImapWatch &watch, bool &ready)
{
    QStringList words;
    if (watch.isReady() && !std::exchange(ready, true)) {
        words << u"ready"_s;
    }
    const MailboxChanges changes = watch.takeChanges();
    if (!changes.mailboxes.isEmpty()) {
        QStringList names(changes.mailboxes.cbegin(), changes.mailboxes.cend());
        names.sort();
        words << u"changed"_s << names;
    }
    if (changes.folders) {
        words << u"folders"_s;
    }
    if (watch.error()) {
        words << toString(watch.error()->kind);
    }
    return words.join(u' ');
}

QString wait(ImapWatch &watch, int seconds)
{
    const auto patience = watch.patience({});
    if (!patience || *patience != std::chrono::seconds(seconds)) {
        return u"waits for %1 ms, not %2 s"_s.arg(patience ? patience->count() : -1).arg(seconds);
    }
    watch.timeIsUp();
    return {};
}

/// Plays a dialogue and returns what went otherwise than it says, or nothing:
///
///     "S: …"      the server says this line
///     "C: …"      the client must have said this line, and nothing before it
///     "= …"       news() must be this, or nothing for "="; what is not asked for is kept
///     "WAIT 240"  nothing is expected from the server, for so many seconds; then they are over
///     "M: …"      another mailbox is to be watched by IDLE
QString play(const QByteArray &capabilities, const QByteArrayList &dialogue, qsizetype chunk)
{
    ImapWatch watch(QByteArray("IMAP4REV1 " + capabilities).split(' '));
    watch.start();
    QByteArray said;
    bool ready = false;
    for (const QByteArray &step : dialogue) {
        if (step.startsWith("S: ")) {
            const QByteArray bytes = step.sliced(3) + "\r\n";
            for (qsizetype i = 0; i < bytes.size(); i += chunk) {
                watch.feed(bytes.sliced(i, std::min(chunk, bytes.size() - i)));
            }
        } else if (step.startsWith("M: ")) {
            watch.setIdleMailbox(QString::fromUtf8(step.sliced(3)));
        } else if (step.startsWith("WAIT ")) {
            if (const QString problem = wait(watch, step.sliced(5).toInt()); !problem.isEmpty()) {
                return problem;
            }
        } else if (step.startsWith('=')) {
            const QString told = news(watch, ready);
            if (told != QString::fromUtf8(step.sliced(1).trimmed())) {
                return u"told "_s + told + u", not "_s + QString::fromUtf8(step);
            }
        }
        said += watch.takeOutput();
        if (step.startsWith("C: ")) {
            const QByteArray line = step.sliced(3) + "\r\n";
            if (!said.startsWith(line)) {
                return u"said "_s + QString::fromLatin1(said) + u" not "_s + QString::fromLatin1(line);
            }
            said.remove(0, line.size());
        }
    }
    const QString rest = QString::fromLatin1(said);
    return rest.isEmpty() ? QString() : u"said "_s + rest;
}

const QByteArray notifyAll = "C: W1 NOTIFY SET STATUS (personal (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange))";
const QByteArray sweepItems = " LIST \"\" \"*\" RETURN (STATUS (MESSAGES UIDNEXT UIDVALIDITY UNSEEN))";

/// NOTIFY is set, and there are INBOX and a.
QByteArrayList notifying(const QByteArrayList &rest)
{
    return QByteArrayList{notifyAll,
                          "S: * STATUS INBOX (MESSAGES 2 UIDNEXT 3 UIDVALIDITY 1 UNSEEN 0 HIGHESTMODSEQ 5)",
                          "S: * STATUS a (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 2 UNSEEN 0 HIGHESTMODSEQ 1)",
                          "=",
                          "S: W1 OK done",
                          "= ready"}
    + rest;
}

/// INBOX is idled on, and there are INBOX and a, swept.
QByteArrayList idling(const QByteArrayList &rest)
{
    return QByteArrayList{"C: W1 EXAMINE \"INBOX\"",
                          "S: * FLAGS (\\Seen)",
                          "S: * 2 EXISTS",
                          "S: * OK [UIDNEXT 3] next",
                          "S: W1 OK [READ-ONLY] done",
                          "C: W2" + sweepItems,
                          "S: * LIST () \"/\" INBOX",
                          "S: * STATUS INBOX (MESSAGES 2 UIDNEXT 3 UIDVALIDITY 1 UNSEEN 1)",
                          "S: * LIST () \"/\" a",
                          "S: * STATUS a (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 2 UNSEEN 0)",
                          "S: * LIST (\\Noselect) \"/\" b",
                          "S: W2 OK done",
                          "C: W3 IDLE",
                          "=",
                          "S: + go",
                          "= ready"}
    + rest;
}

/// The IDLE before is left for a sweep in which \a lines are said.
QByteArrayList sweep(int tag, const QByteArrayList &lines)
{
    const auto tagged = [tag](int offset) {
        return "W" + QByteArray::number(tag + offset);
    };
    return QByteArrayList{"WAIT 60", "C: DONE", "S: " + tagged(0) + " OK done", "C: " + tagged(1) + sweepItems} + lines
        + QByteArrayList{"S: " + tagged(1) + " OK done", "C: " + tagged(2) + " IDLE", "S: + go"};
}

void row(const char *name, const QByteArray &capabilities, const QByteArrayList &dialogue)
{
    QTest::newRow(name) << capabilities << dialogue;
}

void addNotifyRows()
{
    row("notify: each kind of change",
        "NOTIFY IDLE",
        notifying({"S: * STATUS a (MESSAGES 1 UIDNEXT 2 UNSEEN 1 HIGHESTMODSEQ 2)",
                   "= changed a",
                   "S: * STATUS a (UNSEEN 0 HIGHESTMODSEQ 3)",
                   "= changed a",
                   "S: * STATUS inbox (MESSAGES 1 UIDNEXT 3 HIGHESTMODSEQ 7)",
                   "= changed INBOX",
                   "S: * STATUS {4}\r\nn\"w& (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 9)",
                   "= changed n\"w& folders"}));
    row("notify: nothing new", // Dovecot says all again behind NOTIFY
        "NOTIFY IDLE",
        notifying({"S: * STATUS INBOX (MESSAGES 2 UIDNEXT 3 UIDVALIDITY 1 UNSEEN 0 HIGHESTMODSEQ 5)", "="}));
    row("notify: no HIGHESTMODSEQ", // Cyrus tells a flag by the same UNSEEN as before
        "NOTIFY IDLE LIST-STATUS CONDSTORE",
        notifying({"S: * STATUS a (UIDVALIDITY 2 UNSEEN 0)",
                   "= changed a",
                   "S: * STATUS a (UIDVALIDITY 2 UNSEEN 0)",
                   "= changed a",
                   "WAIT 240",
                   "C: W2 NOOP",
                   "S: W2 OK done",
                   "="}));
    row("notify: folders",
        "NOTIFY",
        notifying({"S: * LIST () \"/\" new",
                   "= folders",
                   "S: * LIST (\\NonExistent) \"/\" a",
                   "= folders",
                   "S: * STATUS a (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 3 UNSEEN 0 HIGHESTMODSEQ 1)",
                   "= changed a folders",
                   "S: * LIST () \"/\" b (\"OLDNAME\" (a))",
                   "= folders",
                   "S: * STATUS b (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 3 UNSEEN 0 HIGHESTMODSEQ 1)",
                   "="}));
    row("notify: signs of life",
        "NOTIFY",
        notifying({"WAIT 240", "C: W2 NOOP", "S: W2 OK done", "WAIT 240", "C: W3 NOOP", "S: W3 NO hm", "WAIT 240", "C: W4 NOOP"}));
}

void addNotifyRefusedRows()
{
    row("notify: not supported events",
        "NOTIFY LIST-STATUS",
        {notifyAll,
         "S: W1 NO [BADEVENT (MessageNew MessageExpunge)] no",
         "C: W2 NOTIFY SET STATUS (personal (MessageNew MessageExpunge MailboxName SubscriptionChange))",
         "S: W2 NO [BADEVENT SubscriptionChange] no",
         "C: W3 NOTIFY SET STATUS (personal (MessageNew MessageExpunge))",
         "S: * STATUS INBOX (MESSAGES 2 UIDNEXT 3 UIDVALIDITY 1)",
         "S: W3 OK done",
         "= ready",
         "S: * STATUS INBOX (MESSAGES 3 UIDNEXT 4)",
         "= changed INBOX",
         // Flags are found by sweeps; the first knows the names
         "WAIT 60",
         "C: W4" + sweepItems,
         "S: * LIST () \"/\" INBOX",
         "S: * STATUS INBOX (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 1 UNSEEN 1)",
         "S: W4 OK done",
         "=",
         "WAIT 60",
         "C: W5" + sweepItems,
         "S: * LIST () \"/\" INBOX",
         "S: * STATUS INBOX (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 1 UNSEEN 0)",
         "S: * LIST () \"/\" new",
         "S: W5 OK done",
         "= changed INBOX folders",
         "WAIT 60",
         "C: W6" + sweepItems});
    row("notify: refused altogether",
        "NOTIFY IDLE",
        {notifyAll,
         "S: W1 BAD what",
         "C: W2 NOTIFY SET STATUS (personal (MessageNew MessageExpunge MailboxName SubscriptionChange))",
         "S: W2 BAD what",
         "C: W3 NOTIFY SET STATUS (personal (MessageNew MessageExpunge))",
         "S: W3 NO [NOTIFICATIONOVERFLOW] too much",
         "C: W4 EXAMINE \"INBOX\"",
         "S: W4 OK done",
         "C: W5 IDLE",
         "S: + go",
         "= ready"});
}

void addOverflowRows()
{
    row("notify: overflows",
        "NOTIFY IDLE",
        notifying({"S: * OK [NOTIFICATIONOVERFLOW] too much",
                   "= changed INBOX a folders",
                   "C: W2 NOTIFY SET STATUS (personal (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange))",
                   "S: * STATUS INBOX (MESSAGES 2 UIDNEXT 3 UIDVALIDITY 1 UNSEEN 0 HIGHESTMODSEQ 5)",
                   "S: * STATUS a (MESSAGES 5 UIDNEXT 6 UIDVALIDITY 2 UNSEEN 0 HIGHESTMODSEQ 9)",
                   "S: W2 OK done",
                   "= changed a",
                   "S: * OK [NOTIFICATIONOVERFLOW] too much",
                   "C: W3 NOTIFY SET STATUS (personal (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange))",
                   // while a command runs
                   "S: * OK [NOTIFICATIONOVERFLOW] too much",
                   "S: W3 OK done",
                   "C: W4 NOTIFY SET STATUS (personal (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange))",
                   "S: W4 OK done",
                   "= changed INBOX a folders",
                   "S: * OK [NOTIFICATIONOVERFLOW] too much",
                   // Enough. IDLE tells nothing without this
                   "C: W5 NOTIFY SET (selected (MessageNew MessageExpunge FlagChange))",
                   "S: W5 OK done",
                   "C: W6 EXAMINE \"INBOX\"",
                   "S: * 2 EXISTS",
                   "S: W6 OK done",
                   "C: W7 IDLE",
                   "S: + go",
                   "= changed INBOX a folders",
                   "S: * 3 EXISTS",
                   "= changed INBOX",
                   "S: * OK [NOTIFICATIONOVERFLOW] too much",
                   "= changed INBOX a folders"}));
}

void addMuteRows()
{
    row("notify: never tells", // Cyrus without idled
        "NOTIFY IDLE LIST-STATUS",
        notifying({"WAIT 60",
                   "C: W2" + sweepItems,
                   "S: * LIST () \"/\" INBOX",
                   "S: * STATUS INBOX (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 1 UNSEEN 0)",
                   "S: * LIST () \"/\" a",
                   "S: W2 OK done",
                   "= changed INBOX",
                   "WAIT 60",
                   "C: W3" + sweepItems,
                   "S: * LIST () \"/\" INBOX",
                   "S: * STATUS INBOX (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 1 UNSEEN 0)",
                   "S: * LIST () \"/\" a",
                   "S: W3 OK done",
                   "=",
                   "WAIT 60",
                   "C: W4" + sweepItems,
                   "S: * LIST () \"/\" INBOX",
                   "S: * LIST () \"/\" a",
                   "S: * STATUS a (MESSAGES 3 UIDNEXT 4 UIDVALIDITY 2 UNSEEN 0)",
                   "S: W4 OK done",
                   "= changed a",
                   "C: W5 NOTIFY SET (selected (MessageNew MessageExpunge FlagChange))",
                   "S: W5 OK done",
                   "C: W6 EXAMINE \"INBOX\"",
                   "S: W6 OK done",
                   "C: W7 IDLE",
                   "S: + go",
                   "WAIT 60",
                   "C: DONE"}));
}

void addIdleRows()
{
    row("idle: what IDLE tells",
        "IDLE LIST-STATUS",
        idling({"S: * 3 EXISTS",
                "= changed INBOX",
                "S: * 3 EXISTS",
                "=",
                "S: * 1 RECENT",
                "S: * OK still here",
                "=",
                "S: * 2 EXPUNGE",
                "= changed INBOX",
                "S: * 2 EXISTS",
                "=",
                "S: * 1 FETCH (FLAGS (\\Seen))",
                "= changed INBOX",
                "S: * VANISHED 1",
                "= changed INBOX"}));
    row("idle: another mailbox",
        "IDLE LIST-STATUS",
        idling({"M: a",
                "C: DONE",
                "S: * 3 EXISTS",
                "= changed INBOX",
                "S: W3 OK done",
                "C: W4 EXAMINE \"a\"",
                "S: * 7 EXISTS",
                "S: W4 OK done",
                "=",
                "C: W5 IDLE",
                // before the server has accepted it
                "M: b",
                "S: + go",
                "C: DONE",
                "S: W5 OK done",
                "C: W6 EXAMINE \"b\"",
                "S: W6 NO no such thing",
                "C: W7 EXAMINE \"INBOX\"",
                "S: * 2 EXISTS",
                "S: W7 OK done",
                "C: W8 IDLE",
                "S: + go",
                "S: * 3 EXISTS",
                "= changed INBOX",
                "M: INBOX",
                "="}));
}

void addSweepRows()
{
    row("idle: what sweeps tell",
        "IDLE LIST-STATUS",
        idling(sweep(3,
                     {"S: * LIST () \"/\" INBOX",
                      "S: * STATUS INBOX (MESSAGES 2 UIDNEXT 3 UIDVALIDITY 1 UNSEEN 1)",
                      "S: * LIST (\\Noselect) \"/\" b",
                      "S: * LIST () \"/\" a",
                      "S: * STATUS a (MESSAGES 0 UIDNEXT 1 UIDVALIDITY 2 UNSEEN 0)"})
               + QByteArrayList{"="}
               + sweep(5,
                       {"S: * LIST () \"/\" INBOX",
                        "S: * STATUS INBOX (MESSAGES 2 UIDNEXT 3 UIDVALIDITY 1 UNSEEN 0)",
                        "S: * LIST () \"/\" a",
                        "S: * STATUS a (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 2 UNSEEN 0)",
                        "S: * LIST () \"/\" b",
                        "S: * STATUS b (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 7 UNSEEN 0)"})
               + QByteArrayList{"= changed INBOX a b folders"} // a is gone; b could not be counted
               + sweep(7, {"S: * LIST () \"/\" INBOX", "S: * STATUS INBOX (MESSAGES 2 UIDNEXT 3 UIDVALIDITY 1 UNSEEN 0)", "S: * LIST () \"/\" b"})
               + QByteArrayList{"= folders"} + sweep(9, {"S: * LIST () \"/\" INBOX", "S: * LIST () \"/\" b"}) + QByteArrayList{"="} // made anew: UIDVALIDITY
               + sweep(11, {"S: * LIST () \"/\" INBOX", "S: * LIST () \"/\" b", "S: * STATUS b (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 8 UNSEEN 0)"})
               + QByteArrayList{"= changed b"}));
    row("idle: CONDSTORE",
        "IDLE LIST-STATUS CONDSTORE",
        {"C: W1 EXAMINE \"INBOX\"", "S: W1 OK done", "C: W2 LIST \"\" \"*\" RETURN (STATUS (MESSAGES UIDNEXT UIDVALIDITY UNSEEN HIGHESTMODSEQ))"});
    row("idle: sweeps refused for now",
        "IDLE LIST-STATUS",
        idling({"WAIT 60", "C: DONE", "S: W3 OK done", "C: W4" + sweepItems, "S: W4 NO later", "C: W5 IDLE", "S: + go", "="})
            + sweep(5, {"S: * LIST () \"/\" INBOX", "S: * STATUS a (MESSAGES 1 UIDNEXT 2)"}) + QByteArrayList{"= changed a folders"});
    row("idle: sweeps not understood",
        "IDLE LIST-STATUS",
        {"C: W1 EXAMINE \"INBOX\"",
         "S: W1 OK done",
         "C: W2" + sweepItems,
         "S: W2 BAD what",
         "C: W3 IDLE",
         "S: + go",
         "= ready",
         "WAIT 540",
         "C: DONE",
         "S: W3 OK done",
         "C: W4 IDLE"});
}

void addIdleTroubleRows()
{
    row("idle: alone",
        "IDLE",
        {"C: W1 EXAMINE \"INBOX\"", "S: W1 OK done", "C: W2 IDLE", "S: + go", "= ready", "WAIT 540", "C: DONE", "S: W2 OK done", "C: W3 IDLE"});
    row("idle: refused",
        "IDLE",
        {"C: W1 EXAMINE \"INBOX\"",
         "S: * 2 EXISTS",
         "S: W1 OK done",
         "C: W2 IDLE",
         "S: W2 NO not for you",
         "= ready",
         "WAIT 60",
         "C: W3 NOOP",
         "S: * 3 EXISTS",
         "S: W3 OK done",
         "= changed INBOX",
         "WAIT 60",
         "C: W4 NOOP"});
    row("idle: ended at once",
        "IDLE",
        {"C: W1 EXAMINE \"INBOX\"",
         "S: W1 OK done",
         "C: W2 IDLE",
         "S: + go",
         "S: W2 OK done",
         "C: W3 IDLE",
         "S: + go",
         "S: W3 OK done",
         "C: W4 IDLE",
         "S: + go",
         "S: W4 OK done",
         "WAIT 60",
         "C: W5 NOOP"});
}

void addPoorRows()
{
    row("nothing goes without UTF-8", "UTF8=ONLY", {"C: W0 ENABLE UTF8=ACCEPT", "C: W1 EXAMINE \"INBOX\"", "S: W0 OK done", "S: W1 OK done", "= ready"});
    row("nothing: NOOP", "X", {"C: W1 EXAMINE \"INBOX\"", "S: W1 OK done", "= ready", "WAIT 60", "C: W2 NOOP", "S: * 1 EXISTS", "S: W2 OK", "= changed INBOX"});
    row("nothing: sweeps",
        "LIST-STATUS",
        {"C: W1 EXAMINE \"INBOX\"", "S: W1 OK done", "C: W2" + sweepItems, "S: W2 OK done", "= ready", "WAIT 60", "C: W3" + sweepItems});
    row("nothing: no mailbox either",
        "IDLE",
        {"M: a",
         "C: W1 EXAMINE \"INBOX\"",
         "S: W1 OK done",
         "C: W2 EXAMINE \"a\"",
         "S: W2 NO no",
         "C: W3 EXAMINE \"INBOX\"",
         "S: W3 NO no",
         "= ready",
         "WAIT 60",
         "C: W4 NOOP"});
}

void addEndRows()
{
    row("bye", "NOTIFY", notifying({"S: * BYE [UNAVAILABLE] going down", "= Unavailable", "S: * STATUS a (MESSAGES 9)", "= Unavailable"}));
    row("go on, in Dovecot's words",
        "IDLE",
        {"C: W1 EXAMINE \"INBOX\"", "S: W1 OK done", "C: W2 IDLE", "S: + OK", "= ready", "WAIT 540", "C: DONE", "S: W2 OK done", "C: W3 IDLE"});
    row("nothing counts after bye", "IDLE", {"C: W1 EXAMINE \"INBOX\"", "S: W1 OK done", "C: W2 IDLE", "S: * BYE", "S: + go", "= Unavailable"});
    row("nonsense", "NOTIFY", notifying({"S: HTTP/1.1 400 Bad Request", "= Nonsense"}));
    row("foreign tags", "NOTIFY", notifying({"S: W1 OK again", "S: X OK what", "=", "WAIT 240", "C: W2 NOOP", "S: W1 OK again"}));
}

}

class ImapWatchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void dialogues_data()
    {
        QTest::addColumn<QByteArray>("capabilities");
        QTest::addColumn<QByteArrayList>("dialogue");
        addNotifyRows();
        addNotifyRefusedRows();
        addOverflowRows();
        addMuteRows();
        addIdleRows();
        addSweepRows();
        addIdleTroubleRows();
        addPoorRows();
        addEndRows();
    }

    void dialogues()
    {
        QFETCH(QByteArray, capabilities);
        QFETCH(QByteArrayList, dialogue);
        for (const qsizetype chunk : {1000, 1, 7}) {
            QCOMPARE(play(capabilities, dialogue, chunk), QString());
        }
    }

    void figures()
    {
        const auto read = [](const QByteArray &line) {
            return figuresOf(parseImapResponse(line).value_or(ImapResponse{}), false).value_or(std::pair<QString, MailboxFigures>());
        };
        const auto [name, figures] = read("* STATUS &AOQ- (messages 3 HIGHESTMODSEQ 9223372036854775807 UIDNEXT NIL X (1 2) UNSEEN 0)");
        QCOMPARE(name, u"ä"_s);
        QCOMPARE(figures.messages, 3u);
        QCOMPARE(figures.unseen, 0u);
        QCOMPARE(figures.highestModSeq, 9223372036854775807u);
        QVERIFY(!figures.uidNext && !figures.uidValidity);
        QVERIFY(read("* STATUS a").first.isNull());
        QVERIFY(read("* LIST () NIL a").first.isNull());
    }

    void namesInUtf8()
    {
        ImapWatch watch({"IMAP4REV2"});
        watch.setIdleMailbox(u"ä"_s);
        watch.start();
        // RFC 9051 section 4.3: a quoted string may hold UTF-8, but a literal does as well
        QCOMPARE(watch.takeOutput(), "W1 EXAMINE {2+}\r\nä\r\n"_ba);
    }

    void literalsWaitForPermission()
    {
        ImapWatch watch({"IMAP4REV1"});
        watch.setIdleMailbox(u"a\nb"_s);
        watch.start();
        QCOMPARE(watch.takeOutput(), "W1 EXAMINE \"a&AAo-b\"\r\n"_ba);
    }

    void remembersNoMoreThanItMay()
    {
        MailboxMemory memory;
        const MailboxFigures one{.messages = 1, .unseen = {}, .uidNext = {}, .uidValidity = {}, .highestModSeq = {}};
        const MailboxFigures two{.messages = 2, .unseen = {}, .uidNext = {}, .uidValidity = {}, .highestModSeq = {}};
        const auto account = [&memory](const MailboxFigures &figures, int count) {
            memory.beginAccount();
            for (int i = 0; i < count; ++i) {
                memory.listed(QString::number(i));
                std::ignore = memory.counted(QString::number(i), figures);
            }
            memory.endAccount(true);
        };
        account(one, MailboxMemory::maxMailboxes + 100);
        QVERIFY(memory.takeChanges().isEmpty());
        account(two, MailboxMemory::maxMailboxes + 200);
        const MailboxChanges changes = memory.takeChanges();
        QCOMPARE(changes.mailboxes.size(), MailboxMemory::maxMailboxes);
        QVERIFY(!changes.folders);
        // Beyond, only what is told unasked is heard; names without end are not.
        memory.notified(u"beyond"_s, one);
        memory.notified(QString(MailboxMemory::maxName + 1, u'x'), one);
        QCOMPARE(memory.takeChanges().mailboxes, QSet<QString>{u"beyond"_s});
    }
};

QTEST_GUILESS_MAIN(ImapWatchTest)

#include "imapwatchtest.moc"
