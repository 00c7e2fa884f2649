// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/builtin_steps.h"

#include "app/engine/archive_stream.h"
#include "app/engine/tar_stream.h"
#include "app/engine/upload_progress.h"
#include "app/engine/upload_talk.h"
#include "models/domain/names.h"

#include <QFileInfo>
#include <QRandomGenerator>

#include <algorithm>
#include <optional>

namespace belay {

namespace {

/// How long an unreachable host is called again before the upload is given up.
constexpr qint64 callAgainMs = 30000;
constexpr Milliseconds firstPause{500};
constexpr Milliseconds longestPause{5000};
/// Connections that broke in a row without one more file having arrived.
constexpr int mostFruitless = 3;

using Input = std::function<Result<QByteArray>()>;

Input inputOf(const QByteArray &text)
{
    return [text, sent = false]() mutable -> Result<QByteArray> {
        return std::exchange(sent, true) ? QByteArray() : text;
    };
}

/// One upload to one host. The host is asked what it needs; that is sent; when the connection breaks, the
/// same again. Only the staging area is written, so no answer that was lost needs to be known.
class Upload
{
public:
    Upload(const StepContext &context, const UploadAction &action, const PlanHost &host)
        : m_context(context)
        , m_action(action)
        , m_host(host)
        , m_ref(hostRef(context.plan.target, host.spec))
        , m_progress(context)
    {
    }

    StepEnd run();

private:
    Result<void> prepare();
    void attempt();
    std::optional<UploadAnswer> askFirst();
    QByteArray guess() const;
    QString place(const QString &release) const;
    std::optional<UploadAnswer> ask(const QByteArray &list);
    std::optional<ScriptResult> talk(const QString &script, const Input &input);
    void takeStock(const UploadAnswer &answer);
    void send(const UploadAnswer &answer);
    void sendFolder(const UploadAnswer &answer);
    void sendArchive(const UploadAnswer &answer);
    qint64 usableStart(const UploadAnswer &answer);
    void lost(const QString &why);
    /// Sends a stream to the receiving script; true when all of it arrived.
    bool transfer(const QByteArray &head, const std::function<Result<QByteArray>()> &next);
    bool isHopeless() const;
    void say(const QString &text) const;
    qint64 now() const { return m_context.ports.clock.monotonicMs(); }

