// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/navigation_column.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/palette.h"
#include "ui/theme/theme.h"
#include "ui/widgets/labels.h"

#include <QAbstractButton>
#include <QKeyEvent>
#include <QPainter>
#include <QStyle>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {
constexpr int entryHeight = 36;
constexpr int badgeHeight = 18;
} // namespace

/// One line of the column: icon and text; folded, only the icon with the text as tooltip.
class NavigationColumn::Entry : public QAbstractButton
{
public:
    Entry(QString id, QString lucideName, const QString &title, QString keys, NavigationColumn *column)
        : QAbstractButton(column)
        , m_id(std::move(id))
        , m_icon(std::move(lucideName))
        , m_keys(std::move(keys))
    {
        setAttribute(Qt::WA_Hover);
        setFocusPolicy(Qt::StrongFocus);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        setFont(bodyFont());
        setText(title);
        setAccessibleName(title);
        setFolded(false);
    }

    QString id() const { return m_id; }
    void setStrong(bool strong) { m_strong = strong; }

    void setFolded(bool folded)
    {
        m_folded = folded;
        const QString named = m_keys.isEmpty() ? text() : text() + u"  "_s + m_keys;
        setToolTip(folded || !m_keys.isEmpty() ? plainToolTip(named) : QString());
        updateGeometry();
        update();
    }

    void setBadge(const QString &text, Tone tone)
    {
        m_badge = text;
        m_badgeTone = tone;
        setAccessibleDescription(text);
        update();
    }

    QSize sizeHint() const override { return {m_folded ? entryHeight : 160, entryHeight}; }
    QSize minimumSizeHint() const override { return {entryHeight, entryHeight}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Tokens &t = tokens();
        if (isChecked())
            paintRounded(&painter, rect(), radius::control, t.infoBg);
        else if (underMouse() || isDown())
            paintRounded(&painter, rect(), radius::control, mix(t.text, t.sunken, isDown() ? 0.10 : 0.05));
        if (hasFocus())
            paintFocusRing(&painter, rect(), radius::control);
        const ColorRole role = isChecked() ? ColorRole::Accent : ColorRole::Text2;
        const int left = m_folded ? (width() - size::icon) / 2 : space::m;
        belay::icon(m_icon, role)
            .paint(&painter, place({left, (height() - size::icon) / 2, size::icon, size::icon}));
        if (!m_folded)
            paintText(painter, role);
        if (!m_badge.isEmpty())
            paintBadge(painter);
    }

private:
    QRect place(const QRect &box) const { return QStyle::visualRect(layoutDirection(), rect(), box); }

    int badgeWidth(const QFontMetrics &metrics) const
    {
        return m_badge.isEmpty() ? 0 : qMax(badgeHeight, metrics.horizontalAdvance(m_badge) + 10);
    }

    void paintText(QPainter &painter, ColorRole role) const
    {
        QFont font = isChecked() || m_strong ? bodyStrongFont() : bodyFont();
        painter.setFont(font);
        painter.setPen(m_strong ? tokens().text : roleColor(role));
        const int left = space::m + size::icon + 10;
        const QRect box(left, 0, width() - left - space::s - badgeWidth(QFontMetrics(metaFont())), height());
        painter.drawText(place(box), Qt::AlignVCenter | Qt::AlignLeading | Qt::TextSingleLine,
                         QFontMetrics(font).elidedText(text(), Qt::ElideRight, box.width()));
    }

    void paintBadge(QPainter &painter) const
    {
        const QFontMetrics metrics(metaFont());
        if (m_folded) {
            paintRounded(&painter, place({width() - 13, 6, 8, 8}), 4, toneColor(m_badgeTone));
            return;
        }
        const int wide = badgeWidth(metrics);
        const QRect box(width() - wide - space::s, (height() - badgeHeight) / 2, wide, badgeHeight);
        paintRounded(&painter, place(box), badgeHeight / 2.0, toneBackground(m_badgeTone));
        painter.setFont(metaFont());
        painter.setPen(toneColor(m_badgeTone));
        painter.drawText(place(box), Qt::AlignCenter, m_badge);
    }

    QString m_id;
    QString m_icon;
    QString m_keys;
    QString m_badge;
    Tone m_badgeTone = Tone::Neutral;
    bool m_folded = false;
    bool m_strong = false;
};

NavigationColumn::NavigationColumn(QWidget *parent)
    : QWidget(parent)
    , m_header(new Entry({}, u"chevrons-up-down"_s, {}, {}, this))
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(space::m, space::l, space::m, space::l);
    m_column->setSpacing(2);
    m_header->setStrong(true);
    m_column->addWidget(m_header);
    m_column->addSpacing(space::m);
    m_column->addStretch(1);
    connect(m_header, &QAbstractButton::clicked, this, &NavigationColumn::headerClicked);
    setFixedWidth(size::navigation);
}

void NavigationColumn::setHeader(const QString &text, const QString &hint)
{
    m_header->setText(text);
    m_header->setAccessibleName(hint);
    m_header->setFolded(m_folded);
}

void NavigationColumn::addDestination(const QString &id, const QString &lucideName, const QString &title,
                                      const QString &keys)
{
    auto *entry = new Entry(id, lucideName, title, keys, this);
    entry->setCheckable(true);
    entry->setFolded(m_folded);
    m_column->insertWidget(2 + static_cast<int>(m_destinations.size()), entry);
    m_destinations.push_back(entry);
    connect(entry, &QAbstractButton::clicked, this, [this, entry] {
        entry->setChecked(true); // a second click must not uncheck
        Q_EMIT destinationChosen(entry->id());
    });
}

QAbstractButton *NavigationColumn::addFootEntry(const QString &lucideName, const QString &title)
{
    auto *entry = new Entry({}, lucideName, title, {}, this);
    entry->setFolded(m_folded);
    m_column->addWidget(entry);
    m_foot.push_back(entry);
    return entry;
}

void NavigationColumn::setCurrent(const QString &id)
{
    for (Entry *entry : m_destinations)
        entry->setChecked(entry->id() == id);
}

void NavigationColumn::setBadge(const QString &id, const QString &text, Tone tone)
{
    for (Entry *entry : m_destinations) {
        if (entry->id() == id)
            entry->setBadge(text, tone);
    }
}

void NavigationColumn::setFolded(bool folded)
{
    if (folded == m_folded)
        return;
    m_folded = folded;
    setFixedWidth(folded ? size::navigationFolded : size::navigation);
    m_header->setFolded(folded);
    for (Entry *entry : m_destinations)
        entry->setFolded(folded);
    for (Entry *entry : m_foot)
        entry->setFolded(folded);
}

QAbstractButton *NavigationColumn::header() const
{
    return m_header;
}

QAbstractButton *NavigationColumn::destination(const QString &id) const
{
    for (Entry *entry : m_destinations) {
        if (entry->id() == id)
            return entry;
    }
    return nullptr;
}

QAbstractButton *NavigationColumn::current() const
{
    for (Entry *entry : m_destinations) {
        if (entry->isChecked())
            return entry;
    }
    return m_header;
}

void NavigationColumn::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), tokens().sunken);
    const int edge = isRightToLeft() ? 0 : width() - 1;
    painter.setPen(tokens().border);
    painter.drawLine(edge, 0, edge, height());
}

void NavigationColumn::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Up && event->key() != Qt::Key_Down) {
        QWidget::keyPressEvent(event);
        return;
    }
    focusNextPrevChild(event->key() == Qt::Key_Down);
}

} // namespace belay
