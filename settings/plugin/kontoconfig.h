// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "account/accountwidget.h"
#include "account/passwordstore.h"
#include "link/accountlink.h"

#include <Akonadi/AgentConfigurationBase>

#include <QPointer>

namespace Konto
{

class SwitchAssistant;

/// Konto's account dialog as Akonadi opens it. A bridge to AccountWidget.
class KontoConfig : public Akonadi::AgentConfigurationBase
{
    Q_OBJECT

public:
    KontoConfig(const KSharedConfigPtr &config, QWidget *parent, const QVariantList &arguments);
    ~KontoConfig() override;

    void load() override;
    bool save() const override;

private:
    void addModePage();
    void giveRoom();
    void open(SwitchAssistant *assistant);

    AccountLink m_link;
    KeychainPasswords m_passwords;
    bool m_hasModePage = false;
    bool m_hasRoom = false;
    QPointer<AccountWidget> m_widget; ///< the parent widget's, which may be gone first
};

}
