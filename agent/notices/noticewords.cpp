// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "notices/noticewords.h"

#include "link/numbertext.h"

#include <KLocalizedString>

#include <QLocale>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
struct Words {
    QString title;
    QString text;
    QList<NoticeAction> actions;
};

QString day(const QDateTime &when)
{
    return QLocale().toString(when.toLocalTime().date(), QLocale::LongFormat);
}

QString quotaText(const AccountFacts &facts)
{
    return i18nc("@info %1 and %2 sizes, %3 percentage",
                 "%1 of %2 are used at your provider (%3 %).",
                 sizeText(facts.quotaUsed),
                 sizeText(facts.quotaLimit),
                 numberText(facts.quotaUsed * 100 / facts.quotaLimit));
}

/// What the account says of itself begins with its name, which is shown beside it anyway.
QString withoutName(const AccountState &state, const QString &sentence)
{
    const QString prefix = state.name + ": "_L1;
    return sentence.startsWith(prefix) ? sentence.sliced(prefix.size()) : sentence;
}

NoticeAction settingsAction(const QString &label)
{
    return {.id = u"settings"_s, .label = label, .question = {}};
}

NoticeAction againAction()
{
    return {.id = u"check"_s, .label = i18nc("@action:button", "Try Again"), .question = {}};
}

NoticeAction switchAction(const QString &label)
{
    return {.id = u"switch"_s, .label = label, .question = {}};
}

NoticeAction noAdviceAction()
{
    return {.id = u"noAdvice"_s, .label = i18nc("@action:button", "No More Advice"), .question = {}};
}

Words passwordWords(const AccountState &state)
{
    return {.title = i18nc("@title", "Signing in failed"),
            .text = withoutName(state, state.facts.sentence),
            .actions = {settingsAction(i18nc("@action:button", "Change Password…")), againAction()}};
}

Words certificateWords(const AccountState &state)
{
    return {.title = i18nc("@title", "The server cannot prove who it is"),
            .text = withoutName(state, state.facts.sentence),
            .actions = {settingsAction(i18nc("@action:button", "Look at the Certificate…")), againAction()}};
}

Words expiryWords(const Observations &seen)
{
    return {.title = i18nc("@title", "The server’s certificate is about to expire"),
            .text = i18nc("@info %1 date",
                          "The mail server proves who it is with a certificate, and that is valid until %1. Your provider has to renew it. If that is "
                          "forgotten, no mail is fetched after that day, because the server could be another one.",
                          day(seen.server.value_or(ServerSeen()).certificateUntil)),
            .actions = {settingsAction(i18nc("@action:button", "Look at the Certificate…"))}};
}

Words quotaWords(const AccountFacts &facts)
{
    return {.title = i18nc("@title", "The mailbox is almost full"),
            .text = i18nc("@info %1 how full the mailbox is",
                          "%1 When it is full, no more mail arrives. Delete what you do not need any more, or keep your mail on this computer instead.",
                          quotaText(facts)),
            .actions = {switchAction(i18nc("@action:button", "Keep Mail on This Computer…"))}};
}

Words busyWords()
{
    return {.title = i18nc("@title", "Another program keeps the mailbox to itself"),
            .text = i18nc("@info",
                          "With POP3, only one program can look into a mailbox at a time. Another one, here or on your phone, has been doing so for minutes, "
                          "so no mail can be fetched. Let it check less often, or change this account to IMAP, where all of them can."),
            .actions = {againAction(), switchAction(i18nc("@action:button", "Change to IMAP…"))}};
}

Words refusalWords(const AccountState &state)
{
    return {.title = i18nc("@title", "The server did not do everything"),
            .text = withoutName(state, state.facts.refusal),
            .actions = {settingsAction(i18nc("@action:button", "Show Account…"))}};
}

Words retentionWords(const AccountFacts &facts)
{
    const QString question = i18ncp("@info",
                                    "The copy of one message is removed from the server. The message itself is on this computer and stays there.",
                                    "The copies of %1 messages are removed from the server. The messages themselves are on this computer and stay there.",
                                    facts.heldRemovals);
    return {.title = i18nc("@title", "Copies on the server are about to be removed"),
            .text = i18ncp("@info",
                           "The rule for copies on the server would now remove one. It waits for you: other devices would not see that message any more.",
                           "The rule for copies on the server would now remove %1. It waits for you: other devices would not see these messages any more.",
                           facts.heldRemovals),
            .actions = {{.id = u"confirmRetention"_s, .label = i18nc("@action:button", "Remove Copies"), .question = question},
                        settingsAction(i18nc("@action:button", "Change the Rule…"))}};
}

Words setAsideWords(const AccountFacts &facts)
{
    const QString question = i18ncp("@info",
                                    "One message is removed from this computer. This cannot be undone.",
                                    "%1 messages are removed from this computer. This cannot be undone.",
                                    facts.setAside);
    const NoticeAction restore = facts.mode == Mode::Imap
        ? NoticeAction{.id = u"putBackDisappeared"_s, .label = i18nc("@action:button", "Put Them Back on the Server"), .question = {}}
        : settingsAction(i18nc("@action:button", "Restore a Backup…"));
    return {.title = i18nc("@title", "Many messages disappeared at once"),
            .text = i18ncp("@info",
                           "One message is gone from where the mail is kept, and you did not delete it here. Konto has kept it.",
                           "%1 messages are gone from where the mail is kept, and you did not delete them here. Konto has kept them.",
                           facts.setAside),
            .actions = {restore, {.id = u"acceptDisappeared"_s, .label = i18nc("@action:button", "Remove Them Here Too"), .question = question}}};
}

