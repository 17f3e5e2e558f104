// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "mode/comparison.h"

#include "link/numbertext.h"

#include <KLocalizedString>

namespace Konto
{

namespace
{
bool isPop3(const AccountFacts &facts)
{
    return facts.mode == Mode::Pop3;
}

QString whereFact(const AccountFacts &facts)
{
    if (facts.onlyHere > 0) {
        return i18nc("@info numbers of messages",
                     "Your messages: %1 on the server, %2 only on this computer.",
                     numberText(facts.onServer),
                     numberText(facts.onlyHere));
    }
    return facts.onServer > 0 ? i18ncp("@info", "Yours: one message is on the server.", "Yours: %1 messages are on the server.", facts.onServer) : QString();
}

QString foldersFact(const AccountFacts &facts)
{
    if (isPop3(facts)) {
        return facts.foldersHere > 1 ? i18ncp("@info",
                                              "Yours: one folder is on this computer, and no other device sees it.",
                                              "Yours: %1 folders are on this computer, and no other device sees them.",
                                              facts.foldersHere)
                                     : QString();
    }
    return facts.foldersOnServer > 1 ? i18ncp("@info",
                                              "Your server has one folder.",
                                              "Your server has %1 folders; with POP3 you would go on receiving only one of them.",
                                              facts.foldersOnServer)
                                     : QString();
}

QString devicesFact(const AccountFacts &facts)
{
    if (!facts.isConnected()) {
        return {};
    }
    return isPop3(facts) ? i18nc("@info", "Yours at present: phone and webmail do not learn what you read here.")
                         : i18nc("@info", "Yours at present: what you read here is read on your phone and in webmail, too.");
}

QString offlineFact(const AccountFacts &facts)
{
    return facts.messagesHere > 0 ? i18nc("@info",
                                          "Yours: %1 of %2 messages are here as a whole (%3).",
                                          numberText(facts.bodiesHere),
                                          numberText(facts.messagesHere),
                                          sizeText(facts.bytes))
                                  : QString();
}

QString backupFact(const AccountFacts &facts)
{
    return isPop3(facts) && facts.onlyHere > 0 ? i18ncp("@info",
                                                        "Yours: one message exists nowhere else than on this computer.",
                                                        "Yours: %1 messages exist nowhere else than on this computer.",
                                                        facts.onlyHere)
                                               : QString();
}

QString roomFact(const AccountFacts &facts)
{
    return facts.quotaLimit > 0 ? i18nc("@info sizes", "Yours: %1 of %2 are used.", sizeText(facts.quotaUsed), sizeText(facts.quotaLimit)) : QString();
}

QList<ComparisonRow> everyday(const AccountFacts &facts)
{
    return {
        {.question = i18nc("@info a question of the user", "Where is my mail?"),
         .imap = i18nc("@info IMAP", "With your provider, on the server. This computer can keep a copy of it."),
         .pop3 = i18nc("@info POP3", "On this computer. Whether a copy stays with the provider, and for how long, is up to you."),
         .fact = whereFact(facts)},
        {.question = i18nc("@info a question of the user", "Can I read my mail on my phone, too?"),
         .imap = i18nc("@info IMAP", "Yes. Every device shows the same mailbox, at home and on the road."),
         .pop3 = i18nc("@info POP3", "Only what is still on the server. Each device has a mailbox of its own, which knows nothing of the others."),
         .fact = {}},
        {.question = i18nc("@info a question of the user", "Does my phone know what I have already read?"),
         .imap = i18nc("@info IMAP", "Yes. Read, answered, marked as important: the same everywhere."),
         .pop3 = i18nc("@info POP3", "No. What you have read here is still new on your other devices."),
         .fact = devicesFact(facts)},
        {.question = i18nc("@info a question of the user", "Where is the mail that I send?"),
         .imap = i18nc("@info IMAP", "In the folder “Sent” on the server, so on every device."),
         .pop3 = i18nc("@info POP3", "Only on the device that sent it."),
         .fact = {}},
        {.question = i18nc("@info a question of the user", "Can I sort my mail into folders?"),
         .imap = i18nc("@info IMAP", "Yes, and every device shows the same folders."),
         .pop3 = i18nc("@info POP3", "Yes, but only on this computer. Of the server’s folders only the inbox is fetched."),
         .fact = foldersFact(facts)},
    };
}

QList<ComparisonRow> inTheLongRun(const AccountFacts &facts)
{
    return {
        {.question = i18nc("@info a question of the user", "What happens when I get a new device?"),
         .imap = i18nc("@info IMAP", "It shows everything at once, and fetches what you open."),
         .pop3 = i18nc("@info POP3", "It downloads the whole inbox again, which takes long for a large one. What is only here, it does not get."),
         .fact = {}},
        {.question = i18nc("@info a question of the user", "Can I read without the Internet?"),
         .imap = i18nc("@info IMAP", "Yes, everything that this computer keeps: all mail, the recent, or what you have opened."),
         .pop3 = i18nc("@info POP3", "Yes, everything that has been downloaded."),
         .fact = offlineFact(facts)},
        {.question = i18nc("@info a question of the user", "What if my computer breaks?"),
         .imap = i18nc("@info IMAP", "Your mail is still with the provider. But what you delete is deleted on all devices."),
         .pop3 = i18nc("@info POP3", "What is only on it is lost. Backups are your own task; Konto makes them with one click."),
         .fact = backupFact(facts)},
        {.question = i18nc("@info a question of the user", "Does my mail need room at the provider?"),
         .imap = i18nc("@info IMAP", "Yes, it counts against the space that your provider gives you."),
         .pop3 = i18nc("@info POP3", "Only for as long as copies stay there. You can free the space."),
         .fact = roomFact(facts)},
    };
}
}

QList<ComparisonRow> comparisonRows(const AccountFacts &facts)
{
    return everyday(facts) + inTheLongRun(facts);
}

}
