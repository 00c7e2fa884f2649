// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/host_numbers.h"

#include "models/domain/names.h"

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

/// On Linux four files are read by the shell itself; only `df` and `ls` are processes. Elsewhere sysctl says
/// the same. CPU times are in ticks, memory in KiB.
const char *const script = R"sh(
system=$(uname -s)
echo "system $system"
case $system in
Linux)
    read -r name user nice sys idle wait irq soft steal rest </proc/stat
    echo "cpu_busy $((user + nice + sys + irq + soft + ${steal:-0}))"
    echo "cpu_all $((user + nice + sys + irq + soft + ${steal:-0} + idle + wait))"
    cpus=0
    while read -r name rest; do
        case $name in cpu[0-9]*) cpus=$((cpus + 1)) ;; cpu) ;; *) break ;; esac
    done </proc/stat
    echo "cpus $cpus"
    while read -r name value rest; do
        case $name in
        MemTotal:) echo "memory_all $value" ;;
        MemAvailable:) echo "memory_free $value"; break ;;
        esac
    done </proc/meminfo
    read -r load five fifteen tasks rest </proc/loadavg
    echo "load $load"
    set -- /proc/[0-9]*
    echo "processes $#"
    read -r up rest </proc/uptime
    echo "uptime $up"
    ;;
Darwin | FreeBSD)
    set -- $(sysctl -n vm.loadavg 2>/dev/null | tr -d '{}')
    [ $# -gt 0 ] && echo "load $1"
    echo "cpus $(sysctl -n hw.ncpu)"
    echo "processes $(($(ps -A -o pid= | wc -l)))"
    boot=$(sysctl -n kern.boottime | sed -n 's/^{ sec = \([0-9][0-9]*\).*/\1/p')
    [ -n "$boot" ] && echo "uptime $(($(date +%s) - boot))"
    all=$(sysctl -n hw.memsize 2>/dev/null || sysctl -n hw.physmem)
    echo "memory_all $((all / 1024))"
    if [ "$system" = FreeBSD ]; then
        set -- $(sysctl -n kern.cp_time)
        echo "cpu_busy $(($1 + $2 + $3 + $4))"
        echo "cpu_all $(($1 + $2 + $3 + $4 + $5))"
        page=$(sysctl -n hw.pagesize)
        free=$(($(sysctl -n vm.stats.vm.v_free_count) + $(sysctl -n vm.stats.vm.v_inactive_count)))
        echo "memory_free $((free * page / 1024))"
    else
        vm_stat | {
            page=4096 free=0
            while read -r line; do
                case $line in
                *"page size of"*) page=${line##*page size of }; page=${page%% *} ;;
                "Pages free:"* | "Pages inactive:"* | "Pages speculative:"*)
                    count=${line##*[[:space:]]}; free=$((free + ${count%.})) ;;
                esac
            done
            echo "memory_free $((free * page / 1024))"
        }
        ps -A -o %cpu= | { sum=0; while read -r one; do sum=$((sum + ${one%%[.,]*})); done; echo "cpu_sum $sum"; }
    fi
    ;;
esac
df -Pk "$path" 2>/dev/null | {
    read -r header
    read -r device blocks used free rest && echo "disk_used $used" && echo "disk_free $free"
} || :
echo "clock $(date +%s)"
)sh";

std::optional<double> of(const HostLook &look, const char *name)
{
    const auto found = look.values.find(name);
    return found == look.values.end() ? std::nullopt : std::optional(found->second);
}

std::optional<double> share(std::optional<double> part, std::optional<double> whole)
{
    if (!part || !whole || !(*whole > 0) || *part < 0 || *part > *whole)
        return std::nullopt;
    return 100 * *part / *whole;
}

std::optional<double> minus(std::optional<double> a, std::optional<double> b)
{
    return a && b ? std::optional(*a - *b) : std::nullopt;
}

std::optional<double> cpuOf(const HostLook &now, const HostLook *before)
{
    // macOS counts no ticks that a shell could read; what its processes use now, added up, is the nearest.
    if (const auto sum = of(now, "cpu_sum"); sum && of(now, "cpus").value_or(0) > 0)
        return std::min(100.0, *sum / *of(now, "cpus"));
    if (!before)
        return std::nullopt;
    return share(minus(of(now, "cpu_busy"), of(*before, "cpu_busy")),
                 minus(of(now, "cpu_all"), of(*before, "cpu_all")));
}

} // namespace

QByteArray hostLookScript(const QString &path)
{
    return "path=" + shellQuoted(path).toUtf8() + script;
}

Result<HostLook> parseHostLook(const QByteArray &output)
{
    HostLook look;
    for (const QByteArray &line : output.split('\n')) {
        const auto space = line.indexOf(' ');
        if (space <= 0)
            continue;
        const QByteArray name = line.left(space);
        const QByteArray text = line.mid(space + 1).trimmed();
        bool isNumber = false;
        const double value = text.toDouble(&isNumber);
        if (name == "system")
            look.system = text;
        else if (isNumber)
            look.values[name] = value;
    }
    if (look.system.isEmpty())
        return fail(ErrorKind::Invalid, u"The host did not say what it is."_s,
                    u"Log in there and run: uname -s"_s, cleanLine(QString::fromUtf8(output.left(300))));
    return look;
}

std::optional<double> hostNumber(const QString &name, const HostLook &now, const HostLook *before)
{
    if (name == u"cpu")
        return cpuOf(now, before);
    if (name == u"memory")
        return share(minus(of(now, "memory_all"), of(now, "memory_free")), of(now, "memory_all"));
    if (name == u"memory_used") {
        const auto used = minus(of(now, "memory_all"), of(now, "memory_free"));
        return used ? std::optional(*used * 1024) : std::nullopt;
    }
    if (name == u"disk") {
        const auto used = of(now, "disk_used");
        const auto free = of(now, "disk_free");
        return used && free ? share(used, *used + *free) : std::nullopt;
    }
    if (name == u"load")
        return of(now, "load");
    if (name == u"load_per_cpu") {
        const auto cpus = of(now, "cpus");
        const auto load = of(now, "load");
        return load && cpus && *cpus > 0 ? std::optional(*load / *cpus) : std::nullopt;
    }
    if (name == u"processes" || name == u"uptime")
        return of(now, name.toLatin1().constData());
    return std::nullopt;
}

QString hostNumberNames()
{
    return u"cpu, memory, memory_used, disk, load, load_per_cpu, processes, uptime"_s;
}

} // namespace belay
