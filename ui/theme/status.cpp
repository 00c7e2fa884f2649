// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/status.h"

#include "ui/theme/icons.h"

#include <QCoreApplication>

using namespace Qt::Literals::StringLiterals;

namespace belay {

namespace {

QString word(const char *text)
{
    return QCoreApplication::translate("Status", text);
}

const QString passed = u"circle-check"_s;
const QString running = u"loader-circle"_s;
const QString warning = u"triangle-alert"_s;
const QString failed = u"octagon-alert"_s;
const QString open = u"circle"_s;
const QString skipped = u"circle-slash"_s;
const QString noData = u"wifi-off"_s;
const QString undone = u"undo-2"_s;
const QString unknown = u"circle-question-mark"_s;

} // namespace

QIcon StatusLook::statusIcon() const
{
    return belay::icon(icon, toneRole(tone));
}

StatusLook statusLook(CheckState state)
{
    switch (state) {
    case CheckState::Open:
        break;
    case CheckState::Running:
        return {running, Tone::Info, word(QT_TRANSLATE_NOOP("Status", "Running")), true};
    case CheckState::Passed:
        return {passed, Tone::Ok, word(QT_TRANSLATE_NOOP("Status", "Passed"))};
    case CheckState::Failed:
        return {failed, Tone::Danger, word(QT_TRANSLATE_NOOP("Status", "Failed"))};
    case CheckState::CannotRun:
        return {skipped, Tone::Warn, word(QT_TRANSLATE_NOOP("Status", "Cannot run here"))};
    case CheckState::NotApplicable:
        return {skipped, Tone::Neutral, word(QT_TRANSLATE_NOOP("Status", "Not applicable"))};
    case CheckState::Waived:
        return {warning, Tone::Warn, word(QT_TRANSLATE_NOOP("Status", "Waived"))};
    case CheckState::Stale:
        return {u"history"_s, Tone::Warn, word(QT_TRANSLATE_NOOP("Status", "Out of date"))};
    }
    return {open, Tone::Neutral, word(QT_TRANSLATE_NOOP("Status", "Open"))};
}

StatusLook statusLook(StepState state)
{
    switch (state) {
    case StepState::Waiting:
        break;
    case StepState::Running:
        return {running, Tone::Info, word(QT_TRANSLATE_NOOP("Status", "Running")), true};
    case StepState::Passed:
        return {passed, Tone::Ok, word(QT_TRANSLATE_NOOP("Status", "Passed"))};
    case StepState::Failed:
        return {failed, Tone::Danger, word(QT_TRANSLATE_NOOP("Status", "Failed"))};
    case StepState::Unknown:
        return {unknown, Tone::Warn, word(QT_TRANSLATE_NOOP("Status", "Not proven"))};
    case StepState::Skipped:
        return {skipped, Tone::Neutral, word(QT_TRANSLATE_NOOP("Status", "Skipped"))};
    case StepState::Cancelled:
        return {u"circle-pause"_s, Tone::Neutral, word(QT_TRANSLATE_NOOP("Status", "Stopped"))};
    case StepState::Undone:
        return {undone, Tone::Info, word(QT_TRANSLATE_NOOP("Status", "Undone"))};
    }
    return {open, Tone::Neutral, word(QT_TRANSLATE_NOOP("Status", "Waiting"))};
}

StatusLook statusLook(VerdictKind kind)
{
    switch (kind) {
    case VerdictKind::Collecting:
        return {running, Tone::Info, word(QT_TRANSLATE_NOOP("Status", "Collecting")), true};
    case VerdictKind::Healthy:
        return {passed, Tone::Ok, word(QT_TRANSLATE_NOOP("Status", "Healthy"))};
    case VerdictKind::Hold:
        return {warning, Tone::Warn, word(QT_TRANSLATE_NOOP("Status", "Hold"))};
    case VerdictKind::RollBack:
        return {failed, Tone::Danger, word(QT_TRANSLATE_NOOP("Status", "Roll back"))};
    case VerdictKind::NotEnoughData:
        break;
    }
    return {noData, Tone::Neutral, word(QT_TRANSLATE_NOOP("Status", "No data"))};
}

StatusLook statusLook(Outcome outcome)
{
    switch (outcome) {
    case Outcome::None:
        break;
    case Outcome::Succeeded:
        return {passed, Tone::Ok, word(QT_TRANSLATE_NOOP("Status", "Succeeded"))};
    case Outcome::Failed:
        return {failed, Tone::Danger, word(QT_TRANSLATE_NOOP("Status", "Failed"))};
    case Outcome::RolledBack:
        return {undone, Tone::Warn, word(QT_TRANSLATE_NOOP("Status", "Rolled back"))};
    case Outcome::NotRolledBack:
        return {failed, Tone::Danger, word(QT_TRANSLATE_NOOP("Status", "Not rolled back"))};
    case Outcome::Partial:
        return {warning, Tone::Danger, word(QT_TRANSLATE_NOOP("Status", "Partial"))};
    case Outcome::Cancelled:
        return {u"circle-pause"_s, Tone::Neutral, word(QT_TRANSLATE_NOOP("Status", "Stopped"))};
    case Outcome::VerdictRollBack:
        return {failed, Tone::Danger, word(QT_TRANSLATE_NOOP("Status", "Live, roll back"))};
    case Outcome::VerdictNoData:
        return {noData, Tone::Neutral, word(QT_TRANSLATE_NOOP("Status", "Live, no data"))};
    case Outcome::Handled:
        return {u"circle-check-big"_s, Tone::Neutral, word(QT_TRANSLATE_NOOP("Status", "Handled"))};
    }
    return {u"circle-dashed"_s, Tone::Info, word(QT_TRANSLATE_NOOP("Status", "Not finished"))};
}

} // namespace belay
