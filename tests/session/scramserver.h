// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>
#include <QPasswordDigestor>
#include <QStringBuilder>

/// The server's side of SCRAM, from RFC 5802 section 3, independent of Cyrus SASL.
class ScramServer
{
public:
    ScramServer(const QByteArray &password,
                QCryptographicHash::Algorithm algorithm,
                const QByteArray &salt = "sixteen bytes ok",
                const QByteArray &nonce = "server-nonce")
        : m_algorithm(algorithm)
        , m_salt(salt)
        , m_nonce(nonce)
        , m_salted(QPasswordDigestor::deriveKeyPbkdf2(algorithm, password, salt, iterations, QCryptographicHash::hashLength(algorithm)))
    {
    }

    /// The server's first message in answer to the client's; empty when that is malformed.
    [[nodiscard]] QByteArray challenge(const QByteArray &clientFirst)
    {
        if (!clientFirst.startsWith("n,,n=")) {
            return {};
        }
        m_clientFirstBare = clientFirst.sliced(3);
        const QByteArray nonce = m_clientFirstBare.sliced(m_clientFirstBare.indexOf(",r=") + 3) + m_nonce;
        m_serverFirst = "r=" + nonce + ",s=" + m_salt.toBase64() + ",i=" + QByteArray::number(iterations);
        return m_serverFirst;
    }

    /// The server's final message; empty when the client's proof is wrong.
    [[nodiscard]] QByteArray finish(const QByteArray &clientFinal) const
    {
        const qsizetype proofAt = clientFinal.lastIndexOf(",p=");
        const QByteArray proof = QByteArray::fromBase64(clientFinal.sliced(proofAt + 3));
        const QByteArray message = m_clientFirstBare + "," + m_serverFirst + "," + clientFinal.first(proofAt);
        const QByteArray clientKey = mac(m_salted, "Client Key");
        const QByteArray signature = mac(QCryptographicHash::hash(clientKey, m_algorithm), message);
        QByteArray expected = clientKey;
        for (qsizetype at = 0; at < expected.size(); ++at) {
            expected[at] = char(expected.at(at) ^ signature.at(at));
        }
        return proof == expected ? "v=" + mac(mac(m_salted, "Server Key"), message).toBase64() : QByteArray();
    }

private:
    static constexpr int iterations = 4096;

    [[nodiscard]] QByteArray mac(const QByteArray &key, const QByteArray &message) const
    {
        return QMessageAuthenticationCode::hash(message, key, m_algorithm);
    }

    QCryptographicHash::Algorithm m_algorithm;
    QByteArray m_salt;
    QByteArray m_nonce;
    QByteArray m_salted;
    QByteArray m_clientFirstBare;
    QByteArray m_serverFirst;
};
