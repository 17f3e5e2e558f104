// SPDX-FileCopyrightText: 2026 The Konto Authors
// SPDX-License-Identifier: GPL-2.0-or-later

#include "request.h"

#include "requestrules.h"

#include <KLocalizedString>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Konto
{

namespace
{
/// Reads one argument after the other.
class Reader
{
public:
    explicit Reader(const QStringList &arguments)
        : m_arguments(arguments)
    {
    }

    std::expected<Request, QString> read()
    {
        while (m_problem.isEmpty() && m_next < m_arguments.size()) {
            takeArgument(m_arguments.at(m_next++));
        }
        if (m_problem.isEmpty() && !m_helps) {
            checkWhole();
        }
        if (!m_problem.isEmpty()) {
            return std::unexpected(m_problem);
        }
        if (m_helps) {
            m_request.about = m_verb;
            m_request.verb = Verb::Help;
        }
        return m_request;
    }

private:
    void takeArgument(const QString &argument)
    {
        if (!m_onlyWords && argument == "--"_L1) {
            m_onlyWords = true;
        } else if (!m_onlyWords && argument.startsWith(u'-') && argument.size() > 1) {
            takeOption(argument);
        } else if (!m_verb) {
            takeVerb(argument);
        } else if (m_verb == Verb::Help) {
            takeHelpAbout(argument);
        } else {
            m_request.words.append(argument);
        }
    }

    void takeVerb(const QString &word)
    {
        m_verb = verbOf(word);
        if (!m_verb) {
            m_problem = i18nc("@info:shell %1 word", "There is no command “%1”.", word);
            return;
        }
        m_request.verb = *m_verb;
    }

    void takeHelpAbout(const QString &word)
    {
        m_request.about = verbOf(word);
        if (!m_request.about) {
            m_problem = i18nc("@info:shell %1 word", "There is no command “%1”.", word);
        }
    }

    static std::optional<Verb> verbOf(const QString &word)
    {
        const auto rule = std::ranges::find(verbRules(), word, &VerbRule::name);
        return rule == verbRules().end() ? std::nullopt : std::optional(rule->verb);
    }

    void takeOption(const QString &argument)
    {
        if (argument == "--help"_L1 || argument == "-h"_L1) {
            m_helps = true;
            return;
        }
        if (argument == "--version"_L1 && !m_verb) {
            takeVerb(u"version"_s);
            return;
        }
        const QString name = argument.startsWith("--"_L1) ? argument.mid(2).section(u'=', 0, 0) : QString();
        if (takeSwitchOption(name, argument)) {
            return;
        }
        const auto rule = std::ranges::find(optionRules(), name, &OptionRule::name);
        const bool isKnown = rule != optionRules().end() && (m_verb ? (rule->verbs & bitOf(*m_verb)) != 0 : rule->verbs == everywhere);
        if (!isKnown || (!rule->hasValue && argument.contains(u'='))) {
            m_problem = m_verb ? i18nc("@info:shell", "“konto %1” has no option “%2”.", verbName(*m_verb), argument)
                               : i18nc("@info:shell", "There is no option “%1”.", argument);
            return;
        }
        takeValue(*rule, argument);
    }

    void takeValue(const OptionRule &rule, const QString &argument)
    {
        QString value;
        if (rule.hasValue && argument.contains(u'=')) {
            value = argument.section(u'=', 1);
        } else if (rule.hasValue && m_next < m_arguments.size()) {
            value = m_arguments.at(m_next++);
        }
        m_isAll = m_isAll || rule.name == "all"_L1;
        if (!rule.take(m_request, value)) {
            m_problem = rule.hasValue ? i18nc("@info:shell %1 option, %2 what was given", "“--%1” cannot be “%2”.", QString(rule.name), value)
                                      : i18nc("@info:shell", "Either accounts are named or “--all”, not both.");
        }
    }

    /// What only "switch" has: one of three steps, and choices.
    bool takeSwitchOption(const QString &name, const QString &argument)
    {
        if (m_verb != Verb::Switch || argument.contains(u'=')) {
            return false;
        }
        if (const auto step = std::ranges::find(stepNames(), name); step != stepNames().end()) {
            m_request.step = SwitchStep(step - stepNames().begin());
            ++m_steps;
            return true;
        }
        const auto rule = std::ranges::find(choiceRules(), name, &ChoiceRule::option);
        if (rule == choiceRules().end()) {
            return false;
        }
        m_request.choices.insert(rule->choice, rule->value);
        return true;
    }

    void checkWhole()
    {
        if (!m_verb) {
            m_problem = i18nc("@info:shell", "What is to be done? “konto --help” lists the commands.");
            return;
        }
        const auto rule = std::ranges::find(verbRules(), *m_verb, &VerbRule::verb);
        const qsizetype count = m_request.words.size();
        if (count < rule->fewest) {
            m_problem = i18nc("@info:shell %1 command", "“konto %1” needs more: see “konto %1 --help”.", verbName(*m_verb));
        } else if (count > rule->most) {
            m_problem = i18nc("@info:shell %1 word", "“%1” is one too many.", m_request.words.at(rule->most));
        } else if (m_isAll && count > 0) {
            m_problem = i18nc("@info:shell", "Either accounts are named or “--all”, not both.");
        } else if (m_verb == Verb::Switch) {
            checkSwitch();
        } else if (m_verb == Verb::Add) {
            checkAdd();
        } else if (m_verb == Verb::Notices) {
            checkNotices();
        }
    }

    void checkNotices()
    {
        const bool acts = !m_request.action.isEmpty();
        if (acts && m_request.dismiss) {
            m_problem = i18nc("@info:shell", "Either “--act” or “--dismiss”, not both.");
        } else if ((acts || m_request.dismiss) == m_request.words.isEmpty()) {
            m_problem = i18nc("@info:shell", "A notice needs “--act” or “--dismiss”, and these need a notice: see “konto notices --help”.");
        }
    }

    void checkSwitch()
    {
        const bool saysHow = !m_request.choices.isEmpty() || m_request.mode || !m_request.host.isEmpty() || !m_request.userName.isEmpty();
        if (m_steps != 1) {
            m_problem = i18nc("@info:shell", "“konto switch” needs one of “--preview”, “--start” and “--undo”.");
        } else if (m_request.step == SwitchStep::Undo && (saysHow || m_request.port != 0 || m_request.security)) {
            m_problem = i18nc("@info:shell", "“--undo” goes back to how it was; there is nothing to choose.");
        } else if (m_request.step == SwitchStep::Preview && m_request.wait) {
            m_problem = i18nc("@info:shell", "“--preview” changes nothing, so there is nothing to wait for.");
        } else if (m_request.host.isEmpty() && (m_request.port != 0 || m_request.security)) {
            m_problem = i18nc("@info:shell", "“--port” and “--security” are those of a server: “--host” is missing.");
        }
    }

    void checkAdd()
    {
        if (m_request.host.isEmpty() && (m_request.port != 0 || m_request.security)) {
            m_problem = i18nc("@info:shell", "“--port” and “--security” are those of a server: “--host” is missing.");
        } else if (!m_request.host.isEmpty() && !m_request.mode) {
            m_problem = i18nc("@info:shell", "What does that server speak? “--mode pop3” or “--mode imap” is missing.");
        }
    }

    const QStringList &m_arguments;
    qsizetype m_next = 0;
    Request m_request;
    std::optional<Verb> m_verb;
    QString m_problem;
    int m_steps = 0;
    bool m_isAll = false;
    bool m_helps = false;
    bool m_onlyWords = false;
};
}

std::expected<Request, QString> parseRequest(const QStringList &arguments)
{
    return Reader(arguments).read();
}

QString verbName(Verb verb)
{
    return std::ranges::find(verbRules(), verb, &VerbRule::verb)->name;
}

}
