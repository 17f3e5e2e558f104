// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "kontoswitch.h"

#include "net/mappeddiscovery.h"
#include "plan/otherendpoint.h"
#include "run/errortext.h"
#include "run/switching/switchtext.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QPointer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
QString phaseName(SwitchProgress::Phase phase)
{
    using Phase = SwitchProgress::Phase;
    switch (phase) {
    case Phase::None:
        return u"none"_s;
    case Phase::Fetching:
        return u"fetching"_s;
    case Phase::Comparing:
        return u"comparing"_s;
    case Phase::Waiting:
        return u"waiting"_s;
    case Phase::Placing:
        return u"placing"_s;
    case Phase::Synchronizing:
        return u"synchronizing"_s;
    case Phase::Checking:
        return u"checking"_s;
    }
    return {};
}

QString stepName(SwitchStep step)
{
    switch (step) {
    case SwitchStep::Begun:
        return u"begun"_s;
    case SwitchStep::Committed:
        return u"committed"_s;
    case SwitchStep::Placed:
        return u"placed"_s;
    case SwitchStep::Synchronized:
        return u"synchronized"_s;
    case SwitchStep::Finished:
        return u"finished"_s;
    case SwitchStep::RolledBack:
        return u"rolledBack"_s;
    }
    return {};
}

/// The account as it would be with these endpoints; the one of \a mode is \a endpoint.
Account targetOf(Account account, Mode mode, const Endpoint &endpoint, const QString &userName)
{
    account.mode = mode;
    (mode == Mode::Imap ? account.imap : account.pop3) = endpoint;
    account.userName = userName.isEmpty() ? account.userName : userName;
    return account;
}

/// What \a options say of the endpoint; an empty host when they do not.
Endpoint endpointOf(const QVariantMap &options, Mode mode)
{
    const int security = options.value(u"security"_s, int(Security::Tls)).toInt();
    const int standard = mode == Mode::Imap ? (security == int(Security::Tls) ? 993 : 143) : (security == int(Security::Tls) ? 995 : 110);
    const int port = options.value(u"port"_s, standard).toInt();
    const bool valid = port > 0 && port <= 65535 && security >= int(Security::Tls) && security <= int(Security::None);
    return valid ? Endpoint{.host = options.value(u"host"_s).toString().trimmed(), .port = quint16(port), .security = Security(security)} : Endpoint();
}

/// Whether another server may be the right one.
bool isElsewhere(const Error &error)
{
    return error.kind == ErrorKind::UnknownHost || error.kind == ErrorKind::ConnectionRefused || error.kind == ErrorKind::WrongProtocol
        || error.kind == ErrorKind::Timeout || error.kind == ErrorKind::TlsUnavailable;
}

/// \a asked is where the error comes from.
QVariantMap toMap(const Error &error, const Endpoint &asked, const QString &userName)
{
    return {{u"kind"_s, toString(error.kind)},
            {u"host"_s, asked.host},
            {u"port"_s, int(asked.port)},
            {u"security"_s, int(asked.security)},
            {u"userName"_s, userName}};
}

QString date(const QDateTime &when)
{
    return when.isValid() ? when.toString(Qt::ISODate) : QString();
}
}

KontoSwitch::KontoSwitch(AccountSync *sync, QObject *parent)
    : QObject(parent)
    , m_sync(*sync)
    , m_switch(sync)
    , m_discovery(discoveryNetwork())
{
    connect(&m_switch, &AccountSwitch::progressChanged, this, [this] {
        Q_EMIT progressChanged(progress());
    });
    connect(&m_switch, &AccountSwitch::ended, this, &KontoSwitch::ended);
}

void KontoSwitch::refuse(const QDBusConnection &connection, const QDBusMessage &question, const Error &error, const Account &about) const
{
    connection.send(question.createErrorReply(u"org.kde.konto.Error"_s, errorSentence(error, about)));
}

QString KontoSwitch::preview(const QString &mode, const QVariantMap &options)
{
    const auto to = modeOfName(mode);
    if (!to) {
        sendErrorReply(QDBusError::InvalidArgs, u"the mode is \"pop3\" or \"imap\""_s);
        return {};
    }
    m_problem.clear();
    const Account account = m_sync.account();
    const QString userName = options.value(u"userName"_s).toString();
    QList<Account> targets;
    if (options.contains(u"host"_s)) {
        const Endpoint endpoint = endpointOf(options, *to);
        if (endpoint.host.isEmpty()) {
            sendErrorReply(QDBusError::InvalidArgs, u"no such host, port or security"_s);
            return {};
        }
        targets.append(targetOf(account, *to, endpoint, userName));
    } else {
        for (const Endpoint &endpoint : otherEndpoints(account, *to)) {
            targets.append(targetOf(account, *to, endpoint, userName));
        }
    }
    setDelayedReply(true);
    answerPreview(connection(), message(), targets, switchChoicesFrom(QJsonObject::fromVariantMap(options)), !options.contains(u"host"_s));
    return {}; // not what is sent
}

