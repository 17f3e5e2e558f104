// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#pragma once

#include "request.h"

#include <span>

namespace Konto
{

// Which commands and options there are.

struct VerbRule {
    Verb verb;
    QLatin1StringView name;
    int fewest; ///< words
    int most;
};

struct OptionRule {
    QLatin1StringView name;
    bool hasValue;
    quint32 verbs; ///< where it is allowed, see bitOf()
    bool (*take)(Request &, const QString &value); ///< false: that is no value for it
};

/// An option of "switch" that is a choice.
struct ChoiceRule {
    QLatin1StringView option;
    QLatin1StringView choice;
    bool value;
};

constexpr quint32 bitOf(Verb verb)
{
    return 1U << unsigned(verb);
}

constexpr quint32 everywhere = ~0U;

[[nodiscard]] std::span<const VerbRule> verbRules();
[[nodiscard]] std::span<const OptionRule> optionRules();
[[nodiscard]] std::span<const ChoiceRule> choiceRules();
/// In the order of SwitchStep.
[[nodiscard]] std::span<const QLatin1StringView> stepNames();
/// In the order of Security.
[[nodiscard]] std::span<const QLatin1StringView> securityNames();

}
