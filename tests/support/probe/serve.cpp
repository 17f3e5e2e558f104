// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "serve.h"

#include <QByteArrayList>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace Qt::StringLiterals;

namespace Konto::Probe
{

namespace
{
/// Past stdio, whose buffer the command's own reading would find.
std::optional<QByteArray> readLine()
{
    QByteArray line;
    char next = 0;
    while (::read(STDIN_FILENO, &next, 1) == 1) {
        if (next == '\n') {
            return line;
        }
        line.append(next);
    }
    return std::nullopt;
}

void giveInput(const QByteArray &input)
{
    const int file = ::memfd_create("input", MFD_CLOEXEC);
    qsizetype written = 0;
    while (written < input.size()) {
        const auto part = ::write(file, input.constData() + written, size_t(input.size() - written));
        if (part <= 0) {
            std::abort();
        }
        written += part;
    }
    ::lseek(file, 0, SEEK_SET);
    ::dup2(file, STDIN_FILENO);
    ::close(file);
}

int runCommand(const char *program, const QJsonObject &request, Main run)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    giveInput(request["input"_L1].toString().toUtf8());
    QByteArrayList words{program};
    for (const auto &word : request["words"_L1].toArray()) {
        words.append(word.toString().toUtf8());
    }
    std::vector<char *> arguments;
    for (QByteArray &word : words) {
        arguments.push_back(word.data());
    }
    arguments.push_back(nullptr);
    return run(int(words.size()), arguments.data());
}
}

int serve(const char *program, Main run)
{
    while (const auto line = readLine()) {
        const QJsonObject request = QJsonDocument::fromJson(*line).object();
        const pid_t child = ::fork();
        if (child < 0) {
            return 1;
        }
        if (child == 0) {
            return runCommand(program, request, run);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        std::printf("{\"exit\": %d}\n", WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status));
        std::fflush(stdout);
    }
    return 0;
}

}
