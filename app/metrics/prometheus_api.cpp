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

/// bad_data and execution are about the query; the others (timeout, canceled, internal, unavailable) are
/// about the server.
Error refusal(const Json &json)
{
    const QString type = cleanLine(textOf(json, "errorType"), 50);
    const QString text = cleanLine(textOf(json, "error"), 300);
    if (type == u"timeout")
        return {ErrorKind::Timeout,
                u"Prometheus gave the query up, it took too long: %1"_s.arg(text),
                {},
                u"Ask for less: a shorter window, a longer interval, or a recording rule on the server."_s};
    if (type == u"unavailable" || type == u"internal" || type == u"canceled")
        return {ErrorKind::Remote,
                u"Prometheus cannot answer now (%1): %2"_s.arg(type, text),
                {},
                u"Look at the server's log."_s};
    return {ErrorKind::Remote,
            u"Prometheus refuses the query (%1): %2"_s.arg(type, text),
            {},
            u"Try the query in the server's own web page, then correct it in belay.json."_s};
}

/// The `data` of an answer whose status is "success", or the error that the API reports.
Result<Json> dataOf(const QByteArray &body)
{
    auto json = parsed(body);
    if (!json)
        return json;
    const QString status = textOf(*json, "status");
    if (status == u"error")
        return tl::unexpected(refusal(*json));
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

QString namesOf(const std::vector<RangeLine> &lines)
{
    QStringList names;
    for (const RangeLine &line : lines) {
        if (names.size() == 3)
            break;
        QStringList labels;
        for (const auto &[label, value] : line.labels)
            labels << QString(label + u"=\"" + value + u'"');
        names << QString(u'{' + labels.join(u',') + u'}');
    }
    return cleanLine(names.join(u' '), 500);
}

/// Thanos and Mimir warn in words; VictoriaMetrics has a flag.
QStringList warningsOf(const Json &json)
{
    QStringList warnings;
    for (const char *key : {"warnings", "infos"}) {
        const auto found = json.find(key);
        if (found == json.end() || !found->is_array())
            continue;
        for (const Json &warning : *found) {
            if (warning.is_string())
                warnings << cleanLine(QString::fromStdString(warning.get<std::string>()), 300);
        }
    }
    if (const auto partial = json.find("isPartial"); partial != json.end() && *partial == true)
        warnings << u"the answer is partial: a part of the storage did not answer"_s;
    return warnings;
}

bool place(RangeLine &answer, const RangeQuery &query, const Json &values)
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

namespace {

std::vector<Sample> emptyGrid(const RangeQuery &query)
{
    std::vector<Sample> samples;
    for (qint64 time = query.startMs; time <= query.endMs; time += query.stepMs)
        samples.push_back({time, std::nullopt});
    return samples;
}

Result<RangeLine> lineOf(const Json &json, const RangeQuery &query)
{
    if (!json.is_object())
        return notTheApi(QString::fromStdString(json.dump(-1, ' ', true).substr(0, 200)));
    if (json.contains("histograms") && !json.contains("values"))
        return fail(ErrorKind::Invalid, u"The query gives native histograms, which are not numbers."_s,
                    u"Wrap it in histogram_quantile(…), histogram_sum(…) or histogram_count(…)."_s);
    RangeLine line{{}, emptyGrid(query)};
    if (const auto metric = json.find("metric"); metric != json.end() && metric->is_object()) {
        for (const auto &[label, value] : metric->items()) {
            if (value.is_string())
                line.labels[QString::fromStdString(label)] = QString::fromStdString(value.get<std::string>());
        }
    }
    const auto values = json.find("values");
    if (values == json.end() || !values->is_array() || !place(line, query, *values))
        return notTheApi(QString::fromStdString(json.dump(-1, ' ', true).substr(0, 200)));
    return line;
}

Result<RangeAnswer> onlyLine(RangeLines &&all, const RangeQuery &query)
{
    if (all.lines.size() > 1)
        return fail(ErrorKind::Remote,
                    u"The query gives %1 series where one is needed."_s.arg(
                        static_cast<qulonglong>(all.lines.size())),
                    u"Wrap it in sum(…), avg(…) or max(…) in belay.json."_s, namesOf(all.lines));
    RangeAnswer answer;
    answer.found = !all.lines.empty();
    answer.samples = answer.found ? std::move(all.lines.front().samples) : emptyGrid(query);
    answer.warnings = std::move(all.warnings);
    return answer;
}

/// Appends the next part of a range; a series that begins or ends in between has no value in the other parts.
void append(RangeLines &whole, RangeLines &&part, const std::vector<Sample> &earlier,
            const std::vector<Sample> &here)
{
    for (RangeLine &line : part.lines) {
        const auto known = std::find_if(whole.lines.begin(), whole.lines.end(),
                                        [&](const RangeLine &one) { return one.labels == line.labels; });
        RangeLine &target =
            known != whole.lines.end() ? *known : whole.lines.emplace_back(RangeLine{line.labels, earlier});
        target.samples.insert(target.samples.end(), line.samples.begin(), line.samples.end());
    }
    for (RangeLine &line : whole.lines) {
        if (line.samples.size() == earlier.size())
            line.samples.insert(line.samples.end(), here.begin(), here.end());
    }
    whole.warnings += part.warnings;
}

} // namespace

Result<RangeLines> parseRangeLines(const QByteArray &body, const RangeQuery &query)
{
    const auto json = dataOf(body);
    if (!json)
        return tl::unexpected(json.error());
    const Json &data = json->at("data");
    if (textOf(data, "resultType") != u"matrix" || !data.contains("result") || !data.at("result").is_array())
        return notTheApi(QString::fromUtf8(body.left(200)));
    RangeLines answer;
    answer.warnings = warningsOf(*json);
    for (const Json &one : data.at("result")) {
        auto line = lineOf(one, query);
        if (!line)
            return tl::unexpected(line.error());
        answer.lines.push_back(*std::move(line));
    }
    return answer;
}

Result<RangeAnswer> parseRangeAnswer(const QByteArray &body, const RangeQuery &query)
{
    auto all = parseRangeLines(body, query);
    if (!all)
        return tl::unexpected(all.error());
    return onlyLine(*std::move(all), query);
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
    // A refused query is 4xx with the API's JSON; anything else that is not 200 comes from something in
    // between, which may have JSON of its own (Grafana does).
    if (response && response->status != 200) {
        const auto json = parsed(response->body);
        if (!json || textOf(*json, "status") != u"error")
            return tl::unexpected(refusedAnswer(request.url, *response));
    }
    return response;
}

Result<RangeLines> PrometheusApi::lines(const RangeQuery &query, const CancelToken &cancel) const
{
    RangeLines whole;
    std::vector<Sample> earlier;
    for (const RangeQuery &part : splitRange(query)) {
        const auto response = post(u"/api/v1/query_range"_s,
                                   "query=" + encoded(part.query) + "&start=" + seconds(part.startMs) +
                                       "&end=" + seconds(part.endMs) + "&step=" + seconds(part.stepMs),
                                   cancel);
        if (!response)
            return tl::unexpected(response.error());
        auto answer = parseRangeLines(response->body, part);
        if (!answer)
            return answer;
        const std::vector<Sample> here = emptyGrid(part);
        append(whole, *std::move(answer), earlier, here);
        earlier.insert(earlier.end(), here.begin(), here.end());
    }
    return whole;
}

Result<RangeAnswer> PrometheusApi::range(const RangeQuery &query, const CancelToken &cancel) const
{
    auto all = lines(query, cancel);
    if (!all)
        return tl::unexpected(all.error());
    return onlyLine(*std::move(all), query);
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
