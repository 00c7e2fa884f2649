// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"

#include <QObject>

#include <condition_variable>
#include <map>
#include <mutex>

namespace belay {

/// Asks the person at the window. Worker threads block in the Prompter calls; the window's thread gets a
/// signal with a number and answers with it, whenever the person has decided. Cancelling the worker withdraws
/// the question.
class AskingPrompter : public QObject, public Prompter
{
    Q_OBJECT
public:
    using QObject::QObject;
    ~AskingPrompter() override;

    bool trustHostKey(const HostKeyQuestion &question, const CancelToken &cancel) override;
    Result<QString> askSecret(const QString &host, const QString &prompt, bool echo,
                              const CancelToken &cancel) override;

    void answerHostKey(int id, bool trusted);
    void answerSecret(int id, const QString &secret); ///< null: the person refused

Q_SIGNALS:
    void hostKeyAsked(int id, const belay::HostKeyQuestion &question);
    void secretAsked(int id, const QString &host, const QString &prompt, bool echo);
    void withdrawn(int id);

private:
    struct Answer
    {
        bool given = false;
        bool yes = false;
        QString text;
    };

    int newQuestion();
    Answer waitFor(int id, const CancelToken &cancel);
    void answer(int id, bool yes, const QString &text);

    std::mutex m_mutex;
    std::condition_variable m_answered;
    std::map<int, Answer> m_answers;
    int m_nextId = 1;
    bool m_closing = false;
};

} // namespace belay
