// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "switchsamples.h"

#include "link/accountlink.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;

namespace Konto
{

QString sampleFigures(const QString &mode)
{
    const QJsonObject figures{{u"mode"_s, mode},
                              {u"state"_s, u"idle"_s},
                              {u"sentence"_s, QString()},
                              {u"lastCheck"_s, u"2026-11-25T08:30:00Z"_s},
                              {u"bytes"_s, 734003200},
                              {u"messagesHere"_s, 2461},
                              {u"bodiesHere"_s, 2461},
                              {u"onServer"_s, 2341},
                              {u"onlyHere"_s, 120},
                              {u"foldersHere"_s, 16},
                              {u"foldersOnServer"_s, mode == "imap"_L1 ? 14 : 1},
                              {u"quotaUsed"_s, 812646400},
                              {u"quotaLimit"_s, 1073741824}};
    return QString::fromUtf8(QJsonDocument(figures).toJson());
}

QString samplePlan(const QString &to, const QString &account, const QStringList &sentences)
{
    const bool imap = to == "imap"_L1;
    const QJsonObject plan{{u"from"_s, imap ? u"pop3"_s : u"imap"_s},
                           {u"to"_s, to},
                           {u"host"_s, u"mail.example.org"_s},
                           {u"port"_s, imap ? 993 : 995},
                           {u"account"_s, account},
                           {u"matched"_s, 2341},
                           {u"onlyHere"_s, 120},
                           {u"deletedButThere"_s, imap ? 3 : 0},
                           {u"upload"_s, imap ? 120 : 0},
                           {u"uploadBytes"_s, imap ? 31457280 : 0},
                           {u"download"_s, 0},
                           {u"seconds"_s, 40},
                           {u"folders"_s, QJsonArray{QJsonObject{{u"fate"_s, imap ? u"created"_s : u"copied"_s}}}},
                           {u"choices"_s, QJsonObject()},
                           {u"sentences"_s, QJsonArray::fromStringList(sentences)}};
    return QString::fromUtf8(QJsonDocument(plan).toJson());
}

void waitForAnswers(AccountLink &link)
{
    const auto last = link.figures.figures();
    QVERIFY(QTest::qWaitFor([&last] {
        return last.isFinished();
    }));
    QCoreApplication::processEvents();
}

}
