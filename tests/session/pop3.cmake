# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

include(${CMAKE_CURRENT_LIST_DIR}/scriptedserver.cmake)

kde_enable_exceptions() # QCoro needs them

foreach(test transporttest transporttlstest sasltest pop3logintest pop3sessiontest)
    ecm_add_test(${CMAKE_CURRENT_LIST_DIR}/${test}.cpp
        TEST_NAME ${test}
        NAME_PREFIX "session-"
        LINK_LIBRARIES konto_net konto_scriptedserver
    )
endforeach()
target_sources(pop3logintest PRIVATE ${CMAKE_CURRENT_LIST_DIR}/pop3sessionfixture.h)
target_sources(pop3sessiontest PRIVATE ${CMAKE_CURRENT_LIST_DIR}/pop3sessionfixture.h)
