// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "kcm/accountwords.h"

#include "core/quota.h"
#include "link/numbertext.h"
#include "mode/facts.h"

#include <KLocalizedString>

using namespace Qt::StringLiterals;

namespace Konto
{

QString stateWords(const AccountFacts &facts, bool online)
{
    if (facts.state == "notConfigured"_L1) {
        return i18nc("@info:status of an account", "Not set up yet");
    }
    if (!online || facts.state == "offline"_L1) {
        return i18nc("@info:status of an account", "Paused");
    }
    if (facts.state == "running"_L1) {
        return i18nc("@info:status of an account", "Checking for mail…");
    }
    if (facts.state == "broken"_L1) {
        return i18nc("@info:status of an account", "Needs your attention");
    }
    return facts.state.isEmpty() ? i18nc("@info:status of an account", "Does not answer") : i18nc("@info:status of an account", "Ready");
}

QString modeWords(const AccountFacts &facts)
{
    if (!facts.mode) {
        return i18nc("@info the mode of an account", "Not known");
    }
    return facts.mode == Mode::Imap ? i18nc("@info the mode of an account", "On the server (IMAP)")
                                    : i18nc("@info the mode of an account", "On this computer (POP3)");
}

QString messageWords(const AccountFacts &facts)
{
    if (facts.onlyHere > 0) {
        return i18nc("@info numbers of messages",
                     "%1 here, %2 on the server, %3 only on this computer",
                     numberText(facts.messagesHere),
                     numberText(facts.onServer),
                     numberText(facts.onlyHere));
    }
    return i18nc("@info numbers of messages", "%1 here, %2 on the server", numberText(facts.messagesHere), numberText(facts.onServer));
}

int quotaPercent(const AccountFacts &facts)
{
    return quotaPercent(facts.quotaUsed, facts.quotaLimit);
}

QStringList ownWarningsOf(const AccountFacts &facts)
{
    QStringList warnings;
    if (facts.state == "broken"_L1) {
        warnings.append(facts.sentence.isEmpty() ? i18nc("@info", "This account cannot fetch mail. Look into its settings.") : facts.sentence);
    }
    if (facts.waiting > 0) {
        warnings.append(
            i18ncp("@info", "One change made here has not reached the server yet.", "%1 changes made here have not reached the server yet.", facts.waiting));
    }
    return warnings;
}

QStringList warningsOf(const AccountFacts &facts)
{
    QStringList warnings = ownWarningsOf(facts);
    if (facts.setAside > 0) {
        warnings.append(i18ncp("@info",
                               "One message disappeared from the server and is kept here, because suspiciously many did so at once.",
                               "%1 messages disappeared from the server at once. They are kept here until you decide what becomes of them.",
                               facts.setAside));
    }
    if (facts.heldRemovals > 0) {
        warnings.append(i18ncp("@info",
                               "One message would be removed from the server by the rule for copies. Nothing is removed before you agree in the settings.",
                               "%1 messages would be removed from the server by the rule for copies. Nothing is removed before you agree in the settings.",
                               facts.heldRemovals));
    }
    if (quotaPercent(facts) >= nearlyFullPercent) {
        warnings.append(i18nc("@info", "The mailbox is %1 % full at the provider. When it is full, no more mail arrives.", quotaPercent(facts)));
    }
    return warnings;
}

bool hasOnlyCopies(const AccountFacts &facts)
{
    if (facts.state == "notConfigured"_L1) {
        return facts.messagesHere > 0;
    }
    return !facts.mode || facts.onlyHere > 0 || facts.waiting > 0 || facts.setAside > 0;
}

QStringList removalWords(const AccountFacts &facts)
{
    QStringList words{i18nc("@info", "KMail no longer shows this account, and no more mail is fetched for it.")};
    words.append(
        facts.directory.isEmpty()
            ? i18nc("@info", "On this computer: the files of your mail stay on the disk.")
            : i18nc("@info %1 folder", "On this computer: the files of your mail stay on the disk, in %1. Many mail programs can read them.", facts.directory));
    words.append(i18nc("@info", "On the server: nothing is deleted, and your mailbox at the provider goes on existing."));
    if (facts.onlyHere > 0) {
        words.append(i18ncp("@info",
                            "One message is only on this computer, and nowhere else.",
                            "%1 messages are only on this computer, and nowhere else.",
                            facts.onlyHere));
    }
    if (facts.waiting > 0) {
        words.append(i18ncp("@info",
                            "One change made here has not reached the server, and would not do so any more.",
                            "%1 changes made here have not reached the server, and would not do so any more.",
                            facts.waiting));
    }
    return words;
}

QStringList importWords(const ImportForecast &forecast)
{
    QStringList sentences;
    sentences.append(
        i18nc("@info %1 user, %2 host", "The account of %1 at %2 is taken over, with its settings and its password.", forecast.user, forecast.host));
    if (forecast.mode == Mode::Imap) {
        sentences.append(i18nc("@info numbers",
                               "Folders: %1. Messages: %2. Of these, %3 need not be fetched from the server again.",
                               numberText(forecast.folders),
                               numberText(forecast.messages),
                               numberText(forecast.withBytes)));
    } else {
        sentences.append(i18nc("@info number", "Messages: %1. They are copied; what is on the server is not fetched again.", numberText(forecast.messages)));
    }
    if (forecast.sorted > 0) {
        sentences.append(i18ncp("@info",
                                "Another message, which your filters have put into another folder, stays there and is not fetched again.",
                                "%1 other messages, which your filters have put into other folders, stay there and are not fetched again.",
                                forecast.sorted));
    }
    sentences.append(i18nc("@info", "The old account is only paused. Nothing of it is deleted, and you can use it again at any time."));
    return sentences;
}

}
