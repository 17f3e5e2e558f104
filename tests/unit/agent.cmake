# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

# What the background agent decides and remembers, without accounts
foreach(test checkturnstest noticestest surroundingsrulestest)
    ecm_add_test(${test}.cpp TEST_NAME ${test} NAME_PREFIX "unit-" LINK_LIBRARIES konto_agent Qt6::Test)
endforeach()
