// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/time_chart.h"

#include "ui/charts/chart_export.h"
#include "ui/charts/chart_picture.h"
#include "ui/charts/chart_summary.h"
#include "ui/charts/chart_table_model.h"
#include "ui/delegates/row_delegate_base.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/labels.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QShortcut>
#include <QStackedLayout>
#include <QTableView>
#include <QTimer>

using namespace Qt::Literals::StringLiterals;

namespace belay {

class TimeChart::Private
{
public:
    QString title;
    ElidedLabel *heading = nullptr;
    ChartPicture *picture = nullptr;
    QTableView *table = nullptr;
    ChartTableModel *model = nullptr;
    QStackedLayout *stack = nullptr;
    QLabel *summary = nullptr;
    QPushButton *toggle = nullptr;
    QPushButton *keep = nullptr;
    qint64 zeroMs = 0;
    bool compact = false;
    QTimer telling; ///< the sentence of a chart that grows, once a second

    qint64 zero() const
    {
        if (zeroMs != 0)
            return zeroMs;
        const auto &series = picture->content().series;
        return series.empty() || series.front().points.empty() ? 0 : series.front().points.front().timeMs;
    }

    bool tableShown() const { return stack->currentWidget() == table; }
    void refresh(TimeChart *chart);
    void tell(TimeChart *chart);
};

/// The sentence, and the table when somebody looks at it; the picture draws itself when it is painted.
void TimeChart::Private::refresh(TimeChart *chart)
{
    const ChartPicture::Content &content = picture->content();
    PlotMarks marks = content.marks;
    marks.zeroMs = static_cast<double>(zero());
    marks.gaps = gapsOf(content.series);
    marks.beforeMedian = medianOf(content.series, ChartSeries::Role::Before);
    picture->setMarks(std::move(marks));
    tell(chart);
}

void TimeChart::Private::tell(TimeChart *chart)
{
    const ChartPicture::Content &content = picture->content();
    const QString text = chartSummary(title, content.unit, content.series, content.marks.trigger);
    if (summary->text() != text) {
        summary->setText(text);
        chart->setAccessibleDescription(text);
    }
    if (tableShown()) // nobody sees it otherwise
        model->setContent(content.series, content.unit, zero());
}

TimeChart::TimeChart(QWidget *parent)
    : QWidget(parent)
    , d(new Private)
{
    d->picture = new ChartPicture(this);
    d->model = new ChartTableModel(this);
    d->table = new QTableView(this);
    d->table->setModel(d->model);
    d->table->setItemDelegate(new RowDelegateBase(d->table));
    d->table->setShowGrid(false);
    d->table->setFrameShape(QFrame::NoFrame);
    d->table->setAccessibleName(tr("Values of the chart"));
    d->table->verticalHeader()->hide();
    d->table->verticalHeader()->setDefaultSectionSize(size::compactControl);
    d->table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    d->table->horizontalHeader()->setHighlightSections(false);
    d->table->setSelectionBehavior(QAbstractItemView::SelectRows);
    d->table->setTabKeyNavigation(false);
    d->heading = new ElidedLabel({}, TextRole::Strong, this);
    d->heading->setObjectName(u"chartTitle"_s);
    d->summary = makeWrappedLabel({}, TextRole::Meta, this);
    d->toggle = makeIconButton(u"table"_s, tr("Show as table (Alt+T)"), this);
    auto *keep = makeIconButton(u"download"_s, tr("Save the picture (Ctrl+E)"), this);
    keep->setObjectName(u"saveChart"_s);
    d->keep = keep;
    belay::setCompact(d->toggle);
    belay::setCompact(keep);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::xs);
    column->addWidget(d->heading);
    d->stack = new QStackedLayout;
    d->stack->addWidget(d->picture);
    d->stack->addWidget(d->table);
    column->addLayout(d->stack, 1);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(space::s);
    foot->addWidget(d->summary, 1);
    foot->addWidget(keep, 0, Qt::AlignBottom);
    foot->addWidget(d->toggle, 0, Qt::AlignBottom);
    column->addLayout(foot);

    setFocusPolicy(Qt::StrongFocus);
    setTitle({});
    connect(d->toggle, &QPushButton::clicked, this, [this] { setTableShown(!isTableShown()); });
    auto *key = new QShortcut(QKeySequence(u"Alt+T"_s), this);
    key->setContext(Qt::WidgetWithChildrenShortcut);
    connect(key, &QShortcut::activated, this, [this] { setTableShown(!isTableShown()); });
    auto *saving = new QShortcut(QKeySequence(u"Ctrl+E"_s), this);
    saving->setContext(Qt::WidgetWithChildrenShortcut);
    connect(saving, &QShortcut::activated, this, &TimeChart::askFile);
    connect(keep, &QPushButton::clicked, this, &TimeChart::askFile);
    d->telling.setSingleShot(true);
    d->telling.setInterval(1000);
    connect(&d->telling, &QTimer::timeout, this, [this] { d->tell(this); });
    connect(d->picture, &ChartPicture::crosshairMoved, this, [this](std::optional<double> at) {
        Q_EMIT crosshairMoved(at ? std::optional(*at - static_cast<double>(d->zero())) : std::nullopt);
    });
    connect(d->picture, &ChartPicture::zoomed, this, [this](std::optional<std::pair<double, double>> range) {
        const auto zero = static_cast<double>(d->zero());
        Q_EMIT zoomed(range ? std::optional(std::pair(range->first - zero, range->second - zero))
                            : std::nullopt);
    });
    connect(themeNotifier(), &ThemeNotifier::changed, this, [this] { d->picture->refresh(); });
}

