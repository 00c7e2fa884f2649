// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

QT_BEGIN_NAMESPACE
class QTableView;
class QString;
QT_END_NAMESPACE

namespace belay {

/// A table as every page shows one: no grid, rows of one height, quiet headers, whole rows selected, Tab
/// leaves it.
QTableView *makeQuietTable(const QString &objectName, const QString &accessibleName);

} // namespace belay
