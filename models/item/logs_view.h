// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/log_watch.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace belay {

/// How far back logs are read.
enum class LogRange { QuarterHour, Hour, Deployment };

/// Everything around the lines that the Logs page shows. The lines themselves come as screens.
struct LogsView
{
    enum class State {
        NoProject, ///< nothing is open
        NoLogs,    ///< the environment does not say where its logs are
        Untrusted,
        Reading, ///< nothing has come yet
        Live,
    };
    struct SilentHost
    {
        QString host;
        QString why;
    };

    State state = State::NoProject;
    QString project;
    QString environment;
    QString projectFile;
    QString version; ///< what is live; empty: not known
    bool isProtected = false;
    QStringList hosts;
    LogRange range = LogRange::QuarterHour;
    qint64 deployedMs = 0; ///< 0: not known
    std::vector<SilentHost> silent;
    QStringList notes;
    std::vector<ErrorSignature> fresh; ///< kinds of errors that were not there before the deployment
    bool compared = false;             ///< there were lines from before it
    qint64 debugLines = 0;
    QStringList processes; ///< "web-2: the service was restarted once."
};

} // namespace belay