TimeChart::~TimeChart()
{
    delete d;
}

void TimeChart::setTitle(const QString &title)
{
    d->title = title;
    d->heading->setText(title);
    d->heading->setVisible(!title.isEmpty());
    setAccessibleName(title.isEmpty() ? tr("Chart") : tr("Chart of %1").arg(title));
    d->refresh(this);
}

void TimeChart::setUnit(const QString &unit)
{
    d->picture->setUnit(unit);
    d->refresh(this);
}

void TimeChart::setSeries(std::vector<ChartSeries> series)
{
    d->picture->setSeries(std::move(series));
    d->refresh(this);
}

void TimeChart::setTrigger(std::optional<double> value, const QString &label)
{
    PlotMarks marks = d->picture->content().marks;
    marks.trigger = value;
    marks.triggerLabel = label;
    d->picture->setMarks(std::move(marks));
    d->refresh(this);
}

void TimeChart::setMarkers(std::vector<ChartMarker> markers)
{
    PlotMarks marks = d->picture->content().marks;
    marks.markers = std::move(markers);
    d->picture->setMarks(std::move(marks));
    d->refresh(this);
}

void TimeChart::setZero(qint64 timeMs, const QString &label)
{
    d->zeroMs = timeMs;
    PlotMarks marks = d->picture->content().marks;
    marks.zeroLabel = label;
    d->picture->setMarks(std::move(marks));
    d->refresh(this);
}

void TimeChart::setTimeRange(qint64 fromMs, qint64 toMs)
{
    d->picture->setRange(fromMs, toMs);
    d->refresh(this);
}

void TimeChart::append(std::size_t series, std::span<const ChartPoint> points, std::size_t held)
{
    d->picture->append(series, points, held);
    if (!d->telling.isActive())
        d->telling.start();
}

void TimeChart::zoomTo(double fromMs, double toMs)
{
    const auto zero = static_cast<double>(d->zero());
    d->picture->zoomTo(fromMs + zero, toMs + zero);
}

void TimeChart::showCrosshair(double ms)
{
    d->picture->showCrosshair(ms + static_cast<double>(d->zero()));
}

void TimeChart::hideCrosshair()
{
    d->picture->hideCrosshair();
}

void TimeChart::resetZoom()
{
    d->picture->resetZoom();
}

void TimeChart::setCompact(bool compact)
{
    d->compact = compact;
    d->summary->setVisible(!compact);
    d->toggle->setVisible(!compact);
    d->keep->setVisible(!compact);
    updateGeometry();
}

QSize TimeChart::sizeHint() const
{
    return d->compact ? QSize(280, 140) : QSize(640, 320);
}

QSize TimeChart::minimumSizeHint() const
{
    return d->compact ? QSize(200, 130) : QSize(280, 180);
}

void TimeChart::setTableShown(bool shown)
{
    if (shown == isTableShown())
        return;
    d->stack->setCurrentWidget(shown ? static_cast<QWidget *>(d->table) : d->picture);
    const QString name = shown ? tr("Show as chart (Alt+T)") : tr("Show as table (Alt+T)");
    d->toggle->setAccessibleName(name);
    d->toggle->setToolTip(name);
    d->toggle->setIcon(belay::icon(shown ? u"chart-line"_s : u"table"_s));
    d->refresh(this);
    Q_EMIT tableShownChanged(shown);
}

bool TimeChart::isTableShown() const
{
    return d->tableShown();
}

QString TimeChart::summary() const
{
    return d->summary->text();
}

void TimeChart::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        d->picture->moveCrosshair(-1);
        break;
    case Qt::Key_Right:
        d->picture->moveCrosshair(1);
        break;
    case Qt::Key_Z:
        if (event->modifiers() == Qt::ShiftModifier) {
            resetZoom();
            Q_EMIT zoomed(std::nullopt);
        }
        break;
    case Qt::Key_Escape:
        d->picture->hideCrosshair();
        event->ignore(); // a dialog may still want to close
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

Result<void> TimeChart::save(const QString &file)
{
    return saveChart(*d->picture, d->title, d->summary->text(), file);
}

void TimeChart::askFile()
{
    const QString file = QFileDialog::getSaveFileName(this, tr("Save the picture"), d->title + u".png"_s,
                                                      tr("Picture (*.png);;Drawing (*.svg)"));
    if (file.isEmpty())
        return;
    if (const auto saved = save(file); !saved)
        d->summary->setText(saved.error().summary); // in place of the sentence, until the next numbers
}

void TimeChart::paintEvent(QPaintEvent *)
{
    if (!hasFocus())
        return;
    QPainter painter(this);
    paintFocusRing(&painter, d->picture->geometry(), radius::control);
}

} // namespace belay
