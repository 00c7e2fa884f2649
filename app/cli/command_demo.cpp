// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"
#include "app/cli/commands.h"
#include "app/cli/event_printer.h"
#include "app/past.h"
#include "app/release_flow.h"
#include "app/sandbox/sandbox.h"
#include "models/domain/names.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QProcess>
#include <QTemporaryDir>

#include <future>

namespace belay {

namespace {

/// With four times the traffic the failing release shows itself in a quarter of the time.
constexpr Milliseconds watchTime{30000};

/// The story of the sandbox, told on a worker thread, each turn of it checked against what the hosts and the
/// service themselves say. An Error Internal names the turn that did not happen.
class Story
{
public:
    Story(const Cli &cli, Workspace &workspace, const Sandbox &sandbox)
        : m_console(cli.console())
        , m_workspace(workspace)
        , m_sandbox(sandbox)
        , m_cancel(cli.cancel())
        , m_stayFailed(cli.has(QStringLiteral("fail")))
    {
    }

    Result<int> tell();

private:
    Result<void> passChecklist();
    Result<ReleaseEnd> deploy(const QString &version);
    Result<void> confirmServed(const QString &version);
    Result<void> printReport(const QString &run);

    static tl::unexpected<Error> notSo(const QString &what)
    {
        return fail(ErrorKind::Internal, QStringLiteral("The demo did not go as it must: %1").arg(what));
    }
    void chapter(const QString &text) const { m_console.message(QStringLiteral("\n== %1").arg(text)); }

