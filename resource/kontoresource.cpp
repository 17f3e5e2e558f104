// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "kontoresource.h"

#include "akonadi/akonadifolders.h"
#include "akonadi/mailitem.h"
#include "discoveryadaptor.h"
#include "kontoaccount.h"
#include "kontobackup.h"
#include "kontodiscovery.h"
#include "kontofigures.h"
#include "kontoimport.h"
#include "kontoservers.h"
#include "kontosettings.h"
#include "kontosettingsbase.h"
#include "kontosurroundings.h"
#include "kontoswitch.h"
#include "run/errortext.h"
#include "settingsadaptor.h"
#include "switchadaptor.h"

#include <Akonadi/ChangeRecorder>
#include <Akonadi/CollectionFetchScope>
#include <Akonadi/ItemFetchScope>
#include <Akonadi/ServerManager>

#include <KLocalizedString>

#include <QFileInfo>
#include <QPointer>
#include <QScopedValueRollback>
#include <QSettings>
#include <QSslConfiguration>
#include <QStandardPaths>
#include <QUuid>

#include <sys/resource.h>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
/// Of one check, which Akonadi asks folder by folder.
constexpr std::chrono::milliseconds betweenQuestions{300};

/// Passwords pass through this process: it leaves no core files (invariant 7).
void forbidCoreDumps()
{
    const rlimit none{.rlim_cur = 0, .rlim_max = 0};
    setrlimit(RLIMIT_CORE, &none);
}

/// What OpenSSL programs do: certificates of authorities named by SSL_CERT_FILE count beside the system's. Qt's
/// back end looks at fixed directories only.
void trustEnvironmentAuthorities()
{
    const QString file = qEnvironmentVariable("SSL_CERT_FILE");
    if (!file.isEmpty()) {
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.addCaCertificates(file);
        QSslConfiguration::setDefaultConfiguration(configuration);
    }
}

QString accountDirectory(const QString &accountId)
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + u"/konto/"_s + accountId;
}
}

KontoResource::KontoResource(const QString &identifier)
    : ResourceBase(identifier)
    , m_settings(std::make_unique<SettingsBase>(config()))
{
    forbidCoreDumps();
    trustEnvironmentAuthorities();
    new SettingsAdaptor(m_settings.get());
    QDBusConnection::sessionBus().registerObject(u"/Settings"_s, m_settings.get(), QDBusConnection::ExportAdaptors);

    if (m_settings->accountId().isEmpty()) {
        m_settings->setAccountId(QUuid::createUuid().toString(QUuid::WithoutBraces));
        m_settings->save();
    }
    changeRecorder()->itemFetchScope().setFetchRemoteIdentification(true);
    changeRecorder()->itemFetchScope().setAncestorRetrieval(Akonadi::ItemFetchScope::Parent);
    changeRecorder()->itemFetchScope().setCacheOnly(true);
    changeRecorder()->fetchCollection(true);
    changeRecorder()->collectionFetchScope().setAncestorRetrieval(Akonadi::CollectionFetchScope::Parent);
    setAutomaticProgressReporting(false);
    // What KMail's dialog of subscriptions does; AgentBase ends the task itself
    connect(changeRecorder(), &Akonadi::Monitor::collectionSubscribed, this, [this](const Akonadi::Collection &collection) {
        subscribe(collection, true);
    });
    connect(changeRecorder(), &Akonadi::Monitor::collectionUnsubscribed, this, [this](const Akonadi::Collection &collection) {
        subscribe(collection, false);
    });

    hearOvertakenItems();
    hearOvertakenFolders();

    m_sync = new AccountSync(identifier, accountDirectory(m_settings->accountId()), this);
    m_figures = new KontoFigures(*m_sync, this);
    m_switch = new KontoSwitch(m_sync, this);
    new SwitchAdaptor(m_switch);
    QDBusConnection::sessionBus().registerObject(u"/Switch"_s, m_switch, QDBusConnection::ExportAdaptors);
    auto *discovery = new KontoDiscovery(this);
    new DiscoveryAdaptor(discovery);
    QDBusConnection::sessionBus().registerObject(u"/Discovery"_s, discovery, QDBusConnection::ExportAdaptors);
    new KontoServers(*m_sync, this);
    new KontoBackup(*m_sync, this);
    connect(&m_switch->work(), &AccountSwitch::settingsChanged, this, &KontoResource::saveSettings);
    connect(&m_switch->work(), &AccountSwitch::progressChanged, this, [this] {
        if (const SwitchProgress &progress = m_switch->work().progress(); progress.phase != SwitchProgress::Phase::None) {
            showState(AccountSync::State::Running, progress.sentence);
        }
    });
    watchSync();
    auto *surroundings = new KontoSurroundings(*m_sync, this);
    auto *account = new KontoAccount(*m_sync, *surroundings, *m_figures, this);
    connect(account, &KontoAccount::failed, this, &KontoResource::error);
    applySettings();
    m_sync->setPendingChanges([this] {
        return !changeRecorder()->isEmpty();
    });
    m_sync->setOnline(isOnline());
    offerImport();
    scheduleRun();
}

