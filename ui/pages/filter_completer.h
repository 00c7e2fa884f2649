// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCompleter>

namespace belay {

/// Completes the word that is being typed, not the whole line: "status:failed en" offers "env:". Offers
/// nothing until a word begins. Case does not matter.
class FilterCompleter : public QCompleter
{
    Q_OBJECT
public:
    explicit FilterCompleter(const QStringList &words, QObject *parent = nullptr);

    QStringList splitPath(const QString &line) const override;
    QString pathFromIndex(const QModelIndex &index) const override;
};

} // namespace belay
