// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

// The part of ImapLogin that sees to encryption before anything else.

#include "net/imaplogin.h"
#include "net/sasl.h"

using namespace Qt::StringLiterals;

namespace Konto
{

using Condition = ImapStatus::Condition;

void ImapLogin::onPreauth()
{
    // RFC 9051 sections 7.1.4 and 11.1: STARTTLS is not allowed in the authenticated state, so a PREAUTH put in
    // by somebody on the way would leave the connection in clear text.
    if (m_endpoint.security == Security::StartTls) {
        failWith(makeError(ErrorKind::TlsUnavailable, u"PREAUTH where STARTTLS was due"_s));
        return;
    }
    m_login.secret = {};
    if (m_capabilitiesKnown) {
        done();
    } else {
        askCapability(State::CapabilityAfter);
    }
}

void ImapLogin::startTlsOrLogin()
{
    if (m_encrypted || m_endpoint.security != Security::StartTls) {
        logIn();
        return;
    }
    // RFC 9051 section 6.2.1. Not offered is where the connection ends: never a fall back to clear text.
    if (!offers("STARTTLS")) {
        failWith(makeError(ErrorKind::TlsUnavailable, u"STARTTLS is not offered"_s));
        return;
    }
    m_state = State::StartTls;
    send("STARTTLS");
}

void ImapLogin::onStartTls(const ImapStatus &status)
{
    if (status.condition != Condition::Ok) {
        failWith(makeError(ErrorKind::TlsUnavailable, u"STARTTLS was refused"_s, status.text));
        return;
    }
    // RFC 9051 section 11.1: what was said in clear text behind the OK would be taken for the server's, said
    // under TLS (CVE-2011-0411).
    if (!m_buffer.isEmpty()) {
        failWith(makeError(ErrorKind::Nonsense, u"bytes injected before the TLS handshake"_s));
        return;
    }
    m_state = State::Handshake;
    m_event = Event::NeedTls;
}

void ImapLogin::tlsStarted()
{
    if (m_state != State::Handshake) {
        return;
    }
    m_encrypted = true;
    m_farewell.reset();
    // RFC 9051 section 6.2.1: capabilities learnt in clear text are discarded and asked for anew.
    askCapability(State::Capability);
}

}
