// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/decision_clock.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/card.h"

#include <array>

QT_BEGIN_NAMESPACE
class QLabel;
QT_END_NAMESPACE

namespace belay {

/// What a person needs to decide, as four large figures: how long it has gone on, what it has cost, how fast
/// the way back is, and whether there still is one; once it is taken: how long it lasted, what it cost until
/// then, since when it is back on which version, and whether that has helped. Its sentence is the accessible
/// description.
class IncidentClock : public Card
{
    Q_OBJECT
public:
    explicit IncidentClock(QWidget *parent = nullptr);

    /// `running`: it goes on; otherwise the time is what it took.
    void setClock(const DecisionClock &clock, bool running);

private:
    struct Figure
    {
        QLabel *value = nullptr;
        QLabel *label = nullptr;
    };

    void show(std::size_t place, const QString &value, const QString &label, Tone tone);
    void showOpen(const DecisionClock &clock, bool running);
    void showTaken(const DecisionClock &clock, const WayTaken &taken);

    std::array<Figure, 4> m_figures;
};

} // namespace belay
