// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/metrics/metric_query.h"

#include <QRegularExpression>

#include <memory>
#include <vector>

namespace belay {

/// label="v", label!="v", label=~"v", label!~"v". A series without the label has the empty value, as in
/// PromQL.
struct LabelMatcher
{
    QByteArray label;
    QByteArray text;
    QRegularExpression pattern; ///< used when isPattern; anchored at both ends
    bool isPattern = false;
    bool negated = false;

    bool matches(const QByteArray &value) const
    {
        const bool same = isPattern ? pattern.match(QString::fromUtf8(value)).hasMatch() : value == text;
        return same != negated;
    }
};

/// The parsed query. Which members count depends on the kind.
struct MetricQuery::Node
{
    enum class Kind {
        Number,
        Add,
        Subtract,
        Multiply,
        Divide,
        Selector,
        Rate,
        Quantile,
        Average,
        Maximum,
        Minimum,
        Or
    };

    Kind kind = Kind::Number;
    double number = 0;                  ///< Number, and the quantile
    QByteArray metric;                  ///< Selector, Rate, Quantile; empty: named by `names`
    std::vector<LabelMatcher> names;    ///< the matchers on __name__ when `metric` is empty
    std::vector<LabelMatcher> matchers; ///< Selector, Rate, Quantile
    bool ofRate = false;                ///< Quantile: of the increase between two scrapes, not of all times
    std::shared_ptr<const Node> left;   ///< operators and Or; Average, Maximum, Minimum
    std::shared_ptr<const Node> right;  ///< operators
};

/// The parser, in a file of its own (metric_query_parser.cpp).
Result<std::shared_ptr<const MetricQuery::Node>> parseMetricQuery(const QString &text);

} // namespace belay
