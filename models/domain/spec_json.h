// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/json.h"
#include "models/domain/project.h"

#include <array>
#include <utility>

/// The parts of a project that a plan carries, as JSON. For plan_json.cpp and its kin: the readers throw
/// BadJson or nlohmann's exceptions, which must be caught in the file that calls them.
namespace belay::specjson {

using Json = nlohmann::json;

struct BadJson
{
    QString what;
};

template <typename Enum, std::size_t n> using Words = std::array<std::pair<Enum, const char16_t *>, n>;

template <typename Enum, std::size_t n> QString wordOf(const Words<Enum, n> &words, Enum value)
{
    for (const auto &[known, word] : words) {
        if (known == value)
            return QString::fromUtf16(word);
    }
    return {};
}

template <typename Enum, std::size_t n>
Enum valueOf(const Words<Enum, n> &words, const Json &json, const char *key)
{
    const QString text = json.at(key).get<QString>();
    for (const auto &[value, word] : words) {
        if (text == QStringView(word))
            return value;
    }
    throw BadJson{QStringLiteral("\"%1\" is not a known %2").arg(text, QString::fromLatin1(key))};
}

Json toJson(const std::map<QString, QString> &values);
std::map<QString, QString> mapFrom(const Json &json);
Json toJson(Milliseconds time);
Milliseconds timeFrom(const Json &json, const char *key);
Json toJson(const std::optional<double> &number);
std::optional<double> numberFrom(const Json &json, const char *key);
Json toJson(const HostSpec &host);
HostSpec hostFrom(const Json &json);
Json toJson(const TargetSpec &target);
TargetSpec targetFrom(const Json &json);
Json toJson(const HealthSpec &health);
HealthSpec healthFrom(const Json &json);
Json toJson(const LogsSpec &logs);
LogsSpec logsFrom(const Json &json);
Json toJson(const SeriesSpec &series);
SeriesSpec seriesFrom(const Json &json);
Json toJson(const MetricsSpec &metrics);
MetricsSpec metricsFrom(const Json &json);
Json toJson(const CheckItem &item);
CheckItem checkFrom(const Json &json);

} // namespace belay::specjson
