// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/importing/accountimport.h"

#include "core/crashpoint.h"
#include "credentials/keychain.h"
#include "run/errortext.h"
#include "run/importing/importcopy.h"
#include "run/pop3/pop3feed.h"
#include "run/pop3/seenuidls.h"
#include "run/retry.h"
#include "run_debug.h"

#include <KLocalizedString>

#include <QPointer>
#include <QTimer>

#include <utility>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
/// The folders' messages, to tell how far it is.
qint64 countMessages(const QList<StockFolder> &folders)
{
    qint64 count = 0;
    for (const StockFolder &folder : folders) {
        count += folder.messages;
    }
    return count;
}

Result<bool> isNew(AccountStore &store)
{
    return store.knownMessages().transform([](const QList<KnownMessage> &messages) {
        return messages.isEmpty();
    });
}
}

AccountImport::AccountImport(AccountSync &sync, QObject *parent)
    : QObject(parent)
    , m_sync(sync)
{
}

void AccountImport::setActions(std::function<void(const ImportedSettings &)> configure, std::function<void()> rest)
{
    m_configure = std::move(configure);
    m_rest = std::move(rest);
}

Task<Result<ImportJournal>> AccountImport::journal()
{
    co_return co_await m_sync.inStore(readJournal);
}

Task<Result<void>> AccountImport::save()
{
    co_return co_await m_sync.inStore([journal = m_journal](AccountStore &store) {
        return writeJournal(store, journal);
    });
}

Task<Result<void>> AccountImport::enter(ImportJournal::Stage stage)
{
    m_journal.stage = stage;
    co_return co_await save();
}

void AccountImport::tell(const QString &sentence)
{
    m_sentence = sentence;
    Q_EMIT progress(m_done, m_total, sentence);
}

QCoro::Task<void> AccountImport::resume()
{
    const QPointer<AccountImport> self(this);
    const auto journal = co_await this->journal();
    if (self && journal && journal->isUnfinished() && !m_running) {
        m_journal = *journal;
        run();
    }
}

Task<Result<bool>> AccountImport::start(QString identifier)
{
    const QPointer<AccountImport> self(this);
    const auto journal = co_await this->journal();
    const auto agent = stockAgent(identifier);
    if (!self || !journal) {
        co_return journal ? fail(ErrorKind::Cancelled) : std::unexpected(journal.error());
    }
    if (journal->isBegun()) {
        const bool same = journal->source == identifier && journal->stage <= ImportJournal::Done;
        if (same && journal->isUnfinished() && !m_running) {
            m_journal = *journal;
            run();
        }
        co_return same;
    }
    const auto fresh = co_await m_sync.inStore(isNew);
    if (!self || !fresh) {
        co_return fresh ? fail(ErrorKind::Cancelled) : std::unexpected(fresh.error());
    }
    const bool configured = !m_sync.account().endpoint().host.isEmpty() || !m_sync.account().userName.isEmpty();
    if (!agent || !*fresh || configured || m_running) {
        co_return false;
    }
    m_journal = {.stage = ImportJournal::Disabling, .source = identifier, .mode = agent->mode, .wasOnline = agent->online};
    if (const auto saved = co_await save(); !saved) {
        co_return std::unexpected(saved.error());
    }
    run();
    co_return true;
}

Task<Result<bool>> AccountImport::undo()
{
    const QPointer<AccountImport> self(this);
    const auto journal = co_await this->journal();
    if (!self || !journal) {
        co_return journal ? fail(ErrorKind::Cancelled) : std::unexpected(journal.error());
    }
    if (!journal->isBegun()) {
        co_return false;
    }
    if (journal->stage == ImportJournal::Undone) {
        co_return true;
    }
    m_undo = true;
    if (!m_running) {
        m_journal = *journal;
        run();
    }
    co_return true;
}

