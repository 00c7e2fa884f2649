// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/inspections.h"

#include "app/checks/host_facts.h"
#include "app/engine/side_by_side.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

namespace belay::inspections {

namespace {

using namespace Qt::Literals::StringLiterals;

HealthAnswer askHealth(const InspectionContext &context, const HostSpec &host)
{
    const HealthSpec &health = *context.environment.health;
    HealthAnswer answer;
    answer.host = host.name;
    answer.url = expand(health.url, hostValues(host));
    HttpRequest request;
    request.url = answer.url;
    request.timeout = request.connectTimeout = health.timeout;
    request.bodyLimit = 1024 * 1024;
    const auto response = context.ports.http.send(request, context.cancel);
    if (!response) {
        answer.error = response.error().summary;
        return answer;
    }
    answer.status = response->status;
    answer.ms = response->totalMs;
    answer.version = versionIn(response->body);
    return answer;
}

bool nothingIsLive(const FleetSnapshot &fleet)
{
    return fleet.complete() &&
           std::all_of(fleet.hosts.begin(), fleet.hosts.end(), [](const HostObservation &host) {
               return host.currentLink.isEmpty() && !host.currentIsFolder;
           });
}

std::optional<ArtifactSize> measured(const InspectionContext &context)
{
    const QString name = expand(context.project.release.artifact, {{u"version"_s, context.version}});
    const QFileInfo artifact(QDir(context.project.directory).absoluteFilePath(name));
    if (name.isEmpty() || !artifact.exists())
        return {};
    ArtifactSize size;
    if (!artifact.isDir())
        return ArtifactSize{artifact.size(), 1};
    QDirIterator files(artifact.filePath(), QDir::Files | QDir::Hidden | QDir::NoSymLinks,
                       QDirIterator::Subdirectories);
    while (files.hasNext() && !context.cancel.cancelled()) {
        files.next();
        size.bytes += files.fileInfo().size();
        ++size.files;
    }
    return size;
}

} // namespace

Inspected healthEndpoints(const InspectionContext &context)
{
    if (!context.environment.health)
        return {
            CheckState::CannotRun, u"belay.json names no health address here"_s,
            u"Add \"health\": { \"url\": \"http://{address}:4000/health\" } to the environment, or answer by "
            "hand."_s};
    if (nothingIsLive(context.world.fleet(context.cancel)))
        return {CheckState::NotApplicable, u"nothing is live here yet"_s, {}};
    const auto &hosts = context.environment.target.hosts;
    std::vector<HealthAnswer> answers(hosts.size());
    sideBySide(hosts.size(), [&](std::size_t i) { answers[i] = askHealth(context, hosts[i]); });
    return judgeHealth(answers);
}

Inspected rollbackPlan(const InspectionContext &context)
{
    return judgeWayBack(context.world.fleet(context.cancel), context.world.rollbackPlan(context.cancel));
}

Inspected resourceLimits(const InspectionContext &context)
{
    return judgeRoom(context.world.fleet(context.cancel), measured(context));
}

Inspected ssl(const InspectionContext &context)
{
    QStringList urls = urlsOf(context.environment);
    const bool any = !urls.isEmpty();
    urls.removeIf([](const QString &url) { return !url.startsWith("https://"_L1); });
    if (!any)
        return {CheckState::CannotRun, u"belay.json names no address here"_s,
                u"Add \"url\": \"https://…\" to the environment, or answer by hand."_s};
    if (urls.isEmpty())
        return {CheckState::NotApplicable, u"no address in belay.json begins with https"_s, {}};
    std::vector<CertificateSeen> seen(std::size_t(urls.size()));
    sideBySide(seen.size(), [&](std::size_t i) {
        const QString &url = urls.at(qsizetype(i));
        seen[i] = {url, context.world.certificate(url, context.cancel)};
    });
    return judgeCertificates(seen, context.ports.clock.nowMs());
}

Inspected dns(const InspectionContext &context)
{
    const std::vector<NameToAsk> names = namesOf(context.environment);
    if (names.empty())
        return {CheckState::NotApplicable, u"belay.json names hosts by number only"_s, {}};
    std::vector<NameSeen> seen(names.size());
    sideBySide(names.size(), [&](std::size_t i) {
        seen[i] = {names[i].name, names[i].required, context.world.addresses(names[i].name, context.cancel)};
    });
    return judgeNames(seen);
}

} // namespace belay::inspections
