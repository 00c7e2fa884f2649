// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/targets/layout_scripts.h"
#include "app/targets/site_text.h"

namespace belay {

namespace {

/// Renames a link to $target over current: one staged beforehand if there is one, so that neither a full disk
/// nor missing inodes can stop it; a fresh one otherwise.
const char *const flip = R"sh(
flip_to() {
    for staged in "$path/.belay/next-link.$run" "$path/.belay/rollback-link"; do
        if [ "$(link_text "$staged")" = "$1" ]; then
            move_link "$staged" "$path/current"
            return $?
        fi
    done
    rm -f -- "$path/.belay/switch-link.$run"
    if ! new_link "$1" "$path/.belay/switch-link.$run" 2>/dev/null; then
        rm -rf "$path/.belay/reserve"
        new_link "$1" "$path/.belay/switch-link.$run" || return 1
    fi
    move_link "$path/.belay/switch-link.$run" "$path/current"
}
last_activation() { activations | tail -n 1; }
)sh";

const char *const switchBody = R"sh(
check_env
check_lock
refuse_current_folder
new="$path/releases/$release"
now=$(link_text "$path/current")
if [ "$now" = "$new" ]; then
    if [ "$(last_activation)" != "$release" ]; then log_line "$activated"; fi
    note "current is already $release"
    exit 92
fi
if [ "$now" != "$expected" ]; then
    stop 93 "Somebody else changed $path/current: it points to '$now', the plan expected '$expected'. Nothing was switched."
fi
if [ ! -d "$new" ] || [ -L "$new" ]; then stop 93 "$new is not there. Nothing was switched."; fi
if [ -n "$expected_release" ] && [ "$(last_activation)" != "$expected_release" ]; then log_line "$before"; fi
# A restart that follows this switch is due again, whatever an earlier one of this run left behind.
rm -f "$path/.belay/ops/$run/"step.restart*
flip_to "$new" || stop 1 "The link $path/current could not be renamed. It still points to '$(link_text "$path/current")'."
now=$(link_text "$path/current")
[ "$now" = "$new" ] || stop 1 "After the switch $path/current points to '$now', not to $new."
sync_disk "$path"
log_line "$activated"
note "current: ${expected_release:-nothing} -> $release"
)sh";

/// The way back when everything is as it was left: the lock, one rename of the link that was staged for it,
/// and a look at what `current` leads to, with no program started but `ln` and `mv`. Anything unusual answers
/// 1 with nothing changed, and the careful way is taken. Only GNU and BusyBox know -T; on others `ln`
/// refuses.
const char *const quickBody = R"sh(
quick() {
    found=
    IFS= read -r found <"$path/.belay/env" || return 1
    [ "$found" = "$tag" ] && [ -n "$expected_release" ] || return 1
    new="$path/releases/$release"
    [ -d "$new" ] && [ ! -L "$new" ] && [ -L "$path/current" ] || return 1
    [ "$path/current" -ef "$path/releases/$expected_release" ] || return 1
    [ "$path/.belay/rollback-link" -ef "$new" ] || return 1
    for other in "$path/.dep/deploy.lock" "$path/deploy.lock" "${HOME:-/nonexistent}/.kamal/lock-$project" \
        "${HOME:-/nonexistent}/.kamal/lock-$project-$environment"; do
        if [ -e "$other" ]; then return 1; fi
    done
    ln -sT "$token" "$path/.belay/lock" || return 1
    mv -fT "$path/.belay/rollback-link" "$path/current" || return 1
    [ "$path/current" -ef "$new" ] || return 1
}
if quick 2>/dev/null; then
    note "current: $expected_release -> $release"
    exit 0
fi
)sh";

/// Takes the lock in a subshell, whose own early end is no end of the switch.
const char *const carefulLock = R"sh(
( take_lock ) || { code=$?; [ "$code" = 92 ] || exit "$code"; }
)sh";

const char *const settleBody = R"sh(
check_env
check_lock
( umask 077 && mkdir -p "$path/.belay/ops/$run" && printf '%s\n' "$plan" >"$path/.belay/ops/$run/plan.json" ) 2>/dev/null ||
    say "warning: could not keep the plan under $path/.belay/ops (is the disk full?)"
last=$(activations | tail -n 1)
if [ "$(link_text "$path/current")" != "$path/releases/$release" ]; then exit 92; fi
# A restart that follows is due again, whatever an earlier one of this run left behind.
rm -f "$path/.belay/ops/$run/"step.restart*
sync_disk "$path"
if [ "$last" = "$release" ]; then exit 92; fi
if [ -n "$expected_release" ] && [ "$last" != "$expected_release" ]; then log_line "$before"; fi
log_line "$activated"
)sh";

const char *const switchResolveBody = R"sh(
[ "$(link_text "$path/current")" = "$path/releases/$release" ] || exit 1
)sh";

const char *const backBody = R"sh(
check_env
check_lock
refuse_current_folder
new="$path/releases/$release"
old=$expected
if [ -n "$expected_release" ] && [ -d "$path/releases/$expected_release" ]; then old="$path/releases/$expected_release"; fi
now=$(link_text "$path/current")
if [ "$now" = "$old" ] || [ "$now" = "$expected" ]; then
    note "current is what it was before"
    exit 92
