// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "link/switchfacts.h"

#include <QWidget>

class QLineEdit;

namespace Konto
{

class ServerForm;

/// Which server it is that the mail is on, or is to be: the one that was asked, for the user to correct.
class ServerQuestion : public QWidget
{
    Q_OBJECT

public:
    explicit ServerQuestion(Mode protocol, QWidget *parent = nullptr);

    void ask(const AskedServer &asked);
    /// What org.kde.konto.Switch, preview() is to ask then. Nothing: the user has corrected nothing, or has named no server.
    [[nodiscard]] std::optional<QVariantMap> correction() const;

private:
    AskedServer m_asked;
    ServerForm *m_server;
    QLineEdit *m_user;
};

}
