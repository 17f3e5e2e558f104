// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/sasl.h"

#include <QUrl>

#include <algorithm>
#include <cstddef>
#include <cstring>

using namespace Qt::StringLiterals;

namespace Konto
{

struct Mechanism {
    const char *name;
    bool readablePassword; ///< what is sent is the password itself
};

/// Strongest first. CRAM-MD5 hides the password from a listener only while the password is hard to guess
/// (RFC 2195 section 4), still better than sending it.
static constexpr std::array<Mechanism, 5> knownMechanisms{{
    {"SCRAM-SHA-256", false},
    {"SCRAM-SHA-1", false},
    {"CRAM-MD5", false},
    {"PLAIN", true},
    {"LOGIN", true},
}};

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

static bool initialise()
{
    static const std::array<sasl_callback_t, 2> callbacks{
        callback(SASL_CB_LOG, &ignoreLog, nullptr),
        callback<int()>(SASL_CB_LIST_END, nullptr, nullptr),
    };
    static const bool done = sasl_client_init(callbacks.data()) == SASL_OK;
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

SaslClient::SaslClient(const Login &login)
    : m_userName(login.userName.toUtf8())
    , m_password(makeSecret(login.secret))
{
    // No SASL_CB_USER: the authorisation identity stays empty, "whoever logs in" (RFC 4616 section 2).
    m_callbacks = {
        callback(SASL_CB_AUTHNAME, &SaslClient::giveUserName, this),
        callback(SASL_CB_PASS, &SaslClient::givePassword, this),
        callback<int()>(SASL_CB_LIST_END, nullptr, nullptr),
    };
}

SaslClient::~SaslClient()
{
    sasl_dispose(&m_connection);
    wipe();
}

void SaslClient::wipe()
{
    wipeBytes(m_password);
    wipeBytes(m_initialResponse);
}

int SaslClient::giveUserName(void *context, int id, const char **result, unsigned *length)
{
    const auto *self = static_cast<SaslClient *>(context);
    if (id != SASL_CB_AUTHNAME || !result) {
        return SASL_BADPARAM;
    }
    *result = self->m_userName.constData();
    if (length) {
        *length = unsigned(self->m_userName.size());
    }
    return SASL_OK;
}

int SaslClient::givePassword(sasl_conn_t *connection, void *context, int id, sasl_secret_t **secret)
{
    auto *self = static_cast<SaslClient *>(context);
    if (!connection || id != SASL_CB_PASS || !secret || self->m_password.isEmpty()) {
        return SASL_BADPARAM;
    }
    *secret = reinterpret_cast<sasl_secret_t *>(self->m_password.data());
    return SASL_OK;
}

Result<std::unique_ptr<SaslClient>>
SaslClient::start(const QByteArray &service, const QString &host, const QByteArrayList &offered, const Login &login, bool allowClearText)
{
    const QByteArray asciiHost = QUrl::toAce(host);
    for (const Mechanism &known : knownMechanisms) {
        const auto isKnown = [&known](const QByteArray &name) {
            return name.compare(known.name, Qt::CaseInsensitive) == 0;
        };
        if (!std::ranges::any_of(offered, isKnown) || (known.readablePassword && !allowClearText)) {
            continue;
        }
        std::unique_ptr<SaslClient> client(new SaslClient(login));
        if (client->begin(service, asciiHost, known.name, allowClearText)) {
            return client;
        }
    }
    Error error = makeError(ErrorKind::Refused, u"no usable SASL mechanism in: %1"_s.arg(QString::fromLatin1(offered.join(' '))));
    error.scope = Scope::Account;
    error.retry = Retry::Never;
    return std::unexpected(error);
}

/// False when the mechanism's plugin is not installed, so that the next one gets its chance.
bool SaslClient::begin(const QByteArray &service, const QByteArray &host, const QByteArray &mechanism, bool allowClearText)
{
    if (!initialise() || sasl_client_new(service.constData(), host.constData(), nullptr, nullptr, m_callbacks.data(), 0, &m_connection) != SASL_OK) {
        return false;
    }
    sasl_security_properties_t properties{}; // no security layer: that is TLS's task
    properties.security_flags = SASL_SEC_NOANONYMOUS | (allowClearText ? 0U : SASL_SEC_NOPLAINTEXT);
    sasl_setprop(m_connection, SASL_SEC_PROPS, &properties);

    const char *output = nullptr;
    const char *chosen = nullptr;
    unsigned length = 0;
    const int result = sasl_client_start(m_connection, mechanism.constData(), nullptr, &output, &length, &chosen);
    if (result != SASL_OK && result != SASL_CONTINUE) {
        return false;
    }
    m_mechanism = mechanism;
    m_initialResponse = toBytes(output, length);
    m_done = result == SASL_OK;
    return true;
}

const QByteArray &SaslClient::mechanism() const
{
    return m_mechanism;
}

const QByteArray &SaslClient::initialResponse() const
{
    return m_initialResponse;
}

Result<QByteArray> SaslClient::step(const QByteArray &challenge)
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
        return fail(ErrorKind::Nonsense, u"%1: %2"_s.arg(QString::fromLatin1(m_mechanism), QString::fromUtf8(sasl_errdetail(m_connection))));
    }
    // LOGIN's output is the very secret, so copied before that is wiped.
    QByteArray response = toBytes(output, length);
    m_done = result == SASL_OK;
    if (m_done) {
        wipeBytes(m_password);
    }
    return response;
}

bool SaslClient::isDone() const
{
    return m_done;
}

}
