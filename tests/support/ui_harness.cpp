// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ui_harness.h"

#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSet>
#include <QTextDocument>

using namespace Qt::Literals::StringLiterals;

namespace belay::test {

namespace {

QString describe(const QWidget &widget)
{
    QString what = QString::fromLatin1(widget.metaObject()->className());
    if (!widget.objectName().isEmpty())
        what += u'#' + widget.objectName();
    if (const auto *label = qobject_cast<const QLabel *>(&widget))
        what += u" \"%1\""_s.arg(label->text());
    if (const auto *button = qobject_cast<const QAbstractButton *>(&widget))
        what += u" \"%1\""_s.arg(button->text());
    return what;
}

bool isInternal(const QWidget &widget)
{
    // Parts of Qt's own compound widgets (a spin box's field, an item view's header and corner) are reached
    // through their parent.
    return widget.objectName().startsWith("qt_"_L1) || widget.inherits("QHeaderView") ||
           widget.inherits("QTableCornerButton") || widget.inherits("QLineEditIconButton") ||
           widget.inherits("QScrollBar") || widget.inherits("QTabBar") || widget.inherits("QMenuBar");
}

bool isInteractive(const QWidget &widget)
{
    return qobject_cast<const QAbstractButton *>(&widget) != nullptr ||
           qobject_cast<const QLineEdit *>(&widget) != nullptr ||
           qobject_cast<const QComboBox *>(&widget) != nullptr ||
           qobject_cast<const QAbstractItemView *>(&widget) != nullptr ||
           qobject_cast<const QAbstractSpinBox *>(&widget) != nullptr;
}

QString buddyText(const QWidget &root, const QWidget &widget)
{
    for (const QLabel *label : root.findChildren<QLabel *>()) {
        if (label->buddy() == &widget)
            return label->text();
    }
    return {};
}

void findClipped(const QWidget &widget, QStringList &found)
{
    QSize needed;
    if (const auto *label = qobject_cast<const QLabel *>(&widget)) {
        if (label->text().isEmpty())
            return;
        needed = label->wordWrap() ? QSize(0, label->heightForWidth(label->width())) : label->sizeHint();
    } else if (const auto *button = qobject_cast<const QPushButton *>(&widget)) {
        if (button->minimumSizeHint().width() < button->sizeHint().width())
            return; // elides by itself
        needed = button->sizeHint();
    } else {
        return;
    }
    if (widget.width() < needed.width() || widget.height() < needed.height())
        found += u"clipped: %1 has %2x%3, needs %4x%5"_s.arg(describe(widget))
                     .arg(widget.width())
                     .arg(widget.height())
                     .arg(needed.width())
                     .arg(needed.height());
}

QSet<const QWidget *> tabChain(QWidget &root)
{
    QSet<const QWidget *> reached;
    for (QWidget *next = root.nextInFocusChain(); next != nullptr && !reached.contains(next);
         next = next->nextInFocusChain())
        reached.insert(next);
    return reached;
}

void findUnreachable(const QWidget &root, const QWidget &widget, const QSet<const QWidget *> &chain,
                     QStringList &found)
{
    const bool takesTab = widget.focusPolicy() & Qt::TabFocus;
    const QString name = widget.accessibleName();
    const auto *button = qobject_cast<const QAbstractButton *>(&widget);
    const bool named = !name.isEmpty() || (button != nullptr && !button->text().isEmpty()) ||
                       !buddyText(root, widget).isEmpty();
    if (!named)
        found += u"no accessible name: %1"_s.arg(describe(widget));
    if (widget.isEnabled() && (!takesTab || !chain.contains(&widget)))
        found += u"not reached by Tab: %1"_s.arg(describe(widget));
}

} // namespace

void show(QWidget &widget, const QString &name, QSize size, Theme theme)
{
    applyTheme(*qApp, theme);
    widget.resize(size);
    widget.show();
    // Layouts settle in two rounds: wrapped labels ask again once they know their width.
    for (int i = 0; i < 3; ++i) {
        QCoreApplication::sendPostedEvents();
        QCoreApplication::processEvents();
    }
    const QString folder = qEnvironmentVariable("BELAY_SCREENSHOTS");
    if (folder.isEmpty())
        return;
    QDir().mkpath(folder);
    const QString file =
        u"%1/%2-%3-%4x%5.png"_s.arg(folder, name, theme == Theme::Dark ? u"dark"_s : u"light"_s)
            .arg(size.width())
            .arg(size.height());
    if (!widget.grab().save(file))
        qWarning("could not save %s", qPrintable(file));
}

QStringList findings(QWidget &root)
{
    QStringList found;
    const QSet<const QWidget *> chain = tabChain(root);
    for (const QWidget *widget : root.findChildren<QWidget *>()) {
        if (!widget->isVisibleTo(&root) || isInternal(*widget) ||
            (widget->parentWidget() != nullptr && isInternal(*widget->parentWidget())))
            continue;
        findClipped(*widget, found);
        const auto *label = qobject_cast<const QLabel *>(widget);
        if (label != nullptr && label->textFormat() != Qt::PlainText)
            found += u"may render markup: %1"_s.arg(describe(*widget));
        const bool partOfCompound =
            qobject_cast<const QAbstractSpinBox *>(widget->parentWidget()) != nullptr ||
            qobject_cast<const QComboBox *>(widget->parentWidget()) != nullptr;
        if (isInteractive(*widget) && !partOfCompound)
            findUnreachable(root, *widget, chain, found);
    }
    return found;
}

QStringList findingsMirroredAndLarge(QWidget &widget, const QString &name)
{
    QStringList found;
    const auto look = [&](const QString &how, QSize size) {
        show(widget, QString(name + u'-' + how), size, Theme::Light);
        for (const QString &finding : findings(widget))
            found += QString(how + u": "_s + finding);
        if (widget.width() > size.width() || widget.height() > size.height())
            found += u"%1: the window grew to %2x%3"_s.arg(how).arg(widget.width()).arg(widget.height());
    };
    QApplication::setLayoutDirection(Qt::RightToLeft);
    look(u"rtl"_s, {1280, 800});
    QApplication::setLayoutDirection(Qt::LeftToRight);
    setTextZoom(*qApp, 150);
    look(u"150"_s, {1920, 1080});
    setTextZoom(*qApp, 100);
    return found;
}

QStringList findingsInAllSizes(QWidget &widget, const QString &name)
{
    QStringList found;
    for (const Theme theme : {Theme::Light, Theme::Dark}) {
        for (const QSize size : {QSize(1280, 800), QSize(960, 600), QSize(1920, 1080)}) {
            show(widget, name, size, theme);
            const QString where = u"%1 %2x%3: "_s.arg(toString(theme)).arg(size.width()).arg(size.height());
            for (const QString &finding : findings(widget))
                found += where + finding;
            if (widget.width() > size.width() || widget.height() > size.height())
                found += where + u"the window grew to %1x%2"_s.arg(widget.width()).arg(widget.height());
        }
    }
    return found;
}

} // namespace belay::test
