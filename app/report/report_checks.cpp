// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report/report_content.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <utility>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

QString withReason(const QString &mark, const QString &reason)
{
    return reason.isEmpty() ? mark : mark + u" ("_s + reason + u")"_s;
}

QString joined(const QString &text, const QString &who)
{
    return text.isEmpty() || who.isEmpty() ? QString(text + who) : QString(text + u"; "_s + who);
}

QString checkText(const CheckStatus &status)
{
    const CheckRecord &record = status.record;
    const bool byPerson = status.item.kind == CheckKind::Ask || status.item.kind == CheckKind::Evidence;
    const QString answer = byPerson ? joined(record.summary, givenBy(record)) : record.summary;
    switch (record.state) {
    case CheckState::Passed:
        return withReason(u"✓ PASS"_s, answer);
    case CheckState::Failed:
        return withReason(u"✗ FAIL"_s, record.summary);
    case CheckState::CannotRun:
        return withReason(u"could not run"_s, record.summary);
    case CheckState::NotApplicable:
        return withReason(u"not applicable"_s, answer);
    case CheckState::Waived:
        return withReason(u"waived"_s, joined(record.summary, givenBy(record)));
    case CheckState::Running:
        return u"running"_s;
    case CheckState::Stale:
        return u"not recorded for this commit"_s;
    case CheckState::Open:
        break;
    }
    return status.heldWaiver ? withReason(u"open"_s, record.summary) : notRecorded();
}

/// The table of the report a check belongs to.
enum class Place { PreDeployment, Database, Staging };

/// The items of our own profiles, by id: their titles may be translated or worded anew.
std::optional<Place> placeOfKnown(const QString &id)
{
    static const QStringList database{
        u"migrations-tested"_s,      u"rollback-tested"_s, u"backup"_s,         u"migration-rollback"_s,
        u"destructive-migrations"_s, u"indexes"_s,         u"data-integrity"_s, u"seeds"_s};
    static const QStringList staging{u"staging"_s, u"e2e"_s, u"staging-health"_s, u"staging-ready"_s,
                                     u"staging-smoke"_s};
    if (database.contains(id))
        return Place::Database;
    if (staging.contains(id))
        return Place::Staging;
    return std::nullopt;
}

/// Whether the id or the title has a word that begins so; "already" does not say "ready".
bool says(const CheckItem &item, const QString &word)
{
    const QRegularExpression beginning(u"\\b"_s + QRegularExpression::escape(word),
                                       QRegularExpression::CaseInsensitiveOption |
                                           QRegularExpression::UseUnicodePropertiesOption);
    return item.id.contains(beginning) || item.title.contains(beginning);
}

/// An item of the project's own list has no id we know: its group and its words tell.
Place placeOf(const CheckItem &item)
{
    if (const auto known = placeOfKnown(item.id))
        return *known;
    if (item.group.contains(u"staging"_s, Qt::CaseInsensitive) || says(item, u"staging"_s))
        return Place::Staging;
    const bool database = item.group.contains(u"database"_s, Qt::CaseInsensitive) ||
                          (says(item, u"migration"_s) && says(item, u"tested"_s)) ||
                          (says(item, u"rollback"_s) && says(item, u"tested"_s)) || says(item, u"seed"_s);
    return database ? Place::Database : Place::PreDeployment;
}

void addRow(ReportTable &table, const QString &name, const QString &status)
{
    table.rows.push_back({{name}, {status}});
}

/// The check for a fixed row of the report: the one with this id, else the first of the table that says all
/// words; its index, or -1.
int findCheck(const std::vector<CheckStatus> &checks, Place place, const QString &id,
              const QStringList &words)
{
    const auto indexOf = [&checks](auto wanted) {
        const auto found = std::find_if(checks.begin(), checks.end(), wanted);
        return found == checks.end() ? -1 : static_cast<int>(found - checks.begin());
    };
    const int byId = indexOf([&](const CheckStatus &status) { return status.item.id == id; });
    if (byId >= 0)
        return byId;
    return indexOf([&](const CheckStatus &status) {
        return placeOf(status.item) == place && !placeOfKnown(status.item.id) &&
               std::all_of(words.begin(), words.end(),
                           [&](const QString &word) { return says(status.item, word); });
    });
}

