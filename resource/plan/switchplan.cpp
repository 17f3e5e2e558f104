// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/switchplan.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
// What was measured with servers on the same machine, and slower lines in mind.
constexpr qint64 bytesPerSecond = 1'000'000;
constexpr qint64 messagesPerSecond = 1'000;
constexpr qint64 uploadsPerSecond = 20;

QString word(FolderFate fate)
{
    switch (fate) {
    case FolderFate::Same:
        return u"same"_s;
    case FolderFate::Arrives:
        return u"arrives"_s;
    case FolderFate::Created:
        return u"created"_s;
    case FolderFate::KeptHere:
        return u"keptHere"_s;
    case FolderFate::Copied:
        return u"copied"_s;
    case FolderFate::LeftThere:
        return u"leftThere"_s;
    }
    return {};
}

QString word(SwitchNote note)
{
    switch (note) {
    case SwitchNote::PopDeletesElsewhere:
        return u"popDeletesElsewhere"_s;
    case SwitchNote::DeletedReappears:
        return u"deletedReappears"_s;
    case SwitchNote::GmailReappears:
        return u"gmailReappears"_s;
    case SwitchNote::OnlyInboxArrives:
        return u"onlyInboxArrives"_s;
    case SwitchNote::ReadStateStaysHere:
        return u"readStateStaysHere"_s;
    case SwitchNote::QuotaTooSmall:
        return u"quotaTooSmall"_s;
    case SwitchNote::SomeTooLarge:
        return u"someTooLarge"_s;
    case SwitchNote::SomeAmbiguous:
        return u"someAmbiguous"_s;
    case SwitchNote::FoldersNeeded:
        return u"foldersNeeded"_s;
    }
    return {};
}

QString word(UidlFormat format)
{
    switch (format) {
    case UidlFormat::Dovecot:
        return u"Dovecot"_s;
    case UidlFormat::Uw:
        return u"UW"_s;
    case UidlFormat::Cyrus:
    case UidlFormat::CyrusOld:
        return u"Cyrus"_s;
    case UidlFormat::Courier:
    case UidlFormat::CourierOld:
        return u"Courier"_s;
    case UidlFormat::CriticalPath:
        return u"Critical Path"_s;
    case UidlFormat::Stalwart:
        return u"Stalwart"_s;
    case UidlFormat::Gmail:
        return u"Gmail"_s;
    }
    return {};
}

QString word(const MatchIdentifier &identifier)
{
    switch (identifier.kind) {
    case MatchIdentifier::Kind::Uid:
        return u"UID"_s;
    case MatchIdentifier::Kind::ObjectId:
        return u"object id"_s;
    case MatchIdentifier::Kind::Uidl:
        return u"UIDL"_s;
    case MatchIdentifier::Kind::Format:
        return u"UIDL of %1"_s.arg(word(identifier.format));
    }
    return {};
}

template<class T>
QJsonArray words(const QList<T> &values)
{
    QJsonArray array;
    for (const T &value : values) {
        array.append(word(value));
    }
    return array;
}

QJsonArray toJson(const QList<SwitchPlanFolder> &folders)
{
    QJsonArray array;
    for (const SwitchPlanFolder &folder : folders) {
        array.append(QJsonObject{{u"path"_s, folder.path},
                                 {u"before"_s, folder.before},
                                 {u"mailbox"_s, folder.mailbox},
                                 {u"fate"_s, word(folder.fate)},
                                 {u"messages"_s, qint64(folder.messages)}});
    }
    return array;
}

qsizetype countAmbiguous(const Matching &matching)
{
    qsizetype count = 0;
    for (const Ambiguity &doubt : matching.ambiguous) {
        count += doubt.keys.size();
    }
    return count;
}

template<class Lists>
qsizetype countAll(const Lists &byFolder)
{
    qsizetype count = 0;
    for (const auto &list : byFolder) {
        count += list.size();
    }
    return count;
}

