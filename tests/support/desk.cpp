// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/desk.h"

#include "app/session/background.h"
#include "models/item/activity_model.h"
#include "models/item/checklist_model.h"
#include "models/item/history_model.h"
#include "models/item/hosts_model.h"
#include "models/item/log_model.h"
#include "models/item/overview_model.h"
#include "models/item/plan_model.h"
#include "models/item/run_model.h"
#include "models/item/series_model.h"
#include "tests/support/patience.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace belay::test {

namespace {

const QString production = u"production"_s;

} // namespace

/// Nobody is there to be asked.
class Desk::Prompter : public belay::Prompter
{
public:
    bool trustHostKey(const HostKeyQuestion &, const CancelToken &) override { return false; }
    Result<QString> askSecret(const QString &, const QString &, bool, const CancelToken &) override
    {
        return fail(ErrorKind::Auth, u"nobody to ask"_s);
    }
};

Desk::Desk()
    : m_prompter(std::make_unique<Prompter>())
{
    environment = QJsonObject{
        {u"target"_s, QJsonObject{{u"kind"_s, u"local"_s},
                                  {u"hosts"_s, QJsonArray{u"one"_s, u"two"_s}},
                                  {u"path"_s, hostPath(u"{host}"_s)}}},
        {u"commands"_s,
         QJsonObject{{u"restart"_s, u"cat {current_path}/REVISION > ../../served; echo restarted"_s}}}};
    releaseSpec = QJsonObject{{u"artifact"_s, u"dist/{version}"_s}};
    models.overview = new OverviewModel(&m_owner);
    models.activity = new ActivityModel(&m_owner);
    models.checklist = new ChecklistModel(&m_owner);
    models.plan = new PlanModel(&m_owner);
    models.run = new RunModel(&m_owner);
    models.watched = new RunModel(&m_owner);
    models.log = new LogModel(&m_owner);
    models.series = new SeriesModel(&m_owner);
    models.history = new HistoryModel(&m_owner);
    models.hosts = new HostsModel(&m_owner);
    composition =
        std::make_unique<Composition>(CompositionOptions{cli.home() + u"/data"_s, m_prompter.get()});
    workspace = std::make_unique<Workspace>(*composition);
    projects = std::make_unique<Projects>(*workspace, models);
    release = std::make_unique<ReleaseController>(*workspace, *projects, models);
    history = std::make_unique<HistoryController>(*workspace, models);
    const auto keep = [this](const Error &error) {
        failures.append(QString(error.summary + u' ' + error.hint).trimmed());
    };
    QObject::connect(projects.get(), &Projects::failed, &m_owner, keep);
    QObject::connect(release.get(), &ReleaseController::failed, &m_owner, keep);
    QObject::connect(history.get(), &HistoryController::failed, &m_owner, keep);
    QObject::connect(release.get(), &ReleaseController::told, &m_owner,
                     [this](const QString &text) { told.append(text); });
    QObject::connect(history.get(), &HistoryController::told, &m_owner,
                     [this](const QString &text) { told.append(text); });
    QObject::connect(release.get(), &ReleaseController::runEnded, &m_owner,
                     [this](const QString &, Outcome outcome) { m_outcomes.append(toString(outcome)); });
    write();
    build(u"1.0.0"_s);
}

Desk::~Desk()
{
    history.reset();
    release.reset();
    projects.reset();
    finishBackgroundWork();
}

void Desk::write() const
{
    QJsonObject project{{u"name"_s, u"my_app"_s},
                        {u"profile"_s, u"generic"_s},
                        {u"release"_s, releaseSpec},
                        {u"environments"_s, QJsonObject{{production, environment}}}};
    if (!checklist.isEmpty())
        project[u"checklist"_s] = checklist;
    writeFile(file(), QJsonDocument(project).toJson());
}

void Desk::build(const QString &version) const
{
    writeFile(folder() + u"/dist/"_s + version + u"/version.txt"_s, version.toUtf8() + '\n');
}

bool Desk::waitUntilAsked()
{
    return QTest::qWaitFor(
        [this] {
            const EnvironmentKnowledge *known = projects->knowledge(u"my_app"_s, production);
            return known && known->fleet && !known->asking;
        },
        patienceMs);
}

bool Desk::openTrusted()
{
    QSignalSpy opened(projects.get(), &Projects::opened);
    projects->open(folder());
    if (opened.isEmpty() && !opened.wait(patienceMs))
        return false;
    projects->trust(projects->find(u"my_app"_s)->project.file);
    return waitUntilAsked();
}

bool Desk::waitForRun()
{
    const qsizetype ended = m_outcomes.size();
    return QTest::qWaitFor([&] { return m_outcomes.size() > ended; }, patienceMs) && waitUntilAsked();
}

bool Desk::deploy(const QString &version)
{
    release->choose(u"my_app"_s, production, version);
    release->deploy(u"a test of the window"_s);
    return waitForRun();
}

QString Desk::live() const
{
    QStringList words;
    for (const QString &host : {u"one"_s, u"two"_s}) {
        const QByteArray revision = readFile(hostPath(host) + u"/current/REVISION"_s).trimmed();
        words.append(revision.isEmpty() ? u"-"_s : QString::fromUtf8(revision));
    }
    return words.join(u' ');
}

QString Desk::phrase() const
{
    return models.overview->find(u"my_app"_s, production).data(OverviewModel::PhraseRole).toString();
}

const RunState &Desk::run() const
{
    return models.run->state();
}

} // namespace belay::test