QString textAt(const std::vector<CheckStatus> &checks, int index)
{
    return index < 0 ? notRecorded() : checkText(checks[static_cast<std::size_t>(index)]);
}

/// What belongs into a table besides its fixed rows.
void addOthers(ReportTable &table, const std::vector<CheckStatus> &checks, Place place,
               const std::vector<int> &shown)
{
    for (std::size_t index = 0; index < checks.size(); ++index) {
        const CheckItem &item = checks[index].item;
        const bool fixed = std::find(shown.begin(), shown.end(), static_cast<int>(index)) != shown.end();
        if (item.phase == CheckPhase::Before && placeOf(item) == place && !fixed)
            addRow(table, item.title, checkText(checks[index]));
    }
}

/// How all steps of a sort ended, as a check would say it; empty: the run has no such step, or it was not
/// reached.
template <typename Wanted> QString stepsAsCheck(const RunState &state, Wanted wanted)
{
    int passed = 0;
    int others = 0;
    QString failure;
    for (const StepStatus &step : state.steps) {
        if (!wanted(step))
            continue;
        if (step.state == StepState::Failed)
            failure = step.text.isEmpty() ? step.host : step.text;
        if (step.state == StepState::Failed)
            return withReason(u"✗ FAIL"_s, failure);
        (step.state == StepState::Passed ? passed : others) += 1;
    }
    return passed > 0 && others == 0 ? u"✓ PASS"_s : QString();
}

bool asksForReadiness(const RunState &state, const StepStatus &status)
{
    for (const Stage &stage : state.plan.stages) {
        for (const Step &step : stage.steps) {
            const auto *health = std::get_if<HealthAction>(&step.action);
            if (health && step.id == status.id)
                return health->health.url.contains(u"ready"_s, Qt::CaseInsensitive);
        }
    }
    return false;
}

QString healthAsCheck(const RunState &state, bool readiness)
{
    return stepsAsCheck(state, [&](const StepStatus &step) {
        return step.kind == StepKind::Health && asksForReadiness(state, step) == readiness;
    });
}

bool isStagingRun(const RunState &state)
{
    return state.plan.environment.compare(u"staging"_s, Qt::CaseInsensitive) == 0;
}

/// Where a command stands in the template's table, and how it is called there.
struct TemplateRow
{
    std::size_t place = 0;
    QString name; ///< empty: as the item says
};

TemplateRow templateRow(const CheckItem &item)
{
    static const std::array<std::pair<QString, QString>, 9> rows{{{u"compile"_s, u"Compilation"_s},
                                                                  {u"format"_s, u"Formatting"_s},
                                                                  {u"test"_s, u"Tests"_s},
                                                                  {u"coverage"_s, u"Coverage"_s},
                                                                  {u"credo"_s, u"Credo"_s},
                                                                  {u"sobelow"_s, u"Sobelow"_s},
                                                                  {u"hex-audit"_s, u"Hex Audit"_s},
                                                                  {u"dialyzer"_s, u"Dialyzer"_s},
                                                                  {u"release-build"_s, u"Release Build"_s}}};
    for (std::size_t place = 0; place < rows.size(); ++place) {
        // A title of the project's own stays; a question is not the command that the template means.
        if (item.kind == CheckKind::Command && item.id == rows[place].first)
            return {place, item.origin == u"belay.json"_s ? QString() : rows[place].second};
    }
    return {rows.size(), {}};
}

ReportCell commandCell(const CheckItem &item)
{
    switch (item.kind) {
    case CheckKind::Command:
        return {item.run, true};
    case CheckKind::Inspect:
        return {u"inspected by Belay"_s};
    case CheckKind::Evidence:
    case CheckKind::Ask:
        break;
    }
    return {u"answered by a person"_s};
}

} // namespace

