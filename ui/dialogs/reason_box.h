// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

QT_BEGIN_NAMESPACE
class QComboBox;
QT_END_NAMESPACE

namespace belay {

/// The codes of a reason to roll back, to choose from; `code` is chosen, an unknown or empty one is "other".
QComboBox *makeReasonBox(const QString &code);
/// Chooses another one.
void chooseReason(QComboBox &box, const QString &code);
QString chosenCode(const QComboBox &box);
/// The text with the chosen code in front, as the history keeps it. "Other" with a text is the text alone.
QString chosenReason(const QComboBox &box, const QString &text);

} // namespace belay
