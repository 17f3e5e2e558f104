// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "pop3/pop3engine.h"

#include <QStringList>

using namespace Konto;
using namespace Qt::StringLiterals;

/// An event as a line to compare; of a chunk only the text, so that chunks can be joined.
struct Describe {
    QString operator()(const Pop3Greeting &event) const
    {
        return u"greeting "_s + QString::fromLatin1(event.timestamp);
    }
    QString operator()(const Pop3Reply &event) const
    {
        return (event.ok ? u"ok "_s : u"err "_s) + QString::fromLatin1(Pop3Command{event.verb, event.number, {}}.toTrace());
    }
    QString operator()(const Pop3Challenge &event) const
    {
        return u"challenge "_s + QString::fromLatin1(event.data);
    }
    QString operator()(const Pop3Listed &event) const
    {
        return u"listed %1 %2 %3"_s.arg(event.entry.number).arg(event.entry.size).arg(QString::fromLatin1(event.entry.uidl));
    }
    QString operator()(const Pop3Chunk &event) const
    {
        return QString::fromLatin1(event.bytes);
    }
    QString operator()(const Pop3End &event) const
    {
        return u"end "_s + QString::fromLatin1(Pop3Command{event.verb, event.number, {}}.toTrace());
    }
    QString operator()(const Pop3Broken &event) const
    {
        return u"broken "_s + toString(event.error.kind);
    }
};

/// An engine's events as lines; neighbouring chunks of text become one.
struct DescribedEvents {
    QStringList lines;
    bool inText = false;

    /// Adds all events there are.
    void take(Pop3Engine *engine)
    {
        while (const auto event = engine->next()) {
            const bool text = std::holds_alternative<Pop3Chunk>(*event);
            if (text && inText) {
                lines.last() += std::visit(Describe{}, *event);
            } else {
                lines.append(std::visit(Describe{}, *event));
            }
            inText = text;
        }
    }
};
