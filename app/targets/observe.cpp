// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/targets/observe.h"

#include "app/targets/layout_scripts.h"
#include "app/targets/script_parts.h"
#include "models/domain/json.h"
#include "models/domain/names.h"

#include <QHash>
#include <QRegularExpression>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

/// One record per line, fields separated by tabs; reads only. The last record proves that nothing is missing.
/// Every program it starts costs each host a millisecond, and all hosts are asked at once: what the shell can
/// do itself, it does.
const char *const observeBody = R"sh(
tell() {
    kind=$1
    shift
    printf '%s' "$kind"
    for field; do
        case $field in *[[:cntrl:]]*) field=$(printf '%s' "$field" | tr '\t\n\r' '???') ;; esac
        printf '\t%s' "$field"
    done
    printf '\n'
}
first_line() {
    first=
    if [ -f "$1" ]; then IFS= read -r first <"$1" 2>/dev/null || :; fi
}
last_line() {
    last=$1
    while :; do
        case $last in *"$newline"*) last=${last#*"$newline"} ;; *) return 0 ;; esac
    done
}
newline='
'

ms=$(date +%s%3N)
case $ms in *[!0-9]*) ms= ;; esac
if [ "${#ms}" -ne 13 ]; then ms=$(date +%s)000; fi
tell time "$ms"
system=$(uname -sr)
tell system "$system"
for tool in tar ln mv readlink df find sed sort cut; do
    command -v "$tool" >/dev/null 2>&1 || tell missing-tool "$tool"
done
command -v sha256sum >/dev/null 2>&1 || command -v shasum >/dev/null 2>&1 || tell missing-tool sha256sum
# A way back that is staged was staged with -T.
case $system in
*BSD* | Darwin* | DragonFly*) ;;
*)
    if [ ! -L "$path/.belay/rollback-link" ]; then
        case $(mv --help 2>&1) in *-T*) ;; *) tell missing-tool 'mv -T' ;; esac
        case $(ln --help 2>&1) in *-T*) ;; *) tell missing-tool 'ln -T' ;; esac
    fi
    ;;
esac

near=$path
while [ ! -d "$near" ] && [ "$near" != / ]; do
    near=${near%/*}
    if [ -z "$near" ]; then near=/; fi
done
# GNU answers both at once.
both=$(df -k --output=avail,iavail,itotal "$near" 2>/dev/null) || both=
if [ -n "$both" ]; then
    last_line "$both"
    tell free "$last"
else
    last_line "$(df -Pk "$near" 2>/dev/null || :)"
    tell disk "$last"
    last_line "$(df -Pi "$near" 2>/dev/null || :)"
    tell inodes "$last"
fi

# The newest step of one operation, and how it stands. Sets newest, first and state.
look_at_op() {
    newest=
    for start in "$1"/step.*.start; do
        if [ -f "$start" ] && { [ -z "$newest" ] || [ "$start" -nt "$newest" ]; }; then newest=$start; fi
    done
    first=
    state=none
    if [ -z "$newest" ]; then return 0; fi
    newest=${newest%.start}
    first_line "$newest.rc"
    answer=$first
    first_line "$newest.start"
    if [ -f "$newest.rc" ] && ! kill -0 "${first%% *}" 2>/dev/null; then
        state=ended
    else
        state=$(step_state "$newest")
    fi
    first=$answer
    newest=${newest##*/step.}
}
tell_op() {
    look_at_op "$path/.belay/ops/$1"
    tell op "$1" "$newest" "$first" "$state"
}

