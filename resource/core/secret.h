// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include <QDebug>
#include <QString>

namespace Konto
{

/// A password or token. It prints as [hidden]; whoever needs the value must say reveal(), which a reviewer
/// can search for. The memory is not locked: Qt's strings are shared, so this keeps secrets out of logs, not
/// out of core dumps (the resource switches those off, see main.cpp).
class Secret
{
public:
    Secret() = default;
    explicit Secret(QString value)
        : m_value(std::move(value))
    {
    }

    [[nodiscard]] const QString &reveal() const
    {
        return m_value;
    }
    [[nodiscard]] bool isEmpty() const
    {
        return m_value.isEmpty();
    }

private:
    QString m_value;
};

inline QDebug operator<<(QDebug debug, const Secret &)
{
    return debug << "[hidden]";
}

}
