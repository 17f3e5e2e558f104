// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "link/listednotice.h"

#include "link/answertext.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace Konto
{

static ListedNotice listedNotice(const QJsonObject &object)
{
    ListedNotice notice{.id = object["id"_L1].toString(),
                        .account = object["account"_L1].toString(),
                        .cause = textOf(object, "cause"_L1),
                        .severity = textOf(object, "severity"_L1),
                        .title = textOf(object, "title"_L1),
                        .text = textOf(object, "text"_L1),
                        .actions = {}};
    for (const QJsonValue value : object["actions"_L1].toArray()) {
        const QJsonObject action = value.toObject();
        notice.actions.append({.id = action["id"_L1].toString(), .label = textOf(action, "label"_L1), .question = textOf(action, "question"_L1)});
    }
    return notice;
}

QList<ListedNotice> listedNotices(const QString &json)
{
    QList<ListedNotice> notices;
    for (const QJsonValue value : QJsonDocument::fromJson(json.toUtf8()).array()) {
        notices.append(listedNotice(value.toObject()));
    }
    return notices;
}

}
