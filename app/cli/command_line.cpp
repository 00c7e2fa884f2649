// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_line.h"

#include "app/cli/terminal.h"
#include "app/identity.h"
#include "models/domain/names.h"

#include <QCommandLineOption>
#include <QDir>

#include <algorithm>

namespace belay {

namespace {

struct OptionSpec
{
    QStringList names;
    const char *description;
    const char *value = nullptr;
    const char *key = nullptr; ///< how commands name it, where the long name alone is not enough

    bool isOf(const Command &command) const
    {
        return command.options.contains(key ? QString::fromLatin1(key) : names.last());
    }
};

const std::vector<OptionSpec> &optionTable()
{
    static const std::vector<OptionSpec> table = {
        {{QStringLiteral("e"), QStringLiteral("environment")}, "the environment", "ENV"},
        {{QStringLiteral("r"), QStringLiteral("release")}, "the version to release", "VERSION"},
        {{QStringLiteral("only")}, "only these items, separated by commas", "ID"},
        {{QStringLiteral("sarif")}, "SARIF 2.1.0, for editors and code hosts"},
        {{QStringLiteral("sarif")},
         "write what was found in the files as SARIF 2.1.0, to a file or (-) to the output",
         "FILE",
         "sarif-to"},
        {{QStringLiteral("critical")},
         "folders or files in which unfinished work is a finding, separated by commas",
         "PATH"},
        {{QStringLiteral("fix")}, "mend what can be mended mechanically; shows the change and asks first"},
        {{QStringLiteral("text")}, "the answer's text, or what to write down", "TEXT"},
        {{QStringLiteral("incident")}, "a past incident, by its id or a beginning of it", "ID"},
        {{QStringLiteral("na")}, "the item does not apply"},
        {{QStringLiteral("waive")}, "let the release pass without this item; needs --reason"},
        {{QStringLiteral("confirm")}, "confirm another person's waiver of the item"},
        {{QStringLiteral("undo")},
         "take the newest answer back; of a confirmed waiver the confirmation first"},
        {{QStringLiteral("as")}, "who answers, when it is not who this account belongs to", "NAME"},
        {{QStringLiteral("reason")}, "why; kept in the history and the report", "REASON"},
        {{QStringLiteral("reason-code")},
         "why, in a word: p1-bug, security, data-corruption, error-rate, degradation, service-down, database "
         "or other",
         "CODE"},
        {{QStringLiteral("replay")}, "a past run, played again: its id or a beginning of it", "RUN"},
        {{QStringLiteral("speed")}, "how many times as fast, for example 10; 0: all at once", "N"},
        {{QStringLiteral("rollback")}, "the way back instead of the way forward"},
        {{QStringLiteral("format")}, "output format", "FORMAT"},
        {{QStringLiteral("skip-checklist")}, "deploy although the checklist is open; needs --reason"},
        {{QStringLiteral("no-watch")}, "do not watch the metrics afterwards"},
        {{QStringLiteral("watch")}, "watch afterwards whether it has helped; exit 7 when it has not"},
        {{QStringLiteral("dry-run")}, "go through every step without touching anything"},
        {{QStringLiteral("to")}, "the version to return to", "VERSION"},
        {{QStringLiteral("for")}, "how long, for example 10m", "DURATION"},
        {{QStringLiteral("follow")}, "go on until Ctrl+C"},
        {{QStringLiteral("grep")},
         "only lines with these words; also -word, \"several words\", /regular expression/, level:error, "
         "host:NAME, "
         "is:new",
         "WORDS"},
        {{QStringLiteral("since")}, "only lines of the last, for example 15m", "DURATION"},
        {{QStringLiteral("search")}, "filter, for example 'status:failed since:7d'", "QUERY"},
        {{QStringLiteral("older-than")},
         "with prune: of runs that ended longer ago, for example 90d",
         "DURATION"},
        {{QStringLiteral("limit")}, "at most this many", "N"},
        {{QStringLiteral("o"), QStringLiteral("output")}, "write to this file", "FILE"},
        {{QStringLiteral("handled")}, "mark the interrupted run as dealt with; needs --reason"},
        {{QStringLiteral("profile")}, "phoenix, node or generic", "PROFILE"},
        {{QStringLiteral("headless")}, "the whole story in the terminal, checked at each turn"},
        {{QStringLiteral("fail")}, "do not roll back; leave the failed release live and say so"},
        {{QStringLiteral("local")}, "use the local target even where there is an sshd"},
        {{QStringLiteral("force")}, "overwrite an existing file"},
        {{QStringLiteral("lock-wait")},
         "wait so long for a lock that somebody else holds, for example 15m",
         "DURATION"},
        {{QStringLiteral("on-failure")},
         "when a step fails: retry[:N] and then skip, rollback, stop or ask[:DURATION]; the default is ask "
         "at a terminal and rollback elsewhere",
         "WHAT"},
    };
    return table;
}

const QStringList &commonOptions()
{
    static const QStringList names = {QStringLiteral("json"),    QStringLiteral("quiet"),
                                      QStringLiteral("yes"),     QStringLiteral("no-color"),
                                      QStringLiteral("project"), QStringLiteral("data-dir"),
                                      QStringLiteral("trust"),   QStringLiteral("help")};
    return names;
}

void addCommonOptions(QCommandLineParser &parser)
{
    const auto flag = [&parser](const QStringList &names, const char *text) {
        parser.addOption(QCommandLineOption(names, QString::fromLatin1(text)));
    };
    flag({QStringLiteral("json")}, "one JSON value, or one object per line for runs");
    flag({QStringLiteral("q"), QStringLiteral("quiet")}, "no messages, only data and errors");
    flag({QStringLiteral("y"), QStringLiteral("yes")},
         "answer yes; needed to change anything without a terminal");
    flag({QStringLiteral("no-color")}, "plain text");
    flag({QStringLiteral("trust")}, "trust this project file from now on");
    flag({QStringLiteral("h"), QStringLiteral("help")}, "this help");
    parser.addOption(QCommandLineOption(
        QStringLiteral("project"), QStringLiteral("the project file or its folder"), QStringLiteral("FILE")));
    parser.addOption(QCommandLineOption(QStringLiteral("data-dir"), QStringLiteral("where the history lives"),
                                        QStringLiteral("DIR")));
}

/// Every word after an option; empty for -e and other single letters.
Error unknownOption(const QStringList &unknown, const Command &command)
{
    const QString word = unknown.value(0);
    QStringList known = commonOptions();
    for (const OptionSpec &option : optionTable()) {
        if (option.isOf(command))
            known.append(option.names.last());
    }
    const QString nearest = nearestWord(word, known);
    return Error{
        ErrorKind::Invalid,
        QStringLiteral("belay %1 has no option '%2'.").arg(QLatin1String(command.name), word),
        {},
        nearest.isEmpty()
            ? QStringLiteral("`belay %1 --help` lists what it takes.").arg(QLatin1String(command.name))
            : QStringLiteral("Did you mean --%1?").arg(nearest)};
}

/// Nobody is asked on the command line about host keys: unknown is refused, as the contract says.
class TerminalPrompter : public Prompter
{
public:
    bool trustHostKey(const HostKeyQuestion &, const CancelToken &) override { return false; }
    Result<QString> askSecret(const QString &host, const QString &prompt, bool echo,
                              const CancelToken &) override
    {
        return readSecret(QStringLiteral("%1: %2").arg(host, cleanLine(prompt, 200)), echo);
    }
};

const Command *findCommand(const QString &name)
{
    const auto all = commands();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&name](const Command &c) { return name == QLatin1String(c.name); });
    return found == all.end() ? nullptr : &*found;
}

