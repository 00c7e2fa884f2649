// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/targets/layout_scripts.h"
#include "app/targets/script_parts.h"
#include "app/targets/site_text.h"

namespace belay {

namespace parts {

const char *const takeLock = R"sh(
refuse_current_folder
mkdir -p -- "$path" || stop 93 "$path cannot be made on this host. Make it, or give the user the right to."
[ -w "$path" ] || stop 93 "$path is not writable for $(id -un) (or its file system is read-only)."
( umask 077 && mkdir -p "$path/.belay" ) || stop 94 "$path/.belay cannot be made."
if [ -f "$path/.belay/env" ]; then check_env; fi

if [ -e "$path/.dep/deploy.lock" ]; then
    stop 97 "Deployer holds a lock here: $path/.dep/deploy.lock. Wait for it, or run 'dep deploy:unlock'."
fi
if [ -e "$path/deploy.lock" ]; then
    stop 97 "Mina holds a lock here: $path/deploy.lock. Wait for it, or run 'mina deploy:force_unlock'."
fi
for kamal in "${HOME:-/nonexistent}/.kamal/lock-$project" "${HOME:-/nonexistent}/.kamal/lock-$project-$environment"; do
    if [ -e "$kamal" ]; then
        stop 97 "Kamal holds a lock here: $kamal. Wait for it, or run 'kamal lock release'."
    fi
done

locked_by_other() {
    stop 97 "$path is locked by $(describe_lock "$1"). Wait for that run to end; if it is dead, resume it or run 'belay unlock'."
}
keep_plan() {
    ( umask 077 && mkdir -p "$path/.belay/ops/$run" && printf '%s\n' "$plan" >"$path/.belay/ops/$run/plan.json" ) 2>/dev/null ||
        say "warning: could not keep the plan under $path/.belay/ops (is the disk full?)"
}

held=$(link_text "$path/.belay/lock")
if [ "$held" = "$token" ]; then
    check_env
    note "the lock is already ours"
    exit 92
fi
if [ -n "$held" ]; then locked_by_other "$held"; fi
if [ -e "$path/.belay/lock" ]; then stop 97 "$path/.belay/lock is not one of our locks. Look at it, then remove it by hand."; fi
if [ -f "$path/.belay/hold" ] && [ "$ignore_hold" = 0 ]; then
    stop 96 "Deploys to $tag are held: $(head -n 1 "$path/.belay/hold"). Run 'belay unlock' with a reason to free them."
fi
if ! new_link "$token" "$path/.belay/lock" 2>/dev/null; then
    held=$(link_text "$path/.belay/lock")
    if [ -n "$held" ]; then locked_by_other "$held"; fi
    # A full disk must not stop a rollback: this is what the reserve is for.
    rm -rf "$path/.belay/reserve"
    new_link "$token" "$path/.belay/lock" || stop 94 "The lock cannot be made in $path/.belay: no room, or no right to write there."
fi
if [ ! -f "$path/.belay/env" ]; then
    if ! ( umask 077 && printf '%s\n' "$tag" >"$path/.belay/env" ); then
        rm -f "$path/.belay/env" "$path/.belay/lock"
        stop 94 "$path/.belay/env cannot be written: no room."
    fi
fi
keep_plan
)sh";

} // namespace parts

namespace {

const char *const resolveBody = R"sh(
[ "$(link_text "$path/.belay/lock")" = "$token" ] || exit 1
)sh";

const char *const unlockBody = R"sh(
check_env
read_link "$path/.belay/lock"
held=$link
if [ -z "$held" ]; then
    note "there is no lock"
    exit 92
fi
if [ "$held" != "$token" ]; then
    note "the lock belongs to $(describe_lock "$held") and stays"
    exit 92
fi
rm -f -- "$path/.belay/lock"
)sh";

const char *const takeOverBody = R"sh(
check_env
held=$(link_text "$path/.belay/lock")
if [ -n "$held" ] && [ "$held" != "$seen" ]; then
    stop 97 "The lock changed meanwhile: it is now held by $(describe_lock "$held"). Nothing was removed. Look again."
fi
if [ -z "$held" ] && [ ! -e "$path/.belay/hold" ]; then
    note "there is neither a lock nor a hold"
    exit 92
fi
log_line "$entry"
rm -f -- "$path/.belay/hold"
if [ -n "$held" ]; then rm -f -- "$path/.belay/lock"; fi
)sh";

const char *const holdBody = R"sh(
check_env
check_lock
( umask 077 && printf '%s\n' "$reason" >"$path/.belay/hold.$run" )
mv -f "$path/.belay/hold.$run" "$path/.belay/hold"
log_line "$entry"
)sh";

} // namespace

QString environmentTag(const QString &project, const QString &environment)
{
    return QString(project + u'/' + environment);
}

ScriptText &withLock(ScriptText &script, const LayoutSite &site, const LockOptions &options)
{
    return script.value("project", options.project)
        .value("environment", site.tag.section(u'/', -1))
        .value("plan", options.plan)
        .number("ignore_hold", options.ignoreHold ? 1 : 0);
}

QString lockScript(const LayoutSite &site, const LockOptions &options)
{
    ScriptText script = siteText(site);
    return withLock(script, site, options)
        .part(parts::common)
        .part(parts::guards)
        .part(parts::lockText)
        .part(parts::links)
        .part(parts::takeLock)
        .text();
}

QString lockResolve(const LayoutSite &site)
{
    return siteText(site).part(parts::common).part(resolveBody).text();
}

QString unlockScript(const LayoutSite &site)
{
    return siteText(site)
        .part(parts::common)
        .part(parts::guards)
        .part(parts::lockText)
        .part(unlockBody)
        .text();
}

QString takeOverUnlockScript(const LayoutSite &site, const QString &seenLock, const LogEntry &entry)
{
    ScriptText script = siteText(site);
    script.value("seen", seenLock).value("entry", entry.text());
    return script.part(parts::common)
        .part(parts::guards)
        .part(parts::lockText)
        .part(parts::log)
        .part(takeOverBody)
        .text();
}

QString holdScript(const LayoutSite &site, const LogEntry &entry)
{
    ScriptText script = siteText(site);
    script.value("reason", QString(entry.by + u": " + entry.reason).simplified())
        .value("entry", entry.text());
    return script.part(parts::common).part(parts::guards).part(parts::log).part(holdBody).text();
}

} // namespace belay
