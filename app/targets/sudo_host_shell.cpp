// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/targets/sudo_host_shell.h"

#include "app/targets/layout_scripts.h"

#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr int mostAnswers = 3;    ///< of a person to one sudo: as sudo itself has it
constexpr int mostQuestions = 50; ///< of all the sudos of one command

bool asks(const Result<ScriptResult> &result)
{
    return result && result->proven && (result->exitCode == SudoAsks || result->exitCode == SudoAsksAgain);
}

/// What sudo would have shown on a terminal.
QString promptIn(const QByteArray &out)
{
    const qsizetype at = out.lastIndexOf(sudoMark);
    if (at < 0)
        return {};
    const qsizetype from = at + qsizetype(sizeof sudoMark) - 1;
    const qsizetype end = out.indexOf('\n', from);
    return QString::fromUtf8(out.mid(from, end < 0 ? -1 : end - from)).trimmed();
}

/// Passes the lines of one step on, once each: the log on the host is read from its beginning every time.
class Lines
{
public:
    explicit Lines(const ScriptRequest &request)
        : m_tell(request.onLine)
    {
    }
    void begin()
    {
        m_skip = m_told;
        m_seen = 0;
    }
    void operator()(const QByteArray &line, bool isError)
    {
        if (!isError && (line.startsWith(sudoMark) || m_seen++ < m_skip))
            return;
        m_told += isError ? 0 : 1;
        if (m_tell)
            m_tell(line, isError);
    }

private:
    std::function<void(const QByteArray &, bool)> m_tell;
    int m_told = 0;
    int m_skip = 0;
    int m_seen = 0;
};

/// One line as the script's input. The copy is overwritten when it has been handed over.
std::function<Result<QByteArray>()> oneLine(const QByteArray &text)
{
    return [line = QByteArray(text + '\n')]() mutable -> Result<QByteArray> {
        return std::exchange(line, QByteArray());
    };
}

} // namespace

SudoHostShell::SudoHostShell(HostShell &next, Prompter &prompter,
                             std::function<void(const QString &)> conceal)
    : m_next(next)
    , m_passwords(prompter, std::move(conceal))
{
}

Result<ScriptResult> SudoHostShell::run(const HostRef &host, const ScriptRequest &request,
                                        const CancelToken &cancel)
{
    if (request.input)
        return m_next.run(host, request, cancel);
    Lines lines(request);
    SudoPasswords::Question question;
    question.declinedBefore = m_passwords.declined(host);
    ScriptRequest turn = request;
    turn.onLine = [&lines](const QByteArray &line, bool isError) { lines(line, isError); };
    auto result = m_next.run(host, turn, cancel);
    std::optional<QByteArray> given;
    int answers = 0;
    for (int questions = 0; asks(result) && questions < mostQuestions; ++questions) {
        const bool again = result->exitCode == SudoAsksAgain && given;
        if (given && again)
            m_passwords.refused(host, *given);
        else if (given)
            m_passwords.worked(host, *given);
        answers = again ? answers + 1 : 1;
        question.prompt = promptIn(result->out);
        question.rejected = again ? given : std::nullopt;
        given = answers > mostAnswers ? std::nullopt : m_passwords.answer(host, question, cancel);
        lines.begin();
        turn.inKeptShell = false;
        turn.script = "belay_answers=1\n" + request.script;
        turn.input = oneLine(given.value_or(QByteArray()));
        // The command waits on the host: also after a cancel it has to hear that nobody answers.
        result = m_next.run(host, turn, given ? cancel : CancelToken());
        if (!result) {
            ScriptResult unproven;
            unproven.note = result.error().summary;
            return unproven;
        }
    }
    if (given && result->proven && result->exitCode == 0)
        m_passwords.worked(host, *given);
    else if (given && result->proven && result->out.contains("incorrect password attempt"))
        m_passwords.refused(host, *given);
    return result;
}

} // namespace belay
