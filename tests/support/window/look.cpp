// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "look.h"

#include <KColorScheme>
#include <KLocalizedString>
#include <KSharedConfig>

#include <QApplication>
#include <QFont>
#include <QIcon>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace Konto::Window
{

void dress(const Appearance &appearance)
{
    if (!appearance.locale.isEmpty()) {
        KLocalizedString::addDomainLocaleDir("konto", appearance.locale);
    }
    KLocalizedString::setLanguages({appearance.language});
    QLocale::setDefault(QLocale(appearance.language));
    QApplication::setStyle(u"breeze"_s);
    QApplication::setFont(QFont(u"Noto Sans"_s, 10));
    const QString file = u"/usr/share/color-schemes/%1.colors"_s.arg(appearance.dark ? u"BreezeDark"_s : u"BreezeLight"_s);
    qApp->setProperty("KDE_COLOR_SCHEME_PATH", file);
    QApplication::setPalette(KColorScheme::createApplicationPalette(KSharedConfig::openConfig(file)));
    QIcon::setThemeSearchPaths({u"/usr/share/icons"_s});
    QIcon::setThemeName(appearance.dark ? u"breeze-dark"_s : u"breeze"_s);
}

}
