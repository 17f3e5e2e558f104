// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "describe.h"

#include "kcm/accountwords.h"
#include "link/answertext.h"

#include <KFormat>
#include <KLocalizedString>

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
QString shortMode(const AccountFacts &facts)
{
    return !facts.mode ? u"–"_s : facts.mode == Mode::Imap ? u"IMAP"_s : u"POP3"_s;
}

QString checkText(const AccountFacts &facts)
{
    return facts.lastCheck.isValid() ? QLocale().toString(facts.lastCheck.toLocalTime(), QLocale::ShortFormat) : i18nc("@info:shell no check yet", "never");
}

/// Columns as wide as what is in them; the last one is not filled up.
QString tableText(const QList<QStringList> &rows)
{
    QList<qsizetype> widths;
    for (const QStringList &row : rows) {
        widths.resize(row.size());
        for (qsizetype column = 0; column < row.size(); ++column) {
            widths[column] = std::max(widths[column], row.at(column).size());
        }
    }
    QStringList lines;
    for (const QStringList &row : rows) {
        QString line;
        for (qsizetype column = 0; column < row.size(); ++column) {
            line += row.at(column).leftJustified(widths.at(column) + 2);
        }
        lines.append(line.trimmed());
    }
    return lines.join(u'\n');
}

QString line(const QString &label, const QString &value)
{
    return i18nc("@info:shell one line: what it is, and its value", "%1: %2", label, value);
}

QString severityText(const QString &severity)
{
    if (severity == "error"_L1) {
        return i18nc("@info:shell severity of a notice", "Problem");
    }
    return severity == "warning"_L1 ? i18nc("@info:shell severity of a notice", "Warning") : i18nc("@info:shell severity of a notice", "Note");
}

QString noticeText(const QJsonObject &notice)
{
    const QString heading = line(severityText(textOf(notice, "severity"_L1)), textOf(notice, "title"_L1));
    QStringList lines{heading};
    if (const QString text = textOf(notice, "text"_L1); !text.isEmpty()) {
        lines.append(text);
    }
    for (const QJsonValue action : notice["actions"_L1].toArray()) {
        lines.append(i18nc("@info:shell %1 identifiers of a notice and of what can be done about it, %2 what it is",
                           "konto notices %1 (%2)",
                           textOf(notice, "id"_L1) + " --act "_L1 + textOf(action.toObject(), "id"_L1),
                           textOf(action.toObject(), "label"_L1)));
    }
    return lines.join(u"\n  "_s);
}

QStringList texts(const QJsonArray &array)
{
    QStringList list;
    for (const QJsonValue entry : array) {
        list.append(plain(entry.toString()));
    }
    return list;
}
}

QString listText(const QList<ListedAccount> &accounts)
{
    if (accounts.isEmpty()) {
        return i18nc("@info:shell", "There is no account. “konto add ADDRESS” makes one.");
    }
    QList<QStringList> rows{{i18nc("@title:column", "Account"),
                             i18nc("@title:column", "Name"),
                             i18nc("@title:column", "Mode"),
                             i18nc("@title:column", "Last check"),
                             i18nc("@title:column", "State")}};
    for (const ListedAccount &account : accounts) {
        rows.append({account.identifier, account.name, shortMode(account.facts), checkText(account.facts), stateWords(account.facts, account.online)});
    }
    return tableText(rows);
}

QString namesText(const QList<ListedAccount> &accounts)
{
    QStringList lines;
    for (const ListedAccount &account : accounts) {
        lines.append(account.identifier);
        if (!account.name.isEmpty()) {
            lines.append(account.name);
        }
    }
    return lines.join(u'\n');
}