QCoro::Task<void> KontoSwitch::answerPreview(QDBusConnection connection, QDBusMessage question, QList<Account> targets, SwitchChoices choices, bool mayAsk)
{
    const QPointer<KontoSwitch> self(this);
    std::optional<Error> worst;
    Account about = m_sync.account();
    for (qsizetype i = 0; i < targets.size(); ++i) {
        const Account target = targets.at(i);
        const auto plan = co_await m_switch.preview(target, choices);
        if (!self) {
            co_return;
        }
        if (plan) {
            QJsonObject json = toJson(*plan);
            json.insert(u"userName"_s, target.userName);
            json.insert(u"sentences"_s, QJsonArray::fromStringList(switchSentences(*plan, m_sync.account())));
            connection.send(question.createReply(QString::fromUtf8(QJsonDocument(json).toJson(QJsonDocument::Compact))));
            co_return;
        }
        const bool found = !isElsewhere(plan.error());
        if (found || !worst) {
            worst = plan.error();
            about = target;
        }
        if (found) {
            break;
        }
        if (mayAsk && i + 1 == targets.size()) {
            mayAsk = false;
            const QList<Account> others = co_await discovered(targets);
            if (!self) {
                co_return;
            }
            targets += others;
        }
    }
    const Error error = worst.value_or(makeError(ErrorKind::NotConfigured));
    m_problem = toMap(error, targets.isEmpty() ? Endpoint() : about.endpoint(), about.userName);
    refuse(connection, question, error, about);
}

QVariantMap KontoSwitch::problem() const
{
    return m_problem;
}

QCoro::Task<QList<Account>> KontoSwitch::discovered(QList<Account> targets)
{
    const Account model = targets.last();
    const auto protocol = model.mode == Mode::Imap ? MailProtocol::Imap : MailProtocol::Pop3;
    const auto servers = co_await m_discovery.find(addressToAsk(m_sync.account()), {protocol});
    QList<Account> others;
    for (const Endpoint &endpoint : trustedEndpoints(servers.value_or(QList<FoundServer>()))) {
        if (!std::ranges::contains(targets, endpoint, &Account::endpoint)) {
            others.append(targetOf(model, model.mode, endpoint, {}));
        }
    }
    co_return others;
}

void KontoSwitch::start(const QString &plan, const QVariantMap &choices)
{
    const QJsonObject json = QJsonDocument::fromJson(plan.toUtf8()).object();
    const auto to = modeOfName(json.value("to"_L1).toString());
    const Endpoint endpoint = to ? endpointOf(json.toVariantMap(), *to) : Endpoint();
    if (!to || endpoint.host.isEmpty()) {
        sendErrorReply(QDBusError::InvalidArgs, u"the plan is not one of preview()"_s);
        return;
    }
    QJsonObject chosen = json.value("choices"_L1).toObject();
    for (auto choice = choices.cbegin(); choice != choices.cend(); ++choice) {
        chosen.insert(choice.key(), QJsonValue::fromVariant(choice.value()));
    }
    setDelayedReply(true);
    const Account target = targetOf(m_sync.account(), *to, endpoint, json.value("userName"_L1).toString());
    answer(connection(), message(), m_switch.start(target, switchChoicesFrom(chosen)));
}

QCoro::Task<void> KontoSwitch::answer(QDBusConnection connection, QDBusMessage question, Task<Result<void>> task)
{
    const QPointer<KontoSwitch> self(this);
    const Result<void> done = co_await task;
    if (!self) {
        co_return;
    }
    if (done) {
        connection.send(question.createReply());
    } else {
        refuse(connection, question, done.error(), m_sync.account());
    }
}

QVariantMap KontoSwitch::progress() const
{
    const SwitchProgress &progress = m_switch.progress();
    return {{u"phase"_s, phaseName(progress.phase)},
            {u"percent"_s, progress.percent},
            {u"canCancel"_s, progress.canCancel},
            {u"sentence"_s, progress.sentence}};
}

void KontoSwitch::cancel()
{
    m_discovery.cancel();
    m_switch.cancel();
}

void KontoSwitch::undo()
{
    setDelayedReply(true);
    answer(connection(), message(), m_switch.undo());
}

QString KontoSwitch::undoableUntil()
{
    setDelayedReply(true);
    answerUntil(connection(), message());
    return {}; // not what is sent
}

QCoro::Task<void> KontoSwitch::answerUntil(QDBusConnection connection, QDBusMessage question)
{
    const auto until = co_await m_switch.undoableUntil();
    connection.send(question.createReply(until ? date(*until) : QString()));
}

QString KontoSwitch::report()
{
    setDelayedReply(true);
    answerReport(connection(), message());
    return {}; // not what is sent
}

QCoro::Task<void> KontoSwitch::answerReport(QDBusConnection connection, QDBusMessage question)
{
    const auto entries = co_await m_switch.history();
    QJsonArray reports;
    for (const SwitchEntry &entry : entries.value_or(QList<SwitchEntry>())) {
        reports.append(QJsonObject{{u"from"_s, modeName(entry.from)},
                                   {u"to"_s, modeName(entry.to)},
                                   {u"begun"_s, date(entry.begun)},
                                   {u"committed"_s, date(entry.committed)},
                                   {u"step"_s, stepName(entry.step)},
                                   {u"undoes"_s, entry.undoes != 0},
                                   {u"report"_s, QJsonDocument::fromJson(entry.report).object()}});
    }
    connection.send(question.createReply(QString::fromUtf8(QJsonDocument(reports).toJson(QJsonDocument::Compact))));
}

}
