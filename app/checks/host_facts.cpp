// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/host_facts.h"

#include "app/checks/wording.h"
#include "models/domain/json.h"
#include "models/domain/names.h"

#include <QDateTime>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr qint64 dayMs = 86400000;
constexpr qint64 enoughDays = 14;

QString hostsText(qsizetype number)
{
    return counted(number, u"host"_s, u"hosts"_s);
}

/// Failed when something is wrong, CannotRun when only something is unknown.
Inspected concluded(const QStringList &wrong, const QStringList &unknown, const QString &fine,
                    const QStringList &detail)
{
    Inspected result;
    result.detail = detail.join(u'\n');
    if (!wrong.isEmpty()) {
        result.state = CheckState::Failed;
        result.summary = (wrong + unknown).join(u"; "_s);
    } else if (!unknown.isEmpty()) {
        result.state = CheckState::CannotRun;
        result.summary = unknown.join(u"; "_s);
    } else {
        result.state = CheckState::Passed;
        result.summary = fine;
    }
    return result;
}

/// "10.0.0.1", "[::1]", "::1".
bool isAddress(const QString &name)
{
    static const QRegularExpression four(u"^[0-9]{1,3}(\\.[0-9]{1,3}){3}$"_s);
    return name.contains(u':') || four.match(name).hasMatch();
}

QString whyNoWayBack(const HostObservation &host)
{
    if (host.currentIsFolder)
        return u"current is a folder, not a link"_s;
    if (host.currentDangling)
        return u"current leads nowhere"_s;
    const ReleaseOnHost *live = host.release(host.currentId);
    if (!live)
        return u"current does not lead to a release"_s;
    return live->bad && previousGoodRelease(host).isEmpty()
               ? u"what is live is marked bad, and there is no earlier good release"_s
               : QString();
}

/// The release this host would return to after the next one: what is live, or what was before when that is
/// marked bad.
QString wayBackOf(const HostObservation &host)
{
    const ReleaseOnHost *live = host.release(host.currentId);
    return live && live->bad ? previousGoodRelease(host) : host.currentId;
}

QString nameOf(const HostObservation &host, const QString &id)
{
    const ReleaseOnHost *release = host.release(id);
    return release && !release->version.isEmpty() ? release->version : id;
}

void appendSteps(const Result<Plan> &plan, QStringList &detail)
{
    if (!plan)
        return;
    detail.append(u"\nThe way back as it would run now, to %1:"_s.arg(plan->version));
    for (const Stage &stage : plan->stages)
        for (const Step &step : stage.steps)
            detail.append(QString(u"  "_s +
                                  (step.host.isEmpty() ? step.title : step.host + u": "_s + step.title) +
                                  (step.shown.isEmpty() ? QString() : QString(u" — "_s + step.shown))));
}

} // namespace

QString versionIn(const QByteArray &body)
{
    const auto json = nlohmann::json::parse(body.toStdString(), nullptr, false);
    if (!json.is_object())
        return {};
    for (const char *key : {"version", "vsn", "release", "revision"}) {
        const auto value = json.find(key);
        if (value != json.end() && value->is_string())
            return cleanLine(QString::fromStdString(value->get<std::string>()), 80);
    }
    return {};
}

Inspected judgeHealth(const std::vector<HealthAnswer> &answers)
{
    QStringList wrong;
    QStringList detail;
    QStringList versions;
    for (const HealthAnswer &answer : answers) {
        const bool healthy = answer.status >= 200 && answer.status < 300;
        QString said =
            answer.status == 0 ? answer.error : u"HTTP %1 in %2 ms"_s.arg(answer.status).arg(answer.ms);
        if (!answer.version.isEmpty())
            said += u", version "_s + answer.version;
        if (!healthy)
            wrong.append(QString(answer.host + u": "_s +
                                 (answer.status == 0 ? answer.error : u"HTTP %1"_s.arg(answer.status))));
        if (!answer.version.isEmpty() && !versions.contains(answer.version))
            versions.append(answer.version);
        detail.append(u"%1: %2 (%3)"_s.arg(answer.host, said, answer.url));
    }
    QString fine = hostsText(static_cast<qsizetype>(answers.size())) +
                   (answers.size() == 1 ? u" answers"_s : u" answer"_s);
    if (!versions.isEmpty())
        fine += u", version "_s + versions.join(u", "_s);
    return concluded(wrong, {}, fine, detail);
}

