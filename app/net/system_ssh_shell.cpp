// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/net/system_ssh_shell.h"

#include "app/net/askpass.h"
#include "app/net/key_file.h"
#include "app/net/known_hosts_files.h"
#include "app/net/local_user.h"
#include "app/net/ssh_complaint.h"
#include "app/net/ssh_config_file.h"
#include "app/net/ssh_program_run.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

/// A connection that was silent for so long is asked whether it still answers before it gets a script: one
/// that died meanwhile (a laptop's sleep, another network) would swallow it.
constexpr std::chrono::seconds trusted{15};
constexpr std::chrono::milliseconds answersWithin{3000};
#ifdef Q_OS_WIN
constexpr bool sharesConnections = false;
#else
constexpr bool sharesConnections = true;
#endif

QString absolute(const QString &path, const QString &home)
{
    return path.startsWith("~/"_L1) ? QString(home + path.mid(1)) : path;
}

/// What ssh is told to allow for the connection and the greeting together. It counts the greeting's time down
/// byte by byte and stops counting when exactly nothing is left, so AskpassServer keeps the time besides.
std::chrono::milliseconds connectsWithin(const SshTimes &times)
{
    return std::min(times.connect, times.handshake);
}

/// "user@host:port" or "ssh://user@host:port", one of the list of a ProxyJump.
QString hopAddress(const QString &hop)
{
    QString name = hop.trimmed();
    if (name.startsWith("ssh://"_L1))
        name = name.mid(6);
    name = name.section(u'@', -1);
    if (name.startsWith(u'['))
        return name.mid(1).section(u']', 0, 0);
    return name.count(u':') == 1 ? name.section(u':', 0, 0) : name;
}

/// ssh appends to the last line, ended or not.
void endLastLine(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadWrite | QIODevice::ExistingOnly) || file.size() == 0 ||
        !file.seek(file.size() - 1))
        return;
    if (file.read(1) != "\n")
        file.write("\n");
}

void add(QStringList &files, const QStringList &more)
{
    for (const QString &file : more)
        if (!file.isEmpty() && !files.contains(file))
            files.append(file);
}

} // namespace

SystemSshShell::SystemSshShell(Prompter &prompter, SshOptions options, std::shared_ptr<SshConfigs> configs)
    : m_options(completed(std::move(options)))
    , m_configs(configs ? std::move(configs)
                        : std::make_shared<SshConfigs>(m_options.sshConfigFile, m_options.home))
    , m_shared{prompter,
               m_handshakes,
               m_questions,
               m_passphrases,
               m_options.askpassProgram,
               m_options.agentSocket,
               connectsWithin(m_options.times) + m_options.times.handshake,
               m_options.times.retryAtMost}
{
}

SystemSshShell::~SystemSshShell()
{
    for (const auto &[key, slot] : m_slots)
        drop(*slot);
}

QString SystemSshShell::program() const
{
    return QStandardPaths::findExecutable(m_options.sshProgram.isEmpty() ? u"ssh"_s : m_options.sshProgram);
}

SystemSshShell::Slot &SystemSshShell::slotFor(const HostRef &host)
{
    const QString key = QStringList{addressOf(host.spec), host.spec.user, QString::number(host.spec.port),
                                    host.identityFile, host.knownHosts}
                            .join(u'\n');
    const std::lock_guard lock(m_mutex);
    auto &slot = m_slots[key];
    if (!slot) {
        slot = std::make_unique<Slot>();
        slot->number = int(m_slots.size());
    }
    return *slot;
}

/// Made when it is first needed: most runs of the program need none.
Result<QString> SystemSshShell::sharedFolder()
{
    const std::lock_guard lock(m_mutex);
    if (!m_folder) {
        auto made = SshFolder::make(program());
        if (!made)
            return tl::unexpected(made.error());
        m_folder = std::move(*made);
    }
    return m_folder->path();
}

