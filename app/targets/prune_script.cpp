// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/targets/layout_scripts.h"
#include "app/targets/site_text.h"

namespace belay {

namespace {

const char *const pruneBody = R"sh(
check_env
check_lock
[ "$keep" -ge 1 ] || stop 93 "keep_releases must be at least 1."
current=$(link_text "$path/current")
current=${current##*/}
way_back=$(link_text "$path/.belay/rollback-link")
way_back=${way_back##*/}

# The newest mark of a release counts.
is_bad() {
    grep -F "\"release\":\"$1\"" "$path/.belay/log" 2>/dev/null |
        sed -n 's/^{"time":"[^"]*","event":"marked-\([a-z]*\)".*/\1/p' | tail -n 1 | grep -qx bad
}
releases() {
    for one in "$path"/releases/*; do
        name=${one##*/}
        if is_release_id "$name" && [ -d "$one" ] && [ ! -L "$one" ]; then say "$name"; fi
    done | sort -r
}
last_good=
for one in $(activations | sed '1!G;h;$!d'); do
    if [ "$one" != "$current" ] && [ -d "$path/releases/$one" ] && ! is_bad "$one"; then
        last_good=$one
        break
    fi
done
real=$(cd -P "$path/releases" && pwd -P)
in_use=$(ls -l /proc/[0-9]*/cwd /proc/[0-9]*/exe 2>/dev/null | sed -n "s/^.* -> //p" | sort -u || :)
is_in_use() {
    case "
$in_use
" in
    *"
$real/$1/"* | *"
$real/$1
"*) return 0 ;;
    esac
    return 1
}
remove() {
    is_release_id "$1" || return 0
    mkdir -p "$path/.belay/staging"
    # Out of releases/ by one rename first: what is half deleted must not look like a release.
    rm -rf -- "$path/.belay/staging/pruned.$1"
    mv "$path/releases/$1" "$path/.belay/staging/pruned.$1"
    rm -rf -- "$path/.belay/staging/pruned.$1"
    rm -f -- "$path/.belay/manifests/$1.json"
    say "removed $1"
}
good=0
bad=0
removed=0
for one in $(releases); do
    if is_bad "$one"; then
        bad=$((bad + 1))
        rank=$bad
    else
        good=$((good + 1))
        rank=$good
    fi
    if [ "$rank" -le "$keep" ]; then continue; fi
    if [ "$one" = "$current" ] || [ "$one" = "$way_back" ] || [ "$one" = "$last_good" ]; then continue; fi
    if is_in_use "$one"; then
        say "$one stays: a process still runs from it"
        continue
    fi
    remove "$one"
    removed=$((removed + 1))
done

for old in "$path"/.belay/staging/*; do
    if [ -e "$old" ] && [ "$old" != "$path/.belay/staging/$run" ]; then rm -rf -- "$old"; fi
done
for old in "$path"/.belay/next-link.* "$path"/.belay/switch-link.*; do
    if [ -L "$old" ] && [ "${old##*-link.}" != "$run" ]; then rm -f -- "$old"; fi
done
ls -t "$path/.belay/ops" 2>/dev/null | tail -n +21 | while IFS= read -r old; do
    case $old in '' | . | .. | */* | "$run") continue ;; esac
    alive=0
    for start in "$path/.belay/ops/$old"/step.*.start; do
        if [ -f "$start" ] && [ "$(step_state "${start%.start}")" = alive ]; then alive=1; fi
    done
    if [ "$alive" = 0 ]; then rm -rf -- "$path/.belay/ops/$old"; fi
done
if [ "$removed" = 0 ]; then exit 92; fi
note "releases removed: $removed"
)sh";

} // namespace

QString pruneScript(const LayoutSite &site, int keep)
{
    ScriptText script = siteText(site);
    return script.number("keep", keep)
        .part(parts::common)
        .part(parts::guards)
        .part(parts::log)
        .part(parts::processes)
        .part(parts::steps)
        .part(pruneBody)
        .text();
}

} // namespace belay
