// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/checks/ci_state.h"
#include "app/checks/inspections.h"

#include <QUrl>

namespace belay::inspections {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr int perPage = 100;
constexpr int mostPages = 5;

/// Where to ask, and with what. The addresses can be set as the code hosts' own CI sets them; otherwise a
/// token goes to the public servers alone, whatever a repository's remote says.
struct Access
{
    QString api;
    QString token;
};

QString fromEnvironment(std::initializer_list<const char *> names)
{
    for (const char *name : names) {
        if (const QString value = qEnvironmentVariable(name); !value.isEmpty())
            return value;
    }
    return {};
}

std::optional<Access> accessTo(const CodePlace &place, Secrets &secrets)
{
    const bool isGitHub = place.host == CodeHost::GitHub;
    Access access;
    access.api = fromEnvironment({isGitHub ? "GITHUB_API_URL" : "CI_API_V4_URL"});
    if (access.api.isEmpty() && isGitHub)
        access.api = u"https://api.github.com"_s;
    else if (access.api.isEmpty() && place.server == "gitlab.com"_L1)
        access.api = u"https://gitlab.com/api/v4"_s;
    const auto kept = secrets.lookup(isGitHub ? u"github"_s : u"gitlab"_s);
    access.token = kept       ? *kept
                   : isGitHub ? fromEnvironment({"GITHUB_TOKEN", "GH_TOKEN"})
                              : fromEnvironment({"GITLAB_TOKEN"});
    if (access.api.isEmpty() || access.token.isEmpty())
        return {};
    return access;
}

Result<QByteArray> ask(const InspectionContext &context, const CodePlace &place, const Access &access,
                       const QString &path)
{
    HttpRequest request;
    request.url = access.api + path;
    if (place.host == CodeHost::GitHub)
        request.headers = {{u"Authorization"_s, u"Bearer "_s + access.token},
                           {u"Accept"_s, u"application/vnd.github+json"_s},
                           {u"X-GitHub-Api-Version"_s, u"2022-11-28"_s}};
    else
        request.headers = {{u"PRIVATE-TOKEN"_s, access.token}};
    const auto answer = context.ports.http.send(request, context.cancel);
    if (!answer)
        return tl::unexpected(answer.error());
    if (answer->status == 401 || answer->status == 403)
        return fail(ErrorKind::Auth,
                    u"%1 refuses the token (HTTP %2)"_s.arg(place.server).arg(answer->status));
    if (answer->status == 404 || answer->status == 422)
        return fail(ErrorKind::NotFound,
                    u"%1 does not know this commit, or the token may not see it"_s.arg(place.server));
    if (answer->status != 200)
        return fail(ErrorKind::Remote, u"%1 answers HTTP %2"_s.arg(place.server).arg(answer->status));
    return answer->body;
}

using Reader = Result<std::vector<CiRun>> (*)(const QByteArray &);

/// All pages of a list, until one is not full.
Result<std::vector<CiRun>> askAll(const InspectionContext &context, const CodePlace &place,
                                  const Access &access, const QString &path, Reader reader)
{
    std::vector<CiRun> all;
    for (int page = 1; page <= mostPages; ++page) {
        // Joined, not filled in: a path may hold %2F.
        const auto body =
            ask(context, place, access,
                path + u"?per_page="_s + QString::number(perPage) + u"&page="_s + QString::number(page));
        if (!body)
            return tl::unexpected(body.error());
        const auto runs = reader(*body);
        if (!runs)
            return tl::unexpected(runs.error());
        all.insert(all.end(), runs->begin(), runs->end());
        if (runs->size() < static_cast<std::size_t>(perPage))
            break;
    }
    return all;
}

Result<std::vector<CiRun>> runsOf(const InspectionContext &context, const CodePlace &place,
                                  const Access &access)
{
    if (place.host == CodeHost::GitLab)
        return askAll(context, place, access,
                      u"/projects/%1/repository/commits/%2/statuses"_s.arg(
                          QString::fromLatin1(QUrl::toPercentEncoding(place.project)), context.commit),
                      gitlabStatusesFrom);
    const QString commit = u"/repos/%1/commits/%2"_s.arg(place.project, context.commit);
    auto runs = askAll(context, place, access, commit + u"/check-runs"_s, checkRunsFrom);
    if (!runs)
        return runs;
    const auto statuses = askAll(context, place, access, commit + u"/status"_s, combinedStatusFrom);
    if (!statuses)
        return statuses;
    runs->insert(runs->end(), statuses->begin(), statuses->end());
    return runs;
}

} // namespace

Inspected ci(const InspectionContext &context)
{
    const auto cannot = [](const QString &why) { return Inspected{CheckState::CannotRun, why, {}}; };
    if (context.commit.isEmpty())
        return cannot(u"there is no commit here to ask about"_s);
    const auto remote = context.world.remote(context.cancel);
    const auto place = codePlaceOf(remote);
    if (!place)
        return cannot(remote.isEmpty() ? u"the repository has no remote"_s
                                       : u"the remote is neither at GitHub nor at GitLab"_s);
    const auto access = accessTo(*place, context.ports.secrets);
    if (!access)
        return cannot(u"no token for %1: set GITHUB_TOKEN or GITLAB_TOKEN, or look at the run yourself"_s.arg(
            place->server));
    const auto runs = runsOf(context, *place, *access);
    if (!runs)
        return cannot(runs.error().summary);
    return judgeCi(*place, *runs);
}

} // namespace belay::inspections
