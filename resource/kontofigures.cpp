// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "kontofigures.h"

#include "akonadi/akonadifolders.h"
#include "figuresadaptor.h"
#include "run/errortext.h"

#include <KLocalizedString>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>

#include <array>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr std::chrono::seconds betweenTellings{1};

constexpr std::array<std::pair<QLatin1StringView, Role>, 10> roles{{
    {""_L1, Role::None},
    {"inbox"_L1, Role::Inbox},
    {"sent"_L1, Role::Sent},
    {"drafts"_L1, Role::Drafts},
    {"templates"_L1, Role::Templates},
    {"trash"_L1, Role::Trash},
    {"junk"_L1, Role::Junk},
    {"archive"_L1, Role::Archive},
    {"all"_L1, Role::All},
    {"flagged"_L1, Role::Flagged},
}};

QString nameOf(Role role)
{
    return std::ranges::find(roles, role, &std::pair<QLatin1StringView, Role>::second)->first;
}

std::optional<Role> roleNamed(const QString &name)
{
    const auto role = std::ranges::find_if(roles, [&name](const auto &known) {
        return known.first == name;
    });
    return role == roles.end() ? std::nullopt : std::optional(role->second);
}

QString compact(const QJsonDocument &json)
{
    return QString::fromUtf8(json.toJson(QJsonDocument::Compact));
}

QJsonObject describeFolder(const ShownAccount::Folder &shown)
{
    const FolderRow &row = shown.state.row;
    const bool isSubscribed = shown.collection.isValid() ? shown.collection.enabled() : row.subscribed;
    return {{u"path"_s, QJsonArray::fromStringList(row.path)},
            {u"collection"_s, shown.collection.isValid() ? shown.collection.id() : -1},
            {u"mailbox"_s, row.mailbox},
            {u"selectable"_s, row.selectable},
            {u"role"_s, nameOf(row.role)},
            {u"subscribed"_s, isSubscribed},
            {u"messages"_s, shown.state.figures.messages},
            {u"bytes"_s, shown.state.figures.bytes},
            {u"keep"_s, shown.state.holding ? int(shown.state.holding->keep) : -1},
            {u"keepDays"_s, shown.state.holding ? shown.state.holding->days : 0}};
}

/// What is asked for cannot be done to this folder.
Error notThisFolder()
{
    Error error = makeError(ErrorKind::Storage);
    error.scope = Scope::Folder;
    return error;
}
}

KontoFigures::KontoFigures(AccountSync &sync, QObject *parent)
    : QObject(parent)
    , m_sync(sync)
{
    new FiguresAdaptor(this);
    m_telling.setSingleShot(true);
    m_telling.setInterval(betweenTellings);
    connect(&m_telling, &QTimer::timeout, this, &KontoFigures::changed);
    connect(&sync, &AccountSync::finished, this, &KontoFigures::touch);
    connect(&sync, &AccountSync::onlineChanged, this, &KontoFigures::touch);
    QDBusConnection::sessionBus().registerObject(u"/Figures"_s, this, QDBusConnection::ExportAdaptors);
}

void KontoFigures::setState(AccountSync::State state, const QString &sentence)
{
    m_state = state;
    m_sentence = sentence;
    touch();
}

void KontoFigures::touch()
{
    if (!m_telling.isActive()) {
        m_telling.start();
    }
}

QString KontoFigures::figures()
{
    setDelayedReply(true);
    answerFigures(connection(), message());
    return {}; // not what is sent
}

QCoro::Task<void> KontoFigures::answerFigures(QDBusConnection connection, QDBusMessage question)
{
    const QPointer<KontoFigures> self(this);
    const auto figures = co_await m_sync.figures();
    if (!self) {
        co_return;
    }
    if (figures) {
        connection.send(question.createReply(compact(QJsonDocument(describe(*figures)))));
    } else {
        refuse(connection, question, figures.error());
    }
}

