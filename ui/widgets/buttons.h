// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>
#include <QString>

namespace belay {

/// Buttons by weight. One primary per screen; danger only for what the screen is about (roll back, stop).
/// `lucideName` may be empty. A button without text needs `setAccessibleName` and a tooltip: use
/// makeIconButton.
QPushButton *makePrimaryButton(const QString &lucideName, const QString &text, QWidget *parent = nullptr);
QPushButton *makeSecondaryButton(const QString &lucideName, const QString &text, QWidget *parent = nullptr);
QPushButton *makeDangerButton(const QString &lucideName, const QString &text, QWidget *parent = nullptr);
QPushButton *makeQuietButton(const QString &lucideName, const QString &text, QWidget *parent = nullptr);

/// A quiet square button; `name` is its accessible name and tooltip.
QPushButton *makeIconButton(const QString &lucideName, const QString &name, QWidget *parent = nullptr);

/// Gives a button another weight, for example when another one becomes the screen's primary.
enum class ButtonWeight { Primary, Secondary, Danger };
void setWeight(QPushButton *button, ButtonWeight weight, const QString &lucideName);

/// 28 px high instead of 34.
void setCompact(QPushButton *button, bool compact = true);

} // namespace belay
