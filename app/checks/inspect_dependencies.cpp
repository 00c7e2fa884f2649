// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/inspections.h"

#include "app/checks/dependencies.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr qint64 readLimit = 1024 * 1024;

/// Where projects write down what they are made of.
const QStringList &manifestNames()
{
    static const QStringList names{
        u"mix.exs"_s,       u"package.json"_s, u"Gemfile"_s,    u"requirements.txt"_s, u"pyproject.toml"_s,
        u"composer.json"_s, u"go.mod"_s,       u"Cargo.toml"_s, u"pom.xml"_s,          u"build.gradle"_s};
    return names;
}

std::vector<Manifest> manifestsOf(const QString &folder)
{
    std::vector<Manifest> manifests;
    for (const QString &name : manifestNames()) {
        QFile file(QDir(folder).filePath(name));
        if (file.open(QIODevice::ReadOnly))
            manifests.push_back({name, QString::fromUtf8(file.read(readLimit))});
    }
    return manifests;
}

} // namespace

Inspected judgeLibraries(const std::vector<Manifest> &manifests, const QStringList &known,
                         const QString &what)
{
    if (manifests.empty())
        return {CheckState::CannotRun, u"Belay does not know where this project names its libraries"_s, {}};
    QStringList found;
    QStringList looked;
    for (const Manifest &manifest : manifests) {
        looked.append(manifest.name);
        for (const QString &library : known) {
            const QRegularExpression word(u"(?<![A-Za-z0-9])"_s + QRegularExpression::escape(library) +
                                              u"(?![A-Za-z0-9])"_s,
                                          QRegularExpression::CaseInsensitiveOption);
            if (manifest.text.contains(word))
                found.append(u"%1 in %2"_s.arg(library, manifest.name));
        }
    }
    if (found.isEmpty())
        return {CheckState::Passed, u"no library known for %1 in %2"_s.arg(what, looked.join(u", "_s)), {}};
    return {CheckState::Passed, found.join(u", "_s), {}};
}

namespace inspections {

Inspected featureFlags(const InspectionContext &context)
{
    return judgeLibraries(manifestsOf(context.project.directory),
                          {u"fun_with_flags"_s, u"launchdarkly"_s, u"unleash"_s, u"flipper"_s,
                           u"growthbook"_s, u"configcat"_s, u"flagsmith"_s, u"posthog"_s, u"openfeature"_s},
                          u"feature flags"_s);
}

Inspected errorTracking(const InspectionContext &context)
{
    return judgeLibraries(manifestsOf(context.project.directory),
                          {u"sentry"_s, u"appsignal"_s, u"honeybadger"_s, u"rollbar"_s, u"rollbax"_s,
                           u"bugsnag"_s, u"airbrake"_s, u"raygun"_s, u"error_tracker"_s, u"newrelic"_s},
                          u"error tracking"_s);
}

} // namespace inspections

} // namespace belay