QStringList::iterator findVerb(QStringList &words)
{
    for (auto word = words.begin(); word != words.end(); ++word) {
        if (!word->startsWith(QLatin1Char('-')))
            return word;
        const bool takesNext = *word == QLatin1String("--project") || *word == QLatin1String("--data-dir");
        if (takesNext && std::next(word) != words.end())
            ++word;
    }
    return words.end();
}

QString commandHelp(const Command &command)
{
    QString text = QStringLiteral("belay %1 %2\n\n%3\n\n")
                       .arg(QLatin1String(command.name), QLatin1String(command.arguments),
                            QLatin1String(command.summary));
    for (const OptionSpec &option : optionTable()) {
        if (!option.isOf(command))
            continue;
        QString names = option.names.size() > 1
                            ? QStringLiteral("-%1, --%2").arg(option.names[0], option.names[1])
                            : QStringLiteral("--%1").arg(option.names[0]);
        if (option.value)
            names += QLatin1Char(' ') + QLatin1String(option.value);
        text += QStringLiteral("  %1 %2\n").arg(names.leftJustified(28), QLatin1String(option.description));
    }
    text += QStringLiteral("\nAlways: --project FILE, --data-dir DIR, --trust, --json, -q, -y, --no-color\n");
    return text;
}

} // namespace

