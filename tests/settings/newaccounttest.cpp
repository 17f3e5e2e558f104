// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "dialog.h"

#include <MailTransport/Transport>
#include <MailTransport/TransportManager>

#include <QCheckBox>
#include <QComboBox>
#include <QRadioButton>

using namespace Konto;
using namespace Qt::StringLiterals;

/// A new account, as a user makes one; what the account is afterwards is what the page said.
class NewAccountTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup();
    void byAddress();
    void pop3Chosen();
    void wrongPassword();
    void noNetwork();
    void onlyOneProtocolThatHasToBeConfirmed();
    void brokenAnswer();
    void notAnAddress();
    void byHand();
    void bothByHand();
    void anotherAddressForgetsWhatWasFound();
    void cancelWritesNothing();
    void sendingIsOffered();
    void sendingIsDeclined();
    void senderWithoutServer();
    void serverToBeConfirmedIsNotOffered();

private:
    static void search(const Dialog &dialog);
    static QAbstractButton *sendingBox(const Dialog &dialog);
    static QString serversWithHost(const QString &host);
    static QList<MailTransport::Transport *> outgoing(const QString &host);
};

/// What was set up for sending is not of one test alone.
void NewAccountTest::cleanup()
{
    ownConfig.remove(u"emailidentities"_s);
}

/// Servers stay: to remove one while its password is read is more than QtKeychain takes.
QString NewAccountTest::serversWithHost(const QString &host)
{
    return bothProtocols().replace(u"smtp.example.org"_s, host);
}

QList<MailTransport::Transport *> NewAccountTest::outgoing(const QString &host)
{
    QList<MailTransport::Transport *> all = MailTransport::TransportManager::self()->transports();
    all.removeIf([&host](const MailTransport::Transport *transport) {
        return transport->host() != host;
    });
    return all;
}

QAbstractButton *NewAccountTest::sendingBox(const Dialog &dialog)
{
    return dialog.widget->findChild<QAbstractButton *>(u"sending"_s);
}

void NewAccountTest::search(const Dialog &dialog)
{
    dialog.type(u"Mail address:"_s, u"anna@example.org"_s);
    dialog.type(u"Password:"_s, u"typed-secret"_s);
    dialog.click(u"Search"_s);
}

void NewAccountTest::byAddress()
{
    Dialog dialog;
    dialog.resource.discovery.waits = true;
    dialog.open();
    QVERIFY(!dialog.widget->isComplete());
    search(dialog);
    QTRY_COMPARE(dialog.resource.calls, QStringList{u"find anna@example.org"_s});
    Q_EMIT dialog.resource.discovery.found(bothProtocols());
    QTRY_VERIFY(dialog.widget->isComplete()); // before the search has ended
    dialog.resource.discovery.answer(bothProtocols());
    QTRY_VERIFY(dialog.messages().contains(u"were found"_s));
    QVERIFY(dialog.button(u"On the server"_s)->isChecked());
    QCOMPARE(dialog.field<QLineEdit>(u"User name on the server:"_s)->text(), u"anna@example.org"_s);
    QVERIFY(dialog.isUntouched());
    QVERIFY(dialog.passwords.entries.isEmpty());

    QVERIFY(dialog.widget->save());
    QCOMPARE(dialog.setting("Account", "AccountName"), u"anna@example.org"_s);
    QCOMPARE(dialog.setting("Account", "UserName"), u"anna@example.org"_s);
    QCOMPARE(dialog.setting("Servers", "ImapHost"), u"imap.example.org"_s);
    QCOMPARE(dialog.setting("Servers", "Pop3Host"), u"pop.example.org"_s);
    QCOMPARE(dialog.setting("Account", "AccountId"), u"id"_s);
    QVERIFY(!dialog.isUntouched());
    dialog.cancel();
    QCOMPARE(dialog.passwords.entries, (QMap<QString, QString>{{u"id"_s, u"typed-secret"_s}}));
    QTRY_COMPARE(dialog.resource.calls.last(), u"reconfigure"_s);
}

void NewAccountTest::pop3Chosen()
{
    Dialog dialog;
    dialog.resource.discovery.result = bothProtocols();
    dialog.open();
    dialog.type(u"Account name:"_s, u"Work"_s);
    search(dialog);
    QTRY_VERIFY(dialog.widget->isComplete());
    dialog.click(u"On this computer"_s);
    QVERIFY(dialog.widget->save());
    QCOMPARE(dialog.setting("Account", "Mode"), u"0"_s);
    QCOMPARE(dialog.setting("Account", "AccountName"), u"Work"_s);
    QCOMPARE(dialog.setting("Servers", "Pop3Host"), u"pop.example.org"_s);
    QCOMPARE(dialog.setting("Servers", "ImapHost"), u"imap.example.org"_s);
}

