// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/chart_pulse.h"

#include "ui/charts/chart_picture.h"

#include <QCoreApplication>

#include <algorithm>

namespace belay {

namespace {
constexpr int frameMs = 16;
constexpr qint64 budgetNs = 2'000'000; ///< painting what was prepared takes about as long again
} // namespace

ChartPulse &ChartPulse::instance()
{
    static QPointer<ChartPulse> pulse;
    if (!pulse) {
        pulse = new ChartPulse;
        pulse->setParent(QCoreApplication::instance()); // gone with it, not after it
    }
    return *pulse;
}

ChartPulse::ChartPulse()
{
    m_frame.setSingleShot(true);
    m_frame.setInterval(frameMs);
    m_frame.setTimerType(Qt::PreciseTimer);
    connect(&m_frame, &QTimer::timeout, this, &ChartPulse::beat);
}

void ChartPulse::request(ChartPicture *picture)
{
    if (std::find(m_waiting.begin(), m_waiting.end(), picture) == m_waiting.end())
        m_waiting.push_back(picture);
    if (!m_frame.isActive())
        m_frame.start();
}

void ChartPulse::beat()
{
    QElapsedTimer spent;
    spent.start();
    while (!m_waiting.empty() && spent.nsecsElapsed() < budgetNs) {
        const QPointer<ChartPicture> picture = m_waiting.front();
        m_waiting.pop_front();
        if (picture && picture->isVisible())
            picture->prepare();
    }
    if (!m_waiting.empty())
        m_frame.start();
}

} // namespace belay
