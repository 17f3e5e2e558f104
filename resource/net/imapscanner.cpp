// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/imapscanner.h"

#include "net/imapliteral.h"
#include "net/imaplog.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

static constexpr qsizetype maxLine = 1024 * 1024;
static constexpr qint64 maxLiteral = 256 * 1024 * 1024;

bool ImapScanner::feed(QByteArrayView bytes, QByteArray &out)
{
    while (!bytes.isEmpty()) {
        if (m_literalLeft > 0) {
            const qsizetype size = std::min<qint64>(m_literalLeft, bytes.size());
            if (m_heard) {
                m_response.append(bytes.first(size));
            } else if (!m_dropped) {
                out.append(bytes.first(size));
            }
            m_literalLeft -= size;
            bytes = bytes.sliced(size);
            continue;
        }
        const qsizetype newline = bytes.indexOf('\n');
        const qsizetype size = newline < 0 ? bytes.size() : newline + 1;
        if (m_line.size() + size > maxLine) {
            return complain(u"an endless line"_s);
        }
        if (newline < 0) {
            m_line.append(bytes);
            return true;
        }
        const bool whole = m_line.isEmpty();
        if (!whole) {
            m_line.append(bytes.first(size));
        }
        if (!onLine(whole ? bytes.first(size) : QByteArrayView(m_line), out)) {
            return false;
        }
        m_line.clear();
        bytes = bytes.sliced(size);
    }
    return true;
}

static QByteArrayView withoutLineEnd(QByteArrayView line)
{
    line.chop(1);
    return line.endsWith('\r') ? line.chopped(1) : line;
}

bool ImapScanner::onLine(QByteArrayView raw, QByteArray &out)
{
    const QByteArrayView line = withoutLineEnd(raw);
    if (m_continued) {
        return m_heard ? onListenerLine(line) : endLine(line, out);
    }
    m_heard = m_listener != nullptr;
    if (const auto status = parseImapStatus(line)) {
        qCDebug(imapTrace).noquote() << "S:" << line;
        onStatus(*status, out);
        return true;
    }
    if (m_heard && line.startsWith('+')) {
        const auto listener = m_listener;
        listener->proceed();
        return true;
    }
    if (m_heard) {
        qCDebug(imapTrace).noquote() << "S:" << line.first(std::min<qsizetype>(1000, line.size()));
        m_response.clear();
        return onListenerLine(line);
    }
    // RFC 9051 section 7.6: nothing we send asks to go on, so there is nothing to hear for KIMAP.
    if (line.startsWith('+')) {
        return true;
    }
    QByteArray response = line.toByteArray();
    if (!beginResponse(response)) {
        return false;
    }
    return endLine(response, out);
}

bool ImapScanner::onListenerLine(QByteArrayView line)
{
    const auto literal = announcedLiteral(line);
    m_response.append(line);
    if (m_response.size() + std::min<qint64>(literal.value_or(0), maxLiteral) > maxLine) {
        return complain(u"a response of more than 1 MiB"_s);
    }
    m_continued = literal.has_value();
    m_literalLeft = literal.value_or(0);
    if (m_continued) {
        m_response.append("\r\n");
        return true;
    }
    const auto response = parseImapResponse(m_response);
    if (!response) {
        return complain(u"a response that is not well formed"_s);
    }
    if (const auto listener = m_listener) {
        listener->response(*response);
    }
    return true;
}

void ImapScanner::setListener(const ImapListener &listener)
{
    m_listener = std::make_shared<const ImapListener>(listener);
}

void ImapScanner::removeListener()
{
    m_listener.reset();
}

/// RFC 9051 section 7.1. KIMAP gets the condition.
void ImapScanner::onStatus(const ImapStatus &status, QByteArray &out)
{
    using Condition = ImapStatus::Condition;

    if (status.condition == Condition::Bye) {
        m_farewell = status;
    }
    if (status.tag != "*") {
        m_lastStatus = status;
    }
    if (const auto listener = m_listener) {
        listener->status(status);
        return;
    }
    if (status.condition == Condition::Bye) {
        return;
    }
    if (status.tag != "*") {
        const char *const word = status.condition == Condition::Ok ? " OK x\r\n" : status.condition == Condition::No ? " NO x\r\n" : " BAD x\r\n";
        out += status.tag + word;
    }
}

/// Names the response that starts with \a line: "* LIST (…" or "* 12 FETCH (…" (RFC 9051 sections 7.2 to 7.5).
bool ImapScanner::beginResponse(QByteArray &line)
{
    m_responseSize = 0;
    m_depth = 0;
    if (!line.startsWith("* ")) {
        return complain(u"neither a tagged nor an untagged response"_s);
    }
    qsizetype start = 2;
    const bool numbered = line.size() > 2 && line[2] >= '0' && line[2] <= '9';
    if (numbered) {
        const qsizetype space = line.indexOf(' ', start);
        start = space < 0 ? line.size() : space + 1;
    }
    const qsizetype space = line.indexOf(' ', start);
    const qsizetype end = space < 0 ? line.size() : space;
    const QByteArray name = line.sliced(start, end - start).toUpper();
    line.replace(start, end - start, name);
    m_isFetch = numbered && name == "FETCH";
    m_fetchText.clear();
    m_dropped = !m_isFetch;
    if (!m_dropped) {
        // The beginning: a short text may stand in the line, in quotes.
        qCDebug(imapTrace).noquote() << "S:" << line.first(std::min<qsizetype>(m_isFetch ? 40 : 1000, line.size()));
    }
    return true;
}

