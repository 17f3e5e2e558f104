// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "autoconfig/srvrecords.h"
#include "net/await.h"

#include <QDnsLookup>
#include <QTimer>

namespace Konto
{

/// A question to DNS. Deletes itself when it is done; deleted before, its answer is Cancelled. Errors: Network; Timeout after
/// \a timeout milliseconds. No such records is no error.
template<class Records>
class DnsQuestion : public QObject
{
public:
    DnsQuestion(QDnsLookup::Type type, const QString &name, QObject *parent)
        : QObject(parent)
        , m_lookup(type, name)
    {
        m_deadline.setSingleShot(true);
        connect(&m_lookup, &QDnsLookup::finished, this, &DnsQuestion::onFinished);
        connect(&m_deadline, &QTimer::timeout, this, [this] {
            end(fail(ErrorKind::Timeout));
        });
    }

    /// \a extract takes the records from the lookup. Once.
    [[nodiscard]] Answer<Records> start(int timeout, Records (*extract)(const QDnsLookup &))
    {
        m_extract = extract;
        m_deadline.start(timeout);
        m_lookup.lookup();
        return m_promise.answer();
    }

private:
    void onFinished()
    {
        const auto error = m_lookup.error();
        if (error == QDnsLookup::NoError || error == QDnsLookup::NotFoundError) {
            end(m_extract(m_lookup));
        } else {
            end(fail(ErrorKind::Network, m_lookup.errorString()));
        }
    }

    void end(Result<Records> result)
    {
        m_deadline.stop();
        m_promise.settle(std::move(result));
        deleteLater();
    }

    QDnsLookup m_lookup;
    QTimer m_deadline;
    Records (*m_extract)(const QDnsLookup &) = nullptr;
    AnswerPromise<Records> m_promise;
};

/// SRV records (RFC 2782), names as DNS has them.
[[nodiscard]] QList<SrvRecord> srvRecordsOf(const QDnsLookup &lookup);
/// The hosts of MX records (RFC 5321 section 5.1), the preferred one first.
[[nodiscard]] QStringList mxHostsOf(const QDnsLookup &lookup);

}
