# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

# A Debian package of what was built: ./dev package, or cpack -G DEB in the build directory of the preset "package".
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME konto)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The Konto Authors <konto@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "mail account for Akonadi that speaks POP3 and IMAP")
set(CPACK_PACKAGE_DESCRIPTION "Konto brings the mail of an account into the KDE desktop's shared mail store, where KMail shows it.
In POP3 mode this computer is the master of the mail, in IMAP mode the server is; an account
can be switched from one to the other in place, without losing or downloading anything again.
.
This package contains the resource, the background agent, the account dialog, the page in
System Settings and the command line tool konto. Removing it leaves all mail where it is.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION mail)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# What is not linked: the server, its database, the keychain's SASL mechanisms and pictures
set(CPACK_DEBIAN_PACKAGE_DEPENDS "akonadi-server, default-dbus-session-bus | dbus-session-bus, libsasl2-modules")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "kmail, kwalletmanager | gnome-keyring, systemsettings")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "libakonadisearch-plugins, libsasl2-modules-gssapi-mit")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
# A package has these modes whatever the umask of who built it
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
include(CPack)
