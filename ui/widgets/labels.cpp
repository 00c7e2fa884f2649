// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/labels.h"

#include "ui/theme/theme.h"

#include <QStyle>
#include <QTextDocument>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

QFont fontOf(TextRole role)
{
    switch (role) {
    case TextRole::Incident:
        return incidentFont();
    case TextRole::Title:
        return titleFont();
    case TextRole::DialogTitle:
        return dialogTitleFont();
    case TextRole::Verdict:
        return verdictFont();
    case TextRole::Strong:
        return strongFont();
    case TextRole::BodyStrong:
        return bodyStrongFont();
    case TextRole::Meta:
    case TextRole::Hint:
        return metaFont();
    case TextRole::Mono:
        return monoFont();
    case TextRole::Body:
        break;
    }
    return bodyFont();
}

QString wordOf(TextRole role)
{
    switch (role) {
    case TextRole::Incident:
    case TextRole::Title:
    case TextRole::DialogTitle:
    case TextRole::Verdict:
        return u"title"_s;
    case TextRole::Strong:
    case TextRole::BodyStrong:
        return u"strong"_s;
    case TextRole::Meta:
        return u"meta"_s;
    case TextRole::Hint:
        return u"hint"_s;
    case TextRole::Mono:
        return u"mono"_s;
    case TextRole::Body:
        break;
    }
    return u"body"_s;
}

QString wordOf(Tone tone)
{
    switch (tone) {
    case Tone::Ok:
        return u"ok"_s;
    case Tone::Warn:
        return u"warn"_s;
    case Tone::Danger:
        return u"danger"_s;
    case Tone::Info:
        return u"info"_s;
    case Tone::Neutral:
        break;
    }
    return {};
}

} // namespace

QLabel *makeLabel(const QString &text, TextRole role, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setFont(fontOf(role));
    label->setProperty("role", wordOf(role));
    label->setText(text);
    return label;
}

QLabel *makeWrappedLabel(const QString &text, TextRole role, QWidget *parent)
{
    QLabel *label = makeLabel(text, role, parent);
    label->setWordWrap(true);
    label->setMinimumWidth(80);
    return label;
}

void setTone(QLabel *label, Tone tone)
{
    label->setProperty("tone", wordOf(tone));
    label->style()->unpolish(label);
    label->style()->polish(label);
}

QString plainToolTip(const QString &text)
{
    return Qt::mightBeRichText(text) ? Qt::convertFromPlainText(text) : text;
}

} // namespace belay
