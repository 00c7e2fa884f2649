// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/metrics/prometheus_api.h"

#include "app/metrics/http_answer.h"
#include "models/domain/json.h"
#include "models/domain/names.h"

#include <QUrl>

#include <algorithm>
#include <cmath>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;
using Json = nlohmann::json;

constexpr qint64 mostPoints = 11000;
constexpr int deepestJson = 64;

tl::unexpected<Error> notTheApi(const QString &detail)
{
    return fail(
        ErrorKind::Invalid, u"The answer is not that of a Prometheus server."_s,
        u"Check metrics.source.url in belay.json; for source “prometheus” it is the server's address without "
        "/api."_s,
        cleanLine(detail));
}

Result<Json> parsed(const QByteArray &body)
{
    bool tooDeep = false;
    const Json::parser_callback_t watchDepth = [&](int depth, Json::parse_event_t, Json &) {
        tooDeep = tooDeep || depth > deepestJson;
        return !tooDeep;
    };
    Json json = Json::parse(body.begin(), body.end(), watchDepth, false);
    if (tooDeep || json.is_discarded() || !json.is_object())
        return notTheApi(QString::fromUtf8(body.left(200)));
    return json;
}

QString textOf(const Json &json, const char *key)
{
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? QString::fromStdString(found->get<std::string>())
                                                     : QString();
}

/// The `data` of an answer whose status is "success", or the error that the API reports.
Result<Json> dataOf(const QByteArray &body)
{
    auto json = parsed(body);
    if (!json)
        return json;
    const QString status = textOf(*json, "status");
    if (status == u"error")
        return fail(ErrorKind::Remote,
                    u"Prometheus refuses the query (%1): %2"_s.arg(cleanLine(textOf(*json, "errorType"), 50),
                                                                   cleanLine(textOf(*json, "error"), 300)),
                    u"Try the query in the server's own web page, then correct it in belay.json."_s);
    if (status != u"success" || !json->contains("data") || !json->at("data").is_object())
        return notTheApi(QString::fromUtf8(body.left(200)));
    return json;
}

/// [1700000000.123, "0.5"]; nothing when it is not that.
std::optional<std::pair<qint64, double>> pointOf(const Json &json)
{
    if (!json.is_array() || json.size() != 2 || !json[0].is_number() || !json[1].is_string())
        return std::nullopt;
    bool isNumber = false;
    const double value =
        QByteArray::fromStdString(json[1].get<std::string>()).toLower().toDouble(&isNumber); // "NaN", "+Inf"
    const double seconds = json[0].get<double>();
    if (!isNumber || !(std::fabs(seconds) < 1e12))
        return std::nullopt;
    return std::pair{std::llround(seconds * 1000), value};
}

QString namesOf(const Json &result)
{
    QStringList names;
    for (const Json &series : result) {
        if (names.size() == 3)
            break;
        if (series.is_object() && series.contains("metric"))
            names << QString::fromStdString(
                series.at("metric").dump(-1, ' ', false, Json::error_handler_t::replace));
    }
    return cleanLine(names.join(u' '), 500);
}

bool place(RangeAnswer &answer, const RangeQuery &query, const Json &values)
{
    for (const Json &json : values) {
        const auto point = pointOf(json);
        if (!point)
            return false;
        const auto index = static_cast<qint64>(std::llround(
            static_cast<double>(point->first - query.startMs) / static_cast<double>(query.stepMs)));
        if (index < 0 || index >= static_cast<qint64>(answer.samples.size()))
            return false;
        if (std::isfinite(point->second))
            answer.samples[static_cast<std::size_t>(index)].value = point->second;
    }
    return true;
}

QByteArray encoded(const QString &text)
{
    return QUrl::toPercentEncoding(text);
}

QByteArray seconds(qint64 milliseconds)
{
    return QByteArray::number(static_cast<double>(milliseconds) / 1000.0, 'f', 3);
}

} // namespace

