# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

find_package(KF6ColorScheme ${KF_MIN_VERSION} REQUIRED)
find_program(DBUS_RUN_SESSION dbus-run-session REQUIRED)

add_library(konto_fake_account STATIC fakeaccount.cpp fakeaccount.h)
target_link_libraries(konto_fake_account PUBLIC Qt6::DBus KPim6::AkonadiCore)

ecm_add_test(facttest.cpp TEST_NAME facttest NAME_PREFIX "settings-" LINK_LIBRARIES konto_mode_page konto_switch_assistant KF6::I18n Qt6::Test)

foreach(test accountstest modepagetest switchassistanttest)
    add_executable(${test} ${test}.cpp)
    ecm_mark_as_test(${test})
    target_link_libraries(${test} PRIVATE konto_fake_account konto_accounts_view KF6::I18n KF6::WidgetsAddons Qt6::Test)
    add_test(NAME settings-${test} COMMAND ${DBUS_RUN_SESSION} -- $<TARGET_FILE:${test}>)
    set_tests_properties(settings-${test} PROPERTIES ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;LANGUAGE=en" TIMEOUT 120)
endforeach()

# Pictures to look at, no test: konto_shots_mode DIRECTORY
add_executable(konto_shots_mode shots.cpp)
target_link_libraries(konto_shots_mode PRIVATE konto_fake_account konto_accounts_view KF6::ColorScheme KF6::ConfigCore KF6::I18n KF6::WidgetsAddons Qt6::Test)
