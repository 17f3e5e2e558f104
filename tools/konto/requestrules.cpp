// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "requestrules.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr int any = 1000;
constexpr std::array allVerbs{VerbRule{Verb::Help, "help"_L1, 0, 1},
                              VerbRule{Verb::Version, "version"_L1, 0, 0},
                              VerbRule{Verb::List, "list"_L1, 0, 0},
                              VerbRule{Verb::Status, "status"_L1, 0, 1},
                              VerbRule{Verb::Sync, "sync"_L1, 0, any},
                              VerbRule{Verb::Add, "add"_L1, 1, 1},
                              VerbRule{Verb::Switch, "switch"_L1, 1, 1},
                              VerbRule{Verb::Backup, "backup"_L1, 2, 2},
                              VerbRule{Verb::Restore, "restore"_L1, 2, 2},
                              VerbRule{Verb::Check, "check"_L1, 1, 1},
                              VerbRule{Verb::Notices, "notices"_L1, 0, 1},
                              VerbRule{Verb::Pause, "pause"_L1, 1, 1},
                              VerbRule{Verb::Resume, "resume"_L1, 1, 1}};

constexpr quint32 withServer = bitOf(Verb::Add) | bitOf(Verb::Switch);

constexpr std::array allSecurities{"tls"_L1, "starttls"_L1, "none"_L1};

bool takeMode(Request &request, const QString &value)
{
    request.mode = modeOfName(value);
    return request.mode.has_value();
}

bool takeNumber(const QString &value, int most, int &number)
{
    bool isNumber = false;
    number = value.toInt(&isNumber);
    return isNumber && number >= 1 && number <= most;
}

bool takePort(Request &request, const QString &value)
{
    return takeNumber(value, 65535, request.port);
}

bool takeTimeout(Request &request, const QString &value)
{
    int seconds = 0;
    if (!takeNumber(value, 2'000'000, seconds)) {
        return false;
    }
    request.longest = std::chrono::seconds(seconds);
    return true;
}

bool takeSecurity(Request &request, const QString &value)
{
    const auto found = std::ranges::find(allSecurities, value);
    if (found == allSecurities.end()) {
        return false;
    }
    request.security = Security(found - allSecurities.begin());
    return true;
}

bool takeText(QString &text, const QString &value)
{
    text = value;
    return !value.isEmpty();
}

constexpr std::array allOptions{
    OptionRule{"json"_L1,
               false,
               everywhere,
               [](Request &request, const QString &) {
                   return request.json = true;
               }},
    OptionRule{"timeout"_L1, true, everywhere, takeTimeout},
    OptionRule{"names"_L1,
               false,
               bitOf(Verb::List),
               [](Request &request, const QString &) {
                   return request.names = true;
               }},
    OptionRule{"all"_L1,
               false,
               bitOf(Verb::Sync),
               [](Request &request, const QString &) {
                   return request.words.isEmpty();
               }},
    OptionRule{"wait"_L1,
               false,
               bitOf(Verb::Sync) | bitOf(Verb::Switch),
               [](Request &request, const QString &) {
                   return request.wait = true;
               }},
    OptionRule{"password-stdin"_L1,
               false,
               bitOf(Verb::Add),
               [](Request &request, const QString &) {
                   return request.passwordFromStdin = true;
               }},
    OptionRule{"act"_L1,
               true,
               bitOf(Verb::Notices),
               [](Request &request, const QString &value) {
                   return takeText(request.action, value);
               }},
    OptionRule{"dismiss"_L1,
               false,
               bitOf(Verb::Notices),
               [](Request &request, const QString &) {
                   return request.dismiss = true;
               }},
    OptionRule{"yes"_L1,
               false,
               bitOf(Verb::Notices),
               [](Request &request, const QString &) {
                   return request.agreed = true;
               }},
    OptionRule{"mode"_L1, true, bitOf(Verb::Add), takeMode},
    OptionRule{"to"_L1, true, bitOf(Verb::Switch), takeMode},
    OptionRule{"host"_L1,
               true,
               withServer,
               [](Request &request, const QString &value) {
                   return takeText(request.host, value);
               }},
    OptionRule{"port"_L1, true, withServer, takePort},
    OptionRule{"security"_L1, true, withServer, takeSecurity},
    OptionRule{"user"_L1,
               true,
               withServer,
               [](Request &request, const QString &value) {
                   return takeText(request.userName, value);
               }},
    OptionRule{"name"_L1,
               true,
               bitOf(Verb::Add),
               [](Request &request, const QString &value) {
                   return takeText(request.name, value);
               }},
};

constexpr std::array allSteps{"preview"_L1, "start"_L1, "undo"_L1};

constexpr std::array allChoices{ChoiceRule{"no-upload"_L1, "uploadMessages"_L1, false},
                                ChoiceRule{"no-folders"_L1, "uploadFolders"_L1, false},
                                ChoiceRule{"delete-there"_L1, "deleteThere"_L1, true},
                                ChoiceRule{"no-copies"_L1, "keepCopies"_L1, false}};
}

std::span<const VerbRule> verbRules()
{
    return allVerbs;
}

std::span<const OptionRule> optionRules()
{
    return allOptions;
}

std::span<const ChoiceRule> choiceRules()
{
    return allChoices;
}

std::span<const QLatin1StringView> stepNames()
{
    return allSteps;
}

std::span<const QLatin1StringView> securityNames()
{
    return allSecurities;
}

}
