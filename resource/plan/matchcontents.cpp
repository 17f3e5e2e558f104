// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "plan/matchcontents.h"

#include <QSet>

namespace Konto
{

MatchContents::MatchContents(const MatchSides &sides)
    : m_sides(sides)
{
    for (const auto &[id, content] : sides.input().answers.contentsThere.asKeyValueRange()) {
        const int remote = sides.remoteAt(id);
        if (remote >= 0 && !content.isEmpty() && !sides.remote(remote).objectId.isEmpty()) {
            m_byObjectId.insert(sides.remote(remote).objectId, content);
        }
    }
}

QByteArray MatchContents::here(int row) const
{
    return m_sides.input().answers.contentsHere.value(m_sides.row(row).key);
}

QByteArray MatchContents::there(int remote) const
{
    const RemoteMessage &message = m_sides.remote(remote);
    const QByteArray own = m_sides.input().answers.contentsThere.value(message.id);
    return own.isEmpty() && !message.objectId.isEmpty() ? m_byObjectId.value(message.objectId) : own;
}

qsizetype MatchContents::kindsThere(const QList<int> &remotes) const
{
    return oneOfEachKind(remotes).size();
}

void MatchContents::askHere(const QList<int> &rows, MatchingQuestions &questions) const
{
    for (const int row : rows) {
        const MessageKey &key = m_sides.row(row).key;
        if (!m_sides.input().answers.contentsHere.contains(key)) {
            questions.contentsHere.append(key);
        }
    }
}

void MatchContents::askThere(const QList<int> &remotes, MatchingQuestions &questions)
{
    const QList<int> kinds = oneOfEachKind(remotes);
    if (m_counted + kinds.size() > m_sides.input().limits.contentsThere) {
        return;
    }
    m_counted += kinds.size();
    for (const int remote : kinds) {
        const RemoteId id = m_sides.remote(remote).id;
        if (there(remote).isEmpty() && !m_sides.input().answers.contentsThere.contains(id)) {
            questions.contentsThere.append(id);
        }
    }
}

QList<int> MatchContents::oneOfEachKind(const QList<int> &remotes) const
{
    QList<int> kinds;
    QSet<QByteArray> seen;
    for (const int remote : remotes) {
        const QByteArray &objectId = m_sides.remote(remote).objectId;
        if (objectId.isEmpty() || !seen.contains(objectId)) {
            kinds.append(remote);
            seen.insert(objectId);
        }
    }
    return kinds;
}

}
