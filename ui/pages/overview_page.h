// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/item/app_models.h"
#include "models/item/release_view.h"
#include "ui/widgets/page.h"

#include <vector>

QT_BEGIN_NAMESPACE
class QListView;
class QStackedWidget;
class QTableView;
QT_END_NAMESPACE

namespace belay {

class Banner;
class Card;
class ChecklistModel;
class ElidedLabel;
class PhaseList;
class WindowIntents;

/// The figures under the matrix; a negative number says there is not enough history for it.
struct DoraTiles
{
    double deploysPerWeek = -1;
    qint64 leadMs = -1;
    double changeFailPercent = -1;
    qint64 recoveryMs = -1;
    double reworkPercent = -1;
    int deployments = 0; ///< counted
    int leadKnown = 0;   ///< those whose commit time is known
};

/// Is production all right, what changed, how do I get back: services and environments, what needs attention,
/// what happened last.
class OverviewPage : public Page
{
    Q_OBJECT
public:
    OverviewPage(WindowIntents &intents, AppModels models, QWidget *parent = nullptr);

    void setAttention(const std::vector<Attention> &attention);
    /// What is to be done after the last release; without items nothing is shown.
    void setNextSteps(const NextSteps &steps);
    void setTiles(const DoraTiles &tiles);
    /// A project that is opened but not trusted; empty: none.
    void setUntrusted(const QString &file);
    void setLoading(bool loading);

    QWidget *firstFocus() override;

Q_SIGNALS:
    void openProjectChosen();
    void cellOpened(const QString &project, const QString &environment);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *buildEmpty();
    QWidget *buildMatrix();
    QWidget *buildTiles();
    void showRightState();
    void showMenu(const QPoint &where);
    void addBannerFor(const Attention &attention);
    void deployHere();
    void rollBackHere();

    WindowIntents &m_intents;
    AppModels m_models;
    QStackedWidget *m_stack = nullptr;
    QTableView *m_matrix = nullptr;
    QListView *m_activity = nullptr;
    Card *m_activityCard = nullptr;
    QWidget *m_side = nullptr; ///< activity, and what is to be done next
    ChecklistModel *m_nextItems = nullptr;
    PhaseList *m_next = nullptr;
    NextSteps m_nextSteps;
    QWidget *m_banners = nullptr;
    Banner *m_trust = nullptr;
    QWidget *m_tiles = nullptr;
    std::vector<ElidedLabel *> m_tileValues;
    std::vector<ElidedLabel *> m_tileNotes;
    QString m_untrusted;
    bool m_loading = false;
};

} // namespace belay
