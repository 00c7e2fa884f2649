// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/ci_state.h"

#include "app/checks/wording.h"
#include "models/domain/json.h"
#include "models/domain/names.h"

#include <QRegularExpression>

#include <functional>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;
using Json = nlohmann::json;
using End = CiRun::End;

constexpr qsizetype namedAtMost = 5;

QString wordAt(const Json &object, const char *key)
{
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? QString::fromStdString(found->get<std::string>())
                                                       : QString();
}

/// Reads a list of objects, at the top or under a key; anything else is an Error.
Result<std::vector<CiRun>> runsFrom(const QByteArray &body, const char *key,
                                    const std::function<CiRun(const Json &)> &read)
{
    const Json json = Json::parse(body.begin(), body.end(), nullptr, false);
    const bool isList = key == nullptr && json.is_array();
    const bool holdsList =
        key != nullptr && json.is_object() && json.contains(key) && json.at(key).is_array();
    if (!isList && !holdsList)
        return fail(ErrorKind::Invalid, u"the answer is not what was expected"_s);
    std::vector<CiRun> runs;
    for (const Json &each : isList ? json : json.at(key)) {
        if (each.is_object())
            runs.push_back(read(each));
    }
    return runs;
}

End checkEnd(const QString &status, const QString &conclusion)
{
    if (status != "completed"_L1)
        return End::Running;
    if (conclusion == "success"_L1)
        return End::Passed;
    return conclusion == "neutral"_L1 || conclusion == "skipped"_L1 ? End::Ignored : End::Failed;
}

End statusEnd(const QString &state)
{
    if (state == "success"_L1)
        return End::Passed;
    return state == "pending"_L1 ? End::Running : End::Failed;
}

/// What is allowed to fail, waits for a person or was left out says nothing.
End gitlabEnd(const QString &status, bool mayFail)
{
    if (status == "success"_L1)
        return End::Passed;
    if (status == "skipped"_L1 || status == "manual"_L1)
        return End::Ignored;
    if (status == "failed"_L1 || status == "canceled"_L1)
        return mayFail ? End::Ignored : End::Failed;
    return End::Running;
}

QStringList namesOf(const std::vector<CiRun> &runs, End end)
{
    QStringList names;
    for (const CiRun &run : runs) {
        if (run.end == end)
            names.append(cleanLine(run.name, 80));
    }
    names.removeDuplicates();
    return names;
}

QString some(const QStringList &names)
{
    const QString text = names.mid(0, namedAtMost).join(u", "_s);
    return names.size() <= namedAtMost
               ? text
               : u"%1 and %2 more"_s.arg(text, QString::number(names.size() - namedAtMost));
}

} // namespace

std::optional<CodePlace> codePlaceOf(const QString &remote)
{
    static const QRegularExpression form(
        u"^(?:(?:https?|ssh|git)://)?(?:[^@/]*@)?([A-Za-z0-9.-]+)(?::[0-9]+/|[:/])/*(.+?)(?:\\.git)?/*$"_s);
    const auto match = form.match(remote.trimmed());
    if (!match.hasMatch())
        return {};
    const QString server = match.captured(1).toLower();
    const QString project = match.captured(2);
    static const QRegularExpression path(u"^[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)+$"_s);
    if (!path.match(project).hasMatch() || project.contains(".."_L1))
        return {};
    if (server == "github.com"_L1 || server == "ssh.github.com"_L1)
        return project.count(u'/') == 1 ? std::optional(CodePlace{CodeHost::GitHub, u"github.com"_s, project})
                                        : std::nullopt;
    if (server == "gitlab.com"_L1 || server.startsWith("gitlab."_L1))
        return CodePlace{CodeHost::GitLab, server, project};
    return {};
}

Result<std::vector<CiRun>> checkRunsFrom(const QByteArray &body)
{
    return runsFrom(body, "check_runs", [](const Json &run) {
        return CiRun{wordAt(run, "name"), checkEnd(wordAt(run, "status"), wordAt(run, "conclusion"))};
    });
}

Result<std::vector<CiRun>> combinedStatusFrom(const QByteArray &body)
{
    return runsFrom(body, "statuses", [](const Json &status) {
        return CiRun{wordAt(status, "context"), statusEnd(wordAt(status, "state"))};
    });
}

Result<std::vector<CiRun>> gitlabStatusesFrom(const QByteArray &body)
{
    return runsFrom(body, nullptr, [](const Json &status) {
        const auto found = status.find("allow_failure");
        const bool mayFail = found != status.end() && found->is_boolean() && found->get<bool>();
        return CiRun{wordAt(status, "name"), gitlabEnd(wordAt(status, "status"), mayFail)};
    });
}

Inspected judgeCi(const CodePlace &place, const std::vector<CiRun> &runs)
{
    if (runs.empty())
        return {CheckState::CannotRun, u"%1 knows no CI run of this commit"_s.arg(place.server), {}};
    QStringList detail;
    for (const CiRun &run : runs) {
        static const std::map<End, QString> words{{End::Running, u"still runs"_s},
                                                  {End::Passed, u"passed"_s},
                                                  {End::Failed, u"failed"_s},
                                                  {End::Ignored, u"says nothing"_s}};
        detail.append(u"%1: %2"_s.arg(cleanLine(run.name, 80), words.at(run.end)));
    }
    const QString all = detail.join(u'\n');
    if (const QStringList failed = namesOf(runs, End::Failed); !failed.isEmpty())
        return {CheckState::Failed, u"failed on %1: %2"_s.arg(place.server, some(failed)), all};
    if (const QStringList running = namesOf(runs, End::Running); !running.isEmpty())
        return {CheckState::CannotRun, u"still running on %1: %2"_s.arg(place.server, some(running)), all};
    const QStringList passed = namesOf(runs, End::Passed);
    if (passed.isEmpty())
        return {CheckState::CannotRun, u"every run on %1 was skipped"_s.arg(place.server), all};
    return {CheckState::Passed,
            u"%1 passed on %2"_s.arg(counted(passed.size(), u"run"_s, u"runs"_s), place.server), all};
}

} // namespace belay
