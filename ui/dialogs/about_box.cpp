// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/about_box.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/kv_list.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace belay {

AboutBox::AboutBox(const QString &version, const AboutFacts &facts, QWidget *parent)
    : DialogBase(
          tr("About Belay"),
          tr("A release dashboard: check, deploy, watch, roll back. Free software under the GNU General "
             "Public License, version 3 or any later version, without any warranty."),
          parent)
{
    auto *list = new KvList;
    const auto add = [&](const QString &name, const QString &value, KvList::Look look) {
        list->addRow(name, value, look);
        m_text += name + u": "_s + value + u'\n';
    };
    add(u"Belay"_s, version, KvList::Look::Strong);
    add(tr("Licence"), u"GPL-3.0-or-later"_s, KvList::Look::Plain);
    add(u"Qt"_s, QString::fromLatin1(qVersion()), KvList::Look::Plain);
    for (const auto &[name, value] : facts)
        add(name, value, KvList::Look::Plain);
    body()->addWidget(list);

    QPushButton *copy = makeQuietButton(u"copy"_s, tr("Copy"));
    copy->setObjectName(u"copyAbout"_s);
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_text); });
    addLeadingButton(copy);
    QPushButton *close = makeSecondaryButton({}, tr("Close"));
    close->setObjectName(u"closeAbout"_s);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    addButton(close);
    close->setFocus();
}

} // namespace belay
