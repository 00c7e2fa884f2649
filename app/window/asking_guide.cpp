// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/asking_guide.h"

#include "models/domain/names.h"

namespace belay {

AskingGuide::AskingGuide(Patience patience, QObject *parent)
    : QObject(parent)
    , m_patience(patience)
{
}

AskingGuide::~AskingGuide() = default;

FailureGuide AskingGuide::guide()
{
    return
        [this](const FailureQuestion &question, const CancelToken &cancel) { return ask(question, cancel); };
}

FailureAnswer AskingGuide::ask(const FailureQuestion &question, const CancelToken &cancel)
{
    const Milliseconds patience =
        question.kind == PlanKind::Rollback ? m_patience.rollback : m_patience.deployment;
    {
        const std::scoped_lock lock(m_mutex);
        m_answer.reset();
        m_isOpen = true;
    }
    Q_EMIT asked(question, patience.count());
    std::optional<FailureAnswer> answer;
    {
        const auto wakeUp = cancel.onCancel([this] {
            const std::scoped_lock lock(m_mutex);
            m_changed.notify_all();
        });
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, patience, [&] { return m_answer || cancel.cancelled(); });
        answer = m_answer;
        m_isOpen = false;
    }
    Q_EMIT settled();
    return answer.value_or(
        FailureAnswer{question.otherwise,
                      QStringLiteral("nobody (no answer in %1)").arg(formatDuration(patience.count()))});
}

void AskingGuide::answer(FailureChoice choice, const QString &by)
{
    const std::scoped_lock lock(m_mutex);
    if (!m_isOpen || m_answer)
        return;
    m_answer = FailureAnswer{choice, by};
    m_changed.notify_all();
}

} // namespace belay
