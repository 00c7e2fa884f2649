// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/logs/host_log.h"

#include "app/logs/process_look.h"
#include "models/domain/json.h"
#include "models/domain/names.h"

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

/// Prints for every file `\001file INODE FROM COUNT PATH` and so many bytes. state_of sets what is known of a
/// file. `read_part PATH INODE FROM SIZE` prints one part; a file that was renamed away is looked for beside
/// its name, and its rest comes first. COUNT is what was meant to be sent: a file that is cut meanwhile sends
/// less, so the part is read into its true length by the reader of the frame that follows.
const char *const filesBody = R"sh(
number() { set -- $(ls -di -- "$1" 2>/dev/null); printf '%s' "${1:-0}"; }
part() {
    path=$1 own=$2 from=$3 size=$4 name=$5
    count=$((size - from))
    [ "$count" -gt 0 ] || return 0
    [ "$count" -gt "$budget" ] && count=$budget
    printf '\001file %s %s %s %s %s\n' "$own" "$from" "$count" "$size" "$name"
    tail -c +$((from + 1)) -- "$path" | head -c "$count"
    printf '\n\001end\n'
}
follow() {
    if ! [ -f "$1" ] || ! [ -r "$1" ]; then
        [ -e "$1" ] && printf '\001unreadable %s\n' "$1" || printf '\001missing %s\n' "$1"
        return 0
    fi
    state_of "$1"
    now=$(number "$1")
    bytes=$(($(wc -c <"$1")))
    if [ "$inode" = 0 ]; then
        start=$((bytes - backlog))
        [ "$start" -gt 0 ] || start=0
        part "$1" "$now" "$start" "$bytes" "$1"
        [ "$start" -lt "$bytes" ] || printf '\001at %s %s %s\n' "$now" "$bytes" "$1"
        return 0
    fi
    if [ "$inode" != "$now" ]; then
        found=
        for old in "$1".* "$1"-*; do
            [ -f "$old" ] && [ "$(number "$old")" = "$inode" ] || continue
            found=$old
            break
        done
        if [ -n "$found" ]; then
            bytes_then=$(($(wc -c <"$found")))
            part "$found" "$inode" "$offset" "$bytes_then" "$1"
            [ $((bytes_then - offset)) -le "$budget" ] || return 0
        else
            printf '\001lost %s\n' "$1"
        fi
        printf '\001at %s 0 %s\n' "$now" "$1"
        part "$1" "$now" 0 "$bytes" "$1"
        return 0
    fi
    if [ "$bytes" -lt "$offset" ]; then
        printf '\001at %s 0 %s\n' "$now" "$1"
        offset=0
    fi
    part "$1" "$now" "$offset" "$bytes" "$1"
}
)sh";

/// A time in front of a line, as docker writes it (nine digits behind the second) and podman (none that are
/// zero at the end, and the offset of the place): nanoseconds, UTC; 0: it is none.
qint64 nanoseconds(QByteArrayView stamp)
{
    const qint64 timeMs = parseLogLine(stamp, LogFormat::Plain).timeMs;
    if (timeMs <= 0)
        return 0;
    qint64 fraction = 0;
    const qsizetype dot = stamp.indexOf('.');
    for (qsizetype digit = 1; digit <= 9; ++digit) {
        const qsizetype at = dot + digit;
        const bool isDigit = dot > 0 && at < stamp.size() && stamp[at] >= '0' && stamp[at] <= '9';
        fraction = fraction * 10 + (isDigit ? stamp[at] - '0' : 0);
    }
    return timeMs / 1000 * 1'000'000'000 + fraction;
}

/// Stars and question marks stay outside of the quotes.
QByteArray quotedPattern(const QString &pattern)
{
    QByteArray out;
    QString plain;
    const auto flush = [&] {
        if (!plain.isEmpty())
            out += shellQuoted(plain).toUtf8();
        plain.clear();
    };
    for (const QChar c : pattern) {
        if (c != u'*' && c != u'?') {
            plain += c;
            continue;
        }
        flush();
        out += static_cast<char>(c.toLatin1());
    }
    flush();
    return out;
}

} // namespace

HostLog::HostLog(LogsSpec logs, const HostSpec &host, const QString &deployPath, Options options)
    : m_logs(std::move(logs))
    , m_host(host.name)
    , m_options(options)
{
    std::map<QString, QString> values = hostValues(host);
    values[u"path"_s] = deployPath;
    for (const QString &file : m_logs.files)
        m_patterns << expand(file, values);
    m_container = expand(m_logs.container, values);
    m_process = processScript(m_logs, values);
    if (!m_process.isEmpty())
        m_process = "printf '\\001process\\n'\n{\n" + m_process + "}\n";
}

