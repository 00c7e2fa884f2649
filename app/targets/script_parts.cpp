// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/targets/script_parts.h"

#include "models/domain/names.h"

namespace belay {

ScriptText::ScriptText()
    : m_text(QStringLiteral("set -eu\nLC_ALL=C\nexport LC_ALL\numask 022\n"))
{
}

ScriptText &ScriptText::value(const char *name, const QString &text)
{
    m_text += QLatin1String(name) + u'=' + shellQuoted(text) + u'\n';
    return *this;
}

ScriptText &ScriptText::number(const char *name, qint64 number)
{
    return value(name, QString::number(number));
}

ScriptText &ScriptText::lines(const char *name, const QStringList &items)
{
    return value(name, items.join(u'\n'));
}

ScriptText &ScriptText::part(const char *text)
{
    m_text += QString::fromUtf8(text);
    return *this;
}

namespace parts {

const char *const common = R"sh(
say() { printf '%s\n' "$*"; }
note() { printf 'belay: %s\n' "$*"; }
stop() { code=$1; shift; note "$*"; exit "$code"; }
is_release_id() {
    case $1 in
    [0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]) return 0 ;;
    esac
    return 1
}
link_text() { readlink "$1" 2>/dev/null || :; }
# Sets $link, with one process at most; $(link_text …) takes two.
read_link() {
    link=
    if [ -L "$1" ]; then link=$(readlink "$1" 2>/dev/null) || link=; fi
}
refuse_current_folder() {
    if [ -e "$path/current" ] && [ ! -L "$path/current" ]; then
        stop 93 "$path/current is a real folder or file, not a link. Nothing was changed. Move it away, for example to $path/releases, and deploy again."
    fi
}
sync_disk() { sync -f "$1" 2>/dev/null || sync || :; }
)sh";

const char *const guards = R"sh(
check_env() {
    [ -d "$path/.belay" ] || stop 95 "$path has no .belay folder: it does not belong to $tag."
    found=
    if [ -f "$path/.belay/env" ]; then IFS= read -r found <"$path/.belay/env" || :; fi
    [ "$found" = "$tag" ] || stop 95 "$path belongs to '$found', not to '$tag'. Nothing was changed. Check the host and the path in belay.json."
}
check_lock() {
    read_link "$path/.belay/lock"
    held=$link
    if [ "$held" != "$token" ]; then
        if [ -n "$held" ]; then
            stop 97 "The lock of $path is no longer ours; it is held by $held. Nothing was changed."
        fi
        stop 97 "The lock of $path is gone. Somebody removed it while this run was working. Nothing was changed."
    fi
    touch -h "$path/.belay/lock" 2>/dev/null || :
}
)sh";

// The token ends in 14 digits of UTC. Seconds since the epoch from a civil date: Howard Hinnant,
// "chrono-Compatible Low-Level Date Algorithms", days_from_civil, for years after 0.
const char *const lockText = R"sh(
seconds_of() {
    y=${1%??????????}
    rest=${1#????}
    m=$((1${rest%????????} - 100))
    rest=${rest#??}
    d=$((1${rest%??????} - 100))
    rest=${rest#??}
    hour=$((1${rest%????} - 100))
    rest=${rest#??}
    minute=$((1${rest%??} - 100))
    second=$((1${rest#??} - 100))
    if [ "$m" -le 2 ]; then y=$((y - 1)); fi
    days=$((365 * y + y / 4 - y / 100 + y / 400 + (153 * ((m + 9) % 12) + 2) / 5 + d - 1 - 719468))
    printf '%s\n' $((days * 86400 + hour * 3600 + minute * 60 + second))
}
describe_lock() {
    rest=${1#v1:}
    lock_run=${rest%%:*}
    rest=${rest#*:}
    lock_by=${rest%%:*}
    lock_since=${rest##*:}
    if is_release_id "$lock_since"; then
        age=$(($(date -u +%s) - $(seconds_of "$lock_since")))
        say "$lock_by (run $lock_run, for $((age / 60)) min $((age % 60)) s)"
    else
        say "$1"
    fi
}
)sh";

const char *const links = R"sh(
case $(uname -s) in
*BSD | Darwin | DragonFly) no_follow=h ;;
*) no_follow=T ;;
esac
new_link() {
    if [ "$no_follow" = T ]; then ln -sT "$1" "$2"; else ln -sh "$1" "$2"; fi
}
move_link() {
    if [ "$no_follow" = T ]; then mv -fT "$1" "$2"; else mv -fh "$1" "$2"; fi
}
)sh";

// Appending must never undo what has already happened: a full disk makes it a warning.
const char *const log = R"sh(
log_line() {
    line="{\"time\":\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\",$1}"
    ( umask 077 && printf '%s\n' "$line" >>"$path/.belay/log" ) 2>/dev/null ||
        say "warning: could not write to $path/.belay/log (is the disk full?)"
}
activations() {
    sed -n 's/^{"time":"[^"]*","event":"activated","release":"\([0-9]*\)".*/\1/p' "$path/.belay/log" 2>/dev/null || :
}
)sh";

const char *const room = R"sh(
free_kilobytes() {
    df -Pk "$1" 2>/dev/null | sed -n '2,$s/.*[[:space:]]\([0-9][0-9]*\)[[:space:]][[:space:]]*[0-9][0-9]*%[[:space:]].*/\1/p' | tail -n 1
}
free_inodes() {
    df -Pi "$1" 2>/dev/null | sed -n '2,$s/.*[[:space:]]\([0-9][0-9]*\)[[:space:]][[:space:]]*[0-9][0-9]*%[[:space:]].*/\1/p' | tail -n 1
}
)sh";

// A process id alone may have been given to somebody else since: where /proc exists, its start time decides
// too. What has ended but was never collected by its parent (state Z) is not alive.
const char *const processes = R"sh(
ticks_of() {
    if [ ! -r "/proc/$1/stat" ]; then return 0; fi
    stat_line=
    read -r stat_line <"/proc/$1/stat" 2>/dev/null || return 0
    set -- ${stat_line##*) }
    case ${1:-Z} in Z | X) return 0 ;; esac
    if [ $# -ge 20 ]; then say "${20}"; fi
}
)sh";

const char *const steps = R"sh(
group_alive() {
    if [ ! -r /proc/self/stat ]; then
        kill -0 -- "-$1" 2>/dev/null || return 1
        return 0
    fi
    for stat_file in /proc/[0-9]*/stat; do
        stat_line=
        read -r stat_line 2>/dev/null <"$stat_file" || continue
        set -- "$1" ${stat_line##*) }
        case ${2:-Z} in Z | X) continue ;; esac
        if [ "${4:-}" = "$1" ]; then return 0; fi
    done
    return 1
}
step_state() {
    start_pid=
    start_ticks=
    if [ -f "$1.start" ]; then read -r start_pid start_ticks <"$1.start" || :; fi
    # A result counts once its writer is gone: the command itself could have written one before it ended. Where
    # a process has no start time to know it by, its number may be somebody else's by now.
    if [ -f "$1.rc" ] && [ -z "$start_ticks" ]; then say ended; return 0; fi
    if [ -n "$start_pid" ] && kill -0 "$start_pid" 2>/dev/null && [ "$(ticks_of "$start_pid")" = "$start_ticks" ]; then
        say alive
    elif [ -f "$1.rc" ]; then
        say ended
    elif [ -f "$1.start" ]; then
        say dead
    else
        say none
    fi
}
)sh";

} // namespace parts

} // namespace belay
