// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/account.h"

#include <QWidget>

class QComboBox;
class QFormLayout;
class QLineEdit;
class QSpinBox;

namespace Konto
{

/// Host, port and encryption of one server.
class ServerForm : public QWidget
{
    Q_OBJECT

public:
    ServerForm(Mode protocol, QWidget *parent);

    [[nodiscard]] Endpoint endpoint() const;
    void setEndpoint(const Endpoint &endpoint);
    /// Another field below these, aligned with them.
    void addRow(const QString &label, QWidget *field);

Q_SIGNALS:
    /// By the user.
    void edited();

private:
    void changeSecurity();

    Mode m_protocol;
    QFormLayout *m_form;
    QLineEdit *m_host;
    QSpinBox *m_port;
    QComboBox *m_security;
    QWidget *m_warning;
    Security m_before = Security::Tls;
};

/// "IMAP" or "POP3"
[[nodiscard]] QString protocolText(Mode protocol);

}
