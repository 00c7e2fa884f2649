// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/item/check_line.h"

#include "models/domain/names.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QStringList>

namespace belay {

namespace {

constexpr int shortCommit = 7;

QString translated(const char *text)
{
    return QCoreApplication::translate("CheckLine", text);
}

QString shown(const QString &commit)
{
    return commit.isEmpty() ? translated(QT_TRANSLATE_NOOP("CheckLine", "no commit"))
                            : commit.left(shortCommit);
}

/// How a person would say what it was.
QString wasWords(CheckState was)
{
    switch (was) {
    case CheckState::Failed:
        return translated(QT_TRANSLATE_NOOP("CheckLine", "failed for %1, this is %2"));
    case CheckState::CannotRun:
        return translated(QT_TRANSLATE_NOOP("CheckLine", "could not run for %1, this is %2"));
    case CheckState::NotApplicable:
        return translated(QT_TRANSLATE_NOOP("CheckLine", "not applicable for %1, this is %2"));
    case CheckState::Waived:
        return translated(QT_TRANSLATE_NOOP("CheckLine", "waived for %1, this is %2"));
    default:
        return translated(QT_TRANSLATE_NOOP("CheckLine", "passed for %1, this is %2"));
    }
}

/// What will happen to an item nobody has looked at yet.
QString untouched(const CheckItem &item, qint64 usualMs)
{
    QString text;
    switch (item.kind) {
    case CheckKind::Command:
        text = item.run;
        break;
    case CheckKind::Inspect:
        return translated(QT_TRANSLATE_NOOP("CheckLine", "looked at by Belay"));
    case CheckKind::Evidence:
        return translated(QT_TRANSLATE_NOOP("CheckLine", "evidence is collected, you decide"));
    case CheckKind::Ask:
        return translated(QT_TRANSLATE_NOOP("CheckLine", "asked"));
    }
    if (usualMs > 0)
        text += QStringLiteral(" · ") +
                translated(QT_TRANSLATE_NOOP("CheckLine", "usually %1")).arg(formatDuration(usualMs));
    return text;
}

QString runningLine(const CheckRecord &record, const CheckContext &context)
{
    if (record.timeMs <= 0)
        return translated(QT_TRANSLATE_NOOP("CheckLine", "running"));
    const qint64 elapsed = qMax<qint64>(0, context.nowMs - record.timeMs) / 1000 * 1000;
    const QString time = elapsed < 1000 ? QStringLiteral("0 s") : formatDuration(elapsed);
    if (context.usualMs <= 0)
        return translated(QT_TRANSLATE_NOOP("CheckLine", "running for %1")).arg(time);
    return translated(QT_TRANSLATE_NOOP("CheckLine", "running for %1, usually %2"))
        .arg(time, formatDuration(context.usualMs));
}

} // namespace

QString tookWords(qint64 tookMs, qint64 usualMs)
{
    const QString took = formatDuration(tookMs);
    const QString usual = formatDuration(usualMs);
    if (usualMs <= 0 || took == usual)
        return took;
    return translated(QT_TRANSLATE_NOOP("CheckLine", "%1, usually %2")).arg(took, usual);
}

QString checkLine(const CheckStatus &status, const CheckContext &context)
{
    const CheckRecord &record = status.record;
    if (record.state == CheckState::Running)
        return runningLine(record, context);
    QStringList parts;
    if (record.state == CheckState::Stale)
        parts.append(wasWords(status.was).arg(shown(record.commit), shown(context.commit)));
    const bool isReason = record.state == CheckState::Waived;
    if (!record.summary.isEmpty())
        parts.append(isReason ? translated(QT_TRANSLATE_NOOP("CheckLine", "“%1”")).arg(record.summary)
                              : record.summary);
    if (record.durationMs > 0)
        parts.append(tookWords(record.durationMs, context.usualMs));
    const bool byPerson =
        isReason || status.item.kind == CheckKind::Ask || status.item.kind == CheckKind::Evidence;
    if (!record.by.isEmpty() && byPerson)
        parts.append(record.by);
    if (record.timeMs > 0)
        parts.append(QDateTime::fromMSecsSinceEpoch(record.timeMs).toString(QStringLiteral("HH:mm")));
    if (parts.isEmpty())
        return untouched(status.item, context.usualMs);
    return parts.join(QStringLiteral(" · "));
}

} // namespace belay
