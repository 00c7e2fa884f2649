// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/scan/source_file.h"

#include <string>
#include <vector>

namespace belay::scan {

/// One statement of an Ecto migration, its lines joined.
struct MigrationStep
{
    enum class Way { Up, Down, Change };
    enum class Inside { Nothing, CreateTable, AlterTable };

    int line = 0;
    std::string code; ///< "add :status, :string, null: false"
    Way way = Way::Change;
    Inside inside = Inside::Nothing;
    std::string table; ///< the table it changes, as far as the text says
};

/// An Ecto migration as text shows it.
struct Migration
{
    std::vector<MigrationStep> steps;
    bool hasUp = false;
    bool hasDown = false;
    bool hasChange = false;
    int upLine = 0;
    int useLine = 0; ///< of `use Ecto.Migration`; 0: it is no migration
    bool disablesTransaction = false;
    bool disablesLock = false;

    /// Made by this migration itself, so nobody waits for a lock on it.
    bool creates(const std::string &table) const;
};

/// Reads any text.
Migration parseMigration(const SourceFile &file);

} // namespace belay::scan
