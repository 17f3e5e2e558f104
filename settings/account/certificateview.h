// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "account/answers.h"

#include <QWidget>

class QFormLayout;
class QLabel;
class QPushButton;

namespace Konto
{

/// The certificate that a server showed: whose it is, until when, and why it is not trusted. And the keys that are trusted all the
/// same, by the user's word.
class CertificateView : public QWidget
{
    Q_OBJECT

public:
    explicit CertificateView(QWidget *parent);

    /// Of \a certificates the first is the server's. Without one the view shows the trusted keys only.
    void showCertificates(const QString &host, const QList<ShownCertificate> &certificates);

    [[nodiscard]] QStringList pinnedKeys() const;
    void setPinnedKeys(const QStringList &keys);

Q_SIGNALS:
    void changed();

private:
    void addRow(const QString &label, QLabel *&value);
    void refresh();
    void pin();
    void forget();

    QWidget *m_details;
    QFormLayout *m_form;
    QLabel *m_title;
    QLabel *m_subject;
    QLabel *m_names;
    QLabel *m_issuer;
    QLabel *m_validity;
    QLabel *m_fingerprint;
    QLabel *m_trust;
    QPushButton *m_pin;
    QPushButton *m_forget;
    QLabel *m_keys;
    QPushButton *m_forgetAll;
    QLabel *m_pending;
    ShownCertificate m_certificate;
    QStringList m_pinned;
    QStringList m_pinnedBefore;
};

}
