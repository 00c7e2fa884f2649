// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/tokens.h"

#include <QWidget>

#include <vector>

QT_BEGIN_NAMESPACE
class QAbstractButton;
class QVBoxLayout;
QT_END_NAMESPACE

namespace belay {

/// The window's left edge: a header (what is open), the destinations, and entries at the foot. Folds to
/// icons. Arrow keys move between destinations.
class NavigationColumn : public QWidget
{
    Q_OBJECT
public:
    explicit NavigationColumn(QWidget *parent = nullptr);

    void setHeader(const QString &text, const QString &hint); ///< hint: accessible name and tooltip
    void addDestination(const QString &id, const QString &lucideName, const QString &title,
                        const QString &keys);
    QAbstractButton *addFootEntry(const QString &lucideName, const QString &title);
    void setCurrent(const QString &id);
    void setBadge(const QString &id, const QString &text, Tone tone); ///< empty: none
    void setFolded(bool folded);
    bool isFolded() const { return m_folded; }
    QAbstractButton *header() const;
    QAbstractButton *destination(const QString &id) const;
    QAbstractButton *current() const;

Q_SIGNALS:
    void destinationChosen(const QString &id);
    void headerClicked();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    class Entry;
    Entry *m_header;
    std::vector<Entry *> m_destinations;
    std::vector<Entry *> m_foot;
    QVBoxLayout *m_column;
    bool m_folded = false;
};

} // namespace belay
