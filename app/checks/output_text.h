// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/engine/ports.h"

#include <QRegularExpression>
#include <QStringList>

#include <optional>

namespace belay {

/// What a command printed, as clean lines: standard output first, then standard error. Judges read it.
class OutputText
{
public:
    explicit OutputText(const CommandResult &result);

    const QStringList &lines() const { return m_lines; }
    bool contains(const QRegularExpression &pattern) const;
    /// The last line that matches; a tool's summary is at its end.
    QRegularExpressionMatch last(const QRegularExpression &pattern) const;
    QList<QRegularExpressionMatch> all(const QRegularExpression &pattern) const;
    /// The last line with a letter or digit in it, cut to fit a row.
    QString lastMeaningful() const;
    /// The last forty lines.
    QString tail() const;

private:
    QStringList m_lines;
};

} // namespace belay
