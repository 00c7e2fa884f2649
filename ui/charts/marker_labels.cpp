// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/marker_labels.h"

#include <algorithm>

namespace belay {

namespace {

constexpr double apart = 8.0; ///< pixels between two labels of a row
constexpr int rows = 2;

QRectF rectFor(double x, double width, int row, const QRectF &plot, double lineHeight)
{
    const double last = std::max(plot.left(), plot.right() - width);
    const double left = std::clamp(x - width / 2.0, plot.left(), last);
    const double top = row == 0 ? plot.top() - 5.0 - lineHeight : plot.top() + 2.0;
    return {left, top, width, lineHeight};
}

bool covers(const PlacedLabel &label, const QRectF &rect)
{
    return label.rect.intersects(rect.adjusted(-apart, 0, apart, 0));
}

} // namespace

std::vector<PlacedLabel> placeLabels(const std::vector<MarkerLabel> &labels, const QRectF &plot,
                                     double lineHeight, const std::function<double(const QString &)> &widthOf,
                                     const std::function<QString(int)> &joined)
{
    std::vector<PlacedLabel> placed;
    const auto fits = [&placed](const QRectF &rect) {
        return std::none_of(placed.begin(), placed.end(),
                            [&rect](const PlacedLabel &label) { return covers(label, rect); });
    };
    // Left or right of those that keep their place; false: there is no room.
    const auto placeBeside = [&](PlacedLabel &label) {
        for (const PlacedLabel &kept : placed) {
            if (kept.row != label.row || !kept.keeps)
                continue;
            for (const double left :
                 {kept.rect.left() - apart - label.rect.width(), kept.rect.right() + apart}) {
                label.rect.moveLeft(left);
                if (left >= plot.left() && label.rect.right() <= plot.right() && fits(label.rect))
                    return true;
            }
        }
        return false;
    };
    // A joined label is placed like any other, and may meet the next one on its way: until nothing moves.
    const std::function<void(PlacedLabel)> place = [&](PlacedLabel label) {
        const double width = widthOf(label.text);
        for (int row = 0; row < rows; ++row) {
            label.row = row;
            label.rect = rectFor(label.x, width, row, plot, lineHeight);
            if (fits(label.rect)) {
                placed.push_back(label);
                return;
            }
        }
        const auto other = std::find_if(placed.begin(), placed.end(), [&label](const PlacedLabel &each) {
            return each.row == rows - 1 && !each.keeps && covers(each, label.rect);
        });
        if (other == placed.end()) {
            if (placeBeside(label))
                placed.push_back(label);
            return;
        }
        const PlacedLabel met = *other;
        placed.erase(other);
        label.x = (label.x * label.events + met.x * met.events) / (label.events + met.events);
        label.events += met.events;
        label.text = joined(label.events);
        place(label);
    };
    const auto placeAll = [&](std::size_t from, std::size_t until, bool keeping) {
        for (std::size_t i = from; i < until; ++i) {
            const MarkerLabel &label = labels[i];
            if (label.text.isEmpty() || (i > 0 && label.keeps != keeping))
                continue;
            PlacedLabel one;
            one.text = label.text;
            one.x = label.x;
            one.keeps = label.keeps;
            place(one);
        }
    };
    placeAll(0, std::min<std::size_t>(1, labels.size()), false);
    placeAll(1, labels.size(), true);
    placeAll(1, labels.size(), false);
    return placed;
}

} // namespace belay
