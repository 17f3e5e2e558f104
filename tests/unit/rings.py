#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Konto Authors
# SPDX-License-Identifier: GPL-2.0-or-later

"""Checks the direction of the includes: run -> talk -> decide, never back. And that no branch of a conditional operator
awaits: GCC 16 runs both branches then.

usage: rings.py [CHECKOUT] | rings.py --self-test

decide   resource/core, plan, pop3, autoconfig: each other, QtCore and the standard library
talk     resource/store, net, akonadi, credentials: decide; akonadi and credentials also net/await.h and net/task.h
run      resource/run, resource/kontoresource.*, resource/main.cpp: everything in resource
settings, agent: decide

KIMAP is named in resource/net and tests only; Akonadi in resource/akonadi, resource/kontoresource.* and
resource/main.cpp, agent and settings, and Akonadi's jobs in resource/akonadi only; but that which makes an account (settings).
"""

import pathlib
import re
import sys

DECIDE = {"core", "plan", "pop3", "autoconfig"}
TALK = {"store", "net", "akonadi", "credentials"}
AWAITING = {"akonadi", "credentials"}
AWAIT_HEADERS = {"net/await.h", "net/task.h"}
FOLDERS = DECIDE | TALK | {"run"}
TOP = {"kontoresource", "main"}
SUFFIXES = {".h", ".hpp", ".cpp", ".cc"}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
LINE_COMMENT = re.compile(r"//[^\n]*")
STRING = re.compile(r'"(?:\\.|[^"\\\n])*"')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)

# The headers of QtCore that only compute: no I/O, no clock, no thread. Add to them what is missing and like them.
QT_CORE = set(
    """
    Qt QtGlobal QtTypes QtAlgorithms QtAssert QtClassHelperMacros QtCompare QtContainerFwd QtDebug QtEndian QtLogging QtMath QtMinMax QtNumeric QtSwap
    QtTypeTraits QtVersionChecks QAnyStringView QAssociativeIterable QBitArray QByteArray QByteArrayList QByteArrayMatcher QByteArrayView QCache
    QCborArray QCborMap QCborStreamReader QCborStreamWriter QCborValue QChar QCollator QCryptographicHash QDataStream QDate QDateTime QDebug QFlags
    QFloat16 QHash QHashFunctions QHashSeed QJsonArray QJsonDocument QJsonObject QJsonParseError QJsonValue QLatin1Char QLatin1String
    QLatin1StringView QList QLocale QLoggingCategory QMap QMessageAuthenticationCode QMetaEnum QMetaObject QMetaType QMultiHash QMultiMap QObject
    QPair QPoint QQueue QRegularExpression QRegularExpressionMatch QScopedPointer QScopedValueRollback QScopeGuard QSet QSharedData
    QSharedDataPointer QExplicitlySharedDataPointer QSharedPointer QWeakPointer QSize QSpan QStack QString QStringBuilder QStringConverter
    QStringDecoder QStringEncoder QStringList QStringMatcher QStringTokenizer QStringView QTaggedPointer QTextBoundaryFinder QTextStream QTime
    QTimeZone QTypeInfo QUrl QUrlQuery QUtf8StringView QUuid QVariant QVariantHash QVariantList QVariantMap QVarLengthArray QVector
    QVersionNumber QXmlStreamAttributes QXmlStreamReader QXmlStreamWriter
    """.split()
)
STANDARD = re.compile(r"^[a-z_0-9]+$")
C_HEADERS = {"math.h", "stddef.h", "stdint.h", "string.h", "stdlib.h", "limits.h", "errno.h", "ctype.h", "time.h"}
# Our own generated headers, such as logging categories, have no folder in their name.
OWN_NAME = re.compile(r"^[A-Za-z0-9_./-]+\.(h|hpp|moc)$")


def ring_folder(path):
    """The folder of the rings a file of the checkout belongs to, or None."""
    parts = pathlib.PurePosixPath(path).parts
    if parts[0] == "resource":
        if len(parts) > 2:
            return parts[1]
        return "top" if parts[1].split(".")[0] in TOP else None
    return parts[0]


def own_target(path, name, folder):
    """The folder an include of ours leads to, or None if it is not one of ours."""
    parts = pathlib.PurePosixPath(name).parts
    while parts and parts[0] in ("..", "."):
        parts = parts[1:]
    if parts and parts[0] == "resource":
        parts = parts[1:]
    if len(parts) > 1 and parts[0] in FOLDERS | {"agent", "settings"}:
        return parts[0]
    if len(parts) == 1 and folder != "top" and parts[0].split(".")[0] == "kontoresource":
        return "top"
    return None


def is_akonadi(name):
    return name.startswith(("Akonadi/", "AkonadiCore/", "AkonadiAgentBase/", "akonadi/private", "AkonadiMime"))


