// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report/report_content.h"
#include "models/domain/shades.h"

#include <QRegularExpression>
#include <QStringList>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

QString html(const QString &text)
{
    return reportEscaped(text);
}

/// Of a word longer than that (a path, a digest) a line may begin in the middle; shorter ones stay whole, and
/// the table becomes as wide as they need.
bool hasLongWord(const QString &text)
{
    static const QRegularExpression longWord(u"\\S{25}"_s);
    return longWord.match(text).hasMatch();
}

/// What is good or bad shows at a glance; the words say it, too.
QString look(const ReportCell &cell)
{
    QStringList classes;
    if (!cell.isCode && cell.text.startsWith(u'✓'))
        classes += u"good"_s;
    else if (!cell.isCode && cell.text.startsWith(u'✗'))
        classes += u"bad"_s;
    if (cell.isTime)
        classes += u"time"_s;
    else if (hasLongWord(cell.text))
        classes += u"long"_s;
    return classes.isEmpty() ? QString() : QString(u" class=\""_s + classes.join(u' ') + u'"');
}

QString htmlTable(const ReportTable &table)
{
    QString out = u"<table>\n<thead><tr>"_s; // on paper every page of it begins with its head
    for (const QString &column : table.columns)
        out += u"<th scope=\"col\">"_s + html(column) + u"</th>"_s;
    out += u"</tr></thead>\n<tbody>\n"_s;
    for (const auto &row : table.rows) {
        out += u"<tr>"_s;
        for (const ReportCell &cell : row) {
            const QString text = html(cell.text);
            out += u"<td"_s + look(cell) + u">"_s +
                   (cell.isCode ? QString(u"<code>"_s + text + u"</code>"_s) : text) + u"</td>"_s;
        }
        out += u"</tr>\n"_s;
    }
    return out + u"</tbody>\n</table>\n"_s;
}

QString htmlFacts(const ReportFacts &facts)
{
    QString out = u"<p>"_s;
    for (const auto &[name, value] : facts)
        out += u"<strong>"_s + html(name) + u"</strong>: "_s + html(value) + u"<br>\n"_s;
    return out + u"</p>\n"_s;
}

QString htmlList(const QStringList &items)
{
    QString out = u"<ul>\n"_s;
    for (const QString &item : items)
        out += u"<li>"_s + html(item) + u"</li>\n"_s;
    return out + u"</ul>\n"_s;
}

QString htmlBoxes(const std::vector<ReportBox> &boxes)
{
    QString out = u"<ul class=\"boxes\">\n"_s;
    for (const ReportBox &box : boxes) {
        out += u"<li>"_s + (box.done ? u"☑ "_s : u"☐ "_s) + html(box.text);
        if (!box.note.isEmpty())
            out += u" <small>("_s + html(box.note) + u")</small>"_s;
        out += u"</li>\n"_s;
    }
    return out + u"</ul>\n"_s;
}

QString htmlCharts(const std::vector<ReportChart> &charts)
{
    QString out;
    for (const ReportChart &chart : charts)
        out += u"<figure>\n<figcaption>"_s + html(chart.title) + u"</figcaption>\n"_s + chart.svg +
               u"</figure>\n"_s;
    return out;
}

QString htmlSection(const ReportSection &section)
{
    QString out = u"<h3>"_s + html(section.title) + u"</h3>\n"_s;
    if (section.table)
        out += htmlTable(*section.table);
    out += htmlCharts(section.charts);
    if (!section.sentence.isEmpty())
        out += u"<p>"_s + html(section.sentence) + u"</p>\n"_s;
    if (!section.facts.empty())
        out += htmlFacts(section.facts);
    if (!section.list.isEmpty())
        out += htmlList(section.list);
    if (!section.boxes.empty())
        out += htmlBoxes(section.boxes);
    return out;
}

/// The names that the styles below know the colours by.
QString variables(const Shades &shades)
{
    const std::pair<const char *, unsigned> names[] = {
        {"ink", shades.text},          {"ground", shades.surface},     {"edge", shades.border},
        {"head", shades.sunken},       {"soft", shades.text2},         {"good", shades.ok},
        {"bad", shades.danger},        {"before", shades.chartBefore}, {"after", shades.chartAfter},
        {"limit", shades.chartTrigger}};
    QString out;
    for (const auto &[name, shade] : names)
        out += u" --"_s + QLatin1String(name) + u": "_s + cssColour(shade) + u';';
    return out;
}

QString htmlHead(const QString &title)
{
    return u"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
           "style-src 'unsafe-inline'\">\n"
           "<meta name=\"viewport\" content=\"width=device-width\">\n<title>"_s +
           html(title) +
           u"</title>\n<style>\n"
           ":root { color-scheme: light dark;"_s +
           variables(lightShades) + u" }\n@media (prefers-color-scheme: dark) { :root {"_s +
           variables(darkShades) + u" } }\n@media print { :root { color-scheme: light;"_s +
           variables(lightShades) +
           u" } body { margin: 0; max-width: none; } }\n"
           "body { font: 15px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; "
           "padding: 0 1em; color: var(--ink); background: var(--ground); }\n"
           "table { border-collapse: collapse; margin: 0.5em 0 1.5em; }\n"
           "th, td { border: 1px solid var(--edge); padding: 0.3em 0.7em; text-align: left; "
           "vertical-align: top; }\n"
           "p, li, td.long { overflow-wrap: anywhere; } td.time { white-space: nowrap; }\n"
           "th { background: var(--head); }\n"
           "tr, figure, li { break-inside: avoid; } h3, thead tr { break-after: avoid; }\n"
           "code { font-family: ui-monospace, monospace; font-size: 0.93em; }\n"
           "small { color: var(--soft); }\n"
           ".good { color: var(--good); } .bad { color: var(--bad); font-weight: 600; }\n"
           "ul.boxes { list-style: none; padding-left: 0; }\n"
           "figure { margin: 0 0 1.2em; } figcaption { font-weight: 600; }\n"
           "svg.chart { width: 100%; height: auto; max-width: 720px; }\n"
           ".chart text.ink { fill: var(--soft); } .chart text.limit { fill: var(--limit); }\n"
           ".chart .line { stroke: var(--after); } .chart circle.line { fill: var(--after); "
           "stroke: none; }\n"
           ".chart .before { stroke: var(--before); } .chart circle.before { fill: var(--before); "
           "stroke: none; }\n"
           ".chart line.grid { stroke: var(--edge); } .chart line.limit { stroke: var(--limit); } "
           ".chart line.live { stroke: var(--ink); }\n"
           "</style>\n</head>\n<body>\n"_s;
}

} // namespace

QString writeHtml(const ReportContent &content)
{
    QString out = htmlHead(content.title) + u"<h2>"_s + html(content.title) + u"</h2>\n"_s +
                  htmlFacts(content.head) + u"<hr>\n"_s;
    for (const ReportSection &section : content.sections)
        out += htmlSection(section);
    return out + u"</body>\n</html>\n"_s;
}

} // namespace belay
