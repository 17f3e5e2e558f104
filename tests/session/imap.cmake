# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

include(${CMAKE_CURRENT_LIST_DIR}/scriptedserver.cmake)

foreach(test imapsessiontest)
    ecm_add_test(${CMAKE_CURRENT_LIST_DIR}/${test}.cpp ${CMAKE_CURRENT_LIST_DIR}/imaptest.h
        TEST_NAME ${test}
        LINK_LIBRARIES konto_net konto_scriptedserver
    )
endforeach()
