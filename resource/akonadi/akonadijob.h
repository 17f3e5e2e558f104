// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"
#include "net/await.h"

#include <KJob>

namespace Konto
{

/// co_await akonadiJob(new SomeJob(…), [](SomeJob *job) { return job->items(); }) gives a Result of what the
/// function returns; a failed, killed or deleted job gives ErrorKind::Akonadi.
template<class Job, class Extract>
[[nodiscard]] auto akonadiJob(Job *akonadi, Extract extract)
{
    return job(akonadi, ErrorKind::Akonadi, std::move(extract));
}

/// The same for a job whose outcome is all there is to know.
template<class Job>
[[nodiscard]] auto akonadiJob(Job *akonadi)
{
    return job(akonadi, ErrorKind::Akonadi);
}

}
