// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"
#include "app/cli/commands.h"
#include "app/doctor.h"
#include "app/init/project_template.h"
#include "app/past.h"
#include "models/domain/json.h"
#include "models/domain/project_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QProcess>

namespace belay {

int runHelp(Cli &cli)
{
    cli.console().data(commandLineHelp());
    return 0;
}

int runSchema(Cli &cli)
{
    cli.console().data(QString::fromUtf8(projectSchema()));
    return 0;
}

int runInit(Cli &cli)
{
    const QString file = cli.has(QStringLiteral("output"))
                             ? cli.value(QStringLiteral("output"))
                             : QDir::current().filePath(QStringLiteral("belay.json"));
    if (QFileInfo::exists(file) && !cli.has(QStringLiteral("force")))
        return cli.failed({ErrorKind::Invalid,
                           QStringLiteral("%1 exists already.").arg(file),
                           {},
                           QStringLiteral("Nothing was written. --force overwrites it.")});
    const QString profile = cli.value(QStringLiteral("profile"));
    const auto text = projectTemplate(lookAround(QDir::currentPath()), profile);
    if (!text)
        return cli.failed(text.error());
    if (auto saved = saveFile(file, text->toUtf8()); !saved)
        return cli.failed(saved.error());
    cli.console().message(
        QStringLiteral("Wrote %1. Fill in the hosts, then: belay plan -e production").arg(file));
    return 0;
}

int runTrust(Cli &cli)
{
    const QString folder = cli.argument(0).isEmpty() ? QDir::currentPath() : cli.argument(0);
    const auto project = cli.workspace().open(folder);
    if (!project)
        return cli.failed(project.error());
    if (auto trusted = cli.workspace().trust(*project); !trusted)
        return cli.failed(trusted.error());
    cli.console().message(QStringLiteral("Trusted: %1, as it is now. A changed file must be trusted again.")
                              .arg(project->file));
    return 0;
}

int runOpen(Cli &cli)
{
    const QString window = QCoreApplication::applicationDirPath() + QStringLiteral("/belay-desktop");
    const QStringList arguments{cli.argument(0).isEmpty() ? QDir::currentPath() : cli.argument(0)};
    if (QProcess::startDetached(window, arguments))
        return 0;
    return cli.failed({ErrorKind::NotFound,
                       QStringLiteral("The window could not be started: %1.").arg(window),
                       {},
                       QStringLiteral("This build may be without the window (BELAY_UI=OFF).")});
}

int runDoctor(Cli &cli)
{
    const std::vector<ToolState> findings = examine(cli.workspace().composition(), cli.cancel());
    bool works = true;
    nlohmann::json list = nlohmann::json::array();
    std::vector<QStringList> rows;
    for (const ToolState &finding : findings) {
        works = works && (finding.ok || !finding.needed);
        rows.push_back({finding.ok       ? QStringLiteral("ok")
                        : finding.needed ? QStringLiteral("MISSING")
                                         : QStringLiteral("no"),
                        finding.what, finding.found, finding.ok ? QString() : finding.remedy});
        list.push_back({{"what", finding.what},
                        {"ok", finding.ok},
                        {"needed", finding.needed},
                        {"found", finding.found},
                        {"remedy", finding.remedy}});
    }
    if (cli.console().json())
        cli.console().data(nlohmann::json{{"schemaVersion", 1}, {"works", works}, {"findings", list}});
    else
        cli.console().table({QStringLiteral("STATE"), QStringLiteral("WHAT"), QStringLiteral("FOUND"),
                             QStringLiteral("REMEDY")},
                            rows);
    return works ? 0 : 1;
}

} // namespace belay
