// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/log_view_accessible.h"

#include "ui/widgets/log_view.h"

#include <QAccessibleWidget>

#include <algorithm>

namespace belay {

namespace {

class LogViewAccessible : public QAccessibleWidget, public QAccessibleTextInterface
{
public:
    explicit LogViewAccessible(LogView *view)
        : QAccessibleWidget(view, QAccessible::EditableText)
        , m_view(view)
    {
    }

    QAccessible::State state() const override
    {
        QAccessible::State state = QAccessibleWidget::state();
        state.readOnly = true;
        state.multiLine = true;
        state.selectableText = true;
        return state;
    }

    QString text(QAccessible::Text what) const override
    {
        return what == QAccessible::Value ? m_view->visibleText() : QAccessibleWidget::text(what);
    }

    void *interface_cast(QAccessible::InterfaceType type) override
    {
        return type == QAccessible::TextInterface ? static_cast<QAccessibleTextInterface *>(this)
                                                  : QAccessibleWidget::interface_cast(type);
    }

    // what is read

    QString text(int start, int end) const override
    {
        const QString all = m_view->visibleText();
        return all.mid(start, end < 0 ? -1 : end - start);
    }
    int characterCount() const override { return static_cast<int>(m_view->visibleText().size()); }
    QString attributes(int, int *start, int *end) const override
    {
        *start = 0;
        *end = characterCount();
        return {};
    }

    // where one is

    int cursorPosition() const override { return std::max(0, startOf(m_view->currentVisible())); }
    void setCursorPosition(int position) override { m_view->chooseVisible(lineAt(position)); }
    QRect characterRect(int offset) const override { return m_view->visibleRect(lineAt(offset)); }
    int offsetAtPoint(const QPoint &point) const override
    {
        const QStringList lines = m_view->visibleLines();
        for (int line = 0; line < lines.size(); ++line)
            if (m_view->visibleRect(line).contains(point))
                return startOf(line);
        return -1;
    }
    void scrollToSubstring(int, int) override {} // all of it is seen

    // what is chosen

    int selectionCount() const override { return m_view->chosenVisible().second > 0 ? 1 : 0; }
    void selection(int index, int *start, int *end) const override
    {
        const auto [first, count] = m_view->chosenVisible();
        *start = *end = 0;
        if (index != 0 || count == 0)
            return;
        const QStringList lines = m_view->visibleLines();
        *start = startOf(first);
        *end = startOf(first + count - 1) + static_cast<int>(lines.value(first + count - 1).size());
    }
    void addSelection(int start, int end) override { setSelection(0, start, end); }
    void removeSelection(int) override { m_view->chooseVisible(m_view->currentVisible()); }
    void setSelection(int, int start, int end) override
    {
        m_view->chooseVisible(lineAt(start), lineAt(std::max(start, end - 1)));
    }

private:
    /// Where a line begins in the text; -1 for none.
    int startOf(int line) const
    {
        const QStringList lines = m_view->visibleLines();
        if (line < 0 || line >= lines.size())
            return -1;
        int start = 0;
        for (int i = 0; i < line; ++i)
            start += static_cast<int>(lines[i].size()) + 1;
        return start;
    }

    int lineAt(int offset) const
    {
        return static_cast<int>(QStringView(m_view->visibleText()).left(std::max(0, offset)).count(u'\n'));
    }

    LogView *m_view;
};

QAccessibleInterface *make(const QString &, QObject *object)
{
    auto *view = qobject_cast<LogView *>(object);
    return view ? new LogViewAccessible(view) : nullptr;
}

} // namespace

void installLogViewAccessible()
{
    [[maybe_unused]] static const bool installed = [] {
        QAccessible::installFactory(make);
        return true;
    }();
}

} // namespace belay
