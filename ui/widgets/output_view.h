// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

QT_BEGIN_NAMESPACE
class QLabel;
class QPlainTextEdit;
QT_END_NAMESPACE

namespace belay {

class SearchField;

/// What a command printed: read-only, searchable, with a button that copies all of it. While it grows at the
/// end it follows, unless somebody has scrolled up to read.
class OutputView : public QWidget
{
    Q_OBJECT
public:
    explicit OutputView(QWidget *parent = nullptr);

    void setOutput(const QString &text);
    void focusText();
    void focusSearch();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void showMatches();
    void go(bool backwards);

    QPlainTextEdit *m_text;
    SearchField *m_search;
    QLabel *m_found;
};

} // namespace belay