    const StepContext &m_context;
    const UploadAction &m_action;
    const PlanHost &m_host;
    const HostRef m_ref;
    UploadProgress m_progress;
    QByteArray m_listText; ///< empty: an archive
    FileList m_list;
    std::optional<StepEnd> m_end;
    std::optional<Error> m_sourceError;
    QString m_why;          ///< of the last lost connection
    qint64 m_reachedMs = 0; ///< when the host answered last
    bool m_reached = false;
    int m_fruitless = 0;
    qint64 m_total = -1; ///< bytes that were needed when the host was asked first
    qint64 m_totalFiles = 0;
    qint64 m_remaining = 0; ///< and when it was asked last
};

Result<void> Upload::prepare()
{
    const QFileInfo artifact(m_action.artifact);
    if (!artifact.exists())
        return fail(ErrorKind::NotFound, QStringLiteral("There is no %1.").arg(m_action.artifact),
                    QStringLiteral("Build it first, or correct release.artifact in the project file."));
    if (m_action.ask.isEmpty() || artifact.isDir() == m_context.plan.fileList.isEmpty())
        return fail(ErrorKind::Invalid, QStringLiteral("The plan does not fit %1.").arg(m_action.artifact),
                    QStringLiteral("Make a new plan."));
    m_listText = m_context.plan.fileList.toUtf8();
    auto list = fileListFromText(m_listText);
    if (!list)
        return tl::unexpected<Error>(list.error());
    m_list = std::move(*list);
    return {};
}

StepEnd Upload::run()
{
    if (auto ready = prepare(); !ready)
        return notBegunStep(ready.error());
    m_reachedMs = now();
    Milliseconds pause = firstPause;
    while (true) {
        const qint64 reached = m_reachedMs;
        attempt();
        if (m_end)
            return *m_end;
        if (m_context.cancel.cancelled())
            return {StepState::Cancelled,
                    QStringLiteral("stopped after %1").arg(formatBytes(m_progress.bytes())),
                    {},
                    {}};
        if (isHopeless())
            return failedStep({ErrorKind::Network,
                               QStringLiteral("connection lost at %1 of %2")
                                   .arg(formatBytes(m_progress.bytes()), formatBytes(m_progress.total())),
                               m_why, QStringLiteral("Check the network and deploy again.")});
        if (m_reachedMs != reached)
            pause = firstPause;
        m_context.ports.hosts.forget(m_ref);
        // Many hosts may have been lost at once; they shall not all come back in the same moment.
        const auto jitter = Milliseconds(QRandomGenerator::global()->bounded(int(pause.count() / 2)));
        m_context.ports.clock.wait(pause + jitter, m_context.cancel);
        pause = std::min(pause * 2, longestPause);
    }
}

bool Upload::isHopeless() const
{
    return m_fruitless >= mostFruitless || now() - m_reachedMs >= callAgainMs;
}

void Upload::say(const QString &text) const
{
    RunEvent event;
    event.kind = EventKind::StepOutput;
    event.text = text;
    event.isError = true;
    m_context.tell(event);
}

void Upload::lost(const QString &why)
{
    if (m_why.isEmpty())
        say(QStringLiteral("connection lost at %1 of %2 (%3); connecting again")
                .arg(formatBytes(m_progress.bytes()), formatBytes(m_progress.total()), why));
    m_why = why.isEmpty() ? QStringLiteral("no answer") : why;
}

/// Runs a script. Nothing: the upload is over (m_end), or the connection was lost (m_why).
std::optional<ScriptResult> Upload::talk(const QString &script, const Input &input)
{
    ScriptRequest request;
    request.script = script.toUtf8();
    request.timeout = m_context.step.timeout;
    request.input = input;
    request.onLine = [this](const QByteArray &line, bool isError) {
        if (!isError && (isUploadAnswer(line) || line.startsWith("belay: ")))
            return; // for us; what it says to people becomes the step's own text
        RunEvent event;
        event.kind = EventKind::StepOutput;
        event.text = QString::fromUtf8(line);
        event.isError = isError;
        m_context.tell(event);
    };
    auto result = m_context.ports.hosts.run(m_ref, request, m_context.cancel);
    if (!result) {
        const bool mayComeBack =
            result.error().kind == ErrorKind::Network || result.error().kind == ErrorKind::Timeout;
        if (!m_reached)
            m_end = notBegunStep(result.error());
        else if (mayComeBack)
            lost(result.error().summary);
        else if (result.error().kind != ErrorKind::Cancelled)
            m_end = failedStep(result.error());
        return std::nullopt;
    }
    m_reached = true;
    if (!result->proven) {
        if (m_sourceError)
            m_end = failedStep(*m_sourceError);
        else if (!m_context.cancel.cancelled())
            lost(result->note);
        return std::nullopt;
    }
    m_reachedMs = now();
    if (result->exitCode != 0) {
        m_end = scriptEnd(m_context.step, *result);
        return std::nullopt;
    }
    return std::move(*result);
}

std::optional<UploadAnswer> Upload::ask(const QByteArray &list)
{
    const auto result = talk(m_action.ask, list.isEmpty() ? Input() : inputOf(list));
    if (!result)
        return std::nullopt;
    return uploadAnswer(result->out, m_list.files.size());
}

QString Upload::place(const QString &release) const
{
    return QStringLiteral("%1:%2/%3").arg(m_host.spec.name, m_host.path, release);
}

/// What is likely to be enough of an answer before the host was asked: nothing is live there, or what is live
/// was brought from here.
QByteArray Upload::guess() const
{
    const bool isFirst = m_total < 0 && !m_listText.isEmpty();
    if (isFirst && m_host.fromReleaseId.isEmpty())
        return QByteArray("list\n" + m_listText);
    const auto base = isFirst ? KnownLists().findAt(place(m_host.fromReleaseId)) : std::nullopt;
    const auto changes = base ? tellChanges(m_list, *base, m_host.fromReleaseId.toLatin1()) : std::nullopt;
    return changes.value_or(QByteArray());
}

std::optional<UploadAnswer> Upload::askFirst()
{
    auto answer = ask(guess());
    if (answer && answer->wantsList)
        answer = ask(tellList(m_list, m_listText, answer->bases, KnownLists()));
    if (answer && answer->wantsList) // what it has is not what is known here by that name
        answer = ask(QByteArray("list\n" + m_listText));
    return answer;
}

void Upload::attempt()
{
    const auto answer = askFirst();
    if (!answer)
        return;
    if (answer->wantsList || answer->turn == 0) {
        m_end = failedStep({ErrorKind::Remote, QStringLiteral("the host did not say what it needs"),
                            QStringLiteral("The answer of the host cannot be understood."),
                            QStringLiteral("Look at the output of the step.")});
        return;
    }
    send(*answer);
}

/// Begins the count, or goes on with it after a lost connection.
void Upload::takeStock(const UploadAnswer &answer)
{
    qint64 remaining = 0;
    for (const std::size_t index : answer.needed)
        remaining += m_list.files[index].size;
    auto files = qint64(answer.needed.size());
    if (m_listText.isEmpty()) {
        remaining = QFileInfo(m_action.artifact).size() - answer.have;
        files = 1;
    }
    const bool isFirst = m_total < 0;
    if (isFirst) {
        m_total = remaining + (m_listText.isEmpty() ? answer.have : 0);
        m_totalFiles = files;
    } else {
        m_fruitless = remaining < m_remaining ? 0 : m_fruitless + 1;
    }
    m_remaining = remaining;
    m_progress.begin(m_total, m_totalFiles, m_total - remaining, m_totalFiles - files);
    if (m_why.isEmpty())
        return;
    m_why.clear();
    say(m_listText.isEmpty()
            ? QStringLiteral("connected again: %1 of %2 are there, going on")
                  .arg(formatBytes(answer.have), formatBytes(m_total))
            : QStringLiteral("connected again: %1 are there, going on")
                  .arg(countOf(m_totalFiles - files, m_totalFiles, QStringLiteral("files"))));
}

void Upload::send(const UploadAnswer &answer)
{
    m_listText.isEmpty() ? sendArchive(answer) : sendFolder(answer);
}

bool Upload::transfer(const QByteArray &head, const std::function<Result<QByteArray>()> &next)
{
    const auto result = talk(m_action.script, [&, begun = false]() mutable -> Result<QByteArray> {
        if (!std::exchange(begun, true))
            return head;
        auto chunk = next();
        if (!chunk)
            m_sourceError = chunk.error();
        return chunk;
    });
    if (result)
        m_progress.end();
    else
        m_reachedMs = now(); // it was there while it took what was sent
    return result.has_value();
}

void Upload::sendFolder(const UploadAnswer &answer)
{
    takeStock(answer);
    TarStream tar(m_action.artifact, m_list, answer.needed);
    const bool arrived = transfer("turn " + QByteArray::number(answer.turn) + '\n', [&] {
        m_progress.sent(tar.bytesDone(), tar.filesDone());
        return tar.next(m_context.cancel);
    });
    if (!arrived)
        return;
    KnownLists().remember(m_listText, place(m_host.toReleaseId));
    m_end = StepEnd{};
    const qint64 all = m_list.bytes();
    m_end->text = formatBytes(all);
    if (m_total < all)
        m_end->text = QStringLiteral("%1 of %2 sent, %3 were there already")
                          .arg(formatBytes(m_total), formatBytes(all),
                               countOf(qint64(m_list.files.size()) - m_totalFiles,
                                       qint64(m_list.files.size()), QStringLiteral("files")));
}

/// Where to go on: what the host has is only good when it is the beginning of this archive.
qint64 Upload::usableStart(const UploadAnswer &answer)
{
    if (answer.have <= 0 || answer.have > QFileInfo(m_action.artifact).size())
        return 0;
    const auto hash = hashOfStart(m_action.artifact, answer.have, m_context.cancel);
    return hash && *hash == answer.haveSha256 ? answer.have : 0;
}

void Upload::sendArchive(const UploadAnswer &answer)
{
    UploadAnswer usable = answer;
    usable.have = usableStart(answer);
    auto stream = ArchiveStream::open(m_action.artifact, usable.have);
    if (!stream) {
        m_end = m_reached ? failedStep(stream.error()) : notBegunStep(stream.error());
        return;
    }
    takeStock(usable);
    const QByteArray head =
        "turn " + QByteArray::number(answer.turn) + " from " + QByteArray::number(usable.have) + '\n';
    const bool arrived = transfer(head, [&] {
        m_progress.sent((*stream)->bytesDone() - usable.have, 0);
        return (*stream)->next(m_context.cancel);
    });
    if (!arrived)
        return;
    m_end = StepEnd{};
    m_end->text = formatBytes(m_total);
}

} // namespace

StepEnd runUploadStep(const StepContext &context)
{
    if (std::holds_alternative<ScriptAction>(context.step.action))
        return runScriptStep(context);
    const auto *action = std::get_if<UploadAction>(&context.step.action);
    const PlanHost *host = hostOf(context.plan, context.step.host);
    if (!action || !host)
        return failedStep(
            {ErrorKind::Internal, QStringLiteral("%1 has nothing to send.").arg(context.step.id), {}, {}});
    return Upload(context, *action, *host).run();
}

} // namespace belay
