// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

// switch: the preview, the switch itself, and taking it back.

#include "accounts.h"
#include "commands.h"
#include "console.h"
#include "describe.h"
#include "link/accountlink.h"
#include "link/answertext.h"
#include "link/switchfacts.h"
#include "patience.h"
#include "serverpick.h"

#include <KLocalizedString>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
QVariantMap optionsOf(const Request &request)
{
    QVariantMap options = request.choices;
    if (!request.host.isEmpty()) {
        const Endpoint said = saidEndpoint(request, request.mode.value_or(Mode::Imap));
        options.insert(u"host"_s, said.host);
        options.insert(u"security"_s, int(said.security));
        options.insert(u"port"_s, int(said.port));
    }
    if (!request.userName.isEmpty()) {
        options.insert(u"userName"_s, request.userName);
    }
    return options;
}

/// What --to says; else the other mode.
Outcome<Mode> wantedMode(const Request &request, AccountLink &link, Patience &patience)
{
    if (request.mode) {
        return *request.mode;
    }
    const auto figures = patience.reply(link.figures.figures());
    if (!figures) {
        return std::unexpected(figures.error());
    }
    const auto now = accountFacts(figures->value()).mode;
    if (!now) {
        return refused(i18nc("@info:shell", "The account does not say which mode it is in: use “--to”."));
    }
    return otherMode(*now);
}

Outcome<QString> previewOf(Request request, AccountLink &link, Patience &patience)
{
    const Outcome<Mode> mode = wantedMode(request, link, patience);
    if (!mode) {
        return std::unexpected(mode.error());
    }
    request.mode = *mode;
    return patience.reply(link.modeSwitch.preview(modeName(*mode), optionsOf(request))).transform([](const QDBusPendingReply<QString> &reply) {
        return reply.value();
    });
}

Outcome<void> begin(const Request &request, AccountLink &link, Patience &patience)
{
    if (request.step == SwitchStep::Undo) {
        const auto begun = patience.reply(link.modeSwitch.undo());
        return begun ? Outcome<void>() : std::unexpected(begun.error());
    }
    const Outcome<QString> plan = previewOf(request, link, patience);
    if (!plan) {
        return std::unexpected(plan.error());
    }
    const auto begun = patience.reply(link.modeSwitch.start(*plan, request.choices));
    return begun ? Outcome<void>() : std::unexpected(begun.error());
}

Outcome<SwitchStage> stageOf(AccountLink &link, Patience &patience)
{
    return patience.reply(link.modeSwitch.progress()).transform([](const QDBusPendingReply<QVariantMap> &reply) {
        return switchStage(reply.value());
    });
}

Outcome<QJsonObject> lastReport(AccountLink &link, Patience &patience)
{
    return patience.reply(link.modeSwitch.report()).transform([](const QDBusPendingReply<QString> &reply) {
        return QJsonDocument::fromJson(reply.value().toUtf8()).array().last().toObject();
    });
}

/// Nothing: it is under way.
Outcome<std::optional<QJsonObject>> lookForEnd(AccountLink &link, Patience &patience)
{
    const auto stage = stageOf(link, patience);
    if (!stage) {
        // The resource may just be started again, and the switch goes on then
        return stage.error().code == ExitCode::Refused ? Outcome<std::optional<QJsonObject>>(std::nullopt) : std::unexpected(stage.error());
    }
    if (stage->isRunning()) {
        showProgress(i18nc("@info:shell %1 sentence, %2 percentage", "%1 %2 %", stage->sentence, stage->percent));
        return std::nullopt;
    }
    return lastReport(link, patience).transform([](const QJsonObject &entry) {
        const QString step = entry["step"_L1].toString();
        return step == "finished"_L1 || step == "rolledBack"_L1 ? std::optional(entry) : std::nullopt;
    });
}

/// The user does not want it any more: nothing is changed where that is still possible.
void giveUp(AccountLink &link, Patience &patience)
{
    patience.beginTidying();
    showProgress({});
    const auto stage = stageOf(link, patience);
    if (stage && stage->isRunning() && !stage->canCancel) {
        complain(
            i18nc("@info:shell", "The switch cannot be taken back here any more: it goes on in the background. “konto switch --undo” takes it back then."));
        return;
    }
    std::ignore = patience.reply(link.modeSwitch.cancel());
}

Outcome<QJsonObject> waitForEnd(AccountLink &link, Patience &patience)
{
    bool told = true;
    const QObject context;
    const auto somethingHappened = [&told] {
        told = true;
    };
    QObject::connect(&link.modeSwitch, &KontoSwitchInterface::progressChanged, &context, somethingHappened);
    QObject::connect(&link.modeSwitch, &KontoSwitchInterface::ended, &context, somethingHappened);
    QTimer tick;
    QObject::connect(&tick, &QTimer::timeout, &context, somethingHappened);
    tick.start(1000);
    while (true) {
        told = false;
        const auto end = lookForEnd(link, patience);
        if (!end) {
            return std::unexpected(end.error());
        }
        if (*end) {
            return **end;
        }
        if (const auto waited = patience.until([&told] {
                return told;
            });
            !waited) {
            return std::unexpected(waited.error());
        }
    }
}

Outcome<void> tellEnd(const Request &request, AccountLink &link, Patience &patience)
{
    const auto entry = waitForEnd(link, patience);
    if (!entry) {
        if (entry.error().code == ExitCode::Interrupted) {
            giveUp(link, patience);
        }
        return std::unexpected(entry.error());
    }
    showProgress({});
    if (request.json) {
        QJsonObject told = *entry;
        told.insert("account"_L1, link.identifier());
        printJson(told);
    }
    if (entry->value("report"_L1)["outcome"_L1].toString() != "switched"_L1) {
        return refused(switchText(*entry));
    }
    if (!request.json) {
        print(switchText(*entry));
    }
    return {};
}

Outcome<void> preview(const Request &request, AccountLink &link, Patience &patience)
{
    return previewOf(request, link, patience).transform([&request](const QString &plan) {
        const QJsonObject object = objectOf(plan);
        if (request.json) {
            printJson(object);
        } else {
            print(planText(object));
        }
    });
}
}

Outcome<void> switchMode(const Request &request, Patience &patience)
{
    const auto account = Accounts(patience).find(request.words.first());
    if (!account) {
        return std::unexpected(account.error());
    }
    AccountLink link(account->identifier);
    if (request.step == SwitchStep::Preview) {
        return preview(request, link, patience);
    }
    if (const auto begun = begin(request, link, patience); !begun) {
        if (begun.error().code == ExitCode::Interrupted) {
            giveUp(link, patience);
        }
        return begun;
    }
    if (request.wait) {
        return tellEnd(request, link, patience);
    }
    if (request.json) {
        printJson(QJsonObject{{u"account"_s, account->identifier}, {u"begun"_s, true}});
    } else {
        print(i18nc("@info:shell", "It has begun and goes on in the background. “konto status” tells how far it is."));
    }
    return {};
}

}