QJsonObject KontoFigures::describe(const AccountFigures &figures) const
{
    const bool isOffline = !m_sync.isOnline() && m_state != AccountSync::State::NotConfigured;
    static constexpr std::array names{"idle"_L1, "running"_L1, "broken"_L1, "notConfigured"_L1};
    const auto &refusal = m_sync.refusal();
    const ImapQuota quota = m_sync.account().mode == Mode::Imap ? m_sync.imapFindings().quota : ImapQuota();
    return {{u"mode"_s, modeName(m_sync.account().mode)},
            {u"state"_s, isOffline ? u"offline"_s : QString(names.at(size_t(m_state)))},
            {u"sentence"_s, m_sentence},
            {u"problem"_s, m_sync.problem() ? toString(*m_sync.problem()) : QString()},
            {u"refusal"_s, refusal ? errorSentence(refusal->error, m_sync.account()) : QString()},
            {u"refusedAt"_s, refusal ? refusal->when.toString(Qt::ISODate) : QString()},
            {u"lastCheck"_s, figures.lastCheck.isValid() ? figures.lastCheck.toString(Qt::ISODate) : QString()},
            {u"nextCheck"_s, m_sync.nextCheck().isValid() ? m_sync.nextCheck().toString(Qt::ISODate) : QString()},
            {u"directory"_s, m_sync.mailDirectory()},
            {u"bytes"_s, figures.stored.bodyBytes + figures.databaseBytes},
            {u"bodies"_s, figures.stored.bodyBytes},
            {u"messagesHere"_s, figures.stored.messages},
            {u"bodiesHere"_s, figures.stored.whole},
            {u"onServer"_s, figures.onServer},
            {u"onlyHere"_s, figures.onlyHere},
            {u"foldersHere"_s, figures.stored.folders},
            {u"foldersOnServer"_s, figures.foldersOnServer},
            {u"quotaUsed"_s, quota.limit > 0 ? quota.used : 0},
            {u"quotaLimit"_s, quota.limit},
            {u"setAside"_s, qint64(m_sync.setAside())},
            {u"heldRemovals"_s, m_sync.findings().held},
            {u"copiesDeletedHere"_s, figures.copiesDeletedHere},
            {u"waiting"_s, figures.stored.waiting}};
}

QString KontoFigures::folders()
{
    setDelayedReply(true);
    answerFolders(connection(), message());
    return {}; // not what is sent
}

QCoro::Task<void> KontoFigures::answerFolders(QDBusConnection connection, QDBusMessage question)
{
    const QPointer<KontoFigures> self(this);
    const auto folders = co_await m_sync.folderFigures();
    if (!self) {
        co_return;
    }
    if (!folders) {
        refuse(connection, question, folders.error());
        co_return;
    }
    QJsonArray array;
    for (const ShownAccount::Folder &folder : *folders) {
        array.append(describeFolder(folder));
    }
    connection.send(question.createReply(compact(QJsonDocument(array))));
}

void KontoFigures::setRole(qlonglong collection, const QString &name)
{
    const auto role = roleNamed(name);
    if (!role) {
        sendErrorReply(QDBusError::InvalidArgs, u"no such role"_s);
        return;
    }
    setDelayedReply(true);
    answer(connection(), message(), give(collection, *role));
}

Task<Result<void>> KontoFigures::give(qint64 collection, Role role)
{
    const QPointer<KontoFigures> self(this);
    const auto folder = co_await folderOfCollection(collection);
    if (!self || !folder || *folder == 0) {
        co_return !self ? fail(ErrorKind::Cancelled) : std::unexpected(folder ? notThisFolder() : folder.error());
    }
    co_return co_await m_sync.setRole(*folder, role);
}

void KontoFigures::subscribe(qlonglong collection, bool on)
{
    setDelayedReply(true);
    answer(connection(), message(), show(collection, on));
}

/// As KMail's dialog does it: the collection is switched, and the server told.
Task<Result<void>> KontoFigures::show(qint64 collection, bool on)
{
    const QPointer<KontoFigures> self(this);
    const auto folder = co_await folderOfCollection(collection);
    if (!self || !folder || *folder == 0 || m_sync.account().mode != Mode::Imap) {
        co_return !self ? fail(ErrorKind::Cancelled) : std::unexpected(folder ? notThisFolder() : folder.error());
    }
    if (auto shown = co_await enableCollection(collection, on); !shown || !self) {
        co_return shown;
    }
    co_return co_await m_sync.subscribe(*folder, on);
}

QCoro::Task<void> KontoFigures::answer(QDBusConnection connection, QDBusMessage question, Task<Result<void>> task)
{
    const QPointer<KontoFigures> self(this);
    const Result<void> done = co_await task;
    if (!self) {
        co_return;
    }
    touch();
    if (done) {
        connection.send(question.createReply());
    } else {
        refuse(connection, question, done.error());
    }
}

void KontoFigures::refuse(const QDBusConnection &connection, const QDBusMessage &question, const Error &error) const
{
    const QString sentence = error.kind == ErrorKind::Storage && error.scope == Scope::Folder ? i18nc("@info", "This cannot be done with this folder.")
                                                                                              : errorSentence(error, m_sync.account());
    connection.send(question.createErrorReply(u"org.kde.konto.Error"_s, sentence));
}

}

#include "moc_kontofigures.cpp"
