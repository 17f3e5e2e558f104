// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "plan/switchplan.h"
#include "run/storeworker.h"
#include "run/switching/switchsource.h"

#include <memory>

namespace Konto
{

/// Both sides of a switch, compared.
struct SwitchPicture {
    MatchingInput input;
    Matching matching;
    QList<SwitchFolder> folders;
    SwitchSteps steps;
    SwitchPlan plan;
};

/// Compares what is here with what is on the other side. Changes nothing on either.
class SwitchLook
{
public:
    /// \a account as it is now; \a target with the mode and the endpoints it goes to. \a store outlives this.
    SwitchLook(StoreWorker &store, Account account, Account target, SwitchChoices choices);

    /// Errors: those of the sessions; Refused and the like with the sentence of the server.
    [[nodiscard]] Task<Result<SwitchPicture>> look(Login login);
    void abort();
    /// The switch takes back another: what that one has brought goes from view again, if nothing has come there since.
    void setUndoes(qint64 switchId)
    {
        m_undoes = switchId;
    }

private:
    [[nodiscard]] Task<Result<SwitchPicture>> lookAtImap(Login login);
    [[nodiscard]] Task<Result<SwitchPicture>> lookAtPop3(Login login);
    /// What the same server lists over POP3: helps to recognise mail, but is not needed.
    [[nodiscard]] Task<QList<Pop3Entry>> listPop3(Login login);
    [[nodiscard]] Task<Result<void>> readStore(MatchingInput *input, QList<FolderRow> *folders);
    [[nodiscard]] Task<Result<Matching>> matchAll(SwitchSource *source, MatchingInput *input);
    [[nodiscard]] Task<Result<void>> answer(SwitchSource *source, MatchingQuestions questions, MatchingAnswers *answers);
    [[nodiscard]] Task<Result<QHash<qint64, qsizetype>>> neededFolders(QList<MessageRow> rows);
    [[nodiscard]] bool isOtherServer() const;

    StoreWorker &m_store;
    Account m_account;
    Account m_target;
    SwitchChoices m_choices;
    std::unique_ptr<SwitchSource> m_source;
    qint64 m_undoes = 0;
    bool m_aborted = false;
};

/// What the store holds.
struct StoredForSwitch {
    QList<FolderRow> folders;
    QList<MessageRow> rows;
};
[[nodiscard]] Result<StoredForSwitch> readForSwitch(AccountStore &store);

/// The branch for what is on this computer only, in the user's language.
[[nodiscard]] FolderPath branchOfThisComputer();

}
