// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/host_key_dialog.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/kv_list.h"
#include "ui/widgets/labels.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

namespace belay {

HostKeyDialog::HostKeyDialog(const QString &host, const QString &address, const QString &keyType,
                             const QString &fingerprint, QWidget *parent)
    : DialogBase(tr("%1 is new to this computer").arg(host),
                 tr("Compare the fingerprint with the one the server shows. If they differ, someone may be "
                    "in between."),
                 parent)
{
    auto *card = new Card;
    auto *facts = new KvList;
    facts->addRow(tr("Address"), address, KvList::Look::Mono);
    facts->addRow(tr("Key"), keyType);
    facts->addRow(tr("Fingerprint"), fingerprint, KvList::Look::Mono);
    facts->addRow(tr("On the server"),
                  QStringLiteral("ssh-keygen -lf /etc/ssh/ssh_host_%1_key.pub").arg(keyType.toLower()),
                  KvList::Look::Mono);
    card->body()->addWidget(facts);
    body()->addWidget(card);

    auto *pasted = new QLineEdit;
    pasted->setObjectName(QStringLiteral("pasted"));
    pasted->setAccessibleName(tr("Fingerprint to compare with"));
    pasted->setPlaceholderText(tr("Paste the server's fingerprint here to compare"));
    auto *result = makeWrappedLabel(QString(), TextRole::Meta);
    result->setObjectName(QStringLiteral("comparison"));
    auto *trust = makeSecondaryButton(QStringLiteral("shield-check"), tr("Trust and save to known_hosts"));
    trust->setObjectName(QStringLiteral("trustKey"));
    connect(pasted, &QLineEdit::textChanged, this, [result, trust, fingerprint](const QString &text) {
        const QString trimmed = text.simplified();
        // Either the bare fingerprint or the whole line that ssh-keygen -l prints.
        const bool same = trimmed.split(QLatin1Char(' ')).contains(fingerprint);
        trust->setEnabled(trimmed.isEmpty() || same);
        result->setText(trimmed.isEmpty() ? QString()
                        : same            ? tr("The fingerprints are the same.")
                                          : tr("The fingerprints differ. Do not trust this host."));
        setTone(result, same ? Tone::Ok : Tone::Danger);
    });
    body()->addWidget(pasted);
    body()->addWidget(result);

    auto *copy = makeQuietButton(QStringLiteral("copy"), tr("Copy fingerprint"));
    connect(copy, &QPushButton::clicked, this,
            [fingerprint] { QGuiApplication::clipboard()->setText(fingerprint); });
    addLeadingButton(copy);
    addCancel();
    connect(trust, &QPushButton::clicked, this, &QDialog::accept);
    addButton(trust);
    pasted->setFocus();
}

} // namespace belay
