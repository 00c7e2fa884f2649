// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/targets/layout_scripts.h"
#include "app/targets/site_text.h"

namespace belay {

namespace {

/// What is sent to a script that does not need it must be read all the same: what follows on the same stream
/// must never be taken for commands.
const char *const common = R"sh(
staging="$path/.belay/staging/$run"
tree="$staging/release"
drain() { cat >/dev/null; }
published() {
    [ -d "$path/releases/$release" ] && grep -qF "\"digest\":\"$digest\"" "$path/.belay/manifests/$release.json" 2>/dev/null
}
first_line() {
    first=
    if [ -f "$1" ]; then IFS= read -r first <"$1" || :; fi
}
sums_of() { if command -v sha256sum >/dev/null 2>&1; then sha256sum "$@"; else shasum -a 256 "$@"; fi; }
sum_of() {
    sum=$(sums_of "$1")
    sum=${sum#\\}
    say "${sum%% *}"
}
# Removes the upload only when there is no room for the rest: what has arrived is worth keeping otherwise.
no_room() {
    free=$(free_kilobytes "$path")
    inodes=$(free_inodes "$path")
    first_line "$staging/turn"
    if [ "$first" != "$turn" ]; then stop 1 "$1"; fi
    if [ -n "$free" ] && [ "$free" -lt 1024 ]; then rm -rf -- "$staging"; stop 94 "The disk of $path is full: $free KiB free. $1"; fi
    if [ -n "$inodes" ] && [ "$inodes" -lt 8 ]; then rm -rf -- "$staging"; stop 94 "$path has no inodes left: $inodes free. $1"; fi
    stop 1 "$1"
}

# The first line says what follows; /dev/null says nothing.
head=
IFS= read -r head || :
turn=
( check_env && check_lock ) || { code=$?; drain; exit "$code"; }
if published; then
    drain
    note "release $release is already there"
    exit 92
fi
)sh";

/// A transfer whose connection broke may go on writing what it still had, or wait for more for ever. Each
/// transfer has its turn; the next one begins when the writers of the last one are gone.
const char *const takeTurn = R"sh(
alive() {
    kill -0 "$1" 2>/dev/null || return 1
    [ -z "$2" ] || [ "$(ticks_of "$1")" = "$2" ]
}
writers_alive() {
    if [ ! -f "$staging/writer" ]; then return 1; fi
    while read -r pid ticks; do
        if [ -n "$pid" ] && alive "$pid" "$ticks"; then return 0; fi
    done <"$staging/writer"
    return 1
}
signal_writers() {
    while read -r pid ticks; do
        # Without a start time to know it by, the number may be somebody else's by now.
        if [ -n "$ticks" ] && alive "$pid" "$ticks"; then kill "-$1" "$pid" 2>/dev/null || :; fi
    done <"$staging/writer"
}
take_turn() {
    if writers_alive; then
        signal_writers TERM
        waited=0
        while writers_alive && [ "$waited" -lt 100 ]; do
            if [ "$waited" -eq 20 ]; then signal_writers KILL; fi
            waited=$((waited + 1))
            sleep 0.1 2>/dev/null || sleep 1
        done
        if writers_alive; then
            drain
            stop 1 "An earlier transfer of this run is still writing on this host. Wait until it has ended, or end it, then deploy again."
        fi
    fi
    rm -f -- "$staging/writer"
    first_line "$staging/turn"
    turn=$((${first:-0} + 1))
    say "$turn" >"$staging/turn" || { drain; no_room "The upload cannot begin."; }
    say "turn $turn"
}
)sh";

/// A list with another digest belongs to an upload of something else.
const char *const askFolder = R"sh(
unwritable() { drain; no_room "The upload cannot be written."; }
mkdir -p -- "$staging" || unwritable
take_turn
if [ -f "$staging/list" ] && [ "$(sum_of "$staging/list")" != "$digest" ]; then
    rm -rf -- "$staging/list" "$staging/copied" "$tree"
fi
work="$staging/ask"
rm -rf -- "$work"
mkdir -p -- "$tree" "$work" || unwritable

manifest_of() { say "$path/.belay/manifests/$1.json"; }
# What is live first: it is the most likely one to be like the new release.
bases() {
    live=$(link_text "$path/current")
    { say "${live##*/}"; ls -r "$path/releases" 2>/dev/null || :; } | head -n 12 | while IFS= read -r id; do
        if is_release_id "$id" && [ -d "$path/releases/$id" ] && grep -q '^{"path":".*"mode":"' "$(manifest_of "$id")" 2>/dev/null; then
            say "$id"
        fi
    done
}
digest_of() { sed -n '1s/.*"digest":"\([0-9a-f]*\)".*/\1/p' "$(manifest_of "$1")"; }
files_in_manifest() {
    sed -n 's/^{"path":"\(.*\)","size":\([0-9]*\),"mode":"\([0-7]*\)","sha256":"\([0-9a-f]*\)"},\{0,1\}$/\4 \2 \3 \1/p' "$(manifest_of "$1")" |
        sed 's/\\\(.\)/\1/g'
}
files_in_list() { sed '/^link /d; /^dir /d' "$1"; }
names() { cut -d ' ' -f 4- "$1"; }

case $head in
list) cat >"$work/list" || unwritable ;;
"changes "*)
    id=${head#changes }
    cat >"$work/changes" || unwritable
    sed -n '/^[0-9][0-9]*d$/p' "$work/changes" >"$work/gone"
    sed '/^[0-9][0-9]*d$/d' "$work/changes" >"$work/added"
    if is_release_id "$id" && [ -f "$(manifest_of "$id")" ]; then
        files_in_manifest "$id" | sed -f "$work/gone" >"$work/stays"
        files_in_list "$work/added" | sort -t ' ' -k 4 - "$work/stays" >"$work/list"
        sed -n '/^link /p; /^dir /p' "$work/added" >>"$work/list"
    fi
    ;;
*) drain ;;
esac
if [ -f "$work/list" ] && [ "$(sum_of "$work/list")" = "$digest" ]; then mv -f "$work/list" "$staging/list"; fi
if [ ! -f "$staging/list" ]; then
    bases | head -n 4 | while IFS= read -r id; do say "base $id $(digest_of "$id")"; done
    say "no list"
    exit 0
