// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "testcertificate.h"

#include <QHash>
#include <QSslServer>
#include <QSslSocket>

/// An HTTPS server of small files, on a free port of the loopback interface.
class FilesServer : public QSslServer
{
public:
    explicit FilesServer(const TestCertificate &certificate)
    {
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setLocalCertificate(certificate.certificate);
        configuration.setPrivateKey(certificate.key);
        setSslConfiguration(configuration);
        connect(this, &QTcpServer::pendingConnectionAvailable, this, &FilesServer::greet);
        listen(QHostAddress::LocalHost);
    }

    QHash<QString, QByteArray> files; ///< by path and query
    QHash<QString, QByteArray> redirects; ///< likewise
    QByteArray rawAnswer; ///< instead of all of them, if there is one; the connection is closed behind it. "SILENCE": none
    QByteArrayList requests; ///< with their headers

private:
    void greet()
    {
        while (QTcpSocket *socket = nextPendingConnection()) {
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
                const QByteArray request = socket->property("request").toByteArray() + socket->readAll();
                socket->setProperty("request", request);
                if (request.endsWith("\r\n\r\n")) {
                    requests.append(request);
                    answer(socket, QString::fromLatin1(request.split(' ').value(1)));
                }
            });
        }
    }

    void answer(QTcpSocket *socket, const QString &path) const
    {
        if (rawAnswer == "SILENCE") {
            return;
        }
        if (!rawAnswer.isEmpty()) {
            socket->write(rawAnswer);
        } else if (redirects.contains(path)) {
            socket->write("HTTP/1.1 301 Moved\r\nContent-Length: 0\r\nLocation: " + redirects.value(path) + "\r\n\r\n");
        } else if (files.contains(path)) {
            const QByteArray file = files.value(path);
            socket->write("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: " + QByteArray::number(file.size()) + "\r\n\r\n" + file);
        } else {
            socket->write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
        }
        socket->disconnectFromHost();
    }
};
