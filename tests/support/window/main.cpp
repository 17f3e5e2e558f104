// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// konto-window [--dark] [--language CODE] [--locale FOLDER] kcm [ACCOUNT [WHAT]] | dialog ACCOUNT
//
// Opens the page of System Settings (as "systemsettings kcm_konto --args" would), or the dialog of an account as KMail does, from the plugins, and obeys
// (driver.h).

#include "driver.h"
#include "look.h"

#include <Akonadi/AgentConfigurationDialog>
#include <Akonadi/AgentManager>

#include <KCModule>
#include <KCModuleLoader>
#include <KPluginMetaData>

#include <QApplication>
#include <QCommandLineParser>

using namespace Qt::StringLiterals;

namespace
{
/// As System Settings shows it, without what is around it. The module lays itself out in its parent.
QWidget *page(const QStringList &words)
{
    auto *window = new QWidget;
    KCModule *module =
        KCModuleLoader::loadModule(KPluginMetaData(u"plasma/kcms/systemsettings/kcm_konto"_s), window, QVariantList(words.cbegin(), words.cend()));
    window->setWindowTitle(u"Mail Accounts"_s);
    module->load();
    window->resize(900, 640);
    return window;
}

QWidget *dialog(const QString &account)
{
    const auto instance = Akonadi::AgentManager::self()->instance(account);
    return instance.isValid() ? new Akonadi::AgentConfigurationDialog(instance) : nullptr;
}
}

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    QApplication::setQuitOnLastWindowClosed(false);
    QCommandLineParser parser;
    parser.addPositionalArgument(u"window"_s, u"kcm and what to open there, or dialog and the account"_s);
    parser.addOptions({{u"dark"_s, u"the dark colours"_s},
                       {u"language"_s, u"of the texts"_s, u"code"_s, u"en_US"_s},
                       {u"locale"_s, u"folder of the translations"_s, u"folder"_s}});
    parser.addHelpOption();
    parser.process(app);
    const QStringList wanted = parser.positionalArguments();
    Konto::Window::dress({.language = parser.value(u"language"_s), .locale = parser.value(u"locale"_s), .dark = parser.isSet(u"dark"_s)});
    QWidget *window = wanted.value(0) == "kcm"_L1 ? page(wanted.mid(1)) : dialog(wanted.value(1));
    if (!window) {
        qCritical("there is no such window");
        return 1;
    }
    window->setAttribute(Qt::WA_DeleteOnClose);
    const Konto::Window::Driver driver;
    window->show();
    return QApplication::exec();
}
