// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "account/certificateview.h"

#include "account/formparts.h"

#include <KLocalizedString>

#include <QFontDatabase>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QIcon>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
QString validityText(const ShownCertificate &certificate)
{
    const QLocale locale;
    const auto date = [&locale](const QDateTime &time) {
        return locale.toString(time.toLocalTime().date(), QLocale::LongFormat);
    };
    if (!certificate.validUntil.isValid()) {
        return i18nc("@info of a certificate", "not told");
    }
    if (!certificate.validFrom.isValid()) {
        return i18nc("@info %1 date", "until %1", date(certificate.validUntil));
    }
    return i18nc("@info %1 and %2 dates", "from %1 until %2", date(certificate.validFrom), date(certificate.validUntil));
}

QString orNotTold(const QString &text)
{
    return text.isEmpty() ? i18nc("@info of a certificate", "not told") : text;
}
}

CertificateView::CertificateView(QWidget *parent)
    : QWidget(parent)
    , m_details(new QWidget(this))
    , m_form(new QFormLayout)
    , m_title(headingLabel({}, this))
    , m_pin(new QPushButton(QIcon::fromTheme(u"security-high"_s), i18nc("@action:button", "Trust This Certificate"), this))
    , m_forget(new QPushButton(QIcon::fromTheme(u"edit-delete-remove"_s), i18nc("@action:button", "No Longer Trust It"), this))
    , m_keys(textLabel({}, this))
    , m_forgetAll(new QPushButton(QIcon::fromTheme(u"edit-delete-remove"_s), i18nc("@action:button", "Forget Them"), this))
    , m_pending(hintLabel(i18nc("@info", "What you have changed about trust takes effect when you click “OK”."), this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_details);
    auto *details = new QVBoxLayout(m_details);
    details->setContentsMargins({});
    details->addWidget(m_title);
    details->addLayout(m_form);
    addRow(i18nc("@label", "Issued to:"), m_subject);
    addRow(i18nc("@label", "Valid for:"), m_names);
    addRow(i18nc("@label", "Issued by:"), m_issuer);
    addRow(i18nc("@label", "Valid:"), m_validity);
    addRow(i18nc("@label", "Fingerprint:"), m_fingerprint);
    addRow(i18nc("@label", "Trust:"), m_trust);
    m_fingerprint->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_pin);
    buttons->addWidget(m_forget);
    buttons->addStretch();
    details->addLayout(buttons);
    auto *keys = new QHBoxLayout;
    keys->addWidget(m_keys, 1);
    keys->addWidget(m_forgetAll);
    layout->addLayout(keys);
    layout->addWidget(m_pending);
    for (QPushButton *button : {m_pin, m_forget, m_forgetAll}) {
        button->setAutoDefault(false);
    }
    connect(m_pin, &QPushButton::clicked, this, &CertificateView::pin);
    connect(m_forget, &QPushButton::clicked, this, &CertificateView::forget);
    connect(m_forgetAll, &QPushButton::clicked, this, [this] {
        m_pinned.clear();
        refresh();
        Q_EMIT changed();
    });
    showCertificates({}, {});
}

void CertificateView::addRow(const QString &label, QLabel *&value)
{
    value = valueLabel(label, this);
    m_form->addRow(label, value);
}

void CertificateView::showCertificates(const QString &host, const QList<ShownCertificate> &certificates)
{
    m_details->setVisible(!certificates.isEmpty());
    m_certificate = certificates.value(0);
    m_title->setText(i18nc("@title %1 host", "Certificate of %1", host));
    m_subject->setText(orNotTold(m_certificate.subject));
    m_names->setText(orNotTold(QLocale().createSeparatedList(m_certificate.names)));
    m_issuer->setText(orNotTold(m_certificate.issuer));
    m_validity->setText(validityText(m_certificate));
    m_fingerprint->setText(orNotTold(m_certificate.fingerprint.toUpper()).replace(u':', u" "_s));
    refresh();
}

QStringList CertificateView::pinnedKeys() const
{
    return m_pinned;
}

void CertificateView::setPinnedKeys(const QStringList &keys)
{
    m_pinned = keys;
    m_pinnedBefore = keys;
    refresh();
}

void CertificateView::refresh()
{
    const bool pinned = m_pinned.contains(m_certificate.key, Qt::CaseInsensitive);
    const bool trusted = m_certificate.whyNot.isEmpty();
    if (pinned) {
        m_trust->setText(i18nc("@info", "It is trusted because you said so. If the server shows another one, Konto stops and tells you."));
    } else if (trusted) {
        m_trust->setText(i18nc("@info", "It is valid, and an authority that this computer trusts vouches for it."));
    } else {
        m_trust->setText(m_certificate.whyNot.join(u'\n') + u'\n'
                         + i18nc("@info", "Trust it only if you know from another source, such as the operator of the server, that the fingerprint is right."));
    }
    m_pin->setVisible(!trusted && !pinned && !m_certificate.key.isEmpty());
    m_forget->setVisible(pinned);
    m_keys->setText(i18ncp("@info",
                           "One server key is trusted although its certificate cannot be verified.",
                           "%1 server keys are trusted although their certificates cannot be verified.",
                           m_pinned.size()));
    m_keys->setVisible(!m_pinned.isEmpty());
    m_forgetAll->setVisible(!m_pinned.isEmpty());
    m_pending->setVisible(m_pinned != m_pinnedBefore);
}

void CertificateView::pin()
{
    m_pinned.append(m_certificate.key);
    refresh();
    Q_EMIT changed();
}

void CertificateView::forget()
{
    m_pinned.removeIf([this](const QString &key) {
        return key.compare(m_certificate.key, Qt::CaseInsensitive) == 0;
    });
    refresh();
    Q_EMIT changed();
}

}

#include "moc_certificateview.cpp"
