// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "net/transport.h"

using namespace Konto;
using namespace Qt::StringLiterals;

/// Collects what a transport says.
class Listener : public QObject
{
public:
    explicit Listener(Transport *transport)
    {
        connect(transport, &Transport::opened, this, [this] {
            ++opened;
        });
        connect(transport, &Transport::readyRead, this, [this, transport] {
            received += transport->readAll();
        });
        connect(transport, &Transport::failed, this, [this](const Error &error) {
            failures.append(toString(error.kind));
        });
    }

    int opened = 0;
    QByteArray received;
    QStringList failures;
};
