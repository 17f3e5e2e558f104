// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "kcm/accountsview.h"

#include <KCModule>
#include <KPluginFactory>

#include <QVBoxLayout>

namespace Konto
{

/// *Mail Accounts* in System Settings. What is done there is done at once: there is nothing to apply. Its arguments are an account (the identifier of its
/// agent instance) and what to open of it, see AccountsView::open().
class MailAccounts : public KCModule
{
    Q_OBJECT

public:
    MailAccounts(QObject *parent, const KPluginMetaData &data, const QVariantList &arguments)
        : KCModule(parent, data)
    {
        setButtons(NoAdditionalButton);
        auto *layout = new QVBoxLayout(widget());
        layout->setContentsMargins(0, 0, 0, 0);
        auto *view = new AccountsView(widget());
        layout->addWidget(view);
        const auto open = [view](const QVariantList &words) {
            if (!words.isEmpty()) {
                view->open(words.first().toString(), words.value(1).toString());
            }
        };
        connect(this, &KCModule::activationRequested, view, open);
        open(arguments);
    }
};

}

K_PLUGIN_CLASS_WITH_JSON(Konto::MailAccounts, "kcm_konto.json")

#include "mailaccounts.moc"
