// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/ssh_questions.h"

#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr std::chrono::minutes patience{10}; ///< for a person who is being asked on behalf of another host
constexpr qsizetype promptLimit = 300;
constexpr int askedAtMost = 3; ///< NumberOfPasswordPrompts of ssh

/// One line, without control characters: parts of it may come from the other side.
QString oneLine(const QString &text)
{
    QString line;
    for (const QChar each : text.simplified().left(promptLimit))
        line += each.isPrint() ? each : QChar(u'?');
    return line;
}

std::optional<SshQuestion> hostKeyQuestion(const QString &prompt)
{
    static const QRegularExpression host(
        u"^The authenticity of host '(\\[?)([^' \\]]+)\\]?(?::(\\d+))?[' ]"_s);
    static const QRegularExpression key(u"\\n(\\S+) key fingerprint is (SHA256:[A-Za-z0-9+/=]+)"_s);
    const auto where = host.match(prompt);
    const auto what = key.match(prompt);
    if (!where.hasMatch() || !what.hasMatch())
        return {};
    SshQuestion question;
    question.kind = SshQuestion::Kind::HostKey;
    const bool bracketed = !where.captured(1).isEmpty();
    question.host = bracketed ? where.captured(2)
                              : where.captured(2) +
                                    where.captured(3).prepend(where.captured(3).isEmpty() ? u""_s : u":"_s);
    question.port = bracketed && !where.captured(3).isEmpty() ? where.captured(3).toInt() : 22;
    question.keyType = what.captured(1);
    question.fingerprint = what.captured(2);
    return question;
}

} // namespace

SshQuestion readSshQuestion(const QString &prompt, bool confirms)
{
    SshQuestion question;
    if (const auto key = hostKeyQuestion(prompt))
        question = *key;
    static const QRegularExpression passphrase(u"^Enter passphrase for (?:key )?'?([^\\n]*?)'?: *$"_s);
    if (const auto match = passphrase.match(prompt); match.hasMatch()) {
        question.kind = SshQuestion::Kind::Passphrase;
        question.keyFile = match.captured(1);
    } else if (question.kind != SshQuestion::Kind::HostKey && confirms) {
        question.kind = SshQuestion::Kind::Confirm;
    }
    question.prompt = oneLine(prompt);
    return question;
}

GivenPassphrases::~GivenPassphrases()
{
    for (auto &[file, passphrase] : m_known)
        passphrase.fill('\0');
}

std::optional<QByteArray> GivenPassphrases::find(const QString &keyFile)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_known.find(keyFile);
    return found == m_known.end() ? std::nullopt : std::optional(found->second);
}

void GivenPassphrases::remember(const QString &keyFile, const QByteArray &passphrase)
{
    const std::lock_guard lock(m_mutex);
    m_known[keyFile] = passphrase;
}

void GivenPassphrases::forget(const QString &keyFile)
{
    const std::lock_guard lock(m_mutex);
    m_known.erase(keyFile);
}

SshQuestions::SshQuestions(QString host, Prompter &prompter, GivenPassphrases &passphrases, Gate &questions,
                           std::function<void()> beforeAsking)
    : m_host(std::move(host))
    , m_prompter(prompter)
    , m_passphrases(passphrases)
    , m_questions(questions)
    , m_beforeAsking(std::move(beforeAsking))
{
}

std::optional<QByteArray> SshQuestions::answer(const QString &prompt, bool confirms,
                                               const CancelToken &cancel)
{
    const SshQuestion question = readSshQuestion(prompt, confirms);
    if (question.kind == SshQuestion::Kind::Confirm)
        return {}; // nothing of the kind is expected; no is the safe answer
    m_beforeAsking();
    const auto pass = m_questions.enter(deadlineIn(patience), cancel);
    if (!pass)
        return {};
    switch (question.kind) {
    case SshQuestion::Kind::HostKey:
        return trust(question, cancel);
    case SshQuestion::Kind::Passphrase:
        return passphrase(question, cancel);
    default:
        return secret(question.prompt, cancel);
    }
}

std::optional<QByteArray> SshQuestions::trust(const SshQuestion &question, const CancelToken &cancel)
{
    const HostKeyQuestion asked{m_host, question.host, question.port, question.keyType, question.fingerprint};
    if (m_prompter.trustHostKey(asked, cancel))
        return "yes";
    m_refusedKey = asked;
    return "no";
}

std::optional<QByteArray> SshQuestions::passphrase(const SshQuestion &question, const CancelToken &cancel)
{
    const bool again = m_tried[question.keyFile]++ > 0;
    if (again)
        m_passphrases.forget(question.keyFile); // ssh would not ask twice for the right one
    else if (const auto known = m_passphrases.find(question.keyFile))
        return known;
    const QString prompt = u"Passphrase for the key %1"_s.arg(question.keyFile);
    auto given = secret(again ? QString(u"Wrong passphrase. "_s + prompt) : prompt, cancel);
    if (given)
        m_passphrases.remember(question.keyFile, *given);
    else if (m_problem)
        m_problem = Error{m_problem->kind,
                          u"The key %1 needs its passphrase. %2"_s.arg(question.keyFile, m_problem->summary),
                          {},
                          u"Add the key to your agent with \"ssh-add %1\"."_s.arg(question.keyFile)};
    return given;
}

QString SshQuestions::unopenedKey() const
{
    for (const auto &[file, times] : m_tried)
        if (times >= askedAtMost)
            return file;
    return {};
}

std::optional<QByteArray> SshQuestions::secret(const QString &prompt, const CancelToken &cancel)
{
    const auto given = m_prompter.askSecret(m_host, prompt, false, cancel);
    if (given)
        return given->toUtf8();
    m_problem = given.error();
    return {};
}

} // namespace belay
