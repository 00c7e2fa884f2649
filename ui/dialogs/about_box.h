// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/dialog_base.h"

#include <QString>

#include <utility>
#include <vector>

namespace belay {

/// "libcurl" and "7.88.1"; "History" and a path: what a person who reports a bug has to name.
using AboutFacts = std::vector<std::pair<QString, QString>>;

/// What this program is, its version, its licence, and what it is made with. Its facts can be copied.
class AboutBox : public DialogBase
{
    Q_OBJECT
public:
    AboutBox(const QString &version, const AboutFacts &facts, QWidget *parent);

    /// The same as lines of plain text: "Belay: 0.1.0".
    QString asText() const { return m_text; }

private:
    QString m_text;
};

} // namespace belay