KontoResource::~KontoResource()
{
    // Children go in the order in which they came, and all others use it.
    m_sync->setParent(nullptr);
    m_sync->setParent(this);
}

void KontoResource::watchSync()
{
    connect(m_sync, &AccountSync::stateChanged, this, &KontoResource::showState);
    connect(m_sync, &AccountSync::percentChanged, this, &KontoResource::percent);
    connect(m_sync, &AccountSync::finished, this, [this] {
        scheduleCustomTask(this, "announceSynchronized", {});
    });
    connect(this, &AgentBase::reloadConfiguration, this, [this] {
        m_settings->load();
        applySettings();
        scheduleRun();
    });
    // The queue says "Idle" whenever it is empty: also while a run goes on outside it, and after one that failed or has
    // something to tell.
    connect(this, qOverload<int, const QString &>(&AgentBase::status), this, [this](int code, const QString &sentence) {
        const bool known = m_state != AccountSync::State::Idle || !m_sentence.isEmpty();
        if (!m_showing && code == Idle && known && sentence != m_sentence) {
            showState(m_state, m_sentence);
        }
    });
    m_tellOnline.setSingleShot(true);
    m_tellOnline.setInterval(std::chrono::milliseconds(100));
    connect(&m_tellOnline, &QTimer::timeout, this, [this] {
        if (!m_sync->isOnline()) {
            Q_EMIT onlineChanged(false);
        }
    });
}

void KontoResource::applySettings()
{
    if (!m_settings->accountName().isEmpty() && name() != m_settings->accountName()) {
        setName(m_settings->accountName());
    }
    m_sync->configure(accountIn(*m_settings, name()), std::chrono::minutes(m_settings->checkInterval()));
}

void KontoResource::saveSettings(const Account &account)
{
    putSwitched(*m_settings, account);
    m_settings->save();
    applySettings();
}

void KontoResource::offerImport()
{
    m_import = new AccountImport(*m_sync, this);
    m_import->setActions(
        [this](const ImportedSettings &settings) {
            takeSettings(settings);
        },
        [this] {
            m_settings->setCheckInterval(0);
            m_settings->save();
            applySettings();
            setOnline(false);
        });
    connect(m_import, &AccountImport::progress, this, [this](qint64, qint64, const QString &sentence) {
        showState(m_import->isRunning() ? AccountSync::State::Running : m_state, sentence);
    });
    connect(m_import, &AccountImport::failed, this, [this](const QString &sentence) {
        showState(AccountSync::State::Broken, sentence);
    });
    connect(m_import, &AccountImport::finished, this, [this] {
        applySettings();
        scheduleRun();
    });
    new KontoImport(*m_import, this);
    // A new account has nothing to go on with, and need not make its directory for that
    if (QFileInfo::exists(accountDirectory(m_settings->accountId()))) {
        m_import->resume();
    }
}

void KontoResource::takeSettings(const ImportedSettings &imported)
{
    // The old account keeps its name
    QString name = imported.name;
    for (int copy = 1; isAccountNameTaken(name, identifier()); ++copy) {
        name = copy == 1 ? i18nc("@item %1 name of an account", "%1 (Konto)", imported.name)
                         : i18nc("@item %1 name of an account", "%1 (Konto %2)", imported.name, copy);
    }
    m_settings->setAccountName(name);
    putImported(*m_settings, imported);
    m_settings->save();
}

