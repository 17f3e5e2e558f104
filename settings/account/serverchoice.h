// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "account/answers.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QRadioButton;

namespace Konto
{

class ServerForm;

/// One of the two ways a new account can work, with the servers that were found for it. What was found last is chosen unless the user
/// has chosen or edited.
class ServerChoice : public QWidget
{
    Q_OBJECT

public:
    ServerChoice(Mode protocol, QWidget *parent);

    /// Those of \a all that are of this protocol.
    void setFound(const QList<FoundAddress> &all);
    void forget();
    void showForm(bool shown);

    [[nodiscard]] QRadioButton *button() const;
    [[nodiscard]] bool isChosen() const;
    /// Whether there is a server, and the user has agreed where that is needed.
    [[nodiscard]] bool isUsable() const;
    /// Whether the server that is chosen was found to work.
    [[nodiscard]] bool isVerified() const;
    /// Whether the user typed it.
    [[nodiscard]] bool isEntered() const;
    [[nodiscard]] Endpoint endpoint() const;
    /// As found; empty: not told.
    [[nodiscard]] QString userName() const;
    [[nodiscard]] QList<SignIn> signIn() const;

Q_SIGNALS:
    void changed();

private:
    [[nodiscard]] std::optional<FoundAddress> current() const;
    void showCandidate();
    void edit();
    void tellState();

    Mode m_protocol;
    QRadioButton *m_button;
    QComboBox *m_candidates;
    QLabel *m_address;
    QLabel *m_assurance;
    QCheckBox *m_agreed;
    ServerForm *m_form;
    QList<FoundAddress> m_found;
    bool m_edited = false;
};

}