fi
files_in_list "$staging/list" >"$work/files"

# What a release here already has is copied, not linked: a hard link would be the same file in both releases,
# and a program that writes into its own release would damage the one that is the way back. Where the file
# system can share blocks until one side writes (btrfs, XFS), the copy costs nothing. Only regular files: a
# name may be something else by now. The sums below decide what of it is good.
copy_known() {
    base=$(bases | head -n 1)
    if [ -z "$base" ]; then return 0; fi
    from="$path/releases/$base"
    files_in_manifest "$base" >"$work/known"
    sort "$work/files" "$work/known" | uniq -d >"$work/same"
    ( cd "$from" && find . -type f ) 2>/dev/null >"$work/there"
    names "$work/same" | sed 's|^|./|' | sort - "$work/there" | uniq -d >"$work/copy"
    if [ ! -s "$work/copy" ]; then return 0; fi
    case $(cp --help 2>&1 || :) in
    *--parents*--reflink*--target-directory*) set -- cp --parents --reflink=auto --preserve=mode,timestamps -t "$tree" ;;
    *) set -- sh -c 'tar -cf - "$@" | tar -xof - -C "$0"' "$tree" ;; # not every tar reads names from a file
    esac
    ( cd "$from" && tr '\n' '\0' <"$work/copy" | xargs -0 "$@" ) 2>/dev/null || :
    cut -d ' ' -f 3 "$work/same" | sort -u | while IFS= read -r mode; do
        ( cd "$tree" && sed -n "s|^[0-9a-f]* [0-9]* $mode |./|p" "$work/same" | tr '\n' '\0' | xargs -0 chmod "$mode" ) 2>/dev/null || :
    done
}
if [ ! -f "$staging/copied" ]; then
    copy_known
    : >"$staging/copied"
fi

# Folders that no file brings along. Here and not in the tar: busybox leaves the rights of a folder that is there.
make_folders() {
    sed -n 's/^dir \([0-7]*\) .*/\1/p' "$staging/list" | sort -u | while IFS= read -r mode; do
        sed -n "s|^dir $mode |./|p" "$staging/list" | tr '\n' '\0' >"$work/folders"
        ( cd "$tree" && xargs -0 mkdir -p <"$work/folders" && xargs -0 chmod "$mode" <"$work/folders" ) || unwritable
    done
}
make_folders

# What does not belong to it goes. Links are sent every time, last, so that nothing is written through one.
only_listed() {
    find "$tree" -type l -exec rm -f -- {} +
    names "$work/files" | sed 's|^|./|' >"$work/wanted"
    ( cd "$tree" && find . ! -type d ) | sort - "$work/wanted" "$work/wanted" | uniq -u | tr '\n' '\0' >"$work/extra"
    if [ -s "$work/extra" ]; then ( cd "$tree" && xargs -0 rm -f -- <"$work/extra" ); fi
}

# One answer for each line, in order; a file that is not there is not OK either.
if [ -z "$(find "$tree" ! -type d | head -n 1)" ]; then
    say "need all"
else
    only_listed
    sed 's/^\([0-9a-f]*\) [0-9]* [0-7]* /\1  /' "$work/files" >"$work/sums"
    ( cd "$tree" && sums_of -c "$work/sums" ) >"$work/checked" 2>/dev/null || :
    if [ "$(wc -l <"$work/checked")" -ne "$(wc -l <"$work/sums")" ]; then
        say "need all"
    else
        grep -nv ': OK$' "$work/checked" | cut -d : -f 1 || :
        say "need these"
    fi
fi
rm -rf -- "$work"
)sh";

const char *const askArchive = R"sh(
mkdir -p -- "$staging" || { drain; no_room "The upload cannot be written."; }
drain
take_turn
if [ -s "$staging/artifact" ]; then
    size=$(wc -c <"$staging/artifact")
    say "have $((size)) $(sum_of "$staging/artifact")"
else
    say "have 0 -"
