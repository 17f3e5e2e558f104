// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "ownconfig.h"
#include "samples.h"

#include "sending/sending.h"
#include "sending/sentfolder.h"

#include <KIdentityManagementCore/Identity>
#include <KIdentityManagementCore/IdentityManager>
#include <MailTransport/Transport>
#include <MailTransport/TransportManager>

#include <KEMailSettings>

#include <QTest>

using namespace Konto;
using namespace Qt::StringLiterals;
using KIdentityManagementCore::Identity;
using KIdentityManagementCore::IdentityManager;
using MailTransport::Transport;
using MailTransport::TransportManager;

static const QString work = u"akonadi_konto_resource_7"_s;

/// Identities and outgoing servers, in the files that KMail reads.
class SendingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup();
    void askingWritesNothing();
    void bothAreMade();
    void nothingIsMadeTwice();
    void unnamedIdentityIsUsed();
    void identityOfSystemSettingsIsUsed();
    void anotherIdentityStays();
    void aliasCounts();
    void onlyTheServerIsMissing();
    void foldersAreSetOnce();
    void chosenFoldersStay();
    void withoutServer();
    void signIn_data();
    void signIn();

private:
    /// Each test has a server of its own: to remove one while its password is read is more than QtKeychain takes.
    [[nodiscard]] static QString host();
    [[nodiscard]] static Sending sending();
    [[nodiscard]] static QList<Transport *> servers();
    static void setUp(const Sending &wanted);
    [[nodiscard]] static QList<Identity> identities();

    inline static MemoryPasswords passwords;
};

QString SendingTest::host()
{
    const char *row = QTest::currentDataTag();
    return (QLatin1StringView(QTest::currentTestFunction()) + QLatin1StringView(row) + ".example.org"_L1).toLower();
}

QList<Transport *> SendingTest::servers()
{
    QList<Transport *> all = TransportManager::self()->transports();
    all.removeIf([](const Transport *transport) {
        return transport->host() != host();
    });
    return all;
}

Sending SendingTest::sending()
{
    return {.address = u"anna@example.org"_s,
            .accountName = u"Work"_s,
            .account = work,
            .server = OutgoingServer{.endpoint = {.host = host(), .port = 587, .security = Security::StartTls}, .userName = u"anna"_s}};
}

void SendingTest::setUp(const Sending &wanted)
{
    setUpSending(wanted, Secret(u"typed-secret"_s), passwords);
}

QList<Identity> SendingTest::identities()
{
    const IdentityManager manager(true);
    return {manager.begin(), manager.end()};
}

void SendingTest::cleanup()
{
    ownConfig.remove(u"emailidentities"_s);
    ownConfig.remove(u"emaildefaults"_s);
    passwords.entries.clear();
}

void SendingTest::askingWritesNothing()
{
    const MissingForSending missing = missingForSending(sending());
    QVERIFY(missing.identity && missing.server);
    QVERIFY(!ownConfig.files().contains(u"emailidentities"_s));
    QVERIFY(servers().isEmpty());
}

void SendingTest::bothAreMade()
{
    setUp(sending());
    const QList<Identity> all = identities();
    QCOMPARE(all.size(), 1);
    QCOMPARE(all.first().primaryEmailAddress(), u"anna@example.org"_s);
    QCOMPARE(all.first().identityName(), u"Work"_s);
    QVERIFY(all.first().isDefault());
    QCOMPARE(servers().size(), 1);
    const Transport *made = servers().first();
    QCOMPARE(all.first().transport(), QString::number(made->id()));
    QVERIFY(made->name().startsWith("Work"_L1));
    QCOMPARE(made->port(), 587U);
    QCOMPARE(made->encryption(), int(Transport::EnumEncryption::TLS));
    QCOMPARE(made->userName(), u"anna"_s);
    QVERIFY(made->requiresAuthentication() && made->storePassword());
    QCOMPARE(passwords.entries, (QMap<QString, QString>{{QString::number(made->id()), u"typed-secret"_s}}));
    for (const QString &file : ownConfig.files()) {
        QVERIFY2(!ownConfig.contents(file).contains("typed-secret"), qPrintable(file));
    }
    QVERIFY(ownConfig.contents(u"mailtransports"_s).contains(QByteArray("host=" + host().toLatin1())));
}

void SendingTest::nothingIsMadeTwice()
{
    setUp(sending());
    QVERIFY(!missingForSending(sending()).isAnything());
    Sending again = sending();
    again.accountName = u"Other name"_s;
    again.address = u"Anna@Example.org"_s;
    again.server->endpoint.host = host().toUpper();
    setUp(again);
    QCOMPARE(identities().size(), 1);
    QCOMPARE(servers().size(), 1);
    QCOMPARE(passwords.entries.size(), 1);
}

void SendingTest::unnamedIdentityIsUsed()
{
    QVERIFY(IdentityManager().begin()->primaryEmailAddress().isEmpty()); // as KMail makes one
    const uint before = identities().first().uoid();
    setUp(sending());
    QCOMPARE(identities().size(), 1);
    QCOMPARE(identities().first().uoid(), before);
    QCOMPARE(identities().first().primaryEmailAddress(), u"anna@example.org"_s);
}

