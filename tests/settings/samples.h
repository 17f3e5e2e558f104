// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "account/passwordstore.h"

#include <QMap>
#include <QString>

// What a resource may answer, and a keychain that forgets.

class MemoryPasswords : public Konto::PasswordStore
{
public:
    QMap<QString, QString> entries;
    bool locked = false;

    void read(const QString &key, Found found) override
    {
        found(!locked, !locked && entries.contains(key) ? std::optional(Konto::Secret(entries.value(key))) : std::nullopt);
    }
    void write(const QString &key, const Konto::Secret &password, Done done) override
    {
        if (!locked) {
            entries.insert(key, password.reveal());
        }
        done(!locked);
    }
    void remove(const QString &key, Done done) override
    {
        entries.remove(key);
        done(true);
    }
};

inline QString bothProtocols()
{
    return QStringLiteral(R"([
        {"protocol":"imap","host":"imap.example.org","port":993,"security":0,"userName":"anna@example.org","signIn":[0],"source":"file",
         "certainty":"certain","verified":true,"toBeConfirmed":false},
        {"protocol":"imap","host":"mail.example.org","port":143,"security":1,"userName":"","signIn":[0],"source":"guess",
         "certainty":"guessed","verified":false,"toBeConfirmed":false,"problem":"Timeout"},
        {"protocol":"pop3","host":"pop.example.org","port":995,"security":0,"userName":"anna@example.org","signIn":[0],"source":"file",
         "certainty":"certain","verified":true,"toBeConfirmed":false},
        {"protocol":"smtp","host":"smtp.example.org","port":465,"security":0,"userName":"","signIn":[0],"source":"file",
         "certainty":"certain","verified":true,"toBeConfirmed":false}])");
}

inline QString onlyPop3()
{
    return QStringLiteral(R"([{"protocol":"pop3","host":"pop.elsewhere.net","port":995,"security":0,"userName":"","signIn":[0],"source":"srv",
        "certainty":"likely","verified":true,"toBeConfirmed":true}])");
}

inline QString imapFigures(int messages = 2341)
{
    return QStringLiteral(R"({"mode":"imap","state":"idle","sentence":"","lastCheck":"2026-11-25T08:15:00Z",
        "directory":"/home/anna/.local/share/konto/9b2d3f5e/mail","bytes":412345678,"bodies":398000000,"messagesHere":%1,"bodiesHere":%1,
        "onServer":%1,"onlyHere":0,"foldersHere":6,"foldersOnServer":6,"quotaUsed":1200000000,"quotaLimit":5000000000,"setAside":0,
        "heldRemovals":0,"copiesDeletedHere":0,"waiting":0})")
        .arg(messages);
}

inline QString pop3Figures()
{
    return QStringLiteral(R"({"mode":"pop3","state":"idle","sentence":"","lastCheck":"2026-11-25T08:15:00Z",
        "directory":"/home/anna/.local/share/konto/9b2d3f5e/mail","bytes":212345678,"messagesHere":2461,"bodiesHere":2461,"onServer":2341,
        "onlyHere":120,"heldRemovals":0})");
}

inline QString folders()
{
    return QStringLiteral(R"([
        {"path":["Inbox"],"collection":11,"mailbox":"INBOX","role":"inbox","subscribed":true,"messages":1204,"bytes":201000000,"keep":-1},
        {"path":["Drafts"],"collection":12,"mailbox":"Drafts","role":"drafts","subscribed":true,"messages":3,"bytes":12000,"keep":-1},
        {"path":["Sent"],"collection":13,"mailbox":"Sent","role":"sent","subscribed":true,"messages":640,"bytes":98000000,"keep":-1},
        {"path":["Archive","2024"],"collection":14,"mailbox":"Archive/2024","role":"","subscribed":true,"messages":489,"bytes":88000000,
         "keep":1,"keepDays":30},
        {"path":["Newsletters"],"collection":15,"mailbox":"Newsletters","role":"","subscribed":false,"messages":0,"bytes":0,"keep":-1},
        {"path":["On This Computer","Old"],"collection":16,"mailbox":"","role":"","subscribed":true,"messages":5,"bytes":120000,"keep":-1}])");
}

inline QString goodTest()
{
    return QStringLiteral(R"({"reached":true,"encrypted":true,"trusted":true,"signedIn":true,"sentence":"imap.example.org works: you are signed in.",
        "problem":"","certificates":[{"subject":"imap.example.org","issuer":"Example Trust Authority G2","names":["imap.example.org",
        "pop.example.org"],"validFrom":"2026-09-01T00:00:00Z","validUntil":"2026-12-01T00:00:00Z",
        "fingerprint":"1f:2e:3d:4c:5b:6a:79:88:97:a6:b5:c4:d3:e2:f1:00:1f:2e:3d:4c:5b:6a:79:88:97:a6:b5:c4:d3:e2:f1:00",
        "key":"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff","whyNot":[],"pinned":false}]})");
}

inline QString untrustedTest()
{
    return QStringLiteral(R"({"reached":true,"encrypted":true,"trusted":false,"signedIn":false,
        "sentence":"imap.example.org shows a certificate that cannot be verified, so no password was sent.","problem":"Certificate",
        "certificates":[{"subject":"imap.example.org","issuer":"imap.example.org","names":["imap.example.org"],
        "validFrom":"2026-09-01T00:00:00Z","validUntil":"2036-09-01T00:00:00Z",
        "fingerprint":"1f:2e:3d:4c:5b:6a:79:88:97:a6:b5:c4:d3:e2:f1:00:1f:2e:3d:4c:5b:6a:79:88:97:a6:b5:c4:d3:e2:f1:00",
        "key":"00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff",
        "whyNot":["It is self-signed: no authority vouches for it."],"pinned":false}]})");
}
