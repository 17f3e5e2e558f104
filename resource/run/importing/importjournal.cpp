// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "run/importing/importjournal.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <array>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
const QByteArray journalFact = QByteArrayLiteral("import.journal");

struct Number {
    QLatin1StringView name;
    qint64 ImportJournal::*member;
};
constexpr std::array numbers{
    Number{"collection"_L1, &ImportJournal::collection},
    Number{"item"_L1, &ImportJournal::item},
    Number{"messages"_L1, &ImportJournal::messages},
    Number{"withoutBytes"_L1, &ImportJournal::withoutBytes},
    Number{"folders"_L1, &ImportJournal::folders},
    Number{"missing"_L1, &ImportJournal::missing},
    Number{"contentsBefore"_L1, &ImportJournal::contentsBefore},
    Number{"contentsAfter"_L1, &ImportJournal::contentsAfter},
    Number{"seenUidls"_L1, &ImportJournal::seenUidls},
};

ImportJournal fromBytes(const QByteArray &bytes)
{
    const QJsonObject json = QJsonDocument::fromJson(bytes).object();
    ImportJournal journal;
    journal.stage = ImportJournal::Stage(json.value("stage"_L1).toInt());
    journal.source = json.value("source"_L1).toString();
    journal.mode = Mode(json.value("mode"_L1).toInt(int(Mode::Imap)));
    journal.wasOnline = json.value("wasOnline"_L1).toBool(true);
    journal.hasPassword = json.value("hasPassword"_L1).toBool();
    for (const Number &number : numbers) {
        journal.*number.member = json.value(number.name).toInteger();
    }
    return journal;
}
}

Result<ImportJournal> readJournal(AccountStore &store)
{
    return store.fact(journalFact).transform(fromBytes);
}

Result<void> writeJournal(AccountStore &store, const ImportJournal &journal)
{
    QJsonObject json{{"stage"_L1, int(journal.stage)},
                     {"source"_L1, journal.source},
                     {"mode"_L1, int(journal.mode)},
                     {"wasOnline"_L1, journal.wasOnline},
                     {"hasPassword"_L1, journal.hasPassword}};
    for (const Number &number : numbers) {
        json.insert(number.name, journal.*number.member);
    }
    return store.setFact(journalFact, QJsonDocument(json).toJson(QJsonDocument::Compact));
}

}
