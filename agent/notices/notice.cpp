// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "notices/notice.h"

#include <array>

using namespace Qt::StringLiterals;

namespace Konto
{

QString causeName(NoticeCause cause)
{
    static constexpr std::array names{"passwordRejected"_L1,
                                      "certificateChanged"_L1,
                                      "certificateExpires"_L1,
                                      "quotaNearlyFull"_L1,
                                      "mailboxBusy"_L1,
                                      "refused"_L1,
                                      "retentionHeld"_L1,
                                      "setAside"_L1,
                                      "diskNearlyFull"_L1,
                                      "notSearchable"_L1,
                                      "repaired"_L1,
                                      "couldBeImap"_L1,
                                      "couldBePop3"_L1,
                                      "undoPossible"_L1};
    return names.at(size_t(cause));
}

bool isAdvice(NoticeCause cause)
{
    return cause == NoticeCause::CouldBeImap || cause == NoticeCause::CouldBePop3;
}

QString severityName(Severity severity)
{
    static constexpr std::array names{"information"_L1, "warning"_L1, "error"_L1};
    return names.at(size_t(severity));
}

QString noticeId(const QString &account, const Finding &finding)
{
    const QString id = account + u'/' + causeName(finding.cause);
    return finding.variant.isEmpty() ? id : id + u'/' + finding.variant;
}

}
