// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QByteArray>

#include <optional>

namespace Konto
{

/// Bytes received and not yet understood, handed out line by line. Holds an unfinished line, never more than one
/// feed beyond it.
class Pop3Input
{
public:
    struct Line {
        QByteArray text; ///< without line end
        bool bareLineFeed = false; ///< ended by LF alone, against RFC 1939 section 3
    };
    /// A line that has not ended after so many bytes is not POP3.
    static constexpr qsizetype longestLine = 64 * 1024;

    void append(QByteArrayView bytes);
    [[nodiscard]] std::optional<Line> takeLine();
    /// Whether the line at hand is longer than longestLine. Ask before takeLine().
    [[nodiscard]] bool isOverlong();
    [[nodiscard]] QByteArrayView rest() const;
    [[nodiscard]] bool isEmpty() const;
    void skip(qsizetype count);
    void clear();

private:
    /// Position of the next LF, or -1. No byte is looked at twice.
    [[nodiscard]] qsizetype findLineFeed();

    QByteArray m_bytes;
    qsizetype m_begin = 0;
    qsizetype m_searched = 0;
};

/// Takes a multi-line reply's text apart from its framing, in pieces of any size (RFC 1939 section 3): removes the
/// dot that the server put before a line that begins with one, and finds the lone dot at the end.
///
/// What is a line? For nearly all servers what ends with CRLF, and then a bare LF is text like any other: a
/// message with "LF . LF" in it must not end early, or its author could write the server's next replies. Some
/// servers however end all lines with a bare LF. They are known by the first line (whose end no author of a
/// message chooses), and for them LF alone is the line end.
class Pop3Body
{
public:
    explicit Pop3Body(bool bareLineFeeds);

    /// Text found in \a input; \a consumed says how far. Stops behind the end of the reply.
    [[nodiscard]] QByteArray take(QByteArrayView input, qsizetype *consumed);
    [[nodiscard]] bool hasEnded() const;

private:
    enum class Position {
        LineStart,
        AfterDot, ///< a dot at the start of a line, not yet handed out
        AfterDotReturn, ///< dot and CR, not yet handed out
        InLine,
        Ended,
    };
    enum class LineEnd {
        Unknown,
        ReturnLineFeed,
        LineFeed,
    };

    void takeDot(char c, QByteArray *text);
    qsizetype takeLine(QByteArrayView input, QByteArray *text);
    void noteLineFeed(bool afterReturn);

    Position m_position = Position::LineStart;
    LineEnd m_lineEnd = LineEnd::Unknown;
    bool m_afterReturn = false; // the last byte handed out was CR
};

}
