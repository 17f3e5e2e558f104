// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "akonadi/mailitem.h"

#include "core/headers.h"

#include <Akonadi/MessageFlags>
#include <KMime/Message>
#include <KMime/Util>

#include <array>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
struct Name {
    Flags::Bit bit;
    const char *akonadi;
};
const std::array names{
    Name{Flags::Seen, Akonadi::MessageFlags::Seen},
    Name{Flags::Answered, Akonadi::MessageFlags::Answered},
    Name{Flags::Flagged, Akonadi::MessageFlags::Flagged},
    Name{Flags::Deleted, Akonadi::MessageFlags::Deleted},
    Name{Flags::Forwarded, Akonadi::MessageFlags::Forwarded},
    Name{Flags::Draft, "\\DRAFT"},
};

/// Derived from the message's structure by whoever parses it; they are no flags of the mailbox.
bool isDesktopOnly(const QByteArray &flag)
{
    return flag == Akonadi::MessageFlags::HasAttachment || flag == Akonadi::MessageFlags::HasInvitation || flag == Akonadi::MessageFlags::Signed
        || flag == Akonadi::MessageFlags::Encrypted || flag == Akonadi::MessageFlags::HasError || flag == Akonadi::MessageFlags::Queued
        || flag == Akonadi::MessageFlags::Sent;
}
}

void setPayload(Akonadi::Item &item, const QByteArray &bytes, Payload payload)
{
    auto message = std::make_shared<KMime::Message>();
    if (payload == Payload::Whole) {
        message->setContent(KMime::CRLFtoLF(bytes));
    } else {
        message->setHead(KMime::CRLFtoLF(bytes.first(headerSize(bytes))));
    }
    message->parse();
    item.setPayload<std::shared_ptr<KMime::Message>>(message);
}

static QByteArray passedThrough(const QByteArray &bytes, KMime::NewlineType lineEnds)
{
    KMime::Message message;
    message.setContent(bytes);
    message.parse();
    return message.encodedContent(lineEnds);
}

QByteArray asAkonadiTells(const QByteArray &bytes)
{
    return passedThrough(passedThrough(KMime::CRLFtoLF(bytes), KMime::NewlineType::LF), KMime::NewlineType::CRLF);
}

Akonadi::Item makeItem(const MessageRow &row, const QByteArray &bytes, Payload payload)
{
    Akonadi::Item item(u"message/rfc822"_s);
    item.setRemoteId(QString::fromLatin1(row.key));
    item.setSize(row.size);
    setPayload(item, bytes, payload);
    if (payload == Payload::Whole) {
        Akonadi::MessageFlags::copyMessageFlags(*item.payload<std::shared_ptr<KMime::Message>>(), item);
    }
    for (const QByteArray &flag : toAkonadi(row.flags)) {
        item.setFlag(flag);
    }
    return item;
}

Akonadi::Item::Flags toAkonadi(const Flags &flags)
{
    Akonadi::Item::Flags result;
    for (const Name &name : names) {
        if (flags.has(name.bit)) {
            result.insert(name.akonadi);
        }
    }
    for (const QByteArray &keyword : flags.keywords()) {
        result.insert(keyword);
    }
    return result;
}

Flags fromAkonadi(const Akonadi::Item::Flags &akonadiFlags)
{
    Flags flags;
    for (const QByteArray &flag : akonadiFlags) {
        const auto known = std::ranges::find_if(names, [&flag](const Name &name) {
            return flag.compare(name.akonadi, Qt::CaseInsensitive) == 0;
        });
        if (known != names.end()) {
            flags.set(known->bit);
        } else if (!isDesktopOnly(flag) && !flag.startsWith('\\')) {
            flags.setKeyword(flag);
        }
    }
    return flags;
}

}
