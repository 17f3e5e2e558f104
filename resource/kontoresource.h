// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "akonadi/committedids.h"
#include "run/accountsync.h"
#include "run/importing/accountimport.h"

#include <Akonadi/AgentSearchInterface>
#include <Akonadi/ResourceBase>

#include <QTimer>

#include <memory>

namespace Konto
{

class KontoFigures;
class KontoSwitch;
class SettingsBase;

/// The Akonadi resource: a thin bridge between ResourceBase's task queue and AccountSync. Runs go on outside the
/// queue, so that opening a message (a queue task) never waits for them; a sync task ends at once and the
/// status tells how the run goes. Headless: errors are one status sentence, never a dialog.
///
/// D-Bus: the settings at /Settings (org.kde.Akonadi.Konto.Settings). The password is not among them; programs
/// write it to the keychain, service "konto", key = accountId().
///
/// At /Switch (org.kde.konto.Switch, see its XML): changes of the mode. At /Discovery (org.kde.konto.Discovery, likewise): the
/// servers of a mail address.
///
/// At /Figures (org.kde.konto.Figures, see its XML): the account in numbers.
///
/// At /Backup (org.kde.konto.Backup, see its XML): its mail to a file and back, and checked.
///
/// At /Servers (org.kde.konto.Servers, see its XML): its servers are tried.
///
/// At /Import (org.kde.konto.Import): taking an account of another resource over, see kontoimport.h.
///
/// At /Konto (org.kde.konto.Account, see kontoaccount.h): what else can be asked of it.
class KontoResource : public Akonadi::ResourceBase,
                      public Akonadi::AgentBase::ObserverV3,
                      public Akonadi::AgentBase::TagObserver,
                      public Akonadi::AgentSearchInterface
{
    Q_OBJECT

public:
    explicit KontoResource(const QString &identifier);
    ~KontoResource() override;

    // Changes by the user, one after the other in Akonadi's order; what they do is in run/shown/localchanges
    void itemAdded(const Akonadi::Item &item, const Akonadi::Collection &collection) override;
    void itemChanged(const Akonadi::Item &item, const QSet<QByteArray> &parts) override;
    void itemsMoved(const Akonadi::Item::List &items, const Akonadi::Collection &source, const Akonadi::Collection &destination) override;
    void itemsRemoved(const Akonadi::Item::List &items) override;
    void collectionAdded(const Akonadi::Collection &collection, const Akonadi::Collection &parent) override;
    void collectionChanged(const Akonadi::Collection &collection, const QSet<QByteArray> &attributes) override;
    void collectionMoved(const Akonadi::Collection &collection, const Akonadi::Collection &source, const Akonadi::Collection &destination) override;
    void collectionRemoved(const Akonadi::Collection &collection) override;
    using Akonadi::AgentBase::ObserverV3::collectionChanged;
    void itemsFlagsChanged(const Akonadi::Item::List &items, const QSet<QByteArray> &added, const QSet<QByteArray> &removed) override;

    void itemsTagsChanged(const Akonadi::Item::List &items, const QSet<Akonadi::Tag> &added, const QSet<Akonadi::Tag> &removed) override;

    // What somebody looks for, on the server
    void addSearch(const QString &query, const QString &language, const Akonadi::Collection &results) override;
    void removeSearch(const Akonadi::Collection &results) override;
    void search(const QString &query, const Akonadi::Collection &collection) override;

public Q_SLOTS:
    /// A queue task: begins a run when all changes recorded before have been replayed.
    void beginRun();
    /// Ends the task that announces the end of a run to those who wait for it.
    void announceSynchronized();

protected:
    void retrieveCollections() override;
    void retrieveItems(const Akonadi::Collection &collection) override;
    bool retrieveItems(const Akonadi::Item::List &items, const QSet<QByteArray> &parts) override;
    void abortActivity() override;
    void doSetOnline(bool online) override;
    [[nodiscard]] int progress() const override;
    void aboutToQuit() override;

private:
    void serveOffline();
    void applySettings();
    /// What a switch has made of the account.
    void saveSettings(const Account &account);
    void offerImport();
    void takeSettings(const ImportedSettings &imported);
    void showState(AccountSync::State state, const QString &sentence);
    void scheduleRun();
    [[nodiscard]] Mode mode() const;
    /// Awaits \a change and tells the user if it failed. False: this object is gone.
    QCoro::Task<bool> finished(Task<Result<void>> change);
    /// InTurn: the queue waits for it to end. Overtaken: it came while the one before was on its way; the queue has passed over it.
    enum class Replay {
        InTurn,
        Overtaken
    };
    void hearOvertakenItems();
    void hearOvertakenFolders();
    /// Of a change that is in the store; \a items as they are to be in Akonadi.
    void end(Replay replay, const Akonadi::Item::List &items = {});
    QCoro::Task<void> storeAdded(Akonadi::Item item, qint64 folder);
    QCoro::Task<void> storeChanged(Replay replay, Akonadi::Item item);
    QCoro::Task<void> storeFlags(Replay replay, Akonadi::Item::List items, Flags added, Flags removed);
    QCoro::Task<void> storeTags(Replay replay, Akonadi::Item::List items, QSet<Akonadi::Tag> added, QSet<Akonadi::Tag> removed);
    QCoro::Task<void> storeMoved(Replay replay, Akonadi::Item::List items, qint64 folder);
    QCoro::Task<void> storeRemoved(Replay replay, Akonadi::Item::List items);
    void changeFolder(Replay replay, const Akonadi::Collection &collection, const Akonadi::Collection &parent);
    QCoro::Task<void> storeFolder(Replay replay, Akonadi::Collection collection, Task<Result<FolderRow>> change);
    QCoro::Task<void> storeRemovedFolder(Replay replay, qint64 folder);
    void watchSync();
    QCoro::Task<void> subscribe(Akonadi::Collection collection, bool on);
    QCoro::Task<void> answerSearch(Akonadi::Collection collection, Task<QList<MessageKey>> searching);
    QCoro::Task<void> deliver(Akonadi::Item::List items);

    std::unique_ptr<SettingsBase> m_settings;
    AccountSync *m_sync = nullptr;
    KontoFigures *m_figures = nullptr;
    KontoSwitch *m_switch = nullptr;
    AccountImport *m_import = nullptr;
    CommittedIds m_committed;
    AccountSync::State m_state = AccountSync::State::Idle;
    QString m_sentence;
    quint64 m_searches = 0;
    QSet<qint64> m_askedFor; ///< folders, since it asked for the tree
    QElapsedTimer m_lastQuestion; ///< of Akonadi, for the tree or a folder
    bool m_showing = false;
    bool m_servingOffline = false;
    mutable QTimer m_tellOnline;
};

}