    const Console &m_console;
    Workspace &m_workspace;
    const Sandbox &m_sandbox;
    CancelToken m_cancel;
    bool m_stayFailed;
    Project m_project;
    const Environment *m_environment = nullptr;
};

Result<int> Story::tell()
{
    auto project = m_workspace.open(m_sandbox.projectFile());
    if (!project)
        return tl::unexpected(project.error());
    m_project = std::move(*project);
    for (Environment &environment : m_project.environments) {
        if (environment.metrics)
            environment.metrics->watch = watchTime;
        if (m_stayFailed)
            environment.rollback.automatic = AutomaticRollback::Off;
    }
    m_environment = m_project.environment(QStringLiteral("production"));
    if (auto trusted = m_workspace.trust(m_project); !trusted)
        return tl::unexpected(trusted.error());
    m_console.message(
        QStringLiteral("Three hosts %1, a sample service on each, and traffic. All of it in %2.")
            .arg(m_sandbox.usesSsh() ? QStringLiteral("behind a private sshd on 127.0.0.1")
                                     : QStringLiteral("as folders on this computer"),
                 m_sandbox.folder()));
    if (auto passed = passChecklist(); !passed)
        return tl::unexpected(passed.error());

    chapter(QStringLiteral("Deploy %1").arg(Sandbox::goodVersion()));
    const auto first = deploy(Sandbox::goodVersion());
    if (!first)
        return tl::unexpected(first.error());
    if (first->deployment != Outcome::Succeeded)
        return notSo(
            QStringLiteral("%1 ended as '%2'.").arg(Sandbox::goodVersion(), toString(first->deployment)));
    if (auto served = confirmServed(Sandbox::goodVersion()); !served)
        return tl::unexpected(served.error());

    chapter(QStringLiteral("Deploy %1, which begins to fail after a while").arg(Sandbox::badVersion()));
    const auto second = deploy(Sandbox::badVersion());
    if (!second)
        return tl::unexpected(second.error());
    if (second->deployment != Outcome::VerdictRollBack)
        return notSo(QStringLiteral("the failing release ended as '%1'.").arg(toString(second->deployment)));
    const bool backAgain = second->rollback == Outcome::Succeeded;
    if (backAgain == m_stayFailed)
        return notSo(m_stayFailed ? QStringLiteral("it was rolled back although it should stay.")
                                  : QStringLiteral("it was not rolled back."));
    const QString live = m_stayFailed ? Sandbox::badVersion() : Sandbox::goodVersion();
    if (auto served = confirmServed(live); !served)
        return tl::unexpected(served.error());
    chapter(QStringLiteral("Report"));
    if (auto printed = printReport(second->deploymentRun); !printed)
        return tl::unexpected(printed.error());
    return m_stayFailed ? exitCodeFor(*second) : 0;
}

Result<void> Story::passChecklist()
{
    chapter(QStringLiteral("Checklist"));
    const auto statuses = m_workspace.checklist(m_project, *m_environment, {});
    std::vector<CheckItem> automatic;
    for (const CheckStatus &status : statuses)
        if (status.item.kind == CheckKind::Command)
            automatic.push_back(status.item);
    EventPrinter printer(m_console);
    m_workspace.execute(
        m_workspace.planChecklist(m_project, *m_environment, Sandbox::goodVersion(), {}, automatic),
        std::ref(printer), m_cancel);
    if (gate(m_workspace.checklist(m_project, *m_environment, {})).open)
        return notSo(QStringLiteral("the checklist passed although its coverage is too low."));
    struct Answer
    {
        const char *item;
        CheckState state;
        const char *text;
    };
    for (const Answer &answer :
         {Answer{"unit-tests", CheckState::Waived, "Sandbox: the low coverage is known"},
          Answer{"review", CheckState::Passed, "read by two people"},
          Answer{"on-call-name", CheckState::Passed, "Dana"}}) {
        const auto record =
            m_workspace.answer(m_project, *m_environment, QLatin1String(answer.item), answer.state,
                               QLatin1String(answer.text), Sandbox::goodVersion(), {});
        if (!record)
            return tl::unexpected(record.error());
        m_console.message(QStringLiteral("  %1: %2 (%3)")
                              .arg(QLatin1String(answer.item), toString(record->state), record->summary));
    }
    const GateResult result = gate(m_workspace.checklist(m_project, *m_environment, {}));
    if (!result.open)
        return notSo(QStringLiteral("the checklist is still open: %1.")
                         .arg(result.blocking.join(QStringLiteral(", "))));
    return {};
}

Result<ReleaseEnd> Story::deploy(const QString &version)
{
    DeployIntent intent;
    intent.version = version;
    const auto plan = m_workspace.planDeploy(
        m_project, *m_environment, intent, [](const RunEvent &) { return Result<void>(); }, m_cancel);
    if (!plan)
        return tl::unexpected(plan.error());
    EventPrinter printer(m_console);
    ReleaseEnd end =
        runRelease(m_workspace, m_project, *m_environment, *plan, {std::ref(printer), {}}, m_cancel);
    if (end.error)
        return tl::unexpected(*end.error);
    if (m_cancel.cancelled())
        return fail(ErrorKind::Cancelled, QStringLiteral("The demo was stopped."));
    return end;
}

Result<void> Story::confirmServed(const QString &version)
{
    const FleetSnapshot fleet = m_workspace.observe(m_project, *m_environment, m_cancel);
    if (!fleet.complete() || fleet.versionsLive() != QStringList{version})
        return notSo(QStringLiteral("the hosts say %1 is live, not %2.")
                         .arg(fleet.versionsLive().join(QStringLiteral(", ")), version));
    for (const HostSpec &host : m_environment->target.hosts) {
        HttpRequest request;
        request.url = expand(QStringLiteral("http://127.0.0.1:{vars.http_port}/version"), hostValues(host));
        const auto response = m_workspace.composition().ports().http.send(request, m_cancel);
        if (!response)
            return tl::unexpected(response.error());
        if (QString::fromUtf8(response->body).trimmed() != version)
            return notSo(
                QStringLiteral("%1 serves %2, not %3.")
                    .arg(host.name, cleanLine(QString::fromUtf8(response->body).trimmed()), version));
    }
    m_console.message(QStringLiteral("  all %1 hosts serve %2").arg(fleet.hosts.size()).arg(version));
    return {};
}

Result<void> Story::printReport(const QString &run)
{
    HistoryStore *store = m_workspace.composition().history();
    if (!store)
        return tl::unexpected(*m_workspace.composition().historyError());
    const auto past = loadRun(*store, run);
    if (!past)
        return tl::unexpected(past.error());
    const auto report =
        renderReport(*store, *past, m_console.json() ? QStringLiteral("json") : QStringLiteral("md"));
    if (!report)
        return tl::unexpected(report.error());
    m_console.data(*report);
    return {};
}

int openWindow(Cli &cli)
{
    const QString window = QCoreApplication::applicationDirPath() + QStringLiteral("/belay-desktop");
    if (QProcess::startDetached(window, {QStringLiteral("--sandbox")}))
        return 0;
    return cli.failed({ErrorKind::NotFound,
                       QStringLiteral("The window could not be started: %1.").arg(window),
                       {},
                       QStringLiteral("`belay demo --headless` tells the story in the terminal.")});
}

} // namespace

int runDemo(Cli &cli)
{
    const bool headless = cli.has(QStringLiteral("headless")) || cli.has(QStringLiteral("fail"));
    if (!headless)
        return openWindow(cli);
    // The sandbox has a history of its own, which goes with it; the user's own is never touched.
    const QTemporaryDir memory;
    CompositionOptions options;
    options.dataDirectory = memory.path();
    struct Nobody : Prompter
    {
        bool trustHostKey(const HostKeyQuestion &, const CancelToken &) override { return false; }
        Result<QString> askSecret(const QString &, const QString &, bool, const CancelToken &) override
        {
            return fail(ErrorKind::Auth, QStringLiteral("The sandbox needs no password."));
        }
    } nobody;
    options.prompter = &nobody;
    Composition composition(options);
    Workspace workspace(composition);

    Sandbox::Options world;
    world.belayProgram = QCoreApplication::applicationFilePath();
    world.preferSsh = !cli.has(QStringLiteral("local"));
    world.requestsPerSecond = 160; // a minute of ordinary traffic in a quarter of the time
    const auto sandbox = Sandbox::create(world, composition.ports().http);
    if (!sandbox)
        return cli.failed(sandbox.error());

    Story story(cli, workspace, **sandbox);
    // The story blocks, and the sandbox's lifeline needs this thread's event loop meanwhile.
    QEventLoop loop;
    auto told = std::async(std::launch::async, [&story, &loop] {
        auto end = story.tell();
        QMetaObject::invokeMethod(&loop, &QEventLoop::quit, Qt::QueuedConnection);
        return end;
    });
    loop.exec();
    const auto end = told.get();
    return end ? *end : cli.failed(end.error());
}

} // namespace belay
