// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/asking_prompter.h"

namespace belay {

AskingPrompter::~AskingPrompter()
{
    const std::scoped_lock lock(m_mutex);
    m_closing = true;
    m_answered.notify_all();
}

int AskingPrompter::newQuestion()
{
    const std::scoped_lock lock(m_mutex);
    const int id = m_nextId++;
    m_answers.emplace(id, Answer());
    return id;
}

AskingPrompter::Answer AskingPrompter::waitFor(int id, const CancelToken &cancel)
{
    const auto wakeUp = cancel.onCancel([this] {
        const std::scoped_lock lock(m_mutex);
        m_answered.notify_all();
    });
    std::unique_lock lock(m_mutex);
    m_answered.wait(lock, [&] { return m_answers[id].given || m_closing || cancel.cancelled(); });
    const Answer answer = m_answers[id];
    m_answers.erase(id);
    lock.unlock();
    if (!answer.given)
        Q_EMIT withdrawn(id);
    return answer;
}

bool AskingPrompter::trustHostKey(const HostKeyQuestion &question, const CancelToken &cancel)
{
    const int id = newQuestion();
    Q_EMIT hostKeyAsked(id, question);
    return waitFor(id, cancel).yes;
}

Result<QString> AskingPrompter::askSecret(const QString &host, const QString &prompt, bool echo,
                                          const CancelToken &cancel)
{
    const int id = newQuestion();
    Q_EMIT secretAsked(id, host, prompt, echo);
    const Answer answer = waitFor(id, cancel);
    if (!answer.yes)
        return fail(ErrorKind::Auth, QStringLiteral("%1: no answer was given to \"%2\".").arg(host, prompt),
                    QStringLiteral("Try again and answer, or use an ssh-agent."));
    return answer.text;
}

void AskingPrompter::answerHostKey(int id, bool trusted)
{
    answer(id, trusted, {});
}

void AskingPrompter::answerSecret(int id, const QString &secret)
{
    answer(id, !secret.isNull(), secret);
}

void AskingPrompter::answer(int id, bool yes, const QString &text)
{
    const std::scoped_lock lock(m_mutex);
    const auto found = m_answers.find(id);
    if (found == m_answers.end())
        return; // withdrawn meanwhile
    found->second = Answer{true, yes, text};
    m_answered.notify_all();
}

} // namespace belay