Result<std::unique_ptr<Cli>> Cli::parse(const QStringList &arguments)
{
    // The verb is the first word that is no option; options may stand before it.
    QStringList rest = arguments.mid(1);
    const auto verb = findVerb(rest);
    if (verb == rest.end())
        return fail(ErrorKind::Invalid, QStringLiteral("No command was given."), commandLineHelp());
    const QString name = *verb;
    const Command *command = findCommand(name);
    if (!command) {
        QStringList known;
        for (const Command &each : commands())
            known.append(QLatin1String(each.name));
        const QString nearest = nearestWord(name, known);
        return fail(ErrorKind::Invalid, QStringLiteral("There is no command '%1'.").arg(cleanLine(name, 80)),
                    nearest.isEmpty() ? QStringLiteral("`belay help` lists the commands.")
                                      : QStringLiteral("Did you mean `belay %1`?").arg(nearest));
    }
    rest.erase(verb);
    auto parser = std::make_unique<QCommandLineParser>();
    addCommonOptions(*parser);
    for (const OptionSpec &option : optionTable()) {
        if (option.isOf(*command))
            parser->addOption(QCommandLineOption(option.names, QLatin1String(option.description),
                                                 option.value ? QLatin1String(option.value) : QString()));
    }
    rest.prepend(arguments.first());
    if (!parser->parse(rest)) {
        if (!parser->unknownOptionNames().isEmpty())
            return tl::unexpected(unknownOption(parser->unknownOptionNames(), *command));
        return fail(ErrorKind::Invalid, parser->errorText(),
                    QStringLiteral("`belay %1 --help` shows how it is called.").arg(name));
    }
    const auto given = parser->positionalArguments().size();
    if (!parser->isSet(QStringLiteral("help")) &&
        (given < command->minArguments || given > command->maxArguments))
        return fail(
            ErrorKind::Invalid,
            QStringLiteral("belay %1 takes %2, and %3 given.")
                .arg(name,
                     command->maxArguments == 0 ? QStringLiteral("no further words")
                                                : QLatin1String(command->arguments),
                     given == 0 ? QStringLiteral("nothing was") : QStringLiteral("%1 were").arg(given)));
    Console::Options options;
    options.json = parser->isSet(QStringLiteral("json"));
    options.quiet = parser->isSet(QStringLiteral("quiet"));
    options.colour = !parser->isSet(QStringLiteral("no-color")) && qEnvironmentVariableIsEmpty("NO_COLOR") &&
                     terminal::isTerminal(terminal::Stream::Error);
    return std::unique_ptr<Cli>(new Cli(command, std::move(parser), Console(options)));
}

Cli::Cli(const Command *command, std::unique_ptr<QCommandLineParser> parser, Console console)
    : m_command(command)
    , m_ownedParser(std::move(parser))
    , m_parser(*m_ownedParser)
    , m_arguments(m_parser.positionalArguments())
    , m_console(console)
    , m_prompter(std::make_unique<TerminalPrompter>())
{
}

Cli::~Cli() = default;

int Cli::run()
{
    if (has(QStringLiteral("help"))) {
        m_console.data(commandHelp(*m_command));
        return 0;
    }
    const terminal::Interrupts interrupts([this] {
        m_console.warning(
            m_cancel.cancelled()
                ? QStringLiteral("belay: still stopping; the running step is being brought to its end.")
                : QStringLiteral("belay: stopping after the running step."));
        m_cancel.cancel();
    });
    const int code = m_command->run(*this);
    if (m_workspace) {
        // Whoever is to be told is told before the program ends, unless that takes too long.
        const std::chrono::seconds patience(m_cancel.cancelled() ? 2 : 15);
        for (const QString &problem : m_workspace->settleNotifications(patience))
            m_console.warning(QStringLiteral("belay: %1").arg(problem));
    }
    return code;
}

QStringList Cli::list(const QString &option) const
{
    QStringList words;
    for (const QString &value : m_parser.values(option))
        words.append(value.split(QLatin1Char(','), Qt::SkipEmptyParts));
    return words;
}

