// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/mailcheck.h"

#include <QSet>

namespace Konto
{

MailCheck &MailCheck::operator+=(const MailCheck &other)
{
    messages += other.messages;
    missing += other.missing;
    damaged += other.damaged;
    found += other.found;
    flags += other.flags;
    return *this;
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
    QList<MessageKey> whole;
    for (const MessageRow &row : *rows) {
        check.messages += row.body != Body::OnServer && !row.deletedHere ? 1 : 0;
        if (row.body == Body::Here && row.storedAt.isValid() && !gone.contains(row.key)) {
            whole.append(row.key);
        }
    }
    check.missing = gone.size();
    check.found = scan->appeared.size();
    check.flags = scan->flagsChanged.size();
    return store.proveStored(whole).transform([&](const QList<StorageProof> &proofs) {
        check.damaged = whole.size() - proofs.size();
        return check;
    });
}

}
