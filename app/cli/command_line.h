// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/console.h"
#include "app/workspace.h"

#include <QCommandLineParser>
#include <QStringList>

#include <memory>
#include <optional>
#include <span>

namespace belay {

class Cli;

/// One verb of the command line. A command is a function and a line in the table of commands.cpp.
struct Command
{
    const char *name;
    const char *arguments; ///< for the help: "ID", "DIR", or ""
    const char *summary;
    QStringList options; ///< long names out of the option table; the common ones are always there
    int (*run)(Cli &);
    int minArguments = 0;
    int maxArguments = 0;
};

std::span<const Command> commands();

/// What a command is about. Moved, never copied: the environment is the project's own.
struct Chosen
{
    Chosen() = default;
    Chosen(Chosen &&) = default;
    Chosen &operator=(Chosen &&) = default;
    Chosen(const Chosen &) = delete;
    Chosen &operator=(const Chosen &) = delete;
    ~Chosen() = default;

    Project project;
    const Environment *environment = nullptr;
};

enum class Trust { Needed, NotNeeded };

/// A parsed command line with what commands need: options, the project, the workspace, the console.
class Cli
{
public:
    /// Parses; an Error Invalid names the nearest known word.
    static Result<std::unique_ptr<Cli>> parse(const QStringList &arguments);
    ~Cli();

    int run();

    bool has(const QString &option) const { return m_parser.isSet(option); }
    QString value(const QString &option) const { return m_parser.value(option); }
    QStringList list(const QString &option) const; ///< comma-separated, or given several times
    QString argument(int index) const { return m_arguments.value(index); }

    const Console &console() const { return m_console; }
    Workspace &workspace();
    CancelToken cancel() const { return m_cancel; }

    Result<Project> project();
    /// The environment named with -e; the only one when there is just one.
    Result<const Environment *> environment(const Project &project) const;
    /// The project, trusted (or trusted now by --trust).
    Result<Project> trustedProject();
    /// The project and the environment named with -e.
    Result<Chosen> chosen(Trust trust);
    /// Yes by --yes, or by a person. An Error Invalid when nobody can be asked.
    Result<void> confirmed(const QString &question) const;

    /// Prints the error and returns its exit code.
    int failed(const Error &error) const;

    const Command &command() const { return *m_command; }

private:
    Cli(const Command *command, std::unique_ptr<QCommandLineParser> parser, Console console);

    const Command *m_command;
    std::unique_ptr<QCommandLineParser> m_ownedParser;
    QCommandLineParser &m_parser;
    QStringList m_arguments;
    Console m_console;
    CancelToken m_cancel;
    std::unique_ptr<Prompter> m_prompter;
    std::unique_ptr<Composition> m_composition;
    std::unique_ptr<Workspace> m_workspace;
};

/// The text of `belay help`.
QString commandLineHelp();

} // namespace belay
