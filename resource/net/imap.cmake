# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

target_sources(konto_net PRIVATE
    await.h
    discoverynetwork.cpp discoverynetwork.h
    dnsquestion.cpp dnsquestion.h
    greetingdialog.cpp greetingdialog.h
    httpsfetch.cpp httpsfetch.h
    imapcommand.cpp imapcommand.h
    imapconnection.cpp imapconnection.h
    imapexchange.cpp imapexchange.h
    imapfetch.cpp imapfetch.h
    imaplist.cpp imaplist.h
    imapliteral.cpp imapliteral.h
    imaplog.cpp imaplog.h
    imaplogin.cpp imaplogin.h
    imaploginauth.cpp
    imaplogintls.cpp
    imapmailbox.cpp imapmailbox.h
    imapopener.cpp imapopener.h
    imapranges.cpp imapranges.h
    imapresponse.cpp imapresponse.h
    imapscanner.cpp imapscanner.h
    imapsession.cpp imapsession.h
    imapstatus.cpp imapstatus.h
    imaptunnel.cpp imaptunnel.h
    imapwatch.cpp imapwatch.h
    imapwatcher.cpp imapwatcher.h
    imapwrite.cpp imapwrite.h
    mappeddiscovery.cpp mappeddiscovery.h
    serverprobe.cpp serverprobe.h
)
target_link_libraries(konto_net
    PUBLIC
        KF6::CoreAddons # KJob, in await.h
        konto_autoconfig
        konto_plan
    PRIVATE
        KF6::Mime
        KPim6::IMAP
)
