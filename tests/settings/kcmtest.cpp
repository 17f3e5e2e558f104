// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include <KJsonUtils>
#include <KPluginMetaData>

#include <QLocale>
#include <QTest>

using namespace Qt::StringLiterals;

/// The page as System Settings finds it.
class KcmTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isFoundByWhatAUserTypes_data();
    void isFoundByWhatAUserTypes();
    void hasItsPlace();

private:
    const KPluginMetaData m_page{QStringLiteral(KONTO_PLUGINS "/plasma/kcms/systemsettings/kcm_konto")};
};

void KcmTest::isFoundByWhatAUserTypes_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("words");
    QTest::newRow("English") << u"en_US"_s << u"Mail Accounts"_s
                             << QStringList{u"mail"_s, u"email"_s, u"E-Mail"_s, u"account"_s, u"mailbox"_s, u"inbox"_s, u"imap"_s, u"POP3"_s, u"Konto"_s};
    QTest::newRow("German") << u"de_DE"_s << u"E-Mail-Konten"_s
                            << QStringList{u"Mail"_s,
                                           u"Email"_s,
                                           u"e-mail"_s,
                                           u"Konto"_s,
                                           u"Konten"_s,
                                           u"Postfach"_s,
                                           u"Posteingang"_s,
                                           u"Mailserver"_s,
                                           u"Nachricht"_s,
                                           u"imap"_s,
                                           u"POP3"_s,
                                           u"Anbieter"_s};
}

/// As System Settings does it: what is typed is part of the name, of the description or of a keyword.
void KcmTest::isFoundByWhatAUserTypes()
{
    QFETCH(QString, language);
    QFETCH(QStringList, words);
    QVERIFY(m_page.isValid());
    QLocale::setDefault(QLocale(language));
    QTEST(m_page.name(), "name");
    QStringList known = KJsonUtils::readTranslatedString(m_page.rawData(), u"X-KDE-Keywords"_s).split(u',');
    known += {m_page.name(), m_page.description()};
    for (const QString &word : std::as_const(words)) {
        QVERIFY2(known.join(u'\n').contains(word, Qt::CaseInsensitive), qPrintable(word));
    }
    known.removeDuplicates();
    QCOMPARE(known.filter(QRegularExpression(u"^\\s|\\s$|^$"_s)), QStringList());
}

void KcmTest::hasItsPlace()
{
    QCOMPARE(m_page.value(u"X-KDE-System-Settings-Parent-Category"_s), u"networksettings"_s);
    QVERIFY(!m_page.iconName().isEmpty());
}

QTEST_GUILESS_MAIN(KcmTest)

#include "kcmtest.moc"
