// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QLabel>
#include <QString>

namespace belay {

enum class TextRole { Incident, Title, DialogTitle, Verdict, Strong, BodyStrong, Body, Meta, Hint, Mono };

/// A label that shows plain text, never markup, in the font and colour of its role.
QLabel *makeLabel(const QString &text, TextRole role = TextRole::Body, QWidget *parent = nullptr);

/// The same over several lines. Use for every sentence: a label that does not wrap widens the window.
QLabel *makeWrappedLabel(const QString &text, TextRole role = TextRole::Body, QWidget *parent = nullptr);

/// Colours a label by meaning; Tone::Neutral gives the role's own colour back.
void setTone(QLabel *label, Tone tone);

/// Tooltips guess at markup. This one is shown as written.
QString plainToolTip(const QString &text);

} // namespace belay
