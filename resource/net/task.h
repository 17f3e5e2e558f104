// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: LGPL-2.0-or-later

#pragma once

#include "core/error.h"

#include <QCoroTask>

namespace Konto
{

/// The coroutine type of the run ring and the session façades. The only place that names QCoro's.
template<class T>
using Task = QCoro::Task<T>;

}
