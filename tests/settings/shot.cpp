// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

// Draws every page of the account dialog into PNG files, with a resource that is made up: konto_settings_shot DIRECTORY [--language de]
// [--dark] [--scale 2]. Needs a session bus of its own, as of dbus-run-session. The direction of writing is the language's, which Qt takes from
// the environment.

#include "fakeresource.h"
#include "samples.h"

#include "account/accountwidget.h"
#include "link/accountlink.h"
#include "support/window/look.h"

#include <KConfigGroup>
#include <KLocalizedString>
#include <KMessageWidget>
#include <KPageWidget>

#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QStyleFactory>
#include <QTemporaryDir>
#include <QTest>
#include <QVBoxLayout>

using namespace Konto;
using namespace Qt::StringLiterals;

namespace
{
struct Scene {
    FakeResource resource;
    MemoryPasswords passwords;
    QTemporaryDir directory;
    AccountLink link{FakeResource::identifier()};
    QString target;
    QString suffix;

    void shoot(QWidget &window, const QString &name)
    {
        QTest::qWait(250); // for what fades in, and answers of the bus: it is a picture, and no test
        window.grab().save(u"%1/%2%3.png"_s.arg(target, name, suffix));
    }

    KSharedConfigPtr config(Mode mode, bool isNew)
    {
        auto config = KSharedConfig::openConfig(directory.filePath(u"%1%2rc"_s.arg(int(mode)).arg(isNew)), KConfig::SimpleConfig);
        config->group(u"Account"_s).writeEntry("AccountId", "9b2d3f5e");
        if (!isNew) {
            config->group(u"Account"_s).writeEntry("AccountName", "Anna");
            config->group(u"Account"_s).writeEntry("UserName", "anna@example.org");
            config->group(u"Account"_s).writeEntry("Mode", int(mode));
            config->group(u"Servers"_s).writeEntry("ImapHost", "imap.example.org");
            config->group(u"Servers"_s).writeEntry("Pop3Host", "pop.example.org");
            passwords.entries.insert(u"9b2d3f5e"_s, u"secret"_s);
        }
        config->sync();
        return config;
    }
};

void click(const QWidget &window, const QString &name)
{
    window.findChild<QPushButton *>(name)->click();
}

void shootNew(Scene &scene)
{
    AccountWidget window(scene.link, scene.passwords, scene.config(Mode::Imap, true));
    window.setContentsMargins(12, 12, 12, 12);
    window.load();
    window.resize(window.sizeHint());
    window.show();
    scene.shoot(window, u"new-1-empty"_s);
    const auto fields = window.findChildren<QLineEdit *>();
    fields.at(0)->setText(u"anna@example.org"_s);
    Q_EMIT fields.at(0)->textEdited(u"anna@example.org"_s);
    fields.at(1)->setText(u"correct horse"_s);
    scene.resource.discovery.waits = true;
    click(window, u"search"_s);
    scene.shoot(window, u"new-2-searching"_s);
    scene.resource.discovery.answer(bothProtocols());
    scene.shoot(window, u"new-3-found"_s);
    scene.resource.servers.result = goodTest();
    click(window, u"tryToSignIn"_s);
    scene.shoot(window, u"new-4-tried"_s);
    click(window, u"byHand"_s);
    scene.shoot(window, u"new-5-by-hand"_s);
    click(window, u"search"_s);
    QTest::qWait(100);
    scene.resource.discovery.answer(onlyPop3());
    scene.shoot(window, u"new-6-only-pop3"_s);
}

void shootPages(Scene &scene, Mode mode)
{
    const bool imap = mode == Mode::Imap;
    scene.resource.figures.numbers = imap ? imapFigures() : pop3Figures();
    scene.resource.figures.list = folders();
    scene.resource.account.removals = {0, 318, 1341, 87, 2341};
    AccountWidget window(scene.link, scene.passwords, scene.config(mode, false));
    window.setContentsMargins(12, 12, 12, 12);
    window.load();
    window.resize(window.sizeHint());
    window.show();
    auto *pages = window.findChild<KPageWidget *>();
    auto *model = pages->model();
    for (int row = 0; row < model->rowCount(); ++row) {
        pages->setCurrentPage(static_cast<KPageWidgetModel *>(model)->item(model->index(row, 0)));
        if (!imap && row == 2) {
            window.findChildren<QRadioButton *>().at(1)->click();
            QTest::qWait(500);
        }
        scene.shoot(window, u"%1-%2"_s.arg(imap ? u"imap"_s : u"pop3"_s).arg(row + 1));
        if (imap && row == 1) {
            scene.resource.servers.result = untrustedTest();
            click(window, u"testImap"_s);
            QTest::qWait(300);
            for (QScrollArea *area : window.findChildren<QScrollArea *>()) {
                area->ensureVisible(0, 100'000);
            }
            scene.shoot(window, u"imap-2-untrusted"_s);
            auto *user = window.findChild<QLineEdit *>(u"user"_s);
            user->setText(u"anna@elsewhere.net"_s);
            Q_EMIT user->textEdited(user->text());
            for (QScrollArea *area : window.findChildren<QScrollArea *>()) {
                area->ensureVisible(0, 0);
            }
            scene.shoot(window, u"imap-2-change"_s);
        }
    }
}
}

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    for (int i = 1; i + 1 < argc; ++i) {
        if (qstrcmp(argv[i], "--scale") == 0) {
            qputenv("QT_SCALE_FACTOR", argv[i + 1]);
        }
    }
    QApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addPositionalArgument(u"directory"_s, u"where the pictures go"_s);
    parser.addOptions({{u"language"_s, u"of the texts"_s, u"code"_s, u"en_US"_s},
                       {u"locale"_s, u"folder of the translations"_s, u"folder"_s},
                       {u"dark"_s, u"the dark colours"_s},
                       {u"scale"_s, u"of the screen"_s, u"factor"_s, u"1"_s}});
    parser.addHelpOption();
    parser.process(app);
    if (parser.positionalArguments().size() != 1) {
        parser.showHelp(1);
    }
    KLocalizedString::setApplicationDomain("konto");
    const QString language = parser.value(u"language"_s);
    Window::dress({.language = language, .locale = parser.value(u"locale"_s), .dark = parser.isSet(u"dark"_s)});
    Scene scene;
    scene.target = parser.positionalArguments().constFirst();
    scene.suffix = u"-%1-%2%3"_s.arg(language.left(2),
                                     parser.isSet(u"dark"_s) ? u"dark"_s : u"light"_s,
                                     parser.value(u"scale"_s) == u"1"_s ? QString() : u"-x"_s + parser.value(u"scale"_s));
    QDir().mkpath(scene.target);
    shootNew(scene);
    shootPages(scene, Mode::Imap);
    shootPages(scene, Mode::Pop3);
    return 0;
}
