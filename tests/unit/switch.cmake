# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

# Switching the mode in place.
foreach(test switchfolderstest switchintenttest switchplantest)
    ecm_add_test(${test}.cpp TEST_NAME ${test} NAME_PREFIX "unit-" LINK_LIBRARIES konto_plan Qt6::Test)
endforeach()
ecm_add_test(switchjournaltest.cpp TEST_NAME switchjournaltest NAME_PREFIX "unit-" LINK_LIBRARIES konto_store Qt6::Test ${sqlite})
foreach(test switchfolderworktest switchpropertytest)
    ecm_add_test(${test}.cpp TEST_NAME ${test} NAME_PREFIX "unit-" LINK_LIBRARIES konto_run Qt6::Test)
    target_compile_options(${test} PRIVATE -fexceptions) # QCoro, included by run
endforeach()
