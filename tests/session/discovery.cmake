# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

include(${CMAKE_CURRENT_LIST_DIR}/scriptedserver.cmake)

ecm_add_test(${CMAKE_CURRENT_LIST_DIR}/discoverytest.cpp ${CMAKE_CURRENT_LIST_DIR}/filesserver.h
    TEST_NAME discoverytest
    NAME_PREFIX "session-"
    LINK_LIBRARIES konto_run konto_scriptedserver
)

# Signing in with the browser
ecm_add_test(${CMAKE_CURRENT_LIST_DIR}/browsersignintest.cpp TEST_NAME browsersignintest NAME_PREFIX "session-" LINK_LIBRARIES konto_credentials Qt6::Network Qt6::Test)
