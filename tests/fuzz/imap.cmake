# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

# The corpus as an ordinary test.
add_executable(replay_imaplogin ${CMAKE_CURRENT_LIST_DIR}/imaplogin.cpp)
target_compile_definitions(replay_imaplogin PRIVATE KONTO_REPLAY)
target_compile_options(replay_imaplogin PRIVATE -fexceptions) # QCoro, included by net
target_link_libraries(replay_imaplogin PRIVATE konto_net)
add_test(NAME fuzz-replay-imaplogin COMMAND replay_imaplogin ${CMAKE_CURRENT_LIST_DIR}/corpus/imaplogin)

# With libFuzzer; the sources are compiled in, so that they carry its instrumentation and nothing else has to.
if(KONTO_FUZZ)
    set(resource ${CMAKE_CURRENT_LIST_DIR}/../../resource)
    add_executable(fuzz_imaplogin
        ${CMAKE_CURRENT_LIST_DIR}/imaplogin.cpp
        ${resource}/core/error.cpp
        ${resource}/core/imapmailboxname.cpp
        ${resource}/net/imapresponse.cpp
        ${resource}/net/imapliteral.cpp
        ${resource}/net/imaplog.cpp
        ${resource}/net/imaplogin.cpp
        ${resource}/net/imaploginauth.cpp
        ${resource}/net/imaplogintls.cpp
        ${resource}/net/imapscanner.cpp
        ${resource}/net/imapstatus.cpp
        ${resource}/net/sasl.cpp
        ${resource}/net/saslcyrus.cpp
        ${resource}/net/saslmessage.cpp
    )
    target_link_libraries(fuzz_imaplogin PRIVATE Qt6::Core PkgConfig::Sasl2)
    target_compile_options(fuzz_imaplogin PRIVATE -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined)
    target_link_options(fuzz_imaplogin PRIVATE -fsanitize=fuzzer,address,undefined)
endif()
