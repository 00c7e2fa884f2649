// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/plan.h"
#include "models/store/history_store.h"

#include <nlohmann/json.hpp>
#include <sqlite3.h>

#include <QStringList>

#include <memory>

/// Appends or fails the test with what the store says.
#define APPEND(store, event)                                                                                 \
    do {                                                                                                     \
        const auto appended = (store).append(event);                                                         \
        QVERIFY2(appended, appended ? "" : qPrintable(appended.error().summary + appended.error().detail));  \
    } while (false)

namespace belay {

using namespace Qt::Literals::StringLiterals;

inline constexpr qint64 noon = 1793534400000; // 2026-11-01T12:00:00Z

struct RunFacts
{
    QString id;
    qint64 startedMs = noon;
    QString environment = u"production"_s;
    QString version = u"1.4.2"_s;
    QString fromVersion = u"1.4.1"_s;
    QString by = u"jo@desk"_s;
    PlanKind kind = PlanKind::Deploy;
    QString project = u"api"_s;
};

inline RunEvent eventOf(const QString &run, qint64 seq, EventKind kind, const QString &text = {})
{
    RunEvent out;
    out.run = run;
    out.seq = seq;
    out.timeMs = noon + seq * 1000;
    out.kind = kind;
    out.text = text;
    return out;
}

inline RunEvent startOf(const RunFacts &facts)
{
    Plan plan;
    plan.runId = facts.id;
    plan.kind = facts.kind;
    plan.project = facts.project;
    plan.environment = facts.environment;
    plan.version = facts.version;
    plan.fromVersion = facts.fromVersion;
    plan.by = facts.by;
    plan.strategy = u"rolling"_s;
    plan.committedMs = noon - 7000;
    plan.reason = u"planned release"_s;
    Stage stage;
    for (const QString &host : {u"app1"_s, u"app2"_s}) {
        PlanHost planned;
        planned.spec.name = host;
        plan.hosts.push_back(planned);
        Step step;
        step.id = u"switch@"_s + host;
        step.kind = StepKind::Switch;
        step.action = ScriptAction{};
        stage.steps.push_back(step);
    }
    plan.stages.push_back(stage);
    RunEvent out = eventOf(facts.id, 1, EventKind::RunStarted);
    out.timeMs = facts.startedMs;
    out.data = QString::fromStdString(toJson(plan).dump());
    return out;
}

inline RunEvent switched(const QString &run, qint64 seq, const QString &host)
{
    RunEvent out = eventOf(run, seq, EventKind::StepFinished);
    out.step = u"switch@"_s + host;
    out.state = StepState::Passed;
    return out;
}

inline RunEvent endOf(const QString &run, qint64 seq, Outcome outcome)
{
    RunEvent out = eventOf(run, seq, EventKind::RunFinished, u"all said"_s);
    out.outcome = outcome;
    return out;
}

inline std::unique_ptr<HistoryStore> openAt(const QString &folder)
{
    auto store = HistoryStore::open(folder);
    if (store)
        return *std::move(store);
    qWarning("%s", qPrintable(store.error().summary));
    return nullptr;
}

inline QStringList idsOf(const HistoryStore &store, const QString &filter)
{
    HistoryQuery query;
    query.text = filter;
    const auto runs = store.runs(query);
    if (!runs)
        return {u"error: "_s + runs.error().summary};
    QStringList out;
    for (const RunSummary &run : *runs)
        out << run.id;
    return out;
}

/// Another program with the same SQLite: no code of the store is involved.
class RawDatabase
{
public:
    explicit RawDatabase(const QString &path) { sqlite3_open(path.toUtf8().constData(), &m_database); }
    ~RawDatabase() { sqlite3_close(m_database); }
    RawDatabase(const RawDatabase &) = delete;
    RawDatabase &operator=(const RawDatabase &) = delete;

    /// Empty, or what SQLite says.
    QString exec(const char *sql)
    {
        char *message = nullptr;
        sqlite3_exec(m_database, sql, nullptr, nullptr, &message);
        const QString out = QString::fromUtf8(message ? message : "");
        sqlite3_free(message);
        return out;
    }

    QString one(const char *sql)
    {
        sqlite3_stmt *statement = nullptr;
        QString out;
        if (sqlite3_prepare_v2(m_database, sql, -1, &statement, nullptr) == SQLITE_OK &&
            sqlite3_step(statement) == SQLITE_ROW)
            out = QString::fromUtf8(QByteArray(static_cast<const char *>(sqlite3_column_blob(statement, 0)),
                                               sqlite3_column_bytes(statement, 0)));
        sqlite3_finalize(statement);
        return out;
    }

private:
    sqlite3 *m_database = nullptr;
};

} // namespace belay
