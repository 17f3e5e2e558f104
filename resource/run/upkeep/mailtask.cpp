// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/upkeep/mailtask.h"

#include "run/upkeep/backuptext.h"
#include "store/figures.h"

#include <QFileInfo>
#include <QPointer>
#include <QtConcurrentRun>

namespace Konto
{

namespace
{
constexpr qint64 portionBytes = 8LL * 1024 * 1024;
constexpr qsizetype portionMessages = 100;

struct ToWrite {
    QByteArray name;
    QByteArray bytes;
    QDateTime when;
};

/// Messages of a folder from \a from on, as far as they fit into a portion. What another program takes away meanwhile is left out.
Result<QList<ToWrite>> readPortion(AccountStore &store, const FolderRow &folder, const QList<MessageRow> &rows, qsizetype *from)
{
    QList<ToWrite> portion;
    qint64 bytes = 0;
    for (; *from < rows.size() && bytes < portionBytes && portion.size() < portionMessages; ++*from) {
        const MessageRow &row = rows.at(*from);
        const auto contents = store.read(row.key);
        if (!contents && contents.error().scope != Scope::Message) {
            return std::unexpected(contents.error());
        }
        if (contents) {
            bytes += contents->size();
            portion.append({.name = archiveName(folder.path, row.key, row.flags), .bytes = *contents, .when = row.internalDate});
        }
    }
    return portion;
}

Result<QList<MessageRow>> rowsWithBytes(AccountStore &store, qint64 folder)
{
    return store.messages(folder).transform([](QList<MessageRow> rows) {
        rows.removeIf([](const MessageRow &row) {
            return row.body == Body::OnServer || row.deletedHere;
        });
        return rows;
    });
}

Result<void> write(ArchiveWriter &writer, const QList<ToWrite> &portion)
{
    for (const ToWrite &message : portion) {
        if (const auto added = writer.add(message.name, message.bytes, message.when); !added) {
            return added;
        }
    }
    return {};
}
}

MailTask::MailTask(AccountSync &sync, QObject *parent)
    : QObject(parent)
    , m_sync(sync)
{
    m_thread.setMaxThreadCount(1);
}

MailTask::~MailTask()
{
    m_cancelled = true;
    m_thread.waitForDone();
}

bool MailTask::begin(Kind kind)
{
    if (m_kind != Kind::None) {
        return false;
    }
    m_kind = kind;
    m_done = 0;
    m_total = 0;
    m_cancelled = false;
    m_found.reset();
    return true;
}

bool MailTask::backup(const QString &file)
{
    if (begin(Kind::Backup)) {
        run(writeBackup(file));
        return true;
    }
    return false;
}

bool MailTask::restore(const QString &file)
{
    if (begin(Kind::Restore)) {
        run(readBackup(file));
        return true;
    }
    return false;
}

bool MailTask::check()
{
    if (begin(Kind::Check)) {
        run(compare());
        return true;
    }
    return false;
}

void MailTask::cancel()
{
    m_cancelled = true;
}

QCoro::Task<void> MailTask::run(Task<Result<QString>> work)
{
    const QPointer<MailTask> self(this);
    Q_EMIT progressChanged();
    const Result<QString> outcome = co_await work;
    if (!self) {
        co_return;
    }
    const Kind kind = std::exchange(m_kind, Kind::None);
    Q_EMIT ended(outcome.has_value(), outcome ? *outcome : taskFailure(kind, outcome.error(), m_sync.account()));
    Q_EMIT progressChanged();
}

void MailTask::advance(qint64 messages)
{
    m_done += messages;
    Q_EMIT progressChanged();
}

Task<Result<QString>> MailTask::writeBackup(QString file)
{
    const QPointer<MailTask> self(this);
    const auto folders = co_await m_sync.inStore([](AccountStore &store) {
        return store.folders();
    });
    const auto figures = co_await m_sync.inStore([](AccountStore &store) {
        return store.figures().count();
    });
    if (!self || !folders || !figures) {
        co_return !self ? fail(ErrorKind::Cancelled) : std::unexpected(folders ? figures.error() : folders.error());
    }
    m_total = figures->whole;
    const auto writer = co_await future(QtConcurrent::run(&m_thread, ArchiveWriter::create, file));
    if (!writer) {
        co_return std::unexpected(writer.error());
    }
    for (const FolderRow &folder : *folders) {
        if (!folder.isShown()) {
            continue;
        }
        if (auto written = co_await writeFolder(*writer, folder); !written) {
            co_return std::unexpected(written.error());
        }
    }
    if (!self || m_cancelled) {
        co_return fail(ErrorKind::Cancelled);
    }
    const Result<void> finished = co_await future(QtConcurrent::run(&m_thread, [archive = *writer] {
        return archive->finish();
    }));
    if (!self || !finished) {
        co_return !self ? fail(ErrorKind::Cancelled) : std::unexpected(finished.error());
    }
    co_return backupSentence(m_done, QFileInfo(file).size());
}

Task<Result<void>> MailTask::writeFolder(std::shared_ptr<ArchiveWriter> writer, FolderRow folder)
{
    const QPointer<MailTask> self(this);
    const auto rows = co_await m_sync.inStore([id = folder.id](AccountStore &store) {
        return rowsWithBytes(store, id);
    });
    if (!rows) {
        co_return std::unexpected(rows.error());
    }
    qsizetype next = 0;
    while (next < rows->size()) {
        if (!self || m_cancelled) {
            co_return fail(ErrorKind::Cancelled);
        }
        const auto portion = co_await m_sync.inStore([folder, rows = *rows, from = &next](AccountStore &store) {
            return readPortion(store, folder, rows, from);
        });
        if (!self || !portion) {
            co_return !self ? fail(ErrorKind::Cancelled) : std::unexpected(portion.error());
        }
        const Result<void> written = co_await future(QtConcurrent::run(&m_thread, [writer, some = *portion] {
            return write(*writer, some);
        }));
        if (!self || !written) {
            co_return !self ? fail(ErrorKind::Cancelled) : written;
        }
        advance(portion->size());
    }
    co_return {};
}

Task<Result<QString>> MailTask::readBackup(QString file)
{
    const QPointer<MailTask> self(this);
    const auto reader = co_await future(QtConcurrent::run(&m_thread, ArchiveReader::open, file));
    if (!self || !reader) {
        co_return !self ? fail(ErrorKind::Cancelled) : std::unexpected(reader.error());
    }
    const auto restoring = co_await m_sync.inStore([mode = m_sync.account().mode](AccountStore &store) {
        return Restoring::begin(store, mode);
    });
    if (!restoring) {
        co_return std::unexpected(restoring.error());
    }
    Result<void> outcome;
    qint64 back = 0;
    while (self && outcome) {
        const auto portion = co_await future(QtConcurrent::run(&m_thread, [archive = *reader] {
            return archive->next();
        }));
        if (!self || m_cancelled || !portion || portion->isEmpty()) {
            const bool stopped = !self || m_cancelled;
            outcome = stopped ? fail(ErrorKind::Cancelled) : portion ? Result<void>() : std::unexpected(portion.error());
            break;
        }
        const auto put = co_await m_sync.inStore([restored = *restoring, some = *portion](AccountStore &store) {
            return restored->put(store, some);
        });
        back += put.value_or(0);
        outcome = put ? Result<void>() : std::unexpected(put.error());
        if (self) {
            advance(portion->size());
        }
    }
    if (self && back > 0) {
        m_sync.showAgain();
        m_sync.requestSync();
    }
    if (!outcome) {
        co_return std::unexpected(outcome.error());
    }
    co_return restoreSentence(m_done, back, (*reader)->skipped());
}

Task<Result<MailCheck>> MailTask::look()
{
    const QPointer<MailTask> self(this);
    const auto folders = co_await m_sync.inStore([](AccountStore &store) {
        return store.folders();
    });
    if (!self || !folders) {
        co_return !self ? fail(ErrorKind::Cancelled) : std::unexpected(folders.error());
    }
    MailCheck found;
    for (const FolderRow &folder : *folders) {
        const auto one = co_await m_sync.inStore([folder](AccountStore &store) {
            return checkFolder(store, folder);
        });
        if (!self || m_cancelled || !one) {
            co_return !self || m_cancelled ? fail(ErrorKind::Cancelled) : std::unexpected(one.error());
        }
        found += *one;
        advance(one->messages);
    }
    co_return found;
}

Task<Result<QSet<MessageKey>>> MailTask::withServer(Mending mending)
{
    const QPointer<MailTask> self(this);
    const auto shown = co_await m_sync.folderFigures();
    if (!self || !shown) {
        co_return !self ? fail(ErrorKind::Cancelled) : std::unexpected(shown.error());
    }
    Refetching server{.mode = m_sync.account().mode, .folders = {}, .listed = {}};
    for (const ShownAccount::Folder &folder : *shown) {
        if (!folder.collection.isValid() || folder.collection.enabled()) {
            server.folders.append(folder.state.row);
        }
    }
    for (const Pop3Entry &entry : m_sync.findings().listing.value_or(QList<Pop3Entry>())) {
        if (!entry.uidl.isEmpty()) {
            server.listed.insert(entry.uidl);
        }
    }
    co_return co_await m_sync.inStore([server, mending](AccountStore &store) {
        return mending(store, server);
    });
}

/// What is found is mended by a run: it takes over what other programs did to the files, fetches what is missing or damaged where a
/// server has it, and makes Akonadi show what is here.
Task<Result<QString>> MailTask::compare()
{
    const QPointer<MailTask> self(this);
    auto found = co_await look();
    if (!self || !found) {
        co_return !self ? fail(ErrorKind::Cancelled) : std::unexpected(found.error());
    }
    auto again = co_await withServer([check = *found](AccountStore &store, const Refetching &server) {
        return askAgain(store, check, server);
    });
    if (!self || !again) {
        co_return !self ? fail(ErrorKind::Cancelled) : std::unexpected(again.error());
    }
    const bool runs = !found->isWell() && m_sync.isOnline();
    m_sync.showAgain();
    if (runs) {
        const Result<void> mended = co_await m_sync.runNow();
        if (!self || !mended) {
            co_return !self ? fail(ErrorKind::Cancelled) : std::unexpected(mended.error());
        }
        again = co_await withServer([asked = *again](AccountStore &store, const Refetching &server) {
            return wholeOrExpected(store, asked, server);
        });
        if (!self || !again) {
            co_return !self ? fail(ErrorKind::Cancelled) : std::unexpected(again.error());
        }
    } else {
        m_sync.requestSync();
    }
    found->setFetchedAgain(*again);
    m_found = *found;
    co_return checkSentence(*found, runs || m_sync.isOnline());
}

}

#include "moc_mailtask.cpp"
