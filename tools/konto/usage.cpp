// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// What --help shows.

#include "request.h"

#include <KLocalizedString>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
struct Usage {
    Verb verb;
    QString line;
    QString meaning;
    QString options;
};

QString serverOptions()
{
    return i18nc("@info:shell",
                 "  --host HOST          the mail server, instead of looking for it\n"
                 "  --port PORT          its port\n"
                 "  --security KIND      tls (the default), starttls or none\n"
                 "  --user NAME          the name to sign in with, where it is not the address\n");
}

QList<Usage> accountUsages()
{
    return {{.verb = Verb::List,
             .line = u"list"_s,
             .meaning = i18nc("@info:shell", "all accounts, one a line"),
             .options = i18nc("@info:shell", "  --names              identifiers and names only, one a line\n")},
            {.verb = Verb::Status,
             .line = i18nc("@info:shell", "status [ACCOUNT]"),
             .meaning = i18nc("@info:shell", "how one account is, or all: state, mode, last check, space, notices"),
             .options = {}},
            {.verb = Verb::Sync,
             .line = i18nc("@info:shell", "sync [ACCOUNT…|--all] [--wait]"),
             .meaning = i18nc("@info:shell", "look for mail, in all accounts that are not paused where none is named"),
             .options = i18nc("@info:shell", "  --wait               until it has ended, and say how\n")},
            {.verb = Verb::Add,
             .line = i18nc("@info:shell", "add ADDRESS"),
             .meaning = i18nc("@info:shell", "a new account; its servers are looked for, and tried"),
             .options = i18nc("@info:shell",
                              "  --password-stdin     the password is the first line of the standard input; else it is asked for\n"
                              "  --mode MODE          pop3 or imap; else imap where it works\n"
                              "  --name NAME          the account’s name, else the address\n")
                 + serverOptions()},
            {.verb = Verb::Pause, .line = i18nc("@info:shell", "pause ACCOUNT"), .meaning = i18nc("@info:shell", "work offline"), .options = {}},
            {.verb = Verb::Resume, .line = i18nc("@info:shell", "resume ACCOUNT"), .meaning = i18nc("@info:shell", "go on"), .options = {}},
            {.verb = Verb::Notices,
             .line = i18nc("@info:shell", "notices [NOTICE --act ACTION|--dismiss]"),
             .meaning = i18nc("@info:shell", "what you should know or see to, the worst first; and seeing to it"),
             .options = i18nc("@info:shell",
                              "  --act ACTION         do what the notice offers\n"
                              "  --yes                agree to what cannot be taken back\n"
                              "  --dismiss            put the notice away until its cause comes back\n")}};
}

QList<Usage> mailUsages()
{
    return {{.verb = Verb::Switch,
             .line = i18nc("@info:shell", "switch ACCOUNT --preview|--start|--undo"),
             .meaning = i18nc("@info:shell", "between POP3 and IMAP, or to another server, in place"),
             .options = i18nc("@info:shell",
                              "  --preview            say what would happen, and change nothing\n"
                              "  --start              do it; it goes on in the background\n"
                              "  --undo               take the last one back, within 30 days\n"
                              "  --to MODE            pop3 or imap; else the other one\n"
                              "  --wait               until it has ended; Ctrl-C then takes it back as long as that is possible\n"
                              "  --no-upload          to IMAP: mail that is only here stays on this computer\n"
                              "  --no-folders         to IMAP: folders that are only here are not made on the server\n"
                              "  --delete-there       to IMAP: what was deleted here is deleted on the server too\n"
                              "  --no-copies          to POP3: the server’s folders stay on the server only\n")
                 + serverOptions()},
            {.verb = Verb::Backup,
             .line = i18nc("@info:shell", "backup ACCOUNT FILE"),
             .meaning = i18nc("@info:shell", "write all mail that is here to a file (.tar.gz)"),
             .options = {}},
            {.verb = Verb::Restore,
             .line = i18nc("@info:shell", "restore ACCOUNT FILE"),
             .meaning = i18nc("@info:shell", "bring back from such a file what is not here"),
             .options = {}},
            {.verb = Verb::Check,
             .line = i18nc("@info:shell", "check ACCOUNT"),
             .meaning = i18nc("@info:shell", "compare the files on disk with the database, and put right what differs"),
             .options = {}}};
}

QString commonOptions()
{
    return i18nc("@info:shell",
                 "  --json               print JSON (see konto(1))\n"
                 "  --timeout SECONDS    do not wait for longer\n"
                 "  --help               this text; after a command: about it\n");
}
}

QString usageText(std::optional<Verb> about)
{
    const QList<Usage> all = accountUsages() + mailUsages();
    if (const auto one = std::ranges::find(all, about, &Usage::verb); about && one != all.end()) {
        return i18nc("@info:shell", "Usage: konto %1", one->line) + u"\n\n"_s + one->meaning + u"\n\n"_s + one->options + commonOptions();
    }
    QString text = i18nc("@info:shell", "Usage: konto COMMAND [OPTIONS]") + u"\n\n"_s;
    for (const Usage &usage : all) {
        text += u"  "_s + usage.line + u"\n      "_s + usage.meaning + u'\n';
    }
    return text + u'\n' + commonOptions() + u'\n'
        + i18nc("@info:shell",
                "ACCOUNT is an identifier, a name, or an address, as “konto list” shows them.\n"
                "Exit status: 0 done, 1 the account or its server said no, 2 not understood, 3 the desktop’s mail service does not run,\n"
                "4 it took too long, 130 interrupted.\n");
}

}
