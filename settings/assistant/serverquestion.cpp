// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "assistant/serverquestion.h"

#include "account/formparts.h"
#include "account/serverform.h"

#include <KLocalizedString>

#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace Konto
{

ServerQuestion::ServerQuestion(Mode protocol, QWidget *parent)
    : QWidget(parent)
    , m_server(new ServerForm(protocol, this))
    , m_user(new QLineEdit(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(headingLabel(i18nc("@title", "Is this the right server?"), this));
    layout->addWidget(textLabel(i18nc("@info",
                                      "If your mail is on another one, or you have another user name there, correct it here. You see what will happen before "
                                      "anything is changed."),
                                this));
    layout->addWidget(m_server);
    m_server->addRow(i18nc("@label:textbox", "User name:"), m_user);
    setFocusProxy(m_server);
}

void ServerQuestion::ask(const AskedServer &asked)
{
    m_asked = asked;
    if (asked.server.port != 0) {
        m_server->setEndpoint(asked.server);
        m_asked.server = m_server->endpoint();
    }
    m_user->setText(asked.userName);
}

std::optional<QVariantMap> ServerQuestion::correction() const
{
    const Endpoint server = m_server->endpoint();
    const QString user = m_user->text().trimmed();
    const bool isCorrected = server != m_asked.server || user != m_asked.userName;
    return isCorrected && !server.host.isEmpty() ? std::optional(toOptions(server, user)) : std::nullopt;
}

}
