// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/env_names.h"

#include "app/checks/wording.h"
#include "models/domain/names.h"

#include <QRegularExpression>

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

const char *const scriptBody = R"sh(
sets() {
    grep -q -e "^[[:space:]]*$1[[:space:]]*=$2" -e "^[[:space:]]*export[[:space:]][[:space:]]*$1[[:space:]]*=$2" "$file" 2>/dev/null
}
look() {
    if [ ! -f "$file" ]; then printf 'missing\t%s\n' "$short"; return 0; fi
    if [ ! -r "$file" ]; then printf 'locked\t%s\n' "$short"; return 0; fi
    for name in $names; do
        if ! sets "$name" ''; then continue; fi
        if sets "$name" "[[:space:]]*[\"']*[[:space:]]*\$"; then
            printf 'empty\t%s\n' "$name"
        else
            printf 'set\t%s\n' "$name"
        fi
    done
}
)sh";

/// What one name is like on all hosts.
struct Spread
{
    QStringList with;
    QStringList without; ///< missing or empty
};

Spread spreadOf(const QString &name, const std::vector<NamesOnHost> &hosts)
{
    Spread spread;
    for (const NamesOnHost &host : hosts) {
        if (host.error.isEmpty())
            (host.set.contains(name) ? spread.with : spread.without).append(host.host);
    }
    return spread;
}

/// What can be told of the hosts before any name is looked at.
void judgeFiles(const std::vector<NamesOnHost> &hosts, QStringList &wrong, QStringList &unknown)
{
    for (const NamesOnHost &host : hosts) {
        if (!host.error.isEmpty())
            unknown.append(QString(host.host + u" did not answer"_s));
        if (!host.missing.isEmpty())
            wrong.append(u"%1 lacks shared/%2"_s.arg(host.host, host.missing.join(u", shared/"_s)));
        if (!host.locked.isEmpty())
            unknown.append(
                u"%1: shared/%2 may not be read"_s.arg(host.host, host.locked.join(u", shared/"_s)));
    }
}

Inspected judgeNames(const std::vector<EnvironmentName> &names, const std::vector<NamesOnHost> &hosts,
                     bool missingFails)
{
    QStringList wrong;
    QStringList unknown;
    QStringList nowhere; // required, and set by no host
    QStringList optional;
    QStringList detail;
    judgeFiles(hosts, wrong, unknown);
    for (const EnvironmentName &name : names) {
        const Spread spread = spreadOf(name.name, hosts);
        const QString where = u"%1 (%2:%3)"_s.arg(name.name, name.file).arg(name.line);
        if (!spread.with.isEmpty() && !spread.without.isEmpty())
            wrong.append(u"%1 is set on %2, not on %3"_s.arg(name.name, spread.with.join(u", "_s),
                                                             spread.without.join(u", "_s)));
        else if (spread.with.isEmpty() && name.required)
            nowhere.append(name.name);
        else if (spread.with.isEmpty())
            optional.append(where);
        detail.append(QString(
            where + u": "_s +
            (spread.with.isEmpty() ? u"set nowhere"_s : u"set on %1"_s.arg(spread.with.join(u", "_s)))));
    }
    if (!nowhere.isEmpty())
        (missingFails ? wrong : unknown)
            .append(u"no host's file sets %1, which the code stops without"_s.arg(nowhere.join(u", "_s)));
    const auto answered = std::count_if(hosts.begin(), hosts.end(),
                                        [](const NamesOnHost &host) { return host.error.isEmpty(); });
    detail.append(u"Names only: no value was read. What systemd or another program sets is not seen."_s);
    Inspected result;
    result.detail = detail.join(u'\n');
    if (!wrong.isEmpty() || !unknown.isEmpty()) {
        result.state = wrong.isEmpty() ? CheckState::CannotRun : CheckState::Failed;
        result.summary = (wrong + unknown).join(u"; "_s);
        return result;
    }
    result.state = CheckState::Passed;
    const auto set = static_cast<qsizetype>(names.size()) - optional.size();
    result.summary = counted(set, u"name is"_s, u"names are"_s) + u" set on "_s +
                     counted(qsizetype(answered), u"host"_s, u"hosts"_s);
    if (!optional.isEmpty())
        result.summary += u"; %1 the code does without are not"_s.arg(optional.size());
    return result;
}

} // namespace

QStringList environmentFiles(const QStringList &linkedFiles)
{
    static const QRegularExpression form(u"(^|/)(\\.?env|environment)(\\.[^/]*)?$|\\.env$"_s);
    return linkedFiles.filter(form);
}

QString namesScript(const QStringList &files, const QStringList &names)
{
    QString script = u"names="_s + shellQuoted(names.join(u' ')) + QString::fromUtf8(scriptBody);
    for (const QString &file : files)
        script += u"file=%1\nshort=%2\nlook\n"_s.arg(shellQuoted(file),
                                                     shellQuoted(file.section("/shared/"_L1, 1)));
    return QString(script + u"printf 'end\\t1\\n'\n"_s);
}

Result<NamesOnHost> parseNames(const QByteArray &output)
{
    NamesOnHost host;
    bool whole = false;
    for (const QByteArray &line : output.split('\n')) {
        const QByteArray key = line.left(line.indexOf('\t'));
        const QString value = QString::fromUtf8(line.mid(line.indexOf('\t') + 1));
        if (key == "missing")
            host.missing.append(value);
        else if (key == "locked")
            host.locked.append(value);
        else if (key == "set")
            host.set.append(value);
        else if (key == "empty")
            host.empty.append(value);
        else if (key == "end")
            whole = true;
    }
    if (!whole)
        return fail(ErrorKind::Unproven, u"The host did not tell all about its environment files."_s);
    return host;
}

Inspected judgeConfigured(const std::vector<EnvironmentName> &names, const std::vector<NamesOnHost> &hosts)
{
    if (names.empty())
        return {CheckState::CannotRun, u"Belay found no name that the code reads from the environment"_s, {}};
    return judgeNames(names, hosts, true);
}

Inspected judgeSecrets(const std::vector<EnvironmentName> &names, const std::vector<NamesOnHost> &hosts)
{
    std::vector<EnvironmentName> secret;
    std::copy_if(names.begin(), names.end(), std::back_inserter(secret),
                 [](const EnvironmentName &name) { return name.secret; });
    if (secret.empty())
        return {
            CheckState::CannotRun, u"Belay found no secret that the code reads from the environment"_s, {}};
    return judgeNames(secret, hosts, false);
}

} // namespace belay
