// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/imapresponse.h"
#include "net/imapstatus.h"

#include <QByteArray>
#include <QDateTime>
#include <QHash>
#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace Konto
{

/// Hears the server instead of KIMAP.
struct ImapListener {
    std::function<void(const ImapResponse &)> response; ///< untagged data, whole
    std::function<void(const ImapStatus &)> status; ///< tagged and untagged
    std::function<void()> proceed; ///< "+": the server waits for the rest of a command
};

/// Stands between a server and KIMAP, whose parser trusts what it reads: it waits for ever for the second quote
/// of a text like «it's 5" long», closes the connection at «:)», reads beyond the end of a list for a lone "]",
/// and buffers without limit. The scanner lets through only whole, well framed responses of the kind it asks
/// for, FETCH, with the texts for people taken out (and kept), so that KIMAP never sees the rest.
///
/// Bounded: lines of 1 MiB, literals and responses of 256 MiB. Mail is not looked at: literals pass in bulk.
/// How the bytes are cut does not matter.
class ImapScanner
{
public:
    /// Appends to \a out what KIMAP may see of \a bytes. False when the server broke the rules: complaint()
    /// says how, and nothing may follow.
    [[nodiscard]] bool feed(QByteArrayView bytes, QByteArray &out);

    /// From the next response on, everything goes to \a listener and nothing to KIMAP; responses of up to 1 MiB.
    /// To be given while no command of KIMAP's runs.
    void setListener(const ImapListener &listener);
    void removeListener();

    [[nodiscard]] const QString &complaint() const;
    /// Whether a response has begun and not ended.
    [[nodiscard]] bool isMidResponse() const;
    /// The FETCH responses let through so far. KIMAP loses some: two about the same sequence number within
    /// 100 ms become one. Whoever counts can tell, and ask again.
    [[nodiscard]] quint64 fetchCount() const;
    /// When the server received the messages whose FETCH responses passed since the last call and told it (INTERNALDATE,
    /// RFC 9051 section 2.3.3), by UID: KIMAP asks for it and does not tell.
    [[nodiscard]] QHash<quint32, QDateTime> takeDates();
    /// The last tagged response.
    [[nodiscard]] const std::optional<ImapStatus> &lastStatus() const;
    void forgetLastStatus();
    /// What BYE said.
    [[nodiscard]] const std::optional<ImapStatus> &farewell() const;

private:
    [[nodiscard]] bool onLine(QByteArrayView line, QByteArray &out);
    [[nodiscard]] bool onListenerLine(QByteArrayView line);
    void onStatus(const ImapStatus &status, QByteArray &out);
    [[nodiscard]] bool beginResponse(QByteArray &line);
    [[nodiscard]] bool endLine(QByteArrayView line, QByteArray &out);
    [[nodiscard]] bool checkFraming(QByteArray &line, qsizetype end);
    void noteDate();
    [[nodiscard]] bool complain(const QString &complaint);

    QByteArray m_line; // the beginning of a line whose end has not come yet
    qint64 m_literalLeft = 0;
    qint64 m_responseSize = 0;
    int m_depth = 0; // of parentheses
    bool m_continued = false; // the next line goes on with a response, behind a literal
    bool m_dropped = false; // the present response is not for KIMAP
    bool m_isFetch = false;
    std::shared_ptr<const ImapListener> m_listener; // shared with the call that tells it, in which it may be removed
    bool m_heard = false; // the present response is for the listener
    QByteArray m_response; // what has come of it
    quint64 m_fetchCount = 0;
    QByteArray m_fetchText; // of the present FETCH response, without its literals
    QHash<quint32, QDateTime> m_dates;
    std::optional<ImapStatus> m_lastStatus;
    std::optional<ImapStatus> m_farewell;
    QString m_complaint;
};

}
