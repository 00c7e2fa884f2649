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

/// Ends a script that was sent data nobody needs: what follows on the same stream must never be read as
/// commands.
const char *const receiveCommon = R"sh(
drain() { cat >/dev/null; }
published() {
    [ -d "$path/releases/$release" ] && grep -qF "\"digest\":\"$digest\"" "$path/.belay/manifests/$release.json" 2>/dev/null
}
no_room() {
    free=$(free_kilobytes "$path")
    inodes=$(free_inodes "$path")
    rm -rf -- "$staging"
    if [ -n "$free" ] && [ "$free" -lt 1024 ]; then stop 94 "The disk of $path is full: $free KiB free. $1"; fi
    if [ -n "$inodes" ] && [ "$inodes" -lt 8 ]; then stop 94 "$path has no inodes left: $inodes free. $1"; fi
    stop 1 "$1"
}
)sh";

const char *const receiveHead = R"sh(
staging="$path/.belay/staging/$run"
( check_env && check_lock ) || { code=$?; drain; exit "$code"; }
if published; then
    drain
    note "release $release is already there"
    exit 92
fi
rm -rf -- "$staging"
mkdir -p -- "$staging/release" || { drain; no_room "The folder for the upload cannot be made."; }
keep=
if tar --help 2>&1 | grep -q -- --no-same-permissions; then keep=--no-same-permissions; fi
)sh";

const char *const receiveFolder = R"sh(
if ! tar -xof - $keep -C "$staging/release"; then
    drain
    no_room "The upload could not be unpacked; the part that arrived was removed."
fi
drain
)sh";

const char *const receiveArchive = R"sh(
archive="$staging/artifact"
if ! cat >"$archive"; then
    drain
    no_room "The upload could not be written; the part that arrived was removed."
fi
if command -v sha256sum >/dev/null 2>&1; then sum=$(sha256sum "$archive"); else sum=$(shasum -a 256 "$archive"); fi
sum=${sum#\\}
if [ "${sum%% *}" != "$sha256" ]; then
    rm -rf -- "$staging"
    stop 1 "The archive arrived damaged: its SHA-256 is ${sum%% *}, expected $sha256. Deploy again."
fi
names() {
    case $kind in
    zip) unzip -Z1 "$archive" ;;
    tar.zst) zstd -qdc "$archive" | tar -tf - ;;
    tar.gz) tar -tzf "$archive" ;;
    *) tar -tf "$archive" ;;
    esac
}
# busybox does not show such a name, it only says that it took the way out of it.
bad=$(names 2>&1 | grep -E '^/|^\.\./|/\.\./|/\.\.$|^\.\.$|^tar: [Rr]emoving leading' | head -n 1 || :)
if [ -n "$bad" ]; then
    rm -rf -- "$staging"
    stop 93 "The archive holds a name that leads out of the release: $bad. It was not unpacked."
fi
unpack() {
    case $kind in
    zip) unzip -q "$archive" -d "$staging/release" ;;
    tar.zst) zstd -qdc "$archive" | tar -xof - $keep -C "$staging/release" ;;
    tar.gz) tar -xzof "$archive" $keep -C "$staging/release" ;;
    *) tar -xof "$archive" $keep -C "$staging/release" ;;
    esac
}
listed=$(names | grep -vc '/$' || :)
unpack || no_room "The archive could not be unpacked; the part that was is removed."
rm -f -- "$archive"
# Some tars leave out what they find unsafe and call it a success.
found=$(find "$staging/release" ! -type d | wc -l)
if [ "$found" -lt "$listed" ]; then
    rm -rf -- "$staging"
    stop 93 "Only $((found)) of $listed files and links of the archive were unpacked; the others may lead out of the release."
fi
root=$(cd -P "$staging/release" && pwd -P)
find "$staging/release" -type l | while IFS= read -r link; do
    case $(link_text "$link") in /*) stop 93 "The archive holds a link that leads out of the release: ${link#"$staging/release/"}." ;; esac
    case $(readlink -f "$link" || :) in
    "$root" | "$root"/*) ;;
    *) stop 93 "The archive holds a link that leads out of the release: ${link#"$staging/release/"}." ;;
    esac
done || { rm -rf -- "$staging"; exit 93; }
special=$(find "$staging/release" ! -type f ! -type d ! -type l | head -n 1)
if [ -n "$special" ]; then
    rm -rf -- "$staging"
    stop 93 "The archive holds something that is neither file, folder nor link: ${special##*/}."
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

QString stagingPath(const LayoutSite &site)
{
    return QString(site.path + u"/.belay/staging/" + site.run);
}

QString receiveScript(const LayoutSite &site, const Artifact &artifact, const QString &release)
{
    ScriptText script = siteText(site);
    script.value("release", release).value("digest", artifact.digest());
    if (!artifact.archive.isEmpty()) {
        script.value("kind", artifact.archive)
            .value("sha256",
                   artifact.files.empty() ? QString() : QString::fromLatin1(artifact.files.front().sha256));
    }
    return script.part(parts::common)
        .part(parts::guards)
        .part(parts::room)
        .part(receiveCommon)
        .part(receiveHead)
        .part(artifact.archive.isEmpty() ? receiveFolder : receiveArchive)
        .text();
}

QString discardStagingScript(const LayoutSite &site)
{
    return siteText(site).part(parts::common).part(parts::guards).part(discardBody).text();
}

} // namespace belay
