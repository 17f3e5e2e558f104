// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "notices/noticebubbles.h"

#include "notices/noticeactions.h"
#include "notices/notices.h"

#include <KLocalizedString>
#include <KNotification>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
/// As in akonadi_konto_agent.notifyrc: what the user can switch off in System Settings.
QString eventOf(const Finding &finding)
{
    if (isAdvice(finding.cause)) {
        return u"advice"_s;
    }
    return severityName(finding.severity);
}

QString iconOf(Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return u"dialog-error"_s;
    case Severity::Warning:
        return u"dialog-warning"_s;
    case Severity::Information:
        break;
    }
    return u"konto"_s;
}
}

NoticeBubbles::NoticeBubbles(Notices &notices, NoticeActions &actions, QObject *parent)
    : QObject(parent)
    , m_actions(actions)
{
    connect(&notices, &Notices::appeared, this, &NoticeBubbles::show);
    connect(&notices, &Notices::ended, this, &NoticeBubbles::close);
}

void NoticeBubbles::show(const Notice &notice)
{
    const bool isLasting = notice.finding.severity != Severity::Information;
    auto *bubble = new KNotification(eventOf(notice.finding), isLasting ? KNotification::Persistent : KNotification::CloseOnTimeout, this);
    bubble->setComponentName(u"akonadi_konto_agent"_s);
    bubble->setTitle(i18nc("@title:window %1 account, %2 what happened", "%1: %2", notice.accountName, notice.title));
    bubble->setText(notice.text.toHtmlEscaped()); // a server's words may be in it
    bubble->setIconName(iconOf(notice.finding.severity));
    for (const NoticeAction &action : notice.actions) {
        addAction(bubble, notice, action);
    }
    m_bubbles.insert(notice.id, bubble);
    bubble->sendEvent();
}

void NoticeBubbles::addAction(KNotification *bubble, const Notice &notice, const NoticeAction &action)
{
    const bool asks = !action.question.isEmpty();
    KNotificationAction *button = bubble->addAction(asks ? i18nc("@action:button", "Show…") : action.label);
    connect(button, &KNotificationAction::activated, this, [this, bubble, asks, account = notice.account, id = notice.id, action = action.id] {
        const QString token = bubble->xdgActivationToken();
        if (asks) {
            m_actions.show(account, {}, token);
        } else {
            m_actions.act(id, action, token);
        }
    });
}

void NoticeBubbles::close(const QString &id)
{
    if (const QPointer<KNotification> bubble = m_bubbles.take(id)) {
        bubble->close();
    }
}

}