Result<SshWay> SystemSshShell::wayTo(const HostRef &host, const Slot &slot, const CancelToken &cancel)
{
    const QString address = addressOf(host.spec);
    if (!isPlainAddress(address))
        return fail(ErrorKind::Invalid, u"\"%1\" is not an address that can be connected to."_s.arg(address),
                    u"Write a host name or an IP address in the project file."_s);
    SshWay way;
    way.program = program();
    if (way.program.isEmpty())
        return fail(ErrorKind::NotFound,
                    u"%1 needs the program ssh, which is not installed here."_s.arg(host.spec.name),
                    u"Install the OpenSSH client (on Debian: apt install openssh-client)."_s);
    const QString key = absolute(host.identityFile, m_options.home);
    // The private half may be in an agent or on a token; then only the public one is a file.
    if (!key.isEmpty() && (QFileInfo::exists(key) || !QFileInfo::exists(key + u".pub"_s)))
        if (const auto checked = checkKeyFile(key); !checked)
            return tl::unexpected(checked.error());
    const auto folder = sharedFolder();
    if (!folder)
        return tl::unexpected(folder.error());
    const SshConfig config = m_configs->of(host, cancel);
    const int port = host.spec.port != 0 ? host.spec.port : (config.port != 0 ? config.port : 22);
    way.configFile = QDir(*folder).filePath(u"%1.conf"_s.arg(slot.number));
    if (sharesConnections)
        way.socket = QDir(*folder).filePath(QString::number(slot.number));
    if (!host.spec.user.isEmpty())
        way.to += {u"-l"_s, host.spec.user};
    if (host.spec.port != 0)
        way.to += {u"-p"_s, QString::number(host.spec.port)};
    if (!key.isEmpty())
        way.to += {u"-i"_s, key};
    way.direct = config.proxyJump.isEmpty() && config.proxyCommand.isEmpty();
    way.address = address;
    way.name = host.spec.name;
    way.where = u"%1 (%2:%3)"_s.arg(host.spec.name, config.hostName.isEmpty() ? address : config.hostName,
                                    QString::number(port));
    way.user =
        !host.spec.user.isEmpty() ? host.spec.user : (!config.user.isEmpty() ? config.user : localUserName());
    if (const auto written = writeConfig(way, host, config, cancel); !written)
        return tl::unexpected(written.error());
    return way;
}

Result<void> SystemSshShell::writeConfig(const SshWay &way, const HostRef &host, const SshConfig &config,
                                         const CancelToken &cancel)
{
    SshConfigFile content;
    const QString own = m_options.ownKnownHosts;
    content.knownHosts = {own.isEmpty() ? QProcess::nullDevice() : own};
    add(content.knownHosts, {absolute(host.knownHosts, m_options.home)});
    add(content.knownHosts, config.userKnownHosts);
    for (const QString &hop : config.proxyJump.split(u',', Qt::SkipEmptyParts))
        if (const QString address = hopAddress(hop); isPlainAddress(address))
            add(content.knownHosts, m_configs->of(address, cancel).userKnownHosts);
    add(content.knownHosts, m_options.knownHostsFiles);
    // ssh passes over a file that it cannot read, and with it over what is revoked there.
    if (const auto known = readKnownHosts(content.knownHosts.mid(own.isEmpty() ? 1 : 0)); !known)
        return tl::unexpected(known.error());
    content.userConfig = m_options.sshConfigFile;
    content.asks = !m_options.askpassProgram.isEmpty();
    content.connect = connectsWithin(m_options.times);
    if (!own.isEmpty())
        endLastLine(own);
    // ssh makes no folder for the keys it is told to keep.
    if (const QString folder = QFileInfo(own).absolutePath();
        !own.isEmpty() && !QFileInfo::exists(folder) && QDir().mkpath(folder))
        QFile::setPermissions(folder,
                              QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    QFile file(way.configFile);
    const QByteArray text = sshConfigText(content);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(text) != text.size())
        return fail(ErrorKind::Internal, u"%1 could not be written."_s.arg(way.configFile),
                    u"Make room in the folder for temporary files."_s, file.errorString());
    return {};
}

void SystemSshShell::drop(Slot &slot)
{
    slot.shell.reset();
    if (std::exchange(slot.connected, false))
        closeMaster(slot.way);
}

/// Without proof the connection is given up, too. Except when the host's shell was killed, for which ssh has
/// the same code as for a broken connection.
void SystemSshShell::settle(Slot &slot, SshProgramOutcome &outcome)
{
    if (outcome.exitCode == 255 && hasMaster(slot.way))
        outcome.result.note =
            u"The host ended the session without a result; its shell may have been killed."_s;
    else
        drop(slot);
}

bool SystemSshShell::stillAnswers(Slot &slot, bool inKeptShell, const CancelToken &cancel)
{
    if (std::chrono::steady_clock::now() - slot.lastUse < trusted)
        return true;
    ScriptRequest request;
    request.script = ":";
    request.timeout = answersWithin;
    const auto answer = runShared(slot, request, inKeptShell, cancel);
    return answer && answer->result.proven;
}

/// One session at a time: a host may allow only one.
Result<SshProgramOutcome> SystemSshShell::runShared(Slot &slot, const ScriptRequest &request,
                                                    bool inKeptShell, const CancelToken &cancel)
{
    const auto environment = sshEnvironment(m_shared);
    if (slot.shell && (!inKeptShell || slot.shell->hasHungUp())) {
        slot.shell->close(m_options.channelTimes.closing);
        slot.shell.reset();
    }
    if (!inKeptShell)
        return runOverProgram(slot.way, request, m_options.channelTimes, environment, cancel);
    if (!slot.shell) {
        auto shell = KeptProgram::start(slot.way, environment);
        if (!shell)
            return tl::unexpected(shell.error());
        slot.shell = std::move(*shell);
    }
    auto outcome = slot.shell->run(request, m_options.channelTimes, cancel);
    if (!slot.shell->isUsable())
        slot.shell.reset();
    return outcome;
}

