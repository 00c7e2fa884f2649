// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace belay {

/// Builds a POSIX sh script (dash, busybox ash, bash): every value is assigned once at the top, quoted; what
/// follows is constant text that only ever uses "$name". So no value can become code, whatever it holds.
class ScriptText
{
public:
    /// Starts with `set -eu` and LC_ALL=C.
    ScriptText();

    ScriptText &value(const char *name, const QString &text);
    ScriptText &number(const char *name, qint64 number);
    /// One value per line; names with line breaks are refused long before they come here.
    ScriptText &lines(const char *name, const QStringList &items);
    ScriptText &part(const char *text);
    QString text() const { return m_text; }

private:
    QString m_text;
};

namespace parts {

/// say, stop, and the tests for links and folders that every script uses.
extern const char *const common;
/// is_ours, check_env, check_lock: needs $path, $tag, $token.
extern const char *const guards;
/// describe_lock TOKEN: who holds it and for how long, by this host's clock.
extern const char *const lockText;
/// The body of lockScript(): needs $project, $environment, $plan, $ignore_hold.
extern const char *const takeLock;
/// new_link TEXT PLACE, move_link FROM TO: atomic, never into a folder; GNU, busybox and BSD.
extern const char *const links;
/// log_line ENTRY, activations: .belay/log.
extern const char *const log;
/// free_kilobytes, free_inodes PLACE; empty when unknown.
extern const char *const room;
/// ticks_of PID: when it was started, as /proc says; empty when it has ended or nobody knows.
extern const char *const processes;
/// step_state BASE: none, alive, dead or ended; started_by_pid. Needs `processes`.
extern const char *const steps;
/// prepare_sudo: lays two small programs into $base.sudo, for a command that calls sudo. answer_sudo: brings
/// the line on standard input to a sudo that waits for a password, when $belay_answers is 1; otherwise it
/// ends the script with SudoAsks or SudoAsksAgain. Needs $sudo_program and $askpass.
extern const char *const sudo;
extern const char *const sudoProgram;
extern const char *const askpassProgram;

} // namespace parts

} // namespace belay
