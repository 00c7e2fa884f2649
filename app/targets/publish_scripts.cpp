// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/targets/layout_scripts.h"
#include "app/targets/site_text.h"

#include "models/domain/json.h"

namespace belay {

namespace {

const char *const publishHead = R"sh(
check_env
check_lock
tree="$path/.belay/staging/$run/release"
work="$path/.belay/staging/$run"
target="$path/releases/$release"
manifest="$path/.belay/manifests/$release.json"
if [ -d "$target" ]; then
    if grep -qF "\"digest\":\"$digest\"" "$manifest" 2>/dev/null; then
        note "release $release is already there"
        exit 92
    fi
    stop 93 "$target is already there and was not made by this run. Nothing was changed. Make a new plan."
fi
[ -d "$tree" ] || stop 93 "The upload of this run is not there: $tree. Deploy again."
sums_of() { if command -v sha256sum >/dev/null 2>&1; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }
found_files() { ( cd "$tree" && find . -type f | sed 's|^\./||' | sort ); }
found_links() {
    ( cd "$tree" && find . -type l | sed 's|^\./||' | sort | while IFS= read -r one; do
        printf '%s -> %s\n' "$one" "$(readlink "$one")"
    done )
}
)sh";

/// The list came with the upload; its lines are those of app/engine/file_list.h.
const char *const verifyFolder = R"sh(
if [ ! -f "$work/list" ] || [ "$(sums_of <"$work/list" | cut -c 1-64)" != "$digest" ]; then
    stop 1 "The list of files in the upload is not the one of the plan. Deploy again."
fi
sed '/^link /d; /^dir /d' "$work/list" >"$work/files"
sed -n 's/^link //p' "$work/list" >"$work/links"
sed 's/^\([0-9a-f]*\) [0-9]* [0-7]* /\1  /' "$work/files" >"$work/sums"
if ! ( cd "$tree" && sums_of -c "$work/sums" ) >"$work/verified" 2>&1; then
    stop 1 "The upload arrived damaged: $(grep -v ': OK$' "$work/verified" | head -n 3 | tr '\n' ' ') Deploy again."
fi
cut -c 67- "$work/sums" >"$work/names"
found_files >"$work/found"
if ! cmp -s "$work/names" "$work/found"; then
    stop 1 "The upload holds files that are not in the manifest: $(sort "$work/names" "$work/found" | uniq -u | head -n 3 | tr '\n' ' ') Deploy again."
fi
found_links >"$work/found-links"
if ! cmp -s "$work/links" "$work/found-links"; then
    stop 1 "The links in the upload are not those of the manifest: $(sort "$work/links" "$work/found-links" | uniq -u | head -n 3 | tr '\n' ' ') Deploy again."
fi
)sh";

/// The archive itself was verified before it was unpacked; the manifest is made from what came out of it.
const char *const listArchive = R"sh(
found_files >"$work/found"
tr '\n' '\0' <"$work/found" >"$work/found0"
sizes_of() { ( cd "$tree" && xargs -0 stat -c '%s %a' <"$work/found0" 2>/dev/null || xargs -0 stat -f '%z %Lp' <"$work/found0" ); }
if command -v sha256sum >/dev/null 2>&1; then sum_tool=sha256sum; else sum_tool='shasum -a 256'; fi
( cd "$tree" && xargs -0 $sum_tool <"$work/found0" ) | cut -c 1-64 >"$work/sums"
sizes_of >"$work/sizes"
paste -d ' ' "$work/sums" "$work/sizes" "$work/found" >"$work/files"
found_links >"$work/links"
)sh";

const char *const publishBody = R"sh(
# Control characters were refused before the upload, so backslash and quote are all that JSON needs escaped.
( umask 077
{
    printf '%s"time":"%s","files":[\n' "$head" "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
    sed 's/\\/\\\\/g; s/"/\\"/g; s/^\([0-9a-f]*\) \([0-9]*\) \([0-7]*\) \(.*\)$/{"path":"\4","size":\2,"mode":"\3","sha256":"\1"},/; $s/,$//' "$work/files"
    printf '],"links":[\n'
    sed 's/\\/\\\\/g; s/"/\\"/g; s/^\(.*\)$/"\1",/; $s/,$//' "$work/links"
    printf ']}\n'
} >"$manifest.$run" ) || stop 94 "The manifest $manifest cannot be written: no room."

