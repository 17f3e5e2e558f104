// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "account/serverform.h"

#include "account/formparts.h"

#include <KLocalizedString>

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace Konto
{

ServerForm::ServerForm(Mode protocol, QWidget *parent)
    : QWidget(parent)
    , m_protocol(protocol)
    , m_form(new QFormLayout(this))
    , m_host(new QLineEdit(this))
    , m_port(new QSpinBox(this))
    , m_security(new QComboBox(this))
    , m_warning(
          hintLabel(i18nc("@info", "Your password and your mail can be read by others on the way. Choose this only for a server on your own network."), this))
{
    const bool imap = protocol == Mode::Imap;
    m_form->setContentsMargins({});
    m_host->setPlaceholderText(imap ? i18nc("@info:placeholder", "for example imap.example.org") : i18nc("@info:placeholder", "for example pop.example.org"));
    m_host->setAccessibleName(imap ? i18nc("@label accessible", "IMAP server") : i18nc("@label accessible", "POP3 server"));
    m_host->setInputMethodHints(Qt::ImhUrlCharactersOnly | Qt::ImhNoAutoUppercase);
    m_form->addRow(i18nc("@label:textbox", "Server:"), m_host);

    m_security->addItem(i18nc("@item:inlistbox", "Encrypted (TLS)"), int(Security::Tls));
    m_security->addItem(i18nc("@item:inlistbox", "Encrypted after the greeting (STARTTLS)"), int(Security::StartTls));
    m_security->addItem(i18nc("@item:inlistbox", "Not encrypted"), int(Security::None));
    m_security->setAccessibleName(imap ? i18nc("@label accessible", "Encryption of the IMAP connection")
                                       : i18nc("@label accessible", "Encryption of the POP3 connection"));
    m_form->addRow(i18nc("@label:listbox", "Encryption:"), m_security);
    m_form->addRow(QString(), m_warning);

    m_port->setRange(1, 65535);
    m_port->setGroupSeparatorShown(false);
    m_port->setAccessibleName(imap ? i18nc("@label accessible", "Port of the IMAP server") : i18nc("@label accessible", "Port of the POP3 server"));
    auto *portRow = new QHBoxLayout;
    portRow->addWidget(m_port);
    portRow->addStretch();
    m_form->addRow(i18nc("@label:spinbox", "Port:"), portRow);
    if (auto *label = qobject_cast<QLabel *>(m_form->labelForField(portRow))) {
        label->setBuddy(m_port);
    }

    setFocusProxy(m_host);
    setEndpoint({.host = {}, .port = standardPort(protocol, Security::Tls), .security = Security::Tls});
    connect(m_host, &QLineEdit::textEdited, this, &ServerForm::edited);
    connect(m_port, &QSpinBox::valueChanged, this, &ServerForm::edited);
    connect(m_security, &QComboBox::currentIndexChanged, this, &ServerForm::changeSecurity);
}

Endpoint ServerForm::endpoint() const
{
    return {.host = m_host->text().trimmed(), .port = quint16(m_port->value()), .security = Security(m_security->currentData().toInt())};
}

void ServerForm::setEndpoint(const Endpoint &endpoint)
{
    const QSignalBlocker port(m_port);
    const QSignalBlocker security(m_security);
    m_host->setText(endpoint.host);
    m_port->setValue(endpoint.port);
    m_security->setCurrentIndex(m_security->findData(int(endpoint.security)));
    m_before = endpoint.security;
    m_warning->setVisible(endpoint.security == Security::None);
}

void ServerForm::addRow(const QString &label, QWidget *field)
{
    m_form->addRow(label, field);
}

/// A port that nobody has chosen goes with the encryption.
void ServerForm::changeSecurity()
{
    const Security now = endpoint().security;
    if (m_port->value() == standardPort(m_protocol, m_before)) {
        const QSignalBlocker port(m_port);
        m_port->setValue(standardPort(m_protocol, now));
    }
    m_before = now;
    m_warning->setVisible(now == Security::None);
    Q_EMIT edited();
}

QString protocolText(Mode protocol)
{
    return protocol == Mode::Pop3 ? u"POP3"_s : u"IMAP"_s;
}

}

#include "moc_serverform.cpp"