void KontoResource::showState(AccountSync::State state, const QString &sentence)
{
    const QScopedValueRollback showing(m_showing, true);
    m_state = state;
    m_sentence = sentence;
    m_figures->setState(state, sentence);
    switch (state) {
    case AccountSync::State::Idle:
        Q_EMIT status(Idle, sentence);
        break;
    case AccountSync::State::Running:
        Q_EMIT status(Running, sentence);
        break;
    case AccountSync::State::Broken:
        Q_EMIT status(Broken, sentence);
        break;
    case AccountSync::State::NotConfigured:
        Q_EMIT status(NotConfigured, sentence);
        break;
    }
}

void KontoResource::retrieveCollections()
{
    // The run brings the tree itself, without a task. It is started first, so that whoever asked never sees the
    // state before it as the outcome.
    m_askedFor.clear();
    m_lastQuestion.start();
    if (!m_sync->hasJustBegun()) {
        m_sync->tryNow();
    }
    collectionsRetrievalDone();
}

void KontoResource::retrieveItems(const Akonadi::Collection &collection)
{
    // A run brings all folders. Akonadi asks for the tree first and then for each folder once, one after the other: the run started by the first
    // question answers the others. A question on its own is a folder that somebody opened.
    const qint64 folder = folderOf(collection);
    const bool isOnItsOwn = m_askedFor.contains(folder) || !m_lastQuestion.isValid() || m_lastQuestion.durationElapsed() > betweenQuestions;
    m_askedFor.insert(folder);
    m_lastQuestion.start();
    if (isOnItsOwn) {
        m_sync->open(folder);
    }
    itemsRetrievalDone();
}

QCoro::Task<void> KontoResource::subscribe(Akonadi::Collection collection, bool on)
{
    const qint64 folder = folderOf(collection);
    if (folder == 0 || mode() != Mode::Imap) {
        co_return;
    }
    const QPointer<KontoResource> self(this);
    const auto done = co_await m_sync->subscribe(folder, on);
    if (self && !done) {
        Q_EMIT error(errorSentence(done.error(), m_sync->account()));
    }
}

/// A run compares what Akonadi shows with the store: what the user changed must have reached the store by then.
void KontoResource::scheduleRun()
{
    scheduleCustomTask(this, "beginRun", {}, AfterChangeReplay);
}

void KontoResource::beginRun()
{
    m_sync->requestSync();
    taskDone();
}

void KontoResource::announceSynchronized()
{
    Q_EMIT synchronized(); // ends the task as well
}

bool KontoResource::retrieveItems(const Akonadi::Item::List &items, const QSet<QByteArray> &)
{
    deliver(items);
    return true;
}

QCoro::Task<void> KontoResource::deliver(Akonadi::Item::List items)
{
    const QPointer<KontoResource> self(this);
    for (Akonadi::Item &item : items) {
        const auto bytes = co_await m_sync->body(item.remoteId().toLatin1());
        if (!self) {
            co_return;
        }
        if (!bytes) {
            cancelTask(errorSentence(bytes.error(), m_sync->account()));
            co_return;
        }
        setPayload(item, *bytes, Payload::Whole);
    }
    itemsRetrieved(items);
}

void KontoResource::abortActivity()
{
    m_sync->abort();
}

/// Offline is no reason to let changes wait: they go to the store, which is here. So the task queue is never told to
/// stop; and what Akonadi records for later does not survive a restart (README, decisions).
void KontoResource::doSetOnline(bool online)
{
    ResourceBase::doSetOnline(true);
    if (m_servingOffline) {
        return; // the call below
    }
    m_sync->setOnline(online);
    if (online) {
        scheduleRun();
    } else {
        serveOffline();
    }
}

/// Nor is it a reason to keep back what lies on this disk. Akonadi's base class refuses to deliver any message while it counts itself as
/// offline. So it counts as online from here on, although everybody is told that it is not: the signal for that follows when this returns.
/// And it starts offline the next time.
void KontoResource::serveOffline()
{
    const QScopedValueRollback serving(m_servingOffline, true);
    setOnline(true);
    QSettings settings(Akonadi::ServerManager::agentConfigFilePath(identifier()), QSettings::IniFormat);
    settings.setValue("Agent/DesiredOnlineState"_L1, false);
}

/// Akonadi's control asks for this, and right after it whether the account is online, when the resource has just started. What the base
/// class answers then may be wrong, so it is put right.
int KontoResource::progress() const
{
    m_tellOnline.start();
    return ResourceBase::progress();
}

void KontoResource::aboutToQuit()
{
    m_sync->abort();
}

}
