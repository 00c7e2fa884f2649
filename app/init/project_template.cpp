// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/init/project_template.h"

#include "models/domain/json.h"
#include "models/domain/names.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

namespace belay {

namespace {

constexpr qint64 readLimit = 1024 * 1024;

QString readText(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.read(readLimit)) : QString();
}

QString capture(const QString &text, const QString &pattern)
{
    return QRegularExpression(pattern, QRegularExpression::MultilineOption).match(text).captured(1);
}

QStringList captureAll(const QString &text, const QString &pattern)
{
    QStringList out;
    auto matches = QRegularExpression(pattern, QRegularExpression::MultilineOption).globalMatch(text);
    while (matches.hasNext())
        out.append(matches.next().captured(1));
    return out;
}

void lookAtNode(Surroundings &out, const QDir &folder)
{
    const auto package = nlohmann::json::parse(
        readText(folder.filePath(QStringLiteral("package.json"))).toStdString(), nullptr, false);
    if (!package.is_object())
        return;
    out.found.append(QStringLiteral("package.json"));
    if (out.profile.isEmpty())
        out.profile = QStringLiteral("node");
    const auto name = package.find("name");
    if (out.name.isEmpty() && name != package.end() && name->is_string())
        out.name = name->get<QString>().section(QLatin1Char('/'), -1);
    const auto scripts = package.find("scripts");
    if (scripts != package.end() && scripts->is_object())
        for (const auto &entry : scripts->items())
            out.npmScripts.append(QString::fromStdString(entry.key()));
}

void lookAtMix(Surroundings &out, const QDir &folder)
{
    const QString mix = readText(folder.filePath(QStringLiteral("mix.exs")));
    if (mix.isEmpty())
        return;
    out.found.append(QStringLiteral("mix.exs"));
    out.profile = QStringLiteral("phoenix");
    out.name = capture(mix, QStringLiteral("app:\\s*:([a-z_0-9]+)"));
    out.isPhoenix = mix.contains(QLatin1String(":phoenix"));
}

QString quoted(const QString &text)
{
    return QString::fromStdString(nlohmann::json(text.toStdString()).dump());
}

QString releaseSection(const Surroundings &s)
{
    if (s.profile == QLatin1String("phoenix"))
        return QStringLiteral(R"(    "version": "git describe --tags --always",
    "build": "MIX_ENV=prod mix release --overwrite",
    "artifact": "_build/prod/rel/%1")")
            .arg(s.name);
    if (s.profile == QLatin1String("node"))
        return QStringLiteral(R"(    "version": "git describe --tags --always",
    "build": "npm ci && npm run build",
    "artifact": "dist")");
    return QStringLiteral(R"(    "version": "git describe --tags --always",
    // "build": "make release",       // optional: run here before the upload
    "artifact": "dist")");
}

QString commandsSection(const Surroundings &s)
{
    if (s.profile == QLatin1String("phoenix"))
        return QStringLiteral(R"(        // "migrate": "{release_path}/bin/%1 eval 'MyApp.Release.migrate()'",
        "restart": "systemctl --user restart %1")")
            .arg(s.name);
    return QStringLiteral(R"(        "restart": "systemctl --user restart %1")").arg(s.name);
}

QString hostsSection(const Surroundings &s)
{
    const QStringList &known = s.capistranoServers.isEmpty() ? s.sshHosts : s.capistranoServers;
    QStringList lines;
    for (const QString &host : known.mid(0, 2))
        lines.append(quoted(host));
    if (lines.isEmpty())
        lines.append(QStringLiteral("\"deploy@app1.example.com\""));
    return lines.join(QStringLiteral(", "));
}

} // namespace

Surroundings lookAround(const QString &folder)
{
    const QDir here(folder);
    Surroundings out;
    lookAtMix(out, here);
    lookAtNode(out, here);
    const QString deploy = readText(here.filePath(QStringLiteral("config/deploy.rb")));
    if (here.exists(QStringLiteral("Capfile")) || !deploy.isEmpty()) {
        out.found.append(QStringLiteral("Capfile"));
        out.capistranoPath = capture(deploy, QStringLiteral("set\\s+:deploy_to,\\s*['\"]([^'\"#]+)['\"]"));
        const QString stage = readText(here.filePath(QStringLiteral("config/deploy/production.rb")));
        out.capistranoServers = captureAll(stage, QStringLiteral("^\\s*server\\s+['\"]([^'\"]+)['\"]"));
    }
    for (const char *name : {"Dockerfile", "fly.toml", "Procfile"})
        if (here.exists(QLatin1String(name)))
            out.found.append(QLatin1String(name));
    out.sshHosts = captureAll(readText(QDir::home().filePath(QStringLiteral(".ssh/config"))),
                              QStringLiteral("^\\s*[Hh]ost\\s+([A-Za-z0-9][A-Za-z0-9._-]*)\\s*$"));
    if (out.profile.isEmpty())
        out.profile = QStringLiteral("generic");
    if (out.name.isEmpty())
        out.name = QFileInfo(folder).fileName();
    static const QRegularExpression unusual(QStringLiteral("[^A-Za-z0-9._-]"));
    out.name.replace(unusual, QStringLiteral("-"));
    return out;
}

Result<QString> projectTemplate(const Surroundings &surroundings, const QString &profile)
{
    const QStringList known{QStringLiteral("phoenix"), QStringLiteral("node"), QStringLiteral("generic")};
    Surroundings s = surroundings;
    if (!profile.isEmpty()) {
        if (!known.contains(profile))
            return fail(ErrorKind::Invalid,
                        QStringLiteral("There is no profile '%1'.").arg(cleanLine(profile, 80)),
                        QStringLiteral("Known profiles: %1.").arg(known.join(QStringLiteral(", "))));
        s.profile = profile;
    }
    const QString found = s.found.isEmpty() ? QStringLiteral("nothing it knows, so this is a general start")
                                            : s.found.join(QStringLiteral(", "));
    const QString path =
        s.capistranoPath.isEmpty() ? QStringLiteral("/opt/%1").arg(s.name) : s.capistranoPath;
    return QStringLiteral(R"({
  // Written by `belay init`, which found: %1.
  "$schema": "https://belay.example/schema/1/belay.schema.json",
  "name": %2,
  "profile": "%3",                  // phoenix | node | generic: checklist, thresholds, report
  "release": {
%4
  },
  "environments": {
    "production": {
      "protected": true,
      "target": {
        "kind": "ssh",
        "hosts": [%5],
        "path": %6,
        "keep_releases": 5,
        "linked_dirs": [],           // kept in shared/ across releases, for example "log"
        "linked_files": []           // must exist in shared/ before the first deploy, for example ".env"
      },
      "strategy": { "kind": "rolling", "batch": 1, "wait": "10s" },   // or recreate
      "commands": {
%7
      },
      // "window": { "days": ["mon", "tue", "wed", "thu"], "from": "09:00", "to": "16:00",
      //             "freezes": [{ "from": "2026-12-21", "to": "2027-01-04", "why": "year's end" }] },
      // "backup": { "path": "/var/backups/%8/*.dump", "max_age": "24h", "min_size": "1MB" },
      "health": { "url": "http://{address}:4000/health", "interval": "1s", "timeout": "2s",
                  "consecutive": 2, "within": "60s" }
      // "metrics": { "source": { "kind": "scrape", "url": "http://{address}:4000/metrics" } }
    }
  }
}
)")
        .arg(found, quoted(s.name), s.profile, releaseSection(s), hostsSection(s), quoted(path),
             commandsSection(s), s.name);
}

} // namespace belay
