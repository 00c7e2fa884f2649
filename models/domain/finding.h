// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <vector>

namespace belay {

/// How sure a rule is. Error: a reviewer would agree without looking further. Warning: look at it. Note: good
/// to know.
enum class Severity { Error, Warning, Note };

/// A mechanical mend: the whole lines `firstLine` to `lastLine` (1-based, both included) become `replacement`
/// (without the last line's end). An empty replacement with `deletes` takes the lines away. `lastLine` before
/// `firstLine` puts the text in front of `firstLine` and replaces nothing.
struct TextEdit
{
    int firstLine = 0;
    int lastLine = 0;
    QString replacement;
    bool deletes = false;

    bool operator==(const TextEdit &) const = default;
};

/// What a rule found in a repository: where, what it means there, and how to mend it. All texts are plain.
/// Neither holds the value of a secret.
struct Finding
{
    QString rule; ///< "elixir/get-env-bang"
    Severity severity = Severity::Warning;
    QString file;   ///< relative to the scanned folder, with slashes
    int line = 0;   ///< 1-based; 0: the file, or the repository, as a whole
    int column = 0; ///< 1-based; 0: the whole line
    QString message;
    QString fix;
    std::optional<TextEdit> edit;

    bool operator==(const Finding &) const = default;
};

/// "error", "warning", "note".
QString toString(Severity severity);

/// By file, line, column, rule and message: the order in which findings are shown and written.
bool comesBefore(const Finding &a, const Finding &b);

nlohmann::json toJson(const Finding &finding);

/// The text with the edits of its findings applied, from the last line to the first. An edit that overlaps
/// one already applied is left out; line ends stay as they are.
QString withEdits(const QString &text, std::vector<TextEdit> edits);

} // namespace belay
