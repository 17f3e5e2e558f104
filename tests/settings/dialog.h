// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "fakeresource.h"
#include "ownconfig.h"
#include "samples.h"

#include "account/accountwidget.h"
#include "link/accountlink.h"

#include <KConfigGroup>
#include <KMessageWidget>
#include <KPageWidget>
#include <KPageWidgetModel>

#include <QAbstractButton>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

/// The account dialog with all around it, found by what a user reads.
class Dialog
{
public:
    explicit Dialog(std::optional<Konto::Mode> mode = {})
        : m_file(m_directory.filePath(QStringLiteral("accountrc")))
    {
        KConfig config(m_file, KConfig::SimpleConfig);
        config.group(QStringLiteral("Account")).writeEntry("AccountId", "id");
        if (mode) {
            config.group(QStringLiteral("Account")).writeEntry("AccountName", "Anna");
            config.group(QStringLiteral("Account")).writeEntry("UserName", "anna@example.org");
            config.group(QStringLiteral("Account")).writeEntry("Mode", int(*mode));
            config.group(QStringLiteral("Servers")).writeEntry("ImapHost", "imap.example.org");
            config.group(QStringLiteral("Servers")).writeEntry("Pop3Host", "pop.example.org");
            passwords.entries.insert(QStringLiteral("id"), QStringLiteral("stored-secret"));
            resource.figures.numbers = *mode == Konto::Mode::Imap ? imapFigures() : pop3Figures();
            resource.figures.list = folders();
        }
        config.sync();
        m_before = contents();
    }

    Konto::AccountWidget &open()
    {
        widget = std::make_unique<Konto::AccountWidget>(link, passwords, KSharedConfig::openConfig(m_file, KConfig::SimpleConfig));
        widget->load();
        widget->show();
        visitPages();
        return *widget;
    }
    /// A page is made a part of the window when it is shown first.
    void visitPages() const
    {
        if (auto *pages = widget->findChild<KPageWidget *>()) {
            auto *model = static_cast<KPageWidgetModel *>(pages->model());
            for (int row = model->rowCount() - 1; row >= 0; --row) {
                pages->setCurrentPage(model->item(model->index(row, 0)));
            }
        }
    }
    void cancel()
    {
        widget.reset();
    }

    [[nodiscard]] QString file() const
    {
        return m_file;
    }
    [[nodiscard]] QString setting(const char *group, const char *key) const
    {
        const KConfig config(m_file, KConfig::SimpleConfig);
        return config.group(QString::fromLatin1(group)).readEntry(key, QString());
    }
    [[nodiscard]] bool isUntouched() const
    {
        return contents() == m_before;
    }

    /// The field beside a label, or of an accessible name.
    template<class Field>
    [[nodiscard]] Field *field(const QString &label) const
    {
        for (const QLabel *candidate : widget->findChildren<QLabel *>()) {
            if (QString(candidate->text()).remove(u'&') == label && candidate->buddy()) {
                QWidget *buddy = candidate->buddy();
                if (auto *found = qobject_cast<Field *>(buddy)) {
                    return found;
                }
                if (auto *inside = buddy->findChild<Field *>()) {
                    return inside;
                }
            }
        }
        for (Field *candidate : widget->findChildren<Field *>()) {
            if (candidate->accessibleName() == label) {
                return candidate;
            }
        }
        qWarning() << "no field" << label;
        return nullptr;
    }
    /// \a start of the text is enough.
    [[nodiscard]] QAbstractButton *button(const QString &start) const
    {
        for (QAbstractButton *candidate : widget->findChildren<QAbstractButton *>()) {
            if (QString(candidate->text()).remove(u'&').startsWith(start)) {
                return candidate;
            }
        }
        qWarning() << "no button" << start;
        return nullptr;
    }
    /// What the messages say that are shown.
    [[nodiscard]] QString messages() const
    {
        QStringList texts;
        for (const KMessageWidget *message : widget->findChildren<KMessageWidget *>()) {
            if (!message->isHidden()) {
                texts.append(message->text());
            }
        }
        return texts.join(u'\n');
    }
    void type(const QString &label, const QString &text) const
    {
        auto *line = field<QLineEdit>(label);
        line->setFocus();
        line->selectAll();
        QTest::keyClicks(line, text);
    }
    void click(const QString &start) const
    {
        button(start)->click();
    }

    FakeResource resource;
    MemoryPasswords passwords;
    Konto::AccountLink link{FakeResource::identifier()};
    std::unique_ptr<Konto::AccountWidget> widget;

private:
    [[nodiscard]] QByteArray contents() const
    {
        QFile file(m_file);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QTemporaryDir m_directory;
    QString m_file;
    QByteArray m_before;
};
