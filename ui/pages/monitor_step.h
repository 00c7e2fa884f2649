// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/watch_outlook.h"
#include "models/item/app_models.h"
#include "models/item/release_view.h"

#include <QTimer>
#include <QWidget>

#include <optional>

QT_BEGIN_NAMESPACE
class QLabel;
class QListView;
class QPushButton;
class QStackedWidget;
QT_END_NAMESPACE

namespace belay {

class Banner;
class Card;
class HealthStrip;
class PhaseList;
class SeriesGrid;
class TimeChart;
class WindowIntents;

/// Is the release better or worse: the verdict in one sentence, the chart of the chosen number before and
/// after, all numbers worst first, and the way back.
class MonitorStep : public QWidget
{
    Q_OBJECT
public:
    MonitorStep(WindowIntents &intents, AppModels models, QWidget *parent = nullptr);

    void setView(const ReleaseView &view);
    /// The shown release is watched on after it was judged; none: it is not.
    void setWatchedOn(const std::optional<WatchedOn> &later);

    /// A past run is shown: nothing on the page acts, and what time it is says setReplayTime().
    void setReplayed(bool replayed);
    void setReplayTime(qint64 timeMs);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *buildContent();
    void showVerdict();
    void askNow();
    void showButtons(const RunState &run, const WatchOutlook &outlook, bool counting);
    qint64 nowMs() const;
    void keepTime(const RunState &run, const WatchOutlook &outlook, qint64 nowMs);
    void showWayBack(const RunState &run);
    void showChart();
    void showTimeline();
    void chooseSeries(int row);
    void showAllSeries(bool all);

    WindowIntents &m_intents;
    AppModels m_models;
    ReleaseView m_view;
    std::optional<WatchedOn> m_later;
    QStackedWidget *m_stack = nullptr;
    Banner *m_verdict = nullptr;
    QPushButton *m_stopWatching = nullptr;
    QPushButton *m_askNow = nullptr;
    QPushButton *m_incident = nullptr;
    QPushButton *m_veto = nullptr;
    QPushButton *m_now = nullptr;
    QPushButton *m_rollBack = nullptr;
    QStackedWidget *m_charts = nullptr; ///< the chosen series, or all of them
    TimeChart *m_chart = nullptr;
    SeriesGrid *m_all = nullptr;
    QPushButton *m_showAll = nullptr;
    HealthStrip *m_health = nullptr;
    QListView *m_series = nullptr;
    QLabel *m_timeline = nullptr;
    QLabel *m_readiness = nullptr;
    PhaseList *m_after = nullptr;
    QString m_shown;                ///< series in the chart
    bool m_chosen = false;          ///< by the person; the worst one is followed until then
    qint64 m_askedInsteadOfMs = -1; ///< the round that a person did not want to wait for
    QTimer m_clock;
    std::optional<qint64> m_replayMs; ///< a past run is shown, at this moment
};

} // namespace belay
