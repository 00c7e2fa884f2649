// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report/report_content.h"

#include "models/domain/json.h"

#include <algorithm>

namespace belay {

namespace {

using namespace Qt::Literals::StringLiterals;

QString markdownText(const QString &text)
{
    QString out;
    for (const QChar c : reportLine(text)) {
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
    QString code = reportLine(text);
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
    for (const ReportBox &box : section.boxes) {
        out += (box.done ? u"- [x] "_s : u"- [ ] "_s) + markdownText(box.text);
        out += (box.note.isEmpty() ? QString() : u" ("_s + markdownText(box.note) + u")"_s) + u"\n"_s;
    }
    return out;
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
    if (!section.boxes.empty()) {
        nlohmann::json texts = nlohmann::json::array();
        nlohmann::json boxes = nlohmann::json::array();
        for (const ReportBox &box : section.boxes) {
            texts.push_back(box.text);
            boxes.push_back({{"text", box.text}, {"done", box.done}, {"note", box.note}});
        }
        out["todo"] = std::move(texts);
        out["boxes"] = std::move(boxes);
    }
    return out;
}

} // namespace

QString writeMarkdown(const ReportContent &content)
{
    QString out = u"## "_s + markdownText(content.title) + u"\n\n"_s;
    for (const auto &[name, value] : content.head)
        out += u"**"_s + name + u"**: "_s + markdownText(value) + u"\n"_s;
    out += u"\n---\n"_s;
    for (const ReportSection &section : content.sections)
        out += u"\n"_s + markdownSection(section);
    return out;
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
