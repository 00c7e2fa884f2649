// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/environment_ribbon.h"

#include "ui/delegates/pill_painter.h"
#include "ui/theme/theme.h"

#include <QEvent>
#include <QPainter>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

Tone toneOfEnvironment(const QString &name, bool isProtected)
{
    if (isProtected || name.startsWith("prod"_L1, Qt::CaseInsensitive))
        return Tone::Danger;
    if (name.startsWith("stag"_L1, Qt::CaseInsensitive))
        return Tone::Warn;
    return name.startsWith("dev"_L1, Qt::CaseInsensitive) ? Tone::Info : Tone::Neutral;
}

} // namespace

EnvironmentRibbon::EnvironmentRibbon(QWidget *parent)
    : QWidget(parent)
{
    setFont(pillFont());
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void EnvironmentRibbon::setEnvironment(const QString &name, bool isProtected, bool isSandbox)
{
    const QString upper = name.toUpper();
    const QString sandbox = tr("SANDBOX");
    m_text = !isSandbox ? upper : (name.isEmpty() || upper == sandbox ? sandbox : sandbox + u" · "_s + upper);
    m_tone = isSandbox ? Tone::Info : toneOfEnvironment(name, isProtected);
    m_icon = isSandbox ? u"flask-conical"_s : (isProtected ? u"shield-alert"_s : u"server"_s);
    setAccessibleName(tr("Environment %1").arg(m_text));
    setVisible(!m_text.isEmpty());
    updateGeometry();
    update();
}

QSize EnvironmentRibbon::sizeHint() const
{
    QSize wanted = pillSize(StatusLook{m_icon, m_tone, m_text});
    wanted.setHeight(24);
    return wanted;
}

void EnvironmentRibbon::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintPill(&painter, rect(), StatusLook{m_icon, m_tone, m_text}, layoutDirection());
}

void EnvironmentRibbon::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        updateGeometry();
    QWidget::changeEvent(event);
}

} // namespace belay
