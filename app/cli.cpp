// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"
#include "app/net/askpass.h"
#include "app/sandbox/sample_service.h"

#include <QCoreApplication>

#include <csignal>
#include <cstdio>

using namespace belay;

int main(int argc, char *argv[])
{
    if (const auto asked = answerAsAskpass(argc, argv))
        return *asked;
#ifndef _WIN32
    std::signal(SIGPIPE, SIG_IGN); // a reader that went away is an error value, not the end of us
#endif
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("belay"));
    QCoreApplication::setApplicationVersion(QStringLiteral(BELAY_VERSION));
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String("sandbox-service"))
        return runSampleService(arguments.mid(1));
    if (arguments.size() == 2 && arguments[1] == QLatin1String("--version")) {
        Console({}).data(QStringLiteral("belay %1").arg(QStringLiteral(BELAY_VERSION)));
        return 0;
    }
    if (arguments.size() < 2 || arguments[1] == QLatin1String("--help") ||
        arguments[1] == QLatin1String("-h")) {
        Console({}).data(commandLineHelp());
        return arguments.size() < 2 ? 2 : 0;
    }
    const auto cli = Cli::parse(arguments);
    if (!cli) {
        Console::Options options;
        options.json = arguments.contains(QStringLiteral("--json"));
        Console(options).error(cli.error());
        return exitCodeFor(cli.error().kind);
    }
    return (*cli)->run();
}
