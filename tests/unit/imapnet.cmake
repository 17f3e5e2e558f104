# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

# IMAP without a network: login engine, scanner, sets.
foreach(test imaplogintest imapscannertest imapwatchtest)
    ecm_add_test(${CMAKE_CURRENT_LIST_DIR}/${test}.cpp
        TEST_NAME ${test}
        NAME_PREFIX "unit-"
        LINK_LIBRARIES konto_net Qt6::Test
    )
    target_compile_options(${test} PRIVATE -fexceptions) # QCoro, included by net
endforeach()
