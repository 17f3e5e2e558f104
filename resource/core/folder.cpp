// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "core/folder.h"

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace Konto
{

FolderPath pathOfMailbox(const QString &mailbox, QChar delimiter)
{
    FolderPath path = delimiter.isNull() ? FolderPath{mailbox} : mailbox.split(delimiter);
    for (QString &name : path) {
        if (name.isEmpty()) {
            name = u"_"_s;
        }
    }
    if (path.first().compare("INBOX"_L1, Qt::CaseInsensitive) == 0) {
        path.first() = u"Inbox"_s;
    }
    return path;
}

static constexpr std::array<std::pair<const char *, Role>, 8> roles{{
    {"\\Sent", Role::Sent},
    {"\\Drafts", Role::Drafts},
    {"\\Trash", Role::Trash},
    {"\\Junk", Role::Junk},
    {"\\Archive", Role::Archive},
    {"\\All", Role::All},
    {"\\Flagged", Role::Flagged},
    {"\\Inbox", Role::Inbox},
}};

QByteArray attributeOfRole(Role role)
{
    static constexpr std::array creatable{Role::Sent, Role::Drafts, Role::Trash, Role::Junk, Role::Archive};
    const auto named = std::ranges::find(roles, role, &std::pair<const char *, Role>::second);
    return std::ranges::contains(creatable, role) && named != roles.end() ? QByteArray(named->first) : QByteArray();
}

bool isAtOrBelow(const FolderPath &path, const FolderPath &top)
{
    return path.size() >= top.size() && path.first(top.size()) == top;
}

bool isBelow(const FolderPath &path, const FolderPath &top)
{
    return path.size() > top.size() && isAtOrBelow(path, top);
}

Role roleOfAttributes(const QByteArrayList &attributes)
{
    for (const QByteArray &attribute : attributes) {
        for (const auto &[name, role] : roles) {
            if (attribute.compare(name, Qt::CaseInsensitive) == 0) {
                return role;
            }
        }
    }
    return Role::None;
}

QString iconName(Role role)
{
    switch (role) {
    case Role::Inbox:
        return u"mail-folder-inbox"_s;
    case Role::Sent:
        return u"mail-folder-sent"_s;
    case Role::Drafts:
        return u"document-properties"_s;
    case Role::Templates:
        return u"document-new"_s;
    case Role::Trash:
        return u"user-trash"_s;
    case Role::Junk:
        return u"mail-mark-junk"_s;
    case Role::Archive:
        return u"folder-mail-archive"_s;
    case Role::All:
        return u"mail-folder-outbox"_s;
    case Role::Flagged:
        return u"emblem-important"_s;
    case Role::None:
        break;
    }
    return u"folder-mail"_s;
}

}
