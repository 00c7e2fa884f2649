// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/item/app_models.h"
#include "models/item/release_view.h"

#include <QWidget>

QT_BEGIN_NAMESPACE
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;
QT_END_NAMESPACE

namespace belay {

class PhaseList;
class WindowIntents;

/// The deployment report of the shown run: read it, copy it, save it.
class ReportStep : public QWidget
{
    Q_OBJECT
public:
    ReportStep(WindowIntents &intents, AppModels models, QWidget *parent = nullptr);

    void setView(const ReleaseView &view);

private:
    WindowIntents &m_intents;
    QStackedWidget *m_stack;
    QPlainTextEdit *m_text;
    PhaseList *m_next;
    QString m_run;
};

} // namespace belay
