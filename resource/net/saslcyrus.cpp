// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/saslcyrus.h"

#include <cstddef>
#include <cstring>
#include <mutex>

using namespace Qt::StringLiterals;

namespace Konto
{

/// Cyrus SASL would write to syslog; what matters comes back as a result.
static int ignoreLog(void *, int, const char *)
{
    return SASL_OK;
}

/// Cyrus takes every callback as a function without arguments and casts it back. By way of void(*)(), the one
/// function type that GCC lets be cast to and from any other without a warning.
template<class Function>
static sasl_callback_t callback(unsigned long id, Function *function, void *context)
{
    return {id, reinterpret_cast<int (*)()>(reinterpret_cast<void (*)()>(function)), context};
}

// Cyrus SASL is safe with threads only when it is given locks.
static void *makeMutex()
{
    return new std::mutex;
}

static int lockMutex(void *mutex)
{
    static_cast<std::mutex *>(mutex)->lock();
    return SASL_OK;
}

static int unlockMutex(void *mutex)
{
    static_cast<std::mutex *>(mutex)->unlock();
    return SASL_OK;
}

static void freeMutex(void *mutex)
{
    delete static_cast<std::mutex *>(mutex);
}

static bool initialise()
{
    static const std::array<sasl_callback_t, 2> callbacks{
        callback(SASL_CB_LOG, &ignoreLog, nullptr),
        callback<int()>(SASL_CB_LIST_END, nullptr, nullptr),
    };
    static const bool done = [] {
        sasl_set_mutex(&makeMutex, &lockMutex, &unlockMutex, &freeMutex);
        return sasl_client_init(callbacks.data()) == SASL_OK;
    }();
    return done;
}

static void wipeBytes(QByteArray &bytes)
{
    explicit_bzero(bytes.data(), std::size_t(bytes.size()));
    bytes.clear();
}

/// \a password as the structure that Cyrus SASL expects: a length, then the bytes.
static QByteArray makeSecret(const Secret &password)
{
    QByteArray utf8 = password.reveal().toUtf8();
    QByteArray bytes(qsizetype(sizeof(sasl_secret_t)) + utf8.size(), '\0');
    auto *secret = reinterpret_cast<sasl_secret_t *>(bytes.data());
    secret->len = static_cast<unsigned long>(utf8.size());
    std::memcpy(bytes.data() + offsetof(sasl_secret_t, data), utf8.constData(), std::size_t(utf8.size()));
    wipeBytes(utf8);
    return bytes;
}

static QByteArray toBytes(const char *data, unsigned length)
{
    return data ? QByteArray(data, qsizetype(length)) : QByteArray();
}

CyrusClient::CyrusClient(const QByteArray &mechanism, const Login &login)
    : SaslClient(mechanism)
    , m_userName(login.userName.toUtf8())
    , m_password(makeSecret(login.secret))
{
    // Without SASL_CB_USER the authorisation identity stays empty, "whoever logs in" (RFC 4616 section 2). A ticket
    // however may be good for several mailboxes (RFC 4752 section 3.1), so there it is named.
    const bool ticket = mechanism == "GSSAPI";
    m_callbacks = {
        callback(SASL_CB_AUTHNAME, &CyrusClient::giveUserName, this),
        callback(SASL_CB_PASS, &CyrusClient::givePassword, this),
        ticket ? callback(SASL_CB_USER, &CyrusClient::giveUserName, this) : callback<int()>(SASL_CB_LIST_END, nullptr, nullptr),
        callback<int()>(SASL_CB_LIST_END, nullptr, nullptr),
    };
}

CyrusClient::~CyrusClient()
{
    sasl_dispose(&m_connection);
    wipe();
}

void CyrusClient::wipe()
{
    wipeBytes(m_password);
    wipeBytes(m_initialResponse);
}

int CyrusClient::giveUserName(void *context, int id, const char **result, unsigned *length)
{
    const auto *self = static_cast<CyrusClient *>(context);
    if ((id != SASL_CB_AUTHNAME && id != SASL_CB_USER) || !result) {
        return SASL_BADPARAM;
    }
    *result = self->m_userName.constData();
    if (length) {
        *length = unsigned(self->m_userName.size());
    }
    return SASL_OK;
}

int CyrusClient::givePassword(sasl_conn_t *connection, void *context, int id, sasl_secret_t **secret)
{
    auto *self = static_cast<CyrusClient *>(context);
    if (!connection || id != SASL_CB_PASS || !secret || self->m_password.isEmpty()) {
        return SASL_BADPARAM;
    }
    *secret = reinterpret_cast<sasl_secret_t *>(self->m_password.data());
    return SASL_OK;
}

Result<void> CyrusClient::begin(const QByteArray &service, const QByteArray &host, bool allowClearText)
{
    const auto refused = [this](const QString &why) {
        Error error = makeError(ErrorKind::Refused, u"%1: %2"_s.arg(QString::fromLatin1(m_mechanism), why));
        error.scope = Scope::Account;
        error.retry = Retry::Never;
        return std::unexpected(error);
    };
    if (!initialise() || sasl_client_new(service.constData(), host.constData(), nullptr, nullptr, m_callbacks.data(), 0, &m_connection) != SASL_OK) {
        return refused(u"Cyrus SASL does not work"_s);
    }
    sasl_security_properties_t properties{}; // no security layer: that is TLS's task
    properties.security_flags = SASL_SEC_NOANONYMOUS | (allowClearText ? 0U : SASL_SEC_NOPLAINTEXT);
    sasl_setprop(m_connection, SASL_SEC_PROPS, &properties);

    const char *output = nullptr;
    const char *chosen = nullptr;
    unsigned length = 0;
    const int result = sasl_client_start(m_connection, m_mechanism.constData(), nullptr, &output, &length, &chosen);
    if (result == SASL_OK || result == SASL_CONTINUE) {
        m_initialResponse = toBytes(output, length);
        m_done = result == SASL_OK;
        return {};
    }
    // RFC 4752 section 3.1: the ticket is asked for before the first message.
    if (m_mechanism == "GSSAPI" && result != SASL_NOMECH) {
        Error error = makeError(ErrorKind::NoPassword, failure());
        error.retry = Retry::Later;
        return std::unexpected(error);
    }
    return refused(failure());
}

QString CyrusClient::failure() const
{
    return QString::fromUtf8(sasl_errdetail(m_connection));
}

Result<QByteArray> CyrusClient::step(const QByteArray &challenge)
{
    if (m_done) {
        return fail(ErrorKind::Nonsense, u"SASL challenge after the end of the exchange"_s);
    }
    const char *output = nullptr;
    unsigned length = 0;
    const int result = sasl_client_step(m_connection, challenge.constData(), unsigned(challenge.size()), nullptr, &output, &length);
    if (result == SASL_BADSERV || result == SASL_BADAUTH) {
        return fail(ErrorKind::WrongPassword, u"%1: the server could not prove that it knows the password"_s.arg(QString::fromLatin1(m_mechanism)));
    }
    if (result != SASL_OK && result != SASL_CONTINUE) {
        return fail(ErrorKind::Nonsense, u"%1: %2"_s.arg(QString::fromLatin1(m_mechanism), failure()));
    }
    // LOGIN's output is the very secret, so copied before that is wiped.
    QByteArray response = toBytes(output, length);
    m_done = result == SASL_OK;
    if (m_done) {
        wipeBytes(m_password);
    }
    return response;
}

bool CyrusClient::isDone() const
{
    return m_done;
}

}