Inspected judgeWayBack(const FleetSnapshot &fleet, const Result<Plan> &plan)
{
    QStringList wrong;
    QStringList unknown;
    QStringList detail;
    QStringList versions;
    qsizetype live = 0;
    for (const HostObservation &host : fleet.hosts) {
        if (host.error) {
            unknown.append(QString(host.host + u" did not answer"_s));
            detail.append(QString(host.host + u": "_s + host.error->summary));
            continue;
        }
        if (host.currentId.isEmpty() && !host.currentDangling && !host.currentIsFolder &&
            host.currentLink.isEmpty())
            continue;
        ++live;
        if (const QString why = whyNoWayBack(host); !why.isEmpty()) {
            wrong.append(QString(host.host + u": "_s + why));
            continue;
        }
        const QString id = wayBackOf(host);
        const QString name = nameOf(host, id);
        detail.append(u"%1: back to %2 (releases/%3)"_s.arg(host.host, name, id));
        if (!versions.contains(name))
            versions.append(name);
    }
    if (live == 0 && unknown.isEmpty())
        return {CheckState::NotApplicable, u"nothing is live here yet: there is nothing to go back to"_s, {}};
    appendSteps(plan, detail);
    if (fleet.complete())
        detail.append(
            u"\n`belay plan --rollback` shows it in full. Add what it cannot know: data, caches, other "
            "services."_s);
    return concluded(wrong, unknown, u"back to %1 on %2"_s.arg(versions.join(u", "_s), hostsText(live)),
                     detail);
}

Inspected judgeRoom(const FleetSnapshot &fleet, const std::optional<ArtifactSize> &artifact)
{
    QStringList wrong;
    QStringList unknown;
    QStringList detail;
    for (const HostObservation &host : fleet.hosts) {
        if (host.error) {
            unknown.append(QString(host.host + u" did not answer"_s));
            detail.append(QString(host.host + u": "_s + host.error->summary));
            continue;
        }
        if (!host.missingTools.isEmpty())
            wrong.append(u"%1 lacks %2"_s.arg(host.host, host.missingTools.join(u", "_s)));
        if (!host.missingLinkedFiles.isEmpty())
            wrong.append(
                u"%1 lacks shared/%2"_s.arg(host.host, host.missingLinkedFiles.join(u", shared/"_s)));
        if (artifact && host.diskFreeBytes >= 0 && host.diskFreeBytes < 2 * artifact->bytes)
            wrong.append(u"%1 has %2 free, and two releases need %3"_s.arg(
                host.host, formatBytes(host.diskFreeBytes), formatBytes(2 * artifact->bytes)));
        if (artifact && host.inodesFree >= 0 && host.inodesFree < 2 * artifact->files)
            wrong.append(u"%1 has room for %2 more files, and two releases have %3"_s.arg(host.host)
                             .arg(host.inodesFree)
                             .arg(2 * artifact->files));
        if (host.diskFreeBytes < 0)
            unknown.append(QString(host.host + u" does not say how much room it has"_s));
        detail.append(u"%1: %2 free, %3 inodes free, %4"_s.arg(
            host.host, host.diskFreeBytes < 0 ? u"?"_s : formatBytes(host.diskFreeBytes),
            host.inodesFree < 0 ? u"?"_s : QString::number(host.inodesFree), host.system));
    }
    detail.append(artifact ? u"A release: %1 in %2."_s.arg(formatBytes(artifact->bytes),
                                                           counted(artifact->files, u"file"_s, u"files"_s))
                           : u"The artifact is not built yet, so its size was not compared."_s);
    detail.append(u"Memory and connections are not looked at."_s);
    const QString room = artifact ? u"room for two releases on "_s : u"the hosts have what Belay needs: "_s;
    return concluded(wrong, unknown, QString(room + hostsText(static_cast<qsizetype>(fleet.hosts.size()))),
                     detail);
}

