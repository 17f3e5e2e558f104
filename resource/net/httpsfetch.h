// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "net/await.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTimer>
#include <QUrl>

namespace Konto
{

/// Gets a small file over HTTPS: nothing of it ever in clear text, redirects included; the certificate verified (see
/// TlsPolicy); no cookies, no cache, no password. Deletes itself when it is done; deleted before, its answer is Cancelled.
class HttpsFetch : public QObject
{
public:
    HttpsFetch(const QUrl &url, qsizetype largest, QObject *parent);

    /// The file; once. Errors: TlsUnavailable for another scheme, also of a redirect; Refused when there is no such file;
    /// Nonsense when it is larger than allowed; Certificate, UnknownHost, ConnectionRefused, Network; Timeout after \a timeout
    /// milliseconds in all.
    [[nodiscard]] Answer<QByteArray> start(int timeout);

private:
    void onReadyRead();
    void onFinished();
    void end(Result<QByteArray> result);

    const QUrl m_url;
    const qsizetype m_largest;
    QNetworkAccessManager m_network;
    QNetworkReply *m_reply = nullptr; // m_network's
    QByteArray m_contents;
    QTimer m_deadline;
    AnswerPromise<QByteArray> m_promise;
};

}
