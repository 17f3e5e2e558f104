// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/mendplan.h"

#include <algorithm>

namespace Konto
{

namespace
{
/// No run looks into a folder that the user deletes, nor into one of others that is not subscribed to.
bool isSynchronised(const FolderRow &folder)
{
    return folder.selectable && !folder.mailbox.isEmpty() && folder.isShown() && (folder.subscribed || !folder.shared);
}

bool isInMailbox(const MessageRow &row, const QList<FolderRow> &folders)
{
    const auto folder = std::ranges::find(folders, row.placeOnServer(), &FolderRow::id);
    const bool waits = row.writing == Writing::Upload || row.writing == Writing::UploadBegun;
    return folder != folders.end() && isSynchronised(*folder) && row.uid != 0 && row.uidValidity == folder->uidValidity && !waits;
}
}

bool isOnServer(const MessageRow &row, const Refetching &server)
{
    if (row.deletedHere) {
        return false;
    }
    return server.mode == Mode::Imap ? isInMailbox(row, server.folders) : server.listed.contains(row.uidl);
}

}
