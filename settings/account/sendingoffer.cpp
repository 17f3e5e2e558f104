// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "account/sendingoffer.h"

#include "account/formparts.h"
#include "autoconfig/mailaddress.h"

#include <KLocalizedString>

#include <QCheckBox>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>

namespace Konto
{

namespace
{
QString boxText(const MissingForSending &missing, const Sending &sending)
{
    if (!missing.server || !sending.server) {
        return i18nc("@option:check %1 is a mail address", "Also write mail as %1", sending.address);
    }
    const QString &host = sending.server->endpoint.host;
    return missing.identity ? i18nc("@option:check %1 is a mail address, %2 a host name", "Also send mail as %1, through %2", sending.address, host)
                            : i18nc("@option:check %1 is a host name", "Also send mail through %1", host);
}

QString hintText(const Sending &sending)
{
    return sending.server ? i18nc("@info", "KMail and the other mail programs of this desktop can then send from this address. Konto itself only receives.")
                          : i18nc("@info",
                                  "KMail then offers this address as a sender. A server for sending was not found; it can be added in KMail’s settings, under "
                                  "Accounts, Sending.");
}
}

SendingOffer::SendingOffer(QWidget *parent)
    : QWidget(parent)
    , m_box(new QCheckBox(this))
    , m_hint(hintLabel({}, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_box);
    layout->addWidget(m_hint);
    m_box->setObjectName(QStringLiteral("sending"));
    m_box->setChecked(true);
    hide();
}

void SendingOffer::setFound(const QList<FoundAddress> &outgoing)
{
    const auto usable = std::ranges::find_if(outgoing, [](const FoundAddress &server) {
        return server.verified && !server.toBeConfirmed;
    });
    m_found = usable == outgoing.end() ? std::nullopt : std::optional(*usable);
    refresh();
}

void SendingOffer::setUser(const QString &address, const QString &userName)
{
    if (address != m_address || userName != m_userName) {
        m_address = address;
        m_userName = userName;
        refresh();
    }
}

std::optional<Sending> SendingOffer::wanted(SignIn signIn) const
{
    if (isHidden() || !m_box->isChecked()) {
        return std::nullopt;
    }
    Sending sending = offered();
    if (sending.server) {
        sending.server->signIn = signIn;
    }
    return sending;
}

Sending SendingOffer::offered() const
{
    Sending sending{.address = m_address, .accountName = {}, .account = {}, .server = {}};
    if (m_found) {
        sending.server = OutgoingServer{.endpoint = m_found->endpoint, .userName = m_found->userName.isEmpty() ? m_userName : m_found->userName};
    }
    return sending;
}

void SendingOffer::refresh()
{
    const Sending sending = offered();
    const MissingForSending missing = mailAddressOf(m_address) ? missingForSending(sending) : MissingForSending();
    setVisible(missing.isAnything());
    m_box->setText(boxText(missing, sending).replace(u'&', QStringLiteral("&&")));
    m_hint->setText(hintText(sending));
}

}

#include "moc_sendingoffer.cpp"
