// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/switching/switchlook.h"

#include "core/headers.h"
#include "plan/otherendpoint.h"
#include "store/switchjournal.h"

#include <KLocalizedString>

#include <QRandomGenerator>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
qint64 inboxOf(const QList<SwitchFolder> &folders)
{
    const auto inbox = std::ranges::find_if(folders, [](const SwitchFolder &folder) {
        return folder.row.role == Role::Inbox;
    });
    return inbox == folders.end() ? 0 : inbox->row.id;
}

QString personalMailbox(const ImapListing &listing)
{
    const QString &prefix = listing.personalPrefix;
    return !prefix.isEmpty() && prefix.back() == listing.delimiter ? prefix.chopped(1) : QString();
}

/// What was shown before a switch.
struct Before {
    QSet<qint64> folders;
    QSet<MessageKey> messages;
    QDateTime committed;
};

Result<Before> readBefore(AccountStore &store, qint64 id)
{
    const auto folders = store.switches().folders(id);
    const auto messages = store.switches().messages();
    const auto entries = store.switches().all();
    if (!folders || !messages || !entries) {
        return std::unexpected(!folders ? folders.error() : !messages ? messages.error() : entries.error());
    }
    const auto entry = std::ranges::find(*entries, id, &SwitchEntry::id);
    Before before{.folders = {}, .messages = {}, .committed = entry == entries->end() ? QDateTime() : entry->committed};
    for (auto folder = folders->cbegin(); folder != folders->cend(); ++folder) {
        if (folder->change != FolderChange::Hidden) {
            before.folders.insert(folder.key());
        }
    }
    for (const SwitchedMessage &message : *messages) {
        if (!message.deletedHere && before.folders.contains(message.folder)) {
            before.messages.insert(message.key);
        }
    }
    return before;
}
}

FolderPath branchOfThisComputer()
{
    return {i18nc("@title:group top folder of the mail that is on this computer only", "On This Computer")};
}

Result<StoredForSwitch> readForSwitch(AccountStore &store)
{
    const auto folders = store.folders();
    if (!folders) {
        return std::unexpected(folders.error());
    }
    StoredForSwitch stored{.folders = *folders, .rows = {}};
    for (const FolderRow &folder : *folders) {
        const auto rows = store.messages(folder.id);
        if (!rows) {
            return std::unexpected(rows.error());
        }
        stored.rows += *rows;
    }
    return stored;
}

SwitchLook::SwitchLook(StoreWorker &store, Account account, Account target, SwitchChoices choices)
    : m_store(store)
    , m_account(std::move(account))
    , m_target(std::move(target))
    , m_choices(choices)
{
}

bool SwitchLook::isOtherServer() const
{
    const auto isOther = [](const Endpoint &before, const Endpoint &after, Mode mode) {
        return !before.host.isEmpty() && !isSameServer(before, after, mode);
    };
    if (m_target.userName != m_account.userName) {
        return true;
    }
    return m_target.mode == Mode::Imap ? isOther(m_account.imap, m_target.imap, Mode::Imap)
                                       : m_account.mode == Mode::Pop3 && isOther(m_account.pop3, m_target.pop3, Mode::Pop3);
}

Task<Result<SwitchPicture>> SwitchLook::look(Login login)
{
    if (m_target.mode == Mode::Imap) {
        co_return co_await lookAtImap(login);
    }
    co_return co_await lookAtPop3(login);
}

Task<Result<void>> SwitchLook::readStore(MatchingInput *input, QList<FolderRow> *folders)
{
    auto stored = co_await m_store.run(readForSwitch);
    if (!stored) {
        co_return std::unexpected(stored.error());
    }
    *folders = stored->folders;
    input->here = std::move(stored->rows);
    input->seed = QRandomGenerator::system()->generate64();
    co_return {};
}

Task<Result<SwitchPicture>> SwitchLook::lookAtImap(Login login)
{
    auto owned = std::make_unique<ImapSource>();
    ImapSource &source = *owned;
    m_source = std::move(owned);
    if (auto opened = co_await source.open(m_target.imap, login, m_target.pinnedKeys); !opened) {
        co_return std::unexpected(opened.error());
    }
    SwitchPicture picture;
    QList<FolderRow> stored;
    if (auto read = co_await readStore(&picture.input, &stored); !read) {
        co_return std::unexpected(read.error());
    }
    const auto listed = co_await source.list();
    if (!listed) {
        co_return std::unexpected(listed.error());
    }
    picture.folders = foldersForImap(listed->mailboxes, stored, branchOfThisComputer(), m_choices, personalMailbox(*listed));
    auto side = co_await source.read(picture.folders);
    if (!side) {
        co_return std::unexpected(side.error());
    }
    picture.input.there = std::move(side->messages);
    picture.input.uidValidities = side->uidValidities;
    picture.input.inbox = inboxOf(picture.folders);
    picture.input.otherServer = isOtherServer();
    if (m_account.mode == Mode::Pop3 && !picture.input.otherServer) {
        picture.input.pop3Listing = co_await listPop3(login);
    }
    const auto matching = co_await matchAll(&source, &picture.input);
    co_await source.close();
    if (!matching) {
        co_return std::unexpected(matching.error());
    }
    picture.matching = *matching;
    picture.steps = switchStepsToImap(picture.matching, picture.input, picture.folders, side->server, m_choices);
    picture.plan = describeSwitch(m_account,
                                  m_target.imap,
                                  Mode::Imap,
                                  picture.matching,
                                  picture.input,
                                  picture.folders,
                                  picture.steps,
                                  side->server,
                                  m_choices,
                                  side->quota);
    co_return picture;
}

