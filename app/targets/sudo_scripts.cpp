// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/targets/script_parts.h"

namespace belay::parts {

// A command runs without a terminal and outlives the connection, so sudo cannot ask anybody. It is made to
// ask a program of ours instead, which waits at a pipe with a name until whoever watches the step brings the
// answer. The password is only ever in the memory of shells and in that pipe: never among the arguments, in
// the environment or in a file. sudo asks only when it needs to, so NOPASSWD stays what it is.

/// In front of the real sudo in PATH. `real` is set by prepare_sudo. -S reads elsewhere and excludes -A.
const char *const sudoProgram = R"sh(
elsewhere=
skip=
for word in "$@"; do
    if [ -n "$skip" ]; then skip=; continue; fi
    case $word in
    --) break ;;
    --stdin | --askpass) elsewhere=1 ;;
    --*) ;;
    -[CDghpRrTtUu]) skip=1 ;;
    -[CDghpRrTtUu]*) ;;
    -*[AS]*) elsewhere=1 ;;
    -*) ;;
    *=*) ;;
    *) break ;;
    esac
done
if [ -n "$elsewhere" ] || [ ! -p "${0%/*}/answer" ]; then exec "$real" "$@"; fi
exec "$real" -A "$@"
)sh";

/// Started by sudo, which takes its one line of output. Who asks twice was given a wrong answer before.
const char *const askpassProgram = R"sh(#!/bin/sh
umask 077
folder=${0%/*}
[ -p "$folder/answer" ] || exit 1
turns=0
until mkdir "$folder/turn" 2>/dev/null; do
    turns=$((turns + 1))
    [ "$turns" -lt 3000 ] || exit 1
    sleep 0.1 2>/dev/null || sleep 1
done
trap 'rmdir "$folder/turn" 2>/dev/null' EXIT
kind=first
given=
read -r given 2>/dev/null <"$folder/given" || :
if [ "$given" = "$PPID" ]; then kind=again; fi
{ printf '%s %s\n' "$kind" "$$" && printf '%s\n' "$1"; } >"$folder/asks.tmp" || exit 1
mv -f "$folder/asks.tmp" "$folder/asks" || exit 1
limit=
if command -v timeout >/dev/null 2>&1; then limit='timeout 300'; fi
answer=$($limit sh -c 'IFS= read -r line <"$1" && printf "%s\n" "$line"' belay "$folder/answer")
printf '%s\n' "$PPID" >"$folder/given"
rm -f "$folder/asks"
[ -n "$answer" ] || exit 1
printf '%s\n' "$answer"
)sh";

const char *const sudo = R"sh(
prepare_sudo() {
    real=$(command -v sudo) || return 0
    case $real$base in *[\':]*) return 0 ;; /*) ;; *) return 0 ;; esac
    mkdir "$base.sudo" && mkfifo "$base.sudo/answer" || return 1
    printf '%s\n' '#!/bin/sh' "real='$real'" "$sudo_program" >"$base.sudo/sudo" || return 1
    printf '%s' "$askpass" >"$base.sudo/askpass" || return 1
    chmod 700 "$base.sudo/sudo" "$base.sudo/askpass"
}
answer_sudo() {
    kind=
    prompt=
    { IFS= read -r kind && IFS= read -r prompt; } 2>/dev/null <"$base.sudo/asks" || return 0
    secret=
    # Run by hand, standard input may be the rest of a script: only Belay says that there is an answer.
    if [ "${belay_answers:-}" != 1 ] || ! IFS= read -r secret; then
        say "belay-asks: $prompt"
        case $kind in again*) exit 91 ;; esac
        exit 90
    fi
    # Open both ways, so that neither opening nor writing waits for a reader that has gone.
    exec 7<>"$base.sudo/answer" || return 0
    printf '%s\n' "$secret" >&7
    secret=
    now=
    while IFS= read -r now 2>/dev/null <"$base.sudo/asks" && [ "$now" = "$kind" ] && [ "$(step_state "$base")" = alive ]; do
        sleep 0.02 2>/dev/null || sleep 1
    done
    exec 7>&-
}
)sh";

} // namespace belay::parts
