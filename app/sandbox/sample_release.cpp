// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sandbox/sample_release.h"

#include "models/domain/json.h"

#include <QFile>

#include <algorithm>

namespace belay {

Result<SampleRelease> readSampleRelease(const QString &folder)
{
    QFile file(folder + QStringLiteral("/release.json"));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::NotFound, QStringLiteral("No readable release.json in %1.").arg(folder), {},
                    file.errorString());
    const auto json = nlohmann::json::parse(file.readAll().toStdString(), nullptr, false);
    if (!json.is_object() || !json.contains("version") || !json["version"].is_string())
        return fail(ErrorKind::Invalid,
                    QStringLiteral("%1: expected an object with a version.").arg(file.fileName()));
    const auto number = [&json](const char *key, double fallback) {
        const auto found = json.find(key);
        return found != json.end() && found->is_number() ? found->get<double>() : fallback;
    };
    SampleRelease release;
    release.version = json["version"].get<QString>();
    release.leaksAfter = static_cast<qint64>(number("leaks_after", 0));
    release.leakPerRequest = number("leak_per_request", 0);
    release.worstErrorShare = number("worst_error_share", 0);
    release.latencyMs = number("latency_ms", release.latencyMs);
    return release;
}

QByteArray sampleReleaseJson(const SampleRelease &release)
{
    const nlohmann::json json = {{"version", release.version},
                                 {"leaks_after", release.leaksAfter},
                                 {"leak_per_request", release.leakPerRequest},
                                 {"worst_error_share", release.worstErrorShare},
                                 {"latency_ms", release.latencyMs}};
    return QByteArray::fromStdString(json.dump(2)) + '\n';
}

double errorShare(const SampleRelease &release, qint64 served)
{
    if (release.leaksAfter <= 0 || served < release.leaksAfter)
        return 0;
    const double grown = static_cast<double>(served - release.leaksAfter) * release.leakPerRequest;
    return std::clamp(grown, 0.0, release.worstErrorShare);
}

} // namespace belay
