// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#include "net/imapexchange.h"

#include "net/imaplog.h"

namespace Konto
{

static constexpr qsizetype maxNotes = 1000;

std::optional<QByteArray> ImapOutcome::dataOf(QByteArrayView code) const
{
    if (end.code == code) {
        return end.codeData;
    }
    for (qsizetype i = notes.size() - 1; i >= 0; --i) {
        if (notes.at(i).code == code) {
            return notes.at(i).codeData;
        }
    }
    return std::nullopt;
}

ImapExchange::ImapExchange(const ImapCommand &command, const QByteArray &tag, const QByteArrayList &capabilities, OnImapResponse onResponse, Write write)
    : m_tag(tag)
    , m_pieces(command.pieces(tag, capabilities))
    , m_onResponse(std::move(onResponse))
    , m_write(std::move(write))
{
    qCDebug(imapTrace).noquote() << "C:" << tag << command.summary();
}

Answer<ImapOutcome> ImapExchange::answer()
{
    return m_promise.answer();
}

void ImapExchange::start()
{
    writeNext();
}

ImapListener ImapExchange::listener()
{
    const auto self = shared_from_this();
    return {.response =
                [self](const ImapResponse &response) {
                    if (self->m_onResponse) {
                        self->m_onResponse(response);
                    }
                },
            .status =
                [self](const ImapStatus &status) {
                    self->onStatus(status);
                },
            .proceed =
                [self] {
                    self->writeNext();
                }};
}

void ImapExchange::writeNext()
{
    if (!m_pieces.isEmpty()) {
        m_write(m_pieces.takeFirst());
    }
}

void ImapExchange::onStatus(const ImapStatus &status)
{
    if (status.tag != m_tag) {
        if (status.tag == "*" && !status.code.isEmpty() && m_outcome.notes.size() < maxNotes) {
            m_outcome.notes.append(status);
        }
        return;
    }
    m_pieces.clear(); // refused before the literal was asked for
    if (status.condition != ImapStatus::Condition::Ok) {
        m_promise.settle(std::unexpected(imapCommandError(status)));
        return;
    }
    m_outcome.end = status;
    m_promise.settle(m_outcome);
}

void ImapExchange::fail(const Error &error)
{
    m_promise.settle(std::unexpected(error));
}

Task<Result<ImapOutcome>> runImapCommand(ImapConnectionPtr connection, ImapCommand command, OnImapResponse onResponse)
{
    if (const auto begun = connection->beginJob(); !begun) {
        co_return std::unexpected(begun.error());
    }
    auto answer = connection->exchange(command, std::move(onResponse));
    auto outcome = co_await answer;
    connection->endExchange();
    connection->endJob();
    co_return outcome;
}

}
