# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

# The command line tool, without accounts
ecm_add_test(commandtest.cpp TEST_NAME commandtest NAME_PREFIX "unit-" LINK_LIBRARIES konto_command Qt6::Test)
set_tests_properties(unit-commandtest PROPERTIES ENVIRONMENT "LC_ALL=C.UTF-8;LANGUAGE=en")
