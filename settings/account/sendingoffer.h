// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "account/answers.h"
#include "sending/sending.h"

#include <QWidget>

class QCheckBox;
class QLabel;

namespace Konto
{

/// Offers to set up what a new account needs for sending mail; hidden while nothing is missing.
class SendingOffer : public QWidget
{
    Q_OBJECT

public:
    explicit SendingOffer(QWidget *parent);

    /// The outgoing servers that were found, the best first. One that did not answer, or that the user would have to agree to, is not offered.
    void setFound(const QList<FoundAddress> &outgoing);
    /// Whose mail it is, and the user name on the server where none was told with it.
    void setUser(const QString &address, const QString &userName);

    /// What the user wants to have set up; nothing: not offered, or declined. \a signIn is how the account does it.
    [[nodiscard]] std::optional<Sending> wanted(SignIn signIn) const;

private:
    [[nodiscard]] Sending offered() const;
    void refresh();

    QCheckBox *m_box;
    QLabel *m_hint;
    QString m_address;
    QString m_userName;
    std::optional<FoundAddress> m_found;
};

}
