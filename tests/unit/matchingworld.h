// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "core/headers.h"
#include "plan/matching.h"

#include <QSet>
#include <QTest>
#include <QTimeZone>

namespace Konto::Test
{

inline const QDateTime someDay(QDate(2026, 11, 23), QTime(12, 0), QTimeZone::UTC);
constexpr qint64 inbox = 1;
constexpr qint64 archive = 2;
constexpr qint64 sent = 3;
constexpr quint32 validity = 0x65f1c3d0;

/// A message of its own; \a size octets.
inline QByteArray mail(int number, int size = 0, const QByteArray &body = "Hello")
{
    const QByteArray text = "Message-ID: <" + QByteArray::number(number) + "@example.org>\r\nSubject: Number " + QByteArray::number(number) + "\r\n\r\n" + body;
    return text.leftJustified(size == 0 ? 200 + number * 3 : size, '.');
}

inline QByteArray hex8(quint32 number)
{
    return QByteArray::number(number, 16).rightJustified(8, '0');
}

/// Both sides of a switch with all that could be learnt of them, which match() has to ask for.
struct MatchingWorld {
    MatchingInput input;
    QHash<MessageKey, QByteArray> textsHere;
    QHash<RemoteId, QByteArray> textsThere;
    QSet<RemoteId> unreachable; ///< neither header nor contents can be learnt
    QSet<RemoteId> undownloadable; ///< the header can be learnt

    // what was asked for until there were no more questions
    qsizetype headers = 0;
    qsizetype contentsThere = 0;
    qsizetype contentsHere = 0;
    int rounds = 0;

    MatchingWorld()
    {
        input.inbox = inbox;
        input.seed = 42;
        for (const qint64 mailbox : {inbox, archive, sent}) {
            input.uidValidities.insert(mailbox, validity);
        }
    }

    MessageRow &addHere(const QByteArray &text, qint64 folder = inbox)
    {
        MessageRow row;
        row.key = "key" + QByteArray::number(input.here.size() + 1).rightJustified(6, '0');
        row.folder = folder;
        row.size = text.size();
        row.headerHash = headerHash(text);
        row.messageIdHash = messageIdHash(text);
        row.internalDate = someDay;
        row.body = Body::Here;
        textsHere.insert(row.key, text);
        input.here.append(row);
        return input.here.last();
    }

    RemoteMessage &addThere(const RemoteId &id, const QByteArray &text)
    {
        RemoteMessage message;
        message.id = id;
        message.size = text.size();
        message.internalDate = id.mailbox == 0 ? QDateTime() : someDay;
        textsThere.insert(id, text);
        input.there.append(message);
        return input.there.last();
    }

    void answer(const MatchingQuestions &questions)
    {
        headers += questions.headers.size();
        contentsThere += questions.contentsThere.size();
        contentsHere += questions.contentsHere.size();
        for (const RemoteId &id : questions.headers) {
            QVERIFY2(!input.answers.headers.contains(id), "asked twice");
            const QByteArray text = textsThere.value(id);
            const LearntHeader header{.headerHash = headerHash(text), .messageIdHash = messageIdHash(text), .date = someDay};
            input.answers.headers.insert(id, unreachable.contains(id) ? LearntHeader() : header);
        }
        for (const RemoteId &id : questions.contentsThere) {
            QVERIFY2(!input.answers.contentsThere.contains(id), "asked twice");
            const bool known = !unreachable.contains(id) && !undownloadable.contains(id);
            input.answers.contentsThere.insert(id, known ? contentHash(textsThere.value(id)) : QByteArray());
        }
        for (const MessageKey &key : questions.contentsHere) {
            QVERIFY2(!input.answers.contentsHere.contains(key), "asked twice");
            input.answers.contentsHere.insert(key, contentHash(textsHere.value(key)));
        }
    }

    /// Asks and answers until there are no questions.
    Matching settle()
    {
        Matching matching = match(input);
        while (!matching.questions.isEmpty()) {
            ++rounds;
            answer(matching.questions);
            matching = match(input);
        }
        return matching;
    }
};

/// The number of \a key there; 0: not matched.
inline RemoteId partnerOf(const Matching &matching, const MessageKey &key)
{
    for (const Match &match : matching.matched) {
        if (match.key == key) {
            return match.id;
        }
    }
    return {};
}

}
