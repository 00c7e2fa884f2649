// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report/report_content.h"

#include "models/domain/json.h"

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

/// Invisible characters that reorder text: a line must not read otherwise than it is.
bool reorders(QChar c)
{
    const char16_t code = c.unicode();
    return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || code == 0x200e ||
           code == 0x200f;
}

/// One line without control characters. A report is read in tables and mail; a line break in a value could
/// start a heading of its own.
QString oneLine(const QString &text)
{
    QString out;
    out.reserve(text.size());
    for (const QChar c : text) {
        if (c.category() == QChar::Other_Control || c == QChar::LineSeparator ||
            c == QChar::ParagraphSeparator)
            out += u' ';
        else if (!reorders(c))
            out += c;
    }
    return out.simplified();
}

QString markdownText(const QString &text)
{
    QString out;
    for (const QChar c : oneLine(text)) {
        if (c == u'<')
            out += u"&lt;"_s;
        else if (c == u'>')
            out += u"&gt;"_s;
        else if (u"\\`*[]|&~"_s.contains(c))
            out += u"\\"_s + c;
        else
            out += c;
    }
    return out;
}

/// At the start of a line some characters make a heading, a list or a rule.
QString markdownLine(const QString &text)
{
    QString out = markdownText(text);
    qsizetype digits = 0;
    while (digits < out.size() && out.at(digits).isDigit())
        ++digits;
    const bool numbered =
        digits > 0 && digits < out.size() && (out.at(digits) == u'.' || out.at(digits) == u')');
    if (numbered)
        out.insert(digits, u'\\');
    else if (!out.isEmpty() && u"#+-=_"_s.contains(out.at(0)))
        out.prepend(u'\\');
    return out;
}

/// A code span. A bar must be escaped even here, because tables are cut into cells first; the fence is longer
/// than any run of backticks inside.
QString markdownCode(const QString &text)
{
    QString code = oneLine(text);
    if (code.isEmpty())
        return {};
    qsizetype longest = 0;
    qsizetype current = 0;
    for (const QChar c : code) {
        current = c == u'`' ? current + 1 : 0;
        longest = std::max(longest, current);
    }
    code.replace(u"|"_s, u"\\|"_s);
    const QString fence(longest + 1, u'`');
    const QString space = longest > 0 ? u" "_s : QString();
    return fence + space + code + space + fence;
}

QString markdownTable(const ReportTable &table)
{
    QString out = u"| "_s + table.columns.join(u" | "_s) + u" |\n|"_s;
    for (const QString &column : table.columns)
        out += QString(column.size() + 2, u'-') + u"|"_s;
    out += u"\n"_s;
    for (const auto &row : table.rows) {
        out += u"|"_s;
        for (const ReportCell &cell : row)
            out += u" "_s + (cell.isCode ? markdownCode(cell.text) : markdownText(cell.text)) + u" |"_s;
        out += u"\n"_s;
    }
    return out;
}

QString markdownSection(const ReportSection &section)
{
    QString out = u"### "_s + markdownText(section.title) + u"\n"_s;
    if (section.table)
        out += markdownTable(*section.table);
    if (!section.sentence.isEmpty())
        out += markdownLine(section.sentence) + u"\n"_s;
    for (const auto &[name, value] : section.facts)
        out += u"**"_s + name + u"**: "_s + markdownText(value) + u"\n"_s;
    for (const QString &item : section.list)
        out += u"- "_s + markdownLine(item) + u"\n"_s;
    for (const QString &box : section.boxes)
        out += u"- [ ] "_s + markdownText(box) + u"\n"_s;
    return out;
}

QString html(const QString &text)
{
    return oneLine(text).toHtmlEscaped().replace(u"'"_s, u"&#39;"_s);
}

QString htmlTable(const ReportTable &table)
{
    QString out = u"<table>\n<tr>"_s;
    for (const QString &column : table.columns)
        out += u"<th>"_s + html(column) + u"</th>"_s;
    out += u"</tr>\n"_s;
    for (const auto &row : table.rows) {
        out += u"<tr>"_s;
        for (const ReportCell &cell : row) {
            const QString text = html(cell.text);
            out += u"<td>"_s + (cell.isCode ? QString(u"<code>"_s + text + u"</code>"_s) : text) + u"</td>"_s;
        }
        out += u"</tr>\n"_s;
    }
    return out + u"</table>\n"_s;
}