/// To POP3: whatever is not here yet comes from the IMAP server first, but for what is left there.
void countTexts(SwitchPlan &plan, const MatchingInput &input, const QList<SwitchFolder> &folders)
{
    QSet<qint64> left;
    for (const SwitchFolder &folder : folders) {
        if (folder.fate == FolderFate::LeftThere) {
            left.insert(folder.row.id);
        }
    }
    for (const MessageRow &row : input.here) {
        if (row.body == Body::OnServer && !row.deletedHere && !left.contains(row.folder)) {
            ++plan.download;
            plan.downloadBytes += row.size;
        }
    }
}

/// Messages whose text comes over the line.
void countDownloads(SwitchPlan &plan,
                    const Matching &matching,
                    const MatchingInput &input,
                    const QList<SwitchFolder> &folders,
                    const QSet<MessageKey> &shownAgain)
{
    QHash<MessageKey, const MessageRow *> rows;
    for (const MessageRow &row : input.here) {
        rows.insert(row.key, &row);
    }
    QHash<RemoteId, qint64> sizes;
    for (const RemoteMessage &message : input.there) {
        sizes.insert(message.id, message.size);
    }
    const auto count = [&](const RemoteId &id) {
        ++plan.download;
        plan.downloadBytes += sizes.value(id);
    };
    std::ranges::for_each(matching.onlyThere, count);
    for (const Ambiguity &doubt : matching.ambiguous) {
        std::ranges::for_each(doubt.ids, count);
    }
    if (plan.to == Mode::Pop3) {
        countTexts(plan, input, folders);
    } else {
        for (const Match &match : matching.matched) {
            if (rows.value(match.key)->body == Body::OnServer) {
                count(match.id);
            }
        }
    }
    for (const Match &match : matching.deletedButThere) {
        if (shownAgain.contains(match.key) && rows.value(match.key)->body == Body::OnServer) {
            count(match.id);
        }
    }
}

void addNotes(SwitchPlan &plan, const SwitchSteps &steps, const Matching &matching)
{
    const bool gmail = std::ranges::contains(matching.identifiers, MatchIdentifier{.kind = MatchIdentifier::Kind::Format, .format = UidlFormat::Gmail});
    const auto note = [&plan](bool applies, SwitchNote which) {
        if (applies) {
            plan.notes.append(which);
        }
    };
    const bool toImap = plan.to == Mode::Imap;
    note(toImap && plan.from == Mode::Pop3, SwitchNote::PopDeletesElsewhere);
    note(!steps.shownAgain.isEmpty(), SwitchNote::DeletedReappears);
    note(toImap && gmail, SwitchNote::GmailReappears);
    note(!toImap && plan.from == Mode::Imap, SwitchNote::OnlyInboxArrives);
    note(!toImap && plan.from == Mode::Imap, SwitchNote::ReadStateStaysHere);
    note(toImap && plan.quotaLimit > 0 && plan.quotaUsed + plan.uploadBytes > plan.quotaLimit, SwitchNote::QuotaTooSmall);
    note(!steps.tooLarge.isEmpty(), SwitchNote::SomeTooLarge);
    note(plan.ambiguous > 0, SwitchNote::SomeAmbiguous);
    const bool needed = !plan.choices.keepCopies && std::ranges::contains(plan.folders, FolderFate::Copied, &SwitchPlanFolder::fate);
    note(needed, SwitchNote::FoldersNeeded);
}
}

