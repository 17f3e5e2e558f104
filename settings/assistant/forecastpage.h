// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "mode/facts.h"

#include <QWidget>

class KMessageWidget;
class QCheckBox;
class QLabel;
class QVBoxLayout;

namespace Konto
{

class SwitchPicture;

/// What a switch would do: a picture, sentences, and what the user decides about it. Each choice is such that no mail is lost.
class ForecastPage : public QWidget
{
    Q_OBJECT

public:
    explicit ForecastPage(QWidget *parent = nullptr);

    void setForecast(const SwitchForecast &forecast);
    /// The choices of org.kde.konto.Switch, start(), as they stand.
    [[nodiscard]] QVariantMap choices() const;
    /// The next forecast is of something else: what is offered then, nobody has decided yet.
    void forget();
    /// The numbers are those of other choices, and new ones are on their way.
    void setLooking(bool looking);

Q_SIGNALS:
    void choicesChanged();

private:
    [[nodiscard]] QCheckBox *choice(QVBoxLayout *layout, const QString &text, const QString &explanation);

    SwitchPicture *m_picture;
    KMessageWidget *m_doubt; ///< whether this is the right server
    QLabel *m_sentences;
    QWidget *m_choices;
    QCheckBox *m_uploadMessages;
    QCheckBox *m_uploadFolders;
    QCheckBox *m_deleteThere;
    QCheckBox *m_keepCopies;
    QLabel *m_looking;
    bool m_known = false;
    bool m_showing = false;
};

}