QString htmlFacts(const ReportFacts &facts)
{
    QString out = u"<p>"_s;
    for (const auto &[name, value] : facts)
        out += u"<strong>"_s + html(name) + u"</strong>: "_s + html(value) + u"<br>\n"_s;
    return out + u"</p>\n"_s;
}

QString htmlList(const QStringList &items, const QString &mark)
{
    QString out = u"<ul>\n"_s;
    for (const QString &item : items)
        out += u"<li>"_s + mark + html(item) + u"</li>\n"_s;
    return out + u"</ul>\n"_s;
}

QString htmlSection(const ReportSection &section)
{
    QString out = u"<h3>"_s + html(section.title) + u"</h3>\n"_s;
    if (section.table)
        out += htmlTable(*section.table);
    if (!section.sentence.isEmpty())
        out += u"<p>"_s + html(section.sentence) + u"</p>\n"_s;
    if (!section.facts.empty())
        out += htmlFacts(section.facts);
    if (!section.list.isEmpty())
        out += htmlList(section.list, {});
    if (!section.boxes.isEmpty())
        out += htmlList(section.boxes, u"☐ "_s);
    return out;
}

const QString &htmlHead()
{
    static const QString head =
        u"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'\">\n"
        "<title>Deployment Validation Report</title>\n<style>\n"
        "body { font: 15px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; "
        "padding: 0 1em; color: #1a1a1a; background: #fff; }\n"
        "table { border-collapse: collapse; margin: 0.5em 0 1.5em; }\n"
        "th, td { border: 1px solid #b8b8b8; padding: 0.3em 0.7em; text-align: left; "
        "vertical-align: top; }\n"
        "th { background: #f0f0f0; }\n"
        "code { font-family: ui-monospace, monospace; }\n"
        "</style>\n</head>\n<body>\n"_s;
    return head;
}

nlohmann::json jsonFacts(const ReportFacts &facts)
{
    nlohmann::json out = nlohmann::json::object();
    for (const auto &[name, value] : facts)
        out[name.toStdString()] = value;
    return out;
}

nlohmann::json jsonSection(const ReportSection &section)
{
    nlohmann::json out;
    out["title"] = section.title;
    if (section.table) {
        out["columns"] = section.table->columns;
        nlohmann::json rows = nlohmann::json::array();
        for (const auto &row : section.table->rows) {
            nlohmann::json cells = nlohmann::json::array();
            for (const ReportCell &cell : row)
                cells.push_back(cell.text);
            rows.push_back(std::move(cells));
        }
        out["rows"] = std::move(rows);
    }
    if (!section.sentence.isEmpty())
        out["text"] = section.sentence;
    if (!section.facts.empty())
        out["facts"] = jsonFacts(section.facts);
    if (!section.list.isEmpty())
        out["items"] = section.list;
    if (!section.boxes.isEmpty())
        out["todo"] = section.boxes;
    return out;
}

} // namespace

QString writeMarkdown(const ReportContent &content)
{
    QString out = u"## "_s + content.title + u"\n\n"_s;
    for (const auto &[name, value] : content.head)
        out += u"**"_s + name + u"**: "_s + markdownText(value) + u"\n"_s;
    out += u"\n---\n"_s;
    for (const ReportSection &section : content.sections)
        out += u"\n"_s + markdownSection(section);
    return out;
}

QString writeHtml(const ReportContent &content)
{
    QString out =
        htmlHead() + u"<h2>"_s + html(content.title) + u"</h2>\n"_s + htmlFacts(content.head) + u"<hr>\n"_s;
    for (const ReportSection &section : content.sections)
        out += htmlSection(section);
    return out + u"</body>\n</html>\n"_s;
}

nlohmann::json writeJson(const ReportContent &content)
{
    nlohmann::json sections = nlohmann::json::array();
    for (const ReportSection &section : content.sections)
        sections.push_back(jsonSection(section));
    nlohmann::json out;
    out["schemaVersion"] = 1;
    out["title"] = content.title;
    for (const auto &[name, value] : content.head)
        out[name.toLower().toStdString()] = value;
    out["sections"] = std::move(sections);
    return out;
}

} // namespace belay
