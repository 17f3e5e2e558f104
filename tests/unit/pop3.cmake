# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

foreach(test pop3enginetest pop3parsingtest)
    ecm_add_test(${CMAKE_CURRENT_LIST_DIR}/${test}.cpp
        TEST_NAME ${test}
        NAME_PREFIX "unit-"
        LINK_LIBRARIES konto_pop3 Qt6::Test
    )
endforeach()
