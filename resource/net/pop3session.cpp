// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/pop3session.h"

#include "net/pop3connection.h"
#include "net/pop3login.h"
#include "net/pop3transfer.h"

using namespace Qt::StringLiterals;

namespace Konto
{

Pop3Session::Pop3Session(QObject *parent)
    : QObject(parent)
    , m_connection(Pop3Connection::make())
{
    m_connection->close(makeError(ErrorKind::ConnectionLost, u"not connected"_s));
}

Pop3Session::~Pop3Session()
{
    m_connection->abort();
}

Task<Result<void>> Pop3Session::open(Endpoint endpoint, QString userName, Secret password, QByteArrayList pinnedKeys)
{
    m_connection->abort();
    m_connection = Pop3Connection::make();
    return pop3LogIn(m_connection, std::move(endpoint), std::move(userName), std::move(password), std::move(pinnedKeys));
}

Task<Result<QList<Pop3Entry>>> Pop3Session::list()
{
    return pop3List(m_connection);
}

Task<Result<void>> Pop3Session::retrieve(QList<int> numbers, Pop3Sink *sink)
{
    return pop3Retrieve(m_connection, std::move(numbers), sink);
}

Task<Result<void>> Pop3Session::quit()
{
    return pop3Quit(m_connection);
}

void Pop3Session::abort()
{
    m_connection->abort();
}

std::optional<CertificateProblem> Pop3Session::certificateProblem() const
{
    return m_connection->transport().certificateProblem();
}

}

#include "moc_pop3session.cpp"
