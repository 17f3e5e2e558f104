// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/login.h"
#include "net/task.h"
#include "net/tlspolicy.h"
#include "pop3/pop3capabilities.h"
#include "pop3/pop3entry.h"

#include <QObject>

#include <memory>
#include <optional>

namespace Konto
{

class Pop3Connection;

/// Receives messages, or their headers, while they arrive. An error returned stops the download.
class Pop3Sink
{
public:
    virtual ~Pop3Sink() = default;
    [[nodiscard]] virtual Result<void> begin(int number) = 0;
    /// Bytes as received, dot-stuffing removed, line ends as sent.
    [[nodiscard]] virtual Result<void> chunk(int number, QByteArrayView bytes) = 0;
    [[nodiscard]] virtual Result<void> end(int number) = 0;
    /// The server answered -ERR for this message; the others go on.
    virtual void refused(int number, const QByteArray &serverText) = 0;
    /// What to ask for next, to keep the line busy: called when all numbers so far were asked for and the window has
    /// room. Empty when there is nothing now; then it is called again after each message that was still under way,
    /// and when none is the task ends. It may be called from within retrieve() and must not call the session.
    [[nodiscard]] virtual QList<int> more()
    {
        return {};
    }
};

/// A POP3 session over TLS: drives the sans-IO engine of pop3/ on a Transport. One command façade call at a
/// time. Every task ends: with a value, with the connection's error, or Cancelled after abort().
class Pop3Session : public QObject
{
    Q_OBJECT

public:
    explicit Pop3Session(QObject *parent = nullptr);
    ~Pop3Session() override;

    /// Before open(): never more than one command unanswered, whatever CAPA says. For a server that breaks under
    /// pipelining.
    void setLockStep(bool on);
    /// Connects, negotiates TLS, reads CAPA, agrees on language and UTF-8 where offered (RFC 6856), logs in, and reads
    /// CAPA again. By the strongest way that the server offers for the login's method (see SaslClient; for a password
    /// also APOP, USER and PASS, see pop3login.cpp), and by no other when that is refused.
    ///
    /// Errors: UnknownHost, ConnectionRefused, Network, Timeout, ConnectionLost, Certificate, TlsUnavailable,
    /// WrongProtocol, WrongPassword, Busy, Unavailable (Retry::Never after [SYS/PERM]), Refused (no login mechanism in
    /// common; or refused for another reason than the credentials), Nonsense; CertificateFile and NoPassword (see
    /// TlsIdentity; also when there is no Kerberos ticket).
    [[nodiscard]] Task<Result<void>> open(Endpoint endpoint, Login login, QByteArrayList pinnedKeys);
    /// LIST and UIDL, in one round trip where the server pipelines. In the server's order (oldest first). Sizes and ids
    /// are what the server says: sizes may be wrong, ids may be missing (all of them, when it has no UIDL), and one id
    /// may stand at several messages, which are then most likely equal (RFC 1939 section 7). A number that comes twice
    /// is Nonsense.
    [[nodiscard]] Task<Result<QList<Pop3Entry>>> list();
    /// RETR in the order given, pipelined within a window when CAPA offers PIPELINING (RFC 2449 section 6.6). A text
    /// of another size than announced is taken as it is; but one of the next message's size where all sizes were right
    /// so far is that message, for a server that lost a command: Nonsense, and failedWhilePipelining().
    /// \a sink must outlive the task.
    [[nodiscard]] Task<Result<void>> retrieve(QList<int> numbers, Pop3Sink *sink);
    /// TOP with no line of the body (RFC 1939 section 7): the headers, otherwise as retrieve(). A server without TOP
    /// refuses each.
    [[nodiscard]] Task<Result<void>> top(QList<int> numbers, Pop3Sink *sink);
    /// DELE, pipelined where the server allows. The numbers for which it said +OK; a -ERR for one does not stop the
    /// others. Nothing is removed before quit() was acknowledged (RFC 1939 section 6): after any error, and when quit()
    /// fails, each of them may still be there, or be gone.
    [[nodiscard]] Task<Result<QList<int>>> remove(QList<int> numbers);
    /// QUIT; acknowledged or an error.
    [[nodiscard]] Task<Result<void>> quit();
    /// Closes the connection at once; a running task ends with Cancelled.
    void abort();

    /// What the server can do, as after login (RFC 2449 section 3: EXPIRE and others may differ from before).
    [[nodiscard]] Pop3Capabilities capabilities() const;
    /// After an error: whether the connection failed with a command unanswered that had been sent before the one
    /// ahead of it was answered. The server may not bear pipelining.
    [[nodiscard]] bool failedWhilePipelining() const;
    /// Behind the Certificate error of open().
    [[nodiscard]] std::optional<CertificateProblem> certificateProblem() const;

private:
    std::shared_ptr<Pop3Connection> m_connection; // never null; shared with the running task
    bool m_lockStep = false;
};

}
