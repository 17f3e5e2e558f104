// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "fakeresource.h"

#include <Akonadi/AgentConfigurationBase>
#include <Akonadi/AgentConfigurationFactoryBase>

#include <KConfigGroup>
#include <KPluginMetaData>

#include <QPluginLoader>
#include <QPointer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace Qt::StringLiterals;

/// The dialog as Akonadi opens it.
class PluginTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void akonadiFindsIt();
    void itOpensAndEndsWithItsWindow();
};

void PluginTest::akonadiFindsIt()
{
    QCoreApplication::addLibraryPath(QStringLiteral(KONTO_PLUGINS));
    const auto plugins = KPluginMetaData::findPlugins(u"pim6/akonadi/config"_s, [](const KPluginMetaData &plugin) {
        return plugin.rawData()["X-Akonadi-AgentConfig-Type"_L1].toString() == "akonadi_konto_resource"_L1;
    });
    QCOMPARE(plugins.size(), 1);
    QCOMPARE(plugins.at(0).rawData()["X-Akonadi-PluginType"_L1].toString(), u"AgentConfig"_s);
    QCOMPARE(plugins.at(0).rawData()["X-Akonadi-Library"_L1].toString(), u"kontoconfig"_s);
}

void PluginTest::itOpensAndEndsWithItsWindow()
{
    const FakeResource resource;
    QPluginLoader loader(QStringLiteral(KONTO_PLUGINS "/pim6/akonadi/config/kontoconfig"));
    auto *factory = qobject_cast<Akonadi::AgentConfigurationFactoryBase *>(loader.instance());
    QVERIFY2(factory, qPrintable(loader.errorString()));
    const QTemporaryDir directory;
    const auto config = KSharedConfig::openConfig(directory.filePath(u"accountrc"_s), KConfig::SimpleConfig);
    config->group(u"Account"_s).writeEntry("AccountId", "id");
    auto window = std::make_unique<QWidget>();
    const QPointer<Akonadi::AgentConfigurationBase> dialog(factory->create(config, window.get(), {FakeResource::identifier()}));
    const QSignalSpy complete(dialog.data(), &Akonadi::AgentConfigurationBase::enableOkButton);
    dialog->load();
    window->show();
    QVERIFY(!complete.isEmpty());
    QCOMPARE(complete.last().at(0).toBool(), false); // nothing is typed yet
    QVERIFY(!dialog->save());
    window.reset(); // and all that is in it
    QVERIFY(!dialog);
}

QTEST_MAIN(PluginTest)

#include "plugintest.moc"
