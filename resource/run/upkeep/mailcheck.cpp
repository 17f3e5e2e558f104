// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/upkeep/mailcheck.h"

#include <QSet>

namespace Konto
{

void MailCheck::setFetchedAgain(const QSet<MessageKey> &keys)
{
    for (QList<MessageKey> *list : {&missing, &damaged}) {
        fetchedAgain += list->removeIf([&keys](const MessageKey &key) {
            return keys.contains(key);
        });
    }
}

MailCheck &MailCheck::operator+=(const MailCheck &other)
{
    messages += other.messages;
    missing += other.missing;
    damaged += other.damaged;
    fetchedAgain += other.fetchedAgain;
    found += other.found;
    flags += other.flags;
    return *this;
}

namespace
{
/// Those of \a keys whose file has another size than it had.
Result<QList<MessageKey>> damagedOf(AccountStore &store, QList<MessageKey> keys)
{
    return store.proveStored(keys).transform([&keys](const QList<StorageProof> &proofs) {
        QSet<MessageKey> whole;
        for (const StorageProof &proof : proofs) {
            whole.insert(proof.key());
        }
        keys.removeIf([&whole](const MessageKey &key) {
            return whole.contains(key);
        });
        return keys;
    });
}
}

Result<MailCheck> checkFolder(AccountStore &store, const FolderRow &folder)
{
    MailCheck check;
    if (!folder.selectable) {
        return check;
    }
    const auto scan = store.scan(folder.id);
    const auto rows = scan ? store.messages(folder.id) : std::unexpected(scan.error());
    if (!rows) {
        return std::unexpected(rows.error());
    }
    const QSet<MessageKey> gone(scan->vanished.cbegin(), scan->vanished.cend());
    QList<MessageKey> there;
    for (const MessageRow &row : *rows) {
        check.messages += row.body != Body::OnServer && !row.deletedHere ? 1 : 0;
        if (row.body == Body::Here && row.storedAt.isValid() && !gone.contains(row.key)) {
            there.append(row.key);
        }
    }
    check.missing = scan->vanished;
    check.found = scan->appeared.size();
    check.flags = scan->flagsChanged.size();
    return damagedOf(store, there).transform([&check](const QList<MessageKey> &damaged) {
        check.damaged = damaged;
        return check;
    });
}

Result<QSet<MessageKey>> askAgain(AccountStore &store, const MailCheck &found, const Refetching &server)
{
    QList<MessageKey> asked;
    for (const MessageKey &key : server.mode == Mode::Imap ? found.damaged + found.missing : found.damaged) {
        const auto row = store.message(key);
        if (!row) {
            return std::unexpected(row.error());
        }
        if (*row && isOnServer(**row, server)) {
            asked.append(key);
        }
    }
    return store.setFetchAgain(asked).transform([&asked] {
        return QSet<MessageKey>(asked.cbegin(), asked.cend());
    });
}

Result<QSet<MessageKey>> wholeOrExpected(AccountStore &store, const QSet<MessageKey> &asked, const Refetching &server)
{
    QSet<MessageKey> fine;
    for (const MessageKey &key : asked) {
        const auto row = store.message(key);
        if (!row) {
            return std::unexpected(row.error());
        }
        if (*row && ((*row)->fetchAgain ? isOnServer(**row, server) : (*row)->body != Body::OnServer)) {
            fine.insert(key);
        }
    }
    return fine;
}

}
