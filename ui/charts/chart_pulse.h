// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <deque>

namespace belay {

class ChartPicture;

/// Gives charts with new points their turns: as many in one frame as fit into a small budget, the rest in the
/// next, so that a page full of them never holds up the window. Window thread; one for all charts.
class ChartPulse : public QObject
{
    Q_OBJECT
public:
    static ChartPulse &instance();

    /// The picture is prepared in one of the next frames. Asking twice is asking once.
    void request(ChartPicture *picture);

private:
    ChartPulse();
    void beat();

    std::deque<QPointer<ChartPicture>> m_waiting;
    QTimer m_frame;
};

} // namespace belay
