// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/past.h"
#include "app/window/dora.h"
#include "app/workspace.h"
#include "models/item/app_models.h"

#include <QObject>

namespace belay {

/// The past in the window: lists and searches runs, opens one, writes its report. Reads in the background.
class HistoryController : public QObject
{
    Q_OBJECT
public:
    HistoryController(Workspace &workspace, AppModels models, QObject *parent = nullptr);

    void search(const QString &text);
    void refresh();
    void open(const QString &runId);
    /// Loads the run with all its events, to be played again.
    void replay(const QString &runId);
    void report(const QString &runId);
    void saveReport(const QString &runId, const QString &file);
    void markHandled(const QString &runId, const QString &reason);

    const std::vector<RunSummary> &interrupted() const { return m_interrupted; }
    const DoraFigures &figures() const { return m_figures; }

Q_SIGNALS:
    void refreshed();
    void searchFailed(const belay::Error &error);
    void opened(const belay::RecordedRun &run);
    void replayReady(const belay::RecordedRun &run);
    void reportReady(const QString &runId, const QString &markdown);
    void failed(const belay::Error &error);
    void told(const QString &message);

private:
    /// Reads a run in the background and hands it to one of the signals.
    void recall(const QString &runId, void (HistoryController::*ready)(const belay::RecordedRun &));
    struct Listing
    {
        Result<std::vector<RunSummary>> found;
        std::vector<RunSummary> newest;
        std::vector<RunSummary> interrupted;
        DoraFigures figures;
    };

    void receive(const Listing &listing);

    Workspace &m_workspace;
    AppModels m_models;
    QString m_text;
    std::vector<RunSummary> m_interrupted;
    DoraFigures m_figures;
    int m_request = 0; ///< only the newest answer counts
};

} // namespace belay
