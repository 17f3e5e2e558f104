# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

# The corpus as an ordinary test.
add_executable(replay_imapwatch ${CMAKE_CURRENT_LIST_DIR}/imapwatch.cpp)
target_compile_definitions(replay_imapwatch PRIVATE KONTO_REPLAY)
target_compile_options(replay_imapwatch PRIVATE -fexceptions) # QCoro, included by net
target_link_libraries(replay_imapwatch PRIVATE konto_net)
add_test(NAME fuzz-replay-imapwatch COMMAND replay_imapwatch ${CMAKE_CURRENT_LIST_DIR}/corpus/imapwatch)

# With libFuzzer; the sources are compiled in, so that they carry its instrumentation and nothing else has to.
if(KONTO_FUZZ)
    set(resource ${CMAKE_CURRENT_LIST_DIR}/../../resource)
    add_executable(fuzz_imapwatch
        ${CMAKE_CURRENT_LIST_DIR}/imapwatch.cpp
        ${resource}/core/error.cpp
        ${resource}/core/flags.cpp
        ${resource}/core/imap.cpp
        ${resource}/net/imapcommand.cpp
        ${resource}/net/imapliteral.cpp
        ${resource}/net/imaplog.cpp
        ${resource}/core/imapmailboxname.cpp
        ${resource}/net/imapresponse.cpp
        ${resource}/net/imapscanner.cpp
        ${resource}/net/imapstatus.cpp
        ${resource}/net/imapwatch.cpp
        ${resource}/plan/mailboxchanges.cpp
        ${resource}/plan/watchplan.cpp
    )
    target_link_libraries(fuzz_imapwatch PRIVATE Qt6::Core)
    target_compile_options(fuzz_imapwatch PRIVATE -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined)
    target_link_options(fuzz_imapwatch PRIVATE -fsanitize=fuzzer,address,undefined)
endif()
