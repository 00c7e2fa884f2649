// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/scan/migration.h"

#include "app/scan/elixir_text.h"

#include <algorithm>

namespace belay::scan {

namespace {

/// The first name in parentheses or after the word: table(:users), index("posts", …), table "users".
std::string nameAfter(Text code, Text word)
{
    const std::size_t at = findWord(code, word);
    if (at == Text::npos)
        return {};
    Text rest = code.substr(at + word.size());
    const std::size_t start = rest.find_first_of(":\"");
    if (start == Text::npos)
        return {};
    rest = rest.substr(start + 1);
    const auto end = std::find_if_not(rest.begin(), rest.end(), isWordChar);
    return std::string(rest.begin(), end);
}

int openParentheses(Text code)
{
    int depth = 0;
    char quote = 0;
    for (std::size_t i = 0; i < code.size(); ++i) {
        const char c = code[i];
        if (quote != 0) {
            if (c == '\\')
                ++i;
            else if (c == quote)
                quote = 0;
        } else if (c == '"') {
            quote = c;
        } else if (c == '(' || c == '[' || c == '{') {
            ++depth;
        } else if (c == ')' || c == ']' || c == '}') {
            --depth;
        }
    }
    return depth;
}

bool goesOn(Text code)
{
    const Text words = trimmed(code);
    return openParentheses(code) > 0 || words.ends_with(",") || words.ends_with("(") || words.ends_with("=");
}

class Reader
{
public:
    Migration read(const SourceFile &file)
    {
        const auto lines = elixirLines(file);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            std::string code(trimmed(lines[i].code));
            const int line = lines[i].number;
            const int indent = lines[i].indent;
            // A statement that goes on; bounded, so that broken text costs nothing.
            for (int joined = 0; joined < 30 && i + 1 < lines.size() && goesOn(code); ++joined)
                code += ' ' + std::string(trimmed(lines[++i].code));
            if (!code.empty())
                take(code, line, indent);
        }
        return std::move(m_migration);
    }

private:
    void take(const std::string &code, int line, int indent)
    {
        const Text words = code;
        if (words.starts_with("use Ecto.Migration"))
            m_migration.useLine = line;
        if (words.starts_with("@disable_ddl_transaction true"))
            m_migration.disablesTransaction = true;
        if (words.starts_with("@disable_migration_lock true"))
            m_migration.disablesLock = true;
        if (words.starts_with("def "))
            enter(words, line);
        if (words == "end" && indent <= m_blockIndent)
            m_inside = MigrationStep::Inside::Nothing;
        if (m_way == Where::Elsewhere)
            return;
        const bool opens = words.ends_with(" do");
        const bool table = containsWord(words, "table");
        if (opens && table && (words.starts_with("create") || words.starts_with("alter"))) {
            m_inside = words.starts_with("create") ? MigrationStep::Inside::CreateTable
                                                   : MigrationStep::Inside::AlterTable;
            m_table = nameAfter(words, "table");
            m_blockIndent = indent;
        }
        MigrationStep step;
        step.line = line;
        step.code = code;
        step.way = m_way == Where::Down ? MigrationStep::Way::Down
                   : m_way == Where::Up ? MigrationStep::Way::Up
                                        : MigrationStep::Way::Change;
        step.inside = m_inside;
        step.table = m_inside != MigrationStep::Inside::Nothing ? m_table : tableOf(words);
        m_migration.steps.push_back(std::move(step));
    }

    static std::string tableOf(Text words)
    {
        for (const Text word : {"unique_index", "index", "table", "constraint"}) {
            if (containsWord(words, word))
                return nameAfter(words, word);
        }
        return {};
    }

    void enter(Text words, int line)
    {
        m_inside = MigrationStep::Inside::Nothing;
        m_way = Where::Elsewhere;
        if (words.starts_with("def up")) {
            m_way = Where::Up;
            m_migration.hasUp = true;
            m_migration.upLine = line;
        } else if (words.starts_with("def down")) {
            m_way = Where::Down;
            m_migration.hasDown = true;
        } else if (words.starts_with("def change")) {
            m_way = Where::Change;
            m_migration.hasChange = true;
        }
    }

    enum class Where { Elsewhere, Up, Down, Change };
    Migration m_migration;
    Where m_way = Where::Elsewhere;
    MigrationStep::Inside m_inside = MigrationStep::Inside::Nothing;
    std::string m_table;
    int m_blockIndent = 0;
};

} // namespace

bool Migration::creates(const std::string &table) const
{
    return std::any_of(steps.begin(), steps.end(), [&table](const MigrationStep &step) {
        return step.way != MigrationStep::Way::Down && Text(step.code).starts_with("create") &&
               containsWord(step.code, "table") && step.table == table;
    });
}

Migration parseMigration(const SourceFile &file)
{
    return Reader().read(file);
}

} // namespace belay::scan
