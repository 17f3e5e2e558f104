// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/message.h"

#include <QList>
#include <QSet>

#include <optional>

namespace Konto
{

/// In which order the folders of an account are brought up to date: what the user looks at comes first.
class FolderOrder
{
public:
    /// The user looks at the folder: it comes first from now on.
    void prefer(qint64 folder);
    /// As prefer(), and it is the next one in the run that goes on, also if that had done with it.
    void preferNow(qint64 folder);
    /// Those the user does not want to see are left out.
    void begin(QList<FolderRow> folders, const QSet<qint64> &hidden);
    /// Those of these mailboxes once more.
    void beginAgain(const QSet<QString> &mailboxes);
    /// All of this run, in order.
    [[nodiscard]] const QList<FolderRow> &all() const
    {
        return m_all;
    }
    /// Which is to be done now; nothing: all are done.
    [[nodiscard]] std::optional<FolderRow> takeNext();
    /// Whether the user looks at one since the last was taken: a run that is all but over does not come to it any more.
    [[nodiscard]] bool hasMissed() const
    {
        return !m_openedMeanwhile.isEmpty();
    }

private:
    QList<qint64> m_preferred;
    QList<FolderRow> m_all;
    QList<FolderRow> m_left;
    QList<qint64> m_openedMeanwhile; ///< during this run
};

}
