// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "kcm/accountsview.h"

#include <KCModule>
#include <KPluginFactory>

#include <QVBoxLayout>

namespace Konto
{

/// *Mail Accounts* in System Settings. What is done there is done at once: there is nothing to apply.
class MailAccounts : public KCModule
{
    Q_OBJECT

public:
    MailAccounts(QObject *parent, const KPluginMetaData &data)
        : KCModule(parent, data)
    {
        setButtons(NoAdditionalButton);
        auto *layout = new QVBoxLayout(widget());
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(new AccountsView(widget()));
    }
};

}

K_PLUGIN_CLASS_WITH_JSON(Konto::MailAccounts, "kcm_konto.json")

#include "mailaccounts.moc"
