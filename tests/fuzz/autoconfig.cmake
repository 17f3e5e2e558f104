# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

# The corpus as an ordinary test.
add_executable(replay_autoconfig ${CMAKE_CURRENT_LIST_DIR}/autoconfig.cpp)
target_compile_definitions(replay_autoconfig PRIVATE KONTO_REPLAY)
target_link_libraries(replay_autoconfig PRIVATE konto_autoconfig)
add_test(NAME fuzz-replay-autoconfig COMMAND replay_autoconfig ${CMAKE_CURRENT_LIST_DIR}/corpus/autoconfig)

# With libFuzzer; the sources are compiled in, so that they carry its instrumentation and nothing else has to.
if(KONTO_FUZZ)
    set(resource ${CMAKE_CURRENT_LIST_DIR}/../../resource)
    add_executable(fuzz_autoconfig
        ${CMAKE_CURRENT_LIST_DIR}/autoconfig.cpp
        ${resource}/autoconfig/autoconfigparser.cpp
        ${resource}/autoconfig/candidates.cpp
        ${resource}/autoconfig/mailaddress.cpp
        ${resource}/autoconfig/serversettings.cpp
        ${resource}/core/error.cpp
    )
    target_link_libraries(fuzz_autoconfig PRIVATE Qt6::Core)
    target_compile_options(fuzz_autoconfig PRIVATE -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined)
    target_link_options(fuzz_autoconfig PRIVATE -fsanitize=fuzzer,address,undefined)
endif()
