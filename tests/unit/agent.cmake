# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

# The agent: what it decides, and what it remembers
ecm_add_test(noticestest.cpp TEST_NAME noticestest NAME_PREFIX "unit-" LINK_LIBRARIES konto_agent Qt6::Test)
