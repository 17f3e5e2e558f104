# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

# The scripted server, for the tests of any protocol.
include_guard(GLOBAL)

add_library(konto_scriptedserver STATIC)
target_sources(konto_scriptedserver PRIVATE
    ${CMAKE_CURRENT_LIST_DIR}/scriptedserver.cpp
    ${CMAKE_CURRENT_LIST_DIR}/scriptedserver.h
    ${CMAKE_CURRENT_LIST_DIR}/testcertificate.cpp
    ${CMAKE_CURRENT_LIST_DIR}/testcertificate.h
)
target_include_directories(konto_scriptedserver PUBLIC ${CMAKE_CURRENT_LIST_DIR})
target_link_libraries(konto_scriptedserver PUBLIC Qt6::Network Qt6::Test PRIVATE OpenSSL::Crypto)
