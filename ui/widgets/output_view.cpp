// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/output_view.h"

#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/search_field.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTextBlock>

namespace belay {

namespace {

constexpr int shownMatches = 500; ///< further ones are counted, not coloured

QTextEdit::ExtraSelection marked(const QTextCursor &cursor)
{
    QTextEdit::ExtraSelection selection;
    selection.cursor = cursor;
    selection.format.setBackground(tokens().warnBg);
    selection.format.setForeground(tokens().text);
    return selection;
}

} // namespace

OutputView::OutputView(QWidget *parent)
    : QWidget(parent)
    , m_text(new QPlainTextEdit)
    , m_search(new SearchField(tr("Find in the output")))
    , m_found(makeLabel(QString(), TextRole::Meta))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::xs);
    auto *head = new QHBoxLayout;
    head->setSpacing(space::s);
    m_search->setObjectName(QStringLiteral("outputFind"));
    QPushButton *copy = makeSecondaryButton(QStringLiteral("copy"), tr("Copy"));
    copy->setObjectName(QStringLiteral("copyOutput"));
    copy->setToolTip(tr("Copies the whole output."));
    setCompact(copy);
    head->addWidget(m_search, 1);
    head->addWidget(m_found);
    head->addWidget(copy);
    column->addLayout(head);
    m_text->setObjectName(QStringLiteral("checkOutput"));
    m_text->setAccessibleName(tr("Output"));
    m_text->setReadOnly(true);
    m_text->setFont(monoFont());
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    column->addWidget(m_text, 1);
    setTabOrder(m_search, copy);
    setTabOrder(copy, m_text);
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_text->toPlainText()); });
    connect(m_search, &QLineEdit::textChanged, this, &OutputView::showMatches);
    connect(m_search, &QLineEdit::returnPressed, this, [this] { go(false); });
    connect(themeNotifier(), &ThemeNotifier::changed, this, &OutputView::showMatches);
}

void OutputView::setOutput(const QString &text)
{
    const QString shown = m_text->toPlainText();
    if (shown == text)
        return;
    QScrollBar *bar = m_text->verticalScrollBar();
    const bool grows = !shown.isEmpty() && text.startsWith(shown);
    const bool atEnd = bar->value() == bar->maximum();
    if (grows) {
        QTextCursor end(m_text->document());
        end.movePosition(QTextCursor::End);
        end.insertText(text.mid(shown.size())); // keeps the selection and the place
        if (atEnd)
            bar->setValue(bar->maximum());
    } else {
        m_text->setPlainText(text);
    }
    showMatches();
}

void OutputView::focusText()
{
    m_text->setFocus();
}

void OutputView::focusSearch()
{
    m_search->setFocus();
    m_search->selectAll();
}

void OutputView::keyPressEvent(QKeyEvent *event)
{
    const bool inText = m_text->hasFocus();
    if (event->matches(QKeySequence::Find) || (inText && event->key() == Qt::Key_Slash))
        focusSearch();
    else if (event->matches(QKeySequence::FindNext))
        go(false);
    else if (event->matches(QKeySequence::FindPrevious))
        go(true);
    else
        QWidget::keyPressEvent(event);
}

void OutputView::showMatches()
{
    const QString wanted = m_search->text();
    QList<QTextEdit::ExtraSelection> matches;
    int count = 0;
    if (!wanted.isEmpty()) {
        for (QTextCursor at = m_text->document()->find(wanted, 0); !at.isNull();
             at = m_text->document()->find(wanted, at)) {
            if (++count <= shownMatches)
                matches.append(marked(at));
        }
    }
    m_text->setExtraSelections(matches);
    m_found->setText(wanted.isEmpty() ? QString() : tr("%1 found").arg(count));
    m_found->setVisible(!wanted.isEmpty());
}

/// The next match after (or before) the cursor, from the other end when there is none.
void OutputView::go(bool backwards)
{
    const QTextDocument::FindFlags flags =
        backwards ? QTextDocument::FindBackward : QTextDocument::FindFlags();
    if (m_search->text().isEmpty() || m_text->find(m_search->text(), flags))
        return;
    m_text->moveCursor(backwards ? QTextCursor::End : QTextCursor::Start);
    m_text->find(m_search->text(), flags);
}

} // namespace belay
