// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/checklist.h"

#include <span>

/// The checklist's content. Private to checklist.cpp and checklist_profiles.cpp.
namespace belay::checklisttable {

/// Which profiles an item belongs to.
enum Profiles : unsigned { Phoenix = 1, Node = 2, Generic = 4, Every = Phoenix | Node | Generic };

/// A command whose output is judged. UTF-8 literals.
struct CommandRow
{
    const char *id;
    const char *title;
    const char *group;
    CheckLevel level;
    const char *run;
    const char *judge;
    int timeoutMinutes;
    double coverage; ///< percent; 0: none asked for
    const char *help;
};

enum class Answer {
    Confirm,
    Text,
    Evidence, ///< a person confirms what Belay has collected
    None,     ///< Belay looks by itself
};

/// Something a person answers, or Belay finds out.
struct AskRow
{
    unsigned profiles;
    const char *id;
    const char *title;
    const char *group;
    const char *origin;
    CheckLevel level;
    CheckPhase phase;
    Answer answer;
    const char *help;
};

std::span<const CommandRow> phoenixCommands();
std::span<const CommandRow> nodeCommands();
std::span<const AskRow> questions();
/// What comes during and after the release, and when it goes wrong.
std::span<const AskRow> laterQuestions();

/// By phase; in it the items of one group stand together, groups in the order of their first item.
void arrange(std::vector<CheckItem> &items);

} // namespace belay::checklisttable
