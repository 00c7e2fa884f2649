// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/findings_output.h"

#include "app/cli/command_line.h"
#include "app/scan/mend.h"
#include "app/scan/sarif.h"
#include "models/domain/json.h"

#include <QSaveFile>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

Result<void> writeWhole(const QString &file, const QByteArray &bytes, const QString &hint)
{
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size() || !out.commit())
        return fail(ErrorKind::Internal, u"'%1' could not be written: %2"_s.arg(file, out.errorString()),
                    hint);
    return {};
}

Result<void> write(const QString &root, const std::vector<scan::MendedFile> &files)
{
    for (const scan::MendedFile &file : files) {
        const auto written = writeWhole(root + u'/' + file.file, file.after.toUtf8(),
                                        u"Files before it in the list are already mended."_s);
        if (!written)
            return written;
    }
    return {};
}

} // namespace

QString counted(int count, const QString &one, const QString &many)
{
    return u"%1 %2"_s.arg(count).arg(count == 1 ? one : many);
}

int mendFindings(const Cli &cli, const QString &root, const scan::ScanReport &report)
{
    const auto files = scan::mendedFiles(root, report.findings);
    if (files.empty()) {
        cli.console().data(u"Nothing here can be mended mechanically."_s);
        return report.count(Severity::Error) > 0 ? 3 : 0;
    }
    for (const scan::MendedFile &file : files)
        cli.console().data(scan::unifiedDiff(file));
    const QString count = counted(static_cast<int>(files.size()), u"file"_s, u"files"_s);
    const auto agreed = cli.confirmed(u"Change %1?"_s.arg(count));
    if (!agreed)
        return cli.failed(agreed.error());
    const auto written = write(root, files);
    if (!written)
        return cli.failed(written.error());
    cli.console().message(u"%1 mended. Look at the change before you commit it."_s.arg(count));
    return 0;
}

Result<void> writeSarif(const Cli &cli, const QString &file, const scan::ScanReport &report)
{
    const nlohmann::json sarif = scan::sarifFrom(report);
    if (file == u"-"_s) {
        cli.console().data(sarif);
        return {};
    }
    QByteArray text =
        QByteArray::fromStdString(sarif.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
    return writeWhole(file, text + '\n', u"Name a file in a folder you may write to, or - for output."_s);
}

} // namespace belay
