// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/strategies/plan_parts.h"
#include "app/strategies/planner.h"

#include "models/domain/names.h"

#include <QDateTime>
#include <QRegularExpression>
#include <QTimeZone>

#include <cstdlib>

namespace belay {

namespace planning {

namespace {

using namespace Qt::Literals::StringLiterals;

/// Beyond this the ages of locks and the order of releases begin to look wrong.
constexpr qint64 clockSkewMs = 30000;

const char16_t *wordOf(TargetKind kind)
{
    switch (kind) {
    case TargetKind::Ssh:
        return u"ssh";
    case TargetKind::Local:
        return u"local";
    case TargetKind::Fly:
        return u"fly";
    case TargetKind::Heroku:
        return u"heroku";
    case TargetKind::Kubernetes:
        return u"kubernetes";
    case TargetKind::Swarm:
        return u"swarm";
    case TargetKind::GitHub:
        return u"github";
    case TargetKind::GitLab:
        return u"gitlab";
    case TargetKind::Command:
        return u"command";
    }
    return u"?";
}

/// A name under shared/ and in the release: relative, inside, one line.
bool isSharedName(const QString &name)
{
    const QStringList parts = name.split(u'/');
    for (const QString &part : parts) {
        if (part.isEmpty() || part == u"." || part == u"..")
            return false;
    }
    return !name.startsWith(u'-') && cleanLine(name) == name && !name.contains(u'\t');
}

Result<void> checkShared(const Environment &environment)
{
    const QStringList names = environment.target.linkedDirs + environment.target.linkedFiles;
    for (const QString &name : names) {
        if (!isSharedName(name)) {
            return fail(
                ErrorKind::Invalid,
                u"'%1' of %2 cannot be linked: linked_dirs and linked_files hold names inside shared/."_s.arg(
                    cleanLine(name, 80), environment.name),
                u"Write a relative path without '..', for example \"log\" or \"config/prod.env\"."_s);
        }
    }
    return {};
}

} // namespace

Result<void> checkServed(const Environment &environment)
{
    const TargetSpec &target = environment.target;
    if (target.kind != TargetKind::Ssh && target.kind != TargetKind::Local) {
        return fail(ErrorKind::Invalid,
                    u"Target kind '%1' of %2 is not served by this version."_s.arg(
                        QString::fromUtf16(wordOf(target.kind)), environment.name),
                    u"Use \"ssh\" or \"local\"."_s);
    }
    const Strategy &chosen = strategy(environment.strategy.kind);
    if (!chosen.stages) {
        return fail(ErrorKind::Invalid,
                    u"Strategy '%1' of %2 is not served by this version."_s.arg(
                        QString::fromLatin1(chosen.word), environment.name),
                    u"Use \"recreate\" or \"rolling\"."_s);
    }
    if (target.hosts.empty()) {
        return fail(ErrorKind::Invalid, u"Environment %1 has no hosts."_s.arg(environment.name),
                    u"List them under target.hosts in belay.json."_s);
    }
    if (target.keepReleases < 1) {
        return fail(
            ErrorKind::Invalid,
            u"keep_releases of %1 is %2."_s.arg(environment.name, QString::number(target.keepReleases)),
            u"Keep at least 1."_s);
    }
    return checkShared(environment);
}

Result<LayoutSite> siteFor(const Frame &frame, const HostSpec &host)
{
    static const QRegularExpression runName(u"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"_s);
    if (!runName.match(frame.run).hasMatch())
        return fail(ErrorKind::Invalid, u"'%1' cannot be the name of a run."_s.arg(cleanLine(frame.run, 80)));
    const auto path = checkedDeployPath(deployPath(frame.environment.target, host));
    if (!path)
        return tl::unexpected<Error>(path.error());
    return LayoutSite{*path, environmentTag(frame.project.name, frame.environment.name), frame.token,
                      frame.run};
}

Result<void> checkHost(const Frame &frame, const HostObservation &host)
{
    const QString tag = environmentTag(frame.project.name, frame.environment.name);
    if (!host.environmentTag.isEmpty() && host.environmentTag != tag) {
        return fail(
            ErrorKind::Invalid,
            u"%1 on %2 belongs to %3, not to %4."_s.arg(host.path, host.host, host.environmentTag, tag),
            u"Check the host and the path of this environment in belay.json."_s);
    }
    if (host.currentIsFolder) {
        return fail(ErrorKind::Invalid,
                    u"%1/current on %2 is a real folder, not a link."_s.arg(host.path, host.host),
                    u"Move it to %1/releases and link it, or move it away; Belay does not touch it."_s.arg(
                        host.path));
    }
    if (!host.foreignLock.isEmpty()) {
        return fail(ErrorKind::Locked,
                    u"Another tool holds a lock on %1: %2."_s.arg(host.host, host.foreignLock),
                    u"Wait for it to end, or unlock with that tool."_s);
    }
    if (!host.lock.isEmpty() && host.lock != frame.token) {
        return fail(
            ErrorKind::Locked, u"%1 is locked by %2."_s.arg(host.host, lockHolder(host)),
            u"Wait for that run to end. If it is dead: `belay resume`, or `belay unlock -e %1 --reason …`."_s
                .arg(frame.environment.name));
    }
    if (!host.missingTools.isEmpty()) {
        return fail(
            ErrorKind::Remote,
            u"%1 lacks programs that are needed: %2."_s.arg(host.host, host.missingTools.join(u", "_s)),
            u"Install them there."_s);
    }
    return {};
}

void addWarnings(Plan &plan, const Environment &environment, const FleetSnapshot &fleet)
{
    for (const QString &key : environment.unserved)
        plan.warnings.append(u"Not acted on by this version: %1"_s.arg(key));
    if (fleet.mixed()) {
        QStringList parts;
        for (const HostObservation &host : fleet.hosts) {
            const QString live = host.currentVersion().isEmpty() ? host.currentId : host.currentVersion();
            if (!host.error)
                parts.append(u"%1 %2"_s.arg(host.host, live.isEmpty() ? u"nothing"_s : live));
        }
        plan.warnings.append(u"The hosts do not run the same release: %1"_s.arg(parts.join(u", "_s)));
    }
    for (const HostObservation &host : fleet.hosts) {
        const qint64 skew = host.hostTimeMs - host.askedMs;
        if (!host.error && host.hostTimeMs > 0 && std::llabs(skew) > clockSkewMs) {
            plan.warnings.append(u"The clock of %1 is %2 %3"_s.arg(
                host.host, formatDuration(std::llabs(skew)), skew > 0 ? u"ahead"_s : u"behind"_s));
        }
        if (!host.error && host.currentDangling)
            plan.warnings.append(u"current on %1 points to a release that is not there: %2"_s.arg(
                host.host, host.currentLink));
        else if (!host.error && !host.currentLink.isEmpty() && host.currentId.isEmpty())
            plan.warnings.append(
                u"current on %1 points outside releases/: %2"_s.arg(host.host, host.currentLink));
    }
}

} // namespace planning

QString makeLockToken(const QString &runId, const QString &by, qint64 timeMs)
{
    QString who = cleanLine(by.simplified(), 80);
    who.replace(QLatin1Char(':'), QLatin1Char('_')).replace(QLatin1Char('/'), QLatin1Char('_'));
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(timeMs, QTimeZone::utc());
    return QStringLiteral("v1:%1:%2:%3").arg(runId, who, time.toString(QStringLiteral("yyyyMMddHHmmss")));
}

QString describeLock(const QString &token, qint64 hostTimeMs)
{
    HostObservation host;
    host.lock = token;
    host.hostTimeMs = hostTimeMs;
    return lockHolder(host);
}

} // namespace belay
