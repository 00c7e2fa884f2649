// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace belay {

/// Lays out a page of simple HTML (what QTextDocument knows) on A4 and returns the PDF. `<img
/// src="picture:N">` shows the SVG `pictures[N]` as vectors; nothing else is ever loaded. The same arguments
/// give the same bytes on one computer, given printPdf()'s hash seed: the file's date is `createdMs` (UTC),
/// and it has no random id. Empty when the PDF could not be made. Needs a QGuiApplication; any thread.
QByteArray pdfFromHtml(const QString &html, const std::vector<QString> &pictures, const QString &title,
                       qint64 createdMs);

/// The program `belay-desktop report-pdf`: reads {"html", "pictures", "title", "createdMs"} as JSON from the
/// standard input and writes the PDF to the standard output. Shows nothing and needs no display. Returns the
/// exit code.
int printPdf(int argc, char *argv[]);

} // namespace belay
