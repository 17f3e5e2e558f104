# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

# The account dialog, drawn to nowhere, against a resource that is made up
find_package(KF6ColorScheme ${KF_MIN_VERSION} REQUIRED)

add_library(konto_settings_test_support INTERFACE)
target_link_libraries(konto_settings_test_support INTERFACE konto_fake_resource konto_account_settings Qt6::Test)

function(add_settings_test name)
    add_executable(settings_${name} ${name}.cpp)
    target_link_libraries(settings_${name} PRIVATE konto_settings_test_support)
    add_test(NAME settings-${name} COMMAND ${DBUS_RUN_SESSION} --config-file ${CMAKE_CURRENT_LIST_DIR}/bus.conf -- $<TARGET_FILE:settings_${name}>)
    set_tests_properties(settings-${name} PROPERTIES TIMEOUT 120 ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;QTEST_FUNCTION_TIMEOUT=60000")
endfunction()

ecm_add_test(answerstest.cpp TEST_NAME answerstest NAME_PREFIX "unit-" LINK_LIBRARIES konto_account_settings Qt6::Test)
add_settings_test(passwordtest)
add_settings_test(newaccounttest)
target_link_libraries(settings_newaccounttest PRIVATE KPim6::MailTransport)
add_settings_test(pagestest)
add_settings_test(sendingtest)
target_link_libraries(settings_sendingtest PRIVATE konto_sending KF6::ConfigCore KPim6::IdentityManagementCore KPim6::MailTransport)
add_settings_test(accessibilitytest)
add_settings_test(plugintest)
target_compile_definitions(settings_plugintest PRIVATE KONTO_PLUGINS="${CMAKE_LIBRARY_OUTPUT_DIRECTORY}")
add_dependencies(settings_plugintest kontoconfig)

add_executable(konto_settings_shot shot.cpp ${CMAKE_SOURCE_DIR}/tests/support/window/look.cpp)
target_link_libraries(konto_settings_shot PRIVATE konto_settings_test_support KF6::ColorScheme KF6::I18n)

ecm_add_test(kcmtest.cpp TEST_NAME kcmtest NAME_PREFIX "settings-" LINK_LIBRARIES KF6::CoreAddons Qt6::Test)
target_compile_definitions(kcmtest PRIVATE KONTO_PLUGINS="${CMAKE_LIBRARY_OUTPUT_DIRECTORY}")
add_dependencies(kcmtest kcm_konto)
