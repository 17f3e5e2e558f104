// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/switching/switchtext.h"

#include <KFormat>
#include <KLocalizedString>

#include <algorithm>

namespace Konto
{

namespace
{
void add(QStringList &sentences, qsizetype count, const KLocalizedString &sentence)
{
    if (count > 0) {
        sentences.append(sentence.subs(count).toString());
    }
}

QStringList numbersToImap(const SwitchPlan &plan)
{
    QStringList sentences;
    add(sentences,
        plan.matched,
        ki18ncp("@info", "One message is here and on the server: it stays as it is.", "%1 messages are here and on the server: they stay as they are."));
    if (plan.upload > 0) {
        sentences.append(i18ncp("@info %2 size",
                                "One message is only here and is copied to the server (%2).",
                                "%1 messages are only here and are copied to the server (%2).",
                                plan.upload,
                                KFormat().formatByteSize(double(plan.uploadBytes))));
    }
    add(sentences, plan.keptHere, ki18ncp("@info", "One message stays on this computer only.", "%1 messages stay on this computer only."));
    if (plan.download > 0) {
        sentences.append(i18ncp("@info %2 size",
                                "One message is only on the server and is copied here (%2).",
                                "%1 messages are only on the server and are copied here (%2).",
                                plan.download,
                                KFormat().formatByteSize(double(plan.downloadBytes))));
    }
    add(sentences,
        plan.moved,
        ki18ncp("@info",
                "One message is shown in another folder, because it has been sorted on the server.",
                "%1 messages are shown in other folders, because they have been sorted on the server."));
    add(sentences,
        plan.flags,
        ki18ncp("@info",
                "Of one message the server learns whether it is read or marked.",
                "Of %1 messages the server learns whether they are read or marked."));
    return sentences;
}

QStringList numbersToPop3(const SwitchPlan &plan)
{
    QStringList sentences;
    add(sentences,
        plan.matched,
        ki18ncp("@info",
                "One message of the server's inbox is here: it is not fetched again.",
                "%1 messages of the server's inbox are here: they are not fetched again."));
    add(sentences, plan.onlyThere, ki18ncp("@info", "One message of the server's inbox is fetched.", "%1 messages of the server's inbox are fetched."));
    add(sentences,
        std::ranges::count(plan.folders, FolderFate::Copied, &SwitchPlanFolder::fate),
        ki18ncp("@info", "One folder of the server becomes a folder of this computer.", "%1 folders of the server become folders of this computer."));
    add(sentences,
        std::ranges::count(plan.folders, FolderFate::LeftThere, &SwitchPlanFolder::fate),
        ki18ncp("@info", "One folder stays on the server and is no longer shown here.", "%1 folders stay on the server and are no longer shown here."));
    return sentences;
}

QString sentence(SwitchNote note, const SwitchPlan &plan)
{
    switch (note) {
    case SwitchNote::PopDeletesElsewhere:
        return i18nc("@info",
                     "If another device still fetches this account with POP3 and deletes what it has fetched, mail disappears everywhere. Change the setting "
                     "there first.");
    case SwitchNote::DeletedReappears:
        return i18ncp("@info",
                      "One message that you deleted here is still on the server and is shown again.",
                      "%1 messages that you deleted here are still on the server and are shown again.",
                      plan.deletedButThere);
    case SwitchNote::GmailReappears:
        return i18nc("@info", "Gmail only hides from POP3 what was deleted with it. Such messages are shown again.");
    case SwitchNote::OnlyInboxArrives:
        return i18nc("@info", "From then on only the inbox is fetched. What is sorted into other folders on the server does not arrive here.");
    case SwitchNote::ReadStateStaysHere:
        return i18nc("@info", "Your other devices no longer learn what you have read, sorted or answered here.");
    case SwitchNote::QuotaTooSmall:
        return i18nc("@info %1, %2 sizes",
                     "There is not enough room on the server: %1 are to be copied and %2 are free. What does not fit stays on this computer.",
                     KFormat().formatByteSize(double(plan.uploadBytes)),
                     KFormat().formatByteSize(double(std::max<qint64>(0, plan.quotaLimit - plan.quotaUsed))));
    case SwitchNote::SomeTooLarge:
        return i18nc("@info", "Some messages are larger than the server accepts. They stay on this computer.");
    case SwitchNote::SomeAmbiguous:
        return i18ncp("@info",
                      "Of one message it is not certain whether the server has it. Both are kept.",
                      "Of %1 messages it is not certain whether the server has them. Both are kept.",
                      plan.ambiguous);
    case SwitchNote::FoldersNeeded:
        return i18nc("@info", "Some folders cannot be left on the server, because there is mail in them that is only here.");
    }
    return {};
}
}

QStringList switchSentences(const SwitchPlan &plan, const Account &account)
{
    QStringList sentences;
    if (plan.from != plan.to) {
        sentences.append(plan.to == Mode::Imap ? i18nc("@info %1 account", "“%1” changes from POP3 to IMAP.", account.name)
                                               : i18nc("@info %1 account", "“%1” changes from IMAP to POP3.", account.name));
    } else {
        sentences.append(i18nc("@info %1 account, %2 host name", "“%1” changes to the server %2.", account.name, plan.endpoint.host));
    }
    sentences += plan.to == Mode::Imap ? numbersToImap(plan) : numbersToPop3(plan);
    for (const SwitchNote note : plan.notes) {
        sentences.append(sentence(note, plan));
    }
    const bool deletes = plan.choices.deleteThere && plan.deletedButThere > 0;
    sentences.append(deletes ? i18nc("@info", "On the server, nothing is deleted but what you deleted here. You can undo the change for 30 days.")
                             : i18nc("@info", "Nothing is deleted on the server, and you can undo this for 30 days."));
    return sentences;
}

}
