// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>

QT_BEGIN_NAMESPACE
class QCoreApplication;
QT_END_NAMESPACE

namespace belay {

/// Installs the texts of this language for Belay and for Qt's own dialogs, and the direction of writing that
/// goes with it. English when there is no translation. Call once, before the first window. Returns whether
/// Belay has the language.
bool installLanguage(QCoreApplication &app, const QLocale &locale = QLocale());

} // namespace belay
