// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/metrics.h"

#include <QByteArray>
#include <QStringList>

namespace belay {

/// One answer of a host's health check.
struct HealthLook
{
    QString host;
    bool healthy = false;
    QString said;     ///< "HTTP 503", or why there was no answer
    QString database; ///< the failing component of the answer that is a database: "ecto"; empty: none
    qint64 durationMs = 0;
};

/// How often each host's health check has failed, one time after the other, while a release is watched. The
/// two triggers of every runbook that need no numbers: the service is down, its database fails.
class HealthRows
{
public:
    void add(const HealthLook &look);

    /// The verdict with these checks: Roll back when every host has failed `inARow` times running, or every
    /// one says that its database fails; Hold when some have. Otherwise it stays as it is. It never gets
    /// better.
    Verdict with(Verdict verdict, int inARow) const;

private:
    struct Row
    {
        QString host;
        int failed = 0;
        int database = 0;
        QString said;
        QString component;
    };

    std::vector<Row> m_rows;
};

/// The component of a health answer (JSON, any nesting) that is a database and does not say that it is well:
/// {"checks": {"database": "error"}} → "database". Empty: none, or not JSON.
QString failingDatabase(const QByteArray &body);

} // namespace belay