Result<ScriptResult> SystemSshShell::run(const HostRef &host, const ScriptRequest &request,
                                         const CancelToken &cancel)
{
    if (cancel.cancelled())
        return fail(ErrorKind::Cancelled, u"Cancelled before anything was sent to %1."_s.arg(host.spec.name));
    Slot &slot = slotFor(host);
    const auto pass = slot.gate.enter(deadlineIn(request.timeout), cancel);
    if (cancel.cancelled())
        return fail(ErrorKind::Cancelled, u"Cancelled before anything was sent to %1."_s.arg(host.spec.name));
    if (!pass)
        return fail(ErrorKind::Timeout,
                    u"%1 was busy with another script the whole time."_s.arg(host.spec.name),
                    u"Try again when the other work on this host is over."_s);
    return runIn(slot, host, request, cancel);
}

Result<ScriptResult> SystemSshShell::runIn(Slot &slot, const HostRef &host, const ScriptRequest &request,
                                           const CancelToken &cancel)
{
    const bool inKeptShell = request.inKeptShell && !request.input && sharesConnections;
    if (slot.stale.exchange(false) || (slot.connected && !stillAnswers(slot, inKeptShell, cancel)))
        drop(slot);
    for (;;) {
        const bool kept = slot.connected;
        if (!kept) {
            auto way = wayTo(host, slot, cancel);
            if (!way)
                return tl::unexpected(way.error());
            slot.way = std::move(*way);
            if (!sharesConnections)
                return runAlone(slot, request, cancel);
            QFile::remove(slot.way.socket);
            if (const auto opened = openMaster(slot.way, m_shared, cancel); !opened)
                return tl::unexpected(opened.error());
            slot.connected = true;
        }
        auto outcome = runShared(slot, request, inKeptShell, cancel);
        slot.lastUse = std::chrono::steady_clock::now();
        if (!outcome)
            return tl::unexpected(outcome.error());
        if (!outcome->noMaster) {
            if (!outcome->result.proven)
                settle(slot, *outcome);
            return std::move(outcome->result);
        }
        drop(slot);
        if (kept)
            continue; // nothing was sent: over a new connection
        if (outcome->said.contains("refused by peer"))
            return fail(ErrorKind::Remote,
                        u"%1 does not let this account run commands."_s.arg(slot.way.where),
                        u"Check MaxSessions and ForceCommand in the host's sshd_config, and the account's "
                        u"login shell."_s,
                        cleanComplaint(outcome->said));
        return fail(ErrorKind::Network,
                    u"The connection to %1 was lost while opening a channel."_s.arg(slot.way.where),
                    u"Check the network and the SSH server's log on the host."_s,
                    cleanComplaint(outcome->said));
    }
}

/// Without a shared connection: connect, log in and run in one go.
Result<ScriptResult> SystemSshShell::runAlone(Slot &slot, const ScriptRequest &request,
                                              const CancelToken &cancel)
{
    SshQuestions questions(slot.way.name, m_shared.prompter, m_passphrases, m_questions, [] {});
    const AskpassServer askpass(
        QString(slot.way.configFile + u'q'),
        [&questions](const QString &prompt, bool confirms, const CancelToken &stop) {
            return questions.answer(prompt, confirms, stop);
        },
        request.timeout + m_shared.limit, cancel);
    auto environment = sshEnvironment(m_shared);
    if (!m_shared.askpassProgram.isEmpty())
        environment.merge(askpass.environment(m_shared.askpassProgram));
    auto outcome = runOverProgram(slot.way, request, m_options.channelTimes, environment, askpass.stop());
    if (!outcome)
        return tl::unexpected(outcome.error());
    if (outcome->exitCode == 255 && !outcome->said.isEmpty()) {
        // Its complaint about the way there; anything else may have happened after the script was sent.
        const Error error = sshComplaint(outcome->said, slot.way.where, slot.way.user);
        if (error.kind == ErrorKind::Auth || error.kind == ErrorKind::HostKey ||
            error.kind == ErrorKind::Invalid || outcome->said.contains("Connection refused") ||
            outcome->said.contains("Could not resolve"))
            return tl::unexpected(error);
    }
    return std::move(outcome->result);
}

void SystemSshShell::forget(const HostRef &host)
{
    m_configs->forget(host);
    const QString address = addressOf(host.spec) + u'\n';
    const std::lock_guard lock(m_mutex);
    for (auto &[key, slot] : m_slots) {
        if (!key.startsWith(address))
            continue;
        slot->stale = true;
        if (const auto pass = slot->gate.tryEnter()) {
            slot->stale = false;
            drop(*slot); // nobody uses it; a busy one goes when its script is over
        }
    }
}

} // namespace belay