Words diskWords(const AccountFacts &facts, const Observations &seen)
{
    const NoticeAction open{.id = u"openFolder"_s, .label = i18nc("@action:button", "Open Folder"), .question = {}};
    if (facts.problem == "DiskFull"_L1) {
        return {.title = i18nc("@title", "The disk is full"),
                .text = i18nc("@info", "New mail cannot be kept on this computer. It stays on the server until you have freed some space."),
                .actions = {againAction(), open}};
    }
    return {.title = i18nc("@title", "The disk is almost full"),
            .text = i18nc("@info %1 size",
                          "Only %1 are free where the mail of this account is kept. Free some space, so that mail can go on arriving.",
                          sizeText(seen.diskFree.value_or(0))),
            .actions = {open}};
}

Words indexWords(const IndexSeen &index)
{
    return {
        .title = i18nc("@title", "Not all mail can be found yet"),
        .text =
            i18nc("@info numbers of messages", "The search knows %1 of %2 messages of this account.", numberText(index.indexed), numberText(index.messages)),
        .actions = {{.id = u"index"_s, .label = i18nc("@action:button", "Complete the Search Index"), .question = {}}}};
}

Words checkWords(const CheckSeen &check)
{
    return {.title = check.damaged > 0 ? i18nc("@title", "Mail on this computer is damaged") : i18nc("@title", "Mail on this computer was put in order"),
            .text = check.sentence,
            .actions = {settingsAction(check.damaged > 0 ? i18nc("@action:button", "Restore a Backup…") : i18nc("@action:button", "Show Account…"))}};
}

Words imapAdvice(const AccountFacts &facts)
{
    return {.title = i18nc("@title", "Your mail on all your devices?"),
            .text =
                i18ncp("@info",
                       "Your provider also offers IMAP for this account. One message is here, and what you read, sort and send here is not seen on your phone "
                       "or in webmail. With IMAP it is. Konto can change the account without fetching your mail again, and you can take it back.",
                       "Your provider also offers IMAP for this account. %1 messages are here, and what you read, sort and send here is not seen on your "
                       "phone or in webmail. With IMAP it is. Konto can change the account without fetching your mail again, and you can take it back.",
                       facts.messagesHere),
            .actions = {switchAction(i18nc("@action:button", "See What Would Change…")), noAdviceAction()}};
}

Words pop3Advice(const AccountFacts &facts)
{
    return {.title = i18nc("@title", "Keep your mail on this computer?"),
            .text =
                i18nc("@info %1 how full the mailbox is",
                      "%1 With POP3, mail can be kept on this computer and its copies at the provider removed. Konto can change the account without fetching "
                      "your mail again, and you can take it back. Other devices then no longer see what you do here.",
                      quotaText(facts)),
            .actions = {switchAction(i18nc("@action:button", "See What Would Change…")), noAdviceAction()}};
}

Words undoWords(const AccountState &state)
{
    const QString until = day(state.undoableUntil);
    return {.title = i18nc("@title", "The change of the account can be taken back"),
            .text = state.facts.mode == Mode::Imap
                ? i18nc("@info %1 date", "This account now keeps its mail on the server (IMAP). Until %1 you can have it as it was.", until)
                : i18nc("@info %1 date", "This account now keeps its mail on this computer (POP3). Until %1 you can have it as it was.", until),
            .actions = {{.id = u"undo"_s, .label = i18nc("@action:button", "Take It Back…"), .question = {}}}};
}

Words wordsOf(NoticeCause cause, const AccountState &state, const Observations &seen)
{
    switch (cause) {
    case NoticeCause::PasswordRejected:
        return passwordWords(state);
    case NoticeCause::CertificateChanged:
        return certificateWords(state);
    case NoticeCause::CertificateExpires:
        return expiryWords(seen);
    case NoticeCause::QuotaNearlyFull:
        return quotaWords(state.facts);
    case NoticeCause::MailboxBusy:
        return busyWords();
    case NoticeCause::Refused:
        return refusalWords(state);
    case NoticeCause::RetentionHeld:
        return retentionWords(state.facts);
    case NoticeCause::SetAside:
        return setAsideWords(state.facts);
    case NoticeCause::DiskNearlyFull:
        return diskWords(state.facts, seen);
    case NoticeCause::NotSearchable:
        return indexWords(seen.index.value_or(IndexSeen()));
    case NoticeCause::Repaired:
        return checkWords(seen.check.value_or(CheckSeen()));
    case NoticeCause::CouldBeImap:
        return imapAdvice(state.facts);
    case NoticeCause::CouldBePop3:
        return pop3Advice(state.facts);
    case NoticeCause::UndoPossible:
        return undoWords(state);
    }
    return {};
}
}

Notice noticeOf(const Finding &finding, const AccountState &state, const Observations &seen, const QDateTime &since)
{
    const Words words = wordsOf(finding.cause, state, seen);
    return {.id = noticeId(state.account, finding),
            .account = state.account,
            .accountName = state.name,
            .finding = finding,
            .title = words.title,
            .text = words.text,
            .since = since,
            .actions = words.actions};
}

}