QByteArray HostLog::filesScript() const
{
    QByteArray script = "LC_ALL=C; export LC_ALL\nbudget=" + QByteArray::number(m_options.budget) +
                        " backlog=" + QByteArray::number(m_options.backlog) +
                        "\nstate_of() {\n    case $1 in\n";
    for (const auto &[path, file] : m_files)
        script += "    " + shellQuoted(QString::fromUtf8(path)).toUtf8() + ") inode=" + file.inode +
                  " offset=" + QByteArray::number(file.offset) + " ;;\n";
    script += "    *) inode=0 offset=0 ;;\n    esac\n}\n";
    script += filesBody;
    for (const QString &pattern : m_patterns)
        script += "for file in " + quotedPattern(pattern) + "; do follow \"$file\"; done\n";
    return script + m_process;
}

QByteArray HostLog::journalScript() const
{
    const QByteArray user = m_logs.userUnit ? " --user" : "";
    const QByteArray unit = shellQuoted(m_logs.unit).toUtf8();
    QByteArray from = " --lines=" + QByteArray::number(m_options.backlog / 256);
    if (!m_cursor.isEmpty())
        from = " --after-cursor=" + shellQuoted(QString::fromLatin1(m_cursor)).toUtf8();
    else if (m_options.sinceMs > 0)
        from = " --since=@" + QByteArray::number(m_options.sinceMs / 1000);
    return "LC_ALL=C; export LC_ALL\n"
           "command -v journalctl >/dev/null || { printf '\\001nojournal\\n'; exit 0; }\n"
           "[ -d /run/log/journal ] || [ -d /var/log/journal ] || { printf '\\001nojournal\\n'; exit 0; }\n" +
           m_process +
           "printf '\\001journal\\n'\n"
           "journalctl" +
           user + " --no-pager --quiet --output=json --unit=" + unit + from + " | head -c " +
           QByteArray::number(m_options.budget) + "\n";
}

/// The engine writes the time in front of every line; what has been read ends with the last of them.
QByteArray HostLog::containerScript() const
{
    QByteArray from = " --tail=" + QByteArray::number(m_options.backlog / 256);
    // A little earlier, for podman leaves out the lines of that very moment, and docker does not.
    if (m_stampNs != 0)
        from = " --since=" + isoTime(m_stampNs / 1'000'000 - 1).toUtf8();
    else if (m_options.sinceMs > 0)
        from = " --since=" + isoTime(m_options.sinceMs).toUtf8();
    return "LC_ALL=C; export LC_ALL\n"
           "engine=$(command -v docker || command -v podman) || { printf '\\001noengine\\n'; exit 0; }\n" +
           m_process +
           "printf '\\001container\\n'\n"
           "\"$engine\" logs --timestamps" +
           from + ' ' + shellQuoted(m_container).toUtf8() + " 2>&1 | head -c " +
           QByteArray::number(m_options.budget) + "\n";
}

ScriptRequest HostLog::look() const
{
    ScriptRequest request;
    request.script = !m_logs.unit.isEmpty()    ? journalScript()
                     : !m_logs.files.isEmpty() ? filesScript()
                                               : containerScript();
    request.timeout = Milliseconds(20000);
    request.outputLimit = 32 * 1024 * 1024;
    request.inKeptShell = true;
    return request;
}

void HostLog::note(const QString &text, HostLogRead &read)
{
    if (m_noted.contains(text))
        return;
    m_noted.append(text);
    read.notes.append(text);
}

void HostLog::addLine(QByteArrayView line, HostLogRead &read) const
{
    if (line.isEmpty())
        return;
    HostLogLine out{line.toByteArray(), parseLogLine(line, m_logs.format)};
    if (out.entry.timeMs != 0 && out.entry.timeMs < m_options.sinceMs)
        return;
    read.lines.push_back(std::move(out));
}

/// Only whole lines are taken; the beginning of one is read again with its end. One that is longer than a
/// look is taken in pieces.
void HostLog::takeFile(const QByteArray &path, const QByteArray &inode, qint64 from, QByteArrayView content,
                       bool cut, HostLogRead &read)
{
    qsizetype used = content.lastIndexOf('\n') + 1;
    if (used == 0 && content.size() >= m_options.budget)
        used = content.size();
    const bool first = m_files.find(path) == m_files.end() && from > 0;
    m_files[path] = {inode, from + used};
    read.more = read.more || (cut && used > 0);
    qsizetype at = 0;
    if (first) // the backlog begins in the middle of a line
        at = std::max<qsizetype>(content.indexOf('\n') + 1, 0);
    while (at < used) {
        qsizetype end = content.indexOf('\n', at);
        if (end < 0)
            end = used;
        addLine(content.sliced(at, end - at), read);
        at = end + 1;
    }
}

