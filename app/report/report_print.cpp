// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report/report_content.h"
#include "models/domain/shades.h"

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

// The printer's layout knows a small part of HTML: no style sheets with variables, no inline SVG. What it is
// given is written for it, and a chart is a picture by number.

QString html(const QString &text)
{
    return reportEscaped(text);
}

QString colourOf(const QString &text)
{
    const bool isGood = text.startsWith(u'✓');
    if (!isGood && !text.startsWith(u'✗'))
        return {};
    return u" style=\"color:%1\""_s.arg(cssColour(isGood ? lightShades.ok : lightShades.danger));
}

QString printTable(const ReportTable &table)
{
    QString out =
        u"<table width=\"100%\" border=\"1\" cellspacing=\"0\" cellpadding=\"4\" "
        "style=\"border-collapse:collapse; border-style:solid; border-color:%1\">\n<thead><tr>"_s.arg(
            cssColour(lightShades.borderStrong));
    for (const QString &column : table.columns)
        out += u"<th align=\"left\" bgcolor=\"%1\">"_s.arg(cssColour(lightShades.sunken)) + html(column) +
               u"</th>"_s;
    out += u"</tr></thead>\n"_s;
    for (const auto &row : table.rows) {
        out += u"<tr>"_s;
        for (const ReportCell &cell : row) {
            const QString text = html(cell.text);
            out += cell.isCode ? QString(u"<td><code>"_s + text + u"</code></td>"_s)
                               : QString(u"<td"_s + colourOf(cell.text) + u">"_s + text + u"</td>"_s);
        }
        out += u"</tr>\n"_s;
    }
    return out + u"</table>\n"_s;
}

QString printFacts(const ReportFacts &facts)
{
    QString out = u"<p>"_s;
    for (const auto &[name, value] : facts)
        out += u"<b>"_s + html(name) + u"</b>: "_s + html(value) + u"<br>\n"_s;
    return out + u"</p>\n"_s;
}

QString printBox(const ReportBox &box)
{
    const QString mark = box.done ? u"☑ "_s : u"☐ "_s;
    return mark + html(box.text) + (box.note.isEmpty() ? QString() : u" ("_s + html(box.note) + u")"_s) +
           u"<br>\n"_s;
}

QString printSection(const ReportSection &section, std::vector<QString> &pictures)
{
    QString out = u"<h3>"_s + html(section.title) + u"</h3>\n"_s;
    if (section.table)
        out += printTable(*section.table);
    for (const ReportChart &chart : section.charts) {
        out += u"<p><b>"_s + html(chart.title) + u"</b><br>\n<img src=\"picture:"_s +
               QString::number(pictures.size()) + u"\"></p>\n"_s;
        pictures.push_back(chart.svg);
    }
    if (!section.sentence.isEmpty())
        out += u"<p>"_s + html(section.sentence) + u"</p>\n"_s;
    if (!section.facts.empty())
        out += printFacts(section.facts);
    if (!section.list.isEmpty()) {
        out += u"<ul>\n"_s;
        for (const QString &item : section.list)
            out += u"<li>"_s + html(item) + u"</li>\n"_s;
        out += u"</ul>\n"_s;
    }
    if (!section.boxes.empty()) {
        out += u"<p>"_s;
        for (const ReportBox &box : section.boxes)
            out += printBox(box);
        out += u"</p>\n"_s;
    }
    return out;
}

} // namespace

PrintSource writePrint(const ReportContent &content)
{
    PrintSource out;
    out.title = reportLine(content.title);
    out.html =
        u"<html><body>\n<h2>"_s + html(content.title) + u"</h2>\n"_s + printFacts(content.head) + u"<hr>\n"_s;
    for (const ReportSection &section : content.sections)
        out.html += printSection(section, out.pictures);
    out.html += u"</body></html>\n"_s;
    return out;
}

} // namespace belay
