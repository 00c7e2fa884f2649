// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

QT_BEGIN_NAMESPACE
class QHBoxLayout;
class QVBoxLayout;
QT_END_NAMESPACE

namespace belay {

class ElidedLabel;

/// One destination of the window: a title row (title, command field set by the window, the page's own
/// widgets) and a body. Margins and spacing are the same on every page.
class Page : public QWidget
{
    Q_OBJECT
public:
    explicit Page(const QString &title, QWidget *parent = nullptr);

    QString title() const;
    void setTitle(const QString &title);
    void addTitleWidget(QWidget *widget);  ///< right end of the title row, in reading order
    void setCommandField(QWidget *widget); ///< set by the window, once
    QVBoxLayout *body() const { return m_body; }

    /// Where the keyboard goes when the page is shown. Null: the first widget that takes focus.
    virtual QWidget *firstFocus() { return nullptr; }
    /// Called each time the page becomes the visible one.
    virtual void shown() {}

private:
    ElidedLabel *m_title;
    QHBoxLayout *m_titleRow;
    QVBoxLayout *m_body;
};

} // namespace belay
