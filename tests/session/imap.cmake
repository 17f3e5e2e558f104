# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

include(${CMAKE_CURRENT_LIST_DIR}/scriptedserver.cmake)

foreach(test awaittest imapfailuretest imapsessiontest imaptunneltest saslthreadtest)
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
set_tests_properties(imapdovecottest PROPERTIES SKIP_RETURN_CODE 77)

# Not a test: imapdovecot.py --many 10000 bin/imapbench 1 50 200
add_executable(imapbench ${CMAKE_CURRENT_LIST_DIR}/imapbench.cpp)
target_link_libraries(imapbench PRIVATE konto_net)

ecm_add_test(${CMAKE_CURRENT_LIST_DIR}/oauthtest.cpp ${CMAKE_CURRENT_LIST_DIR}/imaptest.h
    TEST_NAME oauthtest
    LINK_LIBRARIES konto_credentials konto_net konto_scriptedserver
)
