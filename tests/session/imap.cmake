# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

include(${CMAKE_CURRENT_LIST_DIR}/scriptedserver.cmake)

foreach(test awaittest imapfailuretest imapsearchtest imapsessiontest imaptunneltest imapwatchertest saslthreadtest)
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

# Push with real servers: each of them with and without the best it can.
add_executable(imapwatchservertest ${CMAKE_CURRENT_LIST_DIR}/imapwatchservertest.cpp)
target_link_libraries(imapwatchservertest PRIVATE konto_net Qt6::Test)
function(add_imapwatch_test name script)
    add_test(NAME ${name}
        COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/${script} ${ARGN} $<TARGET_FILE:imapwatchservertest>
    )
    set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77)
endfunction()
add_imapwatch_test(imapwatch-dovecot imapdovecot.py)
add_imapwatch_test(imapwatch-dovecot-sweeps imapdovecot.py --hide NOTIFY)
add_imapwatch_test(imapwatch-cyrus imapcyrus.py)
add_imapwatch_test(imapwatch-cyrus-mute imapcyrus.py --mute)

# Not a test: imapdovecot.py --many 10000 bin/imapbench 1 50 200
add_executable(imapbench ${CMAKE_CURRENT_LIST_DIR}/imapbench.cpp)
target_link_libraries(imapbench PRIVATE konto_net)

ecm_add_test(${CMAKE_CURRENT_LIST_DIR}/oauthtest.cpp ${CMAKE_CURRENT_LIST_DIR}/imaptest.h
    TEST_NAME oauthtest
    LINK_LIBRARIES konto_credentials konto_net konto_scriptedserver
)
