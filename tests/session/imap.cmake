# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

include(${CMAKE_CURRENT_LIST_DIR}/scriptedserver.cmake)

foreach(test awaittest imapfailuretest imapsessiontest imaptunneltest imapwatchertest saslthreadtest)
    ecm_add_test(${CMAKE_CURRENT_LIST_DIR}/${test}.cpp ${CMAKE_CURRENT_LIST_DIR}/imaptest.h
        TEST_NAME ${test}
        LINK_LIBRARIES konto_net konto_scriptedserver
    )
endforeach()

# Against a real server; skipped where there is none.
add_executable(imapdovecottest ${CMAKE_CURRENT_LIST_DIR}/imapdovecottest.cpp ${CMAKE_CURRENT_LIST_DIR}/imaptest.h)
target_link_libraries(imapdovecottest PRIVATE konto_net konto_scriptedserver)
find_package(Python3 REQUIRED COMPONENTS Interpreter)
add_test(NAME imapdovecottest
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/imapdovecot.py $<TARGET_FILE:imapdovecottest>
)
add_executable(imapwatchdovecottest ${CMAKE_CURRENT_LIST_DIR}/imapwatchdovecottest.cpp)
target_link_libraries(imapwatchdovecottest PRIVATE konto_net Qt6::Test)
add_test(NAME imapwatchdovecottest
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/imapdovecot.py $<TARGET_FILE:imapwatchdovecottest>
)
add_test(NAME imapwatchdovecottest-sweeps
    COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/imapdovecot.py --hide NOTIFY $<TARGET_FILE:imapwatchdovecottest>
)
set_tests_properties(imapdovecottest imapwatchdovecottest imapwatchdovecottest-sweeps PROPERTIES SKIP_RETURN_CODE 77)

# Not a test: imapdovecot.py --many 10000 bin/imapbench 1 50 200
add_executable(imapbench ${CMAKE_CURRENT_LIST_DIR}/imapbench.cpp)
target_link_libraries(imapbench PRIVATE konto_net)

ecm_add_test(${CMAKE_CURRENT_LIST_DIR}/oauthtest.cpp ${CMAKE_CURRENT_LIST_DIR}/imaptest.h
    TEST_NAME oauthtest
    LINK_LIBRARIES konto_credentials konto_net konto_scriptedserver
)
