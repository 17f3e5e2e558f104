// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "kontobackup.h"

#include "backupadaptor.h"

#include <KLocalizedString>

#include <QDir>

#include <array>

using namespace Qt::StringLiterals;

namespace Konto
{

static const QString errorName = u"org.kde.konto.Error"_s;

KontoBackup::KontoBackup(AccountSync &sync, QObject *parent)
    : QObject(parent)
    , m_task(sync)
{
    new BackupAdaptor(this);
    connect(&m_task, &MailTask::progressChanged, this, [this] {
        Q_EMIT progressChanged(progress());
    });
    connect(&m_task, &MailTask::ended, this, [this](bool succeeded, const QString &sentence) {
        m_outcome = {{u"succeeded"_s, succeeded}, {u"sentence"_s, sentence}};
        if (const auto &found = m_task.found()) {
            m_outcome.insert(u"differences"_s, found->differences());
            m_outcome.insert(u"damaged"_s, qint64(found->damaged.size()));
            m_outcome.insert(u"fetchedAgain"_s, found->fetchedAgain);
        }
        Q_EMIT ended(succeeded, sentence);
    });
    QDBusConnection::sessionBus().registerObject(u"/Backup"_s, this, QDBusConnection::ExportAdaptors);
}

void KontoBackup::begun(bool begun)
{
    if (!begun) {
        sendErrorReply(errorName, i18nc("@info", "Another task with the mail of this account is under way. Wait for its end, or stop it."));
    }
}

bool KontoBackup::isFile(const QString &file)
{
    if (QDir::isAbsolutePath(file) && !file.endsWith(u'/')) {
        return true;
    }
    sendErrorReply(errorName, i18nc("@info", "Choose a file."));
    return false;
}

void KontoBackup::backup(const QString &file)
{
    if (isFile(file)) {
        begun(m_task.backup(file));
    }
}

void KontoBackup::restore(const QString &file)
{
    if (isFile(file)) {
        begun(m_task.restore(file));
    }
}

void KontoBackup::check()
{
    begun(m_task.check());
}

void KontoBackup::cancel()
{
    m_task.cancel();
}

QVariantMap KontoBackup::progress() const
{
    static constexpr std::array names{""_L1, "backup"_L1, "restore"_L1, "check"_L1};
    QVariantMap progress{{u"task"_s, QString(names.at(size_t(m_task.kind())))}, {u"done"_s, m_task.done()}, {u"total"_s, m_task.total()}};
    if (m_task.kind() == MailTask::Kind::None) {
        progress.insert(m_outcome);
    }
    return progress;
}

}

#include "moc_kontobackup.cpp"
