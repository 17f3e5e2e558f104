// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/upkeep/backuptext.h"

#include "run/errortext.h"

#include <KLocalizedString>

#include <QLocale>

using namespace Qt::StringLiterals;

namespace Konto
{

QString backupSentence(qint64 messages, qint64 bytes)
{
    return i18ncp("@info %2 size", "One message was backed up (%2).", "%1 messages were backed up (%2).", messages, QLocale().formattedDataSize(bytes));
}

QString restoreSentence(qint64 messages, qint64 back, qint64 skipped)
{
    QStringList sentences;
    if (back == 0) {
        sentences << (messages == 0 ? i18nc("@info", "There is no mail in this file.")
                                    : i18nc("@info", "All mail of the backup is here already. Nothing was changed."));
    } else {
        sentences << i18ncp("@info", "One message was brought back.", "%1 messages were brought back.", back);
        if (messages > back) {
            sentences << i18ncp("@info", "One was here already.", "%1 were here already.", messages - back);
        }
    }
    if (skipped > 0) {
        sentences << i18ncp("@info",
                            "One entry of the file is no mail that can be restored, and was left out.",
                            "%1 entries of the file are no mail that can be restored, and were left out.",
                            skipped);
    }
    return sentences.join(u' ');
}

QString checkSentence(const MailCheck &found, bool mended)
{
    QStringList sentences{i18ncp("@info", "One message was looked at.", "%1 messages were looked at.", found.messages)};
    if (found.isWell()) {
        sentences << i18nc("@info", "Everything is as it should be.");
        return sentences.join(u' ');
    }
    if (found.fetchedAgain > 0) {
        sentences << i18ncp("@info",
                            "One message was damaged or missing here and is fetched again from the server.",
                            "%1 messages were damaged or missing here and are fetched again from the server.",
                            found.fetchedAgain);
    }
    if (!found.missing.isEmpty()) {
        sentences << i18ncp("@info",
                            "The file of one message is gone, and it cannot be fetched again. If you miss it, restore it from a backup.",
                            "The files of %1 messages are gone, and they cannot be fetched again. If you miss them, restore them from a backup.",
                            found.missing.size());
    }
    if (!found.damaged.isEmpty()) {
        sentences << i18ncp("@info",
                            "The file of one message is damaged: it has another size than it had. Restore it from a backup.",
                            "The files of %1 messages are damaged: they have another size than they had. Restore them from a backup.",
                            found.damaged.size());
    }
    if (found.found > 0) {
        sentences << i18ncp("@info",
                            "One message that another program added was taken over.",
                            "%1 messages that another program added were taken over.",
                            found.found);
    }
    if (found.flags > 0) {
        sentences << i18ncp("@info",
                            "Of one message, another program had changed the flags.",
                            "Of %1 messages, another program had changed the flags.",
                            found.flags);
    }
    if (!mended) {
        sentences << i18nc("@info", "This is put right when the account is online again.");
    }
    return sentences.join(u' ');
}

static QString fileFailure(MailTask::Kind kind, const Error &error)
{
    if (kind == MailTask::Kind::Backup) {
        return error.kind == ErrorKind::DiskFull
            ? i18nc("@info", "There is not enough space for the backup. No file was left behind; choose another place.")
            : i18nc("@info %1 technical details", "The backup cannot be written there. (%1) No file was left behind; choose another place.", error.detail);
    }
    return error.kind == ErrorKind::Nonsense
        ? i18nc("@info", "This file is not a backup of mail, or it is damaged. What was in it up to there has been brought back.")
        : i18nc("@info %1 technical details", "The file cannot be read. (%1)", error.detail);
}

QString taskFailure(MailTask::Kind kind, const Error &error, const Account &account)
{
    const bool isFile = kind != MailTask::Kind::Check && (error.kind == ErrorKind::Storage || error.kind == ErrorKind::Nonsense);
    if (error.kind == ErrorKind::Cancelled) {
        return kind == MailTask::Kind::Backup ? i18nc("@info", "The backup was stopped. No file was left behind.")
            : kind == MailTask::Kind::Restore ? i18nc("@info", "Restoring was stopped. What has been brought back until then stays.")
                                              : i18nc("@info", "The check was stopped.");
    }
    return isFile || (kind == MailTask::Kind::Backup && error.kind == ErrorKind::DiskFull) ? fileFailure(kind, error) : errorSentence(error, account);
}

}