QString statusText(const ListedAccount &account, const QJsonArray &notices)
{
    const AccountFacts &facts = account.facts;
    const KFormat format;
    QStringList lines{i18nc("@info:shell %1 name, %2 identifier", "%1 (%2)", account.name, account.identifier),
                      line(i18nc("@label", "Mail is kept"), modeWords(facts)),
                      line(i18nc("@label", "State"), stateWords(facts, account.online))};
    if (!facts.sentence.isEmpty()) {
        lines.append(facts.sentence);
    }
    const QString phase = textOf(account.told, "switch"_L1);
    if (!phase.isEmpty() && phase != "none"_L1) {
        lines.append(line(i18nc("@label", "Being switched"), i18nc("@info percentage", "%1 %", numberOf(account.told, "percent"_L1))));
    }
    lines.append(line(i18nc("@label", "Last check"), checkText(facts)));
    lines.append(line(i18nc("@label", "Messages"), messageWords(facts)));
    lines.append(line(i18nc("@label", "Space on this computer"), format.formatByteSize(double(facts.bytes))));
    if (facts.quotaLimit > 0) {
        lines.append(line(i18nc("@label", "Space at the provider"),
                          i18nc("@info:shell %1 of %2 bytes, %3 percent",
                                "%1 of %2 used (%3 %)",
                                format.formatByteSize(double(facts.quotaUsed)),
                                format.formatByteSize(double(facts.quotaLimit)),
                                quotaPercent(facts))));
    }
    if (const QDateTime until = timeOf(account.told, "undoableUntil"_L1); until.isValid()) {
        lines.append(line(i18nc("@label", "The last switch can be undone until"), QLocale().toString(until.toLocalTime(), QLocale::ShortFormat)));
    }
    for (const QJsonValue notice : noticesOf(notices, account.identifier)) {
        lines.append(noticeText(notice.toObject()));
    }
    return lines.join(u'\n');
}

QJsonArray noticesOf(const QJsonArray &notices, const QString &identifier)
{
    QJsonArray own;
    for (const QJsonValue notice : notices) {
        if (notice["account"_L1].toString() == identifier) {
            own.append(notice);
        }
    }
    return own;
}

QString noticesText(const QJsonArray &notices, const QList<ListedAccount> &accounts)
{
    if (notices.isEmpty()) {
        return i18nc("@info:shell", "There is nothing you need to know.");
    }
    QStringList paragraphs;
    for (const QJsonValue notice : notices) {
        const auto account = std::ranges::find(accounts, notice["account"_L1].toString(), &ListedAccount::identifier);
        const QString name = account == accounts.end() ? textOf(notice.toObject(), "account"_L1) : account->name;
        paragraphs.append(name.isEmpty() ? noticeText(notice.toObject()) : name + u'\n' + noticeText(notice.toObject()));
    }
    return paragraphs.join(u"\n\n"_s);
}

QJsonObject endingObject(const QString &identifier, const Ending &ending)
{
    return {{u"account"_s, identifier}, {u"succeeded"_s, ending.succeeded}, {u"sentence"_s, ending.sentence}};
}

QString planText(const QJsonObject &plan)
{
    QStringList lines = texts(plan["sentences"_L1].toArray());
    lines.prepend(i18nc("@info:shell %1 and %2 POP3 or IMAP, %3 host",
                        "From %1 to %2, at %3:",
                        textOf(plan, "from"_L1).toUpper(),
                        textOf(plan, "to"_L1).toUpper(),
                        textOf(plan, "host"_L1)));
    return lines.join(u"\n  "_s);
}

QString switchText(const QJsonObject &entry)
{
    const QJsonObject report = entry["report"_L1].toObject();
    const QString sentence = textOf(report, "sentence"_L1);
    if (textOf(report, "outcome"_L1) != "switched"_L1) {
        return sentence.isEmpty() ? i18nc("@info:shell", "Nothing was changed.") : i18nc("@info:shell %1 sentence", "Nothing was changed. %1", sentence);
    }
    const QJsonObject check = report["check"_L1].toObject();
    return i18nc("@info:shell %1 POP3 or IMAP",
                 "The account is in %1 mode. Of %2 messages, %3 are the same, %4 are gone, %5 have arrived.",
                 textOf(entry, "to"_L1).toUpper(),
                 numberOf(check, "before"_L1),
                 numberOf(check, "same"_L1),
                 numberOf(check, "gone"_L1),
                 numberOf(check, "arrived"_L1));
}

}
