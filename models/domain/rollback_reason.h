// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/metrics.h"
#include "models/domain/result.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace belay {

/// Why a person rolls back, in a word that can be counted: the triggers of a runbook that no metric shows,
/// and those that a metric would have shown later.
struct ReasonCode
{
    QString code;  ///< "p1-bug": on the command line
    QString title; ///< "P1 bug": in the history and the report
};

/// All of them, in the order in which they are offered.
const std::vector<ReasonCode> &reasonCodes();

/// The reason as the history and the report keep it: "Data corruption: orders without items". Without a code
/// it is the text. Error Invalid: no such code; it names those there are.
Result<QString> codedReason(const QString &code, const QString &text);

/// The code a kept reason begins with, or empty.
QString codeOfReason(const QString &reason);

/// A reason before a person has agreed to it.
struct ReasonDraft
{
    QString code; ///< never empty: "other" when nothing tells
    QString text; ///< without the code's title: codedReason() puts it in front
};

/// What a person would most likely write: by the series that speaks for the verdict, else by the words of
/// what was seen ("the service is down"). `seen` may be a verdict's sentence, a person's words, or a reason
/// with a code already. Pure.
ReasonDraft draftReason(const QString &seen, const std::optional<Verdict> &verdict = {},
                        const std::vector<SeriesData> &series = {});

} // namespace belay
