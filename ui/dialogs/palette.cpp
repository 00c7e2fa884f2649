// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/palette.h"

#include "ui/delegates/row_delegate_base.h"
#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/fuzzy.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/search_field.h"

#include <QAbstractListModel>
#include <QCoreApplication>
#include <QKeyEvent>
#include <QListView>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr int hintRole = Qt::UserRole;
constexpr int iconNameRole = Qt::UserRole + 1;
constexpr int paletteWidth = 560;
constexpr int shownRows = 10;

/// Icon, title, and the hint at the end of the row.
class EntryDelegate : public RowDelegateBase
{
public:
    using RowDelegateBase::RowDelegateBase;

protected:
    void paintRow(QPainter *painter, const QStyleOptionViewItem &option,
                  const QModelIndex &index) const override
    {
        const QRect row = option.rect.adjusted(space::m, 0, -space::m, 0);
        const QRect box(row.left(), row.center().y() - 8, 16, 16);
        const QString iconName = index.data(iconNameRole).toString();
        if (!iconName.isEmpty())
            icon(iconName).paint(painter, place(option, box));
        const QString hint = index.data(hintRole).toString();
        const int hintWidth =
            hint.isEmpty() ? 0 : qMin(QFontMetrics(metaFont()).horizontalAdvance(hint) + 2, row.width() / 2);
        const QRect hintBox(row.right() - hintWidth, row.top(), hintWidth, row.height());
        drawText(painter, option, hintBox, hint, metaFont(), tokens().text2, Qt::AlignTrailing);
        const QRect titleBox(box.right() + space::m, row.top(),
                             hintBox.left() - space::m - box.right() - space::m, row.height());
        drawText(painter, option, titleBox, index.data().toString(), bodyFont(), tokens().text);
    }
};

} // namespace

/// The entries that match, best first.
class Palette::Model : public QAbstractListModel
{
public:
    Model(std::vector<PaletteEntry> entries, QObject *parent)
        : QAbstractListModel(parent)
        , m_entries(std::move(entries))
    {
        filter({});
    }

    void filter(const QString &typed)
    {
        std::vector<std::pair<int, std::size_t>> scored;
        for (std::size_t i = 0; i < m_entries.size(); ++i) {
            if (const auto score = fuzzyScore(typed, m_entries[i].title))
                scored.emplace_back(-*score, i);
        }
        std::stable_sort(scored.begin(), scored.end(),
                         [](const auto &a, const auto &b) { return a.first < b.first; });
        beginResetModel();
        m_shown.clear();
        for (const auto &[score, i] : scored)
            m_shown.push_back(i);
        endResetModel();
    }

    const PaletteEntry &entry(int row) const { return m_entries[m_shown[static_cast<std::size_t>(row)]]; }

    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
    }

    QVariant data(const QModelIndex &index, int role) const override
    {
        if (!index.isValid())
            return {};
        const PaletteEntry &one = entry(index.row());
        switch (role) {
        case Qt::DisplayRole:
            return one.title;
        case hintRole:
            return one.hint;
        case iconNameRole:
            return one.icon;
        default:
            return {};
        }
    }

private:
    std::vector<PaletteEntry> m_entries;
    std::vector<std::size_t> m_shown;
};

Palette::Palette(std::vector<PaletteEntry> entries, QWidget *parent)
    : QDialog(parent, Qt::Dialog | Qt::FramelessWindowHint)
    , m_model(new Model(std::move(entries), this))
    , m_field(new SearchField(tr("Search or run a command"), this))
    , m_list(new QListView(this))
    , m_nothing(makeWrappedLabel(tr("Nothing matches. Try fewer letters."), TextRole::Meta, this))
{
    setWindowTitle(tr("Commands"));
    setAttribute(Qt::WA_TranslucentBackground);
    m_field->installEventFilter(this);
    m_field->setFixedWidth(paletteWidth); // the layout sizes the dialog around it
    m_list->setModel(m_model);
    m_list->setItemDelegate(new EntryDelegate(m_list));
    m_list->setAccessibleName(tr("Matching commands"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setMouseTracking(true);
    m_list->setFixedHeight(shownRows * size::row);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setFixedHeight(size::row);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::m, space::m, space::m, space::m);
    column->setSpacing(space::s);
    column->setSizeConstraint(QLayout::SetFixedSize);
    column->addWidget(m_field);
    column->addWidget(m_list);
    column->addWidget(m_nothing);
    connect(m_field, &QLineEdit::textChanged, this, &Palette::filter);
    connect(m_list, &QListView::clicked, this, &Palette::runChosen);
    filter({});
    m_field->setFocus();
}

Palette::~Palette() = default;

QStringList Palette::shownTitles() const
{
    QStringList titles;
    for (int row = 0; row < m_model->rowCount(); ++row)
        titles += m_model->entry(row).title;
    return titles;
}

bool Palette::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    auto *key = static_cast<QKeyEvent *>(event);
    switch (key->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
        QCoreApplication::sendEvent(m_list, event);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        runChosen();
        return true;
    case Qt::Key_Escape:
        reject();
        return true; // at once, also with text in the field
    default:
        return QDialog::eventFilter(watched, event);
    }
}

void Palette::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintRounded(&painter, rect(), radius::card, tokens().surface, tokens().borderStrong);
}

void Palette::filter(const QString &typed)
{
    m_model->filter(typed);
    const bool any = m_model->rowCount() > 0;
    m_list->setVisible(any);
    m_nothing->setVisible(!any);
    if (any)
        m_list->setCurrentIndex(m_model->index(0));
}

void Palette::runChosen()
{
    const QModelIndex chosen = m_list->currentIndex();
    if (!chosen.isValid() || !m_list->isVisibleTo(this))
        return;
    const std::function<void()> run = m_model->entry(chosen.row()).run;
    accept(); // before it runs: it may open a dialog of its own
    if (run)
        run();
}

} // namespace belay
