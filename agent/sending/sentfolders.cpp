// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "sending/sentfolders.h"

#include "accounts/accountlist.h"
#include "link/reply.h"
#include "sending/sentfolder.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::StringLiterals;

namespace Konto
{

static qint64 folderOfRole(const QJsonArray &folders, QLatin1StringView role)
{
    for (const QJsonValue folder : folders) {
        if (folder["role"_L1].toString() == role) {
            return std::max<qint64>(0, folder["collection"_L1].toInteger());
        }
    }
    return 0;
}

SentFolders::SentFolders(AccountList &accounts, QObject *parent)
    : QObject(parent)
    , m_accounts(accounts)
{
    connect(&accounts, &AccountList::changed, this, &SentFolders::update);
}

/// Once after each check that ended well: the first one makes the folders.
void SentFolders::update()
{
    for (const AccountState &state : m_accounts.states()) {
        const bool isNew = state.facts.lastCheck.isValid() && m_asked.value(state.account) != state.facts.lastCheck;
        if (state.answers && state.facts.mode == Mode::Imap && isNew) {
            m_asked.insert(state.account, state.facts.lastCheck);
            if (waitsForFolders(state.account)) {
                askFolders(state);
            }
        }
    }
}

void SentFolders::askFolders(const AccountState &state)
{
    AccountLink *link = m_accounts.link(state.account);
    onReply(this, link->figures.folders(), [account = state.account](const QDBusPendingReply<QString> &reply) {
        const QJsonArray folders = reply.isValid() ? QJsonDocument::fromJson(reply.value().toUtf8()).array() : QJsonArray();
        const qint64 sent = folderOfRole(folders, "sent"_L1);
        if (sent > 0) {
            setFolders(account, sent, folderOfRole(folders, "drafts"_L1));
        }
    });
}

}