/// One JSON object per line. The message may be JSON itself, written by the service.
void HostLog::takeJournal(QByteArrayView content, HostLogRead &read)
{
    const qsizetype used = content.lastIndexOf('\n') + 1;
    for (qsizetype at = 0; at < used;) {
        const qsizetype end = content.indexOf('\n', at);
        const QByteArrayView line = content.sliced(at, end - at);
        at = end + 1;
        const auto json = nlohmann::json::parse(line.begin(), line.end(), nullptr, false);
        if (!json.is_object())
            continue;
        if (const auto cursor = json.find("__CURSOR"); cursor != json.end() && cursor->is_string())
            m_cursor = QByteArray::fromStdString(cursor->get<std::string>());
        ServiceLogEntry outer = parseLogLine(line, LogFormat::Json);
        ServiceLogEntry inner = parseLogLine(outer.message, m_logs.format);
        inner.timeMs = outer.timeMs;
        if (inner.level == LogLevel::Unknown)
            inner.level = outer.level;
        if (!outer.message.isEmpty() && inner.timeMs >= m_options.sinceMs)
            read.lines.push_back({outer.message, std::move(inner)});
    }
    read.more = content.size() >= m_options.budget && used > 0;
}

/// "2026-11-21T17:00:00.123456789Z the line". Lines of the last read come again with the first of the next.
/// Those that the service wrote at once have one time; so many of the last time were taken are left out.
void HostLog::takeContainer(QByteArrayView content, HostLogRead &read)
{
    const qsizetype used = content.lastIndexOf('\n') + 1;
    const qint64 seenNs = m_stampNs;
    qsizetype seenThen = m_atStamp;
    for (qsizetype at = 0; at < used;) {
        const qsizetype end = content.indexOf('\n', at);
        const QByteArrayView line = content.sliced(at, end - at);
        at = end + 1;
        const qsizetype space = line.indexOf(' ');
        const qint64 stampNs = space > 0 ? nanoseconds(line.first(space)) : 0;
        if (stampNs == 0) {
            note(u"%1: %2 says: %3"_s.arg(m_host, m_container, cleanLine(QString::fromUtf8(line), 200)),
                 read);
            continue;
        }
        if (stampNs < seenNs || (stampNs == seenNs && seenThen-- > 0))
            continue;
        if (stampNs > m_stampNs)
            m_atStamp = 0;
        m_stampNs = std::max(m_stampNs, stampNs);
        m_atStamp += stampNs == m_stampNs ? 1 : 0;
        const QByteArrayView text = line.sliced(space + 1);
        ServiceLogEntry entry = parseLogLine(text, m_logs.format);
        entry.timeMs = stampNs / 1'000'000;
        if (!text.isEmpty() && entry.timeMs >= m_options.sinceMs)
            read.lines.push_back({text.toByteArray(), std::move(entry)});
    }
    read.more = content.size() >= m_options.budget && used > 0;
}

Result<HostLogRead> HostLog::take(const ScriptResult &result, qint64 nowMs)
{
    if (!result.proven)
        return fail(ErrorKind::Remote, u"%1 did not send its log: %2."_s.arg(m_host, cleanLine(result.note)),
                    u"It is asked again; no line is lost."_s);
    HostLogRead read;
    const QByteArrayView out(result.out);
    for (qsizetype at = out.indexOf('\001'); at >= 0 && at < out.size();) {
        const qsizetype end = out.indexOf('\n', at);
        if (end < 0)
            break;
        const QByteArray head = out.sliced(at + 1, end - at - 1).toByteArray();
        const QList<QByteArray> words = head.split(' ');
        const QByteArray kind = words.front();
        const auto rest = [&](int skip) { return words.mid(skip).join(' '); };
        qsizetype next = end + 1;
        if (kind == "file" && words.size() >= 6) {
            const qint64 from = words[2].toLongLong();
            qsizetype count = std::min<qsizetype>(words[3].toLongLong(), out.size() - next);
            // A file that became shorter while it was read sent less than it had promised.
            if (const qsizetype close = out.indexOf("\n\001end\n", next); close >= 0 && close < next + count)
                count = close - next;
            takeFile(rest(5), words[1], from, out.sliced(next, count), from + count < words[4].toLongLong(),
                     read);
            next += count;
        } else if (kind == "at" && words.size() >= 4) {
            m_files[rest(3)] = {words[1], words[2].toLongLong()};
        } else if (kind == "missing") {
            note(u"%1 has no %2 yet."_s.arg(m_host, QString::fromUtf8(rest(1))), read);
        } else if (kind == "unreadable") {
            note(u"%1: %2 cannot be read by the user who logs in."_s.arg(m_host, QString::fromUtf8(rest(1))),
                 read);
        } else if (kind == "lost") {
            note(u"%1: %2 was rotated and packed before its end was read."_s.arg(m_host,
                                                                                 QString::fromUtf8(rest(1))),
                 read);
        } else if (kind == "nojournal") {
            note(u"%1 keeps no journal of systemd, or has no journalctl."_s.arg(m_host), read);
        } else if (kind == "noengine") {
            note(u"%1 has neither docker nor podman."_s.arg(m_host), read);
        } else if (kind == "process") {
            const qsizetype close = out.indexOf('\001', next);
            read.process = processOf(out.sliced(next, (close < 0 ? out.size() : close) - next), nowMs);
        } else if (kind == "journal") {
            takeJournal(out.sliced(next), read);
            return read;
        } else if (kind == "container") {
            takeContainer(out.sliced(next), read);
            return read;
        }
        at = out.indexOf('\001', next);
    }
    return read;
}

} // namespace belay
