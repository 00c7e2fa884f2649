// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/targets/layout_scripts.h"
#include "app/targets/site_text.h"

namespace belay {

namespace {

/// Runs in a session of its own, so that neither a closed connection nor its shell's end reaches it. Writes
/// its own process id first and the result last, by rename: the connection is only a viewer. Arguments: base
/// name of the files, folder.
const char *const recorder = R"sh(
base=$1
folder=$2
ticks=
if [ -r "/proc/$$/stat" ]; then
    read -r line <"/proc/$$/stat"
    set -- ${line##*) }
    ticks=${20:-}
fi
printf '%s %s\n' "$$" "$ticks" >"$base.start.tmp" || exit 1
mv -f "$base.start.tmp" "$base.start" || exit 1
rc=0
if [ -d "$base.sudo" ]; then
    SUDO_ASKPASS="$base.sudo/askpass"
    PATH="$base.sudo:$PATH"
    export SUDO_ASKPASS PATH
fi
( cd "$folder" && exec sh "$base.sh" ) || rc=$?
rm -rf "$base.sudo"
printf '%s\n' "$rc" >"$base.rc.tmp"
sync -f "$base.rc.tmp" 2>/dev/null || :
mv -f "$base.rc.tmp" "$base.rc"
)sh";

const char *const commandBody = R"sh(
check_env
check_lock
folder="$path/releases/$release"
[ -d "$folder" ] || stop 93 "The release folder $folder is not there."
ops="$path/.belay/ops/$run"
base="$ops/step.$step"
ended() {
    code=
    IFS= read -r code <"$base.rc" || :
    case $code in '' | *[!0-9]*) stop 1 "The result of step $step cannot be read: $base.rc." ;; esac
    if [ "$code" = 0 ]; then exit "$1"; fi
    # 90 to 99 speak for these scripts; a command's own number must not be taken for one of them.
    case $code in 9[0-9]) shown=1 ;; *) shown=$code ;; esac
    stop "$shown" "The command of step $step ended with exit code $code. Its output is in $base.log."
}
follow() {
    # One open file, read on from where the last reader stopped: nothing is lost and nothing comes twice.
    exec 8<"$base.log"
    pause=0.02
    while :; do
        cat <&8
        if [ -f "$base.sudo/asks" ]; then answer_sudo; fi
        now=$(step_state "$base")
        if [ "$now" != alive ]; then
            # It may have ended between the reading and the asking.
            now=$(step_state "$base")
            cat <&8
            if [ "$now" = ended ]; then ended 0; fi
            stop 1 "The command of step $step was cut off: it was ended from outside before its result was known. Its output is in $base.log."
        fi
        sleep "$pause" 2>/dev/null || sleep 1
        case $pause in 0.02) pause=0.05 ;; 0.05) pause=0.1 ;; *) pause=0.2 ;; esac
    done
}
state=$(step_state "$base")
case $state in
alive)
    if [ ! -f "$base.sudo/asks" ]; then note "step $step is still running; waiting for it"; fi
    follow
    ;;
ended)
    if [ "$(cat "$base.rc")" = 0 ]; then
        note "step $step has already ended well"
        exit 92
    fi
    ;;
dead)
    read -r group rest <"$base.start" || :
    if [ "$repeatable" = 0 ] && group_alive "$group"; then
        stop 93 "Step $step was cut off and parts of it still run (process group $group). Wait for them or end them, then resume."
    fi
    ;;
esac
run_without_record() {
    say "warning: no room for a record of step $step; running it without one"
    rc=0
    ( cd "$folder" && exec sh -c "$command" ) </dev/null || rc=$?
    if [ "$rc" = 0 ]; then exit 0; fi
    case $rc in 9[0-9]) shown=1 ;; *) shown=$rc ;; esac
    stop "$shown" "The command of step $step ended with exit code $rc."
}
prepare() {
    umask 077
    mkdir -p "$ops" && rm -f "$base.rc" "$base.start" "$base.log" && rm -rf "$base.sudo" && printf '%s\n' "$command" >"$base.sh" && : >"$base.log" || return 1
    case $command in *sudo*) prepare_sudo || rm -rf "$base.sudo" ;; esac
}
if ! ( prepare ) 2>/dev/null; then
    rm -rf "$path/.belay/reserve"
    ( prepare ) 2>/dev/null || run_without_record
fi
# The other descriptors are closed: a service that a command leaves behind must not keep the connection open.
if command -v setsid >/dev/null 2>&1; then
    setsid sh -c "$recorder" belay "$base" "$folder" </dev/null >"$base.log" 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &
else
    ( trap '' HUP
    exec sh -c "$recorder" belay "$base" "$folder" </dev/null >"$base.log" 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- ) &
fi
started=$!
while [ ! -f "$base.start" ] && [ ! -f "$base.rc" ]; do
    kill -0 "$started" 2>/dev/null || break
    sleep 0.01 2>/dev/null || sleep 1
done
# Without its start on record the recorder has ended before it began the command.
if [ ! -f "$base.start" ]; then run_without_record; fi
follow
)sh";

const char *const resolveBody = R"sh(
base="$path/.belay/ops/$run/step.$step"
case $(step_state "$base") in
ended)
    [ "$(cat "$base.rc")" = 0 ] || exit 1
    exit 0
    ;;
alive) exit 2 ;;
none) exit 4 ;;
esac
stop 3 "Step $step was cut off before its result was known."
)sh";

} // namespace

QString commandScript(const LayoutSite &site, const CommandOptions &options)
{
    ScriptText script = siteText(site);
    return script.value("step", options.step)
        .value("release", options.release)
        .value("command", options.command)
        .number("repeatable", options.repeatable ? 1 : 0)
        .value("recorder", QString::fromUtf8(recorder))
        .value("askpass", QString::fromUtf8(parts::askpassProgram))
        .value("sudo_program", QString::fromUtf8(parts::sudoProgram))
        .part(parts::common)
        .part(parts::guards)
        .part(parts::processes)
        .part(parts::steps)
        .part(parts::sudo)
        .part(commandBody)
        .text();
}

QString commandResolve(const LayoutSite &site, const QString &step)
{
    ScriptText script = siteText(site);
    return script.value("step", step)
        .part(parts::common)
        .part(parts::processes)
        .part(parts::steps)
        .part(resolveBody)
        .text();
}

} // namespace belay
