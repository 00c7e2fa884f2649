// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/run_event.h"

#include "models/domain/json.h"
#include "models/domain/names.h"
#include "models/domain/run_event_words.h"

#include <cmath>

namespace belay {

namespace {

using Json = nlohmann::json;
using namespace Qt::Literals::StringLiterals;

constexpr int schemaVersion = 1;

/// Thrown and caught inside this file only: a field holds something no Belay of this version writes.
struct BadField
{
    QString text;
};

void put(Json &out, const char *key, const QString &text)
{
    if (!text.isEmpty())
        out[key] = text;
}

void put(Json &out, const char *key, qint64 number)
{
    if (number != 0)
        out[key] = number;
}

void put(Json &out, const char *key, bool flag)
{
    if (flag)
        out[key] = true;
}

/// JSON has no NaN and no infinity; such a number is no measurement.
void put(Json &out, const char *key, const std::optional<double> &number)
{
    if (number && std::isfinite(*number))
        out[key] = *number;
}

QString textAt(const Json &in, const char *key)
{
    const auto found = in.find(key);
    return found == in.end() ? QString() : found->get<QString>();
}

qint64 numberAt(const Json &in, const char *key)
{
    const auto found = in.find(key);
    return found == in.end() ? 0 : found->get<qint64>();
}

bool flagAt(const Json &in, const char *key)
{
    const auto found = in.find(key);
    return found != in.end() && found->get<bool>();
}

std::optional<double> realAt(const Json &in, const char *key)
{
    const auto found = in.find(key);
    if (found == in.end() || found->is_null())
        return std::nullopt;
    return found->get<double>();
}

qint64 timeAt(const Json &in, const char *key)
{
    const auto text = in.at(key).get<QString>();
    const qint64 time = timeFromIso(text);
    if (isoTime(time) != text)
        throw BadField{u"\""_s + QString::fromLatin1(key) + u"\" is not a UTC time: "_s + text};
    return time;
}

[[noreturn]] void unknownWord(const char *what, const QString &word)
{
    throw BadField{u"unknown "_s + QString::fromLatin1(what) + u" \""_s + word + u"\""_s};
}

template <typename Enum>
Enum wordAt(const Json &in, const char *key, std::optional<Enum> (*known)(const QString &), Enum absent)
{
    const auto found = in.find(key);
    if (found == in.end())
        return absent;
    const QString word = found->template get<QString>();
    const std::optional<Enum> value = known(word);
    if (!value)
        unknownWord(key, word);
    return *value;
}

Json sampleJson(const Sample &sample)
{
    Json out{{"time", isoTime(sample.timeMs)}, {"value", nullptr}};
    put(out, "value", sample.value);
    return out;
}

Sample sampleFrom(const Json &in)
{
    return {timeAt(in, "time"), realAt(in, "value")};
}

Json comparisonJson(const SeriesComparison &comparison)
{
    return {{"p", comparison.p},        {"shift", comparison.shift},   {"low", comparison.low},
            {"high", comparison.high},  {"before", comparison.before}, {"confidence", comparison.confidence},
            {"after", comparison.after}};
}

SeriesComparison comparisonFrom(const Json &in)
{
    return {in.at("p").get<double>(),    in.at("shift").get<double>(),      in.at("low").get<double>(),
            in.at("high").get<double>(), in.at("confidence").get<double>(), in.at("before").get<int>(),
            in.at("after").get<int>()};
}

Json verdictJson(const Verdict &verdict)
{
    Json series = Json::array();
    for (const SeriesVerdict &one : verdict.series) {
        Json item{{"series", one.series}, {"kind", toString(one.kind)}, {"sentence", one.sentence}};
        put(item, "before", one.before);
        put(item, "now", one.now);
        put(item, "trigger", one.trigger);
        put(item, "yesterday", one.yesterday);
        put(item, "lastWeek", one.lastWeek);
        if (one.comparison)
            item["comparison"] = comparisonJson(*one.comparison);
        series.push_back(std::move(item));
    }
    return {{"kind", toString(verdict.kind)},
            {"sentence", verdict.sentence},
            {"samples", verdict.samples},
            {"series", std::move(series)}};
}

VerdictKind verdictKindAt(const Json &in)
{
    const QString word = in.at("kind").get<QString>();
    const VerdictKind kind = verdictKindFromString(word);
    if (toString(kind) != word)
        unknownWord("verdict", word);
    return kind;
}

Verdict verdictFrom(const Json &in)
{
    Verdict verdict;
    verdict.kind = verdictKindAt(in);
    verdict.sentence = textAt(in, "sentence");
    verdict.samples = in.at("samples").get<int>();
    for (const Json &item : in.at("series")) {
        SeriesVerdict one;
        one.series = textAt(item, "series");
        one.kind = verdictKindAt(item);
        one.sentence = textAt(item, "sentence");
        one.before = realAt(item, "before");
        one.now = realAt(item, "now");
        one.trigger = realAt(item, "trigger");
        one.yesterday = realAt(item, "yesterday");
        one.lastWeek = realAt(item, "lastWeek");
        if (item.contains("comparison"))
            one.comparison = comparisonFrom(item.at("comparison"));
        verdict.series.push_back(std::move(one));
    }
    return verdict;
}

Json checkJson(const CheckRecord &check)
{
    Json out{{"item", check.item}, {"state", toString(check.state)}, {"time", isoTime(check.timeMs)}};
    put(out, "summary", check.summary);
    put(out, "detail", check.detail);
    put(out, "by", check.by);
    put(out, "durationMs", check.durationMs);
    put(out, "commit", check.commit);
    put(out, "version", check.version);
    put(out, "confirmedBy", check.confirmedBy);
    if (check.confirmedMs != 0)
        out["confirmedTime"] = isoTime(check.confirmedMs);
    return out;
}

CheckRecord checkFrom(const Json &in)
{
    CheckRecord check;
    check.item = in.at("item").get<QString>();
    const QString word = in.at("state").get<QString>();
    check.state = checkStateFromString(word);
    if (toString(check.state) != word)
        unknownWord("check state", word);
    check.timeMs = timeAt(in, "time");
    check.summary = textAt(in, "summary");
    check.detail = textAt(in, "detail");
    check.by = textAt(in, "by");
    check.durationMs = numberAt(in, "durationMs");
    check.commit = textAt(in, "commit");
    check.version = textAt(in, "version");
    check.confirmedBy = textAt(in, "confirmedBy");
    if (in.contains("confirmedTime"))
        check.confirmedMs = timeAt(in, "confirmedTime");
    return check;
}

Json errorJson(const Error &error)
{
    Json out{{"kind", toString(error.kind)}, {"summary", error.summary}};
    put(out, "detail", error.detail);
    put(out, "hint", error.hint);
    return out;
}

Error errorFrom(const Json &in)
{
    return {errorKindFromString(in.at("kind").get<QString>()), textAt(in, "summary"), textAt(in, "detail"),
            textAt(in, "hint")};
}

/// The plan travels as an object, so that readers of --json need not parse twice; text that would not come
/// back byte for byte travels as text.
void putData(Json &out, const QString &data)
{
    if (data.isEmpty())
        return;
    const std::string bytes = data.toStdString();
    Json parsed = Json::parse(bytes, nullptr, false);
    if (parsed.is_object() && parsed.dump() == bytes)
        out["plan"] = std::move(parsed);
    else
        out["data"] = data;
}

QString dataFrom(const Json &in)
{
    const auto plan = in.find("plan");
    return plan == in.end() ? textAt(in, "data") : QString::fromStdString(plan->dump());
}

RunEvent eventFrom(const Json &in)
{
    const auto version = in.at("schemaVersion").get<int>();
    if (version != schemaVersion)
        throw BadField{u"schemaVersion %1 is not known"_s.arg(version)};
    RunEvent event;
    in.at("event"); // required
    event.kind = wordAt(in, "event", knownEventKind, EventKind::Noted);
    event.seq = in.at("seq").get<qint64>();
    event.timeMs = timeAt(in, "time");
    event.run = textAt(in, "run");
    event.step = textAt(in, "step");
    event.host = textAt(in, "host");
    event.text = textAt(in, "text");
    event.state = wordAt(in, "state", knownStepState, StepState::Waiting);
    event.outcome = wordAt(in, "outcome", knownOutcome, Outcome::None);
    event.undo = flagAt(in, "undo");
    event.isError = flagAt(in, "isError");
    event.done = numberAt(in, "done");
    event.total = numberAt(in, "total");
    event.durationMs = numberAt(in, "durationMs");
    event.series = textAt(in, "series");
    event.before = flagAt(in, "before");
    event.window = textAt(in, "window");
    if (in.contains("sample"))
        event.sample = sampleFrom(in.at("sample"));
    if (in.contains("verdict"))
        event.verdict = verdictFrom(in.at("verdict"));
    if (in.contains("check"))
        event.check = checkFrom(in.at("check"));
    if (in.contains("error"))
        event.error = errorFrom(in.at("error"));
    event.data = dataFrom(in);
    return event;
}

} // namespace

nlohmann::json toJson(const RunEvent &event)
{
    Json out{{"schemaVersion", schemaVersion},
             {"seq", event.seq},
             {"time", isoTime(event.timeMs)},
             {"event", toString(event.kind)}};
    put(out, "run", event.run);
    put(out, "step", event.step);
    put(out, "host", event.host);
    put(out, "text", event.text);
    if (event.state != StepState::Waiting)
        out["state"] = toString(event.state);
    if (event.outcome != Outcome::None)
        out["outcome"] = toString(event.outcome);
    put(out, "undo", event.undo);
    put(out, "isError", event.isError);
    put(out, "done", event.done);
    put(out, "total", event.total);
    put(out, "durationMs", event.durationMs);
    put(out, "series", event.series);
    put(out, "before", event.before);
    put(out, "window", event.window);
    if (event.sample)
        out["sample"] = sampleJson(*event.sample);
    if (event.verdict)
        out["verdict"] = verdictJson(*event.verdict);
    if (event.check)
        out["check"] = checkJson(*event.check);
    if (event.error)
        out["error"] = errorJson(*event.error);
    putData(out, event.data);
    return out;
}

Result<RunEvent> runEventFromJson(const nlohmann::json &json)
{
    QString why;
    try {
        return eventFrom(json);
    } catch (const BadField &bad) {
        why = bad.text;
    } catch (const Json::exception &exception) {
        why = QString::fromUtf8(exception.what());
    }
    return fail(ErrorKind::Invalid, u"An event of a run cannot be read: "_s + why,
                u"It was written by another version of Belay, or was changed by hand."_s);
}

} // namespace belay
