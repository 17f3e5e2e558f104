// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "kontoconfig.h"

#include "assistant/switchassistant.h"
#include "mode/modepage.h"

#include <Akonadi/AgentConfigurationFactoryBase>

#include <QScreen>
#include <QVBoxLayout>

namespace Konto
{

KontoConfig::KontoConfig(const KSharedConfigPtr &config, QWidget *parent, const QVariantList &arguments)
    : AgentConfigurationBase(config, parent, arguments)
    , m_link(identifier())
    , m_widget(new AccountWidget(m_link, m_passwords, config, parent))
{
    if (parent->layout()) {
        parent->layout()->addWidget(m_widget);
    } else {
        (new QVBoxLayout(parent))->addWidget(m_widget);
    }
    connect(m_widget, &AccountWidget::serverChangeWanted, this, [this](Mode protocol, const QVariantMap &options) {
        open(new SwitchAssistant(&m_link, modeName(protocol), options, m_widget));
    });
    connect(m_widget, &AccountWidget::completeChanged, this, &AgentConfigurationBase::enableOkButton);
}

KontoConfig::~KontoConfig()
{
    delete m_widget; // it uses what goes with this object
}

void KontoConfig::load()
{
    AgentConfigurationBase::load();
    m_widget->load();
    addModePage();
    if (!m_hasRoom) {
        m_hasRoom = true;
        QMetaObject::invokeMethod(this, &KontoConfig::giveRoom, Qt::QueuedConnection);
    }
}

/// Akonadi's dialog takes its size, and chooses who has the focus, before the pages are in it.
void KontoConfig::giveRoom()
{
    if (!m_widget) {
        return;
    }
    QWidget *window = m_widget->window();
    const QSize screen = window->screen()->availableSize();
    window->resize(window->size().expandedTo(window->sizeHint()).boundedTo({screen.width() * 9 / 10, screen.height() * 9 / 10}));
    m_widget->focusFirst();
}

void KontoConfig::addModePage()
{
    if (m_hasModePage) {
        return;
    }
    m_hasModePage = true;
    auto *page = new ModePage(&m_link);
    connect(page, &ModePage::switchWanted, this, [this](Mode mode) {
        open(new SwitchAssistant(&m_link, modeName(mode), {}, m_widget));
    });
    connect(page, &ModePage::undoWanted, this, [this] {
        open(SwitchAssistant::forUndo(&m_link, m_widget));
    });
    m_widget->addModePage(page);
}

void KontoConfig::open(SwitchAssistant *assistant)
{
    assistant->setAttribute(Qt::WA_DeleteOnClose);
    assistant->open();
}

bool KontoConfig::save() const
{
    return m_widget && m_widget->save() && AgentConfigurationBase::save();
}

}

AKONADI_AGENTCONFIG_FACTORY(KontoConfigFactory, "kontoconfig.json", Konto::KontoConfig)

#include "kontoconfig.moc"
#include "moc_kontoconfig.cpp"
