// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/secrets/secrets.h"

#include "app/secrets/encodings.h"
#include "models/domain/names.h"

#include <QRegularExpression>

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

/// "smoke-user" becomes BELAY_SECRET_SMOKE_USER; the name as written is asked for first.
QStringList variableNames(const QString &name)
{
    QString upper = name.toUpper();
    static const QRegularExpression other(u"[^A-Z0-9]"_s);
    upper.replace(other, u"_"_s);
    return {u"BELAY_SECRET_"_s + name, u"BELAY_SECRET_"_s + upper};
}

QString valueOf(const QString &variable)
{
    return qEnvironmentVariable(variable.toUtf8().constData());
}

} // namespace

SecretStore::SecretStore(LocalShell *local)
    : m_local(local)
    , m_command(qEnvironmentVariable("BELAY_SECRET_COMMAND"))
{
}

Result<QString> SecretStore::lookup(const QString &name)
{
    static const QRegularExpression pattern(u"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$"_s);
    if (!pattern.match(name).hasMatch() || name.endsWith(u'\n'))
        return fail(ErrorKind::Invalid, u"'%1' cannot be the name of a secret."_s.arg(cleanLine(name, 80)),
                    u"Letters, digits, dots, hyphens and underscores."_s);
    QString command;
    {
        const std::scoped_lock lock(m_mutex);
        if (const auto found = m_entered.find(name); found != m_entered.end())
            return found->second;
        command = m_command;
    }
    for (const QString &variable : variableNames(name)) {
        if (const QString value = valueOf(variable); !value.isEmpty()) {
            remember(value);
            return value;
        }
    }
    if (m_local && !command.isEmpty())
        return fromCommand(name, command);
    return fail(ErrorKind::NotFound, u"The secret '%1' is not known here."_s.arg(name),
                u"Set the environment variable %1, or set BELAY_SECRET_COMMAND to a command such as "
                "\"pass show belay/{name}\"."_s.arg(variableNames(name).last()));
}

Result<QString> SecretStore::fromCommand(const QString &name, const QString &command)
{
    CommandRequest request;
    request.command = expand(command, {{u"name"_s, shellQuoted(name)}});
    request.timeout = Milliseconds(30000);
    request.outputLimit = 64 * 1024;
    const CommandResult result = m_local->run(request, CancelToken());
    const QString value = QString::fromUtf8(result.out).section(u'\n', 0, 0);
    if (result.end != CommandResult::End::Exited || result.exitCode != 0 || value.isEmpty())
        return fail(ErrorKind::NotFound,
                    u"The secret '%1' was not found by the configured command."_s.arg(name),
                    u"Run it in a terminal to see why: %1"_s.arg(request.command),
                    cleanLine(QString::fromUtf8(result.err), 2000));
    remember(value);
    return value;
}

void SecretStore::remember(const QString &value)
{
    const std::scoped_lock lock(m_mutex);
    for (const QString &encoding : encodingsOf(value)) {
        if (!m_concealed.contains(encoding))
            m_concealed.append(encoding);
    }
    std::stable_sort(m_concealed.begin(), m_concealed.end(),
                     [](const QString &a, const QString &b) { return a.size() > b.size(); });
}

QString SecretStore::redact(const QString &text) const
{
    const std::scoped_lock lock(m_mutex);
    QString clean = text;
    for (const QString &secret : m_concealed)
        clean.replace(secret, u"•••"_s);
    return clean;
}

void SecretStore::setCommand(const QString &command)
{
    const std::scoped_lock lock(m_mutex);
    m_command = command;
}

void SecretStore::enter(const QString &name, const QString &value)
{
    remember(value);
    const std::scoped_lock lock(m_mutex);
    m_entered[name] = value;
}

void SecretStore::conceal(const QString &value)
{
    remember(value);
}

} // namespace belay
