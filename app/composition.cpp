// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/composition.h"

#include "app/checks/check_step.h"
#include "app/engine/builtin_steps.h"
#include "app/local/local_shell.h"
#include "app/logs/log_findings.h"
#include "app/metrics/metrics_memory.h"
#include "app/metrics/watch_step.h"
#include "app/net/askpass.h"
#include "app/net/curl_http.h"
#include "app/net/ssh_router.h"
#include "app/secrets/secrets.h"
#include "app/system_clock.h"
#include "app/targets/host_shell_router.h"
#include "app/targets/local_host_shell.h"
#include "app/targets/sudo_host_shell.h"

#include <QDir>

namespace belay {

namespace {

SshOptions sshOptions(const QString &dataDirectory)
{
    SshOptions options;
    options.home = QDir::homePath();
    options.ownKnownHosts = dataDirectory + QStringLiteral("/known_hosts");
    options.askpassProgram = askpassProgram();
    return options;
}

} // namespace

class Composition::Private
{
public:
    Private(const CompositionOptions &options)
        : dataDirectory(options.dataDirectory)
        , ssh(*options.prompter, sshOptions(options.dataDirectory))
        , router(ssh, localHosts)
        , sudo(router, *options.prompter, [this](const QString &password) { secrets.conceal(password); })
        , ports{sudo, localShell, http, clock, secrets}
    {
        auto opened = HistoryStore::open(options.dataDirectory);
        if (opened)
            history = std::move(*opened);
        else
            historyError = opened.error();
    }

    QString dataDirectory;
    SystemClock clock;
    CurlHttp http;
    LocalShellImpl localShell;
    LocalHostShell localHosts;
    SshRouter ssh;
    HostShellRouter router;
    SecretStore secrets{&localShell};
    SudoHostShell sudo;
    Ports ports;
    std::unique_ptr<HistoryStore> history;
    std::optional<Error> historyError;
};

Composition::Composition(const CompositionOptions &options)
    : d(std::make_unique<Private>(options))
{
}

Composition::~Composition() = default;

Ports &Composition::ports()
{
    return d->ports;
}

HistoryStore *Composition::history()
{
    return d->history.get();
}

const std::optional<Error> &Composition::historyError() const
{
    return d->historyError;
}

StepRunners Composition::stepRunners(const std::vector<RunEvent> &past) const
{
    const auto memory = std::make_shared<MetricsMemory>();
    for (const RunEvent &event : past)
        memory->prime(event);
    StepRunners runners = builtinSteps();
    runners.merge(metricsSteps(memory, std::make_shared<LogFindings>()));
    runners[StepKind::Check] = [](const StepContext &step) { return runCheck(step); };
    return runners;
}

QString Composition::dataDirectory() const
{
    return d->dataDirectory;
}

} // namespace belay
