// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/runner.h"

#include <optional>

namespace belay {

/// The first line a script says to people, without its mark; empty when it says nothing.
QString spokenLine(const QByteArray &out);

/// One step's script on its way to a host and the answer on its way back, over connections that may break at
/// any moment. What was not sent is sent as soon as the host can be called again. An answer that was lost is
/// neither believed nor is the script blindly sent a second time: the host is asked, over fresh connections,
/// what became of it (ScriptAction::resolve; 4 means that it was never begun). One of our own scripts that
/// nobody can be asked about is sent again, because it looks at the host first and does what is still to be
/// done; a project's command stays Unknown then. Lives as long as the step.
class ScriptTalk
{
public:
    ScriptTalk(const StepContext &context, const ScriptAction &action, HostRef host);

    StepEnd run();

private:
    bool callAgain(const Error &error);
    /// What became of a script whose answer was lost. Nothing: it did not happen and may be sent again.
    std::optional<StepEnd> settle(const QString &why);
    std::optional<StepEnd> ask(const QString &why);
    std::optional<StepEnd> didNotHappen(const QString &said, const QString &why, bool neverBegun = false);
    bool maySendAgain() const;
    StepEnd unknown(const QString &why) const;
    StepEnd cancelledEnd() const;
    ScriptRequest request() const;
    void say(const QString &text) const;
    void pause(const CancelToken &cancel);
    qint64 now() const { return m_context.ports.clock.monotonicMs(); }

    const StepContext &m_context;
    const ScriptAction &m_action;
    const HostRef m_host;
    const qint64 m_beganMs;
    qint64 m_reachedMs; ///< when the host answered last
    Milliseconds m_pause;
    bool m_called = false; ///< people know that the host is called again
    int m_lost = 0;        ///< answers
};

} // namespace belay