QCoro::Task<void> AccountImport::run()
{
    const QPointer<AccountImport> self(this);
    m_running = true;
    Result<void> outcome;
    while (outcome && (m_undo || m_journal.isUnfinished())) {
        if (std::exchange(m_undo, false)) {
            m_journal.stage = ImportJournal::Undoing;
            outcome = co_await save();
        } else {
            outcome = co_await step();
        }
        if (!self) {
            co_return;
        }
    }
    m_running = false;
    if (outcome) {
        m_failures = 0;
        co_return;
    }
    ++m_failures;
    qCWarning(KONTO_RUN_LOG) << "import of" << m_journal.source << toString(outcome.error().kind) << outcome.error().detail;
    m_sentence = errorSentence(outcome.error(), m_sync.account());
    Q_EMIT failed(m_sentence);
    if (const auto delay = retryDelay(outcome.error(), m_failures)) {
        QTimer::singleShot(*delay, this, [this] {
            resume();
        });
    }
}

Task<Result<void>> AccountImport::step()
{
    switch (m_journal.stage) {
    case ImportJournal::Disabling:
        co_return co_await disable();
    case ImportJournal::Copying:
        co_return co_await copy();
    case ImportJournal::Verifying:
        co_return co_await verify();
    case ImportJournal::Configuring:
        co_return co_await configure();
    case ImportJournal::Undoing:
        co_return co_await restore();
    case ImportJournal::Nothing:
    case ImportJournal::Done:
    case ImportJournal::Undone:
        break;
    }
    co_return {};
}

Task<Result<StockAccount>> AccountImport::source()
{
    const auto agent = stockAgent(m_journal.source);
    if (!agent) {
        Error error = makeError(ErrorKind::Akonadi, u"there is no account %1 any more"_s.arg(m_journal.source));
        error.retry = Retry::Never;
        co_return std::unexpected(error);
    }
    co_return co_await surveyAccount(*agent);
}

Task<Result<void>> AccountImport::disable()
{
    tell(i18nc("@info:status", "Taking the old account offline"));
    if (auto offline = co_await setStockOnline(m_journal.source, false); !offline) {
        co_return offline;
    }
    co_return co_await enter(ImportJournal::Copying);
}

Task<Result<void>> AccountImport::copy()
{
    const auto account = co_await source();
    if (!account) {
        co_return std::unexpected(account.error());
    }
    m_total = countMessages(account->folders);
    m_done = m_journal.messages + m_journal.withoutBytes;
    for (const StockFolder &folder : account->folders) {
        if (folder.collection <= m_journal.collection) {
            continue;
        }
        if (auto copied = co_await copyFolder(*account, folder); !copied || m_undo) {
            co_return copied;
        }
    }
    crashPoint("import.copied");
    co_return co_await enter(ImportJournal::Verifying);
}

Task<Result<void>> AccountImport::copyFolder(StockAccount account, StockFolder folder)
{
    const Mode mode = account.agent.mode;
    const auto stock = mode == Mode::Imap ? std::optional(folder) : std::nullopt;
    const auto row = co_await m_sync.inStore([stock](AccountStore &store) {
        return importFolder(store, stock);
    });
    auto items = co_await stockItems(folder.collection, originOf(account.agent));
    if (!row || !items) {
        co_return std::unexpected(row ? items.error() : row.error());
    }
    items->removeIf([last = m_journal.item](const StockItem &item) {
        return item.id <= last;
    });
    while (!items->isEmpty() && !m_undo) {
        tell(i18nc("@info:status %1 folder, %2 and %3 numbers of messages", "Copying “%1”: %2 of %3 messages", row->path.join(u'/'), m_done, m_total));
        const auto batch = co_await takeImportBatch(&*items, bytesFrom(mode));
        if (!batch) {
            co_return std::unexpected(batch.error());
        }
        m_journal.item = batch->items.last().id;
        m_journal.messages += batch->bytes.size();
        m_journal.withoutBytes += batch->items.size() - batch->bytes.size();
        const auto stored = co_await m_sync.inStore([mode, folder = *row, batch = *batch, journal = m_journal](AccountStore &store) {
            return storeImported(store, mode, folder, batch).and_then([&] {
                return writeJournal(store, journal);
            });
        });
        if (!stored) {
            co_return stored;
        }
        m_done += batch->items.size();
    }
    if (m_undo) {
        co_return {};
    }
    m_journal.collection = folder.collection;
    m_journal.item = 0;
    ++m_journal.folders;
    co_return co_await save();
}

