# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

# The corpus as an ordinary test.
add_executable(replay_greeting ${CMAKE_CURRENT_LIST_DIR}/greeting.cpp)
target_compile_definitions(replay_greeting PRIVATE KONTO_REPLAY)
target_compile_options(replay_greeting PRIVATE -fexceptions) # QCoro, included by net
target_link_libraries(replay_greeting PRIVATE konto_net)
add_test(NAME fuzz-replay-greeting COMMAND replay_greeting ${CMAKE_CURRENT_LIST_DIR}/corpus/greeting)

# With libFuzzer; the sources are compiled in, so that they carry its instrumentation and nothing else has to.
if(KONTO_FUZZ)
    set(resource ${CMAKE_CURRENT_LIST_DIR}/../../resource)
    add_executable(fuzz_greeting
        ${CMAKE_CURRENT_LIST_DIR}/greeting.cpp
        ${resource}/core/error.cpp
        ${resource}/net/greetingdialog.cpp
    )
    target_link_libraries(fuzz_greeting PRIVATE Qt6::Core)
    target_compile_options(fuzz_greeting PRIVATE -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined)
    target_link_options(fuzz_greeting PRIVATE -fsanitize=fuzzer,address,undefined)
endif()