fi
if [ "$now" != "$new" ]; then
    stop 93 "Somebody else changed $path/current: it points to '$now'. It was left alone."
fi
rm -f "$path/.belay/ops/$run/"step.restart*
if [ -z "$old" ]; then
    rm -f -- "$path/current"
    note "current: removed, nothing was live before"
    exit 0
fi
flip_to "$old" || stop 1 "The link $path/current could not be renamed back. It points to '$(link_text "$path/current")'."
now=$(link_text "$path/current")
[ "$now" = "$old" ] || stop 1 "After the switch back $path/current points to '$now', not to $old."
sync_disk "$path"
if [ -n "$expected_release" ]; then log_line "$before"; fi
note "current: $release -> ${expected_release:-$old}"
)sh";

const char *const backResolveBody = R"sh(
now=$(link_text "$path/current")
[ "$now" = "$expected" ] || [ "$now" = "$path/releases/$expected_release" ] || exit 1
)sh";

const char *const recordBody = R"sh(
check_env
check_lock
if [ -n "$only_if" ]; then
    if ! grep -F "\"run\":\"$run\"" "$path/.belay/log" 2>/dev/null | grep -qF "\"event\":\"activated\",\"release\":\"$only_if\""; then
        note "$only_if never went live in this run"
        exit 92
    fi
fi
written=0
if [ -n "$revision" ] && [ "$(tail -n 1 "$path/revisions.log" 2>/dev/null || :)" != "$revision" ]; then
    { printf '%s\n' "$revision" >>"$path/revisions.log"; } 2>/dev/null ||
        say "warning: could not write to $path/revisions.log (is the disk full?)"
    written=1
fi
while IFS= read -r entry; do
    if [ -n "$entry" ] && ! grep -qF -- "$entry" "$path/.belay/log" 2>/dev/null; then
        log_line "$entry"
        written=1
    fi
done <<END_OF_ENTRIES
$entries
END_OF_ENTRIES
[ "$written" = 1 ] || exit 92
)sh";

ScriptText switchText(const LayoutSite &site, const SwitchOptions &options)
{
    ScriptText script = siteText(site);
    script.value("expected", options.expectedLink)
        .value("expected_release", options.expectedRelease)
        .value("release", options.release)
        .value("before", options.before.text())
        .value("activated", options.activated.text());
    return script;
}

} // namespace

QString switchScript(const LayoutSite &site, const SwitchOptions &options)
{
    return switchText(site, options)
        .part(parts::common)
        .part(parts::guards)
        .part(parts::links)
        .part(parts::log)
        .part(flip)
        .part(switchBody)
        .text();
}

QString switchNowScript(const LayoutSite &site, const SwitchOptions &options, const LockOptions &lock)
{
    ScriptText script = switchText(site, options);
    return withLock(script, site, lock)
        .part(parts::common)
        .part(parts::guards)
        .part(quickBody)
        .part(parts::lockText)
        .part(parts::links)
        .part(parts::log)
        .part("take_lock() {\n")
        .part(parts::takeLock)
        .part("}\n")
        .part(carefulLock)
        .part(flip)
        .part(switchBody)
        .text();
}

QString settleScript(const LayoutSite &site, const SwitchOptions &options, const QString &plan)
{
    ScriptText script = switchText(site, options);
    return script.value("plan", plan)
        .part(parts::common)
        .part(parts::guards)
        .part(parts::log)
        .part(settleBody)
        .text();
}

QString switchResolve(const LayoutSite &site, const QString &release)
{
    ScriptText script = siteText(site);
    return script.value("release", release).part(parts::common).part(switchResolveBody).text();
}

QString switchBackScript(const LayoutSite &site, const SwitchOptions &options)
{
    return switchText(site, options)
        .part(parts::common)
        .part(parts::guards)
        .part(parts::links)
        .part(parts::log)
        .part(flip)
        .part(backBody)
        .text();
}

QString switchBackResolve(const LayoutSite &site, const SwitchOptions &options)
{
    ScriptText script = siteText(site);
    return script.value("expected", options.expectedLink)
        .value("expected_release", options.expectedRelease)
        .part(parts::common)
        .part(backResolveBody)
        .text();
}

QString recordScript(const LayoutSite &site, const RecordOptions &options)
{
    QStringList entries;
    for (const LogEntry &entry : options.entries)
        entries.append(entry.text());
    ScriptText script = siteText(site);
    return script.value("revision", options.revision)
        .value("only_if", options.onlyIfActivated)
        .lines("entries", entries)
        .part(parts::common)
        .part(parts::guards)
        .part(parts::log)
        .part(recordBody)
        .text();
}

// Capistrano 3, lib/capistrano/i18n.rb: revision_log_message and rollback_log_message.
QString deployedRevision(const QString &version, const QString &commit, const QString &release,
                         const QString &by)
{
    return QStringLiteral("Branch %1 (at %2) deployed as release %3 by %4")
        .arg(version, commit.isEmpty() ? version : commit, release, by.section(u'@', 0, 0));
}

QString rolledBackRevision(const QString &release, const QString &by)
{
    return QStringLiteral("%1 rolled back to release %2").arg(by.section(u'@', 0, 0), release);
}

} // namespace belay