fi
)sh";

/// Its own standard input is kept aside for the program in the background, which gets /dev/null otherwise.
const char *const receiveCommon = R"sh(
keep=
case $(tar --help 2>&1 || :) in *--no-same-permissions*) keep=--no-same-permissions ;; esac
from=${head#*from }
turn=${head#turn }
turn=${turn%% *}
first_line "$staging/turn"
if [ -z "$turn" ] || [ "$first" != "$turn" ]; then
    drain
    stop 1 "Another transfer of this run has taken over. Nothing was changed."
fi
receive() {
    exec 3<&0
    "$@" <&3 3<&- &
    writer=$!
    exec 3<&-
    me=$(exec sh -c 'echo "$PPID"')
    { say "$writer $(ticks_of "$writer")"; say "$me $(ticks_of "$me")"; } >"$staging/writer" 2>/dev/null || :
    code=0
    wait "$writer" || code=$?
    drain
    rm -f -- "$staging/writer"
    return "$code"
}
)sh";

const char *const receiveFolder = R"sh(
receive tar -xof - $keep -C "$tree" || no_room "The upload could not be unpacked."
)sh";

const char *const receiveArchive = R"sh(
archive="$staging/artifact"
case $from in '' | *[!0-9]*) from=0 ;; esac
size=0
if [ -f "$archive" ]; then size=$(wc -c <"$archive"); fi
if [ "$((size))" -ne "$from" ]; then
    if [ "$from" -ne 0 ]; then
        drain
        stop 1 "The part of the archive that was there is not as long as it was a moment ago."
    fi
    : >"$archive"
fi
receive sh -c 'exec cat >>"$1"' sh "$archive" || no_room "The upload could not be written."
size=$(wc -c <"$archive")
if [ "$size" -lt "$bytes" ]; then # its end is what a lost connection looks like from here
    stop 1 "The archive did not arrive to its end: $((size)) of $bytes bytes. Deploy again."
fi
if [ "$(sum_of "$archive")" != "$sha256" ]; then
    sum=$(sum_of "$archive")
    rm -rf -- "$staging"
    stop 1 "The archive arrived damaged: its SHA-256 is $sum, expected $sha256. Deploy again."
fi
rm -rf -- "$tree"
mkdir -p -- "$tree" || no_room "The folder for the upload cannot be made."
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
    zip) unzip -q "$archive" -d "$tree" ;;
    tar.zst) zstd -qdc "$archive" | tar -xof - $keep -C "$tree" ;;
    tar.gz) tar -xzof "$archive" $keep -C "$tree" ;;
    *) tar -xof "$archive" $keep -C "$tree" ;;
    esac
}
listed=$(names | grep -vc '/$' || :)
unpack || no_room "The archive could not be unpacked."
# Some tars leave out what they find unsafe and call it a success.
found=$(find "$tree" ! -type d | wc -l)
if [ "$found" -lt "$listed" ]; then
    rm -rf -- "$staging"
    stop 93 "Only $((found)) of $listed files and links of the archive were unpacked; the others may lead out of the release."
fi
root=$(cd -P "$tree" && pwd -P)
find "$tree" -type l | while IFS= read -r link; do
    case $(link_text "$link") in /*) stop 93 "The archive holds a link that leads out of the release: ${link#"$tree/"}." ;; esac
    case $(readlink -f "$link" || :) in
    "$root" | "$root"/*) ;;
    *) stop 93 "The archive holds a link that leads out of the release: ${link#"$tree/"}." ;;
    esac
done || { rm -rf -- "$staging"; exit 93; }
special=$(find "$tree" ! -type f ! -type d ! -type l | head -n 1)
if [ -n "$special" ]; then
    rm -rf -- "$staging"
    stop 93 "The archive holds something that is neither file, folder nor link: ${special##*/}."
fi
rm -f -- "$archive"
)sh";

ScriptText begin(const LayoutSite &site, const Artifact &artifact, const QString &release)
{
    ScriptText script = siteText(site);
    script.value("release", release).value("digest", artifact.digest());
    if (!artifact.archive.isEmpty()) {
        script.value("kind", artifact.archive)
            .number("bytes", artifact.bytes)
            .value("sha256",
                   artifact.files.empty() ? QString() : QString::fromLatin1(artifact.files.front().sha256));
    }
    return script.part(parts::common)
        .part(parts::guards)
        .part(parts::room)
        .part(parts::processes)
        .part(common);
}

} // namespace

QString stagingPath(const LayoutSite &site)
{
    return QString(site.path + u"/.belay/staging/" + site.run);
}

QString askUploadScript(const LayoutSite &site, const Artifact &artifact, const QString &release)
{
    const bool folder = artifact.archive.isEmpty();
    return begin(site, artifact, release).part(takeTurn).part(folder ? askFolder : askArchive).text();
}

QString receiveScript(const LayoutSite &site, const Artifact &artifact, const QString &release)
{
    const bool folder = artifact.archive.isEmpty();
    return begin(site, artifact, release)
        .part(receiveCommon)
        .part(folder ? receiveFolder : receiveArchive)
        .text();
}

} // namespace belay