void NewAccountTest::wrongPassword()
{
    Dialog dialog;
    dialog.resource.discovery.result = bothProtocols();
    dialog.resource.servers.result = uR"({"reached":true,"problem":"WrongPassword","sentence":"The server did not accept the password."})"_s;
    dialog.open();
    search(dialog);
    QTRY_VERIFY(dialog.widget->isComplete());
    dialog.click(u"Try to Sign In"_s);
    QTRY_VERIFY(dialog.messages().contains(u"did not accept the password"_s));
    QCOMPARE(dialog.resource.calls.last(), u"test imap imap.example.org anna@example.org"_s);
    // To be tried it had to be in the keychain; what is not kept is not left there
    QCOMPARE(dialog.passwords.entries.value(u"id"_s), u"typed-secret"_s);
    dialog.cancel();
    QVERIFY(dialog.passwords.entries.isEmpty());
    QVERIFY(dialog.isUntouched());
}

void NewAccountTest::noNetwork()
{
    Dialog dialog;
    dialog.open();
    search(dialog);
    QTRY_VERIFY(dialog.messages().contains(u"No mail server of example.org was found"_s));
    QVERIFY(!dialog.widget->isComplete());
    QVERIFY(!dialog.widget->save());
    QVERIFY(dialog.isUntouched());
}

void NewAccountTest::onlyOneProtocolThatHasToBeConfirmed()
{
    Dialog dialog;
    dialog.resource.discovery.result = onlyPop3();
    dialog.open();
    search(dialog);
    QTRY_VERIFY(dialog.messages().contains(u"has a POP3 server"_s));
    QVERIFY(dialog.button(u"On this computer"_s)->isChecked());
    QVERIFY(!dialog.button(u"On the server"_s)->isEnabled());
    QVERIFY(!dialog.widget->isComplete()); // nobody has agreed yet
    QVERIFY(!dialog.button(u"Try to Sign In"_s)->isEnabled());
    dialog.click(u"My password may be sent to pop.elsewhere.net"_s);
    QVERIFY(dialog.widget->isComplete());
    QVERIFY(dialog.widget->save());
    QCOMPARE(dialog.setting("Account", "Mode"), u"0"_s);
    QCOMPARE(dialog.setting("Servers", "Pop3Host"), u"pop.elsewhere.net"_s);
    QVERIFY(dialog.setting("Servers", "ImapHost").isEmpty());
}

void NewAccountTest::brokenAnswer()
{
    Dialog dialog;
    dialog.resource.discovery.result = u"[{\"protocol\":\"imap\",\"host\":{\"port\":"_s;
    dialog.open();
    search(dialog);
    QTRY_VERIFY(dialog.messages().contains(u"No mail server"_s));
    QVERIFY(!dialog.widget->isComplete());
}

void NewAccountTest::notAnAddress()
{
    Dialog dialog;
    dialog.open();
    dialog.type(u"Mail address:"_s, u"anna at home"_s);
    dialog.click(u"Search"_s);
    QVERIFY(dialog.messages().contains(u"does not look like a mail address"_s));
    QVERIFY(dialog.resource.calls.isEmpty());
}

void NewAccountTest::byHand()
{
    Dialog dialog;
    dialog.open();
    dialog.type(u"Mail address:"_s, u"anna@example.org"_s);
    dialog.click(u"Enter Servers by Hand"_s);
    QVERIFY(!dialog.widget->isComplete());
    dialog.type(u"IMAP server"_s, u"mail.example.org"_s);
    auto *security = dialog.field<QComboBox>(u"Encryption of the IMAP connection"_s);
    security->setCurrentIndex(security->findData(int(Security::StartTls)));
    QVERIFY(dialog.widget->isComplete());
    QVERIFY(dialog.widget->save());
    QCOMPARE(dialog.setting("Servers", "ImapHost"), u"mail.example.org"_s);
    QCOMPARE(dialog.setting("Servers", "ImapPort"), u"143"_s); // goes with the encryption
    QCOMPARE(dialog.setting("Servers", "ImapSecurity"), u"1"_s);
    QCOMPARE(dialog.setting("Servers", "Pop3Host"), QString());
}

void NewAccountTest::bothByHand()
{
    Dialog dialog;
    dialog.open();
    dialog.type(u"Mail address:"_s, u"anna@example.org"_s);
    dialog.click(u"Enter Servers by Hand"_s);
    dialog.type(u"IMAP server"_s, u"imap.example.org"_s);
    dialog.type(u"POP3 server"_s, u"pop.example.org"_s);
    QVERIFY(dialog.widget->save());
    QCOMPARE(dialog.setting("Servers", "ImapHost"), u"imap.example.org"_s);
    QCOMPARE(dialog.setting("Servers", "Pop3Host"), u"pop.example.org"_s); // for the day of the switch
}