/// KIMAP lets KMime parse a BODY[TEXT], which by default is text/plain, and KMime takes the uuencoded and yenc
/// parts out of that: the text would come back empty. So KIMAP gets to read a MIME header for it first.
static QByteArray withOpaqueText(const QByteArray &line)
{
    static constexpr QByteArrayView text(" BODY[TEXT] ");
    const qsizetype i = line.indexOf(text);
    const qsizetype first = line.indexOf("(BODY[TEXT] ");
    if (i < 0 && first < 0) {
        return line;
    }
    return QByteArray(line).insert((i < 0 ? first : i) + 1, "BODY[TEXT.MIME] \"Content-Type: application/octet-stream\" ");
}

bool ImapScanner::endLine(QByteArrayView view, QByteArray &out)
{
    QByteArray line = view.toByteArray();
    const auto literal = announcedLiteral(line);
    m_responseSize += line.size() + std::min(literal.value_or(0), maxLiteral + 1);
    if (m_responseSize > maxLiteral + maxLine || literal.value_or(0) > maxLiteral) {
        return complain(u"a literal or a response of more than 256 MiB"_s);
    }
    if (!m_dropped) {
        if (!checkFraming(line, literal ? line.lastIndexOf('{') : line.size())) {
            return false;
        }
        if (!literal && m_depth != 0) {
            return complain(u"a response with unbalanced parentheses"_s);
        }
        out += (m_isFetch ? withOpaqueText(line) : line) + "\r\n";
    }
    m_continued = literal.has_value();
    m_literalLeft = literal.value_or(0);
    if (m_isFetch && !m_dropped) {
        m_fetchText += line;
    }
    if (!m_continued && m_isFetch && !m_dropped) {
        ++m_fetchCount;
        noteDate();
    }
    return true;
}

void ImapScanner::noteDate()
{
    static constexpr QByteArrayView item("INTERNALDATE \"");
    static constexpr qsizetype dateSize = 26; // dd-MMM-yyyy HH:mm:ss +zzzz
    const qsizetype at = m_fetchText.indexOf(item);
    const qsizetype uidAt = std::max(m_fetchText.indexOf("(UID "), m_fetchText.indexOf(" UID "));
    if (at < 0 || uidAt < 0 || m_fetchText.size() < at + item.size() + dateSize) {
        return;
    }
    const QByteArray digits = m_fetchText.sliced(uidAt + 5, std::min<qsizetype>(11, m_fetchText.size() - uidAt - 5));
    const quint32 uid = digits
                            .first(std::ranges::find_if_not(digits,
                                                            [](char c) {
                                                                return c >= '0' && c <= '9';
                                                            })
                                   - digits.begin())
                            .toUInt();
    const QString text = QString::fromLatin1(m_fetchText.sliced(at + item.size(), dateSize)).trimmed();
    // "+0000" and the names of months are those of RFC 2822
    const QDateTime date = QDateTime::fromString(QString(text).replace(u'-', u' ').left(dateSize - 5) + text.right(5), Qt::RFC2822Date);
    if (uid != 0 && date.isValid()) {
        m_dates.insert(uid, date.toUTC());
    }
}

QHash<quint32, QDateTime> ImapScanner::takeDates()
{
    return std::exchange(m_dates, {});
}

/// Whether a section such as "[HEADER]" starts at \a i: where it ends, otherwise -1.
static qsizetype sectionEnd(QByteArrayView line, qsizetype i)
{
    for (qsizetype end = i + 1; end < line.size(); ++end) {
        const char c = line[end];
        if (c == ']') {
            return end;
        }
        if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.')) {
            return -1;
        }
    }
    return -1;
}

/// Quotes close on their line (RFC 9051 section 4.3), parentheses match, braces announce literals and nothing
/// else. A bracket is for the section of a FETCH response; elsewhere (in a keyword) KIMAP stumbles over it.
bool ImapScanner::checkFraming(QByteArray &line, qsizetype end)
{
    bool quoted = false;
    for (qsizetype i = 0; i < end; ++i) {
        const char c = line[i];
        if (quoted) {
            i += c == '\\' ? 1 : 0;
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '(') {
            ++m_depth;
        } else if (c == ')') {
            if (--m_depth < 0) {
                return complain(u"a response with unbalanced parentheses"_s);
            }
        } else if (c == '{') {
            return complain(u"a brace where no literal is"_s);
        } else if (c == '[' && m_isFetch && m_depth == 1 && i > 0 && line[i - 1] != ' ' && line[i - 1] != '(' && sectionEnd(line, i) > 0) {
            i = sectionEnd(line, i);
        } else if (c == '[' || c == ']') {
            line[i] = '_';
        }
    }
    return quoted ? complain(u"a quoted string without an end"_s) : true;
}

bool ImapScanner::complain(const QString &complaint)
{
    m_complaint = complaint;
    return false;
}

const QString &ImapScanner::complaint() const
{
    return m_complaint;
}

bool ImapScanner::isMidResponse() const
{
    return m_continued || m_literalLeft > 0 || !m_line.isEmpty();
}

quint64 ImapScanner::fetchCount() const
{
    return m_fetchCount;
}

const std::optional<ImapStatus> &ImapScanner::lastStatus() const
{
    return m_lastStatus;
}

void ImapScanner::forgetLastStatus()
{
    m_lastStatus.reset();
}

const std::optional<ImapStatus> &ImapScanner::farewell() const
{
    return m_farewell;
}

}
