// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/httpsfetch.h"

#include "net/tlspolicy.h"

#include <QNetworkRequest>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr int mostRedirects = 4;
constexpr qint64 readBufferSize = 64 * 1024;

QNetworkRequest requestFor(const QUrl &url)
{
    QNetworkRequest request(url);
    request.setSslConfiguration(TlsPolicy::configuration());
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::NoLessSafeRedirectPolicy);
    request.setMaximumRedirectsAllowed(mostRedirects);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    // Nothing is unpacked: what comes is as large as it looks.
    request.setRawHeader("Accept-Encoding", "identity");
    request.setRawHeader("User-Agent", "Konto");
    return request;
}

ErrorKind kindOf(QNetworkReply::NetworkError error)
{
    switch (error) {
    case QNetworkReply::HostNotFoundError:
        return ErrorKind::UnknownHost;
    case QNetworkReply::ConnectionRefusedError:
        return ErrorKind::ConnectionRefused;
    case QNetworkReply::SslHandshakeFailedError:
        return ErrorKind::Certificate;
    case QNetworkReply::InsecureRedirectError:
    case QNetworkReply::ProtocolUnknownError:
        return ErrorKind::TlsUnavailable;
    case QNetworkReply::TimeoutError:
        return ErrorKind::Timeout;
    default:
        return int(error) >= int(QNetworkReply::ContentAccessDenied) ? ErrorKind::Refused : ErrorKind::Network;
    }
}
}

HttpsFetch::HttpsFetch(const QUrl &url, qsizetype largest, QObject *parent)
    : QObject(parent)
    , m_url(url)
    , m_largest(largest)
{
    TlsPolicy::useOpenSsl();
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        end(fail(ErrorKind::Timeout));
    });
}

Answer<QByteArray> HttpsFetch::start(int timeout)
{
    if (m_url.scheme() != "https"_L1 || m_url.host().isEmpty() || !m_url.userInfo().isEmpty()) {
        end(fail(ErrorKind::TlsUnavailable, u"not an HTTPS address"_s));
        return m_promise.answer();
    }
    m_deadline.start(timeout);
    m_reply = m_network.get(requestFor(m_url));
    m_reply->setReadBufferSize(readBufferSize);
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpsFetch::onReadyRead);
    connect(m_reply, &QNetworkReply::finished, this, &HttpsFetch::onFinished);
    return m_promise.answer();
}

void HttpsFetch::onReadyRead()
{
    m_contents += m_reply->readAll();
    if (m_contents.size() > m_largest) {
        end(fail(ErrorKind::Nonsense, u"the file is too large"_s));
    }
}

void HttpsFetch::onFinished()
{
    onReadyRead();
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (m_reply->error() != QNetworkReply::NoError) {
        end(fail(kindOf(m_reply->error()), m_reply->errorString()));
    } else if (status != 200) {
        end(fail(ErrorKind::Refused, u"HTTP status %1"_s.arg(status)));
    } else {
        end(m_contents);
    }
}

void HttpsFetch::end(Result<QByteArray> result)
{
    m_deadline.stop();
    m_promise.settle(std::move(result));
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
    }
    deleteLater();
}

}