QString notRecorded()
{
    return u"not recorded"_s;
}

QString givenBy(const CheckRecord &record)
{
    QStringList parts;
    if (!record.by.isEmpty())
        parts.append(record.by);
    if (record.timeMs != 0)
        parts.append(dateText(record.timeMs));
    if (!record.commit.isEmpty())
        parts.append(u"for "_s + record.commit.left(8));
    if (!record.confirmedBy.isEmpty())
        parts.append(u"confirmed by %1 on %2"_s.arg(record.confirmedBy, dateText(record.confirmedMs)));
    return parts.join(u", "_s);
}

ReportSection preDeploymentSection(const std::vector<CheckStatus> &checks)
{
    ReportTable table{{u"Check"_s, u"Command"_s, u"Status"_s}, {}};
    std::vector<const CheckStatus *> rows;
    for (const CheckStatus &status : checks) {
        if (status.item.phase == CheckPhase::Before && placeOf(status.item) == Place::PreDeployment)
            rows.push_back(&status);
    }
    std::stable_sort(rows.begin(), rows.end(), [](const CheckStatus *a, const CheckStatus *b) {
        return templateRow(a->item).place < templateRow(b->item).place;
    });
    for (const CheckStatus *status : rows) {
        const QString &name = templateRow(status->item).name;
        table.rows.push_back(
            {{name.isEmpty() ? status->item.title : name}, commandCell(status->item), {checkText(*status)}});
    }
    if (table.rows.empty())
        table.rows.push_back({{u"Checklist"_s}, {notRecorded()}, {notRecorded()}});
    return {u"Pre-Deployment Validation"_s, table, {}, {}, {}, {}, {}};
}

ReportSection databaseSection(const RunState &state, const std::vector<CheckStatus> &checks)
{
    ReportTable table{{u"Check"_s, u"Status"_s}, {}};
    const QString migrated =
        stepsAsCheck(state, [](const StepStatus &step) { return step.kind == StepKind::Migrate; });
    addRow(table, u"Migrations run"_s, migrated.isEmpty() ? notRecorded() : migrated);

    std::vector<int> shown;
    const auto addFixed = [&](const QString &name, const QString &id, const QStringList &words) {
        shown.push_back(findCheck(checks, Place::Database, id, words));
        addRow(table, name, textAt(checks, shown.back()));
    };
    addFixed(u"Rollback tested"_s, u"rollback-tested"_s, {u"rollback"_s, u"tested"_s});
    addFixed(u"Seeds verified"_s, u"seeds"_s, {u"seed"_s});
    addOthers(table, checks, Place::Database, shown);
    return {u"Database Validation"_s, table, {}, {}, {}, {}, {}};
}

ReportSection stagingSection(const RunState &state, const std::vector<CheckStatus> &checks,
                             const ReportExtra &extra)
{
    ReportTable table{{u"Check"_s, u"Status"_s}, {}};
    const RunState *staging = isStagingRun(state) ? &state : extra.staging ? &*extra.staging : nullptr;
    std::vector<int> shown;
    const auto add = [&](const QString &name, const QString &word, const QString &fromRun) {
        shown.push_back(findCheck(checks, Place::Staging, u"staging-"_s + word, {word}));
        addRow(table, name, fromRun.isEmpty() ? textAt(checks, shown.back()) : fromRun);
    };
    add(u"Health endpoint"_s, u"health"_s, staging ? healthAsCheck(*staging, false) : QString());
    add(u"Ready endpoint"_s, u"ready"_s, staging ? healthAsCheck(*staging, true) : QString());
    add(u"Smoke tests"_s, u"smoke"_s, {});
    addOthers(table, checks, Place::Staging, shown);
    return {u"Staging Validation"_s, table, {}, {}, {}, {}, {}};
}

} // namespace belay
