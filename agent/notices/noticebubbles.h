// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "notices/notice.h"

#include <QHash>
#include <QObject>
#include <QPointer>

class KNotification;

namespace Konto
{

class NoticeActions;
class Notices;

/// Shows notices as the desktop's notifications, each once, for as long as it is true. What cannot be taken back is not done from there: it opens
/// the account in System Settings, where the question is asked.
class NoticeBubbles : public QObject
{
public:
    /// Both outlive this.
    NoticeBubbles(Notices &notices, NoticeActions &actions, QObject *parent = nullptr);

private:
    void show(const Notice &notice);
    void addAction(KNotification *bubble, const Notice &notice, const NoticeAction &action);
    void close(const QString &id);

    NoticeActions &m_actions;
    QHash<QString, QPointer<KNotification>> m_bubbles;
};

}
