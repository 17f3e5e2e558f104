// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// The first words with a mail server: how they are cut into pieces changes nothing, and there is one outcome. The first byte
// says which protocol and encryption, and what is behind a byte 1 comes after the TLS handshake.

#include "net/greetingdialog.h"

#include "driver.h"

using namespace Konto;

/// What was sent, and how it ended.
static QByteArray play(const QByteArray &input, qsizetype size)
{
    const int kind = input.isEmpty() ? 0 : input.front() % 6;
    GreetingDialog dialog(MailProtocol(kind % 3), kind < 3 ? Security::Tls : Security::StartTls);
    QByteArray sent;
    const QByteArrayList phases = input.sliced(qMin<qsizetype>(1, input.size())).split('\1');
    for (const QByteArray &phase : phases) {
        for (qsizetype at = 0; at < phase.size(); at += size) {
            dialog.feed(QByteArrayView(phase).sliced(at, qMin(size, phase.size() - at)));
            sent += dialog.takeOutput();
            const auto event = dialog.next();
            if (event == GreetingDialog::Event::Failed) {
                require(!dialog.error().detail.isEmpty(), "no reason");
                return sent + "failed " + QByteArray::number(int(dialog.error().kind));
            }
            if (event == GreetingDialog::Event::Done) {
                require(dialog.signIn().size() <= 4, "a method twice");
                return sent + "done " + QByteArray::number(dialog.signIn().size());
            }
            if (event == GreetingDialog::Event::NeedTls) {
                require(kind >= 3, "STARTTLS where nobody asked for it");
                if (at + size < phase.size()) {
                    return sent + "failed " + QByteArray::number(int(ErrorKind::Nonsense)); // what Transport makes of injected bytes
                }
                dialog.tlsStarted();
                sent += "handshake " + dialog.takeOutput();
            }
        }
    }
    return sent;
}

static void tryInput(const QByteArray &input)
{
    const QByteArray whole = play(input, qMax<qsizetype>(input.size(), 1));
    for (const qsizetype size : {1, 2, 7}) {
        require(play(input, size) == whole, "how the bytes are cut matters");
    }
}
