// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// backup, restore and check: tasks of one account that go on in its resource, until they have ended.

#include "accounts.h"
#include "commands.h"
#include "console.h"
#include "describe.h"
#include "link/accountlink.h"
#include "link/answertext.h"
#include "patience.h"

#include <KLocalizedString>

#include <QFileInfo>

#include <optional>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
QDBusPendingReply<> begin(const Request &request, KontoBackupInterface &backup)
{
    // The resource has another working directory
    const QString file = QFileInfo(request.words.value(1)).absoluteFilePath();
    if (request.verb == Verb::Backup) {
        return backup.backup(file);
    }
    return request.verb == Verb::Restore ? backup.restore(file) : backup.check();
}

void showTask(const QVariantMap &progress)
{
    const qint64 total = progress[u"total"_s].toLongLong();
    if (total > 0) {
        showProgress(i18nc("@info:shell messages done, of all", "%1 of %2", progress[u"done"_s].toLongLong(), total));
    }
}

Outcome<Ending> runTask(const Request &request, AccountLink &link, Patience &patience)
{
    std::optional<Ending> ended;
    const QObject context;
    QObject::connect(&link.backup, &KontoBackupInterface::ended, &context, [&ended](bool succeeded, const QString &sentence) {
        ended = Ending{.succeeded = succeeded, .sentence = plain(sentence)};
    });
    QObject::connect(&link.backup, &KontoBackupInterface::progressChanged, &context, [&ended](const QVariantMap &progress) {
        if (!ended) {
            showTask(progress);
        }
    });
    if (const auto begun = patience.reply(begin(request, link.backup)); !begun) {
        // Interrupted before the answer, it may have begun all the same
        if (begun.error().code != ExitCode::Refused) {
            patience.beginTidying();
            std::ignore = patience.reply(link.backup.cancel());
        }
        return std::unexpected(begun.error());
    }
    const auto isOver = [&ended, &link] {
        return ended || !link.backup.isValid();
    };
    if (const auto waited = patience.until(isOver); !waited) {
        patience.beginTidying();
        std::ignore = patience.reply(link.backup.cancel());
        std::ignore = patience.until(isOver);
        return std::unexpected(waited.error());
    }
    return ended ? Outcome<Ending>(*ended) : refused(i18nc("@info:shell", "The account’s program has ended in the middle of it."));
}
}

Outcome<void> workOnMail(const Request &request, Patience &patience)
{
    const auto account = Accounts(patience).find(request.words.first());
    if (!account) {
        return std::unexpected(account.error());
    }
    AccountLink link(account->identifier);
    const auto ending = runTask(request, link, patience);
    showProgress({});
    if (!ending) {
        return std::unexpected(ending.error());
    }
    if (request.json) {
        printJson(endingObject(account->identifier, *ending));
    } else if (ending->succeeded) {
        print(ending->sentence);
    }
    return ending->succeeded ? Outcome<void>() : refused(ending->sentence);
}

}
