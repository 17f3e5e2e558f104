// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "newaccount.h"

#include "accounts.h"
#include "patience.h"

#include <Akonadi/AgentInstanceCreateJob>
#include <Akonadi/AgentManager>
#include <Akonadi/AgentType>
#include <Akonadi/ServerManager>

#include <KLocalizedString>

#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusServiceWatcher>
#include <QPointer>

using namespace Qt::StringLiterals;
using Akonadi::AgentManager;

namespace Konto
{

NewAccount::NewAccount(Patience &patience)
    : m_patience(patience)
{
}

NewAccount::~NewAccount()
{
    if (!m_kept) {
        remove();
    }
}

void NewAccount::keep()
{
    m_kept = true;
}

QString NewAccount::identifier() const
{
    return m_instance.identifier();
}

AccountLink &NewAccount::link() const
{
    return *m_link;
}

Outcome<void> NewAccount::make()
{
    if (const auto created = create(); !created) {
        return created;
    }
    m_link = std::make_unique<AccountLink>(identifier());
    if (const auto there = awaitResource(); !there) {
        return there;
    }
    const auto key = m_patience.reply(QDBusPendingReply<QString>(QDBusConnection::sessionBus().asyncCall(settingsCall(identifier(), u"accountId"_s))));
    if (!key) {
        return std::unexpected(key.error());
    }
    m_key = key->value();
    return {};
}

Outcome<void> NewAccount::create()
{
    const Akonadi::AgentType type = AgentManager::self()->type(resourceType);
    if (!type.isValid()) {
        return std::unexpected(Failure{.code = ExitCode::NoService,
                                       .sentence = i18nc("@info:shell", "The desktop’s mail service does not know Konto: is it installed where that looks?")});
    }
    QPointer<Akonadi::AgentInstanceCreateJob> job = new Akonadi::AgentInstanceCreateJob(type);
    QString problem;
    bool isOver = false;
    QObject::connect(job, &KJob::result, job, [this, &job, &problem, &isOver] {
        isOver = true;
        problem = job->errorString();
        m_instance = job->instance();
    });
    job->start();
    const auto over = [&isOver] {
        return isOver;
    };
    const auto waited = m_patience.until(over);
    if (!waited) {
        // What comes after all has to be removed
        m_patience.beginTidying();
        if (!m_patience.until(over)) {
            delete job;
        }
        return waited;
    }
    return problem.isEmpty() && m_instance.isValid() ? Outcome<void>() : refused(problem);
}

Outcome<void> NewAccount::awaitResource()
{
    const QString service = m_link->account.service();
    // It wakes the one who waits
    const QDBusServiceWatcher watcher(service, QDBusConnection::sessionBus(), QDBusServiceWatcher::WatchForRegistration);
    return m_patience.until([&service] {
        return QDBusConnection::sessionBus().interface()->isServiceRegistered(service).value();
    });
}

Outcome<void> NewAccount::storePassword(const Secret &password)
{
    m_hasPassword = true;
    // The answer may come when nobody waits any more
    const auto answer = std::make_shared<std::optional<bool>>();
    m_passwords.write(m_key, password, [answer](bool succeeded) {
        *answer = succeeded;
    });
    const auto waited = m_patience.until([&answer] {
        return answer->has_value();
    });
    if (!waited) {
        return waited;
    }
    return answer->value_or(false) ? Outcome<void>()
                                   : refused(i18nc("@info", "The password could not be put into the desktop’s password store. Unlock it and try again."));
}

Outcome<void> NewAccount::set(const QString &setter, const QVariant &value)
{
    QDBusMessage call = settingsCall(identifier(), setter);
    call << value;
    const auto done = m_patience.reply(QDBusPendingReply<>(QDBusConnection::sessionBus().asyncCall(call)));
    return done ? Outcome<void>() : std::unexpected(done.error());
}

Outcome<void> NewAccount::setServer(Mode mode, const Endpoint &endpoint)
{
    const QString prefix = mode == Mode::Imap ? u"setImap"_s : u"setPop3"_s;
    return set(prefix + "Host"_L1, endpoint.host)
        .and_then([&] {
            return set(prefix + "Port"_L1, int(endpoint.port));
        })
        .and_then([&] {
            return set(prefix + "Security"_L1, int(endpoint.security));
        });
}

Outcome<void> NewAccount::configure(const ServerPick &pick, const QString &name)
{
    Outcome<void> done = setServer(pick.mode, pick.endpoint);
    if (done && pick.other) {
        done = setServer(otherMode(pick.mode), pick.other->endpoint);
    }
    const QList<std::pair<QString, QVariant>> values{{u"setMode"_s, int(pick.mode)}, {u"setUserName"_s, pick.userName}, {u"setAccountName"_s, name}};
    for (const auto &[setter, value] : values) {
        done = done ? set(setter, value) : done;
    }
    if (!done) {
        return done;
    }
    const auto saved = m_patience.reply(QDBusPendingReply<>(QDBusConnection::sessionBus().asyncCall(settingsCall(identifier(), u"save"_s))));
    if (!saved) {
        return std::unexpected(saved.error());
    }
    const auto call = QDBusMessage::createMethodCall(m_link->account.service(), u"/"_s, u"org.freedesktop.Akonadi.Agent.Control"_s, u"reconfigure"_s);
    const auto told = m_patience.reply(QDBusPendingReply<>(QDBusConnection::sessionBus().asyncCall(call)));
    return told ? Outcome<void>() : std::unexpected(told.error());
}

void NewAccount::remove()
{
    if (!m_instance.isValid()) {
        return;
    }
    m_patience.beginTidying();
    bool isGone = false;
    const QObject context;
    QObject::connect(AgentManager::self(), &AgentManager::instanceRemoved, &context, [this, &isGone](const Akonadi::AgentInstance &gone) {
        isGone = isGone || gone.identifier() == identifier();
    });
    AgentManager::self()->removeInstance(m_instance);
    const auto isPasswordGone = std::make_shared<bool>(!m_hasPassword);
    if (m_hasPassword) {
        m_passwords.remove(m_key, [isPasswordGone](bool) {
            *isPasswordGone = true;
        });
    }
    std::ignore = m_patience.until([&isGone, &isPasswordGone] {
        return isGone && *isPasswordGone;
    });
}

}