void NewAccountTest::anotherAddressForgetsWhatWasFound()
{
    Dialog dialog;
    dialog.resource.discovery.waits = true;
    dialog.open();
    search(dialog);
    QTRY_COMPARE(dialog.resource.calls.size(), 1);
    dialog.type(u"Mail address:"_s, u"ben@example.net"_s);
    QTRY_VERIFY(dialog.resource.calls.contains(u"cancel search"_s));
    dialog.resource.discovery.answer(bothProtocols()); // too late
    Q_EMIT dialog.resource.discovery.found(bothProtocols());
    dialog.resource.discovery.waits = false;
    dialog.resource.discovery.result = onlyPop3();
    dialog.click(u"Search"_s);
    QTRY_VERIFY(dialog.messages().contains(u"has a POP3 server"_s));
    QVERIFY(!dialog.button(u"On the server"_s)->isEnabled());
}

void NewAccountTest::cancelWritesNothing()
{
    Dialog dialog;
    dialog.resource.discovery.result = bothProtocols();
    dialog.open();
    search(dialog);
    QTRY_VERIFY(dialog.widget->isComplete());
    dialog.cancel();
    QVERIFY(dialog.isUntouched());
    QVERIFY(dialog.passwords.entries.isEmpty());
    QVERIFY(!dialog.resource.calls.contains(u"reconfigure"_s));
}

void NewAccountTest::sendingIsOffered()
{
    Dialog dialog;
    dialog.resource.discovery.result = serversWithHost(u"one.example.org"_s);
    dialog.open();
    QVERIFY(!sendingBox(dialog)->isVisible());
    dialog.type(u"Account name:"_s, u"Work"_s);
    search(dialog);
    QTRY_VERIFY(sendingBox(dialog)->isVisible());
    QVERIFY(sendingBox(dialog)->isChecked());
    QCOMPARE(sendingBox(dialog)->text(), u"Also send mail as anna@example.org, through one.example.org"_s);
    QVERIFY(!ownConfig.files().contains(u"emailidentities"_s));
    QVERIFY(dialog.widget->save());
    QVERIFY(ownConfig.contents(u"emailidentities"_s).contains("Email Address=anna@example.org"));
    const auto servers = outgoing(u"one.example.org"_s);
    QCOMPARE(servers.size(), 1);
    QCOMPARE(servers.first()->userName(), u"anna@example.org"_s); // as for the other servers, when none is told
    QVERIFY(servers.first()->name().startsWith("Work"_L1));

    Dialog second;
    second.resource.discovery.result = serversWithHost(u"one.example.org"_s);
    second.open();
    search(second);
    QTRY_VERIFY(second.widget->isComplete());
    QVERIFY(!sendingBox(second)->isVisible()); // it is there
}

void NewAccountTest::sendingIsDeclined()
{
    Dialog dialog;
    dialog.resource.discovery.result = serversWithHost(u"two.example.org"_s);
    dialog.open();
    search(dialog);
    QTRY_VERIFY(sendingBox(dialog)->isVisible());
    sendingBox(dialog)->click();
    QVERIFY(dialog.widget->save());
    QVERIFY(!ownConfig.files().contains(u"emailidentities"_s));
    QVERIFY(outgoing(u"two.example.org"_s).isEmpty());
}

void NewAccountTest::senderWithoutServer()
{
    Dialog dialog;
    dialog.open();
    dialog.type(u"Mail address:"_s, u"anna@example.org"_s);
    dialog.click(u"Enter Servers by Hand"_s);
    dialog.type(u"IMAP server"_s, u"mail.example.org"_s);
    QVERIFY(sendingBox(dialog)->isVisible());
    QCOMPARE(sendingBox(dialog)->text(), u"Also write mail as anna@example.org"_s);
    QVERIFY(dialog.widget->save());
    QVERIFY(ownConfig.contents(u"emailidentities"_s).contains("Email Address=anna@example.org"));
    QVERIFY(outgoing(u"mail.example.org"_s).isEmpty());
}

void NewAccountTest::serverToBeConfirmedIsNotOffered()
{
    Dialog dialog;
    dialog.resource.discovery.result =
        bothProtocols().replace(u"smtp.example.org\",\"port\":465,\"security\":0"_s, u"smtp.elsewhere.net\",\"port\":25,\"security\":2"_s);
    dialog.open();
    search(dialog);
    QTRY_VERIFY(sendingBox(dialog)->isVisible());
    QCOMPARE(sendingBox(dialog)->text(), u"Also write mail as anna@example.org"_s);
}

QTEST_MAIN(NewAccountTest)

#include "newaccounttest.moc"
