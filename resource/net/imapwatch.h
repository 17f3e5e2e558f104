// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"
#include "net/imapscanner.h"
#include "plan/mailboxchanges.h"
#include "plan/watchplan.h"

#include <QByteArrayList>

#include <chrono>
#include <optional>

namespace Konto
{

class ImapCommand;

/// What one connection says and hears to learn which mailboxes change, without I/O and without a clock: bytes in;
/// bytes and changes out. From logged in until it fails.
///
/// Bounded as ImapScanner and MailboxMemory are. How the bytes are cut does not matter.
class ImapWatch
{
public:
    explicit ImapWatch(const QByteArrayList &capabilities);
    Q_DISABLE_COPY_MOVE(ImapWatch)
    ~ImapWatch() = default;

    void start();
    void feed(QByteArrayView bytes);
    /// See WatchPlan::setMailbox().
    void setIdleMailbox(const QString &mailbox);
    /// patience() is over.
    void timeIsUp();

    [[nodiscard]] QByteArray takeOutput();
    [[nodiscard]] MailboxChanges takeChanges();
    /// Whether everything that changes from now on is told. Stays so once it is.
    [[nodiscard]] bool isReady() const;
    /// Whether the server has to say something soon.
    [[nodiscard]] bool expectsAnswer() const;
    /// How long nothing has to be said; then call timeIsUp(). Empty while the server has to say something, as it always
    /// has to between two such times.
    [[nodiscard]] std::optional<std::chrono::milliseconds> patience(const WatchPace &pace) const;
    /// Why nothing more will happen: BYE, or Nonsense.
    [[nodiscard]] const std::optional<Error> &error() const;

private:
    using Step = WatchPlan::Step;
    enum class Idling {
        Asked,
        Begun,
        Left,
    };

    void goOn();
    void reconsider();
    void send(const ImapCommand &command);
    [[nodiscard]] ImapCommand sweepCommand() const;
    void onStatus(const ImapStatus &status);
    void onEnd(const ImapStatus &status);
    void onProceed();
    void onResponse(const ImapResponse &response);
    void onList(const ImapResponse &response);
    void onMailboxStatus(const ImapResponse &response);
    void onOpenedMailbox(const ImapResponse &response);

    const QByteArrayList m_capabilities;
    const bool m_utf8; // mailbox names
    WatchPlan m_plan;
    MailboxMemory m_memory;
    ImapScanner m_scanner;
    QByteArray m_output;
    QByteArrayList m_pieces; // of the command that runs, waiting for the server to say go
    QByteArray m_tag;
    int m_tags = 0;
    Step m_step = Step::Wait;
    Idling m_idling = Idling::Asked;
    bool m_leaveIdle = false; // as soon as the server has accepted it
    quint32 m_messages = 0; // in the open mailbox
    bool m_sweepFound = false;
    bool m_ready = false;
    std::optional<Error> m_error;
};

/// STATUS (RFC 9051 section 7.3.4), with the mailbox's name decoded.
[[nodiscard]] std::optional<std::pair<QString, MailboxFigures>> figuresOf(const ImapResponse &status, bool utf8);

}
