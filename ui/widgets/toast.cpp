// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/toast.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/icon_view.h"
#include "ui/widgets/labels.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QTimer>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

constexpr int shownMs = 6000;
constexpr int atMost = 3;
constexpr int toastWidth = 360;

QString iconOf(Tone tone)
{
    switch (tone) {
    case Tone::Ok:
        return u"circle-check"_s;
    case Tone::Warn:
        return u"triangle-alert"_s;
    case Tone::Danger:
        return u"octagon-alert"_s;
    default:
        return u"info"_s;
    }
}

/// One toast; closes by its button, its action, or time.
class ToastView : public QWidget
{
public:
    ToastView(const Toast &toast, QWidget *parent)
        : QWidget(parent)
        , m_tone(toast.tone)
        , m_key(toast.key)
    {
        setFixedWidth(toastWidth);
        auto *row = new QHBoxLayout(this);
        row->setContentsMargins(space::m, space::m, space::s, space::m);
        row->setSpacing(space::m);
        row->addWidget(new IconView(icon(iconOf(toast.tone), toneRole(toast.tone)), size::iconLarge, this), 0,
                       Qt::AlignTop);
        auto *texts = new QVBoxLayout;
        texts->setSpacing(2);
        texts->addWidget(makeWrappedLabel(toast.title, TextRole::BodyStrong, this));
        if (!toast.text.isEmpty())
            texts->addWidget(makeWrappedLabel(toast.text, TextRole::Meta, this));
        if (!toast.actionText.isEmpty()) {
            QPushButton *button = makeSecondaryButton({}, toast.actionText, this);
            setCompact(button);
            texts->addSpacing(space::xs);
            texts->addWidget(button, 0, Qt::AlignLeading);
            QObject::connect(button, &QPushButton::clicked, this, [this, action = toast.action] {
                if (action)
                    action();
                deleteLater();
            });
        }
        row->addLayout(texts, 1);
        QPushButton *close = makeIconButton(u"x"_s, ToastStack::tr("Close message"), this);
        setCompact(close);
        row->addWidget(close, 0, Qt::AlignTop);
        QObject::connect(close, &QPushButton::clicked, this, &QObject::deleteLater);
        if (toast.tone != Tone::Danger)
            QTimer::singleShot(shownMs, this, &QObject::deleteLater);
        setAccessibleName(toast.title);
        setAccessibleDescription(toast.text);
    }

    QString key() const { return m_key; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        paintRounded(&painter, rect(), radius::card, tokens().surface,
                     m_tone == Tone::Danger ? tokens().danger : tokens().borderStrong);
    }

private:
    Tone m_tone;
    QString m_key;
};

} // namespace

ToastStack::ToastStack(QWidget *host)
    : QWidget(host)
    , m_column(new QVBoxLayout(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(space::s);
    m_column->setSizeConstraint(QLayout::SetFixedSize);
    host->installEventFilter(this);
    hide();
}

void ToastStack::show(const Toast &toast)
{
    int at = m_column->count();
    for (int i = 0; i < m_column->count(); ++i) {
        auto *old = static_cast<ToastView *>(m_column->itemAt(i)->widget());
        if (!toast.key.isEmpty() && old->key() == toast.key) {
            at = i;
            delete old;
            break;
        }
    }
    while (m_column->count() >= atMost)
        delete m_column->itemAt(0)->widget();
    auto *view = new ToastView(toast, this);
    m_column->insertWidget(qMin(at, m_column->count()), view);
    connect(view, &QObject::destroyed, this, [this] { QTimer::singleShot(0, this, &ToastStack::place); });
    view->show();
    place();
}

int ToastStack::count() const
{
    return m_column->count();
}

bool ToastStack::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        place();
    return QWidget::eventFilter(watched, event);
}

void ToastStack::place()
{
    setVisible(m_column->count() > 0);
    if (m_column->count() == 0)
        return;
    adjustSize();
    const QWidget *host = parentWidget();
    const int x = isRightToLeft() ? space::xl : host->width() - width() - space::xl;
    move(x, host->height() - height() - space::xl);
    raise();
}

} // namespace belay
