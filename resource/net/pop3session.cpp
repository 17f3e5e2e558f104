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
    , m_connection(Pop3Connection::make(false))
{
    m_connection->close(makeError(ErrorKind::ConnectionLost, u"not connected"_s));
}

Pop3Session::~Pop3Session()
{
    m_connection->abort();
}

void Pop3Session::setLockStep(bool on)
{
    m_lockStep = on;
}

Task<Result<void>> Pop3Session::open(Endpoint endpoint, Login login, QByteArrayList pinnedKeys)
{
    m_connection->abort();
    m_connection = Pop3Connection::make(m_lockStep);
    return pop3LogIn(m_connection, std::move(endpoint), std::move(login), std::move(pinnedKeys));
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

Task<Result<void>> Pop3Session::top(QList<int> numbers, Pop3Sink *sink)
{
    return pop3Top(m_connection, std::move(numbers), sink);
}

Task<Result<QList<int>>> Pop3Session::remove(QList<int> numbers)
{
    return pop3Remove(m_connection, std::move(numbers));
}

void Pop3Session::abort()
{
    m_connection->abort();
}

Pop3Capabilities Pop3Session::capabilities() const
{
    return m_connection->engine().capabilities();
}

bool Pop3Session::failedWhilePipelining() const
{
    return m_connection->failedWhilePipelining();
}

std::optional<CertificateProblem> Pop3Session::certificateProblem() const
{
    return m_connection->transport().certificateProblem();
}

}

#include "moc_pop3session.cpp"