SwitchPlan describeSwitch(const Account &account,
                          const Endpoint &endpoint,
                          Mode to,
                          const Matching &matching,
                          const MatchingInput &input,
                          const QList<SwitchFolder> &folders,
                          const SwitchSteps &steps,
                          const SwitchServer &server,
                          const SwitchChoices &choices,
                          const ImapQuota &quota)
{
    SwitchPlan plan;
    plan.from = account.mode;
    plan.to = to;
    plan.endpoint = endpoint;
    plan.otherServer = input.otherServer;
    plan.choices = choices;
    plan.there = input.there.size();
    plan.matched = matching.matched.size();
    plan.onlyHere = matching.onlyHere.size();
    plan.onlyThere = matching.onlyThere.size();
    plan.ambiguous = countAmbiguous(matching);
    plan.deletedButThere = matching.deletedButThere.size();
    plan.here = plan.matched + plan.onlyHere + plan.ambiguous;
    plan.moved = countAll(steps.moves);
    plan.keptHere = countAll(steps.keptHere);
    plan.upload = steps.upload.size();
    plan.quotaUsed = quota.used;
    plan.quotaLimit = quota.limit;

    QHash<MessageKey, const MessageRow *> rows;
    QHash<qint64, qsizetype> perFolder;
    for (const MessageRow &row : input.here) {
        rows.insert(row.key, &row);
        perFolder[row.folder] += row.deletedHere ? 0 : 1;
    }
    for (const MessageKey &key : steps.upload) {
        plan.uploadBytes += rows.value(key)->size;
    }
    for (const Match &match : steps.placed) {
        const MessageRow &row = *rows.value(match.key);
        const Flags there = server.flags.value(match.id);
        plan.flags += !row.deletedHere && merge(steps.baseFlags.value(row.key, row.baseFlags), row.flags, there) != there ? 1 : 0;
    }
    countDownloads(plan, matching, input, folders, {steps.shownAgain.cbegin(), steps.shownAgain.cend()});
    for (const SwitchFolder &folder : folders) {
        plan.folders.append({.path = folder.row.path.join(u'/'),
                             .before = folder.before.join(u'/'),
                             .mailbox = folder.row.mailbox,
                             .fate = folder.fate,
                             .messages = perFolder.value(folder.row.id)});
    }
    for (const MatchIdentifier &identifier : matching.identifiers) {
        plan.identifiers.append(word(identifier));
    }
    plan.seconds = int(1 + plan.here / messagesPerSecond + (plan.uploadBytes + plan.downloadBytes) / bytesPerSecond + plan.upload / uploadsPerSecond);
    addNotes(plan, steps, matching);
    return plan;
}

QJsonObject toJson(const SwitchPlan &plan)
{
    return {{u"from"_s, modeName(plan.from)},
            {u"to"_s, modeName(plan.to)},
            {u"host"_s, plan.endpoint.host},
            {u"port"_s, int(plan.endpoint.port)},
            {u"security"_s, int(plan.endpoint.security)},
            {u"otherServer"_s, plan.otherServer},
            {u"choices"_s, toJson(plan.choices)},
            {u"here"_s, qint64(plan.here)},
            {u"there"_s, qint64(plan.there)},
            {u"matched"_s, qint64(plan.matched)},
            {u"onlyHere"_s, qint64(plan.onlyHere)},
            {u"onlyThere"_s, qint64(plan.onlyThere)},
            {u"ambiguous"_s, qint64(plan.ambiguous)},
            {u"deletedButThere"_s, qint64(plan.deletedButThere)},
            {u"moved"_s, qint64(plan.moved)},
            {u"flags"_s, qint64(plan.flags)},
            {u"upload"_s, qint64(plan.upload)},
            {u"uploadBytes"_s, plan.uploadBytes},
            {u"download"_s, qint64(plan.download)},
            {u"downloadBytes"_s, plan.downloadBytes},
            {u"keptHere"_s, qint64(plan.keptHere)},
            {u"quotaUsed"_s, plan.quotaUsed},
            {u"quotaLimit"_s, plan.quotaLimit},
            {u"seconds"_s, plan.seconds},
            {u"identifiers"_s, QJsonArray::fromStringList(plan.identifiers)},
            {u"folders"_s, toJson(plan.folders)},
            {u"notes"_s, words(plan.notes)}};
}

}
