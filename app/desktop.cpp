// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/terminal.h"
#include "app/desktop_window.h"
#include "app/identity.h"
#include "app/net/askpass.h"
#include "ui/print/pdf_printer.h"
#include "ui/theme/language.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>
#include <QTimer>

#include <csignal>

using namespace belay;

int main(int argc, char *argv[])
{
    if (const auto asked = answerAsAskpass(argc, argv))
        return *asked;
#ifndef _WIN32
    std::signal(SIGPIPE, SIG_IGN); // a reader that went away is an error value, not the end of us
#endif
    if (argc == 2 && qstrcmp(argv[1], "report-pdf") == 0)
        return printPdf(argc, argv);
    QApplication::setHighDpiScaleFactorRoundingPolicy(Qt::HighDpiScaleFactorRoundingPolicy::PassThrough);
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("belay"));
    QApplication::setApplicationDisplayName(QStringLiteral("Belay"));
    QApplication::setApplicationVersion(QStringLiteral(BELAY_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("dev.belay.Belay"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/belay/metainfo/dev.belay.Belay.svg")));

    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Belay: release with a rope on"));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption sandbox(QStringLiteral("sandbox"), QStringLiteral("start with the sandbox"));
    const QCommandLineOption data(QStringLiteral("data-dir"), QStringLiteral("where the history lives"),
                                  QStringLiteral("DIR"));
    parser.addOptions({sandbox, data});
    parser.addPositionalArgument(QStringLiteral("project"), QStringLiteral("a project file or its folder"),
                                 QStringLiteral("[DIR]"));
    parser.process(application);

    installLanguage(application);
    applyTheme(application, Theme::System);
    DesktopWindow window(parser.isSet(data) ? parser.value(data) : defaultDataDirectory());
    window.show();
    // Told to go by the system, there is nobody to ask: the window's end stops what runs, undoes what was
    // begun and takes the sandbox away.
    const terminal::Interrupts told([] {
        QMetaObject::invokeMethod(
            qApp, [] { QCoreApplication::exit(); }, Qt::QueuedConnection);
    });
    // After the first paint: nothing that asks a host stands between the person and the window.
    QTimer::singleShot(0, &window, [&] {
        if (parser.isSet(sandbox))
            window.startSandbox();
        for (const QString &project : parser.positionalArguments())
            window.openProject(project);
    });
    return QApplication::exec();
}