void SendingTest::identityOfSystemSettingsIsUsed()
{
    KEMailSettings user;
    user.setSetting(KEMailSettings::RealName, u"Anna Berg"_s);
    user.setSetting(KEMailSettings::EmailAddress, u"anna@example.org"_s);
    setUp(sending());
    QCOMPARE(identities().size(), 1);
    QCOMPARE(identities().first().fullName(), u"Anna Berg"_s);
    QCOMPARE(identities().first().transport(), QString::number(servers().first()->id()));
    QVERIFY(waitsForFolders(work));
}

void SendingTest::anotherIdentityStays()
{
    {
        IdentityManager manager;
        Identity &ben = manager.modifyIdentityForUoid(manager.begin()->uoid());
        ben.setIdentityName(u"Work"_s);
        ben.setFullName(u"Ben Anders"_s);
        ben.setPrimaryEmailAddress(u"ben@example.net"_s);
        manager.commit();
    }
    setUp(sending());
    const IdentityManager manager(true);
    QCOMPARE(identities().size(), 2);
    QCOMPARE(manager.defaultIdentity().primaryEmailAddress(), u"ben@example.net"_s);
    const Identity &anna = manager.identityForAddress(u"anna@example.org"_s);
    QCOMPARE(anna.fullName(), u"Ben Anders"_s);
    QVERIFY(anna.identityName() != u"Work"_s); // that name is taken
}

void SendingTest::aliasCounts()
{
    {
        IdentityManager manager;
        Identity &ben = manager.modifyIdentityForUoid(manager.begin()->uoid());
        ben.setPrimaryEmailAddress(u"ben@example.net"_s);
        ben.setEmailAliases({u"anna@example.org"_s});
        manager.commit();
    }
    QVERIFY(!missingForSending(sending()).identity);
    setUp(sending());
    QCOMPARE(identities().size(), 1);
    QVERIFY(identities().first().transport().isEmpty()); // another address's mail goes where it went
}

void SendingTest::onlyTheServerIsMissing()
{
    Sending first = sending();
    first.server.reset();
    setUp(first);
    QVERIFY(identities().first().transport().isEmpty());
    QVERIFY(!missingForSending(sending()).identity && missingForSending(sending()).server);
    setUp(sending());
    QCOMPARE(servers().size(), 1);
    QCOMPARE(identities().size(), 1);
    QCOMPARE(identities().first().transport(), QString::number(servers().first()->id()));
}

void SendingTest::foldersAreSetOnce()
{
    QVERIFY(!waitsForFolders(work));
    setUp(sending());
    QVERIFY(waitsForFolders(work));
    QVERIFY(!waitsForFolders(u"akonadi_konto_resource_8"_s));
    setFolders(u"akonadi_konto_resource_8"_s, 50, 51);
    QVERIFY(identities().first().fcc().isEmpty());
    setFolders(work, 42, 43);
    QCOMPARE(identities().first().fcc(), u"42"_s);
    QCOMPARE(identities().first().drafts(), u"43"_s);
    QVERIFY(!waitsForFolders(work));
    setFolders(work, 52, 53);
    QCOMPARE(identities().first().fcc(), u"42"_s);
}

void SendingTest::chosenFoldersStay()
{
    setUp(sending());
    {
        IdentityManager manager;
        manager.modifyIdentityForUoid(manager.begin()->uoid()).setFcc(u"7"_s);
        manager.commit();
    }
    setFolders(work, 42, 0);
    QCOMPARE(identities().first().fcc(), u"7"_s);
    QVERIFY(identities().first().drafts().isEmpty());
}

void SendingTest::withoutServer()
{
    Sending wanted = sending();
    wanted.server.reset();
    QVERIFY(missingForSending(wanted).identity && !missingForSending(wanted).server);
    setUp(wanted);
    QCOMPARE(identities().size(), 1);
    QVERIFY(servers().isEmpty());
    QVERIFY(passwords.entries.isEmpty());
}

void SendingTest::signIn_data()
{
    QTest::addColumn<SignIn>("method");
    QTest::addColumn<int>("type");
    QTest::addColumn<bool>("stored");
    QTest::newRow("password") << SignIn::Password << int(Transport::EnumAuthenticationType::PLAIN) << true;
    QTest::newRow("browser") << SignIn::OAuth2 << int(Transport::EnumAuthenticationType::XOAUTH2) << false;
    QTest::newRow("Kerberos") << SignIn::Kerberos << int(Transport::EnumAuthenticationType::GSSAPI) << false;
}

void SendingTest::signIn()
{
    QFETCH(SignIn, method);
    QFETCH(int, type);
    QFETCH(bool, stored);
    Sending wanted = sending();
    wanted.server->signIn = method;
    setUp(wanted);
    const Transport *made = servers().first();
    QCOMPARE(made->authenticationType(), type);
    QCOMPARE(made->storePassword(), stored);
    QCOMPARE(passwords.entries.size(), stored ? 1 : 0);
}

QTEST_MAIN(SendingTest)

#include "sendingtest.moc"
