# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

# The corpus as an ordinary test.
add_executable(replay_imapresponse ${CMAKE_CURRENT_LIST_DIR}/imapresponse.cpp)
target_compile_definitions(replay_imapresponse PRIVATE KONTO_REPLAY)
target_compile_options(replay_imapresponse PRIVATE -fexceptions) # QCoro, included by net
target_link_libraries(replay_imapresponse PRIVATE konto_net)
add_test(NAME fuzz-replay-imapresponse COMMAND replay_imapresponse ${CMAKE_CURRENT_LIST_DIR}/corpus/imapresponse)

# With libFuzzer; the sources are compiled in, so that they carry its instrumentation and nothing else has to.
if(KONTO_FUZZ)
    set(resource ${CMAKE_CURRENT_LIST_DIR}/../../resource)
    add_executable(fuzz_imapresponse
        ${CMAKE_CURRENT_LIST_DIR}/imapresponse.cpp
        ${resource}/core/error.cpp
        ${resource}/core/flags.cpp
        ${resource}/core/imap.cpp
        ${resource}/core/imapmailboxname.cpp
        ${resource}/net/imapresponse.cpp
    )
    target_link_libraries(fuzz_imapresponse PRIVATE Qt6::Core)
    target_compile_options(fuzz_imapresponse PRIVATE -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined)
    target_link_options(fuzz_imapresponse PRIVATE -fsanitize=fuzzer,address,undefined)
endif()
