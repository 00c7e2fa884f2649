// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QString>

#include <functional>
#include <vector>

QT_BEGIN_NAMESPACE
class QLabel;
class QListView;
QT_END_NAMESPACE

namespace belay {

class SearchField;

/// Something the palette can run.
struct PaletteEntry
{
    QString title;
    QString hint; ///< shown at the end: a shortcut, or what sort of thing it is
    QString icon; ///< Lucide name
    std::function<void()> run;
};

/// Type a few letters, arrow to an entry, Enter runs it, Esc closes. The best match is chosen at once.
class Palette : public QDialog
{
    Q_OBJECT
public:
    explicit Palette(std::vector<PaletteEntry> entries, QWidget *parent = nullptr);
    ~Palette() override;

    QStringList shownTitles() const; ///< best first

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void filter(const QString &typed);
    void runChosen();

    class Model;
    Model *m_model;
    SearchField *m_field;
    QListView *m_list;
    QLabel *m_nothing;
};

} // namespace belay