Workspace &Cli::workspace()
{
    if (!m_workspace) {
        CompositionOptions options;
        options.dataDirectory = has(QStringLiteral("data-dir"))
                                    ? QDir(value(QStringLiteral("data-dir"))).absolutePath()
                                    : defaultDataDirectory();
        options.prompter = m_prompter.get();
        m_composition = std::make_unique<Composition>(options);
        m_workspace = std::make_unique<Workspace>(*m_composition);
        if (const auto &error = m_composition->historyError())
            m_console.warning(QStringLiteral("belay: %1").arg(error->summary));
        else if (const QString warning = m_composition->history()->warning(); !warning.isEmpty())
            m_console.warning(QStringLiteral("belay: %1").arg(warning));
    }
    return *m_workspace;
}

Result<Project> Cli::project()
{
    auto opened = workspace().open(has(QStringLiteral("project")) ? value(QStringLiteral("project"))
                                                                  : QDir::currentPath());
    if (!opened || !has(QStringLiteral("trust")))
        return opened;
    if (auto trusted = workspace().trust(*opened); !trusted)
        return tl::unexpected(trusted.error());
    return opened;
}

Result<Project> Cli::trustedProject()
{
    auto opened = project();
    if (!opened)
        return opened;
    if (auto trusted = workspace().requireTrust(*opened); !trusted)
        return tl::unexpected(trusted.error());
    return opened;
}

Result<const Environment *> Cli::environment(const Project &project) const
{
    const QString wanted = value(QStringLiteral("environment"));
    if (wanted.isEmpty() && project.environments.size() == 1)
        return &project.environments.front();
    if (const Environment *found = project.environment(wanted))
        return found;
    QStringList known;
    for (const Environment &environment : project.environments)
        known.append(environment.name);
    if (wanted.isEmpty())
        return fail(ErrorKind::Invalid, QStringLiteral("Which environment? Name it with -e."),
                    QStringLiteral("%1 has: %2.").arg(project.file, known.join(QStringLiteral(", "))));
    const QString nearest = nearestWord(wanted, known);
    return fail(ErrorKind::Invalid,
                QStringLiteral("%1 has no environment '%2'.").arg(project.file, cleanLine(wanted, 80)),
                nearest.isEmpty() ? QStringLiteral("It has: %1.").arg(known.join(QStringLiteral(", ")))
                                  : QStringLiteral("Did you mean '%1'?").arg(nearest));
}

Result<Chosen> Cli::chosen(Trust trust)
{
    auto opened = trust == Trust::Needed ? trustedProject() : project();
    if (!opened)
        return tl::unexpected(opened.error());
    Chosen what;
    what.project = std::move(*opened);
    const auto found = environment(what.project);
    if (!found)
        return tl::unexpected(found.error());
    what.environment = *found;
    return what;
}

Result<void> Cli::confirmed(const QString &question) const
{
    if (has(QStringLiteral("yes")))
        return {};
    if (!isInteractive())
        return fail(ErrorKind::Invalid,
                    QStringLiteral("Nothing was changed: there is no terminal to ask on."),
                    QStringLiteral("Add --yes to go ahead without being asked."));
    if (confirm(question))
        return {};
    return fail(ErrorKind::Cancelled, QStringLiteral("Nothing was changed."));
}

int Cli::failed(const Error &error) const
{
    m_console.error(error);
    return exitCodeFor(error.kind);
}

QString commandLineHelp()
{
    QString text = QStringLiteral("Belay: release with a rope on.\n\nbelay COMMAND [options]\n\n");
    for (const Command &command : commands())
        text += QStringLiteral("  %1 %2\n")
                    .arg(QStringLiteral("%1 %2")
                             .arg(QLatin1String(command.name), QLatin1String(command.arguments))
                             .leftJustified(24),
                         QLatin1String(command.summary));
    text += QStringLiteral(
        "\n`belay COMMAND --help` lists a command's options.\n"
        "Exit codes: 0 ok, 1 failed, 2 usage or project file, 3 checklist not passed, 4 failed and rolled "
        "back,\n"
        "5 failed and not rolled back, 6 partial, 7 verdict Roll back, 8 verdict Not enough data,\n"
        "9 host key or authentication refused, 10 locked, 11 not trusted, 130 interrupted.\n");
    return text;
}

} // namespace belay