Inspected judgeCertificates(const std::vector<CertificateSeen> &seen, qint64 nowMs)
{
    QStringList wrong;
    QStringList unknown;
    QStringList detail;
    qint64 least = -1;
    for (const CertificateSeen &one : seen) {
        const QUrl url(one.url);
        const QString where =
            url.port() < 0 ? url.host() : QString(url.host() + u':' + QString::number(url.port()));
        if (!one.certificate) {
            unknown.append(QString(where + u" did not answer"_s));
            detail.append(QString(where + u": "_s + one.certificate.error().summary));
            continue;
        }
        const Certificate &certificate = *one.certificate;
        const qint64 days = (certificate.expiresMs - nowMs) / dayMs;
        if (!certificate.refusal.isEmpty())
            wrong.append(QString(where + u": "_s + certificate.refusal));
        else if (certificate.expiresMs == 0)
            unknown.append(QString(where + u" does not say when its certificate expires"_s));
        else if (certificate.expiresMs - nowMs < enoughDays * dayMs)
            wrong.append(u"%1 expires in %2"_s.arg(where, counted(days, u"day"_s, u"days"_s)));
        least = least < 0 ? days : std::min(least, days);
        detail.append(u"%1: made out to %2, for %3, expires %4"_s.arg(
            where, certificate.subject, certificate.names.join(u", "_s),
            certificate.expiresMs == 0 ? u"at a time that is not known"_s
                                       : minuteText(certificate.expiresMs)));
    }
    return concluded(wrong, unknown, u"valid for %1 more"_s.arg(counted(least, u"day"_s, u"days"_s)), detail);
}

Inspected judgeNames(const std::vector<NameSeen> &seen)
{
    QStringList wrong;
    QStringList detail;
    for (const NameSeen &one : seen) {
        if (one.addresses && !one.addresses->isEmpty()) {
            detail.append(QString(one.name + u": "_s + one.addresses->join(u", "_s)));
            continue;
        }
        if (one.required)
            wrong.append(QString(one.name + u" does not resolve here"_s));
        detail.append(
            QString(one.name + u": "_s + (one.addresses ? u"no address"_s : one.addresses.error().summary)));
    }
    return concluded(wrong, {},
                     counted(static_cast<qsizetype>(seen.size()), u"name resolves"_s, u"names resolve"_s),
                     detail);
}

QStringList urlsOf(const Environment &environment)
{
    QStringList urls;
    if (!environment.url.isEmpty())
        urls.append(environment.url);
    if (environment.health) {
        for (const HostSpec &host : environment.target.hosts)
            urls.append(expand(environment.health->url, hostValues(host)));
    }
    urls.removeDuplicates();
    return urls;
}

std::vector<NameToAsk> namesOf(const Environment &environment)
{
    std::vector<NameToAsk> names;
    const auto add = [&names](const QString &name, bool required) {
        const bool known = std::any_of(names.begin(), names.end(),
                                       [&name](const NameToAsk &each) { return each.name == name; });
        if (!name.isEmpty() && !isAddress(name) && !known)
            names.push_back({name, required});
    };
    for (const QString &url : urlsOf(environment))
        add(QUrl(url).host(), true);
    if (environment.target.kind == TargetKind::Ssh) {
        for (const HostSpec &host : environment.target.hosts)
            add(host.address, false);
    }
    return names;
}

} // namespace belay
