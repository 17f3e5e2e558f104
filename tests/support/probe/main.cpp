// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// konto-probe: drives Akonadi through the interfaces a mail program uses. One command, one JSON object on stdout.
// Exit code: 0 done, 1 failed ({"error": …}), 2 used wrongly, 3 timed out.

#include "agents.h"
#include "edit.h"
#include "import.h"
#include "keychain.h"
#include "load.h"
#include "mail.h"
#include "search.h"
#include "settings.h"
#include "watch.h"

#include <QCoreApplication>

#include <cstdio>
#include <map>

using namespace Qt::StringLiterals;
using namespace Konto::Probe;

namespace
{

struct Command {
    void (*run)(const Arguments &);
    int words; ///< how many it needs at least
    QLatin1StringView usage;
};

const std::map<QString, Command> &commands()
{
    static const std::map<QString, Command> table = {
        {u"agent-create"_s, {createAgent, 1, "TYPE"_L1}},
        {u"agent-remove"_s, {removeAgent, 1, "ID"_L1}},
        {u"restart"_s, {restartAgent, 1, "ID"_L1}},
        {u"agents"_s, {listAgents, 0, ""_L1}},
        {u"configure"_s, {configure, 1, "ID key=value... [--interface NAME]"_L1}},
        {u"setting"_s, {readSetting, 2, "ID key [--interface NAME]"_L1}},
        {u"password-set"_s, {setPassword, 1, "KEY [--service NAME] < password"_L1}},
        {u"password-remove"_s, {removePassword, 1, "KEY [--service NAME]"_L1}},
        {u"import"_s, {callImport, 2, "ID METHOD [ACCOUNT]"_L1}},
        {u"sync"_s, {synchronize, 1, "ID [--wait] [--follow] [--timeout S]"_L1}},
        {u"folder-sync"_s, {synchronizeFolder, 1, "COLLECTION"_L1}},
        {u"wait"_s, {waitForStatus, 1, "ID --idle | --status NAME | --message REGEXP [--timeout S]"_L1}},
        {u"status"_s, {showStatus, 1, "ID"_L1}},
        {u"online"_s, {setOnline, 2, "ID true|false"_L1}},
        {u"tree"_s, {showTree, 1, "ID"_L1}},
        {u"contents"_s, {showContents, 1, "ID"_L1}},
        {u"items"_s, {showItems, 1, "COLLECTION [--limit N] [--sort newest|oldest|id] [--payload] [--attributes NAME,...]"_L1}},
        {u"item"_s, {showItem, 1, "ITEM [--full]"_L1}},
        {u"flags"_s, {changeFlags, 2, "ITEM|in:COLLECTION +FLAG... -FLAG..."_L1}},
        {u"folder-create"_s, {createFolder, 2, "PARENT NAME"_L1}},
        {u"folder-rename"_s, {renameFolder, 2, "ID NAME"_L1}},
        {u"folder-move"_s, {moveFolder, 2, "ID PARENT"_L1}},
        {u"tag-create"_s, {createTag, 1, "NAME"_L1}},
        {u"tag"_s, {tagItem, 3, "ITEM on|off TAG"_L1}},
        {u"folder-enable"_s, {enableFolder, 2, "COLLECTION true|false"_L1}},
        {u"folder-delete"_s, {deleteFolder, 1, "ID"_L1}},
        {u"folder-special"_s, {requestSpecialFolder, 2, "TYPE AGENT"_L1}},
        {u"item-add"_s, {addItems, 1, "COLLECTION [--first N] < message"_L1}},
        {u"item-load"_s, {loadItems, 3, "COLLECTION AGENT DIRECTORY [--first N]"_L1}},
        {u"item-edit"_s, {editItem, 1, "ITEM < message"_L1}},
        {u"item-copy"_s, {copyItems, 2, "TARGET ITEM...|in:COLLECTION"_L1}},
        {u"item-move"_s, {moveItems, 2, "TARGET ITEM...|in:COLLECTION"_L1}},
        {u"item-delete"_s, {deleteItems, 1, "ITEM...|in:COLLECTION"_L1}},
        {u"watch"_s, {watchItems, 1, "ID --first N [--match REGEXP] [--sync] [--timeout S]"_L1}},
        {u"search"_s, {search, 1, "WORD [--via server|mailserver|index] [--wait] [--timeout S]"_L1}},
    };
    return table;
}

int usage()
{
    std::fputs("usage: konto-probe COMMAND\n", stderr);
    for (const auto &[name, command] : commands()) {
        std::fprintf(stderr, "  %-16s %s\n", qPrintable(name), command.usage.data());
    }
    return 2;
}

/// Splits the command line by hand: "-\Seen" is a word here, which QCommandLineParser would take for options.
bool parse(const QStringList &line, Arguments &arguments)
{
    const std::map<QString, QString *> texts = {
        {u"--interface"_s, &arguments.interface},
        {u"--service"_s, &arguments.service},
        {u"--status"_s, &arguments.status},
        {u"--message"_s, &arguments.message},
        {u"--match"_s, &arguments.match},
        {u"--sort"_s, &arguments.sort},
        {u"--via"_s, &arguments.via},
        {u"--attributes"_s, &arguments.attributes},
    };
    const std::map<QString, int *> numbers = {
        {u"--limit"_s, &arguments.limit},
        {u"--first"_s, &arguments.first},
        {u"--timeout"_s, &arguments.timeout},
    };
    const std::map<QString, bool *> switches = {
        {u"--idle"_s, &arguments.idle},
        {u"--wait"_s, &arguments.wait},
        {u"--follow"_s, &arguments.follow},
        {u"--payload"_s, &arguments.payload},
        {u"--full"_s, &arguments.full},
        {u"--sync"_s, &arguments.sync},
    };
    for (qsizetype i = 0; i < line.size(); ++i) {
        const QString &word = line[i];
        if (const auto flag = switches.find(word); flag != switches.end()) {
            *flag->second = true;
        } else if (const auto text = texts.find(word); text != texts.end()) {
            *text->second = line.value(++i);
        } else if (const auto number = numbers.find(word); number != numbers.end()) {
            *number->second = line.value(++i).toInt();
        } else if (word.startsWith("--"_L1)) {
            return false;
        } else {
            arguments.words.append(word);
        }
    }
    return true;
}

}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"konto-probe"_s);
    const QStringList line = QCoreApplication::arguments().mid(1);
    const auto command = commands().find(line.value(0));
    Arguments arguments;
    if (command == commands().end() || !parse(line.mid(1), arguments) || arguments.words.size() < command->second.words) {
        return usage();
    }
    // A KJob that ends would otherwise end the program, though the next one starts after a pause.
    QCoreApplication::setQuitLockEnabled(false);
    command->second.run(arguments);
    return QCoreApplication::exec();
}
