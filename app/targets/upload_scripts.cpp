// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/targets/layout_scripts.h"
#include "app/targets/site_text.h"

namespace belay {

namespace {

const char *const preflightBody = R"sh(
check_env
check_lock
refuse_current_folder
for tool in $tools; do
    command -v "$tool" >/dev/null 2>&1 || stop 93 "The program '$tool' is missing on this host. Install it."
done
now=$(link_text "$path/current")
if [ "$now" != "$expected" ] && [ "$now" != "$path/releases/$release" ]; then
    stop 93 "Somebody else changed $path/current: it points to '$now', the plan expected '$expected'. Make a new plan."
fi
make_folder() { mkdir -p -- "$1" || stop 93 "$1 cannot be made. Check the rights and whether the file system is read-only."; }
make_folder "$path/releases"
make_folder "$path/shared"
( umask 077 && mkdir -p "$path/.belay/staging" "$path/.belay/manifests" "$path/.belay/ops/$run" ) ||
    stop 94 "The folders under $path/.belay cannot be made."

# A rename is only atomic inside one file system.
place_of() { df -P "$1" 2>/dev/null | sed -n '2s/^\([^ ]*\).*% \(.*\)$/\1 \2/p'; }
if [ "$(place_of "$path/.belay")" != "$(place_of "$path/releases")" ]; then
    stop 93 "$path/releases and $path/.belay are on different file systems, so a release cannot appear by one rename."
fi

# Uploads of runs that are over: we hold the lock, so nobody else is uploading.
for old in "$path"/.belay/staging/*; do
    if [ -e "$old" ] && [ "$old" != "$path/.belay/staging/$run" ]; then rm -rf -- "$old"; fi
done

if [ ! -d "$path/releases/$release" ]; then
    free=$(free_kilobytes "$path")
    if [ -n "$free" ] && [ "$free" -lt "$((needed_bytes / 1024 + 1))" ]; then
        stop 94 "Not enough room in $path: $((free / 1024)) MiB free, $((needed_bytes / 1048576 + 1)) MiB needed. Free some, or lower keep_releases."
    fi
    free=$(free_inodes "$path")
    if [ -n "$free" ] && [ "$free" -lt "$needed_inodes" ]; then
        stop 94 "Not enough inodes in $path: $free free, $needed_inodes needed (one for each file)."
    fi
fi
if [ ! -d "$path/.belay/reserve" ]; then
    # Given up by a rollback that finds the disk full.
    ( umask 077 && mkdir "$path/.belay/reserve" && for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
        dd if=/dev/zero of="$path/.belay/reserve/$n" bs=4096 count=1 2>/dev/null
    done ) || say "warning: no reserve could be put aside"
fi
each_line() { printf '%s\n' "$1"; }
each_line "$linked_dirs" | while IFS= read -r one; do
    if [ -n "$one" ]; then make_folder "$path/shared/$one"; fi
done
missing=$(each_line "$linked_files" | while IFS= read -r one; do
    if [ -n "$one" ] && [ ! -e "$path/shared/$one" ]; then say "$path/shared/$one"; fi
done)
if [ -n "$missing" ]; then
    stop 93 "Linked files are missing on this host. Put them there, then deploy again: $(printf '%s' "$missing" | tr '\n' ' ')"
fi
)sh";

const char *const discardBody = R"sh(
check_env
check_lock
if [ ! -e "$path/.belay/staging/$run" ]; then exit 92; fi
rm -rf -- "$path/.belay/staging/$run"
)sh";

} // namespace

QString preflightScript(const LayoutSite &site, const PreflightOptions &options)
{
    ScriptText script = siteText(site);
    return script.value("release", options.release)
        .value("expected", options.expectedLink)
        .number("needed_bytes", options.neededBytes)
        .number("needed_inodes", options.neededInodes)
        .value("tools", options.tools.join(u' '))
        .lines("linked_dirs", options.linkedDirs)
        .lines("linked_files", options.linkedFiles)
        .part(parts::common)
        .part(parts::guards)
        .part(parts::room)
        .part(preflightBody)
        .text();
}

QString discardStagingScript(const LayoutSite &site)
{
    return siteText(site).part(parts::common).part(parts::guards).part(discardBody).text();
}

} // namespace belay
