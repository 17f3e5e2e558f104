// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "assistant/switchoutcome.h"

#include <KLocalizedString>

#include <QLocale>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
QString headlineOf(const PastSwitch &last)
{
    if (last.undoes) {
        return i18nc("@info", "The change has been undone. Your mail is kept as it was before.");
    }
    if (last.from == last.to) {
        return i18nc("@info", "Done. Your account uses the new server.");
    }
    return last.to == Mode::Imap ? i18nc("@info", "Done. Your mail is kept on the server now (IMAP).")
                                 : i18nc("@info", "Done. Your mail is kept on this computer now (POP3).");
}

QStringList checked(const PastSwitch &last)
{
    QStringList details;
    if (last.before > 0 && last.gone == 0 && last.changed == 0) {
        details.append(i18ncp("@info",
                              "The message that was here before is here, unchanged to the last letter.",
                              "All %1 messages that were here before are here, unchanged to the last letter.",
                              last.before));
    }
    if (last.changed > 0) {
        details.append(i18ncp("@info", "One message has another content than before.", "%1 messages have another content than before.", last.changed));
    }
    if (last.gone > 0) {
        details.append(i18ncp("@info",
                              "One message is no longer shown. It is not deleted: undo brings it back.",
                              "%1 messages are no longer shown. They are not deleted: undo brings them back.",
                              last.gone));
    }
    if (last.arrived > 0) {
        details.append(i18ncp("@info", "One message has arrived from the server.", "%1 messages have arrived from the server.", last.arrived));
    }
    return details;
}
}

SwitchOutcome switchOutcome(const PastSwitch &last, const QDateTime &undoableUntil)
{
    SwitchOutcome outcome{.succeeded = last.outcome == "switched"_L1, .headline = {}, .details = {}};
    if (!outcome.succeeded) {
        outcome.headline = i18nc("@info", "Nothing has been changed. Your account is as it was before.");
        if (!last.sentence.isEmpty()) {
            outcome.details.append(last.sentence);
        }
        return outcome;
    }
    outcome.headline = headlineOf(last);
    outcome.details = checked(last);
    if (undoableUntil.isValid()) {
        outcome.details.append(i18nc("@info %1 date",
                                     "You can undo this until %1, here or in the settings of the account.",
                                     QLocale().toString(undoableUntil.toLocalTime().date(), QLocale::LongFormat)));
    }
    return outcome;
}

}