printf '%s\n' "$version" >"$tree/REVISION"
each_line() { printf '%s\n' "$1"; }
link_shared() {
    case $1 in */*) mkdir -p -- "$tree/${1%/*}" ;; esac
    if [ -e "$tree/$1" ] || [ -L "$tree/$1" ]; then rm -rf -- "${tree:?}/$1"; fi
    ln -s "$path/shared/$1" "$tree/$1"
}
each_line "$linked_dirs" | while IFS= read -r one; do
    if [ -n "$one" ]; then
        mkdir -p -- "$path/shared/$one"
        link_shared "$one"
    fi
done
each_line "$linked_files" | while IFS= read -r one; do
    if [ -n "$one" ]; then
        [ -e "$path/shared/$one" ] || stop 93 "The linked file $path/shared/$one is missing on this host."
        link_shared "$one"
    fi
done

stage_link() {
    rm -f -- "$2.$run.tmp"
    new_link "$1" "$2.$run.tmp"
    move_link "$2.$run.tmp" "$2"
}
if [ -n "$live" ]; then stage_link "$live" "$path/.belay/rollback-link"; else rm -f -- "$path/.belay/rollback-link"; fi
stage_link "$target" "$path/.belay/next-link.$run"

# Capistrano goes back by the folders' times: the newest release must have the newest one.
touch "$tree"
chmod 755 "$tree"
sync_disk "$tree"
mv -f "$manifest.$run" "$manifest"
if [ "$no_follow" = T ]; then mv -T "$tree" "$target"; else mv "$tree" "$target"; fi
sync_disk "$path"
rm -rf -- "$work"
note "releases/$release: $(wc -l <"$manifest" | tr -d ' ') lines of manifest verified"
)sh";

const char *const publishResolveBody = R"sh(
[ -d "$path/releases/$release" ] && [ -f "$path/.belay/manifests/$release.json" ] || exit 1
)sh";

const char *const discardBody = R"sh(
check_env
check_lock
is_release_id "$release" || stop 93 "'$release' is not the name of a release."
target="$path/releases/$release"
rm -f -- "$path/.belay/next-link.$run"
if [ ! -d "$target" ] || [ -L "$target" ]; then exit 92; fi
if [ "$(link_text "$path/current")" = "$target" ] || [ "$path/current/." -ef "$target/." ]; then
    stop 93 "$target is live and stays."
fi
if activations | grep -qx "$release"; then
    note "$release was live and stays as evidence; it is marked bad"
    exit 92
fi
mkdir -p "$path/.belay/staging"
rm -rf -- "$path/.belay/staging/discarded.$release"
mv "$target" "$path/.belay/staging/discarded.$release"
rm -f -- "$path/.belay/manifests/$release.json"
rm -rf -- "$path/.belay/staging/discarded.$release"
)sh";

/// The manifest up to its list of files; a time is added on the host.
QString manifestHead(const LayoutSite &site, const Artifact &artifact, const PublishOptions &options)
{
    nlohmann::ordered_json head;
    const auto put = [&head](const char *key, const QString &text) { head[key] = text.toStdString(); };
    head["schemaVersion"] = 1;
    put("release", options.release);
    put("version", options.version);
    put("commit", options.commit);
    put("project", options.project);
    put("environment", options.environment);
    put("run", site.run);
    put("by", options.by);
    head["bytes"] = artifact.bytes;
    head["linked"] = nlohmann::ordered_json::array();
    for (const QString &linked : options.linkedDirs + options.linkedFiles)
        head["linked"].push_back(linked.toStdString());
    put("digest", artifact.digest());
    QString text =
        QString::fromStdString(head.dump(-1, ' ', true, nlohmann::ordered_json::error_handler_t::replace));
    text.chop(1);
    return QString(text + u',');
}

} // namespace

QString publishScript(const LayoutSite &site, const Artifact &artifact, const PublishOptions &options)
{
    const bool folder = artifact.archive.isEmpty();
    ScriptText script = siteText(site);
    script.value("release", options.release)
        .value("version", options.version)
        .value("live", options.liveTarget)
        .value("digest", artifact.digest())
        .value("head", manifestHead(site, artifact, options))
        .lines("linked_dirs", options.linkedDirs)
        .lines("linked_files", options.linkedFiles);
    return script.part(parts::common)
        .part(parts::guards)
        .part(parts::links)
        .part(publishHead)
        .part(folder ? verifyFolder : listArchive)
        .part(publishBody)
        .text();
}

QString publishResolve(const LayoutSite &site, const QString &release)
{
    ScriptText script = siteText(site);
    return script.value("release", release).part(parts::common).part(publishResolveBody).text();
}

QString discardReleaseScript(const LayoutSite &site, const QString &release)
{
    ScriptText script = siteText(site);
    return script.value("release", release)
        .part(parts::common)
        .part(parts::guards)
        .part(parts::log)
        .part(discardBody)
        .text();
}

} // namespace belay
