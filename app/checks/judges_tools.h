// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/checks/output_text.h"
#include "models/domain/checklist.h"

#include <optional>

/// One judge per tool. Private to judges.cpp; all are pure.
namespace belay::judges {

struct Finding
{
    CheckState state = CheckState::Failed;
    QString summary;
};

/// A command that ended by itself, what was asked of it, and what it printed.
struct Ended
{
    const CheckItem &item;
    int exitCode = 0;
    const OutputText &output;

    bool ok() const { return exitCode == item.expect.exitCode; }
};

Finding exitCode(const Ended &ended);
Finding mixCompile(const Ended &ended);
Finding mixFormat(const Ended &ended);
Finding mixTest(const Ended &ended);
Finding coverage(const Ended &ended);
Finding credo(const Ended &ended);
Finding sobelow(const Ended &ended);
Finding hexAudit(const Ended &ended);
Finding dialyzer(const Ended &ended);
Finding mixRelease(const Ended &ended);
Finding npmCi(const Ended &ended);
Finding npmAudit(const Ended &ended);
Finding eslint(const Ended &ended);
Finding typeCheck(const Ended &ended);
/// Any test runner that test_tally.h knows, whatever script started it.
Finding tests(const Ended &ended);

/// What the known test runners say failed, or nothing.
std::optional<Finding> failedTests(const OutputText &output);
std::optional<Finding> failedMixTests(const OutputText &output);

/// "142 tests", "1 test".
QString counted(qint64 number, const QString &one, const QString &many);
/// "a, b, c and 4 more".
QString listed(const QStringList &names, qsizetype most = 3);

} // namespace belay::judges
