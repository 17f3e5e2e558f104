# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

if(TARGET SQLite3::SQLite3)
    set(sqlite SQLite3::SQLite3)
else() # CMake before 4.3
    set(sqlite SQLite::SQLite3)
endif()
foreach(test names rows counts outgoing pop3 files changes repair crash figures)
    ecm_add_test(store${test}test.cpp TEST_NAME store-${test} LINK_LIBRARIES konto_store Qt6::Test ${sqlite})
endforeach()
