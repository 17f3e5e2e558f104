// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "pop3/pop3lines.h"

namespace Konto
{

void Pop3Input::append(QByteArrayView bytes)
{
    m_bytes.remove(0, m_begin);
    m_searched -= m_begin;
    m_begin = 0;
    m_bytes.append(bytes);
}

qsizetype Pop3Input::findLineFeed()
{
    const qsizetype found = m_bytes.indexOf('\n', m_searched);
    m_searched = found < 0 ? m_bytes.size() : found;
    return found;
}

std::optional<Pop3Input::Line> Pop3Input::takeLine()
{
    const qsizetype end = findLineFeed();
    if (end < 0) {
        return std::nullopt;
    }
    const bool bare = end == m_begin || m_bytes.at(end - 1) != '\r';
    Line line{m_bytes.sliced(m_begin, end - m_begin - (bare ? 0 : 1)), bare};
    skip(end + 1 - m_begin);
    return line;
}

bool Pop3Input::isOverlong()
{
    const qsizetype end = findLineFeed();
    return (end < 0 ? m_bytes.size() : end) - m_begin >= longestLine;
}

QByteArrayView Pop3Input::rest() const
{
    return QByteArrayView(m_bytes).sliced(m_begin);
}

bool Pop3Input::isEmpty() const
{
    return m_begin == m_bytes.size();
}

void Pop3Input::skip(qsizetype count)
{
    m_begin += count;
    m_searched = qMax(m_searched, m_begin);
}

void Pop3Input::clear()
{
    m_bytes.clear();
    m_begin = 0;
    m_searched = 0;
}

Pop3Body::Pop3Body(bool bareLineFeeds)
    : m_lineEnd(bareLineFeeds ? LineEnd::LineFeed : LineEnd::Unknown)
{
}

bool Pop3Body::hasEnded() const
{
    return m_position == Position::Ended;
}

QByteArray Pop3Body::take(QByteArrayView input, qsizetype *consumed)
{
    QByteArray text;
    text.reserve(input.size());
    qsizetype at = 0;
    while (at < input.size() && !hasEnded()) {
        if (m_position == Position::InLine) {
            at += takeLine(input.sliced(at), &text);
        } else if (m_position == Position::LineStart && input[at] != '.') {
            m_position = Position::InLine;
        } else {
            takeDot(input[at++], &text);
        }
    }
    *consumed = at;
    return text;
}

/// Up to and including the next line end.
qsizetype Pop3Body::takeLine(QByteArrayView input, QByteArray *text)
{
    const qsizetype lineFeed = input.indexOf('\n');
    const qsizetype size = lineFeed < 0 ? input.size() : lineFeed + 1;
    const QByteArrayView taken = input.first(size);
    if (lineFeed >= 0) {
        noteLineFeed(lineFeed > 0 ? taken[lineFeed - 1] == '\r' : m_afterReturn);
    }
    text->append(taken);
    m_afterReturn = taken.back() == '\r';
    return size;
}

void Pop3Body::noteLineFeed(bool afterReturn)
{
    if (m_lineEnd == LineEnd::Unknown) {
        m_lineEnd = afterReturn ? LineEnd::ReturnLineFeed : LineEnd::LineFeed;
    }
    if (afterReturn || m_lineEnd == LineEnd::LineFeed) {
        m_position = Position::LineStart;
    }
}

/// The bytes of ". CR LF", one at a time: they can come in as many pieces.
void Pop3Body::takeDot(char c, QByteArray *text)
{
    if (m_position == Position::LineStart) {
        m_position = Position::AfterDot;
        return;
    }
    const bool afterReturn = m_position == Position::AfterDotReturn;
    if (c == '\n' && (afterReturn || m_lineEnd != LineEnd::ReturnLineFeed)) {
        m_position = Position::Ended;
        return;
    }
    if (c == '\r' && !afterReturn) {
        m_position = Position::AfterDotReturn;
        return;
    }
    // RFC 1939 section 3: a dot followed by anything else was put there by the server.
    m_position = Position::InLine;
    m_afterReturn = false;
    if (afterReturn) {
        text->append('\r');
        m_afterReturn = true;
    }
    takeLine(QByteArrayView(&c, 1), text);
}

}
