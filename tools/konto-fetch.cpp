// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// konto-fetch LINK|FILE: what the desktop starts for a message that is here in part, when its link
// ("konto:fetch/RESOURCE/KEY") is followed or its attachment, which holds that link, is opened. Asks that resource for the whole message and ends. Anybody can
// put such a link into a mail; all it can do is download a message which its owner has already, so nothing else is in a link and nothing else is done.

#include <KLocalizedString>

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QFile>
#include <QRegularExpression>
#include <QUrl>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace
{
constexpr int milliseconds = 10'000;
constexpr qint64 longestLink = 1000;

/// The link itself, or what the file says.
QString linkOf(const QString &argument)
{
    if (argument.startsWith("konto:"_L1)) {
        return argument;
    }
    const QUrl url(argument);
    QFile file(url.isLocalFile() ? url.toLocalFile() : argument);
    return file.open(QIODevice::ReadOnly) ? QString::fromLatin1(file.read(longestLink)).trimmed() : QString();
}

int complain(const QString &sentence)
{
    std::fprintf(stderr, "%s\n", qPrintable(sentence));
    return 1;
}
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    KLocalizedString::setApplicationDomain("konto");
    static const QRegularExpression pattern(u"^konto:fetch/(akonadi_konto_resource_[0-9]{1,9})/([^/]{1,400})$"_s);
    const auto link = pattern.match(linkOf(QCoreApplication::arguments().value(1)));
    if (!link.hasMatch()) {
        return complain(i18nc("@info:shell", "This is not a link to a message of Konto."));
    }
    const QString service = u"org.freedesktop.Akonadi.Resource."_s + link.captured(1);
    auto call = QDBusMessage::createMethodCall(service, u"/Konto"_s, u"org.kde.konto.Account"_s, u"fetchWhole"_s);
    call << QUrl::fromPercentEncoding(link.captured(2).toLatin1());
    // Started by a click, with no event loop to keep turning
    const QDBusMessage reply = QDBusConnection::sessionBus().call(call, QDBus::Block, milliseconds);
    if (reply.type() == QDBusMessage::ErrorMessage) {
        return complain(i18nc("@info:shell %1 technical details", "The message’s account does not answer. (%1)", reply.errorMessage()));
    }
    return 0;
}