def is_akonadi_job(name):
    return is_akonadi(name) and re.search(r"(Job|Sync|Monitor|Session)$", name.removesuffix(".h"), re.IGNORECASE) is not None


def may_reach(folder, target, name):
    """May a file in folder include the header name of the folder target?"""
    if folder in DECIDE:
        return target in DECIDE
    if folder in TALK:
        if target == "net" and folder in AWAITING and name.split("resource/")[-1].lstrip("./") in AWAIT_HEADERS:
            return True
        return target in DECIDE or target == folder
    if folder in ("run", "top"):
        return target in FOLDERS or target == folder
    if folder in ("settings", "agent"):
        return target in DECIDE or target == folder
    return True


def foreign_problem(folder, name, quoted):
    """What is wrong with a file in folder including a header that is not ours."""
    if name.startswith("KIMAP/") or name.startswith("kimap/"):
        return None if folder in ("net", "tests") else "KIMAP is named in resource/net only"
    if is_akonadi(name):
        if folder in ("akonadi", "tests"):
            return None
        if folder == "settings" and name == "Akonadi/AgentInstanceCreateJob":
            return None
        if is_akonadi_job(name):
            return "Akonadi's jobs are named in resource/akonadi only"
        if folder in ("top", "agent", "settings"):
            return None
        return "Akonadi is named in resource/akonadi and the resource class only"
    if folder in DECIDE:
        if quoted and OWN_NAME.match(name) and "/" not in name:
            return None
        if STANDARD.match(name) or name in C_HEADERS:
            return None
        if name.removeprefix("QtCore/") in QT_CORE or re.match(r"QtCore/q[a-z0-9]+\.h$", name):
            return None
        return "the decide ring needs QtCore and the standard library only"
    return None


def problems_of(path, text):
    """Yields (line, include, reason) for each forbidden include of the file."""
    folder = ring_folder(path)
    if folder is None or folder not in FOLDERS | {"top", "settings", "agent", "tests"}:
        return
    text = COMMENT.sub(lambda comment: "\n" * comment.group().count("\n"), text)
    for match in INCLUDE.finditer(text):
        quoted = match.group(1) == '"'
        name = match.group(2)
        line = text.count("\n", 0, match.start(1)) + 1
        target = own_target(path, name, folder) if quoted or name.startswith("resource/") else None
        if target is not None:
            if not may_reach(folder, target, name):
                yield line, name, f"{folder} may not include {target}"
            continue
        reason = foreign_problem(folder, name, quoted)
        if reason:
            yield line, name, reason


def awaiting_branches(text):
    """Yields the lines of statements in which a co_await stands behind a "?"."""
    code = STRING.sub('""', LINE_COMMENT.sub("", COMMENT.sub(lambda comment: "\n" * comment.group().count("\n"), text)))
    for statement in re.finditer(r"[^;{}]+", code):
        question = statement.group().find("?")
        if question >= 0 and "co_await" in statement.group()[question:]:
            yield code.count("\n", 0, statement.start() + question) + 1


def check(checkout):
    """Prints the violations in a checkout; returns (files, violations)."""
    files = violations = 0
    for top in ("resource", "agent", "settings", "tests"):
        for file in sorted((checkout / top).rglob("*")):
            if file.suffix not in SUFFIXES or not file.is_file():
                continue
            files += 1
            path = file.relative_to(checkout).as_posix()
            text = file.read_text(encoding="utf-8", errors="replace")
            for line, name, reason in problems_of(path, text):
                violations += 1
                print(f"{path}:{line}: {name}: {reason}")
            for line in awaiting_branches(text):
                violations += 1
                print(f"{path}:{line}: a branch of a conditional operator awaits")
    return files, violations


