// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QObject>

namespace Konto
{

/// How far a run is, in messages. Emits only when the number or the text changes.
class RunProgress : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    void reset();
    /// Adds to what is to come; negative when less comes than was announced.
    void expect(qsizetype messages);
    void done(qsizetype messages);
    void setText(const QString &text);

    [[nodiscard]] const QString &text() const
    {
        return m_text;
    }

Q_SIGNALS:
    void percentChanged(int percent);
    void textChanged(const QString &text);

private:
    void update();

    qsizetype m_expected = 0;
    qsizetype m_done = 0;
    int m_percent = 0;
    QString m_text;
};

}
