// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

QT_BEGIN_NAMESPACE
class QString;
class QWidget;
QT_END_NAMESPACE

namespace belay {

class KvList;

/// A row whose value is a field: the label stands at the field's middle, not at its top edge.
void addFieldRow(KvList &list, const QString &label, QWidget *field);

/// Lists that stand one under the other begin their values at the same place.
void setLabelWidth(KvList &list, int width);

} // namespace belay
