// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/domain/log_watch.h"

#include "models/domain/log_signature.h"
#include "models/domain/names.h"

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr std::size_t mostSignatures = 5000;
constexpr qsizetype longestExample = 500;
constexpr qint64 loopWindowMs = 5 * 60 * 1000;
constexpr int loopRestarts = 3;
constexpr qint64 sameStartMs = 2000; ///< two looks read the start from clocks with whole seconds

} // namespace

bool LogWatch::take(const ServiceLogEntry &entry, const QString &host, qint64 arrivedMs)
{
    const qint64 time = entry.timeMs != 0 ? entry.timeMs : arrivedMs;
    return take(entry, host, arrivedMs, time >= m_deployedMs);
}

bool LogWatch::take(const ServiceLogEntry &entry, const QString &host, qint64 arrivedMs, bool after)
{
    const qint64 time = entry.timeMs != 0 ? entry.timeMs : arrivedMs;
    m_linesBefore += after ? 0 : 1;
    if (after && entry.level == LogLevel::Debug)
        ++m_debugAfter;
    if (entry.level != LogLevel::Error)
        return false;
    ++(after ? m_errorsAfter : m_errorsBefore);
    const std::string key = logSignature(entry.message).toStdString();
    auto found = m_signatures.find(key);
    if (found == m_signatures.end()) {
        if (m_signatures.size() >= mostSignatures) {
            ++m_untold;
            return false;
        }
        ErrorSignature fresh;
        fresh.signature = QByteArray::fromStdString(key);
        fresh.example = entry.message.left(longestExample);
        found = m_signatures.emplace(key, std::move(fresh)).first;
    }
    ErrorSignature &kind = found->second;
    if (!after) {
        ++kind.before;
        return false;
    }
    if (kind.after++ == 0) {
        kind.firstMs = time;
        kind.host = host;
        if (kind.before == 0)
            kind.example = entry.message.left(longestExample);
    }
    return kind.before == 0;
}

std::vector<ErrorSignature> LogWatch::newErrors() const
{
    std::vector<ErrorSignature> out;
    for (const auto &[key, kind] : m_signatures) {
        if (kind.before == 0 && kind.after > 0)
            out.push_back(kind);
    }
    std::sort(out.begin(), out.end(), [](const ErrorSignature &a, const ErrorSignature &b) {
        if (a.after != b.after)
            return a.after > b.after;
        return a.firstMs != b.firstMs ? a.firstMs < b.firstMs : a.signature < b.signature;
    });
    return out;
}

QStringList LogWatch::findings(bool production) const
{
    QStringList out;
    const auto fresh = newErrors();
    for (std::size_t i = 0; i < std::min<std::size_t>(fresh.size(), 3); ++i)
        out << u"New since the deployment, %1 times, first on %2: %3"_s.arg(
            QString::number(fresh[i].after), fresh[i].host,
            cleanLine(QString::fromUtf8(fresh[i].example), 160));
    if (fresh.size() > 3)
        out << u"%1 more kinds of errors are new since the deployment."_s.arg(fresh.size() - 3);
    if (!fresh.empty() && !sawBefore())
        out << u"There were no lines from before the deployment to compare with."_s;
    if (production && m_debugAfter > 0)
        out << u"The log holds %1 debug lines. They may name people and secrets; raise the level."_s.arg(
            m_debugAfter);
    if (m_untold > 0)
        out << u"%1 further errors are of too many kinds to tell apart."_s.arg(m_untold);
    return out;
}

RestartFinding judgeRestarts(const QString &host, const std::vector<ProcessLook> &looks)
{
    RestartFinding found;
    std::vector<qint64> times;
    const ProcessLook *last = nullptr;
    const ProcessLook *ran = nullptr; // the last that saw it running: between two crashes it may be down
    for (const ProcessLook &look : looks) {
        if (last) {
            int more = 0;
            if (look.restarts >= 0 && last->restarts >= 0)
                more = look.restarts > last->restarts ? look.restarts - last->restarts : 0;
            const bool isOther = ran && look.pid > 0 && ran->pid > 0 && look.pid != ran->pid;
            const bool isLater = ran && look.startedMs > 0 && look.startedMs > ran->startedMs + sameStartMs;
            if (more == 0 && (isOther || isLater))
                more = 1;
            times.insert(times.end(), static_cast<std::size_t>(more), look.timeMs);
        }
        last = &look;
        ran = look.startedMs > 0 ? &look : ran;
    }
    found.restarts = static_cast<int>(times.size());
    for (std::size_t i = loopRestarts - 1; i < times.size(); ++i)
        found.loop = found.loop || times[i] - times[i - (loopRestarts - 1)] <= loopWindowMs;
    if (found.loop)
        found.sentence = u"%1: the service keeps crashing, it was restarted %2 times."_s.arg(
            host, QString::number(found.restarts));
    else if (last && last->startedMs == 0)
        found.sentence = u"%1: the service does not run."_s.arg(host);
    else if (found.restarts > 0)
        found.sentence = restartSentence(host, found.restarts);
    return found;
}

QString restartSentence(const QString &host, qint64 restarts)
{
    return restarts == 1 ? u"%1: the service was restarted once."_s.arg(host)
                         : u"%1: the service was restarted %2 times."_s.arg(host, QString::number(restarts));
}

Verdict withCrashLoops(Verdict verdict, const QStringList &crashing, qint64 restarts, int hosts)
{
    if (crashing.isEmpty() || verdict.kind == VerdictKind::RollBack)
        return verdict;
    constexpr qsizetype shown = 3;
    const QString names = crashing.size() <= shown + 1
                              ? crashing.join(u", "_s)
                              : u"%1 and %2 more"_s.arg(crashing.mid(0, shown).join(u", "_s),
                                                        QString::number(crashing.size() - shown));
    const bool isAll = crashing.size() >= hosts;
    verdict.kind = isAll ? VerdictKind::RollBack : VerdictKind::Hold;
    verdict.sentence = u"%1 — the service keeps crashing on %2: %3, restarted %4 times within minutes."_s.arg(
        isAll ? u"Roll back"_s : u"Hold"_s, isAll ? u"every host"_s : u"some hosts"_s, names,
        QString::number(restarts));
    return verdict;
}

} // namespace belay
