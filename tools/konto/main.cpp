// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// konto: the accounts on the command line. It asks the agent of all accounts and the resource of each over D-Bus, and writes nothing itself
// but a new account's password into the keychain. What it prints as JSON, and what it ends with, is told in konto.1.

#include "commands.h"
#include "console.h"
#include "patience.h"

#include <KLocalizedString>

#include <QCoreApplication>
#include <QLoggingCategory>

#include <chrono>
#include <sys/resource.h>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Konto
{

namespace
{
std::chrono::seconds longestOf(const Request &request)
{
    if (request.longest) {
        return *request.longest;
    }
    switch (request.verb) {
    case Verb::Switch:
    case Verb::Backup:
    case Verb::Restore:
    case Verb::Check:
        return 12h;
    case Verb::Sync:
    case Verb::Add:
        return 10min;
    default:
        return 30s;
    }
}

Outcome<void> run(const Request &request, Patience &patience)
{
    switch (request.verb) {
    case Verb::Help:
        print(usageText(request.about).trimmed());
        return {};
    case Verb::Version:
        print(u"konto "_s + QStringLiteral(KONTO_VERSION));
        return {};
    case Verb::List:
        return listAccounts(request, patience);
    case Verb::Status:
        return showStatus(request, patience);
    case Verb::Sync:
        return synchronize(request, patience);
    case Verb::Add:
        return addAccount(request, patience);
    case Verb::Switch:
        return switchMode(request, patience);
    case Verb::Backup:
    case Verb::Restore:
    case Verb::Check:
        return workOnMail(request, patience);
    case Verb::Notices:
        return showNotices(request, patience);
    case Verb::Pause:
    case Verb::Resume:
        return setPaused(request, patience);
    }
    return {};
}

int runAll(const QStringList &arguments)
{
    const auto request = parseRequest(arguments);
    if (!request) {
        complain(request.error());
        return int(ExitCode::Usage);
    }
    Patience patience(longestOf(*request));
    const Outcome<void> done = run(*request, patience);
    if (done) {
        return int(ExitCode::Done);
    }
    if (!done.error().sentence.isEmpty()) {
        complain(done.error().sentence);
    }
    return int(done.error().code);
}
}

}

int main(int argc, char **argv)
{
    // A password is in this process's memory for a while
    const rlimit none{.rlim_cur = 0, .rlim_max = 0};
    setrlimit(RLIMIT_CORE, &none);
    const QCoreApplication app(argc, argv);
    KLocalizedString::setApplicationDomain("konto");
    // What libraries remark is not for who uses this; QT_LOGGING_RULES brings it back
    QLoggingCategory::setFilterRules(u"*=false"_s);
    return Konto::runAll(QCoreApplication::arguments().mid(1));
}