if [ -d "$path" ]; then
    tell exists 1
    first_line "$path/.belay/env"
    tell env "$first"
    if [ -L "$path/current" ]; then
        read_link "$path/current"
        tell current "$link"
        name=${link##*/}
        if [ ! -e "$path/current" ]; then
            tell dangling 1
            case $link in "$path/releases/$name" | "releases/$name" | "./releases/$name") tell current-id "$name" ;; esac
        elif [ "$path/current/." -ef "$path/releases/$name/." ]; then
            tell current-id "$name"
        fi
    elif [ -e "$path/current" ]; then
        tell folder 1
    fi
    for one in "$path"/releases/* "$path"/releases/.[!.]*; do
        if [ ! -e "$one" ] && [ ! -L "$one" ]; then continue; fi
        name=${one##*/}
        if is_release_id "$name" && [ -d "$one" ] && [ ! -L "$one" ]; then
            manifest=0
            if [ -f "$path/.belay/manifests/$name.json" ]; then manifest=1; fi
            first_line "$one/REVISION"
            tell release "$name" "$manifest" "$first"
        else
            tell foreign "$name"
        fi
    done
    if [ -f "$path/.belay/log" ]; then
        grep -E '^[{].*"event":"(activated|marked-bad|marked-good)"' "$path/.belay/log" | tail -n 1000 || :
    fi
    read_link "$path/.belay/rollback-link"
    tell rollback-link "${link##*/}"
    read_link "$path/.belay/lock"
    tell lock "$link"
    holder=${link#v1:}
    holder=${holder%%:*}
    case $holder in
    '' | *[!A-Za-z0-9._-]*) ;;
    *) if [ -f "$path/.belay/ops/$holder/plan.json" ]; then
        first_line "$path/.belay/ops/$holder/plan.json"
        tell lock-plan "$first"
    fi ;;
    esac
    if [ -f "$path/.belay/hold" ]; then
        first_line "$path/.belay/hold"
        tell hold "${first:-no reason given}"
    fi
    set -- "$path/.belay/ops"/*
    if [ $# -le 20 ]; then
        for one; do
            if [ -d "$one" ]; then tell_op "${one##*/}"; fi
        done
    else
        ls -t "$path/.belay/ops" 2>/dev/null | {
            count=0
            while [ "$count" -lt 20 ] && IFS= read -r name; do
                count=$((count + 1))
                tell_op "$name"
            done
        }
    fi
    if [ -e "$path/.dep/deploy.lock" ]; then
        first_line "$path/.dep/deploy.lock"
        tell foreign-lock "Deployer ($path/.dep/deploy.lock${first:+, by $first})"
    fi
    if [ -e "$path/deploy.lock" ]; then tell foreign-lock "Mina ($path/deploy.lock)"; fi
fi
for kamal in "${HOME:-/nonexistent}/.kamal/lock-$project" "${HOME:-/nonexistent}/.kamal/lock-$project"-*; do
    if [ -e "$kamal" ]; then tell foreign-lock "Kamal ($kamal)"; fi
done
while IFS= read -r one; do
    if [ -n "$one" ] && [ ! -e "$path/shared/$one" ]; then tell missing-file "$one"; fi
done <<END_OF_FILES
$linked_files
END_OF_FILES
tell end
)sh";

/// The number before the percentage in a line of `df -P` ("Available", POSIX.1-2017 df); -1: there is none.
qint64 freeOf(const QString &line)
{
    static const QRegularExpression available(u"\\s([0-9]+)\\s+[0-9]+%\\s"_s);
    const auto found = available.match(line);
    return found.hasMatch() ? found.captured(1).toLongLong() : -1;
}

/// What .belay/log says, in its order.
struct LogFacts
{
    QStringList activations;
    QHash<QString, bool> bad;

    void add(const QByteArray &line)
    {
        const nlohmann::json json = nlohmann::json::parse(line.constBegin(), line.constEnd(), nullptr, false);
        if (!json.is_object() || !json.contains("event") || !json["event"].is_string())
            return;
        const auto release = json.find("release");
        if (release == json.end() || !release->is_string())
            return;
        const QString id = release->get<QString>();
        const QString event = json["event"].get<QString>();
        if (event == u"activated" && (activations.isEmpty() || activations.last() != id))
            activations.append(id);
        else if (event == u"marked-bad" || event == u"marked-good")
            bad[id] = event == u"marked-bad";
    }
};

struct ObservationReader
{
    HostObservation out;
    LogFacts log;
    bool ended = false;

    void record(const QByteArray &line)
    {
        if (line.startsWith('{')) { // of .belay/log, as it stands there
            log.add(line);
            return;
        }
        const auto tab = line.indexOf('\t');
        const QByteArray kind = tab < 0 ? line : line.left(tab);
        const QByteArray rest = tab < 0 ? QByteArray() : line.mid(tab + 1);
        if (kind == "end")
            ended = true;
        else if (kind == "lock-plan")
            lockPlan(rest);
        else
            fields(kind, cleanLine(QString::fromUtf8(rest)).split(u'\t'));
    }

