// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "console.h"

#include "patience.h"

#include <KLocalizedString>

#include <QJsonDocument>

#include <array>
#include <cstdio>
#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
constexpr qsizetype longestLine = 10'000;
constexpr int longestTyping = 300'000; // milliseconds, for each key

void write(FILE *stream, const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    std::fwrite(bytes.constData(), 1, size_t(bytes.size()), stream);
    std::fflush(stream);
}

void printDocument(const QJsonDocument &document)
{
    write(stdout, QString::fromUtf8(document.toJson(QJsonDocument::Indented)));
}

/// By the byte, so that nothing is read ahead of it.
Outcome<QByteArray> readLine(int file)
{
    QByteArray line;
    char byte = 0;
    while (line.size() < longestLine) {
        // The signal may have come before poll() began, which then waits for it in vain
        std::array waiting{pollfd{.fd = file, .events = POLLIN, .revents = 0}, pollfd{.fd = Patience::interruptions(), .events = POLLIN, .revents = 0}};
        if (const int ready = poll(waiting.data(), waiting.size(), longestTyping); ready <= 0 || waiting[1].revents != 0) {
            return std::unexpected(ready == 0 ? Failure{.code = ExitCode::TooLong, .sentence = i18nc("@info:shell", "It took too long.")}
                                              : Failure{.code = ExitCode::Interrupted, .sentence = i18nc("@info:shell", "Interrupted.")});
        }
        if (read(file, &byte, 1) != 1 || byte == '\n') {
            break;
        }
        line.append(byte);
    }
    if (line.endsWith('\r')) {
        line.chop(1);
    }
    return line;
}

/// The terminal itself, for as long as it is asked: what is piped in or out has nothing to do with it.
class Terminal
{
public:
    Terminal()
        : m_file(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY))
    {
    }
    ~Terminal()
    {
        if (m_file >= 0) {
            close(m_file);
        }
    }
    Q_DISABLE_COPY_MOVE(Terminal)

    [[nodiscard]] bool isThere() const
    {
        return m_file >= 0;
    }

    [[nodiscard]] Outcome<QByteArray> ask(const QString &question, bool echo) const
    {
        termios before{};
        if (!echo && tcgetattr(m_file, &before) == 0) {
            termios silent = before;
            silent.c_lflag &= ~tcflag_t(ECHO);
            tcsetattr(m_file, TCSAFLUSH, &silent);
        }
        // Not before: what is typed at once would be shown, or thrown away
        const QByteArray text = question.toUtf8();
        [[maybe_unused]] ssize_t written = ::write(m_file, text.constData(), size_t(text.size()));
        auto line = readLine(m_file);
        if (!echo) {
            tcsetattr(m_file, TCSAFLUSH, &before);
            written = ::write(m_file, "\n", 1);
        }
        return line;
    }

private:
    int m_file;
};

Outcome<Secret> asPassword(const QByteArray &line)
{
    if (line.isEmpty()) {
        return std::unexpected(Failure{.code = ExitCode::Usage, .sentence = i18nc("@info:shell", "Without a password there is no account.")});
    }
    return Secret(QString::fromUtf8(line));
}
}

void print(const QString &text)
{
    write(stdout, text + u'\n');
}

void printJson(const QJsonObject &object)
{
    printDocument(QJsonDocument(object));
}

void printJson(const QJsonArray &array)
{
    printDocument(QJsonDocument(array));
}

void complain(const QString &sentence)
{
    write(stderr, u"konto: "_s + sentence + u'\n');
}

void showProgress(const QString &text)
{
    if (isatty(STDERR_FILENO)) {
        write(stderr, u"\r\u001b[K"_s + text);
    }
}

Outcome<Secret> askPassword(const QString &question)
{
    const Terminal terminal;
    if (!terminal.isThere()) {
        return std::unexpected(
            Failure{.code = ExitCode::Usage, .sentence = i18nc("@info:shell", "There is no terminal to ask for the password: use “--password-stdin”.")});
    }
    return terminal.ask(question, false).and_then(asPassword);
}

Outcome<Secret> readPassword()
{
    return readLine(STDIN_FILENO).and_then(asPassword);
}

bool isAttended()
{
    return isatty(STDIN_FILENO) && Terminal().isThere();
}

bool confirm(const QString &question)
{
    const Terminal terminal;
    if (!terminal.isThere()) {
        return false;
    }
    const QString yes = i18nc("@info:shell the letters that mean yes, small", "y");
    const QString answer = QString::fromUtf8(terminal.ask(question, true).value_or(QByteArray())).trimmed().left(1).toLower();
    return !answer.isEmpty() && yes.contains(answer);
}

}
