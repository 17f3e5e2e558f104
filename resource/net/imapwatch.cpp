// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/imapwatch.h"

#include "core/imapmailboxname.h"
#include "net/imapcommand.h"
#include "net/imaplog.h"

namespace Konto
{

using Condition = ImapStatus::Condition;

ImapWatch::ImapWatch(const QByteArrayList &capabilities)
    : m_capabilities(capabilities)
    // RFC 9051 section 5.1: a server that speaks IMAP4rev1 too does so until it is told otherwise.
    , m_utf8((capabilities.contains("IMAP4REV2") && !capabilities.contains("IMAP4REV1")) || capabilities.contains("UTF8=ONLY"))
    , m_plan(capabilities)
{
    m_scanner.setListener({.response =
                               [this](const ImapResponse &response) {
                                   onResponse(response);
                               },
                           .status =
                               [this](const ImapStatus &status) {
                                   onStatus(status);
                               },
                           .proceed =
                               [this] {
                                   onProceed();
                               }});
}

void ImapWatch::start()
{
    // RFC 9755 section 6: nothing goes without. What the server says to it changes nothing.
    if (m_capabilities.contains("UTF8=ONLY")) {
        m_output += "W0 ENABLE UTF8=ACCEPT\r\n";
    }
    goOn();
}

void ImapWatch::feed(QByteArrayView bytes)
{
    QByteArray nothing; // everything goes to the listener
    if (!m_error && !m_scanner.feed(bytes, nothing) && !m_error) {
        m_error = makeError(ErrorKind::Nonsense, m_scanner.complaint());
    }
}

void ImapWatch::goOn()
{
    m_step = m_plan.next();
    m_plan.begun(m_step);
    switch (m_step) {
    case Step::Notify:
        send(ImapCommand("NOTIFY SET").words(m_plan.notifyGroups()));
        return;
    case Step::Examine:
        send(ImapCommand("EXAMINE").mailbox(m_plan.mailbox(), m_utf8));
        return;
    case Step::Sweep:
        m_memory.beginAccount();
        m_sweepFound = false;
        send(sweepCommand());
        return;
    case Step::Noop:
        send(ImapCommand("NOOP"));
        return;
    case Step::Idle:
        m_idling = Idling::Asked;
        m_leaveIdle = false;
        send(ImapCommand("IDLE"));
        return;
    case Step::Wait:
        m_ready = true;
        return;
    }
}

void ImapWatch::send(const ImapCommand &command)
{
    m_tag = 'W' + QByteArray::number(++m_tags);
    qCDebug(imapTrace).noquote() << "C:" << m_tag << command.summary();
    m_pieces = command.pieces(m_tag, m_capabilities);
    m_output += m_pieces.takeFirst();
}

/// RFC 5819
ImapCommand ImapWatch::sweepCommand() const
{
    const bool modSeq = m_capabilities.contains("CONDSTORE") || m_capabilities.contains("QRESYNC");
    const QByteArray items = modSeq ? "MESSAGES UIDNEXT UIDVALIDITY UNSEEN HIGHESTMODSEQ" : "MESSAGES UIDNEXT UIDVALIDITY UNSEEN";
    return ImapCommand("LIST").string("").string("*").words("RETURN (STATUS (" + items + "))");
}

void ImapWatch::setIdleMailbox(const QString &mailbox)
{
    m_plan.setMailbox(mailbox);
    reconsider();
}

void ImapWatch::timeIsUp()
{
    m_plan.timeIsUp();
    if (m_step == Step::Idle) {
        m_leaveIdle = true;
    }
    reconsider();
}

/// Something else may be due than what goes on just now.
void ImapWatch::reconsider()
{
    if (m_error || (m_step != Step::Idle && m_step != Step::Wait)) {
        return;
    }
    if (m_step == Step::Idle) {
        m_leaveIdle = m_leaveIdle || m_plan.next() != Step::Idle;
        if (m_leaveIdle && m_idling == Idling::Begun) {
            m_idling = Idling::Left;
            qCDebug(imapTrace) << "C: DONE";
            m_output += "DONE\r\n";
        }
    } else if (!m_tag.isNull() && m_plan.next() != Step::Wait) {
        goOn();
    }
}

/// "+": IDLE has begun (RFC 2177), or a literal may come.
void ImapWatch::onProceed()
{
    if (m_error) {
        return;
    }
    if (!m_pieces.isEmpty()) {
        m_output += m_pieces.takeFirst();
    } else if (m_step == Step::Idle && m_idling == Idling::Asked) {
        m_idling = Idling::Begun;
        m_ready = true;
        reconsider();
    }
}

void ImapWatch::onStatus(const ImapStatus &status)
{
    if (m_error) {
        return;
    }
    if (status.condition == Condition::Bye) {
        m_error = imapCommandError(status);
    } else if (status.tag == "*" && status.code == "NOTIFICATIONOVERFLOW") {
        // RFC 5465 section 5.8: it tells nothing any more, and nobody knows since when.
        m_memory.lost();
        m_plan.overflowed();
        reconsider();
    } else if (status.tag == m_tag && m_step != Step::Wait) {
        onEnd(status);
    }
}

static WatchPlan::Answer answerOf(const ImapStatus &status)
{
    return status.condition == Condition::Ok ? WatchPlan::Answer::Ok : status.condition == Condition::No ? WatchPlan::Answer::No : WatchPlan::Answer::Bad;
}

void ImapWatch::onEnd(const ImapStatus &status)
{
    const auto answer = answerOf(status);
    m_pieces.clear();
    if (answer == WatchPlan::Answer::Ok && m_step == Step::Notify && m_plan.isTold()) {
        m_memory.endAccount(false);
    } else if (answer == WatchPlan::Answer::Ok && m_step == Step::Sweep) {
        m_memory.endAccount(true);
        if (m_sweepFound) {
            m_plan.wasNotTold();
        }
    } else if (m_step == Step::Idle && m_idling == Idling::Begun && !m_leaveIdle) {
        m_plan.idleWasEnded();
    }
    m_plan.ended(m_step, answer);
    goOn();
}

void ImapWatch::onResponse(const ImapResponse &response)
{
    if (m_error) {
        return;
    }
    if (response.name == "LIST") {
        onList(response);
    } else if (response.name == "STATUS") {
        onMailboxStatus(response);
    } else {
        onOpenedMailbox(response);
    }
}

/// RFC 5465 section 5.4: "* LIST () "/" new ("OLDNAME" ("old"))"
static QString oldNameOf(const ImapResponse &list, bool utf8)
{
    const ImapValue *old = list.values.size() > 3 ? ImapResponse::find(list.values.at(3).list, "OLDNAME") : nullptr;
    return old && !old->list.isEmpty() ? decodeMailboxName(old->list.first().text, utf8) : QString();
}

static bool exists(const ImapMailbox &mailbox)
{
    for (const QByteArray &attribute : mailbox.attributes) {
        if (attribute.compare("\\NonExistent", Qt::CaseInsensitive) == 0) {
            return false;
        }
    }
    return true;
}

void ImapWatch::onList(const ImapResponse &response)
{
    const auto mailbox = mailboxOf(response, m_utf8);
    if (!mailbox) {
        return;
    }
    const QString oldName = oldNameOf(response, m_utf8);
    if (m_step == Step::Sweep && exists(*mailbox) && oldName.isNull()) {
        m_memory.listed(mailbox->name);
        return;
    }
    m_memory.renamed(mailbox->name, exists(*mailbox), oldName);
    m_plan.wasTold();
}

void ImapWatch::onMailboxStatus(const ImapResponse &response)
{
    const auto status = figuresOf(response, m_utf8);
    if (!status) {
        return;
    }
    if (m_step == Step::Sweep || m_step == Step::Notify) {
        const bool found = m_memory.counted(status->first, status->second);
        m_sweepFound = m_sweepFound || found;
    } else {
        m_memory.notified(status->first, status->second);
        m_plan.wasTold();
    }
}

/// RFC 9051 sections 7.4 and 7.5; VANISHED: RFC 7162 section 3.2.10
void ImapWatch::onOpenedMailbox(const ImapResponse &response)
{
    const bool exists = response.number && response.name == "EXISTS";
    const bool expunge = response.number && response.name == "EXPUNGE";
    const bool other = (response.number && response.name == "FETCH") || response.name == "VANISHED";
    // Some say how many there are whenever they are asked.
    const bool news = expunge || other || (exists && *response.number != m_messages);
    if (exists) {
        m_messages = *response.number;
    } else if (expunge && m_messages > 0) {
        --m_messages;
    }
    if (news && m_step != Step::Examine && !m_plan.opened().isNull()) {
        m_memory.touched(m_plan.opened());
    }
}

QByteArray ImapWatch::takeOutput()
{
    return std::exchange(m_output, {});
}

MailboxChanges ImapWatch::takeChanges()
{
    return m_memory.takeChanges();
}

bool ImapWatch::isReady() const
{
    return m_ready;
}

bool ImapWatch::expectsAnswer() const
{
    return !m_error && m_step != Step::Wait && (m_step != Step::Idle || m_idling != Idling::Begun);
}

std::optional<std::chrono::milliseconds> ImapWatch::patience(const WatchPace &pace) const
{
    if (m_error || expectsAnswer()) {
        return std::nullopt;
    }
    return m_plan.patience(pace);
}

const std::optional<Error> &ImapWatch::error() const
{
    return m_error;
}

std::optional<std::pair<QString, MailboxFigures>> figuresOf(const ImapResponse &status, bool utf8)
{
    if (status.name != "STATUS" || status.values.size() < 2) {
        return std::nullopt;
    }
    const QList<ImapValue> &items = status.values.at(1).list;
    const auto number = [&items](const char *name) -> std::optional<quint64> {
        const ImapValue *value = ImapResponse::find(items, name);
        bool ok = false;
        const quint64 parsed = value ? value->text.toULongLong(&ok) : 0;
        return ok ? std::optional(parsed) : std::nullopt;
    };
    return std::pair(decodeMailboxName(status.values.first().text, utf8),
                     MailboxFigures{
                         .messages = number("MESSAGES"),
                         .unseen = number("UNSEEN"),
                         .uidNext = number("UIDNEXT"),
                         .uidValidity = number("UIDVALIDITY"),
                         .highestModSeq = number("HIGHESTMODSEQ"),
                     });
}

}
