// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>
#include <QString>

#include <functional>
#include <vector>

namespace belay {

/// What stands at a moment of the chart: a release, a host's switch, a lost connection.
struct MarkerLabel
{
    double x = 0.0; ///< pixel of its line
    QString text;
    bool keeps = false; ///< is not joined with others
};

/// A label with its place; several that would cover each other are one: "3 events".
struct PlacedLabel
{
    QRectF rect;
    QString text;
    int row = 0; ///< 0: above the plot; 1: the plot's first line
    int events = 1;
    double x = 0.0; ///< mean of its lines
    bool keeps = false;
};

/// Places labels so that none covers another: above the plot, the next one a row deeper, and what fits in
/// neither is joined with its neighbour of the deeper row. The first label is the most important one and
/// keeps its place and its text; then come those that keep their text, and what they leave no room for stands
/// beside them, or its line stands without a word. `widthOf` measures a text; labels stay between the plot's
/// edges. Pure.
std::vector<PlacedLabel> placeLabels(const std::vector<MarkerLabel> &labels, const QRectF &plot,
                                     double lineHeight, const std::function<double(const QString &)> &widthOf,
                                     const std::function<QString(int)> &joined);

} // namespace belay
