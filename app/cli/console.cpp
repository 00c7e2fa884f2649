// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"

#include "app/cli/terminal.h"
#include "models/domain/json.h"

#include <algorithm>
#include <cstdio>

namespace belay {

namespace {

void write(std::FILE *file, const QString &text)
{
    QByteArray bytes = text.toUtf8();
    if (!bytes.endsWith('\n'))
        bytes += '\n';
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), file);
    std::fflush(file);
}

} // namespace

void Console::data(const QString &text) const
{
    write(stdout, text);
}

void Console::data(const nlohmann::json &value, bool oneLine) const
{
    write(stdout, QString::fromStdString(value.dump(oneLine ? -1 : 2)));
}

void Console::bytes(const QByteArray &bytes) const
{
    std::fwrite(bytes.constData(), 1, static_cast<std::size_t>(bytes.size()), stdout);
    std::fflush(stdout);
}

void Console::message(const QString &text) const
{
    if (!m_options.quiet)
        write(stderr, text);
}

void Console::warning(const QString &text) const
{
    write(stderr, m_options.colour ? QStringLiteral("\033[33m%1\033[0m").arg(text) : text);
}

void Console::error(const Error &error) const
{
    QString text = QStringLiteral("belay: ") + error.summary;
    if (m_options.colour)
        text = QStringLiteral("\033[31m%1\033[0m").arg(text);
    if (!error.detail.isEmpty())
        text += QLatin1Char('\n') + error.detail.trimmed();
    if (!error.hint.isEmpty())
        text += QLatin1Char('\n') + error.hint;
    write(stderr, text);
    if (m_options.json) {
        const nlohmann::json value = {{"schemaVersion", 1},
                                      {"error",
                                       {{"kind", toString(error.kind)},
                                        {"summary", error.summary},
                                        {"detail", error.detail},
                                        {"hint", error.hint}}}};
        data(value, true);
    }
}

void Console::table(const QStringList &header, const std::vector<QStringList> &rows) const
{
    std::vector<qsizetype> widths(static_cast<std::size_t>(header.size()), 0);
    const auto measure = [&widths](const QStringList &row) {
        for (std::size_t i = 0; i < widths.size(); ++i)
            widths[i] = std::max(widths[i], row.value(static_cast<qsizetype>(i)).size());
    };
    measure(header);
    std::for_each(rows.begin(), rows.end(), measure);
    const auto line = [&widths](const QStringList &row) {
        QString text;
        for (std::size_t i = 0; i < widths.size(); ++i) {
            const QString cell = row.value(static_cast<qsizetype>(i));
            text += i + 1 == widths.size() ? cell : QString(cell.leftJustified(widths[i] + 2));
        }
        return text.trimmed();
    };
    QStringList lines{line(header)};
    for (const QStringList &row : rows)
        lines.append(line(row));
    data(lines.join(QLatin1Char('\n')));
}

bool isInteractive()
{
    return terminal::isTerminal(terminal::Stream::Input) && terminal::isTerminal(terminal::Stream::Error);
}

bool confirm(const QString &question)
{
    std::fprintf(stderr, "%s [y/N] ", qPrintable(question));
    std::fflush(stderr);
    char answer[16] = {};
    if (!std::fgets(answer, sizeof answer, stdin))
        return false;
    return answer[0] == 'y' || answer[0] == 'Y';
}

Result<QString> readSecret(const QString &prompt, bool echo)
{
    if (!isInteractive())
        return fail(ErrorKind::Auth,
                    QStringLiteral("%1 is needed, and there is no terminal to ask on.").arg(prompt),
                    QStringLiteral("Use an ssh-agent, or a key without a passphrase for unattended runs."));
    std::fprintf(stderr, "%s: ", qPrintable(prompt));
    std::fflush(stderr);
    const terminal::EchoOff quiet(!echo);
    char answer[1024] = {};
    if (!std::fgets(answer, sizeof answer, stdin))
        return fail(ErrorKind::Cancelled, QStringLiteral("No answer was given."));
    return QString::fromLocal8Bit(answer).remove(QLatin1Char('\n'));
}

} // namespace belay
