// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/checklist.h"
#include "models/domain/metrics.h"
#include "models/domain/notify_spec.h"
#include "models/domain/waivers.h"

#include <QDate>
#include <QMap>
#include <QString>
#include <QStringList>
#include <QTime>

#include <chrono>
#include <map>
#include <optional>
#include <vector>

namespace belay {

using Milliseconds = std::chrono::milliseconds;

enum class TargetKind { Ssh, Local, Fly, Heroku, Kubernetes, Swarm, GitHub, GitLab, Command };

/// Which of our two ways of speaking SSH reaches a host.
enum class SshTransport { Auto, Libssh2, Ssh };

/// One machine of an environment. For a `local` target a host is a folder on this computer.
struct HostSpec
{
    QString name;    ///< as written; the key everywhere else
    QString address; ///< what is connected to; the name when the file gives none
    int port = 0;    ///< 0: the default (22, or what ~/.ssh/config says)
    QString user;    ///< empty: the default (the local user, or what ~/.ssh/config says)
    QString path;    ///< overrides the target's path
    QStringList roles;
    std::map<QString, QString> vars;

    bool operator==(const HostSpec &) const = default;
};

struct TargetSpec
{
    TargetKind kind = TargetKind::Ssh;
    std::vector<HostSpec> hosts;
    QString path; ///< may hold {host} and {vars.*}
    int keepReleases = 5;
    QStringList linkedDirs;
    QStringList linkedFiles;
    QString identityFile; ///< private key to offer first; empty: agent, then ~/.ssh/id_*
    QString knownHosts;   ///< extra known_hosts file, read before the user's
    int parallel = 10;    ///< hosts worked on at once
    SshTransport sshTransport = SshTransport::Auto;

    bool operator==(const TargetSpec &) const = default;
};

enum class StrategyKind { Recreate, Rolling, BlueGreen, Canary };

struct StrategySpec
{
    StrategyKind kind = StrategyKind::Recreate;
    int batch = 1;
    Milliseconds wait{0}; ///< pause between batches

    bool operator==(const StrategySpec &) const = default;
};

/// Poll an URL until it has answered 2xx `consecutive` times in a row, or `within` has passed.
struct HealthSpec
{
    QString url; ///< may hold {host} {address} {vars.*}
    Milliseconds interval{1000};
    Milliseconds timeout{2000};
    int consecutive = 2;
    Milliseconds within{60000};

    bool operator==(const HealthSpec &) const = default;
};

enum class AutomaticRollback { Off, Countdown, Immediate };

struct RollbackSpec
{
    AutomaticRollback automatic = AutomaticRollback::Off;
    Milliseconds countdown{30000};

    bool operator==(const RollbackSpec &) const = default;
};

struct ReleaseSpec
{
    QString versionCommand; ///< prints the version; run in the project folder
    QString buildCommand;   ///< optional; run in the project folder before upload
    QString artifact;       ///< folder or archive, relative to the project file; may hold {version}

    bool operator==(const ReleaseSpec &) const = default;
};

/// Days on which nothing is released; both ends included.
struct FreezeSpec
{
    QDate from;
    QDate to;
    QString why;

    bool operator==(const FreezeSpec &) const = default;
};

/// When releases may begin.
struct WindowSpec
{
    std::vector<Qt::DayOfWeek> days; ///< empty: any day, or the usual rule when there are no hours either
    QTime from;                      ///< invalid: from midnight
    QTime to;                        ///< the first minute that is too late; invalid: until midnight
    QString zone;                    ///< IANA name; empty: this computer's
    std::vector<FreezeSpec> freezes;

    bool operator==(const WindowSpec &) const = default;
};

/// Where the database's backups lie.
struct BackupSpec
{
    HostSpec host; ///< no name: the target has no hosts
    QString path;  ///< absolute; * and ? stand for parts of names
    Milliseconds maxAge{std::chrono::hours(24)};
    qint64 minSize = 1; ///< bytes

    bool operator==(const BackupSpec &) const = default;
};

enum class LogFormat { Auto, Json, Plain };

/// Where the hosts keep the service's log.
struct LogsSpec
{
    QStringList files;     ///< on every host; absolute, may hold {path}, {host} and {vars.*}, and * and ?
    QString unit;          ///< of systemd, read from its journal
    bool userUnit = false; ///< the unit is one of the user who logs in
    QString container;     ///< of docker or podman: its restarts, and without `files` its output
    QString pidFile;       ///< holds the process' number: shows restarts where there is no unit; as `files`
    int port = 0;          ///< the process that listens there shows restarts; 0: not looked at
    LogFormat format = LogFormat::Auto;

    bool operator==(const LogsSpec &) const = default;
};

struct Environment
{
    QString name;
    bool isProtected = false;
    QString url;
    TargetSpec target;
    StrategySpec strategy;
    std::map<QString, QString> commands; ///< migrate, restart, rollback_migrations, migration_status
    std::optional<HealthSpec> health;
    std::optional<MetricsSpec> metrics;
    RollbackSpec rollback;
    WindowSpec window;
    std::optional<BackupSpec> backup;
    WaiverPolicy waivers;
    std::vector<NotifySpec> notify;
    std::optional<LogsSpec> logs;
    QStringList unserved; ///< keys of the file that are valid but that nothing acts on yet; shown as warnings

    bool operator==(const Environment &) const = default;
};

struct ChecklistSpec
{
    QStringList disable;
    QStringList criticalPaths; ///< folders or files in which unfinished work is a finding
    std::vector<CheckItem> items;

    bool operator==(const ChecklistSpec &) const = default;
};

struct Project
{
    QString name;
    QString profile = QStringLiteral("generic"); ///< phoenix | node | generic
    ReleaseSpec release;
    ChecklistSpec checklist;
    std::vector<Environment> environments; ///< in file order
    QString file;                          ///< absolute path of belay.json
    QString directory;                     ///< the folder it lies in
    QString fingerprint;                   ///< SHA-256 of the file's bytes; trust is bound to it

    const Environment *environment(const QString &wanted) const;
    bool operator==(const Project &) const = default;
};

/// Replaces {name} placeholders; unknown names stay as they are. Values are not quoted.
QString expand(QString text, const std::map<QString, QString> &values);

/// The placeholders in `text` (letters, digits, _ and . in braces) that `values` cannot fill, in order.
QStringList missingValues(const QString &text, const std::map<QString, QString> &values);

/// The placeholders of one host: host, address, port, user, vars.*.
std::map<QString, QString> hostValues(const HostSpec &host);

/// The deploy path of one host: its own path or the target's, expanded.
QString deployPath(const TargetSpec &target, const HostSpec &host);

} // namespace belay
