// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/actions.h"

#include <QDialog>

namespace belay {

/// Every key, by section, made from the table of actions. Esc closes.
class ShortcutsHelp : public QDialog
{
    Q_OBJECT
public:
    explicit ShortcutsHelp(const std::vector<ActionSpec> &table, QWidget *parent = nullptr);
};

} // namespace belay