std::vector<RangeQuery> splitRange(const RangeQuery &query)
{
    std::vector<RangeQuery> parts;
    if (query.stepMs <= 0)
        return parts;
    for (qint64 start = query.startMs; start <= query.endMs; start += mostPoints * query.stepMs) {
        RangeQuery part = query;
        part.startMs = start;
        part.endMs = std::min(query.endMs, start + (mostPoints - 1) * query.stepMs);
        parts.push_back(part);
    }
    return parts;
}

Result<RangeAnswer> parseRangeAnswer(const QByteArray &body, const RangeQuery &query)
{
    const auto json = dataOf(body);
    if (!json)
        return tl::unexpected(json.error());
    const Json &data = json->at("data");
    if (textOf(data, "resultType") != u"matrix" || !data.contains("result") || !data.at("result").is_array())
        return notTheApi(QString::fromUtf8(body.left(200)));
    RangeAnswer answer;
    for (qint64 time = query.startMs; time <= query.endMs; time += query.stepMs)
        answer.samples.push_back({time, std::nullopt});
    if (const auto warnings = json->find("warnings"); warnings != json->end() && warnings->is_array()) {
        for (const Json &warning : *warnings) {
            if (warning.is_string())
                answer.warnings << cleanLine(QString::fromStdString(warning.get<std::string>()), 300);
        }
    }
    const Json &result = data.at("result");
    if (result.empty())
        return answer;
    if (result.size() > 1)
        return fail(
            ErrorKind::Remote,
            u"The query gives %1 series where one is needed."_s.arg(static_cast<qulonglong>(result.size())),
            u"Wrap it in sum(…), avg(…) or max(…) in belay.json."_s, namesOf(result));
    answer.found = true;
    if (!result[0].is_object() || !result[0].contains("values") || !result[0].at("values").is_array() ||
        !place(answer, query, result[0].at("values")))
        return notTheApi(QString::fromUtf8(body.left(200)));
    return answer;
}

PrometheusApi::PrometheusApi(QString baseUrl, Http &http)
    : m_base(std::move(baseUrl))
    , m_http(http)
{
    while (m_base.endsWith(u'/'))
        m_base.chop(1);
}

Result<HttpResponse> PrometheusApi::post(const QString &path, const QByteArray &form,
                                         const CancelToken &cancel) const
{
    HttpRequest request;
    request.method = u"POST"_s;
    request.url = QString(m_base + path);
    request.body = form;
    request.headers = {{u"Content-Type"_s, u"application/x-www-form-urlencoded"_s}};
    auto response = m_http.send(request, cancel);
    // A refused query is 4xx with JSON; anything else that is not 200 comes from something in between.
    if (response && response->status != 200 && !parsed(response->body))
        return tl::unexpected(refusedAnswer(request.url, *response));
    return response;
}

Result<RangeAnswer> PrometheusApi::range(const RangeQuery &query, const CancelToken &cancel) const
{
    RangeAnswer whole;
    for (const RangeQuery &part : splitRange(query)) {
        const auto response = post(u"/api/v1/query_range"_s,
                                   "query=" + encoded(part.query) + "&start=" + seconds(part.startMs) +
                                       "&end=" + seconds(part.endMs) + "&step=" + seconds(part.stepMs),
                                   cancel);
        if (!response)
            return tl::unexpected(response.error());
        auto answer = parseRangeAnswer(response->body, part);
        if (!answer)
            return answer;
        whole.samples.insert(whole.samples.end(), answer->samples.begin(), answer->samples.end());
        whole.warnings += answer->warnings;
        whole.found = whole.found || answer->found;
    }
    return whole;
}

Result<qint64> PrometheusApi::timeMs(const CancelToken &cancel) const
{
    const auto response = post(u"/api/v1/query"_s, "query=time()", cancel);
    if (!response)
        return tl::unexpected(response.error());
    const auto json = dataOf(response->body);
    if (!json)
        return tl::unexpected(json.error());
    const Json &data = json->at("data");
    const auto point = data.contains("result") ? pointOf(data.at("result")) : std::nullopt;
    if (!point)
        return notTheApi(QString::fromUtf8(response->body.left(200)));
    return point->first;
}

} // namespace belay
