// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/report_step.h"

#include "ui/pages/phase_list.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/window_intents.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QStackedWidget>

namespace belay {

ReportStep::ReportStep(WindowIntents &intents, AppModels models, QWidget *parent)
    : QWidget(parent)
    , m_intents(intents)
    , m_stack(new QStackedWidget)
    , m_text(new QPlainTextEdit)
    , m_next(new PhaseList(CheckPhase::After, *models.checklist))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::m);
    auto *card = new Card(tr("Deployment Validation Report"));
    auto *copy = makeSecondaryButton(QStringLiteral("copy"), tr("Copy Markdown"));
    copy->setObjectName(QStringLiteral("copyReport"));
    auto *save = makeSecondaryButton(QStringLiteral("download"), tr("Save…"));
    save->setObjectName(QStringLiteral("saveReport"));
    for (QPushButton *button : {copy, save}) {
        setCompact(button);
        card->addHeadingWidget(button);
    }
    m_text->setObjectName(QStringLiteral("report"));
    m_text->setAccessibleName(tr("Report"));
    m_text->setReadOnly(true);
    m_text->setFont(monoFont());
    m_text->setFrameShape(QFrame::NoFrame);
    m_stack->addWidget(m_text);
    m_stack->addWidget(new EmptyState(QStringLiteral("file-text"), tr("No report yet"),
                                      tr("It is written by itself when the run has ended.")));
    card->body()->addWidget(m_stack, 1);
    row->addWidget(card, 1);
    connect(m_next, &PhaseList::answered, &m_intents, &WindowIntents::answerRequested);
    m_next->setListName(QStringLiteral("nextSteps"));
    m_next->setFixedWidth(280);
    row->addWidget(m_next);
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_text->toPlainText()); });
    connect(save, &QPushButton::clicked, this, [this] {
        const QString file = QFileDialog::getSaveFileName(
            this, tr("Save report"), m_run + QStringLiteral(".md"),
            tr("Markdown (*.md);;Web page (*.html);;PDF (*.pdf);;Data (*.json)"));
        if (!file.isEmpty())
            Q_EMIT m_intents.saveReportRequested(m_run, file);
    });
    m_stack->setCurrentIndex(1);
}

void ReportStep::setView(const ReleaseView &view)
{
    m_run = view.reportRun;
    if (m_text->toPlainText() != view.reportMarkdown)
        m_text->setPlainText(view.reportMarkdown);
    m_stack->setCurrentIndex(view.reportMarkdown.isEmpty() ? 1 : 0);
    m_next->setWanted(!view.reportMarkdown.isEmpty());
}

} // namespace belay