Task<Result<void>> AccountImport::verify()
{
    const auto account = co_await source();
    if (!account) {
        co_return std::unexpected(account.error());
    }
    auto proof = std::make_shared<ImportProof>();
    m_total = countMessages(account->folders);
    m_done = 0;
    for (const StockFolder &folder : account->folders) {
        auto items = co_await stockItems(folder.collection, originOf(account->agent));
        if (!items) {
            co_return std::unexpected(items.error());
        }
        while (!items->isEmpty() && !m_undo) {
            tell(i18nc("@info:status %1 and %2 numbers of messages", "Comparing with the old account: %1 of %2 messages", m_done, m_total));
            const auto batch = co_await takeImportBatch(&*items, bytesFrom(account->agent.mode));
            if (!batch) {
                co_return std::unexpected(batch.error());
            }
            const auto compared = co_await m_sync.inStore([batch = *batch, proof](AccountStore &store) {
                return proveImported(store, batch, proof.get());
            });
            if (!compared) {
                co_return compared;
            }
            m_done += batch->items.size();
        }
    }
    if (m_undo) {
        co_return {};
    }
    m_journal.contentsBefore = proof->before.size();
    m_journal.contentsAfter = proof->after.size();
    m_journal.missing = proof->missing;
    co_return co_await enter(ImportJournal::Configuring);
}

/// False: it has none that can be read. The secret goes from one entry of the keychain to another.
Task<Result<bool>> AccountImport::takePassword(StockAccount account)
{
    if (account.settings.signIn != SignIn::Password) {
        co_return false;
    }
    const auto password = co_await readEntryOf(stockService(account.agent.mode), stockKey(account.agent));
    if (!password) {
        qCWarning(KONTO_RUN_LOG) << "no password for" << account.agent.identifier << toString(password.error().kind) << password.error().detail;
        co_return false;
    }
    const auto written = co_await writeEntry(m_sync.account().id, *password);
    co_return written ? Result<bool>(true) : std::unexpected(written.error());
}

Task<Result<void>> AccountImport::configure()
{
    const QPointer<AccountImport> self(this);
    tell(i18nc("@info:status", "Taking over the settings"));
    const auto account = co_await source();
    if (!account) {
        co_return std::unexpected(account.error());
    }
    const auto password = co_await takePassword(*account);
    if (!password) {
        co_return std::unexpected(password.error());
    }
    const auto noted = co_await m_sync.inStore([seen = account->settings.seenUidls](AccountStore &store) {
        return noteSeen(store, seen).and_then([&] {
            // Whatever the old rule removed, here it is held until the user has agreed
            return confirmRule(store, Retention());
        });
    });
    if (!self || !noted) {
        co_return noted ? fail(ErrorKind::Cancelled) : noted;
    }
    m_journal.hasPassword = *password;
    m_journal.seenUidls = account->settings.seenUidls.size();
    m_configure(account->settings);
    crashPoint("import.configured");
    const auto entered = co_await enter(ImportJournal::Done);
    if (self && entered) {
        tell(i18nc("@info:status", "The old account was taken over"));
        Q_EMIT finished();
    }
    co_return entered;
}

Task<Result<void>> AccountImport::restore()
{
    m_rest();
    // An account that the user has deleted needs no restoring
    if (m_journal.wasOnline && stockAgent(m_journal.source)) {
        if (auto online = co_await setStockOnline(m_journal.source, true); !online) {
            co_return online;
        }
    }
    const auto entered = co_await enter(ImportJournal::Undone);
    if (entered) {
        tell(i18nc("@info:status", "The old account is as it was before"));
    }
    co_return entered;
}

}
