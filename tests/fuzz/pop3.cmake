# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

# The corpus as an ordinary test.
add_executable(replay_pop3engine ${CMAKE_CURRENT_LIST_DIR}/pop3engine.cpp)
target_compile_definitions(replay_pop3engine PRIVATE KONTO_REPLAY)
target_link_libraries(replay_pop3engine PRIVATE konto_pop3)
add_test(NAME fuzz-replay-pop3engine COMMAND replay_pop3engine ${CMAKE_CURRENT_LIST_DIR}/corpus/pop3engine)

# With libFuzzer; the sources are compiled in, so that they carry its instrumentation and nothing else has to.
if(KONTO_FUZZ)
    set(pop3_sources ${CMAKE_CURRENT_LIST_DIR}/../../resource/pop3)
    add_executable(fuzz_pop3engine
        ${CMAKE_CURRENT_LIST_DIR}/pop3engine.cpp
        ${CMAKE_CURRENT_LIST_DIR}/../../resource/core/error.cpp
        ${pop3_sources}/pop3capabilities.cpp
        ${pop3_sources}/pop3command.cpp
        ${pop3_sources}/pop3engine.cpp
        ${pop3_sources}/pop3lines.cpp
        ${pop3_sources}/pop3response.cpp
    )
    target_link_libraries(fuzz_pop3engine PRIVATE Qt6::Core)
    target_compile_options(fuzz_pop3engine PRIVATE -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined)
    target_link_options(fuzz_pop3engine PRIVATE -fsanitize=fuzzer,address,undefined)
endif()