Task<Result<SwitchPicture>> SwitchLook::lookAtPop3(Login login)
{
    auto owned = std::make_unique<Pop3Source>();
    Pop3Source &source = *owned;
    m_source = std::move(owned);
    if (auto opened = co_await source.open(m_target.pop3, login, m_target.pinnedKeys); !opened) {
        co_return std::unexpected(opened.error());
    }
    SwitchPicture picture;
    QList<FolderRow> stored;
    if (auto read = co_await readStore(&picture.input, &stored); !read) {
        co_return std::unexpected(read.error());
    }
    auto side = co_await source.read();
    if (!side) {
        co_return std::unexpected(side.error());
    }
    picture.input.there = std::move(side->messages);
    for (const FolderRow &folder : std::as_const(stored)) {
        picture.input.uidValidities.insert(folder.id, folder.uidValidity);
        picture.input.inbox = folder.role == Role::Inbox ? folder.id : picture.input.inbox;
    }
    picture.input.otherServer = isOtherServer();
    const auto matching = co_await matchAll(&source, &picture.input);
    co_await source.close();
    if (!matching) {
        co_return std::unexpected(matching.error());
    }
    picture.matching = *matching;
    picture.steps = switchStepsToPop3(picture.matching, picture.input);
    const auto needed = co_await neededFolders(picture.input.here);
    if (!needed) {
        co_return std::unexpected(needed.error());
    }
    picture.folders = foldersForPop3(stored, *needed, m_choices);
    picture.plan = describeSwitch(m_account, m_target.pop3, Mode::Pop3, picture.matching, picture.input, picture.folders, picture.steps, {}, m_choices, {});
    co_return picture;
}

/// Folders that are not left on the server: by what is in them, and when a switch is taken back those that were here before
/// it, or have got something since: new mail, or what was here before it.
Task<Result<QHash<qint64, qsizetype>>> SwitchLook::neededFolders(QList<MessageRow> rows)
{
    QHash<qint64, qsizetype> needed = onlyHere(rows);
    if (m_undoes == 0) {
        co_return needed;
    }
    const auto before = co_await m_store.run([id = m_undoes](AccountStore &store) {
        return readBefore(store, id);
    });
    if (!before) {
        co_return std::unexpected(before.error());
    }
    for (const qint64 folder : before->folders) {
        ++needed[folder];
    }
    for (const MessageRow &row : rows) {
        const bool stays = before->messages.contains(row.key) || row.internalDate > before->committed;
        needed[row.folder] += !row.deletedHere && stays ? 1 : 0;
    }
    co_return needed;
}

Task<QList<Pop3Entry>> SwitchLook::listPop3(Login login)
{
    if (m_account.pop3.host.isEmpty()) {
        co_return {};
    }
    Pop3Source source;
    const auto opened = co_await source.open(m_account.pop3, login, m_account.pinnedKeys);
    if (!opened) {
        co_return {};
    }
    const auto side = co_await source.read();
    if (!side) {
        co_return {};
    }
    co_await source.close();
    co_return source.listing();
}

Task<Result<Matching>> SwitchLook::matchAll(SwitchSource *source, MatchingInput *input)
{
    for (;;) {
        if (m_aborted) {
            co_return fail(ErrorKind::Cancelled);
        }
        // Seconds of work for a hundred thousand messages: not on the event loop. The list is shared, not copied.
        auto matching = co_await m_store.run([input](AccountStore &) -> Result<Matching> {
            return match(*input);
        });
        if (!matching || matching->questions.isEmpty()) {
            co_return matching;
        }
        if (auto answered = co_await answer(source, matching->questions, &input->answers); !answered) {
            co_return std::unexpected(answered.error());
        }
    }
}

Task<Result<void>> SwitchLook::answer(SwitchSource *source, MatchingQuestions questions, MatchingAnswers *answers)
{
    const auto headers = co_await source->headers(questions.headers);
    if (!headers) {
        co_return std::unexpected(headers.error());
    }
    for (const RemoteId &id : std::as_const(questions.headers)) {
        answers->headers.insert(id, headers->value(id)); // empty: could not be learnt
    }
    if (!questions.contentsThere.isEmpty()) {
        const auto contents = co_await source->contents(questions.contentsThere);
        if (!contents) {
            co_return std::unexpected(contents.error());
        }
        for (const RemoteId &id : std::as_const(questions.contentsThere)) {
            answers->contentsThere.insert(id, contents->value(id));
        }
    }
    for (const MessageKey &key : std::as_const(questions.contentsHere)) {
        const auto bytes = co_await m_store.run([key](AccountStore &store) {
            return store.read(key);
        });
        if (!bytes && bytes.error().scope != Scope::Message) {
            co_return std::unexpected(bytes.error());
        }
        answers->contentsHere.insert(key, bytes ? contentHash(*bytes) : QByteArray());
    }
    co_return {};
}

void SwitchLook::abort()
{
    m_aborted = true;
    if (m_source) {
        m_source->abort();
    }
}

}