    void fields(const QByteArray &kind, const QStringList &values)
    {
        const QString first = values.value(0);
        if (kind == "release")
            out.releases.push_back({first, values.value(2), values.value(1) == u"1", false, false});
        else if (kind == "foreign")
            out.releases.push_back({first, {}, false, false, true});
        else if (kind == "op")
            operation(values);
        else if (kind == "missing-tool")
            out.missingTools.append(first);
        else if (kind == "missing-file")
            out.missingLinkedFiles.append(first);
        else if (kind == "foreign-lock")
            out.foreignLock += out.foreignLock.isEmpty() ? first : QString(u"; "_s + first);
        else
            single(kind, first);
    }

    void single(const QByteArray &kind, const QString &value)
    {
        if (kind == "time")
            out.hostTimeMs = value.toLongLong();
        else if (kind == "system")
            out.system = value;
        else if (kind == "free")
            room(value.split(u' ', Qt::SkipEmptyParts));
        else if (kind == "disk")
            out.diskFreeBytes = freeOf(value) < 0 ? -1 : freeOf(value) * 1024;
        else if (kind == "inodes")
            out.inodesFree = freeOf(value);
        else if (kind == "exists")
            out.exists = true;
        else if (kind == "env")
            out.environmentTag = value;
        else if (kind == "current")
            out.currentLink = value;
        else if (kind == "current-id")
            out.currentId = value;
        else if (kind == "dangling")
            out.currentDangling = true;
        else if (kind == "folder")
            out.currentIsFolder = true;
        else if (kind == "rollback-link")
            out.rollbackLink = value;
        else if (kind == "lock")
            out.lock = value;
        else if (kind == "hold")
            out.hold = value;
    }

    /// Kilobytes free, inodes free, inodes; "-" or no inodes at all where the file system does not count
    /// them.
    void room(const QStringList &values)
    {
        bool counted = false;
        if (const qint64 kilobytes = values.value(0).toLongLong(&counted); counted)
            out.diskFreeBytes = kilobytes * 1024;
        if (const qint64 inodes = values.value(1).toLongLong(&counted);
            counted && values.value(2).toLongLong() > 0)
            out.inodesFree = inodes;
    }

    /// What the run that holds the lock wrote down about itself.
    void lockPlan(const QByteArray &line)
    {
        const nlohmann::json json = nlohmann::json::parse(line.constBegin(), line.constEnd(), nullptr, false);
        const auto text = [&json](const char *key) {
            const auto found = json.is_object() ? json.find(key) : json.end();
            return found != json.end() && found->is_string() ? cleanLine(found->get<QString>(), 300)
                                                             : QString();
        };
        out.lockVersion = text("version");
        out.lockReason = text("reason");
    }

    void operation(const QStringList &values)
    {
        OperationOnHost operation{values.value(0), values.value(1), {}, values.value(3) == u"alive"};
        bool number = false;
        if (const int code = values.value(2).toInt(&number); number)
            operation.exitCode = code;
        out.operations.push_back(operation);
    }
};

} // namespace

QString observeScript(const Project &project, const TargetSpec &target, const QString &path)
{
    ScriptText script;
    return script.value("path", path)
        .value("project", project.name)
        .lines("linked_files", target.linkedFiles)
        .part(parts::common)
        .part(parts::processes)
        .part(parts::steps)
        .part(observeBody)
        .text();
}

Result<HostObservation> parseObservation(const QByteArray &output)
{
    ObservationReader reader;
    for (const QByteArray &line : output.split('\n')) {
        if (!reader.ended)
            reader.record(line);
    }
    if (!reader.ended) {
        return fail(ErrorKind::Unproven, u"The host's answer ends in the middle."_s,
                    u"Ask again; look at the connection if it happens twice."_s);
    }
    reader.out.activations = reader.log.activations;
    for (ReleaseOnHost &release : reader.out.releases)
        release.bad = reader.log.bad.value(release.id, false);
    return std::move(reader.out);
}

} // namespace belay
