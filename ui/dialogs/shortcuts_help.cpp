// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/shortcuts_help.h"

#include "ui/theme/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeySequence>

#include <algorithm>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

QString shownKeys(const ActionSpec &spec)
{
    QStringList keys;
    for (const QString &key : spec.keys)
        keys += QKeySequence(key, QKeySequence::PortableText).toString(QKeySequence::NativeText);
    if (keys.size() > 2)
        return keys.first() + u" … "_s + keys.last();
    return keys.join(u", "_s);
}

/// A heading and its keys under each other.
QWidget *makeSection(const QString &heading, const std::vector<const ActionSpec *> &specs, QWidget *parent)
{
    auto *box = new QWidget(parent);
    auto *grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(space::l);
    grid->setVerticalSpacing(space::xs);
    grid->setColumnStretch(1, 1);
    grid->addWidget(makeLabel(heading, TextRole::Strong, box), 0, 0, 1, 2);
    int row = 1;
    for (const ActionSpec *spec : specs) {
        QLabel *keys = makeLabel(shownKeys(*spec), TextRole::Mono, box);
        keys->setMinimumWidth(std::max(104, keys->sizeHint().width()));
        grid->addWidget(keys, row, 0, Qt::AlignTop);
        grid->addWidget(makeLabel(spec->text, TextRole::Body, box), row++, 1);
    }
    return box;
}

} // namespace

ShortcutsHelp::ShortcutsHelp(const std::vector<ActionSpec> &table, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Keyboard shortcuts"));
    QStringList order;
    QHash<QString, std::vector<const ActionSpec *>> sections;
    for (const ActionSpec &spec : table) {
        if (spec.keys.isEmpty())
            continue;
        if (!order.contains(spec.section))
            order += spec.section;
        sections[spec.section].push_back(&spec);
    }

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::xl, space::xl, space::xl, space::xl);
    column->setSpacing(space::l);
    column->addWidget(makeLabel(tr("Keyboard shortcuts"), TextRole::DialogTitle, this));
    auto *beside = new QHBoxLayout;
    beside->setSpacing(space::xl);
    std::array<QVBoxLayout *, 3> sides{}; // with two it is higher than a small screen
    std::array<std::size_t, 3> lines{};
    for (QVBoxLayout *&side : sides) {
        side = new QVBoxLayout;
        side->setSpacing(0);
    }
    for (const QString &section : order) {
        const auto shortest =
            static_cast<std::size_t>(std::min_element(lines.begin(), lines.end()) - lines.begin());
        sides[shortest]->addWidget(makeSection(section, sections[section], this));
        sides[shortest]->addSpacing(space::l);
        lines[shortest] += sections[section].size() + 2;
    }
    for (QVBoxLayout *side : sides) {
        side->addStretch(1);
        beside->addLayout(side, 1);
    }
    column->addLayout(beside, 1);
    auto *foot = new QHBoxLayout;
    foot->addWidget(
        makeWrappedLabel(tr("Single letters work when no text field has the focus."), TextRole::Hint, this),
        1);
    QPushButton *close = makeSecondaryButton({}, tr("Close"), this);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    foot->addWidget(close);
    column->addLayout(foot);
    close->setFocus();
}

} // namespace belay