BAD = [
    ("resource/core/a.h", "#include <QTcpSocket>"),
    ("resource/core/a.h", "#include <QTimer>"),
    ("resource/core/a.h", "#include <QFile>"),
    ("resource/core/a.h", "#include <QSettings>"),
    ("resource/core/a.h", "#include <QtCore/QThread>"),
    ("resource/core/a.h", "#include <QtNetwork/QSslSocket>"),
    ("resource/plan/a.cpp", "#include <QSqlDatabase>"),
    ("resource/plan/a.cpp", "#include <QDBusConnection>"),
    ("resource/plan/a.cpp", "#include <QCoroTask>"),
    ("resource/plan/a.cpp", "#include <KMime/Message>"),
    ("resource/pop3/a.cpp", "#include <sys/socket.h>"),
    ("resource/pop3/a.cpp", "  #  include <Akonadi/Item>"),
    ("resource/pop3/a.cpp", '#include "net/pop3session.h"'),
    ("resource/autoconfig/a.cpp", '#include "../store/maildir.h"'),
    ("resource/plan/a.cpp", '#include "run/syncrun.h"'),
    ("resource/plan/a.cpp", '#include "../../resource/net/task.h"'),
    ("resource/plan/a.cpp", '#include "kontoresource.h"'),
    ("resource/store/a.cpp", '#include "net/task.h"'),
    ("resource/store/a.cpp", '#include "akonadi/items.h"'),
    ("resource/net/a.cpp", '#include "store/accountstore.h"'),
    ("resource/net/a.cpp", '#include "run/syncrun.h"'),
    ("resource/net/a.cpp", "#include <Akonadi/Item>"),
    ("resource/akonadi/a.cpp", "#include <KIMAP/Session>"),
    ("resource/akonadi/a.cpp", '#include "net/imapsession.h"'),
    ("resource/credentials/a.cpp", '#include "net/transport.h"'),
    ("resource/run/a.cpp", "#include <KIMAP/FetchJob>"),
    ("resource/run/a.cpp", "#include <Akonadi/ItemCreateJob>"),
    ("resource/run/a.cpp", "#include <Akonadi/Item>"),
    ("resource/kontoresource.cpp", "#include <Akonadi/ItemFetchJob>"),
    ("settings/a.cpp", '#include "store/accountstore.h"'),
    ("settings/a.cpp", "#include <Akonadi/ItemDeleteJob>"),
    ("agent/a.cpp", '#include "run/syncrun.h"'),
    ("agent/a.cpp", "// first line\n/* a comment\n*/\n#include <KIMAP/Session>"),
]
GOOD = [
    ("resource/core/a.h", "#include <QString>\n#include <QByteArrayView>\n#include <expected>\n#include <cstdint>\n#include <QDateTime>\n#include <QJsonObject>"),
    ("resource/core/a.h", "#include <QtCore/qglobal.h>\n#include <QCryptographicHash>\n#include <QXmlStreamReader>\n#include <QRegularExpression>"),
    ("resource/plan/a.cpp", '#include "core/error.h"\n#include "plan_debug.h"\n#include "a.h"'),
    ("resource/plan/a.cpp", "// #include <QTcpSocket>\n/* #include <KIMAP/Session> */"),
    ("resource/net/a.cpp", '#include "net/task.h"\n#include "core/error.h"\n#include <KIMAP/Session>\n#include <QSslSocket>'),
    ("resource/akonadi/a.cpp", '#include "net/await.h"\n#include "akonadi/items.h"\n#include <Akonadi/ItemCreateJob>'),
    ("resource/credentials/a.cpp", '#include "net/task.h"\n#include <qt6keychain/keychain.h>'),
    ("resource/run/a.cpp", '#include "akonadi/items.h"\n#include "store/accountstore.h"\n#include "net/imapsession.h"'),
    ("resource/kontoresource.h", '#include <Akonadi/ResourceBase>\n#include "run/syncrun.h"\n#include "kontoresource.h"'),
    ("settings/a.cpp", '#include "core/account.h"\n#include <QWidget>\n#include <Akonadi/AgentInstance>\n#include <Akonadi/AgentInstanceCreateJob>'),
    ("tests/session/a.cpp", "#include <KIMAP/Session>\n#include <Akonadi/ItemFetchJob>\n#include <QTcpServer>"),
]


AWAITING_BRANCHES = [
    ("x = a ? co_await b() : c;", [1]),
    ("{\n  co_return a ? b\n    : co_await c();\n}", [2]),
    ("x = co_await a() ? b : c;", []),
    ("if (a) {\n co_await b(); // why?\n}", []),
    ('f("?"); co_await b();', []),
]


def self_test():
    wrong = 0
    for path, text in BAD:
        found = list(problems_of(path, text))
        if len(found) != 1:
            wrong += 1
            print(f"self-test: not found in {path}: {text!r}")
        elif found[0][0] != text.count("\n") + 1:
            wrong += 1
            print(f"self-test: wrong line {found[0][0]} in {path}: {text!r}")
    for path, text in GOOD:
        for line, name, reason in problems_of(path, text):
            wrong += 1
            print(f"self-test: false alarm in {path}:{line}: {name}: {reason}")
    for text, lines in AWAITING_BRANCHES:
        if list(awaiting_branches(text)) != lines:
            wrong += 1
            print(f"self-test: {text!r} judged wrongly")
    print(f"self-test: {len(BAD)} bad and {len(GOOD)} good examples, {wrong} judged wrongly")
    return wrong == 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        sys.exit(0 if self_test() else 1)
    checkout = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2]
    files, violations = check(checkout)
    if files == 0:
        print(f"no source files in {checkout}")
        sys.exit(1)
    print(f"{files} files, {violations} forbidden includes")
    sys.exit(1 if violations else 0)


if __name__ == "__main__":
    main()
