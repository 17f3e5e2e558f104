// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "mode/facts.h"

#include "link/answertext.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr qsizetype mostSentences = 100;

qint64 numberOf(const QVariantMap &map, const QString &key)
{
    return std::max<qint64>(0, map.value(key).toLongLong());
}

void readFolders(SwitchForecast &forecast, const QJsonArray &folders)
{
    for (const auto &folder : folders) {
        const QString fate = folder.toObject().value("fate"_L1).toString();
        forecast.newFolders += fate == "created"_L1 ? 1 : 0;
        forecast.serverFolders += fate == "copied"_L1 || fate == "leftThere"_L1 ? 1 : 0;
    }
}

QStringList sentencesOf(const QJsonArray &array)
{
    QStringList sentences;
    for (const auto &value : array) {
        const QString sentence = plain(value.toString());
        if (!sentence.isEmpty() && sentences.size() < mostSentences) {
            sentences.append(sentence);
        }
    }
    return sentences;
}
}

std::optional<SwitchForecast> switchForecast(const QString &json)
{
    const QJsonObject object = objectOf(json);
    const auto from = modeOfName(object.value("from"_L1).toString());
    const auto to = modeOfName(object.value("to"_L1).toString());
    const AskedServer asked = askedServer(object.toVariantMap());
    if (!from || !to || asked.server.host.isEmpty()) {
        return {};
    }
    const QJsonObject choices = object.value("choices"_L1).toObject();
    SwitchForecast forecast{.from = *from,
                            .to = *to,
                            .asked = asked,
                            .otherServer = object.value("otherServer"_L1).toBool(),
                            .matched = numberOf(object, "matched"_L1),
                            .onlyHere = numberOf(object, "onlyHere"_L1),
                            .deletedButThere = numberOf(object, "deletedButThere"_L1),
                            .upload = numberOf(object, "upload"_L1),
                            .uploadBytes = numberOf(object, "uploadBytes"_L1),
                            .download = numberOf(object, "download"_L1),
                            .downloadBytes = numberOf(object, "downloadBytes"_L1),
                            .keptHere = numberOf(object, "keptHere"_L1),
                            .seconds = int(std::min<qint64>(numberOf(object, "seconds"_L1), 1000000)),
                            .uploadMessages = choices.value("uploadMessages"_L1).toBool(true),
                            .uploadFolders = choices.value("uploadFolders"_L1).toBool(true),
                            .deleteThere = choices.value("deleteThere"_L1).toBool(false),
                            .keepCopies = choices.value("keepCopies"_L1).toBool(true),
                            .sentences = sentencesOf(object.value("sentences"_L1).toArray())};
    readFolders(forecast, object.value("folders"_L1).toArray());
    return forecast;
}

std::optional<ImportForecast> importForecast(const QVariantMap &preview)
{
    const QString host = plain(preview.value(u"host"_s).toString());
    if (host.isEmpty()) {
        return {};
    }
    return ImportForecast{.name = plain(preview.value(u"name"_s).toString()),
                          .mode = preview.value(u"mode"_s, int(Mode::Imap)).toInt() == int(Mode::Pop3) ? Mode::Pop3 : Mode::Imap,
                          .host = host,
                          .user = plain(preview.value(u"user"_s).toString()),
                          .folders = preview.value(u"folders"_s).toStringList().size(),
                          .messages = numberOf(preview, u"messages"_s),
                          .withBytes = numberOf(preview, u"withBytes"_s),
                          .toFetch = numberOf(preview, u"toFetch"_s),
                          .sorted = numberOf(preview, u"sorted"_s)};
}

bool ImportStage::isDone() const
{
    return stage == 5;
}

ImportStage importStage(const QVariantMap &state)
{
    return {.stage = std::clamp(state.value(u"stage"_s).toInt(), 0, 7),
            .running = state.value(u"running"_s).toBool(),
            .done = numberOf(state, u"done"_s),
            .total = numberOf(state, u"total"_s),
            .sentence = plain(state.value(u"sentence"_s).toString())};
}

}
